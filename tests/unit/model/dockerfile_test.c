/*
 * Dockerfiles as BuildKit reads them: lines, heredocs, stages, and values
 * that only a build knows.
 */
#include "base/arena.h"
#include "model/dockerfile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
	struct arena *arena;
	struct dockerfile *file;
};

static int setup(void **state)
{
	static struct fixture fixture;

	fixture.arena = arena_new();
	fixture.file = NULL;
	*state = &fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	dockerfile_release(fixture->file);
	arena_free(fixture->arena);
	return 0;
}

static const struct dockerfile *read(void **state, const char *text)
{
	struct fixture *fixture = *state;

	dockerfile_release(fixture->file);
	fixture->file = dockerfile_read(
		fixture->arena, "Dockerfile", text, strlen(text));
	return fixture->file;
}

static void expect(const struct dockerfile *file, size_t number,
	const char *name, const char *arguments)
{
	assert_true(number < file->count);
	assert_string_equal(file->instructions[number].name, name);
	assert_string_equal(file->instructions[number].arguments, arguments);
}

static void test_lines(void **state)
{
	const struct dockerfile *file = read(state, "# a comment\r\n"
						    "from alpine\r\n"
						    "RUN one \\\n"
						    "  # within\n"
						    "\n"
						    "  two\n"
						    "CMD [\"x\"]");

	assert_int_equal(file->count, 3);
	expect(file, 0, "FROM", "alpine");
	expect(file, 1, "RUN", "one   two");
	expect(file, 2, "CMD", "[\"x\"]");
}

static void test_escape(void **state)
{
	const struct dockerfile *file =
		read(state, "# escape=`\nFROM x\nRUN dir c:\\\nRUN a `\nb\n");

	assert_int_equal(file->count, 3);
	expect(file, 1, "RUN", "dir c:\\");
	expect(file, 2, "RUN", "a b");
}

static void test_heredoc(void **state)
{
	const struct dockerfile *file =
		read(state, "FROM x\n"
			    "COPY <<-\"EOF\" <<TWO /etc/\n"
			    "EXPOSE 1\n"
			    "\tEOF\n"
			    "EXPOSE 2\n"
			    "TWO\n"
			    "RUN cat <<<word\n"
			    "EXPOSE 3\n");

	assert_int_equal(file->count, 4);
	assert_true(dockerfile_exposes(file, 0, 3));
	assert_false(dockerfile_exposes(file, 0, 1));
	assert_false(dockerfile_exposes(file, 0, 2));
}

static void test_stages(void **state)
{
	const struct dockerfile *file = read(state,
		"ARG TAG=3\n"
		"FROM --platform=linux/amd64 alpine:${TAG} AS Base\n"
		"EXPOSE 80\n"
		"HEALTHCHECK --interval=5s CMD curl localhost\n"
		"FROM scratch AS other\n"
		"EXPOSE 81\n"
		"FROM base\n"
		"EXPOSE 82/udp 90-92\n");

	assert_int_equal(file->stage_count, 3);
	assert_string_equal(file->stages[0].image, "alpine:3");
	assert_false(file->stages[0].image_known);
	assert_int_equal(file->stages[2].base, 0);
	assert_int_equal(dockerfile_target(file, NULL), 2);
	assert_int_equal(dockerfile_target(file, "other"), 1);
	assert_int_equal(dockerfile_target(file, "0"), 0);
	assert_true(dockerfile_target(file, "none") == SIZE_MAX);
	assert_true(dockerfile_exposes(file, 2, 80));
	assert_true(dockerfile_exposes(file, 2, 82));
	assert_true(dockerfile_exposes(file, 2, 91));
	assert_false(dockerfile_exposes(file, 2, 81));
	assert_string_equal(file->stages[2].ports[0].protocol, "udp");
	assert_int_equal(dockerfile_health(file, 2), HEALTH_CHECK);
	assert_int_equal(dockerfile_health(file, 1), HEALTH_UNSAID);
}

/* Values that double with each line are not kept. */
static void test_long_values(void **state)
{
	struct buffer text = BUFFER_INIT;
	const struct dockerfile *file;
	const struct dockerfile_variable *variable;

	buffer_add_string(&text, "FROM x\nENV V0=12345678\n");
	for (int i = 0; i < 100; i++)
		buffer_format(&text, "ENV V%d=${V%d}${V%d}\n", i + 1, i, i);
	buffer_add_string(&text, "ENV W=$V100 X=$V6\nEXPOSE $V100 80\n");
	file = read(state, buffer_string(&text));
	variable = dockerfile_variable(file, 0, "V6");
	assert_true(variable->known);
	assert_int_equal(strlen(variable->value), 512);
	variable = dockerfile_variable(file, 0, "V7");
	assert_false(variable->known);
	assert_string_equal(variable->value, "");
	assert_false(dockerfile_variable(file, 0, "W")->known);
	assert_true(dockerfile_variable(file, 0, "X")->known);
	assert_int_equal(file->stages[0].port_count, 2);
	assert_false(file->stages[0].ports[0].known);
	assert_true(dockerfile_exposes(file, 0, 80));
	buffer_release(&text);
}

