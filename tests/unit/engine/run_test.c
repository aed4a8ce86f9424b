/*
 * Runs over pairs of snapshots: what is looked at, what counts as new, and
 * that looking at less never changes what is new.
 */
#include "base/arena.h"
#include "base/memory.h"
#include "engine/fact.h"
#include "engine/run.h"
#include "engine/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

const struct rule *const builtin_rules[] = {NULL};
const size_t builtin_rule_count = 0;

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* --- a small model and linter ------------------------------------------- */

/* The file "registry" holds the one port that is registered. */
struct model {
	const struct snapshot *snapshot;
	long registered;
};

static size_t opened, closed, wholes;

static long registered_in(const struct snapshot *snapshot)
{
	const struct snapshot_entry *entry =
		snapshot_find(snapshot, "registry");
	struct content content = {.left_out = LEFT_NOTHING};
	struct error err;
	long port = 0;
	if (entry != NULL) {
		assert_int_equal(
			snapshot_read(snapshot, entry, &content, &err), 0);
		port = atol(buffer_string(&content.buffer));
		content_release(&content);
	}
	return port;
}

static struct model *model_open(const struct snapshot *snapshot,
	const struct configuration *configuration)
{
	struct model *model = memory_new(1, sizeof(*model));
	(void)configuration;
	model->snapshot = snapshot;
	model->registered = registered_in(snapshot);
	opened++;
	return model;
}

static void model_notices(struct model *model, struct sink *sink)
{
	sink_notice(
		sink, NOTICE_NOTE, NULL, "registered: %ld", model->registered);
}

static void model_close(struct model *model)
{
	closed++;
	free(model);
}

static bool holds(struct model *model, enum condition_kind kind,
	const char *path, long port)
{
	(void)path;
	return kind == CONDITION_REGISTERED && port == model->registered;
}

static const struct model_operations models = {
	model_open, model_notices, model_close, {holds}};

/* Every file named compose* must say the registered port. */
static void check_published(struct check *check)
{
	wholes++;
	for (size_t i = 0; i < check->snapshot->count; i++) {
		const struct snapshot_entry *entry =
			&check->snapshot->entries[i];
		struct content content = {.left_out = LEFT_NOTHING};
		struct error err;
		struct lines lines;
		if (!string_starts(entry->path, "compose"))
			continue;
		assert_int_equal(
			snapshot_read(check->snapshot, entry, &content, &err),
			0);
		char port[24];
		snprintf(port, sizeof(port), "%ld", check->model->registered);
		struct slice text = {content.buffer.data, content.buffer.size};
		struct value value = {"port", port};
		lines_init(&lines, text.data, text.size);
		if (slice_find(text, port, 0) == SIZE_MAX)
			sink_add(check->sink, "ports/published", NULL,
				place_of(entry->path, &lines, 0, 1), &value, 1);
		lines_release(&lines);
		content_release(&content);
	}
}

/* Says who owns the port, by the model. */
static void check_judged(struct check *check, const struct candidate *candidate)
{
	struct slice port = candidate_group(candidate, "port");
	struct value values[] = {
		{"port", arena_copy(check->arena, port.data, port.size)}};
	long number;
	if (slice_number(port, 1, 65535, &number) &&
		number < check->model->registered)
		sink_add_rule(check->sink, candidate->rule, NULL,
			candidate->file->scope,
			candidate_place(candidate, NULL), values, 1);
}

static void check_allow(struct check *check)
{
	(void)check;
}

static bool ports_reads(
	const struct configuration *configuration, const char *path)
{
	(void)configuration;
	return strcmp(path, "registry") == 0 || string_starts(path, "compose");
}

static const struct linter_check ports_checks[] = {
	{.name = "published", .whole = check_published},
	{.name = "published-too", .whole = check_published},
	{.name = "judged", .candidate = check_judged},
};
static const struct linter_check allow_checks[] = {
	{.name = "allow", .whole = check_allow},
};
static const struct linter ports = {.name = "ports",
	.checks = ports_checks,
	.check_count = COUNT(ports_checks),
	.reads = ports_reads};
