/*
 * env: env files that must not be committed, that do not say what they seem
 * to say, or that the registry contradicts. Reads them through the models.
 */
#include "base/arena.h"
#include "base/glob.h"
#include "base/map.h"
#include "engine/ignore.h"
#include "engine/linter.h"
#include "model/model.h"
#include "model/reach.h"
#include "model/undefined.h"
#include "model/upstream.h"
#include <stdint.h>
#include <string.h>

/* A copy that an editor or a careful person left: `.env.bak`. */
static bool is_copy_name(const char *name)
{
	static const char *const endings[] = {".bak", ".old", ".save", ".orig",
		".backup", ".bkp", "~", ".swp", NULL};
	size_t i;

	if (strncmp(name, ".env", 4) != 0 || (name[4] != '.' && name[4] != '~'))
		return false;
	for (i = 0; endings[i] != NULL; i++)
		if (string_ends(name, endings[i]))
			return true;
	return strstr(name, ".bak.") != NULL ||
	       strstr(name, ".backup.") != NULL;
}

static bool is_local_name(const char *name)
{
	if (strcmp(name, ".env.local") == 0)
		return true;
	return strncmp(name, ".env.", 5) == 0 && strlen(name) > 11 &&
	       string_ends(name, ".local");
}

static bool is_private(const char *path)
{
	return is_local_name(path_name(path)) || is_copy_name(path_name(path));
}

/*
 * The scope of an env file is that of its folder: `.env.example` is part of
 * the project, an example folder is not.
 */
static enum scope scope_of(struct check *check, const char *path)
{
	const char *beside = arena_format(check->arena, "%.*s%s.env",
		(int)path_folder_size(path), path,
		path_folder_size(path) != 0 ? "/" : "");

	return model_scope(check->model, beside);
}

/* --- committed-local, not-ignored, untemplated ------------------------- */

static struct place first_line_of(struct check *check, const char *path)
{
	const struct model_text *text = model_text(check->model, path);
	struct place place = {.path = path,
		.end = 1,
		.line = 1,
		.column = 1,
		.end_line = 1,
		.end_column = 2};

	if (text == NULL || text->size == 0)
		return place;
	return place_of(
		path, &text->lines, 0, lines_text(&text->lines, 1).size);
}

static void check_committed_local(struct check *check)
{
	size_t i;

	for (i = 0; i < check->snapshot->count; i++) {
		const struct snapshot_entry *entry =
			&check->snapshot->entries[i];
		enum scope scope;

		if (entry->kind == ENTRY_SUBMODULE || !is_private(entry->path))
			continue;
		scope = scope_of(check, entry->path);
		if (scope == SCOPE_VENDORED ||
			!snapshot_exists(check->snapshot, entry))
			continue;
		const struct value values[] = {{"path", entry->path},
			{"name", path_name(entry->path)}};

		sink_add_rule(check->sink,
			check_rule(check, "env/committed-local"),
			is_local_name(path_name(entry->path)) ? "local"
							      : "copy",
			scope, first_line_of(check, entry->path), values, 2);
	}
}

/* The env file of a folder that a person would copy to `.env.local`. */
static bool wants_local(const char *path)
{
	return dotenv_is_name(path) && strncmp(path_name(path), ".env", 4) == 0;
}

static void report_not_ignored(
	struct check *check, const char *path, const char *local)
{
	struct place place;
	char *folder = arena_copy(check->arena, path, path_folder_size(path));
	const struct value values[] = {{"path", local}};

	if (!ignore_last_line(model_ignore(check->model), folder, &place))
		place = first_line_of(check, path);
	sink_add(check->sink, "env/not-ignored", NULL, place, values, 1);
}

/* One finding: one line in the root's .gitignore mends all folders. */
static void check_not_ignored(struct check *check)
{
	size_t i;

	for (i = 0; i < check->snapshot->count; i++) {
		const char *path = check->snapshot->entries[i].path, *local;

		if (!wants_local(path) || is_private(path) ||
			scope_of(check, path) != SCOPE_SOURCE)
			continue;
		local = arena_format(check->arena, "%.*s%s.env.local",
			(int)path_folder_size(path), path,
			path_folder_size(path) != 0 ? "/" : "");
		if (snapshot_find(check->snapshot, local) != NULL ||
			ignore_matches(model_ignore(check->model), local))
			continue;
		report_not_ignored(check, path, local);
		return;
	}
}

static bool has_example_beside(struct check *check, const char *path)
{
	size_t size = path_folder_size(path) + (path_folder_size(path) != 0);
	char *folder = arena_copy(check->arena, path, size);
	size_t i = snapshot_lower_bound(check->snapshot, folder);

	for (; i < check->snapshot->count; i++) {
		const char *other = check->snapshot->entries[i].path;

		if (strncmp(other, folder, size) != 0)
			return false;
		if (strchr(other + size, '/') == NULL &&
			dotenv_is_example_name(other))
			return true;
	}
	return false;
}

