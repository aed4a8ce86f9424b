/*
 * `match` of rule.yml: patterns, compiled here to check them and thrown
 * away, and what surrounds them. It must not know which functions a `check`
 * can name, nor what a condition means.
 */
#include "base/arena.h"
#include "base/glob.h"
#include "rule/load_private.h"
#include "rule/pattern.h"
#include "rule/template.h"
#include <string.h>

static const char *const match_keys[] = {"files", "pattern", "unless", "in",
	"scope", "where", "allow", "fix", "variant", "check", "ignore-case",
	"whole-file", NULL};

/* Those that say something about a pattern. */
static const char *const pattern_keys[] = {"unless", "in", "where", "allow",
	"fix", "ignore-case", "whole-file", NULL};

/* The names of engine/condition.h. */
static const char *const conditions[] = {"registered", "unregistered",
	"of-this-component", "foreign", "published", "target", NULL};

static const struct word class_words[] = {
	{"code", CLASS_CODE},
	{"comment", CLASS_COMMENT},
	{"string", CLASS_STRING},
	{"any", CLASS_ANY},
	{NULL, 0},
};

static const struct word scope_words[] = {
	{"source", SCOPE_SOURCE},
	{"test", SCOPE_TEST},
	{"document", SCOPE_DOCUMENT},
	{"generated", SCOPE_GENERATED},
	{"vendored", SCOPE_VENDORED},
	{"lock", SCOPE_LOCK},
	{"all", SCOPE_ALL},
	{NULL, 0},
};

static int load_files(const struct loader *loader, const struct node *node,
	struct rule_match *match)
{
	const struct node *files = node_get(node, "files");

	if (load_texts(loader, node, "files", &match->files,
		    &match->file_count) < 0)
		return -1;
	for (size_t i = 0; i < match->file_count; i++) {
		const char *glob = match->files[i];
		const char *problem = glob_problem(glob + (*glob == '!'));

		if (problem)
			return load_error(loader, load_item(files, i),
				"the glob `%s` %s", glob, problem);
	}
	return 0;
}

/* `{{table}}` in a pattern must name a table of the configuration. */
static int load_tables(const struct loader *loader, const struct node *node,
	const char *source)
{
	const char *name = template_unknown(loader->arena, source);
	const char *nearest;

	if (!name)
		return 0;
	nearest = string_nearest(name, template_tables);
	return load_error(loader, node, "`{{%s}}` is no table%s%s%s", name,
		nearest ? ": did you mean `{{" : "", nearest ? nearest : "",
		nearest ? "}}`?" : "");
}

/* *pattern is NULL where the key is absent; the caller's to free. */
static int load_pattern(const struct loader *loader, const struct node *node,
	const char *key, bool ignore_case, const char **source,
	struct pattern **pattern)
{
	unsigned flags = PATTERN_MULTILINE;
	struct error mistake;

	*pattern = NULL;
	if (load_text(loader, node, key, source) < 0)
		return -1;
	if (!*source)
		return 0;
	if (ignore_case)
		flags |= PATTERN_IGNORE_CASE;
	if (load_tables(loader, node_get(node, key), *source) < 0)
		return -1;
	if (pattern_compile(pattern, template_sample(loader->arena, *source),
		    flags, &mistake) == 0)
		return 0;
	return load_error_in(loader, node_get(node, key),
		mistake.column ? mistake.column - 1 : 0, "`%s`: %s", key,
		mistake.message);
}

/* The named groups of pattern, in the arena, ending in NULL. */
static const char *const *pattern_captures(
	const struct loader *loader, const struct pattern *pattern)
{
	size_t total, count = 0;
	const char *const *names = pattern_group_names(pattern, &total);
	const char **captures =
		arena_alloc(loader->arena, (total + 1) * sizeof(*captures));

	for (size_t i = 1; i < total; i++)
		if (names[i])
			captures[count++] =
				arena_string(loader->arena, names[i]);
	return captures;
}

static int load_condition(const struct loader *loader, const struct node *node,
	struct rule_condition *condition)
{
	const char *word = node_text(node);

	if (!word)
		return load_error(loader, node,
			"a condition must be a word, not %s",
			node_kind_name(node));
	if (string_starts(word, "not ")) {
		condition->negated = true;
		word += strlen("not ");
		while (*word == ' ')
			word++;
	}
	if (!load_is_listed(conditions, slice_of(word)))
		return load_unknown(
			loader, node, "condition", word, conditions);
	condition->condition = arena_string(loader->arena, word);
	return 0;
}

static int load_where(const struct loader *loader, const struct node *where,
	const char *const *captures, struct rule_match *match)
{
	struct rule_condition *list;
	size_t count = 0;

	if (!where)
		return 0;
	if (load_keys(loader, where, "`where`", captures) < 0)
		return -1;
	for (size_t i = 0; i < where->count; i++)
		count += load_item_count(where->items[i]);
	if (count == 0)
		return load_error(loader, where,
			"`where` names no condition; leave it out");
	list = arena_alloc(loader->arena, count * sizeof(*list));
	for (size_t i = 0; i < where->count; i++) {
		const struct node *words = where->items[i];

		for (size_t k = 0; k < load_item_count(words); k++) {
			struct rule_condition *next =
				&list[match->where_count++];

			next->capture = arena_string(
				loader->arena, where->keys[i]->text);
			if (load_condition(loader, load_item(words, k), next) <
				0)
				return -1;
		}
	}
	match->where = list;
	return 0;
}

