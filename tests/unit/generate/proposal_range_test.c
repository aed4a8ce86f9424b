/*
 * Ranges of a draft: whole hundreds, room for as many ports again, never two
 * over one port, and each service in the one that has its port.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/string.h"
#include "generate/proposal.h"
#include <cmocka.h>
#include <string.h>

static void add(struct proposal *proposal, struct arena *arena,
	const char *name, long port, const char *group)
{
	struct proposed_service *service = arena_alloc(arena, sizeof(*service));
	const struct proposed_port made = {
		.name = "http", .port = port, .group = group};

	service->name = name;
	if (port != 0)
		vector_add(&service->ports, made);
	vector_add(&proposal->services, service);
}

static const char *divided(struct proposal *proposal, struct arena *arena)
{
	const char *text = "";

	proposal_divide(proposal, arena);
	for (size_t i = 0; i < proposal->ranges.count; i++) {
		const struct proposed_range *range = &proposal->ranges.items[i];

		text = arena_format(arena, "%s%s %ld-%ld %zu\n", text,
			range->name, range->min, range->max, range->count);
	}
	return text;
}

static void test_groups(void **state)
{
	struct arena *arena = arena_new();
	struct proposal proposal = {0};

	(void)state;
	add(&proposal, arena, "edge", 443, "shop");
	add(&proposal, arena, "low", 1024, "shop");
	add(&proposal, arena, "web", 3000, "shop");
	add(&proposal, arena, "admin", 3250, "shop");
	add(&proposal, arena, "far", 9000, "shop");
	add(&proposal, arena, "db", 5432, "data");
	add(&proposal, arena, "top", 65535, "data");
	add(&proposal, arena, "none", 0, "data");
	assert_string_equal(divided(&proposal, arena),
		"well-known 1-1023 1\n"
		"shop-1024 1024-1099 1\n"
		"shop-3000 3000-3299 2\n"
		"data-5400 5400-5499 1\n"
		"shop-9000 9000-9099 1\n"
		"data-65500 65500-65535 1\n");
	assert_string_equal(proposal.services.items[3]->stack, "shop-3000");
	/* Without a port: where most of the ports are. */
	assert_string_equal(proposal.services.items[7]->stack, "shop-3000");
	proposal_release(&proposal);
	arena_free(arena);
}

/* Another group between two of one group's hundreds parts them. */
static void test_between(void **state)
{
	struct arena *arena = arena_new();
	struct proposal proposal = {0};

	(void)state;
	add(&proposal, arena, "a", 3000, "shop");
	add(&proposal, arena, "b", 3100, "data");
	add(&proposal, arena, "c", 3200, "shop");
	/* Nobody's hundred: half and half. */
	add(&proposal, arena, "d", 4000, "shop");
	add(&proposal, arena, "e", 4001, "data");
	assert_string_equal(divided(&proposal, arena),
		"shop-3000 3000-3099 1\n"
		"data 3100-3199 1\n"
		"shop-3200 3200-3299 1\n"
		"services 4000-4099 2\n");
	proposal_release(&proposal);
	arena_free(arena);
}

static void test_room(void **state)
{
	struct arena *arena = arena_new();
	struct proposal proposal = {0};

	(void)state;
	for (long port = 3000; port < 3080; port++)
		add(&proposal, arena, "a", port, "shop");
	for (long port = 3200; port < 3280; port++)
		add(&proposal, arena, "b", port, "data");
	add(&proposal, arena, "c", 3300, "shop");
	assert_string_equal(divided(&proposal, arena),
		"shop-3000 3000-3199 80\n"
		"data 3200-3299 80\n"
		"shop-3300 3300-3399 1\n");
	proposal_release(&proposal);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_between),
		cmocka_unit_test(test_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
