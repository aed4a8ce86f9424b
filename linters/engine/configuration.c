/*
 * Reading .plumb.yml by a table of its keys. It must not know which rules or
 * linters there are (settings.c does), nor which files the snapshot has.
 */
#include "engine/configuration.h"
#include "base/glob.h"
#include "engine/configuration_key.h"
#include <assert.h>
#include <string.h>

enum { KEYS_MAX = 32 }; /* of one table */

struct configuration_reader {
	struct configuration *configuration;
	const struct document *document;
	struct arena *arena;
	struct error *err;
};

const char *const configuration_levels[] = {
	"off", "note", "warning", "error", "on", NULL};

static struct place node_place(
	const struct configuration_reader *reader, const struct node *node)
{
	return place_of(reader->configuration->path, &reader->document->lines,
		node->start, node->end);
}

static bool could_be_text(const struct node *node)
{
	return node->kind == NODE_BOOLEAN || node->kind == NODE_INTEGER ||
	       node->kind == NODE_FLOAT;
}

static int wrong_type(const struct configuration_reader *reader,
	const struct node *node, const char *expected)
{
	return document_error(reader->err, reader->document, node,
		"expected %s, found %s%s", expected, node_kind_name(node),
		strcmp(expected, "text") == 0 && could_be_text(node)
			? ": put it in quotes"
			: "");
}

/* Text that is not blank. */
static int read_text(struct configuration_reader *reader, void *target,
	const struct node *value)
{
	const char **text = target;

	if (value->kind != NODE_STRING)
		return wrong_type(reader, value, "text");
	if (strlen(value->text) != value->size)
		return document_error(reader->err, reader->document, value,
			"text must not hold a NUL byte");
	if (!slice_trim((struct slice){value->text, value->size}).size)
		return document_error(reader->err, reader->document, value,
			"expected text, found nothing but blanks");
	*text = value->text;
	return 0;
}

/* A path from the root of the repository, in one form. */
static int read_path(struct configuration_reader *reader, void *target,
	const struct node *value)
{
	const char **path = target, *joined;

	if (read_text(reader, path, value) < 0)
		return -1;
	joined = path_join(reader->arena, "", *path);
	if (!joined || !*joined)
		return document_error(reader->err, reader->document, value,
			"`%s` is no path inside the repository: write it "
			"from the root, without a leading /",
			*path);
	*path = joined;
	return 0;
}

static int read_glob(struct configuration_reader *reader, void *target,
	const struct node *value)
{
	const char **glob = target, *own, *problem;

	if (read_text(reader, glob, value) < 0)
		return -1;
	own = *glob + (**glob == '!');
	problem = *own ? glob_problem(own) : "has nothing after its `!`";
	if (problem)
		return document_error(reader->err, reader->document, value,
			"glob `%s` %s", *glob, problem);
	if (string_starts(own, "./"))
		*glob = arena_format(reader->arena, "%s%s",
			**glob == '!' ? "!" : "", own + 2);
	return 0;
}

static bool is_real_date(const char *text)
{
	static const unsigned char days[] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	struct slice date = slice_of(text);
	long year, month, day;
	bool leap;

	if (date.size != 10 || text[4] != '-' || text[7] != '-' ||
		!slice_number(slice_range(text, 0, 4), 1, 9999, &year) ||
		!slice_number(slice_range(text, 5, 7), 1, 12, &month) ||
		!slice_number(slice_range(text, 8, 10), 1, 31, &day))
		return false;
	leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return day <= days[month - 1] + (month == 2 && leap);
}

static int read_date(struct configuration_reader *reader, void *target,
	const struct node *value)
{
	const char **date = target;

	if (!node_is_scalar(value))
		return wrong_type(reader, value, "a date such as 2027-03-01");
	if (!is_real_date(value->text))
		return document_error(reader->err, reader->document, value,
			"`%s` is no date: write it as YYYY-MM-DD", value->text);
	*date = value->text;
	return 0;
}

