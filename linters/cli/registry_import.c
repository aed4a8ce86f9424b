/*
 * `plumb registry import`: brings the registry's file to what an export
 * says, by the smallest edits that will do.
 */
#include "base/arena.h"
#include "base/file.h"
#include "cli/command.h"
#include "cli/print.h"
#include "cli/registry_commands.h"
#include "cli/registry_open.h"
#include "generate/insert.h"
#include "generate/json_node.h"
#include "generate/made_node.h"
#include "generate/registry_insert.h"
#include "generate/registry_table.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct importing {
	struct arena *arena;
	struct registry_table *wanted;
	enum registry_form form; /* of what is imported; CSV: NONE */
	const char *path;        /* of the file that is written */
	struct remark_list remarks;
};

/* --- what is imported -------------------------------------------------- */

static int read_text(struct buffer *out, const char *name, struct error *err)
{
	int result;

	if (strcmp(name, "-") == 0)
		return file_read_descriptor(
			out, STDIN_FILENO, "standard input", err);
	result = file_read(out, name, err);
	if (result != 0)
		err->kind = ERROR_USE;
	return result;
}

/* CSV by its name, or by a head that no registry of YAML begins with. */
static bool is_csv(const char *name, struct slice text)
{
	size_t end = slice_find(text, "\n", 0);
	struct slice head = {text.data, end == SIZE_MAX ? text.size : end};

	return string_ends(name, ".csv") ||
	       (strcmp(name, "-") == 0 &&
		       slice_find(head, ":", 0) == SIZE_MAX &&
		       (slice_starts(text, "name,") ||
			       slice_find(head, ",name", 0) != SIZE_MAX));
}

static enum document_kind kind_of(const char *name, struct slice text)
{
	struct slice trimmed = slice_trim(text);

	if (strcmp(name, "-") != 0 && document_kind_of(name) != DOCUMENT_YAML)
		return document_kind_of(name);
	return slice_starts(trimmed, "{") || slice_starts(trimmed, "[")
		       ? DOCUMENT_JSON
		       : DOCUMENT_YAML;
}

static int read_wanted(
	struct importing *importing, const char *name, struct error *err)
{
	struct buffer text = BUFFER_INIT;
	struct document *document;
	struct registry *registry;
	const char *shown = strcmp(name, "-") == 0 ? "standard input" : name;
	struct slice copy;
	int result = read_text(&text, name, err);

	copy.size = text.size;
	copy.data =
		arena_copy(importing->arena, buffer_string(&text), text.size);
	buffer_release(&text);
	if (result != 0)
		return -1;
	if (is_csv(name, copy))
		return registry_table_read_csv(
			&importing->wanted, importing->arena, shown, copy, err);
	if (document_parse(&document, importing->arena, kind_of(name, copy),
		    shown, copy.data, copy.size, err) != 0)
		return -1;
	registry = registry_read(importing->arena, document, "");
	importing->form = registry->form;
	if (registry->form == REGISTRY_NONE)
		result = error_at(err, ERROR_USE, shown, 0, 0,
			"this is none of the forms of a registry");
	else
		importing->wanted =
			registry_table_read(importing->arena, registry);
	/* An exported form A. */
	if (registry->form == REGISTRY_BANDS && document->root != NULL &&
		node_get(registry_body(document->root), "services") != NULL)
		importing->form = REGISTRY_RANGES;
	registry_release(registry);
	return result;
}

/* What the form of the import cannot say stays as it is. */
static void keep_unsaid(
	struct importing *importing, const struct registry_table *now)
{
	struct registry_table *wanted = importing->wanted;

	assert(wanted != NULL);
	if (wanted->ranges == NULL)
		wanted->ranges = now->ranges;
	for (size_t i = 0; i < now->extra->count; i++)
		if (node_get(wanted->extra, now->extra->keys[i]->text) == NULL)
			made_put(importing->arena, wanted->extra,
				now->extra->keys[i]->text,
				now->extra->items[i]);
	if (importing->form != REGISTRY_FLAT)
		return;
	for (size_t i = 0; i < wanted->count; i++) {
		const struct table_row *row =
			registry_table_find(now, &wanted->rows[i]);

		if (row != NULL && wanted->rows[i].fields->count == 0) {
			wanted->rows[i].fields = row->fields;
			wanted->rows[i].path = row->path;
		}
	}
}

