/*
 * rule.yml into a struct rule: the rule's own fields, its levels and its
 * messages. It must not know what a rule is about, and reads no other file.
 */
#include "rule/load.h"
#include "base/arena.h"
#include "base/glob.h"
#include "rule/load_private.h"
#include <stdlib.h>
#include <string.h>

static const char *const rule_keys[] = {"id", "summary", "level", "levels",
	"message", "help", "match", "see", "formerly", "precision",
	"security-severity", "opt-in", "history", "redacted", "bad", "good",
	NULL};

static const char *const variant_keys[] = {"level", "message", NULL};

static const struct word level_words[] = {
	{"error", LEVEL_ERROR},
	{"warning", LEVEL_WARNING},
	{"note", LEVEL_NOTE},
	{"off", LEVEL_OFF},
	{NULL, 0},
};

static const struct word precision_words[] = {
	{"low", PRECISION_LOW},
	{"medium", PRECISION_MEDIUM},
	{"high", PRECISION_HIGH},
	{"very-high", PRECISION_VERY_HIGH},
	{NULL, 0},
};

static bool is_rule_id(const char *text)
{
	const char *slash = strchr(text, '/');

	return slash &&
	       load_is_name((struct slice){text, (size_t)(slash - text)}) &&
	       load_is_name(slice_of(slash + 1));
}

/* Where path is …/linter/name/rule.yml: "linter/name/rule.yml". */
static const char *path_id(const char *path)
{
	const char *at = path_name(path);
	int slashes = 0;

	if (strcmp(at, "rule.yml") != 0)
		return NULL;
	while (at > path && slashes < 3)
		slashes += *--at == '/';
	if (slashes == 3)
		at++;
	return slashes >= 2 && *at != '/' && !strstr(at, "./") ? at : NULL;
}

static int load_id(const struct loader *loader, const struct node *root)
{
	const struct node *node = node_get(root, "id");
	const char *id, *folders;
	size_t size;

	if (load_text(loader, root, "id", &loader->rule->id) < 0)
		return -1;
	id = loader->rule->id;
	if (!id)
		return load_error(loader, root,
			"`id` is missing; write `id: linter/name`");
	if (!is_rule_id(id))
		return load_error(loader, node,
			"`%s` is no id; write linter/name, each of lower-case "
			"letters, digits and hyphens",
			id);
	folders = path_id(loader->document->path);
	size = folders ? path_folder_size(folders) : 0;
	if (size && !slice_is((struct slice){folders, size}, id))
		return load_error(loader, node,
			"the id is `%s` and the folder `%.*s`; make them equal",
			id, (int)size, folders);
	return 0;
}

static int load_level(
	const struct loader *loader, const struct node *node, enum level *level)
{
	unsigned value = LEVEL_OFF;

	if (load_word_of(loader, node, "level", level_words, &value) < 0)
		return -1;
	*level = (enum level)value;
	return 0;
}

static int load_variant(const struct loader *loader, const struct node *key,
	const struct node *value, struct rule_variant *variant)
{
	if (load_text_of(loader, key, "the name of a variant", &variant->name) <
		0)
		return -1;
	if (!load_is_name(slice_of(variant->name)))
		return load_error(loader, key,
			"`%s` is no name of a variant; use lower-case letters, "
			"digits and hyphens",
			variant->name);
	if (value->kind != NODE_MAPPING)
		return load_level(loader, value, &variant->level);
	if (load_keys(loader, value, "a variant", variant_keys) < 0)
		return -1;
	if (!node_get(value, "level"))
		return load_error(loader, value,
			"`level` is missing; write error, warning, note or "
			"off");
	if (load_text(loader, value, "message", &variant->message) < 0)
		return -1;
	return load_level(loader, node_get(value, "level"), &variant->level);
}

static int load_variants(struct loader *loader, const struct node *levels)
{
	if (levels->kind != NODE_MAPPING || levels->count == 0)
		return load_error(loader, levels,
			"`levels` must be a mapping from variants to levels, "
			"not %s",
			levels->count || levels->kind != NODE_MAPPING
				? node_kind_name(levels)
				: "an empty one");
	loader->variants = arena_alloc(
		loader->arena, levels->count * sizeof(*loader->variants));
	for (size_t i = 0; i < levels->count; i++)
		if (load_variant(loader, levels->keys[i], levels->items[i],
			    &loader->variants[i]) < 0)
			return -1;
	loader->rule->variants = loader->variants;
	loader->rule->variant_count = levels->count;
	return 0;
}

