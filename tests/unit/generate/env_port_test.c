/*
 * PORT in env files: the number changes, and nothing else does.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "generate/env_port.h"
#include <cmocka.h>
#include <string.h>

static const struct registry_port port = {.port = 4001};
static const struct registry_port two_ports[] = {
	{.name = "http", .port = 4001}, {.name = "grpc", .port = 4002}};

static const char *brought(struct arena *arena, const char *text,
	const struct component *component)
{
	struct dotenv *dotenv =
		dotenv_read(arena, ".env", text, strlen(text), NULL);
	struct port_edit_list edits = {0};
	struct buffer out = BUFFER_INIT;
	const char *copy;

	env_port_edits(&edits, dotenv, component);
	env_port_apply(&out, slice_of(text), &edits);
	copy = arena_copy(arena, buffer_string(&out), out.size);
	vector_free(&edits);
	buffer_release(&out);
	dotenv_release(dotenv);
	return copy;
}

static void changes_the_number(void **state)
{
	static const struct registry_service entry = {
		.name = "a", .ports = &port, .port_count = 1};
	static const struct component component = {
		.path = "a", .entry = &entry};
	struct arena *arena = arena_new();

	(void)state;
	assert_string_equal(brought(arena,
				    "# PORT=1\r\n"
				    "export PORT = \"3000\" # three\r\n"
				    "OTHER_PORT=3000\r\n"
				    "PORT='80'",
				    &component),
		"# PORT=1\r\n"
		"export PORT = \"4001\" # three\r\n"
		"OTHER_PORT=3000\r\n"
		"PORT='4001'");
	assert_string_equal(
		brought(arena, "PORT=4001\n", &component), "PORT=4001\n");
	/* No number, or not one that is written here. */
	assert_string_equal(brought(arena,
				    "A=1\nPORT=\nPORT=$A\nPORT=${A:-3000}\n"
				    "PORT=http\nPORT\nPORT=99999\n",
				    &component),
		"A=1\nPORT=\nPORT=$A\nPORT=${A:-3000}\nPORT=http\nPORT\n"
		"PORT=99999\n");
	arena_free(arena);
}

static void leaves_what_it_cannot_tell(void **state)
{
	static const struct registry_service several = {
		.name = "a", .ports = two_ports, .port_count = 2};
	static const struct component many = {.path = "a", .entry = &several};
	static const struct component none = {.path = "a"};
	struct arena *arena = arena_new();

	(void)state;
	assert_string_equal(brought(arena, "PORT=1\n", &many), "PORT=1\n");
	assert_string_equal(brought(arena, "PORT=1\n", &none), "PORT=1\n");
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes_the_number),
		cmocka_unit_test(leaves_what_it_cannot_tell),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
