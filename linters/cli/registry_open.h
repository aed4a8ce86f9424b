/*
 * What the registry's own commands share: the registry that is spoken of,
 * and the way back to its file.
 */
#ifndef PLUMB_CLI_REGISTRY_OPEN_H
#define PLUMB_CLI_REGISTRY_OPEN_H

#include "base/string.h"
#include "cli/target.h"
#include "model/model.h"

/* For the tables of commands that speak of the work tree only. */
#define REGISTRY_OPTIONS                                              \
	{'C', "directory", "DIR", "run as if started in DIR"},        \
		{0, "config", "FILE",                                 \
			"read this configuration, not .plumb.yml"},   \
	{                                                             \
		0, "registry", "FILE",                                \
			"use this registry (from the current folder)" \
	}

struct registry_target {
	struct target target;
	struct model *model;
	const struct registry *const *registries; /* in order; at least one */
	size_t count;
};

/*
 * Opens the target (with the rules of the linter `ports`, for facts) and
 * reads its registries. ERROR_USE when there is none, or when a configured
 * one cannot be read. Released also after a failure.
 */
int registry_open(struct registry_target *out,
	const struct invocation *invocation, struct error *err);
/* The same with other rules; the selection must outlive the target. */
struct selection;
int registry_open_selected(struct registry_target *out,
	const struct invocation *invocation, const struct selection *selection,
	struct error *err);
/* The same, but without a registry count is 0 and all is well. */
int registry_open_any(struct registry_target *out,
	const struct invocation *invocation, struct error *err);
/* The same whatever there is: a configured registry that is not there yet is
 * no error. */
int registry_open_target(struct registry_target *out,
	const struct invocation *invocation, struct error *err);
/* Reads the registries anew, after the target's snapshot was changed. */
void registry_open_model(struct registry_target *target);
/* ERROR_WORK when a file that a registry is found in could not be read. */
int registry_readable(struct model *model, struct error *err);
/* ERROR_USE when one has the name of a registry but not its shape. */
int registry_misfit(struct model *model, struct error *err);
/* Either, or it does not parse. Asked where the model has no registry. */
int registry_unusable(struct model *model, struct error *err);
void registry_close(struct registry_target *target);

/* ERROR_USE when the target has no registry; for `registry validate`. */
int registry_required(const struct target *target, struct error *err);

/* The only registry; ERROR_USE when there are several to choose from. */
int registry_only(const struct registry **out,
	const struct registry_target *target, struct error *err);

/*
 * Writes a file of the work tree whole or not at all. before: the bytes it
 * must still have (NULL: it must not exist yet; its folders are made).
 * ERROR_USE when it, or a folder above it, is a symbolic link or anything but a
 * plain file, or when somebody has changed it meanwhile.
 */
int registry_write(const struct target *target, const char *path,
	const struct slice *before, const struct buffer *text,
	struct error *err);

/* For commands that write the registry: 0, or the exit status after telling
 * that standard input cannot be written to. */
int registry_refuse_input(const struct invocation *invocation);

/* What a form cannot hold, on standard error. */
struct remark_list;
void registry_remark(const struct remark_list *remarks);

/* Standard output, or an error. */
int registry_print(const struct buffer *text, struct error *err);
/* For people: what would steer a terminal is written out. */
int registry_print_text(const struct buffer *text, struct error *err);

#endif
