/*
 * `plumb registry export`: the registry in another syntax or form.
 */
#include "base/arena.h"
#include "cli/command.h"
#include "cli/registry_commands.h"
#include "cli/registry_open.h"
#include "generate/json_node.h"
#include "generate/registry_table.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

static const char *const forms[] = {"json", "yaml", "mongo", "csv", NULL};
enum form { FORM_JSON, FORM_YAML, FORM_MONGO, FORM_CSV };

static const struct {
	const char *name;
	enum registry_form form;
} shapes[] = {
	{"ranges", REGISTRY_RANGES},
	{"bands", REGISTRY_BANDS},
	{"flat", REGISTRY_FLAT},
};

struct wish {
	enum form form;
	enum registry_form shape; /* REGISTRY_NONE: as it is */
};

static int read_form(const struct invocation *invocation, struct wish *wish)
{
	const char *form = invocation_option(invocation, "form");

	if (form == NULL)
		return complain_use("say --form json, yaml, mongo or csv");
	for (size_t i = 0; forms[i] != NULL; i++)
		if (strcmp(form, forms[i]) == 0) {
			wish->form = (enum form)i;
			return 0;
		}
	return complain_use(
		"--form takes json, yaml, mongo or csv, not `%s`", form);
}

static int read_shape(const struct invocation *invocation, struct wish *wish)
{
	const char *shape = invocation_option(invocation, "shape");

	if (shape == NULL)
		return 0;
	if (wish->form == FORM_MONGO || wish->form == FORM_CSV)
		return complain_use("--shape is for json and yaml: %s has one "
				    "shape",
			forms[wish->form]);
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		if (strcmp(shape, shapes[i].name) == 0) {
			wish->shape = shapes[i].form;
			return 0;
		}
	return complain_use(
		"--shape takes ranges, bands or flat, not `%s`", shape);
}

static void write_form(struct buffer *out, struct arena *arena,
	const struct registry *registry, const struct wish *wish,
	struct remark_list *remarks)
{
	const struct registry_table *table =
		registry_table_read(arena, registry);
	enum registry_form shape =
		wish->shape != REGISTRY_NONE ? wish->shape : registry->form;

	switch (wish->form) {
	case FORM_CSV:
		registry_table_csv(out, arena, table, remarks);
		break;
	case FORM_MONGO:
		json_put_line(out, json_of_node(registry_table_document(
					   arena, table, remarks)));
		break;
	case FORM_JSON:
		json_put_document(out, json_of_node(registry_table_write(
					       arena, table, shape, remarks)));
		break;
	case FORM_YAML:
		yaml_write(out,
			registry_table_write(arena, table, shape, remarks));
		break;
	}
}

static int run_export(const struct invocation *invocation)
{
	struct registry_target target = {.target = {.arena = arena_new()}};
	const struct registry *registry = NULL;
	struct remark_list remarks = {0};
	struct buffer text = BUFFER_INIT;
	struct wish wish = {0};
	struct error err = {0};
	int status = read_form(invocation, &wish);

	if (status == 0)
		status = read_shape(invocation, &wish);
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
		write_form(
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
	{0, "shape", "SHAPE",
		"json, yaml: ranges (with services), bands (with assignments) "
		"or flat (default: as it is)"},
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
