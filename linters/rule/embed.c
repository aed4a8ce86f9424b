/*
 * A program of the build: reads RULES_DIR/<linter>/<rule>/rule.yml and
 * prints the rules as C tables, so that plumb starts without reading them.
 * Nothing of plumb itself is linked to it but base/ and rule/.
 */
#include "base/arena.h"
#include "base/file.h"
#include "base/vector.h"
#include "rule/load.h"
#include "rule/set.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* While the rules are made into tables, there are none. */
const struct rule *const builtin_rules[] = {NULL};
const size_t builtin_rule_count = 0;

/* Longer texts are written as arrays: compilers need not take longer ones. */
#define STRING_MAX 4000

VECTOR_TYPE(path_list, const char *);

struct embed {
	struct arena *arena;
	struct path_list paths; /* of the folders of rules */
	struct rule_set set;
	struct buffer out;
	struct buffer tables;
	size_t text_count;
};

/* Finding the rules */

static int add_folders(struct embed *embed, const char *folder,
	struct path_list *list, struct error *err)
{
	DIR *directory = opendir(folder);
	struct dirent *entry;

	/* A file beside the folders is not one of ours. */
	if (!directory && errno == ENOTDIR)
		return 0;
	if (!directory)
		return error_at(err, ERROR_WORK, folder, 0, 0,
			"cannot open the folder: %s", strerror(errno));
	while ((entry = readdir(directory)))
		if (entry->d_name[0] != '.')
			vector_add(list, arena_format(embed->arena, "%s/%s",
						 folder, entry->d_name));
	closedir(directory);
	return 0;
}

static int find_rules(
	struct embed *embed, const char *folder, struct error *err)
{
	struct path_list linters = {NULL, 0, 0};
	int status = add_folders(embed, folder, &linters, err);

	for (size_t i = 0; status == 0 && i < linters.count; i++)
		status = add_folders(
			embed, linters.items[i], &embed->paths, err);
	vector_free(&linters);
	return status;
}

/* The whole file with a NUL behind it; NULL with err empty: no such file. */
static const char *read_text(
	struct embed *embed, const char *path, size_t *size, struct error *err)
{
	struct buffer buffer = BUFFER_INIT;
	const char *text = NULL;

	err->kind = ERROR_NONE;
	if (file_exists(path) && file_read(&buffer, path, err) == 0) {
		*size = buffer.size;
		text = arena_copy(
			embed->arena, buffer_string(&buffer), buffer.size);
	}
	buffer_release(&buffer);
	return text;
}