/* An off or on that is a YAML boolean is taken as the word. */
static int read_level(struct configuration_reader *reader, void *target,
	const struct node *value)
{
	struct rule_setting *setting = target;
	const char *nearest;

	setting->has_level = true;
	setting->level = LEVEL_DEFAULT;
	if (value->kind == NODE_BOOLEAN) {
		if (!value->integer)
			setting->level = LEVEL_OFF;
		return 0;
	}
	if (value->kind != NODE_STRING)
		return wrong_type(reader, value,
			"a level: off, note, warning, error or on");
	if (strcmp(value->text, "on") == 0 ||
		level_parse(value->text, &setting->level))
		return 0;
	nearest = string_nearest(value->text, configuration_levels);
	return document_error(reader->err, reader->document, value,
		"unknown level `%s`: %s%s%s", value->text,
		nearest ? "did you mean `" : "off, note, warning, error or on",
		nearest ? nearest : "", nearest ? "`?" : "");
}

/*
 * A list, every item of which read() takes; with one_too, a single value
 * stands for a list of one. places may be NULL.
 */
static int read_list(struct configuration_reader *reader,
	const struct node *value, bool one_too,
	int (*read)(struct configuration_reader *, void *, const struct node *),
	const char *const **list, size_t *count, struct place **places)
{
	const struct node *const one[] = {value};
	const struct node *const *items =
		(const struct node *const *)value->items;
	const char **texts;

	*count = value->count;
	if (value->kind != NODE_SEQUENCE) {
		if (!one_too || value->kind == NODE_MAPPING)
			return wrong_type(reader, value,
				one_too ? "text or a list" : "a list");
		items = one;
		*count = 1;
	}
	texts = arena_alloc(reader->arena, *count * sizeof(*texts));
	if (places)
		*places = arena_alloc(reader->arena, *count * sizeof(**places));
	for (size_t i = 0; i < *count; i++) {
		if (read(reader, &texts[i], items[i]) < 0)
			return -1;
		if (places)
			(*places)[i] = node_place(reader, items[i]);
	}
	*list = texts;
	return 0;
}

static int check_mapping(
	const struct configuration_reader *reader, const struct node *value)
{
	if (value->kind != NODE_MAPPING)
		return wrong_type(reader, value, "a mapping");
	for (size_t i = 0; i < value->count; i++)
		if (!node_is_scalar(value->keys[i]) || !value->keys[i]->size)
			return document_error(reader->err, reader->document,
				value->keys[i], "expected a name as key");
	return 0;
}

/* The name of a key of the section; NULL when it is in another one. */
static const char *name_within(
	const struct configuration_key *key, const char *section)
{
	size_t size = strlen(section);
	const char *name = key->name;

	if (!size)
		return name;
	if (strncmp(name, section, size) != 0 || name[size] != '.')
		return NULL;
	return name + size + 1;
}

/* Fills names with what may stand in the section, for a hint. */
static void names_within(struct configuration_reader *reader,
	const struct configuration_key *keys, const char *section,
	const char **names)
{
	size_t count = 0;

	for (; keys->name; keys++) {
		const char *name = name_within(keys, section);

		assert(count < KEYS_MAX);
		if (name && !*section && strchr(name, '.'))
			name = arena_copy(
				reader->arena, name, strcspn(name, "."));
		if (name)
			names[count++] = name;
	}
	names[count] = NULL;
}

static const struct configuration_key *find_key(
	const struct configuration_key *keys, const char *section,
	const char *name)
{
	for (; keys->name; keys++) {
		const char *own = name_within(keys, section);

		if (own && strcmp(own, name) == 0)
			return keys;
	}
	return NULL;
}

static int unknown_key(struct configuration_reader *reader,
	const struct configuration_key *keys, const char *section,
	const struct node *key)
{
	const char *names[KEYS_MAX + 1], *nearest;
	const struct configuration_key *whole = find_key(keys, "", key->text);

	if (!*section && whole)
		return document_error(reader->err, reader->document, key,
			"unknown key `%s`: write `%s` below `%.*s`", key->text,
			strchr(whole->name, '.') + 1,
			(int)strcspn(whole->name, "."), whole->name);
	names_within(reader, keys, section, names);
	nearest = string_nearest(key->text, names);
	/* `projects:` that stands at the root, where a section is meant. */
	for (size_t i = 0; !nearest && !*section && keys[i].name; i++) {
		const char *dot = strchr(keys[i].name, '.');

		if (dot && strcmp(dot + 1, key->text) == 0)
			nearest = keys[i].name;
	}
	return document_error(reader->err, reader->document, key,
		"unknown key `%s%s%s`%s%s%s", section, *section ? "." : "",
		key->text, nearest ? ": did you mean `" : "",
		nearest ? nearest : "", nearest ? "`?" : "");
}