static const struct linter plain = {.name = "plain"};
static const struct linter allow = {.name = "allow",
	.checks = allow_checks,
	.check_count = COUNT(allow_checks)};
static const struct linter *const linters[] = {&ports, &plain, &allow};

static const struct rule_condition registered = {"port", "registered", false};
static const struct rule_match published_matches[] = {
	{.check = "published"}, {.check = "published-too"}};
static const struct rule_match judged_matches[] = {
	{.pattern = "at:(?<port>\\d+)", .check = "judged"}};
static const struct rule_match where_matches[] = {
	{.pattern = "at:(?<port>\\d+)",
		.where = &registered,
		.where_count = 1}};
static const struct rule_match word_matches[] = {{.pattern = "bad"}};
static const struct rule_match allow_matches[] = {{.check = "allow"}};

#define RULE(name, what, items)                                     \
	{                                                           \
		.id = (name), .summary = "s", .level = LEVEL_ERROR, \
		.message = (what), .matches = (items),              \
		.match_count = COUNT(items)                         \
	}

static const struct rule rules[] = {
	RULE("allow/malformed", "{problem}", allow_matches),
	RULE("allow/unused", "{allowed} {problem}", allow_matches),
	RULE("plain/where", "{port} is registered", where_matches),
	RULE("plain/word", "bad word", word_matches),
	RULE("ports/judged", "{port} is low", judged_matches),
	RULE("ports/published", "not {port}", published_matches),
};

/* --- a run -------------------------------------------------------------- */

struct world {
	struct arena *arena;
	struct rule_set rules;
	struct selection selection;
	struct configuration *configuration;
	struct settings *settings;
	struct run_base bases[2];
	struct run_request request;
	struct run_result result;
};

static void world_open(struct world *world, const struct snapshot *snapshot)
{
	struct error err;
	memset(world, 0, sizeof(*world));
	opened = closed = wholes = 0;
	world->arena = arena_new();
	rule_set_init(&world->rules);
	for (size_t i = 0; i < COUNT(rules); i++)
		assert_int_equal(
			rule_set_add(&world->rules, &rules[i], &err), 0);
	assert_int_equal(configuration_load(&world->configuration, world->arena,
				 ".plumb.yml", NULL, 0, &err),
		0);
	assert_int_equal(settings_new(&world->settings, &world->rules,
				 world->configuration, &world->selection, &err),
		0);
	world->request = (struct run_request){
		.snapshot = snapshot,
		.configuration = world->configuration,
		.settings = world->settings,
		.linters = linters,
		.linter_count = COUNT(linters),
		.models = &models,
		.bases = world->bases,
		.scan = {.jobs = 1},
		.today = "2026-01-01",
	};
}

/* Adds a base; its changes are those between the two snapshots. */
static void world_add_base(struct world *world, const struct snapshot *base)
{
	const struct snapshot *head = world->request.snapshot;
	struct run_base *out = &world->bases[world->request.base_count++];
	out->snapshot = base;
	for (size_t i = 0; i < head->count; i++) {
		const char *path = head->entries[i].path;
		const struct snapshot_entry *old = snapshot_find(base, path);
		struct change change = {CHANGE_ADDED, path, NULL};
		struct content a = {.left_out = LEFT_NOTHING}, b = a;
		struct error err;
		if (old != NULL) {
			change.kind = CHANGE_MODIFIED;
			assert_int_equal(snapshot_read(head, &head->entries[i],
						 &a, &err),
				0);
			assert_int_equal(snapshot_read(base, old, &b, &err), 0);
		}
		if (old == NULL || strcmp(buffer_string(&a.buffer),
					   buffer_string(&b.buffer)) != 0)
			vector_add(&out->changes, change);
		content_release(&a);
		content_release(&b);
	}
	for (size_t i = 0; i < base->count; i++) {
		struct change change = {
			CHANGE_DELETED, base->entries[i].path, NULL};
		if (snapshot_find(head, change.path) == NULL)
			vector_add(&out->changes, change);
	}
}