static void check_untemplated(struct check *check)
{
	size_t count, i;
	struct dotenv *const *files = model_env_files(check->model, &count);

	for (i = 0; i < count; i++) {
		const char *path = files[i]->path;
		const struct value values[] = {{"path", path}};

		if (strcmp(path_name(path), ".env") != 0 ||
			has_example_beside(check, path))
			continue;
		sink_add_rule(check->sink, check_rule(check, "env/untemplated"),
			NULL, scope_of(check, path), first_line_of(check, path),
			values, 1);
	}
}

/* --- what the files say ------------------------------------------------ */

static struct place key_place(
	const struct dotenv *file, const struct dotenv_entry *entry)
{
	return place_of(
		file->path, &file->lines, entry->key_start, entry->key_end);
}

static bool same_value(
	const struct dotenv_entry *a, const struct dotenv_entry *b)
{
	return a->value != NULL && b->value != NULL &&
	       strcmp(a->value, b->value) == 0;
}

/* Values may be secret: only the key is named. */
static void report_duplicate(struct check *check, const struct dotenv *file,
	const struct dotenv_entry *first, const struct dotenv_entry *again)
{
	struct place place = key_place(file, first);
	const struct value values[] = {{"key", again->key}};
	struct finding *finding = sink_add_rule(check->sink,
		check_rule(check, "env/duplicate-key"),
		same_value(first, again) ? "same-value" : "other-value",
		scope_of(check, file->path), key_place(file, again), values, 1);

	finding_relate(check->sink, finding, place, "%s is set here first",
		again->key);
}

static void check_duplicates_of(struct check *check, const struct dotenv *file)
{
	struct map keys = MAP_INIT;
	size_t i;

	for (i = 0; i < file->count; i++) {
		const struct dotenv_entry *entry = &file->entries[i];
		struct dotenv_entry *first;

		if (entry->value == NULL)
			continue;
		first = map_get_string(&keys, entry->key);
		if (first != NULL)
			report_duplicate(check, file, first, entry);
		else
			map_put_string(
				&keys, entry->key, (void *)(uintptr_t)entry);
	}
	map_release(&keys);
}

static void check_duplicate_key(struct check *check)
{
	size_t count, i;
	struct dotenv *const *files = model_env_files(check->model, &count);

	for (i = 0; i < count; i++)
		if (!is_private(files[i]->path))
			check_duplicates_of(check, files[i]);
}

static void check_invalid_line(struct check *check)
{
	size_t count, i, k;
	struct dotenv *const *files = model_env_files(check->model, &count);

	for (i = 0; i < count; i++) {
		const struct dotenv *file = files[i];

		for (k = 0; k < file->problem_count; k++) {
			const struct dotenv_problem *problem =
				&file->problems[k];
			const struct value values[] = {
				{"problem", problem->message}};

			if (is_private(file->path))
				continue;
			sink_add_rule(check->sink,
				check_rule(check, "env/invalid-line"), NULL,
				scope_of(check, file->path),
				place_of(file->path, &file->lines,
					problem->start, problem->end),
				values, 1);
		}
	}
}

/* --- port-mismatch ----------------------------------------------------- */

static bool loads(const struct compose_service *service, const char *path)
{
	size_t i;

	for (i = 0; i < service->env_file_count; i++)
		if (service->env_file_paths[i] != NULL &&
			strcmp(service->env_file_paths[i], path) == 0)
			return true;
	return false;
}

/* Does some compose service load the file into its container? */
static bool is_loaded_by_container(struct check *check, const char *path)
{
	size_t count, i, k;
	struct compose_project *const *projects =
		model_compose_projects(check->model, &count);

	for (i = 0; i < count; i++)
		for (k = 0; k < projects[i]->merged->service_count; k++)
			if (loads(&projects[i]->merged->services[k], path))
				return true;
	return false;
}

static struct place value_place(
	const struct dotenv *file, const struct dotenv_entry *entry)
{
	return place_of(
		file->path, &file->lines, entry->value_start, entry->value_end);
}

static void report_mismatch(struct check *check, const struct dotenv *file,
	const struct dotenv_entry *entry, const struct registry *registry,
	const struct registry_service *service, long port)
{
	const struct registry_port *owned = NULL;
	const struct registry_service *owner =
		registry_owner(registry, port, false, &owned);
	const char *expected =
		registry_service_ports_text(check->arena, service);
	const struct value values[] = {{"key", entry->key},
		{"found", entry->value}, {"service", service->name},
		{"expected", expected},
		{"owner", owner != NULL ? owner->name : "nobody"}};
	struct finding *finding = sink_add_rule(check->sink,
		check_rule(check, "env/port-mismatch"),
		owner != NULL ? "foreign" : "unregistered",
		scope_of(check, file->path), value_place(file, entry), values,
		5);

	finding_relate(check->sink, finding, service->ports[0].place,
		"%s owns %s here", service->name, expected);
	if (owner != NULL)
		finding_relate(check->sink, finding, owned->place,
			"%s owns %ld here", owner->name, port);
}

