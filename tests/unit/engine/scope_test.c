/*
 * scope: folders, names, .gitattributes and first lines, with the cases that
 * tempt to a wrong answer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "engine/configuration.h"
#include "engine/scope.h"
#include <stdlib.h>
#include <string.h>

static const struct configuration defaults = {.path = ""};

static enum scope scope_with(const char *attributes, const char *path)
{
	const struct memory_file file = {
		".gitattributes", attributes, strlen(attributes), false};
	struct snapshot *snapshot = snapshot_of_memory("one", &file, 1);
	struct scopes *scopes = scopes_new(snapshot, &defaults);
	enum scope scope = scopes_of_path(scopes, path);

	assert_int_equal(scopes_of_path(scopes, path), scope);
	scopes_free(scopes);
	snapshot_free(snapshot);
	return scope;
}

static void assert_scope(const char *path, enum scope expected)
{
	if (scope_with("", path) != expected)
		fail_msg(
			"%s: %d, not %d", path, scope_with("", path), expected);
}

static void folders_tell(void **state)
{
	(void)state;
	assert_scope("apps/web/src/index.ts", SCOPE_SOURCE);
	assert_scope("node_modules/a/index.js", SCOPE_VENDORED);
	assert_scope("apps/web/node_modules/a/README.md", SCOPE_VENDORED);
	assert_scope("vendor/a/tests/b.go", SCOPE_VENDORED);
	assert_scope("vendors/a.go", SCOPE_SOURCE);
	assert_scope("apps/vendor-portal/a.ts", SCOPE_SOURCE);
	assert_scope("vendor", SCOPE_SOURCE);
	assert_scope("src/generated/api.ts", SCOPE_GENERATED);
	assert_scope("docs/compose.yml", SCOPE_DOCUMENT);
	assert_scope("apps/a/Docs/b.ts", SCOPE_DOCUMENT);
	assert_scope("doc/notes.txt", SCOPE_DOCUMENT);
	assert_scope("a/doc/build.py", SCOPE_SOURCE);
	assert_scope("tests/run.sh", SCOPE_TEST);
	assert_scope("a/__tests__/b.js", SCOPE_TEST);
	assert_scope("Examples/a.c", SCOPE_TEST);
	assert_scope("contest/a.c", SCOPE_SOURCE);
	assert_scope("docs/examples/a.yml", SCOPE_DOCUMENT);
	assert_scope("k8s/pods/a.yml", SCOPE_SOURCE);
	assert_scope("ios/Pods/a.m", SCOPE_VENDORED);
}

static void names_tell(void **state)
{
	(void)state;
	assert_scope("a/b.md", SCOPE_DOCUMENT);
	assert_scope("LICENSE", SCOPE_DOCUMENT);
	assert_scope("requirements.txt", SCOPE_SOURCE);
	assert_scope("tests/README.md", SCOPE_DOCUMENT);
	assert_scope("src/a.test.ts", SCOPE_TEST);
	assert_scope("pkg/a_test.go", SCOPE_TEST);
	assert_scope("test_a.py", SCOPE_TEST);
	assert_scope("test_a.go", SCOPE_SOURCE);
	assert_scope("latest.ts", SCOPE_SOURCE);
	assert_scope(".env.example", SCOPE_TEST);
	assert_scope(".env", SCOPE_SOURCE);
	assert_scope(".env.template", SCOPE_TEST);
	assert_scope("nginx.conf.template", SCOPE_SOURCE);
	assert_scope("docker-compose.example.yml", SCOPE_TEST);
	assert_scope("package-lock.json", SCOPE_LOCK);
	assert_scope("examples/go.sum", SCOPE_LOCK);
	assert_scope("Cargo.lock", SCOPE_LOCK);
	assert_scope("a.min.js", SCOPE_LOCK);
	assert_scope("admin.js", SCOPE_SOURCE);
	assert_scope("package.json", SCOPE_SOURCE);
}

static void attributes_tell(void **state)
{
	(void)state;
	assert_int_equal(scope_with("lib/** linguist-vendored\n", "lib/a/b.c"),
		SCOPE_VENDORED);
	assert_int_equal(scope_with("lib/ linguist-vendored\n", "lib/b.c"),
		SCOPE_SOURCE);
	assert_int_equal(scope_with("*.pb.go text linguist-generated=true\r\n",
				 "a/b.pb.go"),
		SCOPE_GENERATED);
	assert_int_equal(scope_with("vendor/mine/** -linguist-vendored",
				 "vendor/mine/a.c"),
		SCOPE_SOURCE);
	assert_int_equal(scope_with("vendor/mine/** linguist-vendored=false",
				 "vendor/mine/a.c"),
		SCOPE_SOURCE);
	assert_int_equal(scope_with("docs/app/** -linguist-documentation\n",
				 "docs/app/a.ts"),
		SCOPE_SOURCE);
	assert_int_equal(scope_with("man/* linguist-documentation", "man/a.1"),
		SCOPE_DOCUMENT);
	assert_int_equal(scope_with("\"a b\\056c\" linguist-vendored", "a b.c"),
		SCOPE_VENDORED);
	assert_int_equal(
		scope_with("# *.c linguist-vendored", "a.c"), SCOPE_SOURCE);
	assert_int_equal(
		scope_with("!a.c linguist-vendored", "b.c"), SCOPE_SOURCE);
	/* The last line wins, for each attribute by itself. */
	assert_int_equal(scope_with("*.c linguist-vendored\n"
				    "*.c linguist-generated\n"
				    "a.c -linguist-vendored\n",
				 "a.c"),
		SCOPE_GENERATED);
	/* Back to nothing said: the folder speaks again. */
	assert_int_equal(scope_with("* -linguist-vendored\n"
				    "vendor/** !linguist-vendored\n",
				 "vendor/a.c"),
		SCOPE_VENDORED);
}