static void world_judge(struct world *world, bool only_new)
{
	struct error err;
	world->request.only_new = only_new;
	assert_int_equal(
		run_judge(&world->result, world->arena, &world->request, &err),
		0);
	assert_int_equal(opened, closed);
}

static void world_close(struct world *world)
{
	for (size_t i = 0; i < COUNT(world->bases); i++)
		vector_free(&world->bases[i].changes);
	sink_release(&world->result.sink);
	settings_free(world->settings);
	rule_set_release(&world->rules);
	arena_free(world->arena);
}

/* The new ones that are not suppressed, a line each; in the arena. */
static const char *told_new(struct world *world, bool also_old)
{
	struct buffer out = BUFFER_INIT;
	const struct finding_list *findings = &world->result.sink.findings;
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = findings->items[i];
		if (!finding->suppressed && (finding->is_new || also_old))
			buffer_format(&out, "%s:%u %s: %s\n",
				finding->place.path, finding->place.line,
				finding->rule->id, finding->message);
	}
	const char *told = arena_string(world->arena, buffer_string(&out));
	buffer_release(&out);
	return told;
}

static struct snapshot *snapshot_of(
	const struct memory_file *files, size_t count)
{
	return snapshot_of_memory("test", files, count);
}

#define FILE_OF(path, text)                             \
	{                                               \
		(path), (text), sizeof(text) - 1, false \
	}

/* --- tests -------------------------------------------------------------- */

static void judges_a_tree(void **state)
{
	(void)state;
	struct memory_file files[] = {
		FILE_OF("registry", "4007\n"),
		FILE_OF("a.c", "at:4007\nat:4006 bad\nat:5000\n"),
		FILE_OF("compose.yml", "port: 4008\n"),
	};
	struct snapshot *head = snapshot_of(files, COUNT(files));
	struct world world;
	world_open(&world, head);
	world_judge(&world, false);
	assert_string_equal(told_new(&world, false),
		"a.c:1 plain/where: 4007 is registered\n"
		"a.c:2 ports/judged: 4006 is low\n"
		"a.c:2 plain/word: bad word\n"
		"compose.yml:1 ports/published: not 4007\n");
	/* Two names of one function: it runs once. */
	assert_int_equal(wholes, 1);
	assert_int_equal(world.result.counts.files, 3);
	assert_int_equal(world.result.judged_rules, COUNT(rules));
	assert_int_equal(world.result.changed, 0);
	assert_int_equal(world.result.sink.notices.count, 1);
	assert_string_equal(
		world.result.sink.notices.items[0].message, "registered: 4007");
	world_close(&world);
	snapshot_free(head);
}

static void a_change_is_judged_alone(void **state)
{
	(void)state;
	struct memory_file old_files[] = {
		FILE_OF("registry", "4007\n"),
		FILE_OF("a.c", "bad\n"),
		FILE_OF("b.c", "bad at:4006\n"),
		FILE_OF("compose.yml", "port: 4008\n"),
	};
	struct memory_file files[] = {
		FILE_OF("registry", "4007\n"),
		FILE_OF("a.c", "\nbad\nworse: bad\n"),
		FILE_OF("b.c", "bad at:4006\n"),
		FILE_OF("compose.yml", "port: 4008\n"),
	};
	struct snapshot *base = snapshot_of(old_files, COUNT(old_files));
	struct snapshot *head = snapshot_of(files, COUNT(files));
	struct world world;
	world_open(&world, head);
	world_add_base(&world, base);
	world_judge(&world, true);
	assert_string_equal(
		told_new(&world, false), "a.c:3 plain/word: bad word\n");
	assert_int_equal(world.result.changed, 1);
	assert_int_equal(world.result.counts.files, 1);
	assert_int_equal(wholes, 0);
	world_close(&world);
	snapshot_free(base);
	snapshot_free(head);
}

