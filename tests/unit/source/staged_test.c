/*
 * What is staged, found by plumb's own reading of the index and the folders
 * that HEAD does not share with it, against the plain ways: libgit2's diff of
 * a tree with an index, and git's. In a thousand states of a repository, made
 * by chance from a fixed seed: files and folders that come, go, move and
 * change their kind, conflicts, intents to add, folders that the index's
 * cache tree knows, has forgotten or never knew, and indexes of versions 2,
 * 3 and 4.
 */
#include "base/map.h"
#include "scratch.h"
#include "source/change.h"
#include <git2.h>

enum { STATES = 1000, BLOBS = 12 };

static uint64_t seed = 20260102;
static char blobs[BLOBS][41], commit[41];

static unsigned pick(unsigned count)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % count;
}

/* --- states ------------------------------------------------------------- */

/* Names whose order by git's rule for folders is not that of the names. */
static void add_path(struct buffer *out)
{
	static const char *const names[] = {
		"a", "a-", "a.c", "a0", "b", "lib", "lib.c", "n\xc3\xa9"};
	unsigned depth = 1 + pick(4);

	while (--depth)
		buffer_format(out, "%s/", names[pick(8)]);
	buffer_add_string(out, names[pick(8)]);
}

/* Lines for `update-index --index-info`. */
static void add_edit(struct buffer *out)
{
	static const char *const modes[] = {
		"100644", "100644", "100644", "100755", "120000", "160000"};
	struct buffer path = BUFFER_INIT;
	const char *mode = modes[pick(6)], *id = blobs[pick(BLOBS)];
	unsigned kind = pick(40), stage;

	add_path(&path);
	if (strcmp(mode, "160000") == 0)
		id = commit;
	/* Stage 0 goes first: no merge leaves it beside the others. */
	if (kind < 12)
		buffer_format(out, "0 %040d\t%s\n", 0, buffer_string(&path));
	if (kind == 0) {
		for (stage = 1; stage <= 3; stage++)
			if (stage == 2 || pick(2))
				buffer_format(out, "100644 %s %u\t%s\n",
					blobs[pick(BLOBS)], stage,
					buffer_string(&path));
	} else if (kind >= 12) {
		buffer_format(
			out, "%s %s 0\t%s\n", mode, id, buffer_string(&path));
	}
	buffer_release(&path);
}

static void edit_index(unsigned count)
{
	struct buffer lines = BUFFER_INIT;

	while (count--)
		add_edit(&lines);
	scratch_text("lines", buffer_string(&lines));
	buffer_release(&lines);
	scratch_run("cd r; git update-index --replace --index-info <../lines");
}

#define RESOLVE                                                  \
	"git ls-files -u | "                                     \
	"sed 's/^[0-9]* \\([0-9a-f]*\\) [123]/100644 \\1 0/' | " \
	"git update-index --replace --index-info; "
#define COMMIT                             \
	RESOLVE "tree=$(git write-tree); " \
		"git update-ref HEAD "     \
		"$(git commit-tree $tree -p HEAD -m x)"

/* What else can happen to an index or to HEAD. */
static void other_event(void)
{
	static const char *const events[] = {
		/* Complete and fresh folders. */
		RESOLVE "git write-tree",
		RESOLVE "git write-tree",
		"git read-tree HEAD",
		COMMIT,
		COMMIT,
		COMMIT,
		/* HEAD moves and the index stays, as `git reset --soft`. */
		"git update-ref HEAD HEAD~1 || :",
		"git update-ref HEAD HEAD~3 || :",
		/* No folders at all. */
		"git ls-files -s >../all; rm .git/index; "
		"git update-index --index-info <../all",
		"git update-index --index-version 2",
		"git update-index --index-version 3",
		"git update-index --index-version 4",
		/* Announced files, new ones and one that HEAD may have. */
		"mkdir -p lib/new; : >lib/new/a; : >top; "
		"git add -N lib/new/a top || :",
		"mkdir -p b; : >b/soon; git add -N b/soon || :",
		"git rm -f -q -r --cached --ignore-unmatch lib",
		"git ls-files -z a | git update-index -z --skip-worktree "
		"--stdin || :",
		/* A folder moves. */
		"git ls-files -s b | sed 's,\tb/,\tmoved/b/,' >../some; "
		"git rm -f -q -r --cached --ignore-unmatch b; "
		"git update-index --replace --index-info <../some",
	};
	char script[1024];

	snprintf(script, sizeof(script), "cd r; %s",
		events[pick(sizeof(events) / sizeof(*events))]);
	scratch_run(script);
}

