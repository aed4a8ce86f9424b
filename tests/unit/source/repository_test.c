/* Opening a repository by git's rules, and what it says of itself. */
#include "scratch.h"

static void assert_refused(
	const char *start, enum error_kind kind, const char *part)
{
	struct repository *repository = NULL;
	struct error err = {0};

	assert_int_equal(
		repository_open(&repository, scratch_path(start), &err), -1);
	assert_null(repository);
	assert_int_equal(err.kind, kind);
	assert_contains(err.message, part);
}

static void finds_root_and_prefix(void **state)
{
	struct repository *repository;

	(void)state;
	scratch_run("mkdir -p r/a/b");
	repository = scratch_open("r/a/b");
	assert_string_equal(repository_root(repository), scratch_path("r/"));
	assert_string_equal(repository_prefix(repository), "a/b/");
	assert_false(repository_is_bare(repository));
	assert_false(repository_is_shallow(repository));
	repository_free(repository);

	repository = scratch_open("r");
	assert_string_equal(repository_prefix(repository), "");
	repository_free(repository);
}

static void sees_the_current_folder(void **state)
{
	struct repository *repository = NULL;
	struct error err = {0};

	(void)state;
	scratch_run("mkdir -p r/deep");
	assert_int_equal(chdir(scratch_path("r/deep")), 0);
	assert_int_equal(repository_open(&repository, NULL, &err), 0);
	assert_string_equal(repository_prefix(repository), "deep/");
	repository_free(repository);
}

static void says_that_there_is_none(void **state)
{
	(void)state;
	scratch_run("mkdir none");
	setenv("GIT_CEILING_DIRECTORIES", scratch_folder, 1);
	assert_refused("none", ERROR_WORK, "not a git repository");
	assert_refused("none", ERROR_WORK, "run plumb inside one");
	assert_refused("missing", ERROR_WORK, "cannot be entered");
	setenv("GIT_DIR", "nowhere", 1);
	assert_refused("r", ERROR_WORK, "which GIT_DIR names");
}

static void stops_at_ceilings(void **state)
{
	(void)state;
	scratch_run("mkdir -p r/a/b");
	setenv("GIT_CEILING_DIRECTORIES", scratch_path("r/a"), 1);
	assert_refused("r/a/b", ERROR_WORK, "not a git repository");
}

static void honours_git_dir(void **state)
{
	struct repository *repository;

	(void)state;
	scratch_run("mkdir elsewhere");
	setenv("GIT_DIR", scratch_path("r/.git"), 1);
	repository = scratch_open("elsewhere");
	assert_string_equal(
		repository_root(repository), scratch_path("elsewhere/"));
	repository_free(repository);

	/* As in a hook: relative, from the top of the work tree. */
	setenv("GIT_DIR", ".git", 1);
	repository = scratch_open("r");
	assert_string_equal(repository_root(repository), scratch_path("r/"));
	repository_free(repository);
}

static void honours_git_work_tree(void **state)
{
	struct repository *repository;

	(void)state;
	scratch_run("mkdir -p tree/below");
	setenv("GIT_DIR", scratch_path("r/.git"), 1);
	setenv("GIT_WORK_TREE", scratch_path("tree"), 1);
	repository = scratch_open("tree/below");
	assert_string_equal(repository_root(repository), scratch_path("tree/"));
	assert_string_equal(repository_prefix(repository), "below/");
	repository_free(repository);
	setenv("GIT_WORK_TREE", scratch_path("absent"), 1);
	assert_refused("tree", ERROR_WORK, "work tree");
}

static void opens_a_linked_work_tree(void **state)
{
	struct repository *repository;
	struct snapshot *snapshot = NULL;
	struct error err = {0};

	(void)state;
	scratch_run("cd r; echo one >f; git add f; git commit -qm 1;"
		    "git worktree add -q ../linked -b side;"
		    "cd ../linked; echo two >f; git add f");
	repository = scratch_open("linked");
	assert_string_equal(
		repository_root(repository), scratch_path("linked/"));
	assert_string_equal(repository_branch(repository), "side");
	assert_int_equal(repository_index(&snapshot, repository, &err), 0);
	assert_content(snapshot, "f", "two\n");
	snapshot_free(snapshot);
	assert_string_equal(repository_hooks_path(repository),
		scratch_path("r/.git/hooks"));
	repository_free(repository);

	/* As in a hook there. */
	setenv("GIT_DIR", scratch_path("r/.git/worktrees/linked"), 1);
	repository = scratch_open("linked");
	assert_string_equal(
		repository_root(repository), scratch_path("linked/"));
	assert_int_equal(repository_index(&snapshot, repository, &err), 0);
	assert_content(snapshot, "f", "two\n");
	snapshot_free(snapshot);
	repository_free(repository);
}