static void a_registry_makes_others_new(void **state)
{
	(void)state;
	struct memory_file old_files[] = {
		FILE_OF("registry", "4007\n"),
		FILE_OF("a.c", "at:4007 bad\nat:4008\n"),
		FILE_OF("compose.yml", "port: 4007\n"),
	};
	struct memory_file files[] = {
		FILE_OF("registry", "4008\n"),
		FILE_OF("a.c", "at:4007 bad\nat:4008\n"),
		FILE_OF("compose.yml", "port: 4007\n"),
	};
	struct snapshot *base = snapshot_of(old_files, COUNT(old_files));
	struct snapshot *head = snapshot_of(files, COUNT(files));
	struct world world;
	world_open(&world, head);
	world_add_base(&world, base);
	world_judge(&world, true);
	/* A condition asks the registry, whoever's rule it is. */
	assert_string_equal(told_new(&world, false),
		"a.c:1 ports/judged: 4007 is low\n"
		"a.c:2 plain/where: 4008 is registered\n"
		"compose.yml:1 ports/published: not 4008\n");
	world_close(&world);
	snapshot_free(base);
	snapshot_free(head);
}

static void a_rename_brings_nothing_new(void **state)
{
	(void)state;
	struct memory_file old_files[] = {FILE_OF("old.c", "bad\n")};
	struct memory_file files[] = {FILE_OF("new.c", "bad\nbad two\n")};
	struct snapshot *base = snapshot_of(old_files, 1);
	struct snapshot *head = snapshot_of(files, 1);
	struct change change = {CHANGE_RENAMED, "new.c", "old.c"};
	struct world world;
	for (int only_new = 0; only_new < 2; only_new++) {
		world_open(&world, head);
		world.request.base_count = 1;
		world.bases[0].snapshot = base;
		vector_add(&world.bases[0].changes, change);
		world_judge(&world, only_new != 0);
		assert_string_equal(told_new(&world, false),
			"new.c:2 plain/word: bad word\n");
		world_close(&world);
	}
	snapshot_free(base);
	snapshot_free(head);
}

/* A base that lists its entries only when it is told to. */
struct partial {
	struct snapshot snapshot;
	const struct snapshot *whole;
	unsigned completed;
};

static void partial_complete(void *state)
{
	struct partial *partial = state;
	partial->completed++;
	partial->snapshot.entries = partial->whole->entries;
	partial->snapshot.count = partial->whole->count;
}

static int partial_read(const struct snapshot *snapshot,
	const struct snapshot_entry *entry, struct buffer *out, size_t limit,
	bool *too_large, bool *absent, struct error *err)
{
	const struct partial *partial = snapshot->state;
	return partial->whole->operations->read(
		partial->whole, entry, out, limit, too_large, absent, err);
}

static void a_base_is_completed_only_when_it_is_looked_at(void **state)
{
	(void)state;
	static const struct snapshot_operations operations = {
		.read = partial_read, .complete = partial_complete};
	struct memory_file old_files[] = {FILE_OF("a.c", "bad\n")};
	struct memory_file clean[] = {FILE_OF("a.c", "good\n")};
	struct memory_file worse[] = {FILE_OF("a.c", "bad\nbad two\n")};
	struct snapshot *base = snapshot_of(old_files, 1);
	for (int found = 0; found < 2; found++) {
		struct partial partial = {.whole = base,
			.snapshot = {.operations = &operations,
				.name = "partial",
				.state = &partial}};
		struct snapshot *head = snapshot_of(found ? worse : clean, 1);
		struct world world;
		world_open(&world, head);
		world_add_base(&world, base);
		world.bases[0].snapshot = &partial.snapshot;
		world_judge(&world, true);
		assert_string_equal(told_new(&world, false),
			found ? "a.c:2 plain/word: bad word\n" : "");
		assert_int_equal(partial.completed > 0, found);
		world_close(&world);
		snapshot_free(head);
	}
	snapshot_free(base);
}

