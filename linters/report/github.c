/*
 * Annotations of a GitHub Actions step: workflow commands on standard
 * output, one a finding.
 */
#include "report/report.h"
#include "report/visible.h"
#include <string.h>

/*
 * The runner's own escapes; property: also those of a property's value. What
 * a terminal would obey is written out: a log is read in one, too.
 */
static void add_escaped(struct buffer *out, const char *text, bool property)
{
	const char *special = property ? "%\r\n:," : "%\r\n";

	while (*text != '\0') {
		size_t size = strcspn(text, special);

		add_visible(out, slice_range(text, 0, size));
		text += size;
		if (*text != '\0')
			buffer_format(out, "%%%02X", (unsigned char)*text++);
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
	return 0;
}
