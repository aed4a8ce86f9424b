/*
 * `plumb registry migrate`: the first draft of a registry, out of what the
 * repository publishes and defaults today.
 */
#include "base/arena.h"
#include "base/file.h"
#include "base/glob.h"
#include "base/map.h"
#include "cli/command.h"
#include "cli/print.h"
#include "cli/registry_commands.h"
#include "cli/registry_form.h"
#include "cli/registry_ports.h"
#include "generate/proposal.h"
#include "source/repository.h"
#include <string.h>

struct migrating {
	struct registry_target target;
	struct arena *arena;
	struct registry_wish wish;
	struct proposal_example_list examples;
	struct run_result facts;
	struct proposal *proposal;
	struct buffer draft; /* YAML with comments */
	struct remark_list remarks;
};

/* --- a missing .env ---------------------------------------------------- */

/* Examples that are laid in the place of what is missing. */
struct layers {
	struct map paths; /* that have one by now */
	VECTOR(struct memory_file) files;
};

static bool is_there(const struct migrating *migrating,
	const struct layers *layers, const char *path)
{
	return map_has(&layers->paths, slice_of(path)) ||
	       snapshot_find(migrating->target.target.snapshot, path) != NULL;
}

/* What people copy to `.env`, in the folder or the nearest above it. */
static const char *find_example(const struct migrating *migrating,
	const struct layers *layers, const char *folder)
{
	static const char *const names[] = {".env", ".env.example",
		".env.sample", ".env.template", ".env.dist"};

	for (;;) {
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
			const char *path =
				path_join(migrating->arena, folder, names[i]);

			if (path != NULL && is_there(migrating, layers, path))
				return path;
		}
		if (*folder == '\0')
			return NULL;
		folder = arena_copy(
			migrating->arena, folder, path_folder_size(folder));
	}
}

static void lay_example(
	struct migrating *migrating, struct layers *layers, const char *folder)
{
	const char *path = path_join(migrating->arena, folder, ".env");
	const struct proposal_example example = {
		path, find_example(migrating, layers, folder)};
	struct memory_file file = {.path = path};
	const struct model_text *text;

	if (example.source == NULL || is_there(migrating, layers, path))
		return;
	text = model_text(migrating->target.model, example.source);
	if (text == NULL)
		return;
	file.data = text->text;
	file.size = text->size;
	vector_add(&layers->files, file);
	map_put_string(&layers->paths, path, NULL);
	vector_add(&migrating->examples, example);
}

/*
 * `.env` is in no repository that takes care of it; what stands in its
 * example is what everybody starts with.
 */
static void lay_examples(struct migrating *migrating)
{
	struct target *target = &migrating->target.target;
	struct layers layers = {0};
	size_t count;
	struct compose_file *const *files =
		model_compose_files(migrating->target.model, &count);

	for (size_t i = 0; i < count; i++)
		lay_example(migrating, &layers,
			arena_string(migrating->arena, files[i]->folder));
	if (layers.files.count > 0) {
		target->snapshot = snapshot_overlay_all(target->snapshot,
			layers.files.items, layers.files.count);
		registry_open_model(&migrating->target);
	}
	vector_free(&layers.files);
	map_release(&layers.paths);
}

/* --- the draft --------------------------------------------------------- */

/* By the last commit: the same tree gives the same draft on every day. */
static const char *day_of(struct migrating *migrating)
{
	struct target *target = &migrating->target.target;
	char *day = arena_alloc(migrating->arena, sizeof(target->today));

	if (target->repository != NULL &&
		repository_head_day(target->repository, day))
		return day;
	return target->today;
}

static int make_draft(struct migrating *migrating, struct error *err)
{
	struct repository *repository = migrating->target.target.repository;

	/* day_of() must not take what cannot be read for no commit. */
	if (repository != NULL && repository_ready(repository, err) != 0)
		return -1;
	lay_examples(migrating);
	if (registry_facts(&migrating->facts, &migrating->target, err) != 0)
		return -1;
	migrating->proposal =
		proposal_make(migrating->arena, migrating->target.model,
			&migrating->facts.sink.facts, &migrating->examples);
	proposal_write(&migrating->draft, migrating->proposal, migrating->arena,
		day_of(migrating));
	return 0;
}

/* Another form or syntax: the draft read by the registry's own reader. */
static int convert(struct migrating *migrating, struct error *err)
{
	struct document *document;
	struct registry *registry;
	struct buffer converted = BUFFER_INIT;

	if (migrating->wish.form == FORM_YAML &&
		(migrating->wish.shape == REGISTRY_NONE ||
			migrating->wish.shape == REGISTRY_RANGES))
		return 0;
	if (document_parse(&document, migrating->arena, DOCUMENT_YAML,
		    "the draft", buffer_string(&migrating->draft),
		    migrating->draft.size, err) != 0)
		return -1;
	registry = registry_read(migrating->arena, document, "");
	registry_wish_write(&converted, migrating->arena, registry,
		&migrating->wish, &migrating->remarks);
	registry_release(registry);
	buffer_release(&migrating->draft);
	migrating->draft = converted;
	registry_remark(&migrating->remarks);
	if (migrating->proposal->decisions > 0)
		tell("only YAML in the form of ranges says beside "
		     "each entry where it was seen and what is to be "
		     "decided");
	return 0;
}