static bool has_section(
	const struct configuration_key *keys, const char *section)
{
	for (; keys->name; keys++)
		if (name_within(keys, section))
			return true;
	return false;
}

/* A mapping of known keys; an empty value leaves the default. */
static int read_keys(struct configuration_reader *reader,
	const struct configuration_key *keys, const char *section, void *target,
	const struct node *mapping)
{
	if (check_mapping(reader, mapping) < 0)
		return -1;
	for (size_t i = 0; i < mapping->count; i++) {
		const struct node *name = mapping->keys[i];
		const struct node *value = mapping->items[i];
		const struct configuration_key *key =
			find_key(keys, section, name->text);

		if (key && !*section && strchr(key->name, '.'))
			key = NULL;
		if (!key && (*section || !has_section(keys, name->text)))
			return unknown_key(reader, keys, section, name);
		if (value->kind == NODE_NULL)
			continue;
		if (key ? key->read(reader, target, value)
			: read_keys(reader, keys, name->text, target, value))
			return -1;
	}
	return 0;
}

static int check_required(const struct configuration_reader *reader,
	const struct configuration_key *keys, const struct node *mapping)
{
	for (; keys->name; keys++) {
		const struct node *value = node_get(mapping, keys->name);

		if (keys->required && (!value || value->kind == NODE_NULL))
			return document_error(reader->err, reader->document,
				mapping, "missing `%s`: %s", keys->name,
				keys->description);
	}
	return 0;
}

static int read_registries(struct configuration_reader *reader, void *target,
	const struct node *value)
{
	struct configuration *configuration = target;

	return read_list(reader, value, true, read_path,
		&configuration->registries, &configuration->registry_count,
		&configuration->registry_places);
}

static int read_projects(struct configuration_reader *reader, void *target,
	const struct node *value)
{
	struct configuration *configuration = target;
	struct compose_project_setting *projects;

	if (check_mapping(reader, value) < 0)
		return -1;
	projects = arena_alloc(reader->arena, value->count * sizeof(*projects));
	for (size_t i = 0; i < value->count; i++) {
		projects[i].name = value->keys[i]->text;
		projects[i].place = node_place(reader, value->keys[i]);
		if (read_list(reader, value->items[i], true, read_path,
			    &projects[i].files, &projects[i].file_count,
			    NULL) < 0)
			return -1;
		if (!projects[i].file_count)
			return document_error(reader->err, reader->document,
				value->items[i],
				"project `%s` has no files: name them in the "
				"order in which they are merged",
				projects[i].name);
	}
	configuration->projects = projects;
	configuration->project_count = value->count;
	return 0;
}

static int read_renamings(struct configuration_reader *reader,
	struct renaming_list *list, const struct node *value,
	int (*read)(struct configuration_reader *, void *, const struct node *))
{
	if (check_mapping(reader, value) < 0)
		return -1;
	list->items =
		arena_alloc(reader->arena, value->count * sizeof(*list->items));
	for (size_t i = 0; i < value->count; i++) {
		struct renaming *renaming = &list->items[i];

		renaming->from = value->keys[i]->text;
		renaming->place = node_place(reader, value->keys[i]);
		if (read(reader, &renaming->to, value->items[i]) < 0)
			return -1;
	}
	list->count = list->capacity = value->count;
	return 0;
}

/* What is gone cannot be what has replaced it. */
static int check_replaced(const struct configuration_reader *reader,
	const struct renaming_list *list, const struct node *value)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i].from, list->items[i].to) == 0)
			return document_error(reader->err, reader->document,
				value->keys[i],
				"`%s` is replaced by itself: leave it out",
				list->items[i].from);
	return 0;
}

static int read_services(struct configuration_reader *reader, void *target,
	const struct node *value)
{
	struct configuration *configuration = target;

	return read_renamings(
		reader, &configuration->services, value, read_text);
}

