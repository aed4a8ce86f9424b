/*
 * The last line on standard error. Judges nothing itself.
 */
#include "cli/summary.h"
#include "base/arena.h"
#include "base/visible.h"
#include "cli/print.h"
#include "cli/target.h"
#include "engine/settings.h"
#include "model/model.h"
#include <stdio.h>
#include <string.h>

/* Lines of each kind of notice on standard error. */
#define NOTICES_SHOWN 5

static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

static const char *what_of(
	const struct target *target, const struct run_result *result)
{
	size_t changed = result->changed;

	switch (target->mode) {
	case TARGET_STAGED:
		return arena_format(target->arena, "%zu staged file%s", changed,
			plural(changed));
	case TARGET_RANGE:
		return arena_format(target->arena, "%zu changed file%s in %s",
			changed, plural(changed), target->range);
	case TARGET_TREE:
	case TARGET_WORKTREE:
		break;
	}
	return arena_format(target->arena, "%zu file%s of %s",
		target->snapshot->count, plural(target->snapshot->count),
		target->snapshot->name);
}

static void count_notices(
	struct summary *summary, const struct notice_list *notices)
{
	size_t i;

	for (i = 0; i < notices->count; i++)
		summary->failed += notices->items[i].kind == NOTICE_FAILED;
}

size_t summary_at_least(const struct summary *summary, enum level level)
{
	size_t count = 0;
	int i;

	for (i = (int)level; i <= (int)LEVEL_ERROR; i++)
		count += summary->counts[i];
	return count;
}

/* What PATHs hide is told, so that silence is not taken for health. */
static void count_elsewhere(
	struct summary *summary, const struct finding_list *all, bool only_new)
{
	size_t i;

	for (i = 0; i < all->count; i++)
		summary->elsewhere += !all->items[i]->suppressed &&
				      (all->items[i]->is_new || !only_new);
	summary->elsewhere -= summary_at_least(summary, LEVEL_NOTE);
}

static void count_left_out(
	struct summary *summary, const struct scan_counts *counts)
{
	static const enum left_out reasons[] = {LEFT_TOO_LARGE, LEFT_BINARY,
		LEFT_LINK, LEFT_SUBMODULE, LEFT_LFS, LEFT_ENCRYPTED,
		LEFT_VENDORED};
	size_t i;

	for (i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		summary->left_out += counts->left_out[reasons[i]];
}

void summary_fill(struct summary *summary, const struct target *target,
	const struct run_result *result, const struct finding_list *findings,
	bool only_new)
{
	size_t i;

	memset(summary, 0, sizeof(*summary));
	summary->what = what_of(target, result);
	if (!model_has_registry_file(target->configuration, target->snapshot))
		summary->remark = "no port registry";
	summary->rules = settings_count(target->settings);
	summary->read = result->counts.files;
	summary->others =
		target->mode == TARGET_STAGED || target->mode == TARGET_RANGE;
	if (summary->others)
		summary->read -= summary->read < result->changed
					 ? summary->read
					 : result->changed;
	count_notices(summary, &result->sink.notices);
	count_left_out(summary, &result->counts);
	for (i = 0; i < findings->count; i++) {
		const struct finding *finding = findings->items[i];

		if (only_new && !finding->is_new)
			summary->older++;
		else
			summary->counts[finding->level]++;
	}
	count_elsewhere(summary, &result->sink.findings, only_new);
}

/* A name out of a repository must not move the terminal's cursor. */
void summary_notice(const struct notice *notice)
{
	tell("%s%s%s%s", notice->kind == NOTICE_FAILED ? "not looked at: " : "",
		notice->path != NULL ? notice->path : "",
		notice->path != NULL ? ": " : "", notice->message);
}

/* The first few of a kind; the SARIF report has every one. */
static void print_notices_of(const struct notice_list *notices,
	enum notice_kind kind, const char *rest)
{
	size_t i, shown = 0, more = 0;

	for (i = 0; i < notices->count; i++) {
		if (notices->items[i].kind != kind)
			continue;
		if (shown < NOTICES_SHOWN) {
			summary_notice(&notices->items[i]);
			shown++;
		} else {
			more++;
		}
	}
	if (more != 0)
		tell("and %zu other%s %s", more, plural(more), rest);
}

/* Also for who wants quiet: what was not judged is never silent. */
static void print_notices(const struct notice_list *notices, bool quiet)
{
	if (!quiet)
		print_notices_of(notices, NOTICE_NOTE, "like that");
	print_notices_of(notices, NOTICE_LEFT_OUT, "left out");
	print_notices_of(notices, NOTICE_FAILED, "not looked at");
}

static void add_count(struct buffer *line, size_t count, const char *noun)
{
	if (count == 0)
		return;
	buffer_format(line, "%s%zu %s%s",
		string_ends(buffer_string(line), ": ") ? "" : ", ", count, noun,
		plural(count));
}

static void add_findings(struct buffer *line, const struct summary *summary)
{
	buffer_add_string(line, ": ");
	if (summary_at_least(summary, LEVEL_NOTE) == 0)
		buffer_add_string(line, "nothing found");
	add_count(line, summary->counts[LEVEL_ERROR], "error");
	add_count(line, summary->counts[LEVEL_WARNING], "warning");
	add_count(line, summary->counts[LEVEL_NOTE], "note");
	if (summary->elsewhere != 0)
		buffer_format(line, " (%zu finding%s outside of these paths)",
			summary->elsewhere, plural(summary->elsewhere));
	if (summary->older != 0)
		buffer_format(line, " (%zu older finding%s not shown)",
			summary->older, plural(summary->older));
}

void summary_print(const struct summary *summary,
	const struct run_result *result, bool quiet, long milliseconds)
{
	struct buffer line = BUFFER_INIT;

	print_notices(&result->sink.notices, quiet);
	if (quiet)
		return;
	buffer_format(&line, "%s, %zu %s", summary->what, summary->read,
		summary->others ? "others read" : "read");
	if (summary->left_out != 0)
		buffer_format(&line, ", %zu left out", summary->left_out);
	if (summary->failed != 0)
		buffer_format(&line, ", %zu not looked at", summary->failed);
	if (summary->remark != NULL)
		buffer_format(&line, ", %s", summary->remark);
	buffer_format(&line, ", %zu rule%s, %ld ms", summary->rules,
		plural(summary->rules), milliseconds);
	add_findings(&line, summary);
	tell("%s", buffer_string(&line));
	buffer_release(&line);
}
