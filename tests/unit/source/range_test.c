/* Bases of the index, ranges, and walking them commit by commit. */
#include "scratch.h"
#include "source/range.h"

/* The full id of a revision of `r`; free() it. */
static char *id_of(const char *revision)
{
	char command[256];

	snprintf(command, sizeof(command), "cd r; git rev-parse '%s^{commit}'",
		revision);
	return scratch_ask(command);
}

static void assert_id(const char *id, const char *revision)
{
	char *expected = id_of(revision);

	assert_string_equal(id, expected);
	free(expected);
}

static struct commit_list bases_of(const char *name)
{
	struct repository *repository = scratch_open(name);
	struct commit_list bases;
	struct error err = {0};

	if (repository_bases(&bases, repository, &err) != 0)
		fail_msg("%s", err.message);
	repository_free(repository);
	return bases;
}

static void an_unborn_head_has_no_base(void **state)
{
	struct commit_list bases;

	(void)state;
	scratch_run("cd r; echo 1 >f; git add f");
	bases = bases_of("r");
	assert_int_equal(bases.count, 0);
	vector_free(&bases);
}

static void a_broken_head_is_not_unborn(void **state)
{
	struct repository *repository;
	struct commit_list bases;
	struct error err = {0};

	(void)state;
	scratch_run("cd r; git commit -q --allow-empty -m 1;"
		    "rm -r .git/objects/??");
	repository = scratch_open("r");
	assert_int_equal(repository_bases(&bases, repository, &err), -1);
	assert_int_equal(err.kind, ERROR_WORK);
	assert_int_equal(bases.count, 0);
	repository_free(repository);
}

static const char forked[] =
	"cd r; echo 1 >f; git add .; git commit -qm base; git tag base;"
	"git checkout -qb side; echo s >s; git add .; git commit -qm side;"
	"git checkout -q main; echo m >m; git add .; git commit -qm main";

static void a_plain_commit_has_its_head(void **state)
{
	struct commit_list bases;

	(void)state;
	scratch_run(forked);
	bases = bases_of("r");
	assert_int_equal(bases.count, 1);
	assert_id(bases.items[0].hex, "main");
	vector_free(&bases);
}

static void a_merge_has_every_parent(void **state)
{
	struct commit_list bases;

	(void)state;
	scratch_run(forked);
	scratch_run("cd r; git checkout -q -b third base; echo t >t;"
		    "git add .; git commit -qm third; git checkout -q main;"
		    "git merge -q --no-commit side third");
	bases = bases_of("r");
	assert_int_equal(bases.count, 3);
	assert_id(bases.items[0].hex, "main");
	assert_id(bases.items[1].hex, "side");
	assert_id(bases.items[2].hex, "third");
	vector_free(&bases);
}

/* A clean merge: only the environment tells. */
static void a_clean_merge_is_in_the_environment(void **state)
{
	static const char unknown[] =
		"GITHEAD_1234567890123456789012345678901234567890";
	char *side, *head, side_name[64], head_name[64];
	struct commit_list bases;

	(void)state;
	scratch_run(forked);
	side = id_of("side");
	head = id_of("main");
	snprintf(side_name, sizeof(side_name), "GITHEAD_%s", side);
	snprintf(head_name, sizeof(head_name), "GITHEAD_%s", head);
	setenv(side_name, "side", 1);
	setenv(head_name, "main", 1);
	setenv(unknown, "stray", 1);
	setenv("GITHEAD_abc", "short", 1);
	bases = bases_of("r");
	unsetenv(side_name);
	unsetenv(head_name);
	unsetenv(unknown);
	unsetenv("GITHEAD_abc");
	assert_int_equal(bases.count, 2);
	assert_id(bases.items[0].hex, "main");
	assert_id(bases.items[1].hex, "side");
	vector_free(&bases);
	free(side);
	free(head);
}

static void parses_ranges(void **state)
{
	struct repository *repository;
	struct error err = {0};
	struct range range;

	(void)state;
	scratch_run(forked);
	repository = scratch_open("r");
	assert_int_equal(
		range_parse(&range, repository, "side..main", &err), 0);
	assert_id(range.base.hex, "side");
	assert_id(range.head.hex, "main");
	assert_int_equal(range_parse(&range, repository, "side..", &err), 0);
	assert_id(range.head.hex, "main");
	assert_int_equal(range_parse(&range, repository, "..side", &err), 0);
	assert_id(range.base.hex, "main");
	assert_id(range.head.hex, "side");
	assert_int_equal(
		range_parse(&range, repository, "side...main", &err), 0);
	assert_id(range.base.hex, "base");
	assert_id(range.head.hex, "main");
	assert_int_equal(range_parse(&range, repository, "HEAD~1...", &err), 0);
	assert_id(range.base.hex, "base");
	repository_free(repository);
}

