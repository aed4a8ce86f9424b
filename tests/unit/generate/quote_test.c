/*
 * quote: a value comes back as it was from whoever reads the file.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "generate/made_node.h"
#include "generate/quote.h"
#include "model/dotenv.h"
#include <stdio.h>
#include <string.h>

static void writes(mustache_write *write, const char *text, const char *wanted)
{
	struct arena *arena = arena_new();
	struct buffer out = BUFFER_INIT;

	write(&out, made_text(arena, text));
	assert_string_equal(buffer_string(&out), wanted);
	buffer_release(&out);
	arena_free(arena);
}

static const char *const hostile[] = {"plain", "two words", "", " edge ",
	"it's", "\"quoted\"", "a: b", "# no comment", "- item", "null", "yes",
	"0x10", "a, [b] {c}", "back\\slash", "$HOME `id` $(id)",
	"ends:", "it's \"both\" $x `y` \\", "ümläut", "%s", "!tag", "&a *b",
	"@x", "{{name}}", "a=b", NULL};

static void yaml_comes_back(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; hostile[i] != NULL; i++) {
		struct buffer out = BUFFER_INIT;
		struct document *document;
		const struct node *value;

		buffer_add_string(&out, "{a: ");
		quote_yaml(&out, made_text(arena, hostile[i]));
		buffer_add_string(&out, ", b: 1}\n");
		assert_int_equal(
			document_parse(&document, arena, DOCUMENT_YAML, "x",
				buffer_string(&out), out.size, NULL),
			0);
		value = node_get(document->root, "a");
		assert_int_equal(value->kind, NODE_STRING);
		assert_string_equal(value->text, hostile[i]);
		buffer_release(&out);
	}
	arena_free(arena);
}

static void dotenv_comes_back(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; hostile[i] != NULL; i++) {
		struct buffer out = BUFFER_INIT;
		struct dotenv *dotenv;

		buffer_add_string(&out, "A=");
		quote_dotenv(&out, made_text(arena, hostile[i]));
		buffer_add_string(&out, "\nB=1\n");
		dotenv = dotenv_read(
			arena, ".env", buffer_string(&out), out.size, NULL);
		assert_int_equal(dotenv->problem_count, 0);
		assert_int_equal(dotenv->count, 2);
		/* compose keeps the back-slash before a back-tick. */
		if (strchr(hostile[i], '`') == NULL ||
			strchr(hostile[i], '\'') == NULL)
			assert_string_equal(
				dotenv_find(dotenv, "A")->value, hostile[i]);
		dotenv_release(dotenv);
		buffer_release(&out);
	}
	arena_free(arena);
}

/* The shell itself reads both. */
static void shell_comes_back(void **state)
{
	static mustache_write *const writers[] = {quote_shell, quote_dotenv};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; hostile[i] != NULL; i++) {
			struct buffer command = BUFFER_INIT;
			char answer[200] = "";
			FILE *shell;

			buffer_add_string(&command, "exec sh -c ");
			/* The shell that popen() starts hands it on. */
			{
				struct buffer script = BUFFER_INIT;

				buffer_add_string(&script, "A=");
				writers[k](
					&script, made_text(arena, hostile[i]));
				buffer_add_string(
					&script, "\nprintf '%s|' \"$A\"\n");
				quote_shell(&command,
					made_text(
						arena, buffer_string(&script)));
				buffer_release(&script);
			}
			shell = popen(buffer_string(&command), "r");
			assert_non_null(shell);
			assert_true(fread(answer, 1, sizeof(answer) - 1,
					    shell) > 0);
			assert_int_equal(pclose(shell), 0);
			assert_string_equal(
				answer, arena_format(arena, "%s|", hostile[i]));
			buffer_release(&command);
		}
	arena_free(arena);
}

static void json_and_compose(void **state)
{
	(void)state;
	writes(quote_json, "a\"b\\\n", "\"a\\\"b\\\\\\n\"");
	writes(quote_compose, "costs $5 of ${X}", "\"costs $$5 of $${X}\"");
	writes(quote_compose, "plain", "plain");
	writes(quote_yaml, "costs $5", "costs $5");
}

static void markdown(void **state)
{
	(void)state;
	writes(quote_markdown, "a | b", "a \\| b");
	writes(quote_markdown, "x {y} <Z/>", "x \\{y\\} \\<Z/>");
	writes(quote_markdown, "*b* _i_ a_b `c` [d](e)",
		"\\*b\\* \\_i\\_ a_b \\`c\\` \\[d\\](e)");
	writes(quote_markdown, "AT&T\ntwo ", "AT&amp;T two");
}

static void bare(void **state)
{
	(void)state;
	writes(mustache_write_bare, "a\r\nb\tc\x1b", "a  b c ");
}

static void by_path(void **state)
{
	(void)state;
	assert_ptr_equal(quote_of_path("a/.env.shared"), quote_dotenv);
	assert_ptr_equal(quote_of_path("ports.env"), quote_dotenv);
	assert_ptr_equal(quote_of_path("compose.ports.yml"), quote_compose);
	assert_ptr_equal(quote_of_path("config/ports.yaml"), quote_yaml);
	assert_ptr_equal(quote_of_path("docs/ports.mdx"), quote_markdown);
	assert_ptr_equal(quote_of_path("src/ports.ts"), quote_json);
	assert_ptr_equal(quote_of_path("bin/health.sh"), quote_shell);
	assert_null(quote_of_path("bin/health"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(yaml_comes_back),
		cmocka_unit_test(dotenv_comes_back),
		cmocka_unit_test(shell_comes_back),
		cmocka_unit_test(json_and_compose),
		cmocka_unit_test(markdown),
		cmocka_unit_test(bare),
		cmocka_unit_test(by_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
