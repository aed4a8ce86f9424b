/*
 * Annotations of a GitHub Actions step: workflow commands on standard
 * output, one a finding.
 */
#include "report/report.h"

enum { LEFT_OUT_SHOWN = 5 };

/* The runner's own escapes; property: also those of a property's value. */
static void add_escaped(struct buffer *out, const char *text, bool property)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '%' || c == '\r' || c == '\n' ||
			(property && (c == ':' || c == ',')))
			buffer_format(out, "%%%02X", c);
		else
			buffer_add_char(out, (char)c);
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