static void assert_no_range(struct repository *repository, const char *text,
	enum error_kind kind, const char *part)
{
	struct error err = {0};
	struct range range;

	assert_int_equal(range_parse(&range, repository, text, &err), -1);
	assert_int_equal(err.kind, kind);
	assert_contains(err.message, part);
}

static void refuses_what_is_no_range(void **state)
{
	struct repository *repository;

	(void)state;
	scratch_run(forked);
	repository = scratch_open("r");
	assert_no_range(repository, "main", ERROR_USE, "`main` is no range");
	assert_no_range(repository, "nope..main", ERROR_USE, "`nope`");
	assert_no_range(repository, "main..nope", ERROR_USE, "`nope`");
	assert_no_range(repository,
		"0000000000000000000000000000000000000000..main", ERROR_USE,
		"merge base with the default branch");
	assert_no_range(repository,
		"1234567890123456789012345678901234567890..main", ERROR_USE,
		"fetch it first");
	scratch_run("cd r; git checkout -q --orphan lone;"
		    "git commit -qm lone");
	assert_no_range(repository, "main...lone", ERROR_WORK, "no merge base");
	repository_free(repository);
}

static void says_to_fetch_more_history(void **state)
{
	struct repository *repository;

	(void)state;
	scratch_run(forked);
	scratch_run("git clone -q --depth 1 --no-tags --no-single-branch"
		    " \"file://$PWD/r\" shallow");
	repository = scratch_open("shallow");
	assert_true(repository_is_shallow(repository));
	assert_no_range(repository, "origin/main...origin/side", ERROR_WORK,
		"git fetch --unshallow");
	assert_no_range(repository, "origin/main...origin/side", ERROR_WORK,
		"fetch-depth: 0");
	assert_no_range(
		repository, "HEAD~1..HEAD", ERROR_USE, "git fetch --unshallow");
	repository_free(repository);
}

/* "subject-less" record of a walk: a line for each commit. */
struct record {
	struct buffer lines;
	size_t stop_at;
	size_t count;
};

static int note(
	void *state, const struct range_commit *commit, struct error *err)
{
	struct record *record = state;
	size_t i;

	if (record->stop_at && ++record->count == record->stop_at)
		return error_set(err, ERROR_WORK, "enough");
	buffer_format(&record->lines, "%s%s:", commit->id,
		commit->cut_off ? " cut" : "");
	for (i = 0; i < commit->snapshot->count; i++)
		buffer_format(&record->lines, " %s",
			commit->snapshot->entries[i].path);
	buffer_add_string(&record->lines, "\n");
	return 0;
}

static void assert_walk(const char *name, const char *text, const char *script)
{
	struct repository *repository = scratch_open(name);
	struct record record = {.lines = BUFFER_INIT};
	struct error err = {0};
	struct range range;
	char *expected = scratch_ask(script);

	if (range_parse(&range, repository, text, &err) != 0 ||
		range_walk(repository, &range, note, &record, &err) != 0)
		fail_msg("%s", err.message);
	if (record.lines.size)
		record.lines.data[--record.lines.size] = '\0';
	assert_string_equal(buffer_string(&record.lines), expected);
	buffer_release(&record.lines);
	free(expected);
	repository_free(repository);
}

static void walks_each_commit(void **state)
{
	(void)state;
	scratch_run("cd r; mkdir -p d/e; echo 1 >d/e/f; echo 1 >g; git add .;"
		    "git commit -qm 1; git tag one; echo 2 >d/e/f;"
		    "echo 2 >d/new; git add .; git commit -qm 2; git tag two;"
		    "git rm -q g; git commit -qm 3; git tag three;"
		    "chmod +x d/new; git commit -qam 4; git tag four");
	assert_walk("r", "one..four",
		"cd r; echo $(git rev-parse two): d/e/f d/new;"
		"echo $(git rev-parse three):;"
		"echo $(git rev-parse four): d/new");
	assert_walk("r", "four..four", "true");
	assert_walk("r", "four..one", "true");
}

