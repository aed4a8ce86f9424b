/*
 * The examples of rules, run as any snapshot is: nothing here knows what a
 * rule looks for.
 */
#include "cli/example.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/glob.h"
#include "base/memory.h"
#include "cli/linters.h"
#include "engine/configuration.h"
#include "engine/run.h"
#include "engine/settings.h"
#include "engine/tables.h"
#include "model/model.h"
#include "source/folder.h"
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A name that is wrong is wrong use; what the system lacks is not. */
static int not_listed(const char *path, struct error *err)
{
	return error_at(err,
		errno == ENOENT || errno == ENOTDIR ? ERROR_USE : ERROR_WORK,
		path, 0, 0, "cannot be listed: %s", strerror(errno));
}

/* Sorted names of a folder's entries, without those that start with `..`. */
static int list_folder(const char ***out, size_t *count, struct arena *arena,
	const char *path, struct error *err)
{
	VECTOR(const char *) names = {0};
	DIR *folder = opendir(path);
	struct dirent *entry;

	if (folder == NULL)
		return not_listed(path, err);
	for (errno = 0; (entry = readdir(folder)) != NULL; errno = 0)
		if (strcmp(entry->d_name, ".") != 0 &&
			strcmp(entry->d_name, "..") != 0)
			vector_add(&names, arena_string(arena, entry->d_name));
	if (errno != 0) {
		not_listed(path, err);
		closedir(folder);
		vector_free(&names);
		return -1;
	}
	closedir(folder);
	if (names.count != 0)
		qsort(names.items, names.count, sizeof(*names.items),
			compare_names);
	*count = names.count;
	*out = vector_move(&names, arena);
	return 0;
}

