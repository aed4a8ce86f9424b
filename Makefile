# plumb: see `make help`.

CC ?= cc
PREFIX ?= /usr/local
DESTDIR ?=
BUILD ?= build
PKG_CONFIG ?= pkg-config
VERSION := 0.1.0
HOMEPAGE := https://github.com/plumb-lint/plumb

PACKAGES = libgit2 libpcre2-8 yaml-0.1 jansson
CFLAGS ?= -O2 -g
CPPFLAGS += -Ilinters -D_GNU_SOURCE -DPLUMB_VERSION='"$(VERSION)"' -DPLUMB_HOMEPAGE='"$(HOMEPAGE)"' \
	$(shell $(PKG_CONFIG) --cflags $(PACKAGES))
HARDEN = -fstack-protector-strong -fPIE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
LDHARDEN = -pie -Wl,-z,relro,-z,now
LDLIBS += $(shell $(PKG_CONFIG) --libs $(filter-out libgit2,$(PACKAGES))) -lpthread
LIBGIT2 := $(shell $(PKG_CONFIG) --libs libgit2)

# libgit2 is loaded when it is first needed (linters/source/library.h), but
# where libraries lie in folders that the loader does not know by itself.
ifeq ($(shell uname),Darwin)
CPPFLAGS += -DLINKED_LIBGIT2
LDLIBS += $(LIBGIT2)
else
LDLIBS += -ldl -Wl,--dynamic-list=linters/source/library.exported
endif

# Warnings stop a developer's and the CI's build, never a user's.
WARNINGS = -Wall -Wextra -Wshadow -Wmissing-prototypes -Wstrict-prototypes \
	-Wold-style-definition -Wpointer-arith -Wcast-qual -Wwrite-strings \
	-Wformat=2 -Wvla -Wundef -Wnull-dereference
ifdef DEVELOPER
WARNINGS += -Werror
endif
ALL_CFLAGS = -std=c11 $(WARNINGS) $(HARDEN) $(CFLAGS)

