/*
 * `host:port` as it stands in the raw text of a file, before anything is put
 * in for variables (upstream.h is for the values after that): in a URL, a
 * connection string, a list of targets, the default of `${X:-…}`. Linear in
 * the text, whatever it holds, since whole files are searched.
 */
#ifndef PLUMB_MODEL_ADDRESS_H
#define PLUMB_MODEL_ADDRESS_H

#include "base/string.h"

struct address {
	struct slice host; /* without brackets; borrowed from the text */
	long port;         /* 1 to 65535 */
	size_t start;      /* offset of the host in the text */
	size_t port_start, port_end;
	bool has_scheme; /* `…://` stands before it */
};

/*
 * The first address whose colon is at or after from; false: there is none.
 * A colon counts when a host stands before it (behind `//`, `@`, a quote or
 * another sign that no path or name goes on with) and a number behind it
 * that ends there: no image tag `app:8080-alpine`, no clock time, no mapping
 * of ports.
 */
bool address_find(struct address *out, struct slice text, size_t from);

/*
 * The text as one address, with or without scheme, user and path:
 * `app:8080`, `http://user@app:8080/x`. False where it is anything else.
 */
bool address_read(struct address *out, struct slice text);

/* `localhost`, `127.…`, `0.0.0.0`, `::1`, `host.docker.internal`. */
bool address_is_loopback(struct slice host);

#endif