/* Below the folder that was named no link is followed: it may lead out. */
static bool is_folder(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

int rule_file_check(const char *path, struct error *err)
{
	struct stat status;

	if (lstat(path, &status) != 0 || !S_ISLNK(status.st_mode))
		return 0;
	return error_at(err, ERROR_USE, path, 0, 0,
		"is a symbolic link: rules, their examples and pages are "
		"plain files");
}

static int read_rule(struct rule_folder_list *out, struct arena *arena,
	const char *folder, struct error *err)
{
	struct buffer text = BUFFER_INIT;
	const char *path = arena_format(arena, "%s/rule.yml", folder), *copy;
	struct rule_folder *row;
	size_t size;

	if (rule_file_check(path, err) != 0 ||
		file_read(&text, path, err) != 0) {
		buffer_release(&text);
		return -1;
	}
	size = text.size;
	copy = arena_copy(arena, buffer_string(&text), size);
	buffer_release(&text);
	row = vector_next(out);
	row->path = arena_string(arena, folder);
	return rule_load(
		&row->rule, &row->examples, arena, path, copy, size, err);
}

int rule_folders_read(struct rule_folder_list *out, struct arena *arena,
	const char *folder, struct error *err)
{
	const char **names;
	size_t count, i;

	if (file_exists(arena_format(arena, "%s/rule.yml", folder)))
		return read_rule(out, arena, folder, err);
	if (list_folder(&names, &count, arena, folder, err) != 0)
		return -1;
	for (i = 0; i < count; i++) {
		const char *below =
			arena_format(arena, "%s/%s", folder, names[i]);

		if (is_folder(below) &&
			rule_folders_read(out, arena, below, err) != 0)
			return -1;
	}
	return 0;
}

int example_entries(const char ***out, size_t *count, struct arena *arena,
	const struct rule_folder *folder, const char *kind, struct error *err)
{
	const char *path = arena_format(arena, "%s/%s", folder->path, kind);

	*count = 0;
	if (!is_folder(path))
		return 0;
	return list_folder(out, count, arena, path, err);
}

static struct snapshot *snapshot_of_file(
	const char *path, const struct rule_example *example, struct error *err)
{
	struct memory_file files[2];
	struct buffer text = BUFFER_INIT;
	struct snapshot *snapshot = NULL;
	size_t count = 1;

	memset(files, 0, sizeof(files));
	if (rule_file_check(path, err) == 0 &&
		file_read(&text, path, err) == 0) {
		files[0].path = example->name;
		files[0].data = buffer_string(&text);
		files[0].size = text.size;
		if (example->config != NULL) {
			files[1].path = CONFIGURATION_NAME;
			files[1].data = example->config;
			files[1].size = strlen(example->config);
			count = 2;
		}
		snapshot = snapshot_of_memory("the example", files, count);
	}
	buffer_release(&text);
	return snapshot;
}

/* The folder's files, and the configuration that rule.yml has for it. */
static int add_configuration(struct example_run *run, struct arena *arena,
	const char *config, struct error *err)
{
	struct snapshot *folder = run->snapshot;
	struct memory_file *files =
		memory_new(folder->count + 1, sizeof(*files));
	struct content content = {0};
	size_t i;
	int result = 0;

	for (i = 0; i < folder->count && result == 0; i++) {
		result = snapshot_read(
			folder, &folder->entries[i], &content, err);
		files[i].path = folder->entries[i].path;
		files[i].size = content.buffer.size;
		files[i].data = arena_copy(
			arena, buffer_string(&content.buffer), files[i].size);
	}
	files[i].path = CONFIGURATION_NAME;
	files[i].data = config;
	files[i].size = strlen(config);
	if (result == 0) {
		run->snapshot = snapshot_of_memory("the example", files, i + 1);
		snapshot_free(folder);
	}
	content_release(&content);
	free(files);
	return result;
}

/* --- an example that is a change: before/ and after/ -------------------- */

static bool has_bytes_of(const struct snapshot *a,
	const struct snapshot_entry *one, const struct snapshot *b,
	const struct snapshot_entry *two)
{
	struct content left = {0}, right = {0};
	bool equal =
		snapshot_read(a, one, &left, NULL) == 0 &&
		snapshot_read(b, two, &right, NULL) == 0 &&
		left.buffer.size == right.buffer.size &&
		memcmp(buffer_string(&left.buffer),
			buffer_string(&right.buffer), left.buffer.size) == 0;

	content_release(&left);
	content_release(&right);
	return equal;
}

/* The file of `from` that `in` lacks and that has the entry's bytes. */
static const struct snapshot_entry *find_moved(const struct snapshot *from,
	const struct snapshot *in, const struct snapshot_entry *entry)
{
	size_t i;

	for (i = 0; i < from->count; i++)
		if (snapshot_find(in, from->entries[i].path) == NULL &&
			has_bytes_of(from, &from->entries[i], in, entry))
			return &from->entries[i];
	return NULL;
}

static void add_change(struct change_list *list, enum change_kind kind,
	const char *path, const char *old_path)
{
	struct change change = {kind, path, old_path};

	vector_add(list, change);
}

static void find_changes(struct change_list *list,
	const struct snapshot *before, const struct snapshot *after)
{
	const struct snapshot_entry *entry, *other;
	size_t i;

	for (i = 0; i < after->count; i++) {
		entry = &after->entries[i];
		other = snapshot_find(before, entry->path);
		if (other != NULL) {
			if (!has_bytes_of(before, other, after, entry))
				add_change(list, CHANGE_MODIFIED, entry->path,
					NULL);
			continue;
		}
		other = find_moved(before, after, entry);
		add_change(list, other != NULL ? CHANGE_RENAMED : CHANGE_ADDED,
			entry->path, other != NULL ? other->path : NULL);
	}
	for (i = 0; i < before->count; i++) {
		entry = &before->entries[i];
		if (snapshot_find(after, entry->path) == NULL &&
			find_moved(after, before, entry) == NULL)
			add_change(list, CHANGE_DELETED, entry->path, NULL);
	}
}

static bool is_change(const char *path, struct arena *arena)
{
	return is_folder(arena_format(arena, "%s/before", path)) &&
	       is_folder(arena_format(arena, "%s/after", path));
}

static int open_change(struct example_run *run, struct arena *arena,
	const char *path, struct error *err)
{
	struct change_list changes = {0};

	if (snapshot_of_folder(&run->snapshot,
		    arena_format(arena, "%s/after", path), err) != 0 ||
		snapshot_of_folder(&run->before,
			arena_format(arena, "%s/before", path), err) != 0)
		return -1;
	find_changes(&changes, run->before, run->snapshot);
	run->base.snapshot = run->before;
	run->base.changes.count = changes.count;
	run->base.changes.items = vector_move(&changes, arena);
	return 0;
}

static int open_snapshot(struct example_run *run, struct arena *arena,
	const struct rule_folder *folder, const char *kind,
	const struct rule_example *example, struct error *err)
{
	const char *path = arena_format(
		arena, "%s/%s/%s", folder->path, kind, example->name);

	run->is_file = !is_folder(path);
	if (run->is_file) {
		run->snapshot = snapshot_of_file(path, example, err);
		return run->snapshot != NULL ? 0 : -1;
	}
	if (is_change(path, arena)) {
		if (open_change(run, arena, path, err) != 0)
			return -1;
	} else if (snapshot_of_folder(&run->snapshot, path, err) != 0) {
		return -1;
	}
	return example->config != NULL
		       ? add_configuration(run, arena, example->config, err)
		       : 0;
}

static int read_configuration(struct configuration **out, struct arena *arena,
	const struct snapshot *snapshot, struct error *err)
{
	const struct snapshot_entry *entry =
		snapshot_find(snapshot, CONFIGURATION_NAME);
	struct content content = {0};
	const char *text = NULL;
	size_t size = 0;

	if (entry != NULL) {
		if (snapshot_read(snapshot, entry, &content, err) != 0)
			return -1;
		size = content.buffer.size;
		text = arena_copy(arena, buffer_string(&content.buffer), size);
		content_release(&content);
	}
	return configuration_load(
		out, arena, CONFIGURATION_NAME, text, size, err);
}

static void keep_own(struct example_run *run, const char *id,
	const struct finding_list *findings)
{
	size_t i;

	for (i = 0; i < findings->count; i++)
		if (strcmp(findings->items[i]->rule->id, id) == 0 &&
			findings->items[i]->is_new &&
			!findings->items[i]->suppressed)
			vector_add(&run->findings, findings->items[i]);
}

static int judge(struct example_run *run, struct arena *arena,
	struct rule_set *rules, const struct rule *rule, struct error *err)
{
	const char *ids[] = {rule->id};
	struct selection selection = {
		.rules = ids, .rule_count = rule->opt_in ? 1 : 0};
	struct run_result result = {0};
	struct run_request request = {.snapshot = run->snapshot,
		.linters = linters,
		.linter_count = linter_count,
		.models = &model_operations,
		.today = "2026-01-01",
		.scan = {.jobs = 1}};
	struct configuration *configuration;
	struct settings *settings = NULL;
	int status = -1;

	if (read_configuration(&configuration, arena, run->snapshot, err) != 0)
		return -1;
	tables_apply(rules, arena, configuration);
	if (settings_new(&settings, rules, configuration, &selection, err) != 0)
		return -1;
	request.configuration = configuration;
	request.settings = settings;
	if (run->before != NULL) {
		request.bases = &run->base;
		request.base_count = 1;
	}
	if (run_judge(&result, arena, &request, err) == 0) {
		keep_own(run, rule->id, &result.sink.findings);
		status = 0;
	}
	sink_release(&result.sink);
	settings_free(settings);
	return status;
}

int example_run(struct example_run *out, struct arena *arena,
	const struct rule_folder *folder, const char *kind,
	const struct rule_example *example, const struct rule_folder_list *all,
	struct error *err)
{
	struct rule_set rules;
	size_t i;
	int status;

	memset(out, 0, sizeof(*out));
	if (open_snapshot(out, arena, folder, kind, example, err) != 0)
		return -1;
	rule_set_init(&rules);
	for (i = 0; i < all->count; i++)
		rule_set_replace(&rules, all->items[i].rule);
	status = judge(out, arena, &rules, folder->rule, err);
	rule_set_release(&rules);
	return status;
}

void example_run_release(struct example_run *run)
{
	vector_free(&run->findings);
	snapshot_free(run->snapshot);
	snapshot_free(run->before);
	run->snapshot = run->before = NULL;
}

const char *example_at(struct arena *arena, const struct example_run *run,
	const struct finding *finding)
{
	const struct place *place = &finding->place;

	if (run->is_file && strcmp(place->path, CONFIGURATION_NAME) != 0)
		return arena_format(arena, "%u:%u", place->line, place->column);
	return arena_format(
		arena, "%s:%u:%u", place->path, place->line, place->column);
}
