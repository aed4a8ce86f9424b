/*
 * The page of a rule. Its examples are run, so a page cannot say what the
 * program does not.
 */
#include "cli/page.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/glob.h"
#include "engine/settings.h"
#include "engine/snapshot.h"
#include "report/report.h"
#include <string.h>

static void write_levels(struct buffer *out, const struct rule *rule)
{
	size_t i;

	buffer_format(out, "**Level**: %s", level_name(rule_worst_level(rule)));
	for (i = 0; i < rule->variant_count; i++)
		buffer_format(out, "%s%s (%s)", i != 0 ? ", " : "; by case: ",
			level_name(rule->variants[i].level),
			rule->variants[i].name);
	if (rule->opt_in)
		buffer_add_string(out, "; off until asked for");
	if (rule->history)
		buffer_add_string(
			out, "; a range is looked at commit by commit");
	buffer_add_string(out, "\n\n");
}

static void write_head(struct buffer *out, const struct rule *rule)
{
	size_t i;

	buffer_format(out, "# %s\n\nFlags %s.\n\n", rule->id, rule->summary);
	write_levels(out, rule);
	if (rule->formerly_count != 0) {
		buffer_add_string(out, "Formerly: ");
		for (i = 0; i < rule->formerly_count; i++)
			buffer_format(out, "%s`%s`", i != 0 ? ", " : "",
				rule->formerly[i]);
		buffer_add_string(out, "\n\n");
	}
	buffer_format(out, "## Why, and what to do\n\n%s%s", rule->help,
		string_ends(rule->help, "\n") ? "" : "\n");
}

static void write_see(struct buffer *out, const struct rule *rule)
{
	size_t i;

	buffer_format(out,
		"\n## To allow one\n\nIn a comment on the line, or alone on "
		"the line before: `plumb:allow %s reason`. In the "
		"configuration:\n\n```yaml\nrules:\n  %s: {level: %s, "
		"except: ['some/folder/**']}\n```\n",
		rule->id, rule->id,
		rule->variant_count != 0 ? "warning" : level_name(rule->level));
	if (rule->see_count == 0)
		return;
	buffer_add_string(out, "\n## See also\n\n");
	for (i = 0; i < rule->see_count; i++) {
		const char *see = rule->see[i];

		if (strstr(see, "://") != NULL)
			buffer_format(out, "- <%s>\n", see);
		else
			buffer_format(
				out, "- [%s](../../%s/README.md)\n", see, see);
	}
}

void page_of_rule(struct buffer *out, const struct rule *rule)
{
	write_head(out, rule);
	write_see(out, rule);
}

/* The word behind ``` for a file of that name. */
static const char *fence_language(const char *path)
{
	const char *dot = strrchr(path_name(path), '.');

	if (dot == NULL || dot == path_name(path))
		return "text";
	if (strcmp(dot, ".yml") == 0)
		return "yaml";
	return dot + 1;
}

/* A fence longer than any in the text. */
static const char *fence_of(struct slice text)
{
	return slice_find(text, "```", 0) != SIZE_MAX ? "````" : "```";
}

static int write_file(struct buffer *out, const struct snapshot *snapshot,
	const struct snapshot_entry *entry, struct error *err)
{
	struct content content = {0};
	struct slice text;

	if (entry->kind != ENTRY_FILE)
		return 0;
	if (snapshot_read(snapshot, entry, &content, err) != 0)
		return -1;
	text = slice_of(buffer_string(&content.buffer));
	if (text.size == 0) {
		buffer_format(out, "`%s` (%s)\n\n", entry->path,
			content.left_out != LEFT_NOTHING
				? left_out_name(content.left_out)
				: "empty");
	} else {
		buffer_format(out, "`%s`\n\n%s%s\n", entry->path,
			fence_of(text), fence_language(entry->path));
		buffer_add_slice(out, text);
		buffer_format(out, "%s%s\n\n",
			text.data[text.size - 1] == '\n' ? "" : "\n",
			fence_of(text));
	}
	content_release(&content);
	return 0;
}

static int write_output(
	struct buffer *out, const struct example_run *run, struct error *err)
{
	struct notice_list none = {0};
	struct report report = {.findings = &run->findings,
		.notices = &none,
		.snapshot = run->snapshot,
		.excerpts = true,
		.successful = true};
	struct buffer text = BUFFER_INIT;
	int result = report_text(&text, &report, err);

	if (result == 0 && text.size != 0)
		buffer_format(out, "```text\n%s```\n\n", buffer_string(&text));
	buffer_release(&text);
	return result;
}

static int write_example(struct buffer *out, struct arena *arena,
	const struct rule_folder *folder, const char *kind,
	const struct rule_example *example, const struct rule_folder_list *all,
	struct error *err)
{
	struct example_run run;
	size_t i;
	int result = example_run(&run, arena, folder, kind, example, all, err);

	buffer_format(out, "### %s\n\n", example->name);
	if (example->why != NULL && example->why[0] != '\0')
		buffer_format(out, "%s\n\n", example->why);
	for (i = 0; result == 0 && i < run.snapshot->count; i++)
		result = write_file(
			out, run.snapshot, &run.snapshot->entries[i], err);
	if (result == 0)
		result = write_output(out, &run, err);
	example_run_release(&run);
	return result;
}

static const struct rule_example *listed(
	const struct rule_example *examples, size_t count, const char *name)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (strcmp(examples[i].name, name) == 0)
			return &examples[i];
	return NULL;
}

/* The examples on disk, in order of their names. */
static int write_examples(struct buffer *out, const struct rule_folder *folder,
	const char *kind, const struct rule_example *examples, size_t count,
	const struct rule_folder_list *all, struct error *err)
{
	struct arena *arena = arena_new();
	const char **names;
	size_t entries, i;
	int result =
		example_entries(&names, &entries, arena, folder, kind, err);

	for (i = 0; result == 0 && i < entries; i++) {
		struct rule_example plain = {.name = names[i]};
		const struct rule_example *example =
			listed(examples, count, names[i]);

		result = write_example(out, arena, folder, kind,
			example != NULL ? example : &plain, all, err);
	}
	arena_free(arena);
	return result;
}

int page_write(struct buffer *out, const struct rule_folder *folder,
	const struct rule_folder_list *all, struct error *err)
{
	const struct rule_examples *examples = &folder->examples;

	buffer_add_string(out,
		"<!-- made by `plumb docs` from rule.yml and the examples "
		"beside it: change those -->\n\n");
	write_head(out, folder->rule);
	buffer_add_string(out, "\n## Flagged\n\n");
	if (write_examples(out, folder, "bad", examples->bad,
		    examples->bad_count, all, err) != 0)
		return -1;
	buffer_add_string(out, "## Not flagged\n\n");
	if (write_examples(out, folder, "good", examples->good,
		    examples->good_count, all, err) != 0)
		return -1;
	while (string_ends(buffer_string(out), "\n\n"))
		out->data[--out->size] = '\0';
	write_see(out, folder->rule);
	return 0;
}
