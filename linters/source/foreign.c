/*
 * What libgit2 asks of a repository that it cannot open, answered by the
 * installed git. It must not know what the objects are read for.
 */
#include "source/foreign.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/string.h"
#include "source/handle.h"
#include "source/plumbing.h"
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* `git cat-file`, as libgit2 sees it: a place where objects lie. */
struct object_source {
	git_odb_backend backend; /* first: what libgit2 holds */
	struct repository *repository;
	struct plumbing_child child;
	bool is_running;
	pthread_mutex_t lock; /* one question at a time */
};

/* What git says of an object before its bytes. */
struct object_head {
	git_object_t type;
	size_t size;
};

/* --- one question, one answer ------------------------------------------- */

static int source_start(struct object_source *source)
{
	static const char *const words[] = {
		"cat-file", "--batch-command", NULL};

	if (source->is_running)
		return 0;
	if (plumbing_begin(&source->child, source->repository, words, NULL))
		return -1;
	source->is_running = true;
	return 0;
}

/* It ended, or answers what nobody asked: the next question starts anew. */
static int source_stop(struct object_source *source)
{
	if (source->is_running)
		plumbing_end(&source->child);
	source->is_running = false;
	libgit2.error_set_str(GIT_ERROR_ODB,
		"`git cat-file --batch-command` (git 2.36 or later) gives no "
		"answer");
	return GIT_ERROR;
}

/* "<id> <type> <size>", "<id> missing" or "<id> ambiguous". */
static int read_head(struct object_source *source, struct object_head *head)
{
	struct buffer line = BUFFER_INIT;
	int status = plumbing_read_line(&source->child, &line);
	char *type, *size;
	long number;

	if (status) {
		buffer_release(&line);
		return source_stop(source);
	}
	type = strchr(line.data, ' ');
	size = type ? strchr(type + 1, ' ') : NULL;
	if (size) {
		*size++ = '\0';
		head->type = libgit2.object_string2type(type + 1);
		status = slice_number(slice_of(size), 0, LONG_MAX, &number)
				 ? 0
				 : source_stop(source);
		head->size = status ? 0 : (size_t)number;
	} else {
		status = GIT_ENOTFOUND;
	}
	buffer_release(&line);
	return status;
}

static int ask_head(struct object_source *source, const char *command,
	const git_oid *id, struct object_head *head)
{
	char question[GIT_OID_HEXSZ + 32], hex[GIT_OID_HEXSZ + 1];

	libgit2.oid_tostr(hex, sizeof(hex), id);
	snprintf(question, sizeof(question), "%s %s\n", command, hex);
	if (source_start(source) ||
		plumbing_write(&source->child, question, strlen(question)))
		return source_stop(source);
	return read_head(source, head);
}

/* --- long ids to short ones --------------------------------------------- */

/* "<mode> <name>\0<id>" each; what is cut off is left to be refused. */
static size_t shorten_tree(char *bytes, size_t size, size_t id_size)
{
	size_t from = 0, to = 0;

	while (from < size) {
		const char *end = memchr(bytes + from, '\0', size - from);
		size_t name = end ? (size_t)(end + 1 - (bytes + from)) : 0;

		if (!end || size - from - name < id_size)
			break;
		memmove(bytes + to, bytes + from, name + GIT_OID_RAWSZ);
		to += name + GIT_OID_RAWSZ;
		from += name + id_size;
	}
	memmove(bytes + to, bytes + from, size - from);
	return to + size - from;
}

static bool is_id_line(const char *line, size_t size)
{
	return (size > 5 && memcmp(line, "tree ", 5) == 0) ||
	       (size > 7 && memcmp(line, "parent ", 7) == 0);
}