/* --- are two tables the same? ------------------------------------------ */

/* The first difference as "what", for a sentence; NULL: none. */
static const char *difference(struct arena *arena,
	const struct registry_table *now, const struct registry_table *wanted)
{
	if (wanted->ranges != NULL && wanted->ranges->count > 0 &&
		!node_same(now->ranges, wanted->ranges))
		return "the ranges";
	for (size_t i = 0; i < now->count; i++) {
		const struct table_row *row = &now->rows[i];
		const struct table_row *other =
			registry_table_find(wanted, row);

		if (other == NULL)
			return arena_format(arena, "`%s`, which is to go",
				row->path != NULL ? row->path : row->name);
		if (!node_same(row->ports, other->ports) ||
			!node_same(row->fields, other->fields))
			return arena_format(arena, "`%s`",
				row->path != NULL ? row->path : row->name);
	}
	if (now->count != wanted->count)
		return "the number of services";
	return node_same(now->extra, wanted->extra) ? NULL
						    : "the fields of the file";
}

/* --- small edits ------------------------------------------------------- */

/* The registry while it is edited: text, tree and table. */
struct state {
	struct buffer text;
	struct registry *registry;
	struct registry_table *table;
};

static int state_read(struct state *state, struct importing *importing,
	const char *text, size_t size, struct error *err)
{
	struct document *document;
	const char *copy = arena_copy(importing->arena, text, size);

	if (document_parse(&document, importing->arena,
		    document_kind_of(importing->path), importing->path, copy,
		    size, err) != 0)
		return -1;
	registry_release(state->registry);
	state->registry = registry_read(importing->arena, document, "");
	state->table = registry_table_read(importing->arena, state->registry);
	return 0;
}

static int state_take(struct state *state, struct importing *importing,
	struct buffer *text, struct error *err)
{
	int result = state_read(
		state, importing, buffer_string(text), text->size, err);

	buffer_release(text);
	return result;
}

static const struct registry_service *service_of(
	const struct state *state, const struct table_row *row)
{
	if (row->path != NULL && state->registry->form == REGISTRY_BANDS)
		return map_get_string(&state->registry->by_path, row->path);
	return registry_find(state->registry, row->name);
}

/* A scalar put in the place of another; 1 when that was done. */
static int replace(struct state *state, struct importing *importing,
	const struct node *before, const struct node *after, struct error *err)
{
	struct buffer text = BUFFER_INIT;
	struct error ignored;

	if (!node_is_scalar(before) || !node_is_scalar(after) ||
		node_same(before, after))
		return 0;
	if (document_replace(&text, state->registry->document, before, after,
		    &ignored) != 0) {
		buffer_release(&text);
		return 0;
	}
	return state_take(state, importing, &text, err) == 0 ? 1 : -1;
}

/* One edit of a service that is there; 0 when there is none left. */
static int edit_row(struct state *state, struct importing *importing,
	const struct table_row *wanted, struct error *err)
{
	const struct registry_service *service = service_of(state, wanted);
	const struct node *ports;
	int done = 0;

	if (service == NULL || wanted->ports == NULL)
		return 0;
	ports = registry_ports_node(service->node);
	if (ports != NULL && node_is_scalar(ports))
		done = replace(state, importing, ports, wanted->ports, err);
	else if (ports != NULL && wanted->ports->kind == NODE_MAPPING)
		for (size_t i = 0; done == 0 && i < ports->count; i++)
			done = replace(state, importing, ports->items[i],
				node_get(wanted->ports, ports->keys[i]->text),
				err);
	if (done != 0 || ports == service->node)
		return done;
	for (size_t i = 0; done == 0 && i < wanted->fields->count; i++)
		done = replace(state, importing,
			node_get(service->node, wanted->fields->keys[i]->text),
			wanted->fields->items[i], err);
	return done;
}

