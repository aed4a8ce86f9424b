/*
 * mustache: what the manual page says of tags, sections and lines, and where
 * a mistake is told.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "generate/mustache.h"
#include "rule/document.h"
#include <string.h>

static const char view_text[] = "name: plumb\n"
				"markup: a <b>\n"
				"lines: \"one\\n two\\t\"\n"
				"none: null\n"
				"no: false\n"
				"yes: true\n"
				"zero: 0\n"
				"empty: ''\n"
				"nobody: []\n"
				"list: [a, b, c]\n"
				"deep: {a: {b: 7}, name: inner}\n"
				"people:\n"
				"  - {name: ada, likes: [tea, rain]}\n"
				"  - {name: bob, likes: []}\n";

/* In angle brackets, so that the two ways of writing can be told apart. */
static void bracketed(struct buffer *out, const struct node *value)
{
	buffer_format(out, "<%s>", value->text);
}

static int fill(struct buffer *out, const char *template, struct error *err)
{
	struct arena *arena = arena_new();
	struct document *document;
	struct mustache *mustache;
	int result;

	assert_int_equal(document_parse(&document, arena, DOCUMENT_YAML, "v",
				 view_text, strlen(view_text), err),
		0);
	result = mustache_read(
		&mustache, arena, "t.mustache", slice_of(template), err);
	if (result == 0)
		result = mustache_render(
			out, mustache, document->root, bracketed, err);
	arena_free(arena);
	return result;
}

static void gives(const char *template, const char *wanted)
{
	struct buffer out = BUFFER_INIT;
	struct error err = {0};

	if (fill(&out, template, &err) != 0)
		fail_msg("%s: %u:%u: %s", template, err.line, err.column,
			err.message);
	assert_string_equal(buffer_string(&out), wanted);
	buffer_release(&out);
}

static void fails(const char *template, unsigned line, unsigned column,
	const char *message)
{
	struct buffer out = BUFFER_INIT;
	struct error err = {0};

	if (fill(&out, template, &err) == 0)
		fail_msg("%s gives %s", template, buffer_string(&out));
	assert_string_equal(err.message, message);
	assert_string_equal(err.path, "t.mustache");
	assert_int_equal(err.line, line);
	assert_int_equal(err.column, column);
	assert_int_equal(err.kind, ERROR_USE);
	buffer_release(&out);
}

static void values(void **state)
{
	(void)state;
	gives("", "");
	gives("no tags } { }}", "no tags } { }}");
	gives("{{name}}/{{ name }}", "<plumb>/<plumb>");
	gives("{{{markup}}} {{&markup}}", "a <b> a <b>");
	gives("{{{lines}}}", "one  two ");
	gives("[{{none}}{{{none}}}]", "[]");
	gives("{{zero}}{{yes}}{{no}}", "<0><true><false>");
	gives("{{deep.a.b}} {{deep.a.x}}{{deep.q.x}}", "<7> ");
	gives("{{x-own}}", "");
}

static void sections(void **state)
{
	(void)state;
	gives("{{#yes}}a{{/yes}}{{#no}}b{{/no}}{{^no}}c{{/no}}", "ac");
	gives("{{#none}}a{{/none}}{{^none}}b{{/none}}", "b");
	gives("{{#empty}}a{{/empty}}{{^empty}}b{{/empty}}", "b");
	gives("{{#zero}}a{{/zero}}", "a");
	gives("{{#nobody}}a{{/nobody}}{{^nobody}}b{{/nobody}}", "b");
	gives("{{#list}}{{.}}{{/list}}", "<a><b><c>");
	gives("{{#name}}{{.}}{{/name}}", "<plumb>");
	gives("{{#people}}{{name}}:{{#likes}}{{{.}}},{{/likes}}"
	      "{{^likes}}nothing{{/likes}};{{/people}}",
		"<ada>:tea,rain,;<bob>:nothing;");
	gives("{{#deep}}{{name}}{{markup}}{{/deep}}", "<inner><a <b>>");
	gives("{{#deep.a}}{{b}}{{name}}{{/deep.a}}", "<7><plumb>");
	/* What is in no section is not looked at. */
	gives("{{#no}}{{unknown}}{{/no}}", "");
}

static void positions(void **state)
{
	(void)state;
	gives("{{#list}}{{.}}{{^-last}}, {{/-last}}{{/list}}", "<a>, <b>, <c>");
	gives("{{#list}}{{#-first}}[{{/-first}}{{-index}}{{#-last}}]{{/-last}}"
	      "{{/list}}",
		"[<1><2><3>]");
	/* Of the inner list, also within a section that is none. */
	gives("{{#people}}{{#likes}}{{#yes}}{{-index}}{{/yes}}{{/likes}}"
	      "{{-index}};{{/people}}",
		"<1><2><1>;<2>;");
	fails("{{-first}}", 1, 1, "nothing here is named `-first`");
}