static bool is_folder(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static int load(struct embed *embed, const char *folder, struct error *err)
{
	const char *path = arena_format(embed->arena, "%s/rule.yml", folder);
	const char *page = arena_format(embed->arena, "%s/README.md", folder);
	size_t size = 0;
	const char *text = read_text(embed, path, &size, err);
	struct rule *rule;

	if (!text && err->kind)
		return -1;
	if (!text)
		return is_folder(folder) ? error_at(err, ERROR_USE, folder, 0,
						   0, "rule.yml is missing")
					 : 0;
	if (rule_load(&rule, NULL, embed->arena, path, text, size, err) < 0)
		return -1;
	rule->page = read_text(embed, page, &size, err);
	if (err->kind)
		return -1;
	return rule_set_add(&embed->set, rule, err);
}

static int compare_paths(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

/* All mistakes at once: one run of the build shows them. */
static int load_all(struct embed *embed)
{
	int status = 0;

	if (embed->paths.count)
		qsort(embed->paths.items, embed->paths.count,
			sizeof(*embed->paths.items), compare_paths);
	for (size_t i = 0; i < embed->paths.count; i++) {
		struct error err;
		char text[2200];

		if (load(embed, embed->paths.items[i], &err) == 0)
			continue;
		fprintf(stderr, "%s\n", error_text(&err, text, sizeof(text)));
		status = -1;
	}
	return status;
}

/* C */

/* A byte inside quotes. Question marks could make trigraphs. */
static void write_byte(struct buffer *out, char byte)
{
	if (byte == '\n')
		buffer_add_string(out, "\\n");
	else if (byte == '\t')
		buffer_add_string(out, "\\t");
	else if (strchr("\"'\\?", byte) && byte)
		buffer_format(out, "\\%c", byte);
	else if (byte >= ' ' && byte <= '~')
		buffer_add_char(out, byte);
	else
		buffer_format(out, "\\%03o", (unsigned)(unsigned char)byte);
}

static void write_string(struct buffer *out, const char *text)
{
	buffer_add_char(out, '"');
	for (; *text; text++) {
		write_byte(out, *text);
		if (*text == '\n' && text[1])
			buffer_add_string(out, "\"\n\t\"");
	}
	buffer_add_char(out, '"');
}

static void write_array(struct buffer *out, const char *text)
{
	size_t count = 0;

	for (; *text; text++) {
		buffer_add_string(out, count++ % 16 ? "" : "\n\t");
		buffer_add_char(out, '\'');
		write_byte(out, *text);
		buffer_add_string(out, "',");
	}
	buffer_add_string(out, "\n\t'\\0',\n");
}

/* The text as an expression; a long one becomes a table before. */
static void write_text(struct embed *embed, const char *text)
{
	if (!text) {
		buffer_add_string(&embed->out, "NULL");
	} else if (strlen(text) <= STRING_MAX) {
		write_string(&embed->out, text);
	} else {
		buffer_format(&embed->tables,
			"static const char text_%zu[] = {", embed->text_count);
		write_array(&embed->tables, text);
		buffer_add_string(&embed->tables, "};\n\n");
		buffer_format(&embed->out, "text_%zu", embed->text_count++);
	}
}

static void write_field(struct embed *embed, const char *name, const char *text)
{
	if (!text)
		return;
	buffer_format(&embed->out, "\t.%s = ", name);
	write_text(embed, text);
	buffer_add_string(&embed->out, ",\n");
}

static void write_number(struct embed *embed, const char *name, unsigned value)
{
	if (value)
		buffer_format(&embed->out, "\t.%s = %u,\n", name, value);
}

/* The name of a table: prefix_field. */
static void write_list(struct embed *embed, const char *prefix,
	const char *field, const char *const *items, size_t count)
{
	if (count == 0)
		return;
	buffer_format(&embed->out, "static const char *const %s_%s[] = {\n",
		prefix, field);
	for (size_t i = 0; i < count; i++) {
		buffer_add_char(&embed->out, '\t');
		write_text(embed, items[i]);
		buffer_add_string(&embed->out, ",\n");
	}
	buffer_add_string(&embed->out, "};\n");
}

static void write_reference(struct embed *embed, const char *field,
	const char *count_field, const char *prefix, size_t count)
{
	if (count)
		buffer_format(&embed->out, "\t.%s = %s_%s,\n\t.%s = %zu,\n",
			field, prefix, field, count_field, count);
}

static void write_conditions(
	struct embed *embed, const char *prefix, const struct rule_match *match)
{
	if (match->where_count == 0)
		return;
	buffer_format(&embed->out,
		"static const struct rule_condition %s_where[] = {\n", prefix);
	for (size_t i = 0; i < match->where_count; i++) {
		buffer_add_string(&embed->out, "\t{");
		write_text(embed, match->where[i].capture);
		buffer_add_string(&embed->out, ", ");
		write_text(embed, match->where[i].condition);
		buffer_format(&embed->out, ", %s},\n",
			match->where[i].negated ? "true" : "false");
	}
	buffer_add_string(&embed->out, "};\n");
}

static void write_match_lists(
	struct embed *embed, const char *prefix, const struct rule_match *match)
{
	write_list(embed, prefix, "files", match->files, match->file_count);
	write_list(embed, prefix, "allow", match->allow, match->allow_count);
	write_conditions(embed, prefix, match);
}

static void write_match(
	struct embed *embed, const char *prefix, const struct rule_match *match)
{
	buffer_add_string(&embed->out, "\t{\n");
	write_reference(
		embed, "files", "file_count", prefix, match->file_count);
	write_field(embed, "pattern", match->pattern);
	write_field(embed, "unless", match->unless);
	write_number(embed, "in", match->in);
	write_number(embed, "scope", match->scope);
	write_reference(
		embed, "where", "where_count", prefix, match->where_count);
	write_reference(
		embed, "allow", "allow_count", prefix, match->allow_count);
	write_field(embed, "fix", match->fix);
	write_field(embed, "variant", match->variant);
	write_field(embed, "check", match->check);
	write_number(embed, "ignore_case", match->ignore_case);
	write_number(embed, "whole_file", match->whole_file);
	buffer_add_string(&embed->out, "\t},\n");
}

static void write_matches(
	struct embed *embed, const char *prefix, const struct rule *rule)
{
	char name[64];

	for (size_t i = 0; i < rule->match_count; i++) {
		snprintf(name, sizeof(name), "%s_%zu", prefix, i);
		write_match_lists(embed, name, &rule->matches[i]);
	}
	buffer_format(&embed->out,
		"static const struct rule_match %s_matches[] = {\n", prefix);
	for (size_t i = 0; i < rule->match_count; i++) {
		snprintf(name, sizeof(name), "%s_%zu", prefix, i);
		write_match(embed, name, &rule->matches[i]);
	}
	buffer_add_string(&embed->out, "};\n");
}

/* As in rule.h; a configuration's "default" cannot come from a rule. */
static void write_level(struct embed *embed, enum level level)
{
	static const char *const names[] = {"LEVEL_OFF", "LEVEL_NOTE",
		"LEVEL_WARNING", "LEVEL_ERROR", "LEVEL_DEFAULT"};

	buffer_add_string(&embed->out, names[level]);
}

static void write_variants(
	struct embed *embed, const char *prefix, const struct rule *rule)
{
	if (rule->variant_count == 0)
		return;
	buffer_format(&embed->out,
		"static const struct rule_variant %s_variants[] = {\n", prefix);
	for (size_t i = 0; i < rule->variant_count; i++) {
		buffer_add_string(&embed->out, "\t{");
		write_text(embed, rule->variants[i].name);
		buffer_add_string(&embed->out, ", ");
		write_level(embed, rule->variants[i].level);
		buffer_add_string(&embed->out, ", ");
		write_text(embed, rule->variants[i].message);
		buffer_add_string(&embed->out, "},\n");
	}
	buffer_add_string(&embed->out, "};\n");
}

static void write_fields(
	struct embed *embed, const char *prefix, const struct rule *rule)
{
	write_field(embed, "id", rule->id);
	write_field(embed, "summary", rule->summary);
	buffer_add_string(&embed->out, "\t.level = ");
	write_level(embed, rule->level);
	buffer_add_string(&embed->out, ",\n");
	write_reference(embed, "variants", "variant_count", prefix,
		rule->variant_count);
	write_field(embed, "message", rule->message);
	write_field(embed, "help", rule->help);
	write_reference(
		embed, "matches", "match_count", prefix, rule->match_count);
	write_reference(embed, "see", "see_count", prefix, rule->see_count);
	write_reference(embed, "formerly", "formerly_count", prefix,
		rule->formerly_count);
	buffer_format(&embed->out, "\t.precision = (enum precision)%d,\n",
		(int)rule->precision);
	write_field(embed, "security_severity", rule->security_severity);
	write_number(embed, "opt_in", rule->opt_in);
	write_number(embed, "history", rule->history);
	write_number(embed, "redacted", rule->redacted);
	write_field(embed, "page", rule->page);
	write_field(embed, "origin", rule->origin);
}

/* Texts that are too long come before what names them. */
static void write_rule(
	struct embed *embed, size_t number, const struct rule *rule)
{
	char prefix[32];

	snprintf(prefix, sizeof(prefix), "rule_%zu", number);
	write_matches(embed, prefix, rule);
	write_variants(embed, prefix, rule);
	write_list(embed, prefix, "see", rule->see, rule->see_count);
	write_list(embed, prefix, "formerly", rule->formerly,
		rule->formerly_count);
	buffer_format(&embed->out, "static const struct rule %s = {\n", prefix);
	write_fields(embed, prefix, rule);
	buffer_add_string(&embed->out, "};\n\n");
	fputs(buffer_string(&embed->tables), stdout);
	fputs(buffer_string(&embed->out), stdout);
	buffer_clear(&embed->tables);
	buffer_clear(&embed->out);
}

static int write_all(struct embed *embed)
{
	printf("/* Made by rule/embed.c out of rules/; do not edit. */\n"
	       "#include \"rule/set.h\"\n\n");
	for (size_t i = 0; i < embed->set.count; i++)
		write_rule(embed, i, embed->set.rules[i]);
	printf("const struct rule *const builtin_rules[] = {\n");
	for (size_t i = 0; i < embed->set.count; i++)
		printf("\t&rule_%zu,\n", i);
	printf("\tNULL,\n};\n\nconst size_t builtin_rule_count = %zu;\n",
		embed->set.count);
	if (fflush(stdout) == 0 && !ferror(stdout))
		return 0;
	fprintf(stderr, "embed: cannot write: %s\n", strerror(errno));
	return -1;
}

static int embed_run(struct embed *embed, const char *folder)
{
	struct error err;
	char text[2200];

	if (find_rules(embed, folder, &err) < 0) {
		fprintf(stderr, "%s\n", error_text(&err, text, sizeof(text)));
		return 3;
	}
	if (load_all(embed) < 0)
		return 2;
	return write_all(embed) < 0 ? 3 : 0;
}

int main(int count, char **arguments)
{
	struct embed embed = {.arena = NULL};
	int status;

	if (count != 2) {
		fprintf(stderr, "usage: embed RULES_DIR\n");
		return 2;
	}
	embed.arena = arena_new();
	rule_set_init(&embed.set);
	status = embed_run(&embed, arguments[1]);
	rule_set_release(&embed.set);
	buffer_release(&embed.out);
	buffer_release(&embed.tables);
	vector_free(&embed.paths);
	arena_free(embed.arena);
	return status;
}
