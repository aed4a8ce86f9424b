/*
 * Each port with the next that may be open. It must not know why one is
 * closed.
 */
#include "base/open_ports.h"
#include "base/memory.h"
#include <stdlib.h>

enum { PORT_MAX = 65535 };

void open_ports_init(struct open_ports *open)
{
	open->next = memory_new(PORT_MAX + 2, sizeof(*open->next));
	for (unsigned port = 0; port <= PORT_MAX + 1; port++)
		open->next[port] = port;
}

void open_ports_release(struct open_ports *open)
{
	free(open->next);
}

long open_ports_from(struct open_ports *open, long port)
{
	unsigned *next = open->next;

	while (next[port] != port) {
		next[port] = next[next[port]];
		port = next[port];
	}
	return port;
}

void open_ports_close(struct open_ports *open, long port)
{
	if (port <= PORT_MAX)
		open->next[port] = (unsigned)port + 1;
}
