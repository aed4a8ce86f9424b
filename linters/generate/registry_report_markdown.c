/*
 * The report as Markdown for a comment on a pull request. Whatever the
 * repository holds is text there: it makes no table, link, mention or tag.
 */
#include "base/utf8.h"
#include "base/visible.h"
#include "generate/registry_report.h"
#include <string.h>

/* GitHub takes 65,536 characters. */
enum {
	CONFLICT_BUDGET = 20000,
	RANGE_BUDGET = 8000,
	SERVICE_BUDGET = 14000,
	RELATION_BUDGET = 6000,
	HISTORY_BUDGET = 9000,
	TEXT_LIMIT = 300,   /* bytes of one text */
	CONFLICTS_OPEN = 5, /* that are not folded away */
	BAR_WIDTH = 10,
};

static void add_escaped(struct buffer *out, const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		char byte = text[i];

		if (byte == '<')
			buffer_add_string(out, "&lt;");
		else if (byte == '>')
			buffer_add_string(out, "&gt;");
		else if (byte == '&')
			buffer_add_string(out, "&amp;");
		else if (strchr("\\`*_[]|~!$", byte) != NULL)
			buffer_format(out, "\\%c", byte);
		else
			buffer_add_char(out, byte);
		/* Else it would call a person or link to an issue. */
		if (byte == '@' || byte == '#')
			buffer_add_string(out, "<!-- -->");
	}
}

static void add_text(struct buffer *out, const char *text)
{
	struct buffer clean = BUFFER_INIT, plain = BUFFER_INIT;
	size_t size;

	utf8_clean(&clean, slice_of(text));
	add_visible(&plain, slice_range(buffer_string(&clean), 0, clean.size));
	size = plain.size;
	if (size > TEXT_LIMIT)
		for (size = TEXT_LIMIT; (plain.data[size] & 0xc0) == 0x80;)
			size--;
	add_escaped(out, buffer_string(&plain), size);
	if (size < plain.size)
		buffer_add_string(out, "…");
	buffer_release(&plain);
	buffer_release(&clean);
}

static void add_place(struct buffer *out, const struct registry_report *report,
	const struct place *place)
{
	if (report->link_base != NULL)
		buffer_add_char(out, '[');
	add_text(out, place->path);
	buffer_format(out, ":%u", place->line);
	if (report->link_base != NULL) {
		buffer_add_string(out, "](<");
		report_add_link(out, report, place);
		buffer_add_string(out, ">)");
	}
}

/* --- sections ---------------------------------------------------------- */

typedef void row_writer(
	struct buffer *out, const struct registry_report *report, size_t at);

/* Rows from..count, as long as the budget lasts; then how many are missing. */
static void add_rows(struct buffer *out, const struct registry_report *report,
	size_t from, size_t count, size_t budget, row_writer *write)
{
	size_t start = out->size, before, i;

	for (i = from; i < count; i++) {
		before = out->size;
		write(out, report, i);
		if (out->size - start <= budget)
			continue;
		out->size = before;
		out->data[before] = '\0';
		break;
	}
	if (i < count)
		buffer_format(out, "\n… and %zu more\n", count - i);
}

static void open_section(struct buffer *out, size_t count, const char *what)
{
	buffer_format(out, "\n<details><summary>%zu %s%s</summary>\n\n", count,
		what, count == 1 ? "" : "s");
}

static void close_section(struct buffer *out)
{
	buffer_add_string(out, "\n</details>\n");
}

static void put_conflict(
	struct buffer *out, const struct registry_report *report, size_t at)
{
	const struct finding *finding = report->conflicts[at];

	buffer_format(out, "- **%s** ", level_name(finding->level));
	add_place(out, report, &finding->place);
	buffer_add_string(out, ": ");
	add_text(out, finding->message);
	buffer_format(out, " (%s)\n", finding->rule->id);
}

static void add_conflicts(
	struct buffer *out, const struct registry_report *report)
{
	size_t count = report->conflict_count;
	size_t open = count <= CONFLICTS_OPEN + 1 ? count : CONFLICTS_OPEN;