static int add_row(struct state *state, struct importing *importing,
	const struct table_row *row, struct error *err)
{
	struct registry_table one = *importing->wanted;
	struct remark_list ignored = {0};
	struct registry_entry entry = {0};
	struct buffer text = BUFFER_INIT;
	const struct node *body, *map;
	int result;

	one.rows = arena_alloc(importing->arena, sizeof(*one.rows));
	one.rows[0] = *row;
	one.count = 1;
	if (one.ranges == NULL)
		one.ranges = state->table->ranges;
	body = registry_table_write(
		importing->arena, &one, state->registry->form, &ignored);
	vector_free(&ignored);
	if (state->registry->form == REGISTRY_RANGES) {
		entry.value = node_get(body, "services")->items[0];
	} else {
		map = state->registry->form == REGISTRY_BANDS
			      ? node_get(body, "assignments")
			      : body;
		if (map->count == 0)
			return 0;
		entry.name = map->keys[map->count - 1]->text;
		entry.value = map->items[map->count - 1];
	}
	result = registry_insert(&text, state->registry, &entry, err);
	if (result != 0) {
		buffer_release(&text);
		return -1;
	}
	return state_take(state, importing, &text, err);
}

static int edit_extra(
	struct state *state, struct importing *importing, struct error *err)
{
	const struct node *extra = importing->wanted->extra;
	int done = 0;

	for (size_t i = 0; done >= 0 && i < extra->count; i++)
		done = replace(state, importing,
			node_get(registry_body(state->registry->document->root),
				extra->keys[i]->text),
			extra->items[i], err);
	return done < 0 ? -1 : 0;
}

static int edit_ranges(
	struct state *state, struct importing *importing, struct error *err)
{
	const struct node *ranges = importing->wanted->ranges;
	int done = 0;

	for (size_t i = 0; ranges != NULL && done >= 0 && i < ranges->count;
		i++) {
		const struct registry_range *range = registry_range_named(
			state->registry, ranges->keys[i]->text);

		if (range != NULL)
			done = replace(state, importing, range->node,
				ranges->items[i], err);
	}
	return done < 0 ? -1 : 0;
}

static int edit(
	struct state *state, struct importing *importing, struct error *err)
{
	const struct registry_table *wanted = importing->wanted;

	if (edit_extra(state, importing, err) != 0 ||
		edit_ranges(state, importing, err) != 0)
		return -1;
	for (size_t i = 0; i < wanted->count; i++) {
		int done = 0;

		if (registry_table_find(state->table, &wanted->rows[i]) ==
			NULL) {
			if (add_row(state, importing, &wanted->rows[i], err) !=
				0)
				return -1;
			continue;
		}
		do {
			done = edit_row(
				state, importing, &wanted->rows[i], err);
		} while (done > 0);
		if (done < 0)
			return -1;
	}
	return 0;
}

/* --- writing ----------------------------------------------------------- */

static void write_whole(struct buffer *out, struct importing *importing,
	enum registry_form form)
{
	const struct node *body = registry_table_write(
		importing->arena, importing->wanted, form, &importing->remarks);

	if (document_kind_of(importing->path) == DOCUMENT_YAML)
		yaml_write(out, body);
	else
		json_put_document(out, json_of_node(body));
}