static void begin(void)
{
	char script[128], *id;
	unsigned i;

	for (i = 0; i < BLOBS; i++) {
		snprintf(script, sizeof(script),
			"cd r; echo %u | git hash-object -w --stdin", i);
		id = scratch_ask(script);
		snprintf(blobs[i], sizeof(blobs[i]), "%s", id);
		free(id);
	}
	scratch_run("cd r; git commit -q --allow-empty -m first");
	id = scratch_ask("git -C r rev-parse HEAD");
	snprintf(commit, sizeof(commit), "%s", id);
	free(id);
	edit_index(150);
}

/* --- the three answers, a line for each path that differs ---------------- */

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorted; lines is used up. */
static char *sorted(struct buffer *lines)
{
	struct buffer out = BUFFER_INIT;
	VECTOR(char *) list = {NULL, 0, 0};
	char *line, *rest = NULL;
	size_t i;

	buffer_add_string(lines, "");
	for (line = strtok_r(lines->data, "\n", &rest); line;
		line = strtok_r(NULL, "\n", &rest))
		vector_add(&list, line);
	if (list.count)
		qsort(list.items, list.count, sizeof(*list.items),
			compare_lines);
	buffer_add_string(&out, "");
	for (i = 0; i < list.count; i++)
		buffer_format(&out, "%s\n", list.items[i]);
	vector_free(&list);
	buffer_release(lines);
	return out.data;
}

static char letter(const struct snapshot *head, const struct change *change)
{
	static const char letters[] = {[CHANGE_ADDED] = 'A',
		[CHANGE_DELETED] = 'D',
		[CHANGE_MODIFIED] = 'M',
		[CHANGE_RENAMED] = 'A'};
	const struct snapshot_entry *entry = snapshot_find(head, change->path);

	if (entry && entry->kind == ENTRY_CONFLICT)
		return 'U';
	return letters[change->kind];
}

static char *lines_of(
	const struct snapshot *head, const struct change_list *changes)
{
	struct buffer lines = BUFFER_INIT;
	size_t i;

	for (i = 0; i < changes->count; i++) {
		const struct change *change = &changes->items[i];

		buffer_format(
			&lines, "%c %s\n", letter(head, change), change->path);
		if (change->kind == CHANGE_RENAMED)
			buffer_format(&lines, "D %s\n", change->old_path);
	}
	return sorted(&lines);
}

static char *git_says(void)
{
	char *answer = scratch_ask("cd r; git -c core.quotePath=false diff "
				   "--cached --no-renames --name-status HEAD "
				   "| sed 's/^T/M/; s/\t/ /'");
	struct buffer lines = BUFFER_INIT;

	buffer_add_string(&lines, answer);
	free(answer);
	return sorted(&lines);
}

static bool is_announced(const git_index_entry *entry)
{
	return entry && (entry->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD);
}

static void add_delta(
	struct buffer *lines, git_index *index, const git_diff_delta *delta)
{
	const char *path = delta->new_file.path ? delta->new_file.path
						: delta->old_file.path;
	char status = git_diff_status_char(delta->status);

	if (is_announced(git_index_get_bypath(index, path, 0)))
		return;
	if (delta->status == GIT_DELTA_CONFLICTED)
		status = 'U';
	else if (delta->status == GIT_DELTA_TYPECHANGE)
		status = 'M';
	buffer_format(lines, "%c %s\n", status, path);
}

/* libgit2 takes an announced file for one that is there. */
static void add_announced(
	struct buffer *lines, git_index *index, const git_tree *tree)
{
	size_t i;

	for (i = 0; i < git_index_entrycount(index); i++) {
		const git_index_entry *entry = git_index_get_byindex(index, i);
		git_tree_entry *old;

		if (!is_announced(entry) ||
			git_tree_entry_bypath(&old, tree, entry->path) != 0)
			continue;
		git_tree_entry_free(old);
		buffer_format(lines, "D %s\n", entry->path);
	}
}

