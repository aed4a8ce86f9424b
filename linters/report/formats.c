/*
 * The formats: the only table that names them.
 */
#include "report/report.h"
#include <string.h>

const struct report_format report_formats[] = {
	{"text", "for people: path:line:col: level: message [rule]",
		report_text, false},
	{"sarif", "SARIF 2.1.0, for code scanning", report_sarif, true},
	{"github", "annotations of a GitHub Actions step", report_github,
		false},
	{"json", "an array of findings", report_json, false},
	{"jsonl", "a finding a line", report_jsonl, false},
	{NULL, NULL, NULL, false},
};

const struct report_format *report_format_find(const char *name)
{
	const struct report_format *format;

	for (format = report_formats; format->name != NULL; format++)
		if (strcmp(format->name, name) == 0)
			return format;
	return NULL;
}
