/*
 * file: reading and writing whole files in a scratch folder, links, pipes and
 * what cannot be read or written.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* Each test is run inside a new folder of its own. */
static int enter_scratch(void **state)
{
	static char folder[64];

	strcpy(folder, "/tmp/plumb-file-test-XXXXXX");
	*state = mkdtemp(folder);
	umask(022);
	return *state && chdir(folder) == 0 ? 0 : -1;
}

static int leave_scratch(void **state)
{
	char command[128];

	snprintf(command, sizeof(command),
		"cd / && chmod -R u+w '%s' && "
		"rm -rf '%s'",
		(char *)*state, (char *)*state);
	return system(command);
}

static unsigned mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 07777;
}

static unsigned files_here(void)
{
	DIR *folder = opendir(".");
	unsigned count = 0;

	while (readdir(folder))
		count++;
	closedir(folder);
	return count - 2;
}

static void assert_holds(const char *path, const char *expected)
{
	struct buffer out = BUFFER_INIT;
	struct error err;

	assert_int_equal(file_read(&out, path, &err), 0);
	assert_string_equal(buffer_string(&out), expected);
	buffer_release(&out);
}

static void write_text(const char *path, const char *text)
{
	struct error err;

	assert_int_equal(file_write(path, text, strlen(text), 0644, &err), 0);
}

static void what_is_written_is_read(void **state)
{
	enum { SIZE = 300000 };
	char *bytes = malloc(SIZE);
	struct buffer out = BUFFER_INIT;
	struct error err;

	(void)state;
	for (size_t i = 0; i < SIZE; i++)
		bytes[i] = (char)(i * 7);
	assert_int_equal(file_write("big", bytes, SIZE, 0644, &err), 0);
	buffer_add_string(&out, "before");
	assert_int_equal(file_read(&out, "big", &err), 0);
	assert_int_equal(out.size, 6 + SIZE);
	assert_memory_equal(out.data, "before", 6);
	assert_memory_equal(out.data + 6, bytes, SIZE);
	assert_int_equal(out.data[out.size], '\0');
	buffer_release(&out);
	free(bytes);
}

static void an_empty_file_is_empty(void **state)
{
	(void)state;
	write_text("empty", "");
	assert_holds("empty", "");
}

/* Files of /proc have no size until they are read. */
static void a_file_without_a_size_is_read(void **state)
{
	struct buffer out = BUFFER_INIT;
	struct error err;

	(void)state;
	assert_int_equal(file_read(&out, "/proc/self/stat", &err), 0);
	assert_true(out.size > 10);
	buffer_release(&out);
}

static void what_cannot_be_read_is_said(void **state)
{
	struct buffer out = BUFFER_INIT;
	struct error err;
	char text[256];

	(void)state;
	buffer_add_string(&out, "before");
	assert_int_equal(file_read(&out, "none", &err), -1);
	assert_int_equal(err.kind, ERROR_WORK);
	assert_string_equal(error_text(&err, text, sizeof(text)),
		"none: cannot be read: No such file or directory");
	assert_int_equal(mkdir("folder", 0755), 0);
	assert_int_equal(file_read(&out, "folder", &err), -1);
	assert_string_equal(error_text(&err, text, sizeof(text)),
		"folder: cannot be read: Is a directory");
	assert_string_equal(out.data, "before");
	assert_int_equal(file_read(&out, "none", NULL), -1);
	buffer_release(&out);
}

static void a_new_file_gets_its_mode(void **state)
{
	struct error err;

	(void)state;
	assert_int_equal(file_write("plain", "x", 1, 0666, &err), 0);
	assert_int_equal(mode_of("plain"), 0644);
	assert_int_equal(file_write("hook", "x", 1, 0755, &err), 0);
	assert_int_equal(mode_of("hook"), 0755);
	assert_int_equal(files_here(), 2);
}

