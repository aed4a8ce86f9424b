/*
 * `plumb registry report`: the registry to look at, as a page, as text or as
 * Markdown. Shows what the rules say, and judges nothing.
 */
#include "base/arena.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/uri.h"
#include "cli/command.h"
#include "cli/registry_commands.h"
#include "cli/registry_history.h"
#include "cli/registry_open.h"
#include "cli/registry_report_gather.h"
#include "cli/survey.h"
#include "source/repository.h"
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { HISTORY_DEFAULT = 20, HISTORY_MAX = 1000 };

typedef void report_writer(
	struct buffer *out, const struct registry_report *report);

static const struct {
	const char *name;
	report_writer *write;
} formats[] = {
	{"text", registry_report_text},
	{"markdown", registry_report_markdown},
	{"json", registry_report_json},
};

struct wish {
	report_writer *write; /* to standard output; NULL: only the page */
	const char *page;     /* the page's file; NULL: none, "-" */
	const char *link_base;
	long history;
};

static int read_format(const struct invocation *invocation, struct wish *wish)
{
	const char *name = invocation_option(invocation, "format");

	if (name == NULL && wish->page != NULL)
		return 0;
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (name == NULL || strcmp(name, formats[i].name) == 0) {
			wish->write = formats[i].write;
			break;
		}
	assert(wish->write != NULL || name != NULL);
	if (wish->write == NULL)
		return complain_use("plumb registry report knows the formats "
				    "text, markdown and json, not `%s`%s",
			name,
			strcmp(name, "html") == 0 ? ": write the page with "
						    "--html FILE"
						  : "");
	if (wish->page != NULL && strcmp(wish->page, "-") == 0)
		return complain_use("two reports on standard output would "
				    "spoil each other: write the page to a "
				    "file, as in --html FILE");
	return 0;
}

static int read_wish(const struct invocation *invocation, struct wish *wish)
{
	const char *history = invocation_option(invocation, "history");

	wish->page = invocation_option(invocation, "html");
	wish->link_base = invocation_option(invocation, "link-base");
	wish->history = HISTORY_DEFAULT;
	if (invocation->argument_count != 0)
		return complain_use("plumb registry report takes no argument "
				    "such as `%s`: name the page's file with "
				    "--html",
			invocation->arguments[0]);
	if (wish->page != NULL && wish->page[0] == '\0')
		return complain_use("--html needs a file, or - for standard "
				    "output");
	if (history != NULL && !slice_number(slice_of(history), 0, HISTORY_MAX,
				       &wish->history))
		return complain_use("--history takes a number of commits from "
				    "0 to %d, not `%s`",
			HISTORY_MAX, history);
	if (wish->link_base != NULL &&
		!string_starts(wish->link_base, "https://") &&
		!string_starts(wish->link_base, "http://"))
		return complain_use("--link-base takes the address that a path "
				    "is appended to, as in "
				    "https://github.com/o/r/blob/main/, not "
				    "`%s`",
			wish->link_base);
	return read_format(invocation, wish);
}

/* --- links ------------------------------------------------------------- */

/* The folder of a file that may not exist yet, absolute, `/` at the end. */
static const char *folder_of(
	struct arena *arena, const char *file, struct error *err)
{
	const char *slash = strrchr(file, '/');
	const char *folder = slash != NULL ? arena_copy(arena, file,
						     (size_t)(slash - file) + 1)
					   : ".";
	char *real = realpath(folder, NULL);
	const char *result;

	if (real == NULL && errno == ENOMEM)
		memory_exhausted();
	if (real == NULL) {
		error_at(err, ERROR_USE, file, 0, 0, "cannot be written: %s",
			strerror(errno));
		return NULL;
	}
	result = arena_format(
		arena, "%s%s", real, strcmp(real, "/") == 0 ? "" : "/");
	free(real);
	return result;
}

/* The way from a folder to another, both absolute with `/` at the end. */
static const char *way_between(
	struct arena *arena, const char *from, const char *to)
{
	struct buffer way = BUFFER_INIT;
	size_t same = 0, i;
	const char *copy;

	for (i = 0; from[i] != '\0' && from[i] == to[i]; i++)
		if (from[i] == '/')
			same = i + 1;
	for (i = same; from[i] != '\0'; i++)
		if (from[i] == '/')
			buffer_add_string(&way, "../");
	uri_add_path(&way, to + same);
	copy = arena_string(arena, buffer_string(&way));
	buffer_release(&way);
	return copy;
}