static void opens_a_bare_one(void **state)
{
	struct repository *repository;
	struct snapshot *snapshot = NULL;
	struct error err = {0};

	(void)state;
	scratch_run("cd r; echo one >f; git add f; git commit -qm 1;"
		    "git clone -q --bare . ../bare.git");
	repository = scratch_open("bare.git");
	assert_true(repository_is_bare(repository));
	assert_null(repository_root(repository));
	assert_string_equal(repository_prefix(repository), "");
	assert_int_equal(
		repository_tree(&snapshot, repository, "HEAD", NULL, &err), 0);
	assert_content(snapshot, "f", "one\n");
	snapshot_free(snapshot);
	assert_int_equal(repository_index(&snapshot, repository, &err), -1);
	assert_int_equal(err.kind, ERROR_WORK);
	assert_contains(err.message, "bare repository has no index");
	assert_int_equal(repository_worktree(&snapshot, repository, &err), -1);
	assert_contains(err.message, "bare repository has no work tree");
	repository_free(repository);
}

/* Through the installed git; ids are cut to the length of SHA-1's. */
static void reads_sha256(void **state)
{
	struct repository *repository;
	struct snapshot *snapshot;
	struct error err = {0};
	const char *id;
	char *head;

	(void)state;
	scratch_run("git init -q -b main --object-format=sha256 s; cd s;"
		    "mkdir -p a/b; echo one >a/b/f; echo two >g; git add .;"
		    "git commit -qm 1; echo three >g; git add g");
	repository = scratch_open("s");
	head = scratch_ask("git -C s rev-parse HEAD");
	assert_int_equal(strlen(head), 64);
	assert_string_equal(repository_branch(repository), "main");
	assert_string_equal(repository_head(repository), head);
	assert_int_equal(repository_resolve(repository, "HEAD", &id, &err), 0);
	assert_string_equal(id, head);
	assert_int_equal(
		repository_tree(&snapshot, repository, "HEAD", NULL, &err), 0);
	assert_paths(snapshot, "a/b/f g ");
	assert_content(snapshot, "a/b/f", "one\n");
	assert_content(snapshot, "g", "two\n");
	snapshot_free(snapshot);
	assert_int_equal(repository_index(&snapshot, repository, &err), 0);
	assert_paths(snapshot, "a/b/f g ");
	assert_content(snapshot, "g", "three\n");
	snapshot_free(snapshot);
	repository_free(repository);
	free(head);
}

static void accepts_extensions_of_sparse_and_partial(void **state)
{
	(void)state;
	scratch_run("cd r; git config core.repositoryformatversion 1;"
		    "git config extensions.worktreeConfig true;"
		    "git config extensions.partialClone origin");
	repository_free(scratch_open("r"));
	scratch_run("cd r; git config extensions.odd true");
	assert_refused("r", ERROR_WORK, "extension");
}

static void knows_branch_and_head(void **state)
{
	struct repository *repository = scratch_open("r");
	char *head;

	(void)state;
	assert_string_equal(repository_branch(repository), "main");
	assert_null(repository_head(repository));
	repository_free(repository);

	scratch_run("cd r; git commit -q --allow-empty -m 1");
	repository = scratch_open("r");
	head = scratch_ask("cd r; git rev-parse HEAD");
	assert_string_equal(repository_head(repository), head);
	repository_free(repository);
	free(head);

	scratch_run("cd r; git checkout -q --detach");
	repository = scratch_open("r");
	assert_null(repository_branch(repository));
	repository_free(repository);
}

static void assert_origin(const char *url, const char *expected)
{
	struct repository *repository;
	char command[512];

	snprintf(command, sizeof(command),
		"cd r; git config remote.origin.url '%s'", url);
	scratch_run(command);
	repository = scratch_open("r");
	assert_string_equal(repository_origin(repository), expected);
	repository_free(repository);
}

static void keeps_tokens_out_of_the_origin(void **state)
{
	struct repository *repository = scratch_open("r");

	(void)state;
	assert_null(repository_origin(repository));
	repository_free(repository);
	assert_origin(
		"https://example.com/o/r.git", "https://example.com/o/r.git");
	assert_origin("https://user:to@ken@example.com/o/r@2.git",
		"https://example.com/o/r@2.git");
	assert_origin("git@example.com:o/r.git", "git@example.com:o/r.git");
}

