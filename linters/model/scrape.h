/*
 * What Prometheus scrapes: the targets of every `static_configs` of its
 * configuration (scrape_configs, alertmanagers, and those of a collector
 * that scrapes in its place).
 */
#ifndef PLUMB_MODEL_SCRAPE_H
#define PLUMB_MODEL_SCRAPE_H

#include "rule/document.h"

struct scrape_target {
	const char *host; /* without scheme and brackets */
	long port;
	size_t start, end; /* of the port's digits in the document */
};

struct scrape_targets {
	const struct scrape_target *items;
	size_t count;
};

/* Is it worth parsing: a YAML file whose text has `static_configs`? */
bool scrape_is_likely(const char *path, struct slice text);

/* In the order of the file; a target without a port is none. In arena. */
struct scrape_targets scrape_read(
	struct arena *arena, const struct document *document);

#endif
