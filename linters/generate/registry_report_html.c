/*
 * The report as one page: the parts of generate/report/ with the JSON value
 * as data. Whatever the repository holds is text inside that JSON: nothing of
 * it is ever read as HTML or as a script.
 */
#include "base/digest.h"
#include "generate/json_node.h"
#include "generate/registry_report.h"
#include "generate/report_page.h"
#include <string.h>

/*
 * Only our own style and script, by their digests, and no network at all. A
 * link that is followed is no request of the page.
 */
static void add_policy(struct buffer *out)
{
	buffer_add_string(out, "default-src 'none'; script-src '");
	digest_add_source(out, slice_of(report_page_js));
	buffer_add_string(out, "'; style-src '");
	digest_add_source(out, slice_of(report_page_css));
	buffer_add_string(out, "'; base-uri 'none'; form-action 'none'");
}

/* JSON in a script element: no `<` to end it, nor to begin a comment. */
static void add_data(struct buffer *out, const struct registry_report *report)
{
	struct buffer text = BUFFER_INIT;

	json_put_line(&text, registry_report_value(report));
	for (size_t i = 0; i < text.size; i++) {
		char byte = text.data[i];

		if (byte == '<' || byte == '>' || byte == '&')
			buffer_format(out, "\\u%04x", (unsigned)byte);
		else if (byte != '\n')
			buffer_add_char(out, byte);
	}
	buffer_release(&text);
}

void registry_report_html(
	struct buffer *out, const struct registry_report *report)
{
	const char *at = report_page_html, *hole;

	for (; (hole = strstr(at, "{{")) != NULL; at = strstr(hole, "}}") + 2) {
		buffer_add(out, at, (size_t)(hole - at));
		if (string_starts(hole, "{{policy}}"))
			add_policy(out);
		else if (string_starts(hole, "{{style}}"))
			buffer_add_string(out, report_page_css);
		else if (string_starts(hole, "{{script}}"))
			buffer_add_string(out, report_page_js);
		else
			add_data(out, report);
	}
	buffer_add_string(out, at);
}
