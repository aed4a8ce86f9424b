/*
 * Running git as a child. It must not know what it is asked, nor read what
 * it answers.
 */
#include "source/plumbing.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/string.h"
#include "base/vector.h"
#include "source/handle.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { PIPE_STEP = 64 * 1024, SAID_MAX = 300 };

VECTOR_TYPE(word_list, const char *);

/* The environment with settings ("NAME=value") in place of its own. */
static void environment_with(
	struct word_list *out, const char *const *settings, size_t count)
{
	size_t i;
	char **word;

	for (word = environ; word && *word; word++) {
		for (i = 0; i < count; i++) {
			size_t size = strcspn(settings[i], "=") + 1;

			if (strncmp(*word, settings[i], size) == 0)
				break;
		}
		if (i == count)
			vector_add(out, *word);
	}
	for (i = 0; i < count; i++)
		vector_add(out, settings[i]);
	vector_add(out, NULL);
}

/* Reads what is there; closes the pipe and sets it to -1 at its end. */
static void drain(int *pipe, struct buffer *out)
{
	ssize_t count;

	buffer_reserve(out, PIPE_STEP);
	count = read(*pipe, out->data + out->size, PIPE_STEP - 1);
	if (count > 0) {
		out->size += (size_t)count;
		out->data[out->size] = '\0';
	} else if (count == 0 || errno != EINTR) {
		close(*pipe);
		*pipe = -1;
	}
}

/* Both at once, so that a full pipe never stops the child. */
static void drain_both(
	int output, int complaints, struct buffer *out, struct buffer *said)
{
	while (output >= 0 || complaints >= 0) {
		struct pollfd ready[2] = {
			{.fd = output, .events = POLLIN},
			{.fd = complaints, .events = POLLIN},
		};

		if (poll(ready, 2, -1) < 0)
			continue;
		if (ready[0].revents)
			drain(&output, out);
		if (ready[1].revents)
			drain(&complaints, said);
	}
}

static int wait_for(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}

/* What a child has for its own; below 0: nothing. */
struct streams {
	int input, output, complaints;
};

static void hand_over(
	posix_spawn_file_actions_t *actions, int descriptor, int as)
{
	if (descriptor >= 0)
		posix_spawn_file_actions_adddup2(actions, descriptor, as);
	else
		posix_spawn_file_actions_addopen(
			actions, as, "/dev/null", O_RDWR, 0);
}

/* What posix_spawn() takes away and hands over. */
static int start(pid_t *child, const char *const *words,
	const char *const *environment, struct streams streams)
{
	posix_spawn_file_actions_t actions;
	char *const *argv, *const *envp;
	int status;

	/* POSIX wants them without const, and leaves them as they are. */
	memcpy(&argv, &words, sizeof(argv));
	memcpy(&envp, &environment, sizeof(envp));
	posix_spawn_file_actions_init(&actions);
	hand_over(&actions, streams.input, 0);
	hand_over(&actions, streams.output, 1);
	hand_over(&actions, streams.complaints, 2);
	status = posix_spawnp(child, "git", &actions, NULL, argv, envp);
	posix_spawn_file_actions_destroy(&actions);
	return status;
}

/*
 * A pipe whose ends are none of 0, 1 and 2, even where the caller has closed
 * those: the child's dup2() would else take one for the other.
 */
static int pipe_open(int ends[2])
{
	size_t i;

	if (pipe(ends) < 0)
		return -1;
	for (i = 0; i < 2; i++) {
		int moved = fcntl(ends[i], F_DUPFD_CLOEXEC, 3);

		close(ends[i]);
		ends[i] = moved;
	}
	if (ends[0] >= 0 && ends[1] >= 0)
		return 0;
	close(ends[0]);
	close(ends[1]);
	return -1;
}

static int not_run(struct error *err, int problem)
{
	return error_set(
		err, ERROR_WORK, "git cannot be run: %s", strerror(problem));
}

/* The last line that git said, which is the one that says why. */
static int failed(struct error *err, const char *verb, struct buffer *said)
{
	struct slice text =
		slice_trim(slice_range(buffer_string(said), 0, said->size));
	size_t start_of_line = text.size;

	while (start_of_line && text.data[start_of_line - 1] != '\n')
		start_of_line--;
	text = slice_range(text.data, start_of_line, text.size);
	if (slice_starts(text, "fatal: "))
		text = slice_range(text.data, strlen("fatal: "), text.size);
	if (text.size > SAID_MAX)
		text.size = SAID_MAX;
	if (text.size == 0)
		text = slice_of("without a word");
	return error_set(err, ERROR_WORK, "`git %s` failed: %.*s", verb,
		(int)text.size, text.data);
}

static const char *verb_of(const char *const *words)
{
	while (*words && **words == '-')
		words += strcmp(*words, "-C") == 0 || strcmp(*words, "-c") == 0
				 ? 2
				 : 1;
	return *words ? *words : "";
}

static int run(struct buffer *out, const char *const *words,
	const char *const *environment, struct error *err)
{
	struct buffer said = BUFFER_INIT;
	int output[2], complaints[2], status, problem;
	pid_t child;

	if (pipe_open(output) < 0)
		return not_run(err, errno);
	if (pipe_open(complaints) < 0) {
		problem = errno;
		close(output[0]);
		close(output[1]);
		return not_run(err, problem);
	}
	problem = start(&child, words, environment,
		(struct streams){-1, output[1], complaints[1]});
	close(output[1]);
	close(complaints[1]);
	if (problem) {
		close(output[0]);
		close(complaints[0]);
		return not_run(err, problem);
	}
	drain_both(output[0], complaints[0], out, &said);
	status = wait_for(child);
	status = status == 0 ? 0 : failed(err, verb_of(words + 1), &said);
	buffer_release(&said);
	return status;
}