static char *libgit2_says(void)
{
	git_diff_options options;
	struct buffer lines = BUFFER_INIT;
	git_repository *repository;
	git_object *tree;
	git_index *index;
	git_diff *diff;
	size_t i;

	git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.flags = GIT_DIFF_INCLUDE_TYPECHANGE;
	assert_int_equal(
		git_repository_open(&repository, scratch_path("r")), 0);
	assert_int_equal(
		git_revparse_single(&tree, repository, "HEAD^{tree}"), 0);
	assert_int_equal(git_repository_index(&index, repository), 0);
	assert_int_equal(git_diff_tree_to_index(&diff, repository,
				 (git_tree *)tree, index, &options),
		0);
	for (i = 0; i < git_diff_num_deltas(diff); i++)
		add_delta(&lines, index, git_diff_get_delta(diff, i));
	add_announced(&lines, index, (git_tree *)tree);
	git_diff_free(diff);
	git_index_free(index);
	git_object_free(tree);
	git_repository_free(repository);
	return sorted(&lines);
}

/* --- the test ------------------------------------------------------------ */

static void assert_same_entries(
	const struct snapshot *a, const struct snapshot *b)
{
	size_t i;

	assert_int_equal(a->count, b->count);
	for (i = 0; i < a->count; i++) {
		assert_string_equal(a->entries[i].path, b->entries[i].path);
		assert_int_equal(a->entries[i].kind, b->entries[i].kind);
		assert_int_equal(
			a->entries[i].executable, b->entries[i].executable);
		assert_memory_equal(a->entries[i].id, b->entries[i].id,
			sizeof(a->entries[i].id));
	}
}

/* How often a state had what the test is for. */
struct seen {
	unsigned lent, equal, conflicts, versions[5];
};

static void note_version(struct seen *seen)
{
	FILE *file = fopen(scratch_path("r/.git/index"), "r");
	unsigned char head[8];

	assert_non_null(file);
	assert_int_equal(fread(head, 1, sizeof(head), file), sizeof(head));
	fclose(file);
	assert_in_range(head[7], 2, 4);
	seen->versions[head[7]]++;
}

static void compare_state(unsigned state, struct seen *seen)
{
	struct repository *repository;
	struct snapshot *index, *base, *plain;
	struct arena *arena = arena_new();
	struct change_list changes, again;
	struct error err = {0};
	char *own, *whole, *git, *libgit2;
	bool is_lent;

	assert_int_equal(
		repository_open(&repository, scratch_path("r"), &err), 0);
	assert_int_equal(repository_index(&index, repository, &err), 0);
	assert_int_equal(
		repository_base(&base, repository, "HEAD", index, &err), 0);
	is_lent = base->entries == NULL;
	assert_int_equal(repository_changes(&changes, arena, repository, base,
				 index, &err),
		0);
	own = lines_of(index, &changes);
	snapshot_complete(base);
	assert_int_equal(
		repository_tree(&plain, repository, "HEAD", NULL, &err), 0);
	assert_same_entries(base, plain);
	assert_int_equal(repository_changes(
				 &again, arena, repository, plain, index, &err),
		0);
	whole = lines_of(index, &again);
	git = git_says();
	libgit2 = libgit2_says();
	if (strcmp(own, git) != 0 || strcmp(own, libgit2) != 0 ||
		strcmp(own, whole) != 0) {
		/* fail_msg() cuts what is long. */
		print_error(
			"state %u\nplumb:\n%s\nwithout folders:\n", state, own);
		print_error("%s\ngit:\n", whole);
		print_error("%s\nlibgit2:\n", git);
		print_error("%s\n", libgit2);
		fail();
	}
	seen->lent += is_lent && plain->count;
	seen->equal += *own == '\0';
	seen->conflicts += strncmp(own, "U ", 2) == 0 || strstr(own, "\nU ");
	free(own);
	free(whole);
	free(git);
	free(libgit2);
	snapshot_free(plain);
	snapshot_free(base);
	snapshot_free(index);
	arena_free(arena);
	repository_free(repository);
}

static void test_a_thousand_states(void **state)
{
	struct seen seen = {0};
	unsigned i;

	(void)state;
	begin();
	git_libgit2_init();
	for (i = 0; i < STATES; i++) {
		if (pick(3))
			edit_index(1 + pick(6));
		else
			other_event();
		note_version(&seen);
		compare_state(i, &seen);
	}
	git_libgit2_shutdown();
	assert_true(seen.lent > STATES / 3);
	assert_true(seen.equal > STATES / 100);
	assert_true(seen.conflicts > STATES / 10);
	for (i = 2; i <= 4; i++)
		assert_true(seen.versions[i] > STATES / 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_a_thousand_states,
			scratch_setup, scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
