/*
 * A team's own rules, out of the snapshot that is judged: a pack on disk
 * that is not committed does not count, as nothing else on disk does.
 */
#include "cli/packs.h"
#include "base/arena.h"
#include "base/glob.h"
#include "engine/configuration.h"
#include "engine/snapshot.h"
#include "rule/load.h"
#include "rule/set.h"
#include <string.h>

static int read_rule(const char **text, size_t *size, struct arena *arena,
	const struct snapshot *snapshot, const struct snapshot_entry *entry,
	struct error *err)
{
	struct content content = {0};
	int result = snapshot_read(snapshot, entry, &content, err);

	if (result == 0 && content.left_out != LEFT_NOTHING)
		result = error_at(err, ERROR_USE, entry->path, 0, 0,
			"this rule file cannot be read: it is %s",
			left_out_name(content.left_out));
	if (result == 0) {
		*size = content.buffer.size;
		*text = arena_copy(
			arena, buffer_string(&content.buffer), *size);
	}
	content_release(&content);
	return result;
}

static int load_rule(struct rule_set *rules, struct arena *arena,
	const struct snapshot *snapshot, const struct snapshot_entry *entry,
	struct error *err)
{
	struct rule *rule;
	const char *text;
	size_t size;

	if (read_rule(&text, &size, arena, snapshot, entry, err) != 0 ||
		rule_load(&rule, NULL, arena, entry->path, text, size, err) !=
			0)
		return -1;
	return rule_set_add(rules, rule, err);
}

static int load_pack(struct rule_set *rules, struct arena *arena,
	const struct snapshot *snapshot, const char *pack,
	const struct place *place, struct error *err)
{
	const char *folder = path_join(arena, "", pack);
	size_t i, loaded = 0;

	if (folder == NULL)
		return error_at(err, ERROR_USE, place->path, place->line,
			place->column,
			"pack `%s` lies outside the repository: name a folder "
			"in it, such as ./lint/rules",
			pack);
	i = folder[0] != '\0' ? snapshot_lower_bound(snapshot, folder) : 0;
	for (; i < snapshot->count; i++) {
		const struct snapshot_entry *entry = &snapshot->entries[i];

		if (strncmp(entry->path, folder, strlen(folder)) != 0)
			break;
		if (!path_within(entry->path, folder) ||
			strcmp(path_name(entry->path), "rule.yml") != 0)
			continue;
		if (load_rule(rules, arena, snapshot, entry, err) != 0)
			return -1;
		loaded++;
	}
	if (loaded == 0)
		return error_at(err, ERROR_USE, place->path, place->line,
			place->column, "pack `%s` holds no rule.yml in %s",
			pack, snapshot->name);
	return 0;
}

static void ignore_examples(
	struct arena *arena, struct configuration *configuration)
{
	size_t room = configuration->ignore_count +
		      2 * configuration->pack_count + 1,
	       i;
	const char **globs = arena_alloc(arena, room * sizeof(*globs));

	for (i = 0; i < configuration->ignore_count; i++)
		globs[i] = configuration->ignore[i];
	for (i = 0; i < configuration->pack_count; i++) {
		const char *folder =
			path_join(arena, "", configuration->packs[i]);

		if (strchr(configuration->packs[i], '/') == NULL)
			continue;
		globs[configuration->ignore_count++] = arena_format(arena,
			"%s%s**/{bad,good}/**", folder, folder[0] ? "/" : "");
	}
	configuration->ignore = globs;
}

int packs_load(struct rule_set *rules, struct arena *arena,
	const struct snapshot *snapshot, struct configuration *configuration,
	struct error *err)
{
	size_t i;

	for (i = 0; i < configuration->pack_count; i++) {
		const char *pack = configuration->packs[i];

		if (strchr(pack, '/') == NULL)
			continue; /* a built-in one: engine/settings.c */
		if (load_pack(rules, arena, snapshot, pack,
			    &configuration->pack_places[i], err) != 0)
			return -1;
	}
	ignore_examples(arena, configuration);
	return 0;
}