static const struct registry_service *service_of_port(
	struct check *check, const struct dotenv *file, long port)
{
	const struct component *component =
		model_component_of(check->model, file->path);

	if (component == NULL || component->entry == NULL ||
		component_serves(component, port))
		return NULL;
	return component->entry;
}

static bool is_loopback(const char *host)
{
	return strcmp(host, "localhost") == 0 ||
	       strcmp(host, "127.0.0.1") == 0 || strcmp(host, "::1") == 0 ||
	       strcmp(host, "0.0.0.0") == 0 ||
	       strcmp(host, "host.docker.internal") == 0;
}

/* `X_HOST=db` beside `X_PORT`: the port is the one behind that name. */
static bool names_other_host(
	struct check *check, const struct dotenv *file, struct slice stem)
{
	const struct dotenv_entry *host =
		dotenv_find(file, arena_format(check->arena, "%.*s_HOST",
					  (int)stem.size, stem.data));

	return host != NULL && host->value != NULL && host->value[0] != '\0' &&
	       !is_loopback(host->value);
}

static const struct registry_service *service_of_key(struct check *check,
	const struct dotenv *file, const struct registry *registry,
	const char *key, long port)
{
	const struct registry_service *service;
	struct slice stem = slice_of(key);

	if (stem.size <= strlen("_PORT"))
		return NULL;
	stem.size -= strlen("_PORT");
	service = registry_service_of_variable(registry, stem);
	if (service == NULL || registry_service_has(service, port) ||
		names_other_host(check, file, stem) ||
		is_loaded_by_container(check, file->path))
		return NULL;
	return service;
}

static void check_entry_port(struct check *check, const struct dotenv *file,
	const struct dotenv_entry *entry, const struct registry *registry)
{
	const struct registry_service *service = NULL;
	long port;

	if (entry->value == NULL || !entry->literal ||
		!slice_number(slice_of(entry->value), 1, 65535, &port))
		return;
	if (strcmp(entry->key, "PORT") == 0)
		service = service_of_port(check, file, port);
	else if (string_ends(entry->key, "_PORT"))
		service =
			service_of_key(check, file, registry, entry->key, port);
	if (service != NULL && service->port_count != 0)
		report_mismatch(check, file, entry, registry, service, port);
}

static void check_port_mismatch(struct check *check)
{
	size_t count, i, k;
	struct dotenv *const *files = model_env_files(check->model, &count);

	for (i = 0; i < count; i++) {
		const struct dotenv *file = files[i];
		const struct registry *registry =
			model_registry_for(check->model, file->path);

		if (registry == NULL || is_private(file->path))
			continue;
		for (k = 0; k < file->count; k++)
			check_entry_port(
				check, file, &file->entries[k], registry);
	}
}

/* --- legacy-name ------------------------------------------------------- */

static const char *replacement_of(struct check *check, struct slice name)
{
	const struct renaming_list *names = &check->configuration->legacy_names;
	size_t i;

	for (i = 0; i < names->count; i++)
		if (slice_is(name, names->items[i].from))
			return names->items[i].to;
	return NULL;
}

static void check_legacy_name(
	struct check *check, const struct candidate *candidate)
{
	struct slice name = candidate_group(candidate, "name");
	const char *replacement = replacement_of(check, name);
	struct finding *finding;

	if (replacement == NULL ||
		strcmp(candidate->file->path, check->configuration->path) == 0)
		return;
	const struct value values[] = {
		{"name", arena_copy(check->arena, name.data, name.size)},
		{"replacement", replacement},
	};

	finding = sink_add_rule(check->sink, candidate->rule, NULL,
		candidate->file->scope, candidate_place(candidate, "name"),
		values, 2);
	if (finding != NULL)
		finding_fix(check->sink, finding, finding->place.start,
			finding->place.end, replacement, "use the new name");
}

/* --- host-port-in-network, loopback-in-container ------------------------ */

/* An env file as a container, or nobody known, reads it. */
struct reading {
	struct check *check;
	const struct dotenv *file;
	struct reach *reach;
	/* NULL: no service loads it; all of the application are meant. */
	const struct compose_service *service;
	struct map *told; /* places, each once */
};

static bool tell_once(const struct reading *reading, struct place place)
{
	const char *key = arena_format(
		reading->check->arena, "%zu %s", place.start, place.path);

	return map_put_string(reading->told, key, reading->told) == NULL;
}

static void report_reach(const struct reading *reading, const char *key,
	const char *found, const struct reach_answer *answer,
	struct place place)
{
	struct check *check = reading->check;
	bool itself = answer->verdict == REACH_ITSELF;
	const struct value values[] = {{"key", key}, {"found", found},
		{"service",
			reading->service != NULL ? reading->service->name : ""},
		{"other", answer->other->name},
		{"expected", arena_format(check->arena, "%s:%ld",
				     answer->other->name, answer->target)}};
	struct finding *finding;