static int read_env_files(struct configuration_reader *reader, void *target,
	const struct node *value)
{
	struct configuration *configuration = target;

	return read_list(reader, value, false, read_text,
		&configuration->compose_env_files,
		&configuration->compose_env_file_count, NULL);
}

/* Both sides of a stale path in one form: no ./ before, no / behind. */
static int read_stale_paths(struct configuration_reader *reader, void *target,
	const struct node *value)
{
	struct configuration *configuration = target;
	struct renaming_list *list = &configuration->stale_paths;

	if (read_renamings(reader, list, value, read_path) < 0)
		return -1;
	for (size_t i = 0; i < list->count; i++) {
		const char *from =
			path_join(reader->arena, "", list->items[i].from);

		if (!from || !*from)
			return document_error(reader->err, reader->document,
				value->keys[i],
				"`%s` is no path inside the repository: write "
				"it from the root, without a leading /",
				list->items[i].from);
		list->items[i].from = from;
	}
	return check_replaced(reader, list, value);
}

static int read_legacy_names(struct configuration_reader *reader, void *target,
	const struct node *value)
{
	struct configuration *configuration = target;
	struct renaming_list *list = &configuration->legacy_names;

	if (read_renamings(reader, list, value, read_text) < 0)
		return -1;
	return check_replaced(reader, list, value);
}

static int read_output_file(struct configuration_reader *reader, void *target,
	const struct node *value)
{
	struct output_setting *output = target;

	output->place = node_place(reader, value);
	return read_path(reader, &output->file, value);
}

static int read_output_template(struct configuration_reader *reader,
	void *target, const struct node *value)
{
	struct output_setting *output = target;

	return read_path(reader, &output->template_path, value);
}

static int read_output(struct configuration_reader *reader,
	struct output_setting *output, const struct node *value)
{
	if (value->kind != NODE_MAPPING)
		return read_output_file(reader, output, value);
	if (read_keys(reader, configuration_output_keys, "", output, value) < 0)
		return -1;
	return check_required(reader, configuration_output_keys, value);
}

static int read_outputs(struct configuration_reader *reader,
	struct configuration *configuration, enum output_kind kind,
	const struct node *value)
{
	const struct node *const one[] = {value};
	const struct node *const *items =
		(const struct node *const *)value->items;
	size_t count = value->count, had = configuration->output_count;

	if (value->kind != NODE_SEQUENCE) {
		items = one;
		count = 1;
	}
	configuration->outputs = arena_grow(reader->arena,
		configuration->outputs, had * sizeof(*configuration->outputs),
		(had + count) * sizeof(*configuration->outputs));
	configuration->output_count += count;
	for (size_t i = 0; i < count; i++) {
		struct output_setting *output =
			&configuration->outputs[had + i];

		output->kind = kind;
		if (read_output(reader, output, items[i]) < 0)
			return -1;
	}
	return 0;
}

static int read_env_output(struct configuration_reader *reader, void *target,
	const struct node *value)
{
	return read_outputs(reader, target, OUTPUT_ENV, value);
}

static int read_compose_output(struct configuration_reader *reader,
	void *target, const struct node *value)
{
	return read_outputs(reader, target, OUTPUT_COMPOSE, value);
}

static int read_dictionary_output(struct configuration_reader *reader,
	void *target, const struct node *value)
{
	return read_outputs(reader, target, OUTPUT_DICTIONARY, value);
}

static int read_page_output(struct configuration_reader *reader, void *target,
	const struct node *value)
{
	return read_outputs(reader, target, OUTPUT_PAGE, value);
}

static int read_health_output(struct configuration_reader *reader, void *target,
	const struct node *value)
{
	return read_outputs(reader, target, OUTPUT_HEALTH, value);
}

static int read_index_output(struct configuration_reader *reader, void *target,
	const struct node *value)
{
	return read_outputs(reader, target, OUTPUT_INDEX, value);
}

static int read_except(struct configuration_reader *reader, void *target,
	const struct node *value)
{
	struct rule_setting *setting = target;

	return read_list(reader, value, true, read_glob, &setting->except,
		&setting->except_count, NULL);
}

static int read_only(struct configuration_reader *reader, void *target,
	const struct node *value)
{
	struct rule_setting *setting = target;

	return read_list(reader, value, true, read_glob, &setting->only,
		&setting->only_count, NULL);
}

