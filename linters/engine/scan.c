/*
 * The walk over a snapshot: which files are read at all, and by which
 * thread. Each thread has its own memory, sink and content; what they found
 * is put together at the end, so that nothing depends on who was faster. It
 * must not know what a pattern or a linter looks for.
 */
#include "engine/scan.h"
#include "base/glob.h"
#include "base/memory.h"
#include "engine/configuration.h"
#include "engine/scan_private.h"
#include "engine/scope.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BATCH 32 /* entries that a thread takes at once */
#define MOST_JOBS 8

/* What the threads of a run share. */
struct walk {
	const struct scan *scan;
	const struct scan_request *request;
	const struct scan_options *options;
	struct scan_choice everything, context;
	atomic_size_t next; /* entry */
};

struct thread {
	struct walk *walk;
	struct scan_worker worker;
	bool tells_progress;
	pthread_t id;
};

static bool is_chosen(const struct scan_request *request,
	const struct scan_match *match, enum scan_extent extent)
{
	if (request->wants != NULL && !request->wants(match->rule))
		return false;
	if (extent == SCAN_EVERYTHING)
		return true;
	if (match->match->where_count > 0 && request->context_where)
		return true;
	return match->check != NULL && request->context_linters != NULL &&
	       match->linter != SIZE_MAX &&
	       request->context_linters[match->linter];
}

static void choice_init(struct scan_choice *choice, const struct scan *scan,
	const struct scan_request *request, enum scan_extent extent)
{
	choice->matches = memory_new(scan->matches.count + 1, sizeof(bool));
	choice->scopes = memory_new(scan->globs.count + 1, sizeof(unsigned));
	choice->everything = extent == SCAN_EVERYTHING;
	choice->allows = extent == SCAN_EVERYTHING && scan->reports_allows &&
			 request->wants == NULL;
	for (size_t i = 0; i < scan->matches.count; i++) {
		const struct scan_match *match = &scan->matches.items[i];
		if (!is_chosen(request, match, extent))
			continue;
		choice->matches[i] = true;
		choice->scopes[match->globs] |= match->scope;
	}
}

static void choice_release(struct scan_choice *choice)
{
	free(choice->matches);
	free(choice->scopes);
}

static bool is_wanted_by(struct scan_worker *worker, size_t globs,
	const char *path, unsigned scope)
{
	return globs < worker->scan->globs.count &&
	       (worker->choice->scopes[globs] & scope) != 0 &&
	       scan_accepts(worker, globs, path);
}

/*
 * Does anything want the bytes of the file? Most often what wanted the last
 * one, its neighbour.
 */
static bool is_wanted(
	struct scan_worker *worker, const char *path, unsigned scope)
{
	const struct scan *scan = worker->scan;
	bool is_code = (scope & (SCOPE_SOURCE | SCOPE_TEST)) != 0;
	if (is_code && worker->choice->allows)
		return true;
	/* What the bytes may yet say. */
	if (is_code)
		scope |= SCOPE_GENERATED | SCOPE_LOCK;
	if (is_wanted_by(worker, worker->wanted_by, path, scope))
		return true;
	for (size_t i = 0; i < scan->globs.count; i++)
		if (is_wanted_by(worker, i, path, scope)) {
			worker->wanted_by = i;
			return true;
		}
	return false;
}

static bool is_utf16(const char *text, size_t size)
{
	return size >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 ||
				    memcmp(text, "\xfe\xff", 2) == 0);
}

static void tell_utf16(struct scan_worker *worker, const char *path)
{
	sink_notice(&worker->sink, NOTICE_LEFT_OUT, path,
		"left out: it is UTF-16; write it as UTF-8");
}

/*
 * A file that by its name is text, and by its bytes is not: that may be
 * UTF-16, which nobody should have to guess.
 */
static void look_for_utf16(
	struct scan_worker *worker, const struct snapshot_entry *entry)
{
	const struct snapshot *snapshot = worker->request->snapshot;
	struct buffer *buffer = &worker->content.buffer;
	bool too_large = false, absent = false;
	struct error err;
	if (language_of(entry->path, "", 0) == LANGUAGE_UNKNOWN)
		return;
	buffer_clear(buffer);
	if (snapshot->operations->read(snapshot, entry, buffer, CONTENT_LIMIT,
		    &too_large, &absent, &err) == 0 &&
		is_utf16(buffer->data, buffer->size))
		tell_utf16(worker, entry->path);
	buffer_clear(buffer);
}

