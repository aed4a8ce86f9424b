/*
 * Annotations of a GitHub Actions step: workflow commands on standard
 * output, one a finding.
 */
#include "base/visible.h"
#include "report/report.h"
#include <string.h>

enum { LEFT_OUT_SHOWN = 5 };

/* The runner's own escapes; property: also those of a property's value. */
static void add_escaped_line(
	struct buffer *out, struct slice line, bool property)
{
	struct buffer visible = BUFFER_INIT;
	size_t i;

	/* The log is read on a terminal too. */
	add_visible(&visible, line);
	for (i = 0; i < visible.size; i++) {
		char c = visible.data[i];

		if (c == '%' || (property && (c == ':' || c == ',')))
			buffer_format(out, "%%%02X", (unsigned char)c);
		else
			buffer_add_char(out, c);
	}
	buffer_release(&visible);
}

static void add_escaped(struct buffer *out, const char *text, bool property)
{
	for (;;) {
		size_t size = strcspn(text, "\r\n");

		add_escaped_line(out, slice_range(text, 0, size), property);
		if (text[size] == '\0')
			return;
		buffer_format(out, "%%%02X", (unsigned char)text[size]);
		text += size + 1;
	}
}

static const char *command_of(enum level level)
{
	switch (level) {
	case LEVEL_ERROR:
		return "error";
	case LEVEL_WARNING:
		return "warning";
	default:
		return "notice";
	}
}

static void add_finding(struct buffer *out, const struct finding *finding)
{
	const struct place *place = &finding->place;

	buffer_format(out, "::%s file=", command_of(finding->level));
	add_escaped(out, place->path, true);
	buffer_format(out, ",line=%u,endLine=%u,col=%u", place->line,
		place->end_line, place->column);
	if (place->end_line == place->line)
		buffer_format(out, ",endColumn=%u", place->end_column);
	buffer_add_string(out, ",title=");
	add_escaped(out, finding->rule->id, true);
	buffer_add_string(out, "::");
	add_escaped(out, finding->message, false);
	buffer_add_char(out, '\n');
}

static void add_notice(struct buffer *out, const char *command,
	const char *title, const struct notice *notice)
{
	buffer_format(out, "::%s ", command);
	if (notice->path != NULL) {
		buffer_add_string(out, "file=");
		add_escaped(out, notice->path, true);
		buffer_add_char(out, ',');
	}
	buffer_format(out, "title=%s::", title);
	add_escaped(out, notice->message, false);
	buffer_add_char(out, '\n');
}

/* GitHub shows ten annotations of a kind: findings come before these. */
static void add_notices(struct buffer *out, const struct notice_list *notices)
{
	size_t i, left_out = 0;

	for (i = 0; i < notices->count; i++) {
		const struct notice *notice = &notices->items[i];

		if (notice->kind == NOTICE_FAILED)
			add_notice(out, "error", "not looked at", notice);
		else if (notice->kind == NOTICE_LEFT_OUT &&
			 left_out++ < LEFT_OUT_SHOWN)
			add_notice(out, "notice", "left out", notice);
	}
	if (left_out > LEFT_OUT_SHOWN)
		buffer_format(out, "::notice title=left out::and %zu others\n",
			left_out - LEFT_OUT_SHOWN);
}

int report_github(
	struct buffer *out, const struct report *report, struct error *err)
{
	size_t i;

	(void)err;
	for (i = 0; i < report->findings->count; i++) {
		const struct finding *finding = report->findings->items[i];

		if (finding->is_new || !report->only_new)
			add_finding(out, finding);
	}
	add_notices(out, report->notices);
	return 0;
}