	if (!tell_once(reading, place))
		return;
	finding = sink_add_rule(check->sink,
		check_rule(check, itself ? "env/loopback-in-container"
					 : "env/host-port-in-network"),
		NULL, scope_of(check, reading->file->path), place, values,
		sizeof(values) / sizeof(values[0]));
	if (answer->mapping != NULL)
		finding_relate(check->sink, finding, answer->mapping->place,
			"%s publishes its %ld here", answer->other->name,
			answer->target);
	else
		finding_relate(check->sink, finding, answer->other->name_place,
			"%s is here", answer->other->name);
	if (reading->service != NULL)
		finding_relate(check->sink, finding,
			reading->service->name_place, "%s loads the file",
			reading->service->name);
}

/* Compose's `environment` goes before a file. */
static bool is_overridden(const struct reading *reading, const char *key)
{
	size_t i;

	for (i = 0; reading->service != NULL &&
		    i < reading->service->environment_count;
		i++)
		if (strcmp(reading->service->environment[i].name, key) == 0)
			return true;
	return false;
}

/* As it is written: a variable's name is no host and no number. */
static void judge_addresses(
	const struct reading *reading, const struct dotenv_entry *entry)
{
	const struct lines *lines = &reading->file->lines;
	struct slice text =
		slice_range(lines->text, entry->value_start, entry->value_end);
	struct upstream found;
	struct reach_answer answer;
	size_t at = 0;

	while (upstream_find(&found, text, at)) {
		size_t start = entry->value_start;

		at = found.end;
		reach_judge(&answer, reading->reach, reading->service,
			entry->key, found.host, found.port);
		if (answer.verdict != REACH_FINE)
			report_reach(reading, entry->key,
				arena_copy(reading->check->arena,
					text.data + found.start,
					found.end - found.start),
				&answer,
				place_of(reading->file->path, lines,
					start + found.start,
					start + found.end));
	}
}

/*
 * The port behind X_HOST: X_PORT, or X_CONTAINER_PORT where the file tells the
 * container's port from the host's.
 */
static const struct dotenv_entry *port_behind(
	const struct reading *reading, const struct dotenv_entry *host)
{
	struct arena *arena = reading->check->arena;
	int stem = (int)(strlen(host->key) - strlen("_HOST"));
	const struct dotenv_entry *port = dotenv_find(reading->file,
		arena_format(arena, "%.*s_CONTAINER_PORT", stem, host->key));

	if (port != NULL && !is_loopback(host->value))
		return port;
	return dotenv_find(reading->file,
		arena_format(arena, "%.*s_PORT", stem, host->key));
}

/* X_HOST beside X_PORT. */
static void judge_host(
	const struct reading *reading, const struct dotenv_entry *host)
{
	struct arena *arena = reading->check->arena;
	const struct dotenv_entry *port = port_behind(reading, host);
	const struct dotenv_entry *wrong;
	struct reach_answer answer;
	long number;

	if (port == NULL || port->value == NULL || !port->literal ||
		!host->literal || is_overridden(reading, port->key) ||
		!slice_number(slice_of(port->value), 1, 65535, &number))
		return;
	reach_judge(&answer, reading->reach, reading->service, host->key,
		slice_of(host->value), number);
	if (answer.verdict == REACH_FINE)
		return;
	wrong = answer.verdict == REACH_ITSELF ? host : port;
	report_reach(reading, wrong->key,
		arena_format(arena, "%s:%ld", host->value, number), &answer,
		value_place(reading->file, wrong));
}

static void judge_file(const struct reading *reading)
{
	size_t i;

	for (i = 0; i < reading->file->count; i++) {
		const struct dotenv_entry *entry = &reading->file->entries[i];

		if (entry->value == NULL || is_overridden(reading, entry->key))
			continue;
		judge_addresses(reading, entry);
		if (string_ends(entry->key, "_HOST"))
			judge_host(reading, entry);
	}
}

/* The files that the containers of a project load. */
static void judge_loaded(struct reading *reading,
	const struct compose_project *project, struct map *loaded)
{
	size_t i, k;

	for (i = 0; i < project->merged->service_count; i++) {
		const struct compose_service *service =
			&project->merged->services[i];

		for (k = 0; k < service->env_file_count; k++) {
			const char *path = service->env_file_paths[k];

			reading->file =
				path == NULL
					? NULL
					: model_env_file(
						  reading->check->model, path);
			reading->service = service;
			if (reading->file == NULL)
				continue;
			map_put_string(loaded, reading->file->path, loaded);
			judge_file(reading);
		}
	}
}

static void judge_projects(struct check *check, struct map *told,
	struct map *loaded, const struct dotenv *file)
{
	size_t count, i;
	struct compose_project *const *projects =
		model_compose_projects(check->model, &count);
	char *folder = file == NULL ? NULL
				    : arena_copy(check->arena, file->path,
					      path_folder_size(file->path));

