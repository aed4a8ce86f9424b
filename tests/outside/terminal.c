/*
 * Runs a program on a terminal of its own and talks with it, as a person
 * does: `terminal PROGRAM [ARGUMENT…]` reads a script from standard input, a
 * command a line, and writes all that the terminal shows to standard output.
 *
 *   expect TEXT   waits until TEXT is shown, after what was expected before
 *   type TEXT     types it, and Enter
 *   press C       types a control character: C for ^C, D for ^D
 *
 * The exit status is the program's, 128 + n when signal n ended it, and 125
 * when something expected did not come.
 */
#define _XOPEN_SOURCE 700
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SHOWN_MAX = 1 << 16, PATIENCE_MS = 20000, LOST = 125 };

static char shown[SHOWN_MAX + 1];
static size_t shown_size, seen;

static void die(const char *what)
{
	perror(what);
	exit(LOST);
}

static pid_t start(int *terminal, char **words)
{
	const char *name;
	int slave;
	pid_t child;

	*terminal = posix_openpt(O_RDWR | O_NOCTTY);
	if (*terminal < 0 || grantpt(*terminal) < 0 || unlockpt(*terminal) < 0)
		die("terminal: no pseudo terminal");
	name = ptsname(*terminal);
	child = fork();
	if (child != 0)
		return child;
	setsid();
	slave = open(name, O_RDWR);
	if (slave < 0)
		die(name);
#ifdef TIOCSCTTY
	ioctl(slave, TIOCSCTTY, 0);
#endif
	for (int i = 0; i < 3; i++)
		dup2(slave, i);
	close(*terminal);
	close(slave);
	/* Whoever runs us in the background ignores them. */
	signal(SIGINT, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	execvp(words[0], words);
	_exit(127);
}

/* Takes in what is shown; false at the end, or when nothing comes. */
static int listen_to(int terminal)
{
	struct pollfd ready = {.fd = terminal, .events = POLLIN};
	ssize_t count;

	if (shown_size == SHOWN_MAX || poll(&ready, 1, PATIENCE_MS) <= 0)
		return 0;
	count = read(terminal, shown + shown_size, SHOWN_MAX - shown_size);
	if (count <= 0)
		return 0; /* Linux: EIO once nobody has the other end */
	shown_size += (size_t)count;
	shown[shown_size] = '\0';
	return 1;
}

static void expect(int terminal, const char *text)
{
	char *found;

	while ((found = strstr(shown + seen, text)) == NULL)
		if (!listen_to(terminal)) {
			fprintf(stderr, "terminal: `%s` was not shown\n", text);
			fwrite(shown, 1, shown_size, stdout);
			exit(LOST);
		}
	seen = (size_t)(found - shown) + strlen(text);
}

static void type(int terminal, const char *text, size_t size)
{
	while (size > 0) {
		ssize_t count = write(terminal, text, size);

		if (count < 0 && errno != EINTR)
			die("terminal: cannot type");
		if (count > 0) {
			text += count;
			size -= (size_t)count;
		}
	}
}

static void obey(int terminal, char *line)
{
	char control;

	line[strcspn(line, "\n")] = '\0';
	if (strncmp(line, "expect ", 7) == 0) {
		expect(terminal, line + 7);
	} else if (strncmp(line, "type", 4) == 0) {
		const char *text = line[4] == ' ' ? line + 5 : "";

		type(terminal, text, strlen(text));
		type(terminal, "\r", 1);
	} else if (strncmp(line, "press ", 6) == 0) {
		control = (char)(line[6] & 0x1f);
		type(terminal, &control, 1);
	} else if (*line != '\0') {
		fprintf(stderr, "terminal: what is `%s`?\n", line);
		exit(LOST);
	}
}

int main(int count, char **words)
{
	char line[4096];
	int terminal, status;
	pid_t child;

	if (count < 2) {
		fputs("usage: terminal PROGRAM [ARGUMENT...] <SCRIPT\n",
			stderr);
		return LOST;
	}
	child = start(&terminal, words + 1);
	if (child < 0)
		die("terminal: fork");
	while (fgets(line, sizeof(line), stdin))
		obey(terminal, line);
	while (listen_to(terminal))
		;
	fwrite(shown, 1, shown_size, stdout);
	/* It hangs up on a program that still waits for an answer. */
	close(terminal);
	if (waitpid(child, &status, 0) < 0)
		die("terminal: waitpid");
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}
