/*
 * nginx configurations: what listens, where requests go, and what says
 * nothing.
 */
#include "base/arena.h"
#include "model/nginx.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static int setup(void **state)
{
	*state = arena_new();
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

/* "listen 80; pass app:8080@12;" with the offset of the port. */
static void check(struct arena *arena, const char *text, const char *wanted)
{
	struct nginx_ports ports = nginx_read(arena, slice_of(text));
	struct buffer got = BUFFER_INIT;

	for (size_t i = 0; i < ports.count; i++) {
		const struct nginx_port *port = &ports.items[i];
		char digits[8];

		snprintf(digits, sizeof(digits), "%ld", port->port);
		assert_int_equal(port->end - port->start, strlen(digits));
		assert_memory_equal(text + port->start, digits, strlen(digits));
		buffer_format(&got, "%s%s %s:%ld%s", i ? "; " : "",
			port->listens ? "listen" : "pass",
			port->host ? port->host : "", port->port,
			port->udp ? "/udp" : "");
	}
	assert_string_equal(buffer_string(&got), wanted);
	buffer_release(&got);
}

static void test_listen(void **state)
{
	check(*state, "server { listen 80; listen [::]:443 ssl http2; }",
		"listen :80; listen :::443");
	check(*state, "listen *:8080; listen 127.0.0.1:81; listen 53 udp;",
		"listen :8080; listen 127.0.0.1:81; listen :53/udp");
	check(*state, "listen unix:/run/x.sock; listen localhost;", "");
	check(*state, "listen ${PORT}; listen {{ port }}; listen $p;", "");
}

static void test_pass(void **state)
{
	check(*state, "location / { proxy_pass http://app:8080/x; }",
		"pass app:8080");
	check(*state, "fastcgi_pass php:9000; grpc_pass grpc://a:50051;",
		"pass php:9000; pass a:50051");
	check(*state, "proxy_pass http://app; proxy_pass http://$up:80;", "");
	check(*state, "set $up \"http://app:8080\"; set $x 10:20;",
		"pass app:8080; pass 10:20");
	check(*state, "proxy_pass http://{{SERVICE}}:{{PORT}};", "");
}

static void test_upstream(void **state)
{
	check(*state,
		"upstream u { server a:81 weight=5; server b:82; }\n"
		"server { server c:83; location / { server d:84; } }",
		"pass a:81; pass b:82");
	/* Deeper than blocks are kept: still no crash, still in step. */
	check(*state,
		"a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{"
		"a{a{a{a{}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}"
		"upstream u { server a:81; }",
		"pass a:81");
}

static void test_comments(void **state)
{
	check(*state, "# listen 80;\nlisten 81; # listen 82;\n", "listen :81");
	check(*state, "add_header X \"; listen 80;\"; listen 81;",
		"listen :81");
	/* What does not end says nothing. */
	check(*state, "listen 80", "");
	check(*state, "add_header X \"", "");
	check(*state, "add_header X \"\\", "");
	check(*state, "}}}; listen 80;", "listen :80");
}

static void test_names(void **state)
{
	(void)state;
	assert_true(nginx_is_name("a/nginx.conf"));
	assert_true(nginx_is_name("a/nginx.conf.template"));
	assert_true(nginx_is_name("proxy/conf"));
	assert_true(nginx_is_name("etc/sites-enabled/app"));
	assert_false(nginx_is_name("nginx.md"));
	assert_true(nginx_is_shape(slice_of("\nserver {\n}")));
	assert_true(nginx_is_shape(slice_of("proxy_pass http://a;")));
	assert_false(nginx_is_shape(slice_of("[server]\nport=80")));
	assert_false(nginx_is_shape(slice_of("webserver {}")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_listen, setup, teardown),
		cmocka_unit_test_setup_teardown(test_pass, setup, teardown),
		cmocka_unit_test_setup_teardown(test_upstream, setup, teardown),
		cmocka_unit_test_setup_teardown(test_comments, setup, teardown),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
