/*
 * Packages that shell commands install, as they are written in Dockerfiles.
 */
#include "base/arena.h"
#include "model/packages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The names with a blank behind each, and `?` where the list is open. */
static void check(const char *command, const char *wanted)
{
	struct arena *arena = arena_new();
	struct package_list list = {0};
	struct buffer got = BUFFER_INIT;
	size_t i;

	packages_read(&list, arena, slice_of(command));
	for (i = 0; i < list.names.count; i++)
		buffer_format(&got, "%s ", list.names.items[i]);
	buffer_add_string(&got, list.open ? "?" : "");
	assert_string_equal(buffer_string(&got), wanted);
	buffer_release(&got);
	vector_free(&list.names);
	arena_free(arena);
}

static void test_managers(void **state)
{
	(void)state;
	check("apt-get update && apt-get install -y curl wget && rm -rf /x",
		"curl wget ");
	check("DEBIAN_FRONTEND=noninteractive apt install curl;echo done",
		"curl ");
	check("/usr/bin/apt-get -qq -y install --no-install-recommends jq",
		"jq ");
	check("apk add --no-cache --virtual .build-deps gcc make", "gcc make ");
	check("apk --no-cache add -t .run curl||true", "curl ");
	check("yum -y install curl", "curl ");
	check("microdnf install --nodocs curl", "curl ");
	check("dnf install -y --enablerepo extra curl", "curl ");
	check("zypper --non-interactive in curl", "curl ");
	check("pacman -Syu --noconfirm curl", "curl ");
	check("[\"apk\", \"add\", \"curl\"]", "curl ");
}

static void test_names(void **state)
{
	(void)state;
	check("apt-get install curl=8.1 libc6:i386 git/stable",
		"curl libc6 git ");
	check("apk add 'nodejs>18' \"npm~=9\" yq@edge", "nodejs npm yq ");
	check("apt-get install 7zip", "7zip ");
	check("apt-get install curl 2>/dev/null >log", "curl ?");
}

static void test_what_is_not_known(void **state)
{
	(void)state;
	check("apt-get install $PACKAGES", "?");
	check("apt-get install $(cat list) && echo curl", "?");
	check("xargs -a list apt-get install -y", "?");
	check("apt-get install ./local.deb curl", "curl ?");
	check("dnf install https://example.org/a.rpm", "?");
}

static void test_nothing(void **state)
{
	(void)state;
	check("", "");
	check("apt-get update", "");
	check("echo install curl", "");
	check("apt-get remove curl", "");
	check("pip install requests", "");
	check("my-apk add curl", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_managers),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_what_is_not_known),
		cmocka_unit_test(test_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