static void an_existing_file_keeps_its_mode(void **state)
{
	struct error err;

	(void)state;
	write_text("hook", "old");
	assert_int_equal(chmod("hook", 0751), 0);
	assert_int_equal(file_write("hook", "new", 3, 0644, &err), 0);
	assert_int_equal(mode_of("hook"), 0751);
	assert_holds("hook", "new");
	assert_int_equal(files_here(), 1);
}

/* Who has the old file open still sees all of it: it was never cut off. */
static void a_reader_never_sees_half_a_file(void **state)
{
	struct buffer out = BUFFER_INIT;
	struct error err;
	int descriptor;

	(void)state;
	write_text("report", "the old report");
	descriptor = open("report", O_RDONLY);
	write_text("report", "new");
	assert_int_equal(
		file_read_descriptor(&out, descriptor, "report", &err), 0);
	assert_string_equal(out.data, "the old report");
	assert_holds("report", "new");
	close(descriptor);
	buffer_release(&out);
}

static void a_failure_leaves_nothing_behind(void **state)
{
	struct error err;
	char text[256];

	(void)state;
	assert_int_equal(file_write("none/report", "x", 1, 0644, &err), -1);
	assert_int_equal(err.kind, ERROR_WORK);
	assert_string_equal(error_text(&err, text, sizeof(text)),
		"none/report: cannot be written: No such file or directory");
	assert_int_equal(mkdir("folder", 0755), 0);
	assert_int_equal(file_write("folder", "x", 1, 0644, &err), -1);
	assert_string_equal(err.message, "cannot be written: Is a directory");
	assert_int_equal(files_here(), 1);
}

/* The file is too large in the middle of writing it. */
static void a_file_cut_short_is_not_put_in_place(void **state)
{
	static const char bytes[5000];
	struct rlimit limit, old;
	struct error err;
	int status;

	(void)state;
	write_text("report", "old");
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	limit = old;
	limit.rlim_cur = 1000;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	status = file_write("report", bytes, sizeof(bytes), 0644, &err);
	setrlimit(RLIMIT_FSIZE, &old);
	assert_int_equal(status, -1);
	assert_string_equal(err.message, "cannot be written: File too large");
	assert_holds("report", "old");
	assert_int_equal(files_here(), 1);
}

/* A leftover of a run that was killed does not stand in the way. */
static void a_stale_temporary_file_is_passed_by(void **state)
{
	char name[64];

	(void)state;
	snprintf(name, sizeof(name), ".plumb-%ld-0.tmp", (long)getpid());
	write_text("kept", "kept");
	assert_int_equal(rename("kept", name), 0);
	write_text("report", "new");
	assert_holds("report", "new");
	assert_holds(name, "kept");
}

static void a_file_in_a_folder_is_written_there(void **state)
{
	(void)state;
	assert_int_equal(mkdir("folder", 0755), 0);
	write_text("folder/report", "x");
	assert_holds("folder/report", "x");
	assert_int_equal(files_here(), 1);
	write_text("./report", "y");
	assert_int_equal(files_here(), 2);
}

/* Where the current folder is gone, only the file's own can hold a new file. */
static void the_temporary_file_is_beside_the_file(void **state)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/report", (char *)*state);
	assert_int_equal(mkdir("gone", 0755), 0);
	assert_int_equal(chdir("gone"), 0);
	assert_int_equal(rmdir("../gone"), 0);
	write_text(path, "x");
	assert_holds(path, "x");
}

