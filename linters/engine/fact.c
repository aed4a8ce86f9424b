/*
 * The table of port facts: their names, and adding one. It must not know who
 * states them, nor what they are joined with.
 */
#include "engine/fact.h"
#include <assert.h>

const char *fact_kind_name(enum fact_kind kind)
{
	switch (kind) {
	case FACT_REGISTRY:
		return "registry";
	case FACT_PUBLISHED:
		return "published";
	case FACT_TARGET:
		return "target";
	case FACT_EXPOSE:
		return "expose";
	case FACT_ENV:
		return "env";
	case FACT_DEFAULT:
		return "default";
	case FACT_ASSIGNMENT:
		return "assignment";
	case FACT_ADDRESS:
		return "address";
	case FACT_HEALTHCHECK:
		return "healthcheck";
	case FACT_UPSTREAM:
		return "upstream";
	case FACT_SCRAPE:
		return "scrape";
	case FACT_LISTEN:
		return "listen";
	case FACT_LABEL:
		return "label";
	}
	assert(!"a kind of fact without a name");
	return "";
}

static const char *copy_or_null(struct arena *arena, const char *text)
{
	return text ? arena_string(arena, text) : NULL;
}

void sink_fact(struct sink *sink, const struct fact *fact)
{
	struct fact *copy;

	if (!sink->wants_facts)
		return;
	copy = arena_alloc(sink->arena, sizeof(*copy));
	*copy = *fact;
	copy->service = copy_or_null(sink->arena, fact->service);
	copy->host_ip = copy_or_null(sink->arena, fact->host_ip);
	copy->protocol = copy_or_null(sink->arena, fact->protocol);
	copy->place = place_copy(sink->arena, fact->place);
	vector_add(&sink->facts, copy);
}