static void a_nearer_file_wins(void **state)
{
	static const char root[] = "*.c linguist-vendored\n",
			  near[] = "/a.c -linguist-vendored\n";
	const struct memory_file files[] = {
		{".gitattributes", root, sizeof(root) - 1, false},
		{"x/.gitattributes", near, sizeof(near) - 1, false},
	};
	struct snapshot *snapshot = snapshot_of_memory("two", files, 2);
	struct scopes *scopes = scopes_new(snapshot, &defaults);

	(void)state;
	assert_int_equal(scopes_of_path(scopes, "a.c"), SCOPE_VENDORED);
	assert_int_equal(scopes_of_path(scopes, "x/a.c"), SCOPE_SOURCE);
	assert_int_equal(scopes_of_path(scopes, "x/y/a.c"), SCOPE_VENDORED);
	scopes_free(scopes);
	snapshot_free(snapshot);
}

static void the_configuration_names_vendored_trees(void **state)
{
	static const char *const globs[] = {"legacy/**", "!legacy/ours/**"};
	const struct configuration configuration = {
		.path = "", .vendored = globs, .vendored_count = 2};
	struct snapshot *snapshot = snapshot_of_memory("none", NULL, 0);
	struct scopes *scopes = scopes_new(snapshot, &configuration);

	(void)state;
	assert_int_equal(scopes_of_path(scopes, "legacy/a.c"), SCOPE_VENDORED);
	assert_int_equal(
		scopes_of_path(scopes, "legacy/ours/a.c"), SCOPE_SOURCE);
	assert_int_equal(scopes_of_path(scopes, "a.c"), SCOPE_SOURCE);
	scopes_free(scopes);
	snapshot_free(snapshot);
}

static enum scope scope_of_text(
	const char *attributes, const char *path, const char *text, size_t size)
{
	const struct memory_file file = {
		".gitattributes", attributes, strlen(attributes), false};
	struct snapshot *snapshot = snapshot_of_memory("one", &file, 1);
	struct scopes *scopes = scopes_new(snapshot, &defaults);
	enum scope scope = scopes_of_text(scopes, path, text, size);

	scopes_free(scopes);
	snapshot_free(snapshot);
	return scope;
}

static void assert_text(const char *text, enum scope expected)
{
	enum scope scope = scope_of_text("", "a.ts", text, strlen(text));

	if (scope != expected)
		fail_msg("%s: %d, not %d", text, scope, expected);
}