/* The lines `tree` and `parent`, with which a commit begins. */
static size_t shorten_commit(char *bytes, size_t size, size_t id_size)
{
	size_t cut = 2 * (id_size - GIT_OID_RAWSZ), from = 0, to = 0;

	while (from < size && is_id_line(bytes + from, size - from)) {
		const char *end = memchr(bytes + from, '\n', size - from);
		size_t line = end ? (size_t)(end - (bytes + from)) : 0;

		if (!end || line <= cut)
			break;
		memmove(bytes + to, bytes + from, line - cut);
		to += line - cut;
		bytes[to++] = '\n';
		from += line + 1;
	}
	memmove(bytes + to, bytes + from, size - from);
	return to + size - from;
}

static size_t shorten(struct object_source *source, git_object_t type,
	char *bytes, size_t size)
{
	size_t id_size = source->repository->hex_size / 2;

	if (id_size == GIT_OID_RAWSZ)
		return size;
	if (type == GIT_OBJECT_TREE)
		return shorten_tree(bytes, size, id_size);
	if (type == GIT_OBJECT_COMMIT)
		return shorten_commit(bytes, size, id_size);
	return size;
}

/* --- what libgit2 calls -------------------------------------------------- */

static int read_bytes(struct object_source *source,
	const struct object_head *head, void **out, size_t *size)
{
	char *bytes = libgit2.odb_backend_data_alloc(
		&source->backend, head->size + 1);
	char end;

	if (!bytes)
		return GIT_ERROR;
	if (plumbing_read(&source->child, bytes, head->size) ||
		plumbing_read(&source->child, &end, 1) || end != '\n') {
		libgit2.odb_backend_data_free(&source->backend, bytes);
		return source_stop(source);
	}
	bytes[head->size] = '\0';
	*size = shorten(source, head->type, bytes, head->size);
	*out = bytes;
	return 0;
}

static int read_object(void **out, size_t *size, git_object_t *type,
	git_odb_backend *backend, const git_oid *id)
{
	struct object_source *source = (struct object_source *)backend;
	struct object_head head;
	int status;

	pthread_mutex_lock(&source->lock);
	status = ask_head(source, "contents", id, &head);
	if (status == 0)
		status = read_bytes(source, &head, out, size);
	pthread_mutex_unlock(&source->lock);
	*type = status == 0 ? head.type : GIT_OBJECT_INVALID;
	return status;
}

static int read_header(size_t *size, git_object_t *type,
	git_odb_backend *backend, const git_oid *id)
{
	struct object_source *source = (struct object_source *)backend;
	struct object_head head = {GIT_OBJECT_INVALID, 0};
	int status;

	pthread_mutex_lock(&source->lock);
	status = ask_head(source, "info", id, &head);
	pthread_mutex_unlock(&source->lock);
	*size = head.size;
	*type = head.type;
	return status;
}

static void free_source(git_odb_backend *backend)
{
	struct object_source *source = (struct object_source *)backend;

	if (source->is_running)
		plumbing_end(&source->child);
	pthread_mutex_destroy(&source->lock);
	free(source);
}

static git_odb_backend *source_new(struct repository *repository)
{
	struct object_source *source = memory_new(1, sizeof(*source));

	libgit2.odb_init_backend(&source->backend, GIT_ODB_BACKEND_VERSION);
	source->backend.read = read_object;
	source->backend.read_header = read_header;
	source->backend.free = free_source;
	source->repository = repository;
	pthread_mutex_init(&source->lock, NULL);
	return &source->backend;
}

/* A libgit2 repository of objects alone, with nobody's configuration. */
static int wrap(struct repository *repository, struct error *err)
{
	git_odb_backend *source = source_new(repository);
	git_config *none = NULL;
	git_odb *objects = NULL;
	int status = libgit2.odb_new(&objects);

	if (status == 0)
		status = libgit2.odb_add_backend(objects, source, 1);
	if (status < 0)
		source->free(source);
	if (status == 0)
		status = libgit2.repository_wrap_odb(&repository->git, objects);
	if (status == 0)
		status = libgit2.config_new(&none);
	if (status == 0)
		status = libgit2.repository_set_config(repository->git, none);
	libgit2.config_free(none);
	libgit2.odb_free(objects);
	return status < 0 ? handle_failed(err, "the objects cannot be opened")
			  : 0;
}