	for (i = 0; i < count; i++) {
		struct reading reading = {
			.check = check, .file = file, .told = told};

		if (file != NULL && !path_within(projects[i]->folder, folder) &&
			!path_within(folder, projects[i]->folder))
			continue;
		reading.reach =
			reach_new(check->model, check->arena, projects[i]);
		if (file != NULL)
			judge_file(&reading);
		else
			judge_loaded(&reading, projects[i], loaded);
		reach_release(reading.reach);
	}
}

/* A file that no container loads speaks of its folder's applications. */
static void check_reach(struct check *check)
{
	struct map told = MAP_INIT, loaded = MAP_INIT;
	size_t count, i;
	struct dotenv *const *files = model_env_files(check->model, &count);

	judge_projects(check, &told, &loaded, NULL);
	for (i = 0; i < count; i++)
		if (!is_private(files[i]->path) &&
			!map_has(&loaded, slice_of(files[i]->path)))
			judge_projects(check, &told, &loaded, files[i]);
	map_release(&told);
	map_release(&loaded);
}

/* --- missing-example, undocumented-variable ----------------------------- */

static void check_loaded_file(struct check *check, struct map *told,
	const struct compose_project *project,
	const struct compose_service *service, size_t number)
{
	const char *path = service->env_file_paths[number];
	struct place place = service->env_files[number].place;
	const struct value values[] = {
		{"path", path}, {"service", service->name}};
	struct finding *finding;

	if (path == NULL || snapshot_find(check->snapshot, path) != NULL ||
		!ignore_matches(model_ignore(check->model), path) ||
		has_example_beside(check, path))
		return;
	finding = map_get_string(told, path);
	if (finding != NULL) {
		finding_relate(check->sink, finding, place, "%s loads it, too",
			service->name);
		return;
	}
	finding = sink_add_rule(check->sink,
		check_rule(check, "env/missing-example"), "loaded",
		project->stands_alone ? SCOPE_TEST
				      : model_scope(check->model, place.path),
		place, values, 2);
	map_put_string(told, path, finding);
}

static void check_loaded_files(struct check *check)
{
	struct map told = MAP_INIT; /* findings by the file's path */
	size_t count, i, k, n;
	struct compose_project *const *projects =
		model_compose_projects(check->model, &count);

	for (i = 0; i < count; i++)
		for (k = 0; k < projects[i]->merged->service_count; k++) {
			const struct compose_service *service =
				&projects[i]->merged->services[k];

			for (n = 0; n < service->env_file_count; n++)
				check_loaded_file(
					check, &told, projects[i], service, n);
		}
	map_release(&told);
}

/* An env file in the component's own folder: an example, or another. */
static bool has_env_file(
	struct check *check, const struct component *component, bool example)
{
	size_t count, i;
	struct dotenv *const *files = model_env_files(check->model, &count);

	for (i = 0; i < count; i++)
		if (path_within(files[i]->path, component->path) &&
			path_folder_size(files[i]->path) ==
				strlen(component->path) &&
			(!example || (wants_local(files[i]->path) &&
					     dotenv_is_example_name(
						     files[i]->path))))
			return true;
	return false;
}

static bool is_configured(const struct component *component)
{
	size_t i;

	for (i = 0; i < component->service_count; i++)
		if (component->services[i]->service->environment_count > 0 ||
			component->services[i]->service->env_file_count > 0)
			return true;
	return false;
}

/* Components that should say what they read. */
static bool wants_example(
	struct check *check, const struct component *component)
{
	return component->path[0] != '\0' && is_configured(component) &&
	       snapshot_has_folder(check->snapshot, component->path) &&
	       scope_of(check, arena_format(check->arena, "%s/.env",
				       component->path)) == SCOPE_SOURCE;
}

static void report_component(
	struct check *check, const struct component *component)
{
	char *folder = arena_format(check->arena, "%s/", component->path);
	size_t first = snapshot_lower_bound(check->snapshot, folder);
	const struct value values[] = {{"path", component->path},
		{"service", component->services[0]->service->name}};

	sink_add(check->sink, "env/missing-example", "component",
		first_line_of(check, check->snapshot->entries[first].path),
		values, 2);
}

/* Only where it is the custom of the house: most others have one. */
static void check_components(struct check *check)
{
	size_t count, i, wanted = 0, present = 0;
	const struct component *components =
		model_components(check->model, &count);

	for (i = 0; i < count; i++) {
		if (!wants_example(check, &components[i]))
			continue;
		wanted++;
		present += has_env_file(check, &components[i], true);
	}
	if (present < 2 || present * 2 <= wanted)
		return;
	for (i = 0; i < count; i++)
		if (wants_example(check, &components[i]) &&
			!has_env_file(check, &components[i], false))
			report_component(check, &components[i]);
}

static void check_missing_example(struct check *check)
{
	check_loaded_files(check);
	check_components(check);
}