static void lines(void **state)
{
	(void)state;
	gives("a\n{{#yes}}\nb\n{{/yes}}\nc\n", "a\nb\nc\n");
	gives("  {{#yes}}  \n b\n\t{{/yes}}", " b\n");
	gives("a\r\n{{#yes}}\r\nb\r\n{{/yes}}\r\n", "a\r\nb\r\n");
	gives("{{! a comment }}\nb", "b");
	gives("{{! of two\nlines }}\nb", "b");
	gives("a {{! comment }}\nb", "a \nb");
	gives("{{#yes}}a{{/yes}}\nb", "a\nb");
	gives("{{#yes}} {{/yes}}\nb", " \nb");
	gives(" {{name}}\n", " <plumb>\n");
}

static void delimiters(void **state)
{
	(void)state;
	gives("{{=<% %>=}}${<%name%>} {{name}}", "${<plumb>} {{name}}");
	gives("{{=<% %>=}}<%{markup}%><%&markup%>", "a <b>a <b>");
	gives("{{= | | =}}\n|#yes|x|/yes||={{ }}=|{{name}}", "x<plumb>");
	fails("{{=<%=}}", 1, 1, "write the new delimiters as in `{{=<% %>=}}`");
	fails("{{=<% %>}}", 1, 1, "this tag must end in `=}}`");
	fails("{{=0123456789abcdef x=}}", 1, 1,
		"write the new delimiters as in `{{=<% %>=}}`");
	fails("{{=<% %>=}}<%{markup%>", 1, 12, "this tag must end in `}%>`");
}

static void mistakes(void **state)
{
	(void)state;
	fails("a\n {{nmae}}", 2, 2,
		"nothing here is named `nmae`: did you mean `name`?");
	fails("{{#people}}\n{{#likes}}{{liks}}{{/likes}}{{/people}}", 2, 11,
		"nothing here is named `liks`: did you mean `likes`?");
	fails("{{quite_another}}", 1, 1,
		"nothing here is named `quite_another`");
	fails("é{{name", 1, 3, "this tag has no end: `}}` is missing");
	fails("{{{name}}", 1, 1, "this tag has no end: `}}}` is missing");
	fails("{{}}", 1, 1, "this tag has no name");
	fails("{{#}}{{/}}", 1, 1, "this tag has no name");
	fails("{{two names}}", 1, 1, "`two names` is no name");
	fails("{{#yes}}\n", 1, 1, "the section `yes` is not closed");
	fails("{{/yes}}", 1, 1, "`yes` is closed and was not opened");
	fails("{{#yes}}{{#name}}{{/yes}}", 1, 18,
		"`yes` is closed where `name` is open");
	fails("{{>head}}", 1, 1, "there are no partials: write the text here");
	fails("{{list}}", 1, 1,
		"`list` is a list and no value: open it with `#`");
	fails("{{{deep}}}", 1, 1,
		"`deep` is a mapping and no value: open it with `#`");
}

/* However hostile, a template ends. */
static void limits(void **state)
{
	struct buffer text = BUFFER_INIT;
	struct buffer out = BUFFER_INIT;
	struct error err = {0};

	(void)state;
	for (int i = 0; i < 51; i++)
		buffer_add_string(&text, "{{#yes}}");
	assert_int_equal(fill(&out, buffer_string(&text), &err), -1);
	assert_string_equal(
		err.message, "more than 50 sections within each other");
	buffer_clear(&text);
	for (int i = 0; i < 40; i++)
		buffer_add_string(&text, "{{#list}}");
	for (int i = 0; i < 40; i++)
		buffer_add_string(&text, "{{/list}}");
	assert_int_equal(fill(&out, buffer_string(&text), &err), -1);
	assert_string_equal(
		err.message, "the template makes more than a file may hold");
	buffer_release(&text);
	buffer_release(&out);
}

/* Every cut of a template is read or refused, never worse. */
static void cuts(void **state)
{
	static const char whole[] =
		"a{{#people}}\n {{name}} {{{name}}} {{^likes}}{{!x}}{{/likes}}"
		"{{=<% %>=}}<%&name%><%={{ }}=%>{{/people}}z";

	(void)state;
	for (size_t size = 0; size <= strlen(whole); size++) {
		char cut[sizeof(whole)] = "";
		struct buffer out = BUFFER_INIT;
		struct error err = {0};

		memcpy(cut, whole, size);
		if (fill(&out, cut, &err) != 0)
			assert_true(err.line > 0 && err.message[0] != '\0');
		else
			assert_true(size < 3 || size == strlen(whole) ||
				    size == strlen(whole) - 1);
		buffer_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values),
		cmocka_unit_test(sections),
		cmocka_unit_test(positions),
		cmocka_unit_test(lines),
		cmocka_unit_test(delimiters),
		cmocka_unit_test(mistakes),
		cmocka_unit_test(limits),
		cmocka_unit_test(cuts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