static int import_into(struct importing *importing,
	const struct registry_target *target, const struct registry *registry,
	bool rewrite, struct error *err)
{
	const struct slice before = {
		registry->document->text, registry->document->size};
	struct state state = {0};
	const char *left;
	int result =
		state_read(&state, importing, before.data, before.size, err);

	importing->path = registry->path;
	if (result != 0)
		return -1;
	keep_unsaid(importing, state.table);
	if (difference(importing->arena, state.table, importing->wanted) ==
		NULL) {
		tell("%s says that already", registry->path);
		goto cleanup;
	}
	if (rewrite)
		write_whole(&state.text, importing, registry->form);
	else if (edit(&state, importing, err) != 0)
		goto failed;
	left = rewrite ? NULL
		       : difference(importing->arena, state.table,
				 importing->wanted);
	if (left != NULL) {
		complain_use("%s needs more than small edits for %s: say "
			     "--rewrite to write it anew, without its comments",
			registry->path, left);
		result = STATUS_FINDINGS;
		goto cleanup;
	}
	if (!rewrite)
		buffer_add(&state.text, state.registry->document->text,
			state.registry->document->size);
	result = registry_write(
		&target->target, registry->path, &before, &state.text, err);
	if (result == 0)
		tell("wrote %s", registry->path);
	goto cleanup;
failed:
	result = -1;
cleanup:
	registry_release(state.registry);
	buffer_release(&state.text);
	return result;
}

static int import_new(struct importing *importing,
	struct registry_target *target, const char *output, struct error *err)
{
	struct buffer text = BUFFER_INIT;
	enum registry_form form = importing->form != REGISTRY_NONE
					  ? importing->form
					  : REGISTRY_RANGES;
	int result;

	importing->path = target_path(&target->target, output);
	if (importing->path == NULL || *importing->path == '\0')
		return error_set(err, ERROR_USE,
			"`%s` lies outside the repository", output);
	write_whole(&text, importing, form);
	result = registry_write(
		&target->target, importing->path, NULL, &text, err);
	if (result == 0)
		tell("wrote %s", importing->path);
	buffer_release(&text);
	return result;
}

static int import(struct importing *importing, struct registry_target *target,
	const struct invocation *invocation, struct error *err)
{
	const char *output = invocation_option(invocation, "output");
	bool rewrite = invocation_option(invocation, "rewrite") != NULL;
	const struct registry *registry;

	if (registry_open_any(target, invocation, err) != 0 ||
		read_wanted(importing, invocation->arguments[0], err) != 0)
		return -1;
	if (output != NULL)
		return import_new(importing, target, output, err);
	if (target->count == 0 && registry_unusable(target->model, err) != 0)
		return -1;
	if (target->count == 0)
		return error_set(err, ERROR_USE,
			"the repository has no registry to import into: name "
			"a new file with --output FILE");
	if (registry_only(&registry, target, err) != 0)
		return -1;
	importing->path = registry->path;
	return import_into(importing, target, registry, rewrite, err);
}

static int run_import(const struct invocation *invocation)
{
	struct registry_target target = {.target = {.arena = arena_new()}};
	struct importing importing = {.arena = target.target.arena};
	struct error err = {0};
	int status = registry_refuse_input(invocation);

	if (status != 0) {
		registry_close(&target);
		return status;
	}
	if (invocation->argument_count != 1) {
		status = complain_use("name one FILE, or - for standard input: "
				      "plumb registry import --help");
	} else {
		status = import(&importing, &target, invocation, &err);
		if (status < 0)
			status = complain(&err);
		else
			registry_remark(&importing.remarks);
	}
	vector_free(&importing.remarks);
	registry_close(&target);
	return status;
}

static const struct option_row import_options[] = {
	{'o', "output", "FILE", "write a new registry file"},
	{0, "rewrite", NULL,
		"write the registry's file anew where small edits will not do "
		"(its comments are lost)"},
	REGISTRY_OPTIONS,
};

const struct command command_registry_import = {
	.name = "registry import",
	.arguments = "FILE|-",
	.summary = "bring the registry to what an export says",
	.description =
		"FILE is a registry of any form, the document that mongoexport "
		"gives, or CSV.\nPorts, fields and new services are written into "
		"the registry's own file, in its\nown form, and nothing else in "
		"it changes. What the imported form cannot say\nstays as it is.\n"
		"\n"
		"Exit status: 0 written, or nothing to change; 1 when --rewrite "
		"is needed; 2 wrong\nuse; 3 could not do its work.",
	.options = import_options,
	.option_count = OPTION_COUNT(import_options),
	.run = run_import,
};
