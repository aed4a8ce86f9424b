/*
 * The ports of an nginx configuration: what its servers listen on and where
 * they pass requests to. Places that hold a variable (`$x`, `${X}`, `{{x}}`)
 * say nothing.
 */
#ifndef PLUMB_MODEL_NGINX_H
#define PLUMB_MODEL_NGINX_H

#include "base/string.h"

struct arena;

struct nginx_port {
	const char *host; /* of `listen` without an address: NULL */
	long port;
	size_t start, end; /* of the port's digits in the text */
	bool listens;      /* false: requests are passed there */
	bool udp;
};

struct nginx_ports {
	const struct nginx_port *items;
	size_t count;
};

/*
 * By its name: `*.conf` and its examples and templates, `*.vhost`, `conf`,
 * a file below `sites-available` or `sites-enabled`.
 */
bool nginx_is_name(const char *path);
/* By its shape: a `server` or `upstream` block, or a `…_pass`. */
bool nginx_is_shape(struct slice text);

/*
 * `listen`, `server` of an `upstream` block, `proxy_pass` and its kin, and
 * `set $x` to an address, in the order of the file. In arena.
 */
struct nginx_ports nginx_read(struct arena *arena, struct slice text);

#endif