static void leave_out(struct scan_worker *worker,
	const struct snapshot_entry *entry, enum left_out reason)
{
	worker->counts.left_out[reason]++;
	switch (reason) {
	case LEFT_TOO_LARGE:
		sink_notice(&worker->sink, NOTICE_LEFT_OUT, entry->path,
			"left out: larger than %d MiB",
			CONTENT_LIMIT / (1024 * 1024));
		break;
	case LEFT_LFS:
	case LEFT_ENCRYPTED:
		sink_notice(&worker->sink, NOTICE_LEFT_OUT, entry->path,
			"left out: it is %s", left_out_name(reason));
		break;
	case LEFT_BINARY:
		look_for_utf16(worker, entry);
		break;
	case LEFT_NOTHING:
	case LEFT_LINK:
	case LEFT_SUBMODULE:
	case LEFT_ABSENT:
	case LEFT_VENDORED:
		break;
	}
}

/* The bytes are in worker->content. */
static void scan_text(
	struct scan_worker *worker, const struct snapshot_entry *entry)
{
	const struct buffer *buffer = &worker->content.buffer;
	worker->counts.files++;
	worker->counts.bytes += buffer->size;
	if (is_utf16(buffer->data, buffer->size)) {
		tell_utf16(worker, entry->path);
		return;
	}
	if (buffer->size == 0)
		return;
	worker->file = (struct scanned_file){
		.entry = entry,
		.path = entry->path,
		.text = buffer->data,
		.size = buffer->size,
	};
	scan_find(worker);
	scan_judge(worker);
	if (worker->has_allow && worker->choice->everything)
		vector_add(&worker->allows,
			arena_string(worker->sink.arena, entry->path));
	if (worker->has_lines)
		lines_release(&worker->lines);
	worker->has_lines = worker->has_spans = false;
}

static void scan_entry(
	struct scan_worker *worker, const struct snapshot_entry *entry)
{
	const struct scan_request *request = worker->request;
	struct error err = {.kind = ERROR_NONE};
	if (configuration_ignores(request->configuration, entry->path))
		return;
	worker->number++;
	enum scope scope = scopes_of_path(request->scopes, entry->path);
	if (!is_wanted(worker, entry->path, scope)) {
		if (scope == SCOPE_VENDORED)
			worker->counts.left_out[LEFT_VENDORED]++;
		return;
	}
	if (snapshot_read(request->snapshot, entry, &worker->content, &err) !=
		0)
		sink_notice(&worker->sink, NOTICE_FAILED, entry->path, "%s",
			err.message);
	else if (worker->content.left_out != LEFT_NOTHING)
		leave_out(worker, entry, worker->content.left_out);
	else
		scan_text(worker, entry);
}

static void worker_init(struct scan_worker *worker, const struct walk *walk)
{
	const struct scan *scan = walk->scan;
	const struct scan_request *request = walk->request;
	struct arena *arena = arena_new();
	memset(worker, 0, sizeof(*worker));
	worker->scan = scan;
	worker->request = request;
	worker->options = walk->options;
	sink_init(&worker->sink, arena, scan->settings);
	worker->sink.wants_facts = walk->options->wants_facts;
	worker->check = (struct check){
		.snapshot = request->snapshot,
		.configuration = request->configuration,
		.settings = scan->settings,
		.model = request->model,
		.sink = &worker->sink,
		.arena = arena,
	};
	worker->scratch = pattern_scratch_new();
	worker->stamps =
		memory_new(scan->matches.count + 1, sizeof(*worker->stamps));
	worker->failed =
		memory_new(scan->matches.count + 1, sizeof(*worker->failed));
	worker->idle =
		memory_new(scan->literal_count + 1, sizeof(*worker->idle));
	worker->verdicts =
		memory_new(scan->globs.count + 1, sizeof(*worker->verdicts));
}

/* The sink and the arena are handed over before. */
static void worker_release(struct scan_worker *worker)
{
	sink_release(&worker->sink);
	pattern_scratch_free(worker->scratch);
	content_release(&worker->content);
	lexical_spans_free(&worker->spans);
	vector_free(&worker->allows);
	vector_free(&worker->hits);
	vector_free(&worker->groups);
	vector_free(&worker->claims);
	free(worker->stamps);
	free(worker->failed);
	free(worker->idle);
	free(worker->verdicts);
}

static void scan_batch(struct thread *thread, size_t from, size_t to)
{
	const struct walk *walk = thread->walk;
	const struct scan_request *request = walk->request;
	for (size_t i = from; i < to; i++) {
		enum scan_extent extent =
			request->extents == NULL
				? SCAN_EVERYTHING
				: (enum scan_extent)request->extents[i];
		if (extent == SCAN_NOTHING)
			continue;
		thread->worker.choice = extent == SCAN_CONTEXT
						? &walk->context
						: &walk->everything;
		scan_entry(&thread->worker, &request->snapshot->entries[i]);
	}
}

/* Most of the entries of a large tree, when little changed. */
static bool is_nothing(const struct walk *walk, size_t from, size_t to)
{
	static const unsigned char nothing[BATCH]; /* SCAN_NOTHING */
	const unsigned char *extents = walk->request->extents;
	return extents != NULL &&
	       memcmp(extents + from, nothing, to - from) == 0;
}