static void what_a_parent_has_is_not_new(void **state)
{
	(void)state;
	struct memory_file ours[] = {
		FILE_OF("a.c", "bad a\n"), FILE_OF("b.c", "\n")};
	struct memory_file theirs[] = {
		FILE_OF("a.c", "\n"), FILE_OF("b.c", "bad b\n")};
	struct memory_file merged[] = {FILE_OF("a.c", "bad a\n"),
		FILE_OF("b.c", "bad b\n"), FILE_OF("c.c", "bad c\n")};
	struct snapshot *one = snapshot_of(ours, 2);
	struct snapshot *other = snapshot_of(theirs, 2);
	struct snapshot *head = snapshot_of(merged, 3);
	struct world world;
	for (int only_new = 0; only_new < 2; only_new++) {
		world_open(&world, head);
		world_add_base(&world, one);
		world_add_base(&world, other);
		world_judge(&world, only_new != 0);
		assert_string_equal(told_new(&world, false),
			"c.c:1 plain/word: bad word\n");
		world_close(&world);
	}
	snapshot_free(one);
	snapshot_free(other);
	snapshot_free(head);
}

static void allows_count_on_each_side(void **state)
{
	(void)state;
	struct memory_file old_files[] = {
		FILE_OF("a.c", "bad // plumb:allow plain/word because\n"),
		FILE_OF("b.c", "x // plumb:allow plain/word because\n")};
	struct memory_file files[] = {FILE_OF("a.c", "bad\n"),
		FILE_OF("b.c", "x // plumb:allow plain/word because\n"),
		FILE_OF("c.c", "y // plumb:allow plain/word because\n")};
	struct snapshot *base = snapshot_of(old_files, 2);
	struct snapshot *head = snapshot_of(files, 3);
	struct world world;
	for (int only_new = 0; only_new < 2; only_new++) {
		world_open(&world, head);
		world_add_base(&world, base);
		world_judge(&world, only_new != 0);
		assert_string_equal(told_new(&world, only_new != 0),
			"a.c:1 plain/word: bad word\n"
			"c.c:1 allow/unused: plain/word allows nothing here: "
			"take it away\n");
		world_close(&world);
	}
	snapshot_free(base);
	snapshot_free(head);
}

static void nothing_changed_looks_at_nothing(void **state)
{
	(void)state;
	struct memory_file files[] = {FILE_OF("a.c", "bad\n"),
		FILE_OF("compose.yml", "port: 1\n"),
		FILE_OF("registry", "4007\n")};
	struct snapshot *base = snapshot_of(files, 3);
	struct snapshot *head = snapshot_of(files, 3);
	struct world world;
	world_open(&world, head);
	world_add_base(&world, base);
	world_judge(&world, true);
	assert_int_equal(world.result.sink.findings.count, 0);
	assert_int_equal(world.result.counts.files, 0);
	assert_int_equal(opened, 1);
	world_close(&world);
	/* Judged whole, what the base has is old without a second look. */
	world_open(&world, head);
	world_add_base(&world, base);
	world_judge(&world, false);
	assert_int_equal(world.result.sink.findings.count, 2);
	assert_string_equal(told_new(&world, false), "");
	assert_int_equal(opened, 1);
	world_close(&world);
	snapshot_free(base);
	snapshot_free(head);
}

/* --- looking at less against looking at everything ---------------------- */

static uint32_t seed;

static uint32_t random_below(uint32_t limit)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % limit;
}

static void random_text(struct buffer *text)
{
	static const char *const lines[] = {"bad\n", "at:4006\n", "at:4007\n",
		"at:4008 bad\n", "fine\n", "4007\n", "4008\n",
		"// plumb:allow plain why\n", "bad // plumb:allow plain why\n",
		"at:4007 // plumb:allow ports why\n"};
	uint32_t count = random_below(6);
	for (uint32_t i = 0; i < count; i++)
		buffer_add_string(
			text, lines[random_below((uint32_t)COUNT(lines))]);
}