static void a_root_commit_adds_everything(void **state)
{
	(void)state;
	scratch_run("cd r; echo 1 >f; mkdir d; echo 2 >d/f; git add .;"
		    "git commit -qm 1; git tag one;"
		    "git checkout -q --orphan other; git rm -qrf .;"
		    "echo 3 >x; git add x; git commit -qm x");
	assert_walk(
		"r", "other..one", "cd r; echo $(git rev-parse one): d/f f");
}

static void a_merge_shows_only_its_own_work(void **state)
{
	(void)state;
	scratch_run(forked);
	scratch_run("cd r; git merge -q --no-commit side; echo evil >evil;"
		    "git add .; git commit -qm merge");
	assert_walk("r", "side..HEAD",
		"cd r; echo $(git rev-parse HEAD^1): m;"
		"echo $(git rev-parse HEAD): evil");
}

static void reads_the_blobs_of_a_commit_that_is_gone(void **state)
{
	(void)state;
	/* Added and removed within the range: the head's tree lacks it. */
	scratch_run("cd r; echo 1 >f; git add .; git commit -qm 1;"
		    "git tag one; echo secret >.env.local;"
		    "git add .; git commit -qm 2; git rm -q .env.local;"
		    "git commit -qm 3");
	assert_walk("r", "one..HEAD",
		"cd r; echo $(git rev-parse HEAD~1): .env.local;"
		"echo $(git rev-parse HEAD):");
}

static void walks_a_shallow_clone(void **state)
{
	(void)state;
	/* What a checkout step with a depth of 2 makes of a pull request. */
	scratch_run(forked);
	scratch_run("cd r; git checkout -q side; echo s2 >s2; git add .;"
		    "git commit -qm s2; git checkout -q main;"
		    "git merge -q --no-ff -m merge side; cd ..;"
		    "git clone -q --depth 2 \"file://$PWD/r\" shallow");
	assert_walk("shallow", "HEAD^1..HEAD",
		"cd r; echo $(git rev-parse HEAD^2) cut: s s2;"
		"echo $(git rev-parse HEAD):");
}

static void stops_when_told(void **state)
{
	struct repository *repository;
	struct record record = {.lines = BUFFER_INIT, .stop_at = 2};
	struct error err = {0};
	struct range range;

	(void)state;
	scratch_run("cd r; for i in 1 2 3 4; do"
		    " git commit -q --allow-empty -m $i; done");
	repository = scratch_open("r");
	assert_int_equal(range_parse(&range, repository, "HEAD~3..", &err), 0);
	assert_int_equal(
		range_walk(repository, &range, note, &record, &err), -1);
	assert_string_equal(err.message, "enough");
	assert_int_equal(record.count, 2);
	buffer_release(&record.lines);
	repository_free(repository);
}

static void says_when_history_is_broken(void **state)
{
	struct repository *repository;
	struct record record = {.lines = BUFFER_INIT};
	struct error err = {0};
	struct range range;

	(void)state;
	scratch_run("cd r; for i in 1 2 3; do"
		    " git commit -q --allow-empty -m $i; done; git tag last;"
		    "git checkout -q --orphan lone; git commit -q "
		    "--allow-empty -m lone; t=$(git rev-parse last~1);"
		    "rm -f .git/objects/$(echo $t | cut -c 1-2)/"
		    "$(echo $t | cut -c 3-)");
	repository = scratch_open("r");
	assert_int_equal(
		range_parse(&range, repository, "lone..last", &err), 0);
	assert_int_equal(
		range_walk(repository, &range, note, &record, &err), -1);
	assert_int_equal(err.kind, ERROR_WORK);
	buffer_release(&record.lines);
	repository_free(repository);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		source_test(an_unborn_head_has_no_base),
		source_test(a_broken_head_is_not_unborn),
		source_test(a_plain_commit_has_its_head),
		source_test(a_merge_has_every_parent),
		source_test(a_clean_merge_is_in_the_environment),
		source_test(parses_ranges),
		source_test(refuses_what_is_no_range),
		source_test(says_to_fetch_more_history),
		source_test(walks_each_commit),
		source_test(a_root_commit_adds_everything),
		source_test(a_merge_shows_only_its_own_work),
		source_test(reads_the_blobs_of_a_commit_that_is_gone),
		source_test(walks_a_shallow_clone),
		source_test(stops_when_told),
		source_test(says_when_history_is_broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
