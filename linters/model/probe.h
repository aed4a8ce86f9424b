/*
 * The ports that a healthcheck's command asks on its own container:
 * `curl http://localhost:8080/`, `nc -z 127.0.0.1 5432`,
 * `redis-cli -p 6380`, `/dev/tcp/localhost/9000`.
 */
#ifndef PLUMB_MODEL_PROBE_H
#define PLUMB_MODEL_PROBE_H

#include "base/string.h"

struct probe {
	long port;
	size_t start, end; /* of the port's digits in the command */
};

/* The first one that ends after from; false: there is none. */
bool probe_find(struct probe *out, struct slice command, size_t from);

#endif