/* A stage knows those it is built on, as far as they are few. */
static void test_many_stages(void **state)
{
	struct buffer text = BUFFER_INIT;
	const struct dockerfile *file;

	buffer_add_string(&text, "FROM x AS s0\nENV P=80\n");
	for (int i = 0; i < 200; i++)
		buffer_format(&text, "FROM S%d AS s%d\nEXPOSE $P\n", i, i + 1);
	file = read(state, buffer_string(&text));
	assert_int_equal(file->stage_count, 201);
	assert_int_equal(dockerfile_target(file, "S100"), 100);
	assert_int_equal(file->stages[128].base, 127);
	assert_true(dockerfile_exposes(file, 128, 80));
	assert_int_equal(file->stages[129].base, SIZE_MAX);
	assert_false(file->stages[129].image_known);
	assert_false(dockerfile_exposes(file, 129, 80));
	buffer_release(&text);
}

static void test_packages(void **state)
{
	const struct dockerfile *file =
		read(state, "FROM debian AS base\n"
			    "RUN --mount=type=cache,target=/var/cache/apt \\\n"
			    "    apt-get update && apt-get -y install \\\n"
			    "      curl\n"
			    "FROM alpine AS other\n"
			    "RUN apk add wget ${MORE}\n"
			    "FROM base\n"
			    "RUN [\"apt-get\", \"install\", \"-y\", \"jq\"]\n"
			    "FROM base AS last\n"
			    "RUN <<EOF\n"
			    "apt-get install git\n"
			    "EOF\n");

	assert_true(dockerfile_installs(file, 0, "curl"));
	assert_false(dockerfile_installs(file, 0, "jq"));
	assert_false(dockerfile_installs_unknown(file, 0));
	assert_true(dockerfile_installs(file, 1, "wget"));
	assert_false(dockerfile_installs(file, 1, "curl"));
	assert_true(dockerfile_installs_unknown(file, 1));
	assert_true(dockerfile_installs(file, 2, "jq"));
	assert_true(dockerfile_installs(file, 2, "curl"));
	assert_int_equal(file->stages[2].package_count, 1);
	assert_false(dockerfile_installs_unknown(file, 2));
	assert_true(dockerfile_installs_unknown(file, 3));
}

static void test_health_none(void **state)
{
	const struct dockerfile *file = read(state,
		"FROM a AS b\nHEALTHCHECK CMD x\nFROM b\nHEALTHCHECK NONE\n");

	assert_int_equal(dockerfile_health(file, 1), HEALTH_NONE);
}

static void test_values(void **state)
{
	const struct dockerfile *file =
		read(state, "FROM a\n"
			    "ARG PORT=3000\n"
			    "ENV ONE=1 TWO=\"2 and\\\" more\" THREE='${ONE}'\n"
			    "ENV OLD form of it\n"
			    "ENV FULL=${ONE}23\n"
			    "EXPOSE $FULL ${PORT} ${NOBODY}\n");
	const struct dockerfile_stage *stage = &file->stages[0];

	assert_string_equal(
		dockerfile_variable(file, 0, "TWO")->value, "2 and\" more");
	assert_string_equal(
		dockerfile_variable(file, 0, "OLD")->value, "form of it");
	assert_string_equal(dockerfile_variable(file, 0, "FULL")->value, "123");
	assert_null(dockerfile_variable(file, 0, "PORT"));
	assert_int_equal(stage->port_count, 3);
	assert_true(stage->ports[0].known);
	assert_int_equal(stage->ports[0].port, 123);
	assert_false(stage->ports[1].known);
	assert_int_equal(stage->ports[1].port, 3000);
	assert_int_equal(stage->ports[2].port, 0);
	assert_true(dockerfile_exposes_unknown(file, 0));
}

static void test_places(void **state)
{
	const struct dockerfile *file =
		read(state, "FROM a\nEXPOSE 80 \\\n  8080\n");
	const struct dockerfile_port *port = &file->stages[0].ports[1];

	assert_int_equal(port->place.line, 3);
	assert_int_equal(port->place.column, 3);
	assert_int_equal(port->place.end_column, 7);
}

static void test_odd(void **state)
{
	assert_int_equal(read(state, "")->count, 0);
	assert_true(
		dockerfile_target(read(state, "RUN x\n"), NULL) == SIZE_MAX);
	assert_int_equal(read(state, "FROM\nRUN x \\")->count, 2);
	assert_int_equal(read(state, "RUN <<EOF\nnever closed\n")->count, 1);
	assert_int_equal(read(state, "FROM a AS a\nFROM a\n")->stage_count, 2);
}

static void test_name(void **state)
{
	(void)state;
	assert_true(dockerfile_is_name("a/Dockerfile"));
	assert_true(dockerfile_is_name("Dockerfile.dev"));
	assert_true(dockerfile_is_name("api.Dockerfile"));
	assert_false(dockerfile_is_name("Dockerfiles/readme"));
	assert_false(dockerfile_is_name("a/.dockerignore"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_lines, setup, teardown),
		cmocka_unit_test_setup_teardown(test_escape, setup, teardown),
		cmocka_unit_test_setup_teardown(test_heredoc, setup, teardown),
		cmocka_unit_test_setup_teardown(test_stages, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_health_none, setup, teardown),
		cmocka_unit_test_setup_teardown(test_values, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_long_values, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_many_stages, setup, teardown),
		cmocka_unit_test_setup_teardown(test_packages, setup, teardown),
		cmocka_unit_test_setup_teardown(test_places, setup, teardown),
		cmocka_unit_test_setup_teardown(test_odd, setup, teardown),
		cmocka_unit_test(test_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