static int read_rules(struct configuration_reader *reader, void *target,
	const struct node *value)
{
	struct configuration *configuration = target;
	struct rule_setting *rules;

	if (check_mapping(reader, value) < 0)
		return -1;
	rules = arena_alloc(reader->arena, value->count * sizeof(*rules));
	for (size_t i = 0; i < value->count; i++) {
		struct node *own = value->items[i];

		rules[i].name = value->keys[i]->text;
		rules[i].level = LEVEL_DEFAULT;
		rules[i].place = node_place(reader, value->keys[i]);
		if (own->kind == NODE_MAPPING
				? read_keys(reader, configuration_rule_keys, "",
					  &rules[i], own)
				: read_level(reader, &rules[i], own))
			return -1;
	}
	configuration->rules = rules;
	configuration->rule_count = value->count;
	return 0;
}

static int read_packs(struct configuration_reader *reader, void *target,
	const struct node *value)
{
	struct configuration *configuration = target;

	return read_list(reader, value, false, read_text, &configuration->packs,
		&configuration->pack_count, &configuration->pack_places);
}

static int read_allowance_rule(struct configuration_reader *reader,
	void *target, const struct node *value)
{
	struct allowance *allowance = target;

	return read_text(reader, &allowance->rule, value);
}

static int read_allowance_path(struct configuration_reader *reader,
	void *target, const struct node *value)
{
	struct allowance *allowance = target;

	return read_glob(reader, &allowance->path, value);
}

static int read_allowance_text(struct configuration_reader *reader,
	void *target, const struct node *value)
{
	struct allowance *allowance = target;

	return read_text(reader, &allowance->text, value);
}

static int read_allowance_reason(struct configuration_reader *reader,
	void *target, const struct node *value)
{
	struct allowance *allowance = target;

	return read_text(reader, &allowance->reason, value);
}

static int read_allowance_until(struct configuration_reader *reader,
	void *target, const struct node *value)
{
	struct allowance *allowance = target;

	return read_date(reader, &allowance->until, value);
}

static int read_allowances(struct configuration_reader *reader, void *target,
	const struct node *value)
{
	struct configuration *configuration = target;
	struct allowance *allowances;

	if (value->kind != NODE_SEQUENCE)
		return wrong_type(reader, value, "a list");
	allowances =
		arena_alloc(reader->arena, value->count * sizeof(*allowances));
	for (size_t i = 0; i < value->count; i++) {
		const struct node *item = value->items[i];

		allowances[i].place = node_place(reader, item);
		if (read_keys(reader, configuration_allowance_keys, "",
			    &allowances[i], item) < 0 ||
			check_required(
				reader, configuration_allowance_keys, item) < 0)
			return -1;
	}
	configuration->allowances = allowances;
	configuration->allowance_count = value->count;
	return 0;
}

static int read_vendored(struct configuration_reader *reader, void *target,
	const struct node *value)
{
	struct configuration *configuration = target;

	return read_list(reader, value, false, read_glob,
		&configuration->vendored, &configuration->vendored_count, NULL);
}

static int read_ignore(struct configuration_reader *reader, void *target,
	const struct node *value)
{
	struct configuration *configuration = target;

	return read_list(reader, value, false, read_glob,
		&configuration->ignore, &configuration->ignore_count, NULL);
}

