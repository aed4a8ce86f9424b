/*
 * Ports that are still open, 0 to 65,535: what goes through them does not
 * meet again what it has closed.
 */
#ifndef PLUMB_BASE_OPEN_PORTS_H
#define PLUMB_BASE_OPEN_PORTS_H

struct open_ports {
	unsigned *next;
};

void open_ports_init(struct open_ports *open); /* all are */
void open_ports_release(struct open_ports *open);
/* The first open one at or behind port, 0 to 65,536; 65,536: none. */
long open_ports_from(struct open_ports *open, long port);
void open_ports_close(struct open_ports *open, long port);

#endif
