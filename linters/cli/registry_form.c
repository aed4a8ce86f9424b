/*
 * `--form` and `--shape`: the syntax and the form that a registry is written
 * in. Prints nothing.
 */
#include "cli/registry_form.h"
#include "base/arena.h"
#include "cli/command.h"
#include "generate/json_node.h"
#include <string.h>

static const char *const forms[] = {"json", "yaml", "mongo", "csv", NULL};

static const struct {
	const char *name;
	enum registry_form form;
} shapes[] = {
	{"ranges", REGISTRY_RANGES},
	{"bands", REGISTRY_BANDS},
	{"flat", REGISTRY_FLAT},
};

static int read_form(const struct invocation *invocation,
	struct registry_wish *wish, const char *usual)
{
	const char *form = invocation_option(invocation, "form");

	if (form == NULL)
		form = usual;
	if (form == NULL)
		return complain_use("say --form json, yaml, mongo or csv");
	for (size_t i = 0; forms[i] != NULL; i++)
		if (strcmp(form, forms[i]) == 0) {
			wish->form = (enum export_form)i;
			return 0;
		}
	return complain_use(
		"--form takes json, yaml, mongo or csv, not `%s`", form);
}

static int read_shape(
	const struct invocation *invocation, struct registry_wish *wish)
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

int registry_wish_read(struct registry_wish *wish,
	const struct invocation *invocation, const char *usual)
{
	int status = read_form(invocation, wish, usual);

	return status == 0 ? read_shape(invocation, wish) : status;
}

void registry_wish_write(struct buffer *out, struct arena *arena,
	const struct registry *registry, const struct registry_wish *wish,
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