/* --- where it goes ----------------------------------------------------- */

static int overwrite(struct migrating *migrating, const char *path,
	const char *name, struct error *err)
{
	struct buffer before = BUFFER_INIT;
	struct slice bytes;
	int result = file_read(&before, name, err);

	bytes = slice_range(buffer_string(&before), 0, before.size);
	if (result == 0)
		result = registry_write(&migrating->target.target, path, &bytes,
			&migrating->draft, err);
	buffer_release(&before);
	return result;
}

static int write_file(struct migrating *migrating, const char *output,
	bool force, struct error *err)
{
	struct target *target = &migrating->target.target;
	const char *path = target_path(target, output);
	const char *root = target->repository != NULL
				   ? repository_root(target->repository)
				   : NULL;
	const char *name;
	int result;

	if (path == NULL || *path == '\0')
		return error_set(err, ERROR_USE,
			"`%s` lies outside the repository", output);
	name = root != NULL ? arena_format(migrating->arena, "%s%s", root, path)
			    : NULL;
	if (name != NULL && file_exists(name) && !force)
		return error_at(err, ERROR_USE, path, 0, 0,
			"exists already: say --force to write over it");
	result = name != NULL && file_exists(name)
			 ? overwrite(migrating, path, name, err)
			 : registry_write(
				   target, path, NULL, &migrating->draft, err);
	if (result == 0)
		tell("wrote %s: `git add` it, and `plumb registry "
		     "validate` tells what is missing",
			path);
	return result;
}

static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

static void tell_draft(const struct migrating *migrating)
{
	const struct proposal *proposal = migrating->proposal;

	if (migrating->target.count > 0)
		tell("there is a registry already, %s: this draft "
		     "was made without it",
			migrating->target.registries[0]->path);
	tell("proposed %zu service%s in %zu range%s from %zu "
	     "compose file%s, env files and code; %zu thing%s to decide, "
	     "%zu owner%s to name",
		proposal->services.count, plural(proposal->services.count),
		proposal->ranges.count, plural(proposal->ranges.count),
		proposal->file_count, plural(proposal->file_count),
		proposal->decisions, plural(proposal->decisions),
		proposal->ownerless, plural(proposal->ownerless));
}

static int migrate(struct migrating *migrating,
	const struct invocation *invocation, struct error *err)
{
	const char *output = invocation_option(invocation, "out");
	bool force = invocation_option(invocation, "force") != NULL;
	int result;

	if (registry_open_target(&migrating->target, invocation, err) != 0 ||
		make_draft(migrating, err) != 0 || convert(migrating, err) != 0)
		return -1;
	result = output != NULL ? write_file(migrating, output, force, err)
				: registry_print(&migrating->draft, err);
	if (result == 0)
		tell_draft(migrating);
	return result;
}

static int run_migrate(const struct invocation *invocation)
{
	struct migrating migrating = {
		.target = {.target = {.arena = arena_new()}}};
	struct error err = {0};
	int status = registry_wish_read(&migrating.wish, invocation, "yaml");

	migrating.arena = migrating.target.target.arena;
	if (status == 0 && invocation->argument_count != 0)
		status = complain_use("plumb registry migrate takes no "
				      "argument such as `%s`: see --out",
			invocation->arguments[0]);
	if (status == 0 && migrate(&migrating, invocation, &err) != 0)
		status = complain(&err);
	if (migrating.proposal != NULL)
		proposal_release(migrating.proposal);
	sink_release(&migrating.facts.sink);
	vector_free(&migrating.examples);
	vector_free(&migrating.remarks);
	buffer_release(&migrating.draft);
	registry_close(&migrating.target);
	return status;
}

static const struct option_row migrate_options[] = {
	{'o', "out", "FILE",
		"write it there, not to standard output; never over a file "
		"that exists"},
	{0, "force", NULL, "with --out: write over the file all the same"},
	{0, "form", "FORM", "yaml (default), json, mongo or csv"},
	REGISTRY_SHAPE_OPTION,
	{'C', "directory", "DIR", "run as if started in DIR"},
	{0, "config", "FILE", "read this configuration, not .plumb.yml"},
};

const struct command command_registry_migrate = {
	.name = "registry migrate",
	.arguments = "",
	.summary = "draft a registry from what the repository publishes today",
	.description =
		"For a repository that has none: the host ports that its compose "
		"files publish, and\nthose that env files and code default to in "
		"components that no compose file has, as\nservices in ranges. "
		"Above each entry stands where the port was seen, and behind\n"
		"`# decide:` what only a person knows: who keeps a port that two "
		"services have, which\nof two ports counts, what a variable is. "
		"Owners come from CODEOWNERS; where it says\nnobody, `owner` is "
		"empty, which `plumb registry validate` tells.",
	.options = migrate_options,
	.option_count = OPTION_COUNT(migrate_options),
	.run = run_migrate,
};
