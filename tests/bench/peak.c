/*
 * Runs a command and prints the most memory it held, in KiB.
 * Usage: peak COMMAND [ARGUMENT…]
 */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int count, char **words)
{
	struct rusage usage;
	int status;
	pid_t child;

	if (count < 2)
		return 2;
	child = fork();
	if (child == 0) {
		freopen("/dev/null", "w", stdout);
		freopen("/dev/null", "w", stderr);
		execvp(words[1], words + 1);
		_exit(127);
	}
	if (wait4(child, &status, 0, &usage) < 0)
		return 1;
	printf("%ld\n", usage.ru_maxrss);
	return 0;
}