/* Links of the page lead from its own folder to the files of the work tree;
 * those of a page that is written elsewhere are relative to the root. */
static int page_links(struct registry_report *report, const struct wish *wish,
	const struct target *target, struct error *err)
{
	const char *root = repository_root(target->repository), *folder;

	if (report->link_base != NULL)
		return 0;
	report->link_base = "";
	if (root == NULL || strcmp(wish->page, "-") == 0)
		return 0;
	folder = folder_of(target->arena, wish->page, err);
	if (folder == NULL)
		return -1;
	report->link_base = way_between(target->arena, folder, root);
	return 0;
}

/* --- writing ----------------------------------------------------------- */

static int write_page(struct registry_report *report, const struct wish *wish,
	const struct target *target, struct error *err)
{
	struct buffer page = BUFFER_INIT;
	int result = page_links(report, wish, target, err);

	if (result == 0) {
		registry_report_html(&page, report);
		result = strcmp(wish->page, "-") == 0
				 ? registry_print(&page, err)
				 : file_write(wish->page, page.data, page.size,
					   0644, err);
	}
	buffer_release(&page);
	return result;
}

static int write_report(struct registry_report *report, const struct wish *wish,
	const struct target *target, struct error *err)
{
	struct buffer text = BUFFER_INIT;
	int result = 0;

	if (wish->link_base != NULL)
		report->link_base =
			arena_format(target->arena, "%s%s", wish->link_base,
				string_ends(wish->link_base, "/") ? "" : "/");
	if (wish->write != NULL) {
		wish->write(&text, report);
		result = registry_print(&text, err);
	}
	buffer_release(&text);
	if (result == 0 && wish->page != NULL)
		result = write_page(report, wish, target, err);
	return result;
}

/* The exit status, or -1. */
static int report_on(struct registry_target *target, const struct wish *wish,
	struct error *err)
{
	struct registry_report report = {
		.history_limit = (size_t)wish->history};
	struct registry_history *history = NULL;
	struct run_result result = {0};
	int status =
		survey_run(&result, target->model, &target->target, NULL, err);

	if (status == 0) {
		registry_report_gather(&report, target, &result);
		status = registry_history_read(&history, &report, target, err);
	}
	if (status == 0)
		status = write_report(&report, wish, &target->target, err);
	if (status == 0)
		status = survey_tell_failures(&result);
	registry_history_release(history);
	sink_release(&result.sink);
	return status;
}

static int run_report(const struct invocation *invocation)
{
	struct registry_target target = {.target = {.arena = arena_new()}};
	struct wish wish = {0};
	struct error err = {0};
	int status = read_wish(invocation, &wish);

	if (status == 0 && registry_open_selected(&target, invocation,
				   &survey_selection, &err) != 0)
		status = complain(&err);
	if (status == 0) {
		status = report_on(&target, &wish, &err);
		if (status < 0)
			status = complain(&err);
	}
	registry_close(&target);
	return status;
}

static const struct option_row report_options[] = {
	{0, "html", "FILE",
		"write one self-contained page (- for standard output)"},
	{'f', "format", "FORMAT",
		"text (default without --html), markdown or json"},
	{0, "history", "N",
		"the last N commits that changed the registry (default 20, 0: "
		"none)"},
	{0, "link-base", "URL",
		"link to files there, as in https://github.com/o/r/blob/main/"},
	{0, "staged", NULL, "the registry of the index"},
	{0, "tree", "REV", "the registry of a commit"},
	REGISTRY_OPTIONS,
};

const struct command command_registry_report = {
	.name = "registry report",
	.arguments = "",
	.summary = "show the registry: ranges, services, conflicts, history",
	.description =
		"The page shows every range as a bar of taken, free and foreign "
		"ports, the\nservices to search and sort, what conflicts with "
		"links to file and line, who\nneeds whom, and how the registry "
		"came to be. It needs no network and no other\nfile. markdown "
		"is for a comment on a pull request. Links of the page lead "
		"from\nits folder to the work tree, or below --link-base.\n"
		"\n"
		"Conflicts are where files and the registry, or two files, "
		"disagree about a port:\nfindings of plumb check at level "
		"warning and above. A literal address that agrees\nis none. They "
		"do not change the exit status: that is 0, or 3 when something "
		"could\nnot be looked at.",
	.options = report_options,
	.option_count = OPTION_COUNT(report_options),
	.run = run_report,
};