static struct snapshot *random_snapshot(const struct snapshot *from)
{
	static const char *const paths[] = {"registry", "a.c", "b.c", "d/c.c",
		"compose.yml", "compose.dev.yml"};
	struct memory_file files[COUNT(paths)];
	struct buffer texts[COUNT(paths)];
	size_t count = 0;
	for (size_t i = 0; i < COUNT(paths); i++) {
		const struct snapshot_entry *entry =
			from == NULL ? NULL : snapshot_find(from, paths[i]);
		struct content content = {.left_out = LEFT_NOTHING};
		struct error err;
		if (random_below(8) == 0)
			continue;
		texts[count] = (struct buffer)BUFFER_INIT;
		if (entry != NULL && random_below(3) != 0) {
			assert_int_equal(
				snapshot_read(from, entry, &content, &err), 0);
			buffer_add(&texts[count], content.buffer.data,
				content.buffer.size);
			content_release(&content);
		} else if (i == 0) {
			buffer_format(
				&texts[count], "%u\n", 4006 + random_below(3));
		} else {
			random_text(&texts[count]);
		}
		files[count] = (struct memory_file){paths[i],
			buffer_string(&texts[count]), texts[count].size, false};
		count++;
	}
	struct snapshot *snapshot = snapshot_of(files, count);
	for (size_t i = 0; i < count; i++)
		buffer_release(&texts[i]);
	return snapshot;
}

/*
 * What is new, the slow way: every side judged whole. allow/unused is told
 * only where everything is judged, so it is left out of the comparison.
 */
static void collect(struct buffer *out, struct world *world, bool only)
{
	const struct finding_list *findings = &world->result.sink.findings;
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = findings->items[i];
		if (finding->suppressed || (only && !finding->is_new) ||
			strcmp(finding->rule->id, "allow/unused") == 0)
			continue;
		buffer_format(out, "%s:%u %s: %s\n", finding->place.path,
			finding->place.line, finding->rule->id,
			finding->message);
	}
}

static void judge_slowly(struct buffer *out, const struct snapshot *head,
	struct snapshot *const *bases, size_t base_count)
{
	struct world world, others[2];
	world_open(&world, head);
	world_judge(&world, false);
	for (size_t i = 0; i < base_count; i++) {
		struct change_list none = {NULL, 0, 0};
		struct touched_lines touched = {NULL, NULL};
		world_open(&others[i], bases[i]);
		world_judge(&others[i], false);
		newness_mark(&world.result.sink.findings,
			&others[i].result.sink.findings, &none, &touched);
		world_close(&others[i]);
	}
	collect(out, &world, true);
	world_close(&world);
}

static void looking_at_less_finds_the_same(void **state)
{
	(void)state;
	struct buffer expected = BUFFER_INIT, found = BUFFER_INIT;
	size_t told = 0;
	for (uint32_t round = 0; round < 400; round++) {
		seed = round;
		size_t count = 1 + random_below(2);
		struct snapshot *bases[2] = {random_snapshot(NULL), NULL};
		struct snapshot *head = random_snapshot(bases[0]);
		if (count == 2)
			bases[1] = random_snapshot(head);
		buffer_clear(&expected);
		judge_slowly(&expected, head, bases, count);
		told += expected.size;
		for (int only_new = 0; only_new < 2; only_new++) {
			struct world world;
			world_open(&world, head);
			for (size_t i = 0; i < count; i++)
				world_add_base(&world, bases[i]);
			world_judge(&world, only_new != 0);
			buffer_clear(&found);
			collect(&found, &world, true);
			if (strcmp(buffer_string(&found),
				    buffer_string(&expected)) != 0)
				fail_msg("round %u, only new %d: found\n%s"
					 "expected\n%s",
					round, only_new, buffer_string(&found),
					buffer_string(&expected));
			world_close(&world);
		}
		snapshot_free(bases[0]);
		snapshot_free(bases[1]);
		snapshot_free(head);
	}
	assert_true(told > 10000);
	buffer_release(&expected);
	buffer_release(&found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(judges_a_tree),
		cmocka_unit_test(a_change_is_judged_alone),
		cmocka_unit_test(a_registry_makes_others_new),
		cmocka_unit_test(a_rename_brings_nothing_new),
		cmocka_unit_test(a_base_is_completed_only_when_it_is_looked_at),
		cmocka_unit_test(what_a_parent_has_is_not_new),
		cmocka_unit_test(allows_count_on_each_side),
		cmocka_unit_test(nothing_changed_looks_at_nothing),
		cmocka_unit_test(looking_at_less_finds_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