	if (count == 0)
		return;
	buffer_add_char(out, '\n');
	add_rows(out, report, 0, open, CONFLICT_BUDGET, put_conflict);
	if (open == count)
		return;
	open_section(out, count - open, "more conflict");
	add_rows(out, report, open, count, CONFLICT_BUDGET, put_conflict);
	close_section(out);
}

static void put_range(
	struct buffer *out, const struct registry_report *report, size_t at)
{
	const struct report_range *range = &report->ranges[at];

	buffer_add_string(out, "| ");
	add_text(out, range->range->name);
	buffer_format(
		out, " | %ld–%ld | ", range->range->min, range->range->max);
	report_add_bar(out, range, BAR_WIDTH);
	buffer_format(out, " | %ld | %ld | ", range->taken, range->foreign);
	if (range->range->dynamic)
		buffer_add_string(out, "dynamic |\n");
	else
		buffer_format(out, "%ld |\n", range->free);
}

static void add_ranges(struct buffer *out, const struct registry_report *report)
{
	if (report->range_count == 0)
		return;
	open_section(out, report->range_count, "range");
	buffer_add_string(out, "| range | ports | | taken | foreign | free |\n"
			       "|---|---|---|--:|--:|--:|\n");
	add_rows(out, report, 0, report->range_count, RANGE_BUDGET, put_range);
	close_section(out);
}

static void put_service(
	struct buffer *out, const struct registry_report *report, size_t at)
{
	const struct listed *listed = &report->services[at].listed;
	const struct registry_service *service = listed->service;
	const char *range = service_list_range(listed);

	buffer_add_string(out, "| ");
	for (size_t i = 0; i < service->port_count; i++)
		buffer_format(out, "%s%ld", i > 0 ? ", " : "",
			service->ports[i].port);
	buffer_add_string(out, " | ");
	add_text(out, service->path != NULL ? service->path : service->name);
	buffer_add_string(
		out, service->deprecated ? " (deprecated) | " : " | ");
	add_text(out, range != NULL ? range : "");
	buffer_add_string(out, " | ");
	add_text(out, service->owner != NULL ? service->owner : "");
	buffer_add_string(out, " |\n");
}

static void add_services(
	struct buffer *out, const struct registry_report *report)
{
	if (report->service_count == 0)
		return;
	open_section(out, report->service_count, "service");
	buffer_add_string(out, "| port | service | range | owner |\n"
			       "|--:|---|---|---|\n");
	add_rows(out, report, 0, report->service_count, SERVICE_BUDGET,
		put_service);
	close_section(out);
}

static void put_relation(
	struct buffer *out, const struct registry_report *report, size_t at)
{
	const struct relation *relation = &report->relations[at];

	buffer_add_string(out, "- ");
	add_text(out, relation->from->name);
	buffer_add_string(out,
		relation->kind == RELATION_CALLS ? " calls " : " depends on ");
	add_text(out, relation->to->name);
	buffer_add_string(out, " (");
	add_place(out, report, &relation->place);
	buffer_add_string(out, ")\n");
}

static void add_relations(
	struct buffer *out, const struct registry_report *report)
{
	if (report->relation_count == 0)
		return;
	open_section(out, report->relation_count, "relation");
	add_rows(out, report, 0, report->relation_count, RELATION_BUDGET,
		put_relation);
	close_section(out);
}

static void put_commit(
	struct buffer *out, const struct registry_report *report, size_t at)
{
	static const struct report_commit_form form = {
		.head = "- ", .gap = " ", .item = "  - ", .text = add_text};

	report_add_commit(out, &report->commits[at], &form);
}

static void add_history(
	struct buffer *out, const struct registry_report *report)
{
	if (report->commit_count == 0)
		return;
	open_section(out, report->commit_count, "registry change");
	add_rows(out, report, 0, report->commit_count, HISTORY_BUDGET,
		put_commit);
	close_section(out);
}

void registry_report_markdown(
	struct buffer *out, const struct registry_report *report)
{
	buffer_add_string(out, "### Port registry: ");
	report_add_summary(out, report);
	buffer_add_string(out, "\n");
	add_conflicts(out, report);
	add_ranges(out, report);
	add_services(out, report);
	add_relations(out, report);
	add_history(out, report);
}