/* Without a `level`, a rule has the highest of its variants. */
static int load_levels(struct loader *loader, const struct node *root)
{
	const struct node *level = node_get(root, "level");
	const struct node *levels = node_get(root, "levels");
	struct rule *rule = loader->rule;

	if (!level && !levels)
		return load_error(loader, root,
			"`level` is missing; write error, warning, note or "
			"off, or `levels` by variant");
	if (levels && load_variants(loader, levels) < 0)
		return -1;
	for (size_t i = 0; i < rule->variant_count; i++)
		if (rule->variants[i].level > rule->level)
			rule->level = rule->variants[i].level;
	loader->has_level = level != NULL;
	return level ? load_level(loader, level, &rule->level) : 0;
}

static struct rule_variant *find_variant(
	const struct loader *loader, const char *name)
{
	for (size_t i = 0; i < loader->rule->variant_count; i++)
		if (strcmp(loader->variants[i].name, name) == 0)
			return &loader->variants[i];
	return NULL;
}

static int load_variant_message(
	struct loader *loader, const struct node *key, const struct node *value)
{
	const char *name = node_text(key);
	struct rule_variant *variant = name ? find_variant(loader, name) : NULL;
	const char **known;

	if (name && strcmp(name, "default") == 0)
		return load_text_of(
			loader, value, "a message", &loader->rule->message);
	if (variant && variant->message)
		return load_error(loader, key,
			"`%s` has a message in `levels` already; take one out",
			variant->name);
	if (variant)
		return load_text_of(
			loader, value, "a message", &variant->message);
	known = arena_alloc(loader->arena,
		(loader->rule->variant_count + 2) * sizeof(*known));
	known[0] = "default";
	for (size_t i = 0; i < loader->rule->variant_count; i++)
		known[i + 1] = loader->variants[i].name;
	return load_unknown(loader, key, "variant", name ? name : "", known);
}

/*
 * A rule always has a message: for all, of `default`, or, where each variant
 * has its own and none is for all, that of the first.
 */
static int load_message(struct loader *loader, const struct node *root)
{
	const struct node *node = node_get(root, "message");
	struct rule *rule = loader->rule;

	if (node && node->kind == NODE_MAPPING) {
		for (size_t i = 0; i < node->count; i++)
			if (load_variant_message(
				    loader, node->keys[i], node->items[i]) < 0)
				return -1;
	} else if (load_text(loader, root, "message", &rule->message) < 0) {
		return -1;
	}
	loader->has_message = rule->message != NULL;
	if (rule->message)
		return 0;
	for (size_t i = 0; i < rule->variant_count; i++)
		if (!rule->variants[i].message)
			return load_error(loader, node ? node : root,
				"variant `%s` has no message; write one, or "
				"one for all",
				rule->variants[i].name);
	if (rule->variant_count == 0)
		return load_error(loader, node ? node : root,
			"`message` is missing; say what is wrong");
	rule->message = rule->variants[0].message;
	return 0;
}

/* {name} in every message is a group of some pattern. */
static int check_messages(const struct loader *loader, const struct node *root)
{
	const struct node *message = node_get(root, "message");
	const struct node *levels = node_get(root, "levels");
	const char *const *known = loader->has_check ? NULL : loader->captures;

	if (message && message->kind == NODE_STRING &&
		load_placeholders(loader, message, message->text, known) < 0)
		return -1;
	for (size_t i = 0; message && i < message->count; i++)
		if (load_placeholders(loader, message->items[i],
			    message->items[i]->text, known) < 0)
			return -1;
	for (size_t i = 0; levels && i < levels->count; i++) {
		const struct node *text = node_get(levels->items[i], "message");

		if (text &&
			load_placeholders(loader, text, text->text, known) < 0)
			return -1;
	}
	return 0;
}

static int load_see(const struct loader *loader, const struct node *root)
{
	struct rule *rule = loader->rule;

	if (load_texts(loader, root, "see", &rule->see, &rule->see_count) < 0)
		return -1;
	for (size_t i = 0; i < rule->see_count; i++)
		if (!string_starts(rule->see[i], "https://") &&
			!string_starts(rule->see[i], "http://") &&
			!is_rule_id(rule->see[i]))
			return load_error(loader,
				load_item(node_get(root, "see"), i),
				"`%s` is neither a URL nor the id of a rule",
				rule->see[i]);
	return 0;
}

static int load_formerly(const struct loader *loader, const struct node *root)
{
	struct rule *rule = loader->rule;

	if (load_texts(loader, root, "formerly", &rule->formerly,
		    &rule->formerly_count) < 0)
		return -1;
	for (size_t i = 0; i < rule->formerly_count; i++) {
		const char *id = rule->formerly[i];

		if (!is_rule_id(id) || strcmp(id, rule->id) == 0)
			return load_error(loader,
				load_item(node_get(root, "formerly"), i),
				"`%s` is no older id; write linter/name", id);
	}
	return 0;
}