static void first_lines_tell(void **state)
{
	(void)state;
	assert_text("// Code generated by protoc-gen-go. DO NOT EDIT.\n",
		SCOPE_GENERATED);
	assert_text("/*\n * @generated SignedSource\n */\n", SCOPE_GENERATED);
	assert_text("# AUTO-GENERATED from registry.yaml\n", SCOPE_GENERATED);
	assert_text("# Automatically Generated by x\n", SCOPE_GENERATED);
	assert_text("#!/bin/sh\n# ==== GENERATED ====\n#\n#\n# Do not edit\n",
		SCOPE_GENERATED);
	assert_text("<!-- do not modify -->\n\n<!-- generated -->\n",
		SCOPE_GENERATED);
	assert_text("{\"_comment\": \"Auto-generated by sync\"}\n",
		SCOPE_GENERATED);
	assert_text("// generated\n\n\n\n\n// do not edit\n", SCOPE_SOURCE);
	assert_text("// ids are generated by the server\n", SCOPE_SOURCE);
	assert_text("// do not edit this list\n", SCOPE_SOURCE);
	assert_text("// regenerate it; GENERATE\n", SCOPE_SOURCE);
	assert_text("const head = '// Code generated by x. DO NOT EDIT.';\n",
		SCOPE_SOURCE);
	assert_text("echo \"# Auto-generated by x\" > out\n", SCOPE_SOURCE);
	assert_text("w.write(\"@generated\")\n", SCOPE_SOURCE);
	assert_text("\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"
		    "// @generated\n",
		SCOPE_GENERATED);
	assert_text("\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"
		    "// @generated\n",
		SCOPE_SOURCE);
	assert_text("", SCOPE_SOURCE);
	assert_text("generated", SCOPE_SOURCE);
	assert_text("@generated", SCOPE_GENERATED);
}

static void attributes_overrule_first_lines(void **state)
{
	static const char text[] = "// @generated\n";

	(void)state;
	assert_int_equal(scope_of_text("*.ts -linguist-generated\n", "a.ts",
				 text, sizeof(text) - 1),
		SCOPE_SOURCE);
	assert_int_equal(
		scope_of_text("", "tests/a.ts", text, sizeof(text) - 1),
		SCOPE_GENERATED);
	assert_int_equal(
		scope_of_text("", "node_modules/a.ts", text, sizeof(text) - 1),
		SCOPE_VENDORED);
}

static void long_lines_tell(void **state)
{
	const size_t size = 120 * 1024;
	char *text = memory_new(size, 1);

	(void)state;
	memset(text, 'x', size);
	assert_int_equal(scope_of_text("", "a.js", text, 5000), SCOPE_SOURCE);
	assert_int_equal(scope_of_text("", "a.js", text, 5001), SCOPE_LOCK);
	assert_int_equal(scope_of_text("", "a.css", text, 5001), SCOPE_LOCK);
	assert_int_equal(scope_of_text("", "a.ts", text, size), SCOPE_SOURCE);
	assert_int_equal(scope_of_text("", "a.json", text, 5000), SCOPE_SOURCE);
	assert_int_equal(
		scope_of_text("", "a.json", text, 5001), SCOPE_GENERATED);
	text[3000] = text[8000] = '\n';
	assert_int_equal(scope_of_text("", "a.js", text, 13001), SCOPE_SOURCE);
	assert_int_equal(scope_of_text("", "a.js", text, 13002), SCOPE_LOCK);
	for (size_t i = 0; i < size; i += 5000)
		text[i] = '\n';
	assert_int_equal(scope_of_text("", "a.json", text, size), SCOPE_SOURCE);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(folders_tell),
		cmocka_unit_test(names_tell),
		cmocka_unit_test(attributes_tell),
		cmocka_unit_test(a_nearer_file_wins),
		cmocka_unit_test(the_configuration_names_vendored_trees),
		cmocka_unit_test(first_lines_tell),
		cmocka_unit_test(attributes_overrule_first_lines),
		cmocka_unit_test(long_lines_tell),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
