/*
 * What the files that fill the report on the registry share. For
 * linters/cli/registry_report_{gather,facts,ranges}.c only.
 */
#ifndef PLUMB_CLI_REGISTRY_REPORT_PRIVATE_H
#define PLUMB_CLI_REGISTRY_REPORT_PRIVATE_H

#include "cli/registry_ports.h"
#include "cli/registry_report_gather.h"

struct fact_index;

struct gathering {
	struct registry_report *report;
	const struct registry_target *target;
	const struct run_result *result;
	struct arena *arena;
	struct port_use use;
	struct fact_index *facts;
};

/* --- registry_report_facts.c ------------------------------------------- */

/* The facts of a run by what they are of. services are the report's, and
 * stay where they are. */
struct fact_index *fact_index_new(const struct registry_target *target,
	const struct fact_list *facts, const struct report_service *services,
	size_t count);
void fact_index_free(struct fact_index *index);

/* Some facts to show, and how many there are. */
struct fact_sample {
	const struct fact *const *facts;
	size_t count, total;
};

/* Of the service at that position: what names it, or takes a port of it. */
struct fact_sample fact_index_service(
	const struct fact_index *index, struct arena *arena, size_t position);
/* What takes the port of the host, 1 to 65,535. */
struct fact_sample fact_index_port(
	const struct fact_index *index, struct arena *arena, long port);
size_t fact_index_total(const struct fact_index *index, long port);

/* --- registry_report_ranges.c ------------------------------------------ */

/* Once the report has its services. */
void gather_ranges(struct gathering *gathering);

#endif