const struct configuration_key configuration_keys[] = {
	{"registry",
		"the port registry's path from the root; of several, each "
		"owns its folder. Found by itself in the usual places",
		SHAPE_TEXT_OR_LIST, false, read_registries},
	{"compose.projects",
		"compose files that belong together, in the order in which "
		"they are merged; by default compose's own rule for a folder",
		SHAPE_LIST_MAP, false, read_projects},
	{"compose.services",
		"the registry's name of a compose service, where it differs",
		SHAPE_TEXT_MAP, false, read_services},
	{"compose.env-files",
		"files of variables, beside .env, for every project",
		SHAPE_LIST, false, read_env_files},
	{"paths.stale", "paths that are gone, and what has replaced them",
		SHAPE_TEXT_MAP, false, read_stale_paths},
	{"env.legacy-names",
		"names of variables that are gone, and what has replaced them",
		SHAPE_TEXT_MAP, false, read_legacy_names},
	{"generate.env", "the env file of ports, hosts and URLs: .env.shared",
		SHAPE_OUTPUTS, false, read_env_output},
	{"generate.compose",
		"a compose file of ports; with {stack} in its name one for "
		"each stack: deploy/ports.{stack}.yml",
		SHAPE_OUTPUTS, false, read_compose_output},
	{"generate.dictionary", "the port dictionary: config/ports/ports.yml",
		SHAPE_OUTPUTS, false, read_dictionary_output},
	{"generate.page",
		"the page of ranges and services, Markdown or MDX: "
		"docs/ports.md",
		SHAPE_OUTPUTS, false, read_page_output},
	{"generate.health", "the health-check script: scripts/ports-health.sh",
		SHAPE_OUTPUTS, false, read_health_output},
	{"generate.index", "everything as JSON: config/ports/index.json",
		SHAPE_OUTPUTS, false, read_index_output},
	{"rules",
		"the level of a rule, or of all rules of a linter; an entry "
		"for a rule wins over one for its linter",
		SHAPE_RULES, false, read_rules},
	{"packs",
		"rules that are off by default: built-in packs by name, a "
		"team's own by a path that starts with ./",
		SHAPE_LIST, false, read_packs},
	{"allow", "findings that are accepted, for files that have no comments",
		SHAPE_ALLOWANCES, false, read_allowances},
	{"vendored", "globs of further trees that are somebody else's code",
		SHAPE_LIST, false, read_vendored},
	{"ignore", "globs of paths that nothing looks at", SHAPE_LIST, false,
		read_ignore},
	{.name = NULL},
};

const struct configuration_key configuration_rule_keys[] = {
	{"level", "the level; `on` is the rule's own", SHAPE_LEVEL, false,
		read_level},
	{"except", "globs of paths where it is off", SHAPE_TEXT_OR_LIST, false,
		read_except},
	{"only", "globs of paths where alone it is on", SHAPE_TEXT_OR_LIST,
		false, read_only},
	{.name = NULL},
};

const struct configuration_key configuration_allowance_keys[] = {
	{"rule", "the id of a rule, or the name of a linter", SHAPE_TEXT, true,
		read_allowance_rule},
	{"path", "a glob of the files it is allowed in", SHAPE_TEXT, true,
		read_allowance_path},
	{"text", "only where the line holds this text", SHAPE_TEXT, false,
		read_allowance_text},
	{"reason", "why it is accepted", SHAPE_TEXT, true,
		read_allowance_reason},
	{"until", "the day from which it is no longer allowed, YYYY-MM-DD",
		SHAPE_DATE, false, read_allowance_until},
	{.name = NULL},
};

const struct configuration_key configuration_output_keys[] = {
	{"file",
		"where it is written, from the root; {stack} makes one file "
		"for each stack",
		SHAPE_TEXT, true, read_output_file},
	{"template", "a Mustache template in place of the built-in one",
		SHAPE_TEXT, false, read_output_template},
	{.name = NULL},
};

int configuration_load(struct configuration **out, struct arena *arena,
	const char *path, const char *text, size_t size, struct error *err)
{
	struct configuration *configuration =
		arena_alloc(arena, sizeof(*configuration));
	struct configuration_reader reader = {
		.configuration = configuration, .arena = arena, .err = err};
	struct document *document;

	configuration->path = text ? arena_string(arena, path) : "";
	*out = configuration;
	if (!text)
		return 0;
	if (document_parse(&document, arena, DOCUMENT_YAML, configuration->path,
		    text, size, err) < 0)
		return -1;
	configuration->document = reader.document = document;
	if (document->root_count > 1)
		return document_error(err, document, document->roots[1],
			"a second document: everything stands in one");
	if (!document->root || document->root->kind == NODE_NULL)
		return 0;
	return read_keys(
		&reader, configuration_keys, "", configuration, document->root);
}

bool configuration_ignores(
	const struct configuration *configuration, const char *path)
{
	return configuration->ignore_count > 0 &&
	       glob_list_match(configuration->ignore,
		       configuration->ignore_count, path);
}
