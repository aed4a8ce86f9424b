/*
 * language: a file's language by its name, then by its first line, with the
 * names that tempt to a wrong answer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/lexer.h"
#include <string.h>

static void assert_language(
	const char *path, const char *text, enum language expected)
{
	enum language language = language_of(path, text, strlen(text));

	if (language != expected)
		fail_msg("%s «%s»: %d, not %d", path, text, language, expected);
}

static void test_extension(void **state)
{
	(void)state;
	assert_language("a/b.c", "", LANGUAGE_C);
	assert_language("a.cs", "", LANGUAGE_CSHARP);
	assert_language("a.d.ts", "", LANGUAGE_JAVASCRIPT);
	assert_language("App.vue", "", LANGUAGE_JAVASCRIPT);
	assert_language("build.gradle", "", LANGUAGE_JAVASCRIPT);
	assert_language("build.gradle.kts", "", LANGUAGE_JAVA);
	assert_language("compose.yaml", "", LANGUAGE_YAML);
	assert_language(".github/workflows/ci.yml", "", LANGUAGE_YAML);
	assert_language("a.service", "", LANGUAGE_INI);
	assert_language("a.unknown", "", LANGUAGE_UNKNOWN);
	assert_language("yml", "", LANGUAGE_UNKNOWN);
	assert_language("a.py/b", "", LANGUAGE_UNKNOWN);
	assert_language("a.", "", LANGUAGE_UNKNOWN);
}

static void test_name(void **state)
{
	(void)state;
	assert_language("src/Makefile", "", LANGUAGE_MAKEFILE);
	assert_language("Gemfile", "", LANGUAGE_RUBY);
	assert_language(".gitignore", "", LANGUAGE_INI);
	assert_language("Makefiles", "", LANGUAGE_UNKNOWN);
}

static void test_env(void **state)
{
	(void)state;
	assert_language("a/.env", "", LANGUAGE_DOTENV);
	assert_language(".env.local", "", LANGUAGE_DOTENV);
	assert_language(".env.example.md", "", LANGUAGE_DOTENV);
	assert_language("billing.env", "", LANGUAGE_DOTENV);
	assert_language(".environment", "", LANGUAGE_UNKNOWN);
	assert_language(".envrc", "", LANGUAGE_SHELL);
}

static void test_dockerfile(void **state)
{
	(void)state;
	assert_language("a/Dockerfile", "", LANGUAGE_DOCKERFILE);
	assert_language("Dockerfile.dev", "", LANGUAGE_DOCKERFILE);
	assert_language("Dockerfile.py", "", LANGUAGE_DOCKERFILE);
	assert_language("Dockerfile-api", "", LANGUAGE_DOCKERFILE);
	assert_language("Containerfile", "", LANGUAGE_DOCKERFILE);
	assert_language("api.Dockerfile", "", LANGUAGE_DOCKERFILE);
	assert_language("Dockerfile.test.js", "", LANGUAGE_JAVASCRIPT);
	assert_language("DockerfileParser.java", "", LANGUAGE_JAVA);
	assert_language("Dockerfiles", "", LANGUAGE_UNKNOWN);
}

static void test_interpreter(void **state)
{
	(void)state;
	assert_language("run", "#!/bin/sh -e\n", LANGUAGE_SHELL);
	assert_language("run", "#! /usr/bin/env bash\n", LANGUAGE_SHELL);
	assert_language("run", "#!/usr/bin/python3.11\n", LANGUAGE_PYTHON);
	assert_language(
		"run", "#!/usr/bin/env -S node --x\r\n", LANGUAGE_JAVASCRIPT);
	assert_language("run", "#!/usr/bin/env ts-node", LANGUAGE_JAVASCRIPT);
	assert_language("run", "#!/usr/bin/ruby", LANGUAGE_RUBY);
	assert_language("run.py", "#!/bin/sh\n", LANGUAGE_PYTHON);
	assert_language("run.1", "#!/bin/sh\n", LANGUAGE_SHELL);
}

static void test_no_interpreter(void **state)
{
	(void)state;
	assert_language("run", "", LANGUAGE_UNKNOWN);
	assert_language("run", "#!", LANGUAGE_UNKNOWN);
	assert_language("run", "#!\nsh", LANGUAGE_UNKNOWN);
	assert_language("run", "#!/", LANGUAGE_UNKNOWN);
	assert_language("run", "#!/usr/bin/env", LANGUAGE_UNKNOWN);
	assert_language("run", "#!/usr/bin/env -S", LANGUAGE_UNKNOWN);
	assert_language("run", "#!/bin/shell\n", LANGUAGE_UNKNOWN);
	assert_language("run", " #!/bin/sh\n", LANGUAGE_UNKNOWN);
	assert_language("run", "# /bin/sh\n", LANGUAGE_UNKNOWN);
}

/* Nothing behind the size is read. */
static void test_size(void **state)
{
	(void)state;
	assert_int_equal(language_of("run", "#!/bin/sh", 9), LANGUAGE_SHELL);
	assert_int_equal(language_of("run", "#!/bin/sh", 8), LANGUAGE_UNKNOWN);
	assert_int_equal(language_of("run", "#!/bin/sh", 1), LANGUAGE_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_extension),
		cmocka_unit_test(test_name),
		cmocka_unit_test(test_env),
		cmocka_unit_test(test_dockerfile),
		cmocka_unit_test(test_interpreter),
		cmocka_unit_test(test_no_interpreter),
		cmocka_unit_test(test_size),
	};

	return cmocka_run_group_tests_name("language", tests, NULL, NULL);
}
