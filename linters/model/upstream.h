/*
 * Addresses in a value: `scheme://host:port` and `host:port`, with their
 * exact bytes. Of the text alone: what an address means for a container is
 * reach.h.
 */
#ifndef PLUMB_MODEL_UPSTREAM_H
#define PLUMB_MODEL_UPSTREAM_H

#include "base/string.h"

struct upstream {
	struct slice scheme; /* "http"; empty where there is none */
	struct slice host;   /* without brackets */
	long port;           /* 1 to 65535 */
	/* Bytes of the text: host to behind the port, and the port alone. */
	size_t start, end;
	size_t port_start, port_end;
};

/*
 * The first address of text at or behind from: false when there is none. A
 * host without a name of its own before the `:`, a port that is no number of
 * its own (`redis:7.2`, `a:80b`), and a clock time are none. User and
 * password before an `@` are left out.
 */
bool upstream_find(struct upstream *out, struct slice text, size_t from);

/* `localhost`, 127.0.0.0/8, `::1`: whoever asks it asks itself. */
bool upstream_is_loopback(struct slice host);

#endif