/* Numbers are fine too: what is matched is text. */
static int load_allow(const struct loader *loader, const struct node *allow,
	struct rule_match *match)
{
	size_t count = allow ? load_item_count(allow) : 0;
	const char **texts = arena_alloc(loader->arena, count * sizeof(*texts));

	if (allow && count == 0)
		return load_error(loader, allow,
			"`allow` is an empty list; leave it out");
	for (size_t i = 0; i < count; i++) {
		const struct node *item = load_item(allow, i);

		if (!node_text(item))
			return load_error(loader, item,
				"`allow` must be text, not %s",
				node_kind_name(item));
		texts[i] = arena_string(loader->arena, item->text);
	}
	match->allow = texts;
	match->allow_count = count;
	return 0;
}

static int load_fix(const struct loader *loader, const struct node *node,
	const char *const *captures, struct rule_match *match)
{
	const struct node *fix = node_get(node, "fix");

	if (!fix)
		return 0;
	/* Empty: what matched is taken out. */
	if (fix->kind == NODE_STRING && fix->size == 0) {
		match->fix = "";
		return 0;
	}
	if (load_text(loader, node, "fix", &match->fix) < 0)
		return -1;
	return load_placeholders(
		loader, fix, fix->text, match->check ? NULL : captures);
}

static int load_match_variant(const struct loader *loader,
	const struct node *node, struct rule_match *match)
{
	const char **names = arena_alloc(loader->arena,
		(loader->rule->variant_count + 1) * sizeof(*names));

	if (load_text(loader, node, "variant", &match->variant) < 0)
		return -1;
	for (size_t i = 0; i < loader->rule->variant_count; i++)
		names[i] = loader->rule->variants[i].name;
	if (match->variant && !rule_variant(loader->rule, match->variant))
		return load_unknown(loader, node_get(node, "variant"),
			"variant", match->variant, names);
	if (match->variant || match->check || !match->pattern)
		return 0;
	if (!loader->has_level)
		return load_error(loader, node,
			"which of `levels` is it? name it with `variant:`, or "
			"give the rule a `level`");
	if (!loader->has_message)
		return load_error(loader, node,
			"which message is it? name it with `variant:`, or give "
			"`message` a `default`");
	return 0;
}

/* What needs the pattern's groups; captures are kept for the messages. */
static int load_captured(struct loader *loader, const struct node *node,
	const struct pattern *pattern, struct rule_match *match)
{
	const char *const *captures = pattern_captures(loader, pattern);

	for (size_t i = 0; captures[i]; i++)
		loader->captures[loader->capture_count++] = captures[i];
	if (load_where(loader, node_get(node, "where"), captures, match) < 0)
		return -1;
	return load_fix(loader, node, captures, match);
}

static int load_patterns(struct loader *loader, const struct node *node,
	struct rule_match *match)
{
	struct pattern *pattern, *unless;
	int status;

	if (load_pattern(loader, node, "pattern", match->ignore_case,
		    &match->pattern, &pattern) < 0)
		return -1;
	if (!pattern)
		return 0;
	status = load_captured(loader, node, pattern, match);
	pattern_free(pattern);
	if (status < 0 ||
		load_pattern(loader, node, "unless", match->ignore_case,
			&match->unless, &unless) < 0)
		return -1;
	pattern_free(unless);
	return 0;
}

static int match_check(const struct loader *loader, const struct node *node)
{
	if (load_keys(loader, node, "a match", match_keys) < 0)
		return -1;
	if (node_get(node, "pattern"))
		return 0;
	if (!node_get(node, "check"))
		return load_error(loader, node,
			"a match needs a `pattern` or a `check`; add one");
	for (size_t i = 0; pattern_keys[i]; i++)
		if (node_get(node, pattern_keys[i]))
			return load_error(loader,
				node_key(node, pattern_keys[i]),
				"`%s` is about a `pattern`; add one",
				pattern_keys[i]);
	return 0;
}

static int load_match(struct loader *loader, const struct node *node,
	struct rule_match *match)
{
	match->in = CLASS_ANY;
	match->scope = SCOPE_SOURCE | SCOPE_TEST;
	if (match_check(loader, node) < 0 ||
		load_files(loader, node, match) < 0 ||
		load_bool(loader, node, "ignore-case", &match->ignore_case) <
			0 ||
		load_bool(loader, node, "whole-file", &match->whole_file) < 0 ||
		load_word_set(loader, node, "in", "class", class_words,
			&match->in) < 0 ||
		load_word_set(loader, node, "scope", "scope", scope_words,
			&match->scope) < 0 ||
		load_allow(loader, node_get(node, "allow"), match) < 0 ||
		load_text(loader, node, "check", &match->check) < 0)
		return -1;
	loader->has_check = loader->has_check || match->check;
	if (load_patterns(loader, node, match) < 0)
		return -1;
	return load_match_variant(loader, node, match);
}

int load_matches(struct loader *loader, const struct node *root)
{
	const struct node *node = node_get(root, "match");
	size_t count = node ? load_item_count(node) : 0;
	struct rule_match *matches =
		arena_alloc(loader->arena, count * sizeof(*matches));

	if (!node)
		return load_error(loader, root,
			"`match` is missing; say what is flagged");
	if (count == 0)
		return load_error(loader, node,
			"`match` is an empty list; say what is flagged");
	loader->captures = arena_alloc(loader->arena,
		(count * PATTERN_CAPTURES + 1) * sizeof(*loader->captures));
	for (size_t i = 0; i < count; i++)
		if (load_match(loader, load_item(node, i), &matches[i]) < 0)
			return -1;
	loader->rule->matches = matches;
	loader->rule->match_count = count;
	return 0;
}
