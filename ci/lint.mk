# plumb in a monorepo's Makefile: copy this file and write
#
#   include lint.mk
#
# `make lint` judges the files as they are on disk, `make lint-new` only what
# this branch brings in.

PLUMB ?= plumb
PLUMB_BASE ?= origin/main
PLUMB_OPTIONS ?=

.PHONY: lint lint-plumb lint-new
lint: lint-plumb

lint-plumb:
	$(PLUMB) check $(PLUMB_OPTIONS)

lint-new:
	$(PLUMB) check --range $(PLUMB_BASE)...HEAD $(PLUMB_OPTIONS)
