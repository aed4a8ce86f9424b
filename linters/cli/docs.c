/*
 * `plumb docs`: writes the page of every rule, or says which are stale.
 */
#include "cli/docs.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/map.h"
#include "cli/command.h"
#include "cli/page.h"
#include "cli/print.h"
#include "engine/configuration.h"
#include "rule/set.h"
#include <stdio.h>
#include <string.h>

/* What is done with a page: compared, or written where it differs. */
struct writing {
	bool check;
	size_t stale, written;
};

static int put(struct writing *writing, const char *path,
	const struct buffer *text, struct error *err)
{
	struct buffer old = BUFFER_INIT;
	bool same;

	if (rule_file_check(path, err) != 0)
		return -1;
	same = file_read(&old, path, NULL) == 0 && old.size == text->size &&
	       memcmp(old.data, text->data, text->size) == 0;

	buffer_release(&old);
	if (same)
		return 0;
	if (writing->check) {
		print_line("%s: stale: run `plumb docs`", path);
		writing->stale++;
		return 0;
	}
	if (file_write(path, text->data, text->size, 0644, err) != 0)
		return -1;
	print_line("wrote %s", path);
	writing->written++;
	return 0;
}

static int put_page(struct writing *writing, const struct rule_folder *folder,
	const struct rule_folder_list *all, struct error *err)
{
	struct buffer text = BUFFER_INIT;
	char path[4096];
	int result = page_write(&text, folder, all, err);

	snprintf(path, sizeof(path), "%s/README.md", folder->path);
	if (result == 0)
		result = put(writing, path, &text, err);
	buffer_release(&text);
	return result;
}

static void list_linter(struct buffer *out, const struct rule *rule)
{
	const char *slash = strchr(rule->id, '/');

	buffer_format(out,
		"\n## %.*s\n\n| rule | level | flags |\n"
		"|---|---|---|\n",
		(int)(slash - rule->id), rule->id);
}

/* The list of all rules, one table a linter. */
static int put_index(struct writing *writing, const char *path,
	const struct rule_folder_list *all, struct error *err)
{
	struct buffer text = BUFFER_INIT;
	size_t i;
	int result;

	buffer_add_string(&text,
		"<!-- made by `plumb docs`: change the rules -->\n\n# Rules\n");
	for (i = 0; i < all->count; i++) {
		const struct rule *rule = all->items[i].rule;
		size_t size = strcspn(rule->id, "/");

		if (i == 0 || strncmp(all->items[i - 1].rule->id, rule->id,
				      size + 1) != 0)
			list_linter(&text, rule);
		buffer_format(&text, "| [%s](%s/README.md) | %s%s | %s |\n",
			rule->id, rule->id, level_name(rule_worst_level(rule)),
			rule->opt_in ? ", opt-in" : "", rule->summary);
	}
	result = put(writing, path, &text, err);
	buffer_release(&text);
	return result;
}

static int put_schema(
	struct writing *writing, const char *path, struct error *err)
{
	struct buffer text = BUFFER_INIT;
	int result;

	configuration_schema(&text);
	result = put(writing, path, &text, err);
	buffer_release(&text);
	return result;
}

static int put_all(struct writing *writing, struct arena *arena,
	const char *folder, const char *schema,
	const struct rule_folder_list *all, struct error *err)
{
	size_t i;

	for (i = 0; i < all->count; i++)
		if (put_page(writing, &all->items[i], all, err) != 0)
			return -1;
	if (put_index(writing, arena_format(arena, "%s/README.md", folder), all,
		    err) != 0)
		return -1;
	return schema != NULL ? put_schema(writing, schema, err) : 0;
}

static int run_docs(const struct invocation *invocation)
{
	struct arena *arena = arena_new();
	struct rule_folder_list all = {0};
	struct writing writing = {
		.check = invocation_option(invocation, "check") != NULL};
	const char *folder = invocation->argument_count != 0
				     ? invocation->arguments[0]
				     : "rules";
	struct error err = {0};
	int status = STATUS_CLEAN;

	if (rule_folders_read(&all, arena, folder, &err) != 0 ||
		put_all(&writing, arena, folder,
			invocation_option(invocation, "schema"), &all,
			&err) != 0)
		status = complain(&err);
	else if (writing.stale != 0)
		status = STATUS_FINDINGS;
	vector_free(&all);
	arena_free(arena);
	return status;
}

static const struct option_row docs_options[] = {
	{0, "check", NULL, "write nothing; exit 1 when a page is stale"},
	{0, "schema", "FILE", "the JSON Schema of .plumb.yml too"},
};

const struct command command_docs = {
	.name = "docs",
	.arguments = "[DIR]",
	.summary = "write the page of every rule below a folder",
	.description = "A page shows a rule's examples with what the program "
		       "really says to\nthem. The folder is rules/ where none "
		       "is named.",
	.options = docs_options,
	.option_count = OPTION_COUNT(docs_options),
	.run = run_docs,
};