/* --- folders and revisions ----------------------------------------------- */

/* The first line of an answer; a name may have line ends in it, so all. */
static const char *line_of(struct arena *arena, const struct buffer *answer)
{
	if (answer->size < 2 || answer->data[answer->size - 1] != '\n')
		return NULL;
	return arena_copy(arena, answer->data, answer->size - 1);
}

/* Before the repository is open: from start, by the environment as it is. */
static int find(const char **out, struct repository *repository,
	const char *start, const char *what, struct error *err)
{
	const char *question[] = {"rev-parse", what, NULL};
	struct buffer answer = BUFFER_INIT;
	int status = plumbing_run(&answer, start, question, err);

	*out = status == 0 ? line_of(repository->arena, &answer) : NULL;
	buffer_release(&answer);
	return *out ? 0 : -1;
}

static const char *as_folder(struct arena *arena, const char *path)
{
	return arena_format(
		arena, "%s%s", path, string_ends(path, "/") ? "" : "/");
}

static int find_all(
	struct repository *repository, const char *start, struct error *err)
{
	const char *format, *bare, *shallow;
	struct arena *arena = repository->arena;

	if (find(&repository->directory, repository, start,
		    "--absolute-git-dir", err) ||
		find(&format, repository, start, "--show-object-format", err) ||
		find(&bare, repository, start, "--is-bare-repository", err) ||
		find(&shallow, repository, start, "--is-shallow-repository",
			err))
		return -1;
	repository->directory = as_folder(arena, repository->directory);
	repository->by_git = true;
	repository->is_shallow = strcmp(shallow, "true") == 0;
	if (strcmp(format, "sha256") == 0)
		repository->hex_size = 64;
	if (strcmp(bare, "true") == 0)
		return 0;
	if (find(&repository->root, repository, start, "--show-toplevel", err))
		return -1;
	repository->root = as_folder(arena, repository->root);
	return 0;
}

int foreign_open(struct repository *repository, const char *start,
	const char *why, struct error *err)
{
	struct error problem = {0};

	why = arena_string(repository->arena, why);
	if (find_all(repository, start, &problem))
		return error_set(err, ERROR_WORK,
			"libgit2 does not read this repository (%s), nor does "
			"the installed git: %s; a newer git may",
			why, problem.message);
	return wrap(repository, err);
}

const char *foreign_ask(
	struct repository *repository, const char *const *arguments)
{
	struct buffer answer = BUFFER_INIT;
	const char *line = NULL;

	if (plumbing_ask(&answer, repository, arguments, NULL) == 0)
		line = line_of(repository->arena, &answer);
	buffer_release(&answer);
	return line;
}

const char *foreign_resolve(struct repository *repository, const char *revision)
{
	const char *question[] = {"rev-parse", "--verify", "-q",
		"--end-of-options", revision, NULL};

	return foreign_ask(repository, question);
}

/* Not of a revision: a path may follow in it, with `^` in its name. */
const char *foreign_commit(struct repository *repository, const char *id)
{
	return foreign_resolve(
		repository, arena_format(repository->arena, "%s^{commit}", id));
}

int foreign_merge_heads(struct repository *repository,
	int (*visit)(const git_oid *id, void *state), void *state,
	struct error *err)
{
	const char *path = arena_format(
		repository->arena, "%sMERGE_HEAD", repository->directory);
	struct buffer text = BUFFER_INIT;
	const char *line;
	git_oid id;
	int status = 0;

	if (!file_exists(path))
		return 0;
	if (file_read(&text, path, err))
		return -1;
	for (line = buffer_string(&text); status == 0 && *line;
		line += strcspn(line, "\n"), line += *line == '\n')
		status = libgit2.oid_fromstrn(&id, line, GIT_OID_HEXSZ) < 0
				 ? handle_failed(
					   err, "MERGE_HEAD cannot be read")
				 : visit(&id, state);
	buffer_release(&text);
	return status;
}