/* A decimal number above 0 and up to 10, as GitHub reads it. */
static bool is_severity(const char *text)
{
	size_t digits = strspn(text, "0123456789");
	size_t more = text[digits] == '.'
			      ? strspn(text + digits + 1, "0123456789")
			      : 0;
	size_t size = digits + (text[digits] == '.') + more;
	double value;

	if (digits == 0 || digits > 2 || more > 2 || text[size] ||
		(text[digits] == '.' && more == 0))
		return false;
	value = (double)strtol(text, NULL, 10);
	for (size_t i = 0; i < more; i++)
		value += (text[digits + 1 + i] - '0') / (i ? 100.0 : 10.0);
	return value > 0 && value <= 10;
}

static int load_severity(const struct loader *loader, const struct node *root)
{
	const struct node *node = node_get(root, "security-severity");

	if (!node)
		return 0;
	if (!node_text(node) || !is_severity(node->text))
		return load_error(loader, node,
			"`security-severity` must be a number above 0.0 and up "
			"to 10.0, not %s",
			node_text(node) ? node->text : node_kind_name(node));
	loader->rule->security_severity =
		arena_string(loader->arena, node->text);
	return 0;
}

static int load_precision(const struct loader *loader, const struct node *root)
{
	const struct node *node = node_get(root, "precision");
	unsigned value = PRECISION_HIGH;

	if (node && load_word_of(loader, node, "precision", precision_words,
			    &value) < 0)
		return -1;
	loader->rule->precision = (enum precision)value;
	return 0;
}

/* What is said about the rule as a whole. */
static int load_description(
	const struct loader *loader, const struct node *root)
{
	struct rule *rule = loader->rule;

	if (load_text(loader, root, "summary", &rule->summary) < 0 ||
		load_text(loader, root, "help", &rule->help) < 0)
		return -1;
	if (!rule->summary)
		return load_error(loader, root,
			"`summary` is missing; say in a line what is flagged");
	if (strchr(rule->summary, '\n'))
		return load_error(loader, node_get(root, "summary"),
			"`summary` has more than one line; use `>-` to join "
			"them, and put the rest into `help`");
	if (!rule->help)
		return load_error(loader, root,
			"`help` is missing; say why, and what to do");
	return 0;
}

static int load_rule(struct loader *loader, const struct node *root)
{
	struct rule *rule = loader->rule;

	if (load_id(loader, root) < 0 || load_description(loader, root) < 0 ||
		load_levels(loader, root) < 0 ||
		load_message(loader, root) < 0 ||
		load_matches(loader, root) < 0 ||
		check_messages(loader, root) < 0 ||
		load_see(loader, root) < 0 || load_formerly(loader, root) < 0 ||
		load_precision(loader, root) < 0 ||
		load_severity(loader, root) < 0 ||
		load_bool(loader, root, "opt-in", &rule->opt_in) < 0 ||
		load_bool(loader, root, "history", &rule->history) < 0)
		return -1;
	return load_bool(loader, root, "redacted", &rule->redacted);
}

static int load_root(const struct loader *loader)
{
	const struct document *document = loader->document;

	if (!document->root || document->root->kind == NODE_NULL)
		return error_at(loader->err, ERROR_USE, document->path, 1, 1,
			"the file is empty; begin with `id: linter/name`");
	if (document->root_count > 1)
		return load_error(loader, document->roots[1],
			"a second document in the file; a rule is one");
	return load_keys(loader, document->root, "a rule", rule_keys);
}

int rule_load(struct rule **out, struct rule_examples *examples,
	struct arena *arena, const char *path, const char *text, size_t size,
	struct error *err)
{
	struct rule_examples ignored;
	struct loader loader = {
		.arena = arena,
		.err = err,
		.rule = arena_alloc(arena, sizeof(*loader.rule)),
	};

	*out = NULL;
	if (!examples)
		examples = &ignored;
	*examples = (struct rule_examples){NULL, NULL, 0, 0};
	if (document_parse(&loader.document, arena, DOCUMENT_YAML, path, text,
		    size, err) < 0)
		return -1;
	loader.rule->origin = arena_string(arena, path);
	if (load_root(&loader) < 0 ||
		load_rule(&loader, loader.document->root) < 0 ||
		load_examples(&loader, loader.document->root, examples) < 0)
		return -1;
	*out = loader.rule;
	return 0;
}