static void *thread_run(void *state)
{
	struct thread *thread = state;
	struct walk *walk = thread->walk;
	const struct scan_options *options = walk->options;
	size_t count = walk->request->snapshot->count;
	for (;;) {
		size_t from = atomic_fetch_add(&walk->next, BATCH);
		if (from >= count)
			return NULL;
		size_t to = count - from > BATCH ? from + BATCH : count;
		if (!is_nothing(walk, from, to))
			scan_batch(thread, from, to);
		if (thread->tells_progress)
			options->progress(options->progress_state, to, count);
	}
}

static size_t entry_count(const struct walk *walk)
{
	const unsigned char *extents = walk->request->extents;
	size_t count = walk->request->snapshot->count, entries = 0;
	if (extents == NULL)
		return count;
	for (size_t from = 0; from < count; from += BATCH) {
		size_t to = count - from > BATCH ? from + BATCH : count;
		if (is_nothing(walk, from, to))
			continue;
		for (size_t i = from; i < to; i++)
			entries += extents[i] != SCAN_NOTHING;
	}
	return entries;
}

/* Processors that are asked for, but no more than there is work for. */
static size_t job_count(const struct walk *walk, size_t entries)
{
	size_t jobs = walk->options->jobs;
	if (jobs == 0) {
		long online = sysconf(_SC_NPROCESSORS_ONLN);
		jobs = online < 1 ? 1 : (size_t)online;
		if (jobs > MOST_JOBS)
			jobs = MOST_JOBS;
	}
	if (jobs > (entries + BATCH - 1) / BATCH)
		jobs = (entries + BATCH - 1) / BATCH;
	return jobs > 0 ? jobs : 1;
}

/* The caller's thread is the first; where no more can be had, it does all. */
static void threads_run(struct thread *threads, size_t count, struct walk *walk)
{
	size_t started = 1;
	for (size_t i = 0; i < count; i++) {
		threads[i].walk = walk;
		worker_init(&threads[i].worker, walk);
	}
	threads[0].tells_progress = walk->options->progress != NULL;
	for (; started < count; started++)
		if (pthread_create(&threads[started].id, NULL, thread_run,
			    &threads[started]) != 0)
			break;
	thread_run(&threads[0]);
	for (size_t i = 1; i < started; i++)
		pthread_join(threads[i].id, NULL);
}

static int path_compare(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static int notice_compare(const void *left, const void *right)
{
	const struct notice *a = left, *b = right;
	int order = strcmp(
		a->path != NULL ? a->path : "", b->path != NULL ? b->path : "");
	if (order == 0 && a->kind != b->kind)
		order = a->kind < b->kind ? -1 : 1;
	return order != 0 ? order : strcmp(a->message, b->message);
}

static void counts_add(
	struct scan_counts *counts, const struct scan_counts *more)
{
	counts->files += more->files;
	counts->bytes += more->bytes;
	for (size_t i = 0;
		i < sizeof(counts->left_out) / sizeof(counts->left_out[0]); i++)
		counts->left_out[i] += more->left_out[i];
}

/* What the threads found goes to the sink; notices and paths are sorted. */
static void gather(struct thread *threads, size_t count, struct sink *sink,
	struct scan_counts *counts)
{
	size_t first_notice = sink->notices.count;
	VECTOR(const char *) allows = {NULL, 0, 0};
	for (size_t i = 0; i < count; i++) {
		struct scan_worker *worker = &threads[i].worker;
		sink_absorb(sink, &worker->sink);
		counts_add(counts, &worker->counts);
		for (size_t k = 0; k < worker->allows.count; k++)
			vector_add(&allows, worker->allows.items[k]);
		arena_absorb(sink->arena, worker->sink.arena);
		worker_release(worker);
	}
	if (sink->notices.count > first_notice)
		qsort(sink->notices.items + first_notice,
			sink->notices.count - first_notice,
			sizeof(*sink->notices.items), notice_compare);
	if (allows.count > 0)
		qsort(allows.items, allows.count, sizeof(*allows.items),
			path_compare);
	counts->allow_count = allows.count;
	counts->allows = vector_move(&allows, sink->arena);
}

void scan_run(struct scan *scan, const struct scan_request *request,
	const struct scan_options *options, struct sink *sink,
	struct scan_counts *counts)
{
	struct walk walk = {
		.scan = scan, .request = request, .options = options};
	size_t entries = entry_count(&walk), count = job_count(&walk, entries);
	struct thread *threads = memory_new(count, sizeof(*threads));
	atomic_init(&walk.next, 0);
	choice_init(&walk.everything, scan, request, SCAN_EVERYTHING);
	choice_init(&walk.context, scan, request, SCAN_CONTEXT);
	memset(counts, 0, sizeof(*counts));
	snapshot_expect(request->snapshot, entries);
	threads_run(threads, count, &walk);
	gather(threads, count, sink, counts);
	choice_release(&walk.everything);
	choice_release(&walk.context);
	free(threads);
}
