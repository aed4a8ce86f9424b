/*
 * `plumb registry export`: the registry in another syntax or form.
 */
#include "base/arena.h"
#include "cli/command.h"
#include "cli/registry_commands.h"
#include "cli/registry_form.h"
#include "cli/registry_open.h"
#include "generate/registry_table.h"
#include <assert.h>

static int run_export(const struct invocation *invocation)
{
	struct registry_target target = {.target = {.arena = arena_new()}};
	const struct registry *registry = NULL;
	struct remark_list remarks = {0};
	struct buffer text = BUFFER_INIT;
	struct registry_wish wish = {0};
	struct error err = {0};
	int status = registry_wish_read(&wish, invocation, NULL);

	if (status == 0 && invocation->argument_count != 0)
		status = complain_use("plumb registry export takes no argument "
				      "such as `%s`: it writes to standard "
				      "output",
			invocation->arguments[0]);
	if (status == 0 &&
		(registry_open(&target, invocation, &err) != 0 ||
			registry_only(&registry, &target, &err) != 0))
		status = complain(&err);
	if (status == 0) {
		assert(registry != NULL);
		registry_wish_write(
			&text, target.target.arena, registry, &wish, &remarks);
		if (registry_print(&text, &err) != 0)
			status = complain(&err);
		registry_remark(&remarks);
	}
	vector_free(&remarks);
	buffer_release(&text);
	registry_close(&target);
	return status;
}

static const struct option_row export_options[] = {
	{0, "form", "FORM", "json, yaml, mongo or csv"},
	REGISTRY_SHAPE_OPTION,
	{0, "staged", NULL, "the registry of the index"},
	{0, "tree", "REV", "the registry of a commit"},
	REGISTRY_OPTIONS,
};

const struct command command_registry_export = {
	.name = "registry export",
	.arguments = "",
	.summary = "write the registry in another form",
	.description =
		"mongo is the document {_id: \"default\", bands, assignments} in "
		"Extended JSON, in\none line, for\n"
		"    mongoimport --db motherboard_config --collection "
		"port_registry --mode upsert\n"
		"What ranges and services say besides is in `services`, so that "
		"`plumb registry\nimport` gets it back. What a form cannot hold "
		"is told on standard error.",
	.options = export_options,
	.option_count = OPTION_COUNT(export_options),
	.run = run_export,
};