/* Variables of runtimes and platforms, that nobody sets in an env file. */
static bool is_of_platform(const char *name)
{
	static const char *const starts[] = {"npm_", "NPM_", "AWS_LAMBDA_",
		"VERCEL", "NETLIFY", "RAILWAY_", "RENDER_", "HEROKU_",
		"KUBERNETES_", "PYTEST_", "JEST_", "VITEST", "PYTHON", "GO",
		"NEXT_RUNTIME", "NX_", "OTEL_", NULL};
	static const char *const names[] = {"NODE_ENV", "NODE_OPTIONS", "PORT",
		"DEBUG", "RAILS_ENV", "RACK_ENV", "VIRTUAL_ENV", "FORCE_COLOR",
		"NO_COLOR", "MODE", "DEV", "PROD", "SSR", "DYNO",
		"WERKZEUG_RUN_MAIN", NULL};
	size_t i;

	for (i = 0; starts[i] != NULL; i++)
		if (string_starts(name, starts[i]))
			return true;
	for (i = 0; names[i] != NULL; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return undefined_is_ambient(name);
}

static bool is_given_by_compose(
	const struct component *component, const char *name)
{
	size_t i, k;

	for (i = 0; i < component->service_count; i++) {
		const struct compose_service *service =
			component->services[i]->service;

		for (k = 0; k < service->environment_count; k++)
			if (strcmp(service->environment[k].name, name) == 0)
				return true;
	}
	return false;
}

/* The example of the component; *documented where any env file of the
 * repository has the variable. */
static const struct dotenv *example_of(struct check *check,
	const struct component *component, const char *name, bool *documented)
{
	size_t count, i;
	struct dotenv *const *files = model_env_files(check->model, &count);
	const struct dotenv *example = NULL;

	*documented = false;
	for (i = 0; i < count && !*documented; i++) {
		const char *path = files[i]->path;

		if (dotenv_is_example_name(path) &&
			path_within(path, component->path) &&
			path_folder_size(path) == strlen(component->path) &&
			(example == NULL || wants_local(path)))
			example = files[i];
		*documented = undefined_is_documented(files[i], name);
	}
	return example;
}

/* --- undocumented-variable: does the code do without the variable? ------ */

/* A read of a variable, and where its component documents variables. */
struct lookup {
	struct check *check;
	const struct component *component;
	struct slice text; /* of the whole file */
	enum language language;
};

static bool is_blank(char character)
{
	return character == ' ' || character == '\t' || character == '\r' ||
	       character == '\n';
}

static size_t skip_blanks(struct slice text, size_t at)
{
	while (at < text.size && is_blank(text.data[at]))
		at++;
	return at;
}

static size_t skip_word(struct slice text, size_t at)
{
	while (at < text.size && character_is_word(text.data[at]))
		at++;
	return at;
}

/* The word that ends at `end`. */
static struct slice word_before(struct slice text, size_t end)
{
	size_t start = end;

	while (start > 0 && character_is_word(text.data[start - 1]))
		start--;
	return slice_range(text.data, start, end);
}

/* A token of letters is a whole word. */
static bool starts_at(struct slice text, size_t at, const char *token)
{
	size_t end = at + strlen(token);

	if (at > text.size ||
		!slice_starts(slice_range(text.data, at, text.size), token))
		return false;
	return !character_is_alpha(token[0]) || end == text.size ||
	       !character_is_word(text.data[end]);
}

/* The end of the token at `at`, when the list (it ends in NULL) has it; or
 * 0. */
static size_t end_of_token(
	struct slice text, size_t at, const char *const *tokens)
{
	size_t i;

	for (i = 0; tokens[i] != NULL; i++)
		if (starts_at(text, at, tokens[i]))
			return at + strlen(tokens[i]);
	return 0;
}

static bool is_documented(const struct lookup *lookup, const char *name)
{
	bool documented;

	if (is_of_platform(name) ||
		is_given_by_compose(lookup->component, name))
		return true;
	example_of(lookup->check, lookup->component, name, &documented);
	return documented;
}

/* Behind `, 10)`: the base of parseInt() is no default. */
static size_t skip_base(struct slice text, size_t at)
{
	size_t start = skip_blanks(text, at + 1), end = start;

	while (end < text.size && character_is_digit(text.data[end]))
		end++;
	return end > start && starts_at(text, end, ")") ? end + 1 : at;
}

/* Behind ` as string | undefined`, and blanks. */
static size_t skip_type(struct slice text, size_t at)
{
	at = skip_blanks(text, at);
	if (!starts_at(text, at, "as"))
		return at;
	at = skip_blanks(text, skip_word(text, skip_blanks(text, at + 2)));
	while (starts_at(text, at, "| "))
		at = skip_blanks(text, skip_word(text, at + 2));
	return at;
}

/* Behind what only wraps a value: `X as string)`, `X, 10)`. */
static size_t skip_wrapping(struct slice text, size_t at)
{
	for (;;) {
		size_t start = at = skip_type(text, at);

		if (starts_at(text, at, ")"))
			at++;
		else if (starts_at(text, at, ","))
			at = skip_base(text, at);
		if (at == start)
			return at;
	}
}

/* Where the call that holds `at` opens, or SIZE_MAX. Looks back as far as a
 * call is long. */
static size_t find_call(struct slice text, size_t at)
{
	size_t least = at > 400 ? at - 400 : 0, depth = 0;

	while (at-- > least) {
		char character = text.data[at];

		if (character == ')' || character == ']' || character == '}')
			depth++;
		else if (character != '(' && character != '[' &&
			 character != '{')
			continue;
		else if (depth == 0)
			return character == '(' ? at : SIZE_MAX;
		else
			depth--;
	}
	return SIZE_MAX;
}

/* In a call that converts, with the default behind it? As in
 * `toInt(process.env.POOL_MAX, 5)`. */
static bool is_converted(struct slice text, size_t start)
{
	size_t opener = find_call(text, start);
	struct slice name;

	if (opener == SIZE_MAX)
		return false;
	name = word_before(text, opener);
	while (name.size > 0 && name.data[0] == '_') {
		name.data++;
		name.size--;
	}
	return !slice_is(name, "parseInt") &&
	       (slice_starts(name, "to") || slice_starts(name, "parse") ||
		       slice_starts(name, "pick"));
}

/* `X == ""`: what stops for want of X begins so. */
static bool is_missed(struct slice text, size_t at)
{
	static const char *const nothing[] = {
		"\"\"", "''", "null", "nil", "None", "undefined", NULL};

	at = skip_blanks(text, at);
	if (starts_at(text, at, "is"))
		at += 2;
	else if (!starts_at(text, at, "=="))
		return false;
	while (starts_at(text, at, "="))
		at++;
	return end_of_token(text, skip_blanks(text, at), nothing) != 0;
}

/* A question whether there is one, or which? */
static bool is_asked(const struct lookup *lookup, size_t at)
{
	static const char *const questions[] = {
		"&&", "and", "?", "!=", "in", "not", "is not", "{", NULL};
	static const char *const handled[] = {
		".unwrap_or", ".ok()", ".is_", ".or_else", ".map_or", NULL};
	struct slice text = lookup->text;

	if (lookup->language == LANGUAGE_RUST) /* its `?` gives up */
		return end_of_token(text, at, handled) != 0;
	if (starts_at(text, at, "=="))
		return !is_missed(text, at);
	return end_of_token(text, at, questions) != 0;
}

/* `const key = X; if (key)`, and Go's `if key := X; key != ""`. */
static bool is_asked_next(
	const struct lookup *lookup, struct slice before, size_t at)
{
	struct slice text = lookup->text, name;
	size_t end = before.size;

	while (end > 0 &&
		(is_blank(text.data[end - 1]) || text.data[end - 1] == '=' ||
			text.data[end - 1] == ':'))
		end--;
	name = word_before(before, end);
	at = skip_blanks(text, at);
	if (starts_at(text, at, ";"))
		at = skip_blanks(text, at + 1);
	if (starts_at(text, at, "if"))
		at = skip_blanks(text, at + 2);
	at += starts_at(text, at, "(");
	end = skip_word(text, at);
	if (name.size == 0 ||
		!slice_equal(name, slice_range(text.data, at, end)))
		return false;
	end = skip_blanks(text, end);
	return starts_at(text, end, ")") || starts_at(text, end, ":") ||
	       is_asked(lookup, end);
}

/* The variable that an operand reads, or NULL when it reads none. */
static const char *variable_of(
	const struct lookup *lookup, struct slice operand)
{
	struct slice name;
	size_t end = operand.size;

	if (slice_find(operand, "env", 0) == SIZE_MAX &&
		slice_find(operand, "ENV", 0) != 0)
		return NULL;
	while (end > 0 && !character_is_word(operand.data[end - 1]))
		end--;
	name = word_before(operand, end);
	return arena_copy(lookup->check->arena, name.data, name.size);
}

static bool ends_operand(char character)
{
	return is_blank(character) || character == ',' || character == ';';
}

/* Is there something else when the read from start to `at` gives nothing? */
static bool has_default(const struct lookup *lookup, size_t start, size_t at)
{
	static const char *const operators[] = {"||", "??", "?:", "or", NULL};
	struct slice text = lookup->text;

	for (;;) {
		const char *other;
		size_t from = at, end;

		at = skip_type(text, at);
		if (slice_find(slice_range(text.data, from, at), "undefined",
			    0) != SIZE_MAX ||
			(starts_at(text, at, ",") && is_converted(text, start)))
			return true;
		at = skip_wrapping(text, at);
		end = end_of_token(text, at, operators);
		if (end == 0)
			return is_asked(lookup, at);
		from = end = skip_blanks(text, end);
		while (end < text.size && !ends_operand(text.data[end]))
			end++;
		other = variable_of(lookup, slice_range(text.data, from, end));
		if (other == NULL || is_documented(lookup, other))
			return true;
		at = end;
	}
}

/* Does it stand in for another variable? Then that one is told. */
static bool is_alias(const struct lookup *lookup, struct slice before)
{
	size_t start;

	before = slice_trim(before);
	if (slice_is(word_before(before, before.size), "or") ||
		slice_ends(before, "||") || slice_ends(before, "??"))
		before.size -= 2;
	else
		return false;
	before = slice_trim(before);
	start = before.size;
	while (start > 0 && !ends_operand(before.data[start - 1]))
		start--;
	return variable_of(lookup,
		       slice_range(before.data, start, before.size)) != NULL;
}

/* `if (X)`, `&& X`; also `delete X`. */
static bool is_question(struct slice before)
{
	static const char *const words[] = {
		"if", "elif", "and", "delete", NULL};
	struct slice word;
	size_t i;

	while (before.size > 0 && (is_blank(before.data[before.size - 1]) ||
					  before.data[before.size - 1] == '('))
		before.size--;
	word = word_before(before, before.size);
	for (i = 0; words[i] != NULL; i++)
		if (slice_is(word, words[i]))
			return true;
	return slice_ends(before, "&&");
}

/*
 * Neither set (`X = 1`, `putenv("X=1")`), nor a name that only begins so
 * (`getenv("A_" + b)`), nor with a default of the call (`getenv("X", 1)`).
 */
static bool is_read(struct slice text, size_t name_end, size_t *end)
{
	bool quoted = starts_at(text, name_end, "\"") ||
		      starts_at(text, name_end, "'");
	size_t at = skip_blanks(text, name_end + quoted);

	*end = at;
	if (quoted && (starts_at(text, at, ")") || starts_at(text, at, "]")))
		at = skip_blanks(text, ++*end);
	else if (quoted)
		return false;
	return !starts_at(text, at, "=") || starts_at(text, at, "==");
}

static bool is_needed(
	const struct lookup *lookup, const struct candidate *candidate)
{
	struct slice text = lookup->text, before;
	size_t start = candidate->start, end;

	if (!is_read(text, candidate->end, &end))
		return false; /* or it has the call's own default */
	before = slice_range(text.data, 0, start);
	if (is_missed(text, end))
		return true;
	return !is_alias(lookup, before) && !is_question(before) &&
	       !is_asked_next(lookup, before, end) &&
	       !has_default(lookup, start, end);
}

/* Each is judged where the file reads it first. */
static bool is_read_before(const struct candidate *candidate)
{
	const char *text = candidate->file->text;
	size_t size = candidate->end - candidate->start, at = 0;
	struct slice before = slice_range(text, 0, candidate->start);
	char read[256];

	if (size >= sizeof(read))
		return false;
	memcpy(read, text + candidate->start, size);
	read[size] = '\0';
	while ((at = slice_find(before, read, at)) != SIZE_MAX) {
		at += size;
		if (!character_is_word(text[at]))
			return true;
	}
	return false;
}

static void check_undocumented(
	struct check *check, const struct candidate *candidate)
{
	const struct scanned_file *file = candidate->file;
	struct slice group = candidate_group(candidate, "name");
	const char *name = arena_copy(check->arena, group.data, group.size);
	const struct lookup lookup = {.check = check,
		.component = model_component_of(check->model, file->path),
		.text = slice_range(file->text, 0, file->size),
		.language = file->language};
	const struct dotenv *example;
	struct finding *finding;
	bool documented;

	if (lookup.component == NULL || is_documented(&lookup, name) ||
		is_read_before(candidate) || !is_needed(&lookup, candidate))
		return;
	example = example_of(check, lookup.component, name, &documented);
	if (example == NULL)
		return;
	const struct value values[] = {
		{"variable", name}, {"example", example->path}};

	finding = sink_add_rule(check->sink, candidate->rule, NULL, file->scope,
		candidate_place(candidate, "name"), values, 2);
	finding_relate(check->sink, finding,
		first_line_of(check, example->path), "the example is here");
}

static bool env_reads(
	const struct configuration *configuration, const char *path)
{
	const char *name = path_name(path);

	return strncmp(name, ".env", 4) == 0 || dotenv_is_name(path) ||
	       strcmp(name, ".gitignore") == 0 ||
	       model_is_registry_path(configuration, path) ||
	       compose_is_name(path) || dockerfile_is_name(path);
}

static const struct linter_check env_checks[] = {
	{.name = "committed-local", .whole = check_committed_local},
	{.name = "not-ignored", .whole = check_not_ignored},
	{.name = "untemplated", .whole = check_untemplated},
	{.name = "duplicate-key", .whole = check_duplicate_key},
	{.name = "invalid-line", .whole = check_invalid_line},
	{.name = "port-mismatch", .whole = check_port_mismatch},
	{.name = "legacy-name", .candidate = check_legacy_name},
	{.name = "reach", .whole = check_reach},
	{.name = "missing-example", .whole = check_missing_example},
	{.name = "undocumented-variable", .candidate = check_undocumented},
};

const struct linter linter_env = {
	.name = "env",
	.summary = "env files: committed by mistake, contradicting "
		   "themselves or the registry",
	.checks = env_checks,
	.check_count = sizeof(env_checks) / sizeof(env_checks[0]),
	.reads = env_reads,
};