SOURCES := $(filter-out linters/rule/embed.c linters/cli/main.c, \
	$(wildcard linters/*.c linters/*/*.c))
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o)
EMBED_OBJECTS := $(patsubst %.c,$(BUILD)/%.o, \
	$(wildcard linters/base/*.c) $(filter-out linters/rule/builtin.c, \
	$(wildcard linters/rule/*.c)))
RULE_FILES := $(wildcard rules/*/*/rule.yml rules/*/*/README.md)
UNIT_SOURCES := $(wildcard tests/unit/*/*_test.c)
UNIT_TESTS := $(UNIT_SOURCES:tests/unit/%.c=$(BUILD)/unit/%)
FUZZ_REPLAYS := $(patsubst tests/fuzz/%.dict,$(BUILD)/replay/%, \
	$(wildcard tests/fuzz/*.dict))
LINTER_NAMES := $(patsubst linters/%.c,%,$(wildcard linters/*.c))

# `make V=1` shows the commands.
V ?= 0
ifeq ($(V),0)
Q = @
say = @printf '  %-6s %s\n'
else
say = @:
endif

.PHONY: all
all: $(BUILD)/plumb ## build the program (the default)

$(BUILD)/plumb: $(BUILD)/linters/cli/main.o $(BUILD)/libplumb.a
	$(say) LINK $@
	$(Q)$(CC) $(ALL_CFLAGS) $(LDHARDEN) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/libplumb.a: $(OBJECTS) $(BUILD)/builtin_rules.o $(BUILD)/hook_scripts.o \
		$(BUILD)/report_page.o $(BUILD)/builtin_templates.o
	@rm -f $@
	$(say) AR $@
	$(Q)$(AR) rcs $@ $^

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(say) CC $@
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The built-in rules, as C tables: a check starts without reading them.
$(BUILD)/embed: $(EMBED_OBJECTS)
	$(say) LINK $@
	$(Q)$(CC) $(ALL_CFLAGS) $(LDHARDEN) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/builtin_rules.c: $(BUILD)/embed $(RULE_FILES)
	$(say) GEN $@
	$(Q)$(BUILD)/embed rules > $@.new
	@mv $@.new $@

$(BUILD)/hook_scripts.c: hooks/embed.sh hooks/pre-commit \
		hooks/pre-merge-commit hooks/pre-push
	@mkdir -p $(@D)
	$(say) GEN $@
	$(Q)sh hooks/embed.sh > $@.new
	@mv $@.new $@

$(BUILD)/report_page.c: linters/generate/report/embed.sh \
		$(wildcard linters/generate/report/*.*)
	@mkdir -p $(@D)
	$(say) GEN $@
	$(Q)sh linters/generate/report/embed.sh > $@.new
	@mv $@.new $@

TEMPLATES := linters/generate/templates
$(BUILD)/builtin_templates.c: $(TEMPLATES)/embed.sh \
		$(wildcard $(TEMPLATES)/*.mustache)
	@mkdir -p $(@D)
	$(say) GEN $@
	$(Q)sh $(TEMPLATES)/embed.sh > $@.new
	@mv $@.new $@

$(BUILD)/builtin_rules.o $(BUILD)/hook_scripts.o $(BUILD)/report_page.o \
		$(BUILD)/builtin_templates.o: \
		$(BUILD)/%.o: $(BUILD)/%.c
	$(say) CC $@
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -c -o $@ $<

$(BUILD)/unit/%: tests/unit/%.c $(BUILD)/libplumb.a
	@mkdir -p $(@D)
	$(say) LINK $@
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(LDHARDEN) $(LDFLAGS) -MMD -MP \
		-o $@ $< $(BUILD)/libplumb.a $(LDLIBS) $(LIBGIT2) -lcmocka

-include $(OBJECTS:.o=.d) $(EMBED_OBJECTS:.o=.d) $(BUILD)/linters/rule/embed.d \
	$(BUILD)/linters/cli/main.d $(UNIT_TESTS:=.d)

# --- tests ----------------------------------------------------------------

# Everything but the unit tests is a program that prints TAP.
SCRIPT_TESTS := $(wildcard tests/tree/*.sh tests/cli/cases.sh \
	tests/fault/*.sh \
	tests/git/*.sh tests/outside/*.sh tests/fuzz/*.sh)
export PLUMB := $(abspath $(BUILD))/plumb

.PHONY: check check-unit check-rules check-scripts bless
check: $(BUILD)/plumb $(UNIT_TESTS) $(FUZZ_REPLAYS) $(BUILD)/mutate links ## run every test; ends with `N passed, N failed`
	@BUILD=$(abspath $(BUILD)) tests/run.sh $(UNIT_TESTS) \
		$(FUZZ_REPLAYS) $(SCRIPT_TESTS)

# A file without `_test.c`, or a folder of tests/unit.
CHOSEN_TESTS = $(if $(ONLY),$(filter $(BUILD)/unit/$(ONLY)_test \
	$(BUILD)/unit/$(ONLY)/%,$(UNIT_TESTS)),$(UNIT_TESTS))

check-unit: $(if $(ONLY),$(CHOSEN_TESTS),$(UNIT_TESTS)) ## run the unit tests (ONLY=rule/document, ONLY=rule)
	@$(if $(CHOSEN_TESTS),,echo 'no test in tests/unit is $(ONLY)' >&2; exit 2;) \
		tests/run.sh $(CHOSEN_TESTS)

check-rules: $(BUILD)/plumb ## run the examples of rules (ONLY=ports/… for one)
	$(BUILD)/plumb test $(if $(ONLY),rules/$(ONLY),rules)

check-script: $(BUILD)/plumb $(BUILD)/mutate links ## run one test script (ONLY=tests/git/hook.sh)
	@BUILD=$(abspath $(BUILD)) tests/run.sh $(ONLY)

bless: $(BUILD)/plumb links ## accept new expected output of tests/cli and the rules' pages
	BLESS=1 sh tests/cli/cases.sh
	$(BUILD)/plumb docs --schema ci/plumb.schema.json

.PHONY: sequences
sequences: $(BUILD)/plumb ## 1,000 random sequences of git operations (RUNS=…, SEED=…)
	RUNS=$(or $(RUNS),1000) SEED=$(or $(SEED),1) nice sh tests/git/sequences.sh

.PHONY: asan
asan: ## run every test under address and undefined-behaviour sanitizers
	LSAN_OPTIONS=suppressions=$(CURDIR)/tests/leaks.supp:print_suppressions=0 \
	ASAN_OPTIONS=fast_unwind_on_malloc=0 \
	$(MAKE) BUILD=$(BUILD)-asan check \
		CFLAGS="-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined"

# Without PCRE2's made code (rule/pattern.c), and with all memory given back.
.PHONY: valgrind
valgrind: ## run the tests of the command line under valgrind, for minutes
	$(MAKE) BUILD=$(BUILD)-valgrind \
		CFLAGS="-O1 -g -DMEMORY_IS_WATCHED=1" all links
	BUILD=$(abspath $(BUILD))-valgrind VALGRIND=yes tests/run.sh \
		tests/fault/valgrind.sh

# The names of the linters, beside the program.
.PHONY: links
links: $(BUILD)/plumb
	@for name in $(LINTER_NAMES); do \
		ln -sf plumb $(BUILD)/plumb-$$name; done

.PHONY: bench
bench: $(BUILD)/plumb ## ratios to git, rg and node (ROWS=staged for one), 3 GB
	@sh tests/bench/bench.sh $(abspath $(BUILD))/plumb $(abspath $(BUILD))/bench $(ROWS)

# --- fuzzing ----------------------------------------------------------------
# A target is tests/fuzz/NAME.c. `make check` gives its kept inputs
# (tests/fuzz/corpus/NAME) to it; `make fuzz` looks for new ones.

FUZZ_SHARED := fuzz replay
FUZZ_NAMES := $(notdir $(FUZZ_REPLAYS))
FUZZ_OBJECTS := $(patsubst %,$(BUILD)/tests/fuzz/%.o,$(FUZZ_SHARED) mutate $(FUZZ_NAMES))
FUZZ_FLAGS = -O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=undefined \
	-fsanitize=address,undefined,fuzzer-no-link
TIME ?= 60

# What a search builds, how far its corpus has grown, and what it found.
SEARCH := build/fuzz

.PHONY: fuzz
fuzz: ## look for inputs that break a parser (NAME=dotenv TIME=1200), clang
ifdef NAME
	@command -v clang >/dev/null || { echo 'make fuzz needs clang and' \
		'libFuzzer: apt-get install clang libclang-rt-dev' >&2; exit 1; }
	$(Q)$(MAKE) BUILD=$(SEARCH) CC=clang CFLAGS="$(FUZZ_FLAGS)" \
		$(SEARCH)/search/$(NAME)
	@mkdir -p $(SEARCH)/corpus/$(NAME) $(SEARCH)/found
	$(SEARCH)/search/$(NAME) -max_total_time=$(TIME) -timeout=10 \
		-rss_limit_mb=2048 -max_len=8192 -print_final_stats=1 \
		-artifact_prefix=$(SEARCH)/found/$(NAME)- \
		-dict=tests/fuzz/$(NAME).dict \
		$(SEARCH)/corpus/$(NAME) tests/fuzz/corpus/$(NAME)
else
	@echo 'make fuzz NAME=... TIME=seconds; the names:'
	@printf '  %s\n' $(FUZZ_NAMES)
endif

$(BUILD)/replay/%: $(BUILD)/tests/fuzz/%.o \
		$(FUZZ_SHARED:%=$(BUILD)/tests/fuzz/%.o) $(BUILD)/libplumb.a
	@mkdir -p $(@D)
	$(say) LINK $@
	$(Q)$(CC) $(ALL_CFLAGS) $(LDHARDEN) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/search/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/tests/fuzz/fuzz.o \
		$(BUILD)/libplumb.a
	@mkdir -p $(@D)
	$(say) LINK $@
	$(Q)$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/mutate: $(BUILD)/tests/fuzz/mutate.o $(BUILD)/libplumb.a
	$(say) LINK $@
	$(Q)$(CC) $(ALL_CFLAGS) $(LDHARDEN) $(LDFLAGS) -o $@ $^ $(LDLIBS)

.PHONY: mutated
mutated: $(BUILD)/plumb $(BUILD)/mutate ## 10,000 mutated files through every command
	COUNT=10000 BUILD=$(abspath $(BUILD)) sh tests/fuzz/mutated.sh

.PHONY: large
large: $(BUILD)/plumb ## thousands of services, ports and addresses through every command
	COUNT=$(or $(COUNT),32000) sh tests/fuzz/large.sh

.SECONDARY: $(FUZZ_OBJECTS)
-include $(FUZZ_OBJECTS:.o=.d)

# --- care -----------------------------------------------------------------

# One stamp a file, so that only what changed is looked at again; an object
# is made anew when a header changes. The analyzer takes minutes.
CLANG_TIDY ?= clang-tidy
TIDY_SOURCES := $(SOURCES) linters/rule/embed.c linters/cli/main.c
TIDY_STAMPS := $(TIDY_SOURCES:%.c=$(BUILD)/tidy/%.ok)
ANALYZE_STAMPS := $(TIDY_SOURCES:%.c=$(BUILD)/analyze/%.ok)

$(BUILD)/tidy/%.ok: TIDY_CHECKS = -clang-analyzer-*
$(BUILD)/analyze/%.ok: TIDY_CHECKS =
$(BUILD)/tidy/%.ok $(BUILD)/analyze/%.ok: $(BUILD)/%.o .clang-tidy
	@mkdir -p $(@D)
	$(say) TIDY $*.c
	$(Q)$(CLANG_TIDY) --quiet --checks='$(TIDY_CHECKS)' $*.c -- \
		$(CPPFLAGS) -std=c11 >$(@:.ok=.log) 2>/dev/null || \
		{ cat $(@:.ok=.log); exit 1; }
	@touch $@

.PHONY: tidy analyze
tidy: $(TIDY_STAMPS) ## look for mistakes with clang-tidy (.clang-tidy)

analyze: $(ANALYZE_STAMPS) ## the same with the static analyzer, for minutes

# Not its style messages: they want other declarations than the house has.
CPPCHECK ?= cppcheck
.PHONY: cppcheck
cppcheck: ## look for mistakes with cppcheck
	@mkdir -p $(BUILD)/cppcheck
	$(Q)$(CPPCHECK) --quiet --std=c11 --error-exitcode=1 --inline-suppr \
		--enable=warning,performance,portability \
		--suppressions-list=tests/tree/cppcheck.txt \
		--cppcheck-build-dir=$(BUILD)/cppcheck -Ilinters -D_GNU_SOURCE \
		-DPLUMB_VERSION='""' -DPLUMB_HOMEPAGE='""' -D__cppcheck__ linters

.PHONY: lint format new-rule docs
lint: $(BUILD)/plumb ## plumb on itself, shellcheck, clang-format
	$(BUILD)/plumb check
	shellcheck -s sh install.sh hooks/* linters/*/*/*.sh tests/*.sh \
		tests/*/*.sh ci/*.sh
	@clang-format --dry-run -Werror $(wildcard linters/*.c linters/*/*.[ch] \
		tests/fuzz/*.[ch])

format: ## bring the C sources to the house style
	@clang-format -i $(wildcard linters/*.c linters/*/*.[ch] \
		tests/unit/*/*.c tests/fuzz/*.[ch])

docs: $(BUILD)/plumb ## write the page of every rule
	$(BUILD)/plumb docs --schema ci/plumb.schema.json

new-rule: ## start a rule: make new-rule ID=linter/name
	sh ci/new-rule.sh $(ID)

# --- install --------------------------------------------------------------

.PHONY: install uninstall clean help
install: $(BUILD)/plumb ## install to PREFIX (default /usr/local)
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 $(BUILD)/plumb "$(DESTDIR)$(PREFIX)/bin/plumb"
	for name in $(LINTER_NAMES); do \
		ln -sf plumb "$(DESTDIR)$(PREFIX)/bin/plumb-$$name"; done

uninstall: ## remove what `make install` put there
	rm -f "$(DESTDIR)$(PREFIX)/bin/plumb"
	for name in $(LINTER_NAMES); do \
		rm -f "$(DESTDIR)$(PREFIX)/bin/plumb-$$name"; done

clean: ## remove what was built
	rm -rf build build-asan build-clang build-valgrind

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { \
		sub(/:.*/, "", $$1); printf "%-14s %s\n", $$1, $$2 }' \
		$(MAKEFILE_LIST)