static void command_line(struct word_list *words, const char *folder,
	const char *const *arguments)
{
	vector_add(words, "git");
	vector_add(words, "--no-pager");
	if (folder) {
		vector_add(words, "-C");
		vector_add(words, folder);
	}
	/* It would run a program that the repository names. */
	vector_add(words, "-c");
	vector_add(words, "core.fsmonitor=false");
	for (; *arguments; arguments++)
		vector_add(words, *arguments);
	vector_add(words, NULL);
}

/* settings: what the child's environment has in place of ours. */
static int run_in(struct buffer *out, const char *folder,
	const char *const *arguments, const char *const *settings, size_t count,
	struct error *err)
{
	struct word_list words = {0}, environment = {0};
	int status;

	command_line(&words, folder, arguments);
	environment_with(&environment, settings, count);
	status = run(out, words.items, environment.items, err);
	vector_free(&words);
	vector_free(&environment);
	return status;
}

int plumbing_run(struct buffer *out, const char *folder,
	const char *const *arguments, struct error *err)
{
	static const char *const settings[] = {
		"GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "LC_ALL=C"};

	return run_in(out, folder, arguments, settings, 3, err);
}

static char *setting(const char *name, const char *value)
{
	struct buffer text = BUFFER_INIT;

	buffer_format(&text, "%s=%s", name, value);
	return text.data;
}

/* The environment of a child that works on a repository. */
struct repository_settings {
	const char *words[9];
	size_t count;
	char *folder, *index, *root;
};

/*
 * A missing object must not start a download: git before 2.44 knows only the
 * last one of the means to that. What replaces an object here would not be
 * pushed, so it is not looked at.
 */
static void settings_of(
	struct repository_settings *out, const struct repository *repository)
{
	out->folder = setting("GIT_DIR", repository->directory);
	out->index = setting("GIT_INDEX_FILE", repository->index_path);
	out->root = setting(
		"GIT_WORK_TREE", repository->root ? repository->root : "");
	out->count = 0;
	out->words[out->count++] = "GIT_OPTIONAL_LOCKS=0";
	out->words[out->count++] = "GIT_TERMINAL_PROMPT=0";
	out->words[out->count++] = "GIT_NO_REPLACE_OBJECTS=1";
	out->words[out->count++] = "GIT_NO_LAZY_FETCH=1";
	out->words[out->count++] = "GIT_ALLOW_PROTOCOL=none";
	out->words[out->count++] = "LC_ALL=C";
	out->words[out->count++] = out->folder;
	out->words[out->count++] = out->index;
	if (repository->root)
		out->words[out->count++] = out->root;
}

static void settings_release(struct repository_settings *settings)
{
	free(settings->folder);
	free(settings->index);
	free(settings->root);
}

int plumbing_ask(struct buffer *out, const struct repository *repository,
	const char *const *arguments, struct error *err)
{
	struct repository_settings settings;
	int status;

	settings_of(&settings, repository);
	status = run_in(out, repository->root, arguments, settings.words,
		settings.count, err);
	settings_release(&settings);
	return status;
}

static int begin(struct plumbing_child *child, const char *const *words,
	const char *const *environment)
{
	int questions[2], answers[2], problem;

	if (pipe_open(questions) < 0)
		return errno;
	if (pipe_open(answers) < 0) {
		problem = errno;
		close(questions[0]);
		close(questions[1]);
		return problem;
	}
	problem = start(&child->pid, words, environment,
		(struct streams){questions[0], answers[1], -1});
	close(questions[0]);
	close(answers[1]);
	child->questions = questions[1];
	child->answers = problem ? NULL : fdopen(answers[0], "r");
	if (child->answers)
		return 0;
	close(questions[1]);
	close(answers[0]);
	if (!problem)
		wait_for(child->pid);
	return problem ? problem : ENOMEM;
}

int plumbing_begin(struct plumbing_child *child,
	const struct repository *repository, const char *const *arguments,
	struct error *err)
{
	struct word_list words = {0}, environment = {0};
	struct repository_settings settings;
	int problem;

	settings_of(&settings, repository);
	command_line(&words, NULL, arguments);
	environment_with(&environment, settings.words, settings.count);
	problem = begin(child, words.items, environment.items);
	vector_free(&words);
	vector_free(&environment);
	settings_release(&settings);
	return problem ? not_run(err, problem) : 0;
}

int plumbing_write(struct plumbing_child *child, const char *bytes, size_t size)
{
	return file_write_descriptor(
		child->questions, bytes, size, "git", NULL);
}

int plumbing_read_line(struct plumbing_child *child, struct buffer *out)
{
	int character;

	while ((character = getc(child->answers)) != '\n') {
		if (character == EOF)
			return -1;
		buffer_add_char(out, (char)character);
	}
	return out->size ? 0 : -1;
}

int plumbing_read(struct plumbing_child *child, char *bytes, size_t size)
{
	return fread(bytes, 1, size, child->answers) == size ? 0 : -1;
}

void plumbing_end(struct plumbing_child *child)
{
	close(child->questions);
	fclose(child->answers);
	wait_for(child->pid);
}