static void uses_the_only_remote(void **state)
{
	struct repository *repository;

	(void)state;
	scratch_run("cd r; git remote add upstream https://example.com/u");
	repository = scratch_open("r");
	assert_string_equal(
		repository_origin(repository), "https://example.com/u");
	repository_free(repository);
}

static void assert_hooks(const char *script, const char *expected)
{
	struct repository *repository;

	scratch_run(script);
	repository = scratch_open("r");
	assert_string_equal(repository_hooks_path(repository), expected);
	repository_free(repository);
}

static void finds_the_hooks(void **state)
{
	(void)state;
	assert_hooks("true", scratch_path("r/.git/hooks"));
	assert_hooks("cd r; git config core.hooksPath .husky/_/",
		scratch_path("r/.husky/_"));
	assert_hooks("cd r; git config core.hooksPath '~/hooks'",
		scratch_path("hooks"));
	/* Without git the configuration is read here. */
	setenv("PATH", "/nonexistent", 1);
	{
		struct repository *repository = scratch_open("r");

		assert_string_equal(repository_hooks_path(repository),
			scratch_path("hooks"));
		repository_free(repository);
	}
}

static int restore_path(void **state)
{
	setenv("PATH", "/usr/local/bin:/usr/bin:/bin", 1);
	return scratch_teardown(state);
}

/* Needs root, to give the repository to somebody else. */
static void asks_git_whom_to_trust(void **state)
{
	struct repository *repository;

	(void)state;
	if (geteuid() != 0)
		skip();
	scratch_run("chown -R 12345 r");
	assert_refused("r", ERROR_WORK, "dubious ownership");
	assert_refused("r", ERROR_WORK, "safe.directory");
	/* libgit2 knows neither of these. */
	scratch_run("git config -f global safe.directory '*'");
	setenv("GIT_CONFIG_GLOBAL", scratch_path("global"), 1);
	repository = scratch_open("r");
	assert_string_equal(repository_prefix(repository), "");
	repository_free(repository);
	/* The trust was for that opening only. */
	setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	assert_refused("r", ERROR_WORK, "dubious ownership");
}

static void resolves_revisions(void **state)
{
	struct repository *repository;
	struct error err = {0};
	const char *id = NULL;
	char *first;

	(void)state;
	scratch_run("cd r; echo 1 >f; git add f; git commit -qm 1; git tag v1;"
		    "git commit -q --allow-empty -m 2");
	first = scratch_ask("cd r; git rev-parse HEAD~1");
	repository = scratch_open("r");
	assert_int_equal(repository_resolve(repository, "v1", &id, &err), 0);
	assert_string_equal(id, first);
	assert_int_equal(
		repository_resolve(repository, "HEAD~1", &id, &err), 0);
	assert_string_equal(id, first);
	assert_int_equal(repository_resolve(repository, "v9", &id, &err), -1);
	assert_int_equal(err.kind, ERROR_USE);
	assert_contains(err.message, "unknown revision `v9`");
	assert_int_equal(
		repository_resolve(repository, "HEAD:f", &id, &err), -1);
	assert_contains(err.message, "does not name a commit");
	assert_int_equal(repository_resolve(repository, "", &id, &err), -1);
	assert_int_equal(err.kind, ERROR_USE);
	assert_int_equal(
		repository_resolve(repository,
			"1234567890123456789012345678901234567890", &id, &err),
		-1);
	assert_contains(err.message, "is not in this repository");
	repository_free(repository);
	free(first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		source_test(finds_root_and_prefix),
		source_test(sees_the_current_folder),
		source_test(says_that_there_is_none),
		source_test(stops_at_ceilings),
		source_test(honours_git_dir),
		source_test(honours_git_work_tree),
		source_test(opens_a_linked_work_tree),
		source_test(opens_a_bare_one),
		source_test(reads_sha256),
		source_test(accepts_extensions_of_sparse_and_partial),
		source_test(knows_branch_and_head),
		source_test(keeps_tokens_out_of_the_origin),
		source_test(uses_the_only_remote),
		cmocka_unit_test_setup_teardown(
			finds_the_hooks, scratch_setup, restore_path),
		source_test(asks_git_whom_to_trust),
		source_test(resolves_revisions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