static void a_link_stays_a_link(void **state)
{
	struct stat st;

	(void)state;
	write_text("target", "the old text");
	assert_int_equal(symlink("target", "link"), 0);
	write_text("link", "new");
	assert_int_equal(lstat("link", &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_holds("target", "new");
}

static void *read_pipe(void *out)
{
	struct error err;

	file_read(out, "pipe", &err);
	return NULL;
}

/* More than a pipe holds, so that the writer has to wait for the reader. */
static void a_pipe_is_written_in_place(void **state)
{
	enum { SIZE = 500000 };
	char *bytes = malloc(SIZE);
	struct buffer out = BUFFER_INIT;
	struct error err;
	struct stat st;
	pthread_t reader;

	(void)state;
	memset(bytes, 'p', SIZE);
	assert_int_equal(mkfifo("pipe", 0600), 0);
	assert_int_equal(pthread_create(&reader, NULL, read_pipe, &out), 0);
	assert_int_equal(file_write("pipe", bytes, SIZE, 0644, &err), 0);
	pthread_join(reader, NULL);
	assert_int_equal(out.size, SIZE);
	assert_memory_equal(out.data, bytes, SIZE);
	assert_int_equal(lstat("pipe", &st), 0);
	assert_true(S_ISFIFO(st.st_mode));
	buffer_release(&out);
	free(bytes);
}

static void *read_slowly(void *argument)
{
	struct buffer out = BUFFER_INIT;
	struct error err;
	size_t size = 0;

	usleep(20000);
	if (file_read_descriptor(&out, *(int *)argument, "pipe", &err) == 0)
		size = out.size;
	buffer_release(&out);
	return (void *)(uintptr_t)size;
}

static void a_descriptor_that_does_not_block_is_waited_for(void **state)
{
	enum { SIZE = 300000 };
	char *bytes = calloc(SIZE, 1);
	pthread_t reader;
	void *size;
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
	pthread_create(&reader, NULL, read_slowly, &ends[0]);
	assert_int_equal(
		file_write_descriptor(ends[1], bytes, SIZE, "pipe", NULL), 0);
	close(ends[1]);
	pthread_join(reader, &size);
	assert_int_equal((uintptr_t)size, SIZE);
	close(ends[0]);
	free(bytes);
}

static void *write_slowly(void *argument)
{
	int descriptor = *(int *)argument;
	struct error err;

	usleep(20000);
	file_write_descriptor(descriptor, "late", 4, "pipe", &err);
	close(descriptor);
	return NULL;
}

static void so_it_is_for_reading(void **state)
{
	struct buffer out = BUFFER_INIT;
	pthread_t writer;
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	pthread_create(&writer, NULL, write_slowly, &ends[1]);
	assert_int_equal(file_read_descriptor(&out, ends[0], "pipe", NULL), 0);
	pthread_join(writer, NULL);
	assert_string_equal(buffer_string(&out), "late");
	close(ends[0]);
	buffer_release(&out);
}

static void a_full_disk_is_said(void **state)
{
	struct error err;
	char text[256];

	(void)state;
	if (access("/dev/full", W_OK) < 0)
		skip();
	assert_int_equal(file_write("/dev/full", "x", 1, 0644, &err), -1);
	assert_string_equal(error_text(&err, text, sizeof(text)),
		"/dev/full: cannot be written: No space left on device");
}

static void exists_asks_for_what_is_there(void **state)
{
	(void)state;
	assert_false(file_exists("report"));
	write_text("report", "");
	assert_true(file_exists("report"));
	assert_true(file_exists("."));
	assert_int_equal(symlink("nowhere", "dangling"), 0);
	assert_false(file_exists("dangling"));
}

#define file_test(name) \
	cmocka_unit_test_setup_teardown(name, enter_scratch, leave_scratch)

int main(void)
{
	const struct CMUnitTest tests[] = {
		file_test(what_is_written_is_read),
		file_test(an_empty_file_is_empty),
		file_test(a_file_without_a_size_is_read),
		file_test(what_cannot_be_read_is_said),
		file_test(a_new_file_gets_its_mode),
		file_test(an_existing_file_keeps_its_mode),
		file_test(a_reader_never_sees_half_a_file),
		file_test(a_failure_leaves_nothing_behind),
		file_test(a_file_cut_short_is_not_put_in_place),
		file_test(a_stale_temporary_file_is_passed_by),
		file_test(a_file_in_a_folder_is_written_there),
		file_test(the_temporary_file_is_beside_the_file),
		file_test(a_link_stays_a_link),
		file_test(a_pipe_is_written_in_place),
		file_test(a_descriptor_that_does_not_block_is_waited_for),
		file_test(so_it_is_for_reading),
		file_test(a_full_disk_is_said),
		file_test(exists_asks_for_what_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
