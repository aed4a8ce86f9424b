/*
 * Which repositories are found without libgit2: where the answer is a folder,
 * git gives the same, and where anything is out of the ordinary there is none.
 */
#include "scratch.h"
#include "source/plain.h"

static const char *plain(const char *start)
{
	static struct arena *arena;

	arena_free(arena);
	arena = arena_new();
	return plain_root(arena, scratch_path(start));
}

static void assert_plain(const char *start, const char *root)
{
	const char *found = plain(start);
	char script[256], *told;

	if (!found)
		fail_msg("%s: in doubt", start);
	assert_string_equal(found, scratch_path(root));
	snprintf(script, sizeof(script),
		"cd '%s' && printf '%%s/' \"$(git rev-parse --show-toplevel)\"",
		start);
	told = scratch_ask(script);
	assert_string_equal(found, told);
	free(told);
}

static void assert_doubt(const char *start, const char *why)
{
	if (plain(start))
		fail_msg("%s is not in doubt: %s", start, why);
}

static void the_usual_form_is_plain(void **state)
{
	(void)state;
	scratch_run("mkdir -p r/a/b; git clone -q r cloned 2>&1");
	assert_plain("r", "r/");
	assert_plain("r/a", "r/");
	assert_plain("r/a/b", "r/");
	assert_plain("cloned", "cloned/");
	scratch_run("git init -q r/a/inner");
	assert_plain("r/a/inner", "r/a/inner/");
	assert_plain("r/a/b", "r/");
	scratch_run("cd r; git config user.name plumb; git remote add o ../x;"
		    "git commit -q --allow-empty -m 1; git pack-refs --all");
	assert_plain("r", "r/");
}

static void what_the_environment_says_is_not(void **state)
{
	static const char *const names[] = {"GIT_DIR", "GIT_WORK_TREE",
		"GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY",
		"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR",
		"GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		setenv(names[i], "x", 1);
		assert_doubt("r", names[i]);
		setenv(names[i], "", 1);
		assert_non_null(plain("r"));
		unsetenv(names[i]);
	}
}

static void other_forms_are_not(void **state)
{
	(void)state;
	scratch_run("mkdir none; git init -q --bare bare.git; cd r;"
		    "git commit -q --allow-empty -m 1;"
		    "git worktree add -q ../linked;"
		    "git init -q --separate-git-dir ../elsewhere ../separate;"
		    "mkdir -p a; git init -q --bare a/bare.git;"
		    "ln -s r/.git ../g; mkdir ../links;"
		    "ln -s ../r/.git ../links/.git");
	assert_doubt("none", "no repository");
	assert_doubt("bare.git", "bare");
	assert_doubt("linked", "a linked work tree");
	assert_doubt("separate", ".git is a file");
	assert_doubt("r/a/bare.git", "bare, below a work tree");
	assert_doubt("r/a/bare.git/refs", "within a bare one");
	assert_doubt("r/.git", "the repository itself");
	assert_doubt("r/.git/hooks", "within it");
	assert_doubt("links", ".git is a link");
	assert_plain("r/a", "r/");
}

static void assert_doubt_after(const char *script)
{
	char all[512];

	snprintf(all, sizeof(all), "rm -rf x; git init -q x; cd x; %s", script);
	scratch_run(all);
	assert_doubt("x", script);
}

static void configurations_that_change_the_form_are_not(void **state)
{
	(void)state;
	assert_doubt_after("git config core.worktree ..");
	assert_doubt_after("git config core.bare true");
	assert_doubt_after("git config --unset core.bare;"
			   "printf '[core]\\n\\tbare\\n' >>.git/config");
	assert_doubt_after("printf '[core] BARE=yes\\n' >>.git/config");
	assert_doubt_after("git config core.repositoryformatversion 1");
	assert_doubt_after("git config --unset core.repositoryformatversion");
	assert_doubt_after("git config include.path ../other");
	assert_doubt_after("git config includeIf.gitdir:/.path ../other");
	assert_doubt_after("git config extensions.worktreeConfig true");
	assert_doubt_after("git config extensions.objectFormat sha1");
	assert_doubt_after("printf '\\0' >>.git/config");
	assert_doubt_after("printf '[core\\n' >>.git/config");
	assert_doubt_after("printf 'a_b = 1\\n' >>.git/config");
	assert_doubt_after("printf 'a = \\\\q\\n' >>.git/config");
	assert_doubt_after("printf 'a = \"x\\n' >>.git/config");
	assert_doubt_after("rm .git/config");
	assert_doubt_after("echo ../.git >.git/commondir");
	assert_doubt_after("touch .git/config.worktree");
	assert_doubt_after("rm .git/HEAD");
	assert_doubt_after(": >.git/HEAD");
	assert_doubt_after("rm -r .git/objects");
	assert_doubt_after("rm -r .git/refs");
	assert_doubt_after("rm -r .git/*");
}

/* Only root can give a folder away. */
static void what_is_others_is_not(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	assert_doubt_after("chown 4711 .");
	assert_doubt_after("chown 4711 .git");
}

static void a_plain_one_is_opened_as_any(void **state)
{
	struct repository *repository;
	char *head;

	(void)state;
	scratch_run("cd r; mkdir a; git remote add origin /srv/x.git;"
		    "git commit -q --allow-empty -m 1");
	head = scratch_ask("git -C r rev-parse HEAD");
	assert_plain("r/a", "r/");
	repository = scratch_open("r/a");
	assert_string_equal(repository_root(repository), scratch_path("r/"));
	assert_string_equal(
		repository_directory(repository), scratch_path("r/.git/"));
	assert_string_equal(repository_index_path(repository),
		scratch_path("r/.git/index"));
	assert_string_equal(repository_prefix(repository), "a/");
	assert_string_equal(repository_head(repository), head);
	assert_string_equal(repository_branch(repository), "main");
	assert_string_equal(repository_origin(repository), "/srv/x.git");
	assert_false(repository_is_shallow(repository));
	repository_free(repository);
	free(head);
}

/* What is read later must be of the repository that was found. */
static void a_form_that_changes_meanwhile_is_told(void **state)
{
	struct repository *repository;
	struct error err = {0};
	const char *id;

	(void)state;
	scratch_run("mkdir elsewhere; cd r; git commit -q --allow-empty -m 1");
	repository = scratch_open("r");
	scratch_run("cd r; git config core.worktree ../../elsewhere");
	assert_int_equal(repository_resolve(repository, "HEAD", &id, &err), -1);
	assert_int_equal(err.kind, ERROR_WORK);
	assert_contains(err.message, "changed its form");
	assert_null(repository_head(repository));
	assert_null(repository_origin(repository));
	assert_non_null(repository_hooks_path(repository));
	repository_free(repository);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		source_test(the_usual_form_is_plain),
		source_test(what_the_environment_says_is_not),
		source_test(other_forms_are_not),
		source_test(configurations_that_change_the_form_are_not),
		source_test(what_is_others_is_not),
		source_test(a_plain_one_is_opened_as_any),
		source_test(a_form_that_changes_meanwhile_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
