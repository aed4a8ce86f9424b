/*
 * SHA-256 by the examples of FIPS 180-4 and around the ends of a block.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include <cmocka.h>
#include <string.h>

static const char *hex(struct slice bytes)
{
	static char text[2 * DIGEST_SIZE + 1];
	unsigned char digest[DIGEST_SIZE];
	struct buffer out = BUFFER_INIT;

	digest_sha256(digest, bytes);
	for (size_t i = 0; i < DIGEST_SIZE; i++)
		buffer_format(&out, "%02x", digest[i]);
	strcpy(text, buffer_string(&out));
	buffer_release(&out);
	return text;
}

static void examples_of_the_standard(void **state)
{
	(void)state;
	assert_string_equal(hex(slice_of("abc")),
		"ba7816bf8f01cfea414140de5dae2223"
		"b00361a396177a9cb410ff61f20015ad");
	assert_string_equal(hex(slice_of("")),
		"e3b0c44298fc1c149afbf4c8996fb924"
		"27ae41e4649b934ca495991b7852b855");
	assert_string_equal(
		hex(slice_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmno"
			     "mnopnopq")),
		"248d6a61d20638b8e5c026930c3e6039"
		"a33ce45964ff2167f6ecedd419db06c1");
}

/* 55 bytes leave room for the length in their block, 56 do not. */
static void ends_of_a_block(void **state)
{
	static const char zeros[128];

	(void)state;
	assert_string_equal(hex(slice_range(zeros, 0, 55)),
		"02779466cdec163811d078815c633f21"
		"901413081449002f24aa3e80f0b88ef7");
	assert_string_equal(hex(slice_range(zeros, 0, 56)),
		"d4817aa5497628e7c77e6b606107042b"
		"bba3130888c5f47a375e6179be789fbb");
	assert_string_equal(hex(slice_range(zeros, 0, 64)),
		"f5a5fd42d16a20302798ef6ed309979b"
		"43003d2320d9f0e8ea9831a92759fb4b");
}

static void as_a_source_of_a_policy(void **state)
{
	struct buffer out = BUFFER_INIT;

	(void)state;
	digest_add_source(&out, slice_of("abc"));
	assert_string_equal(buffer_string(&out),
		"sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
	buffer_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples_of_the_standard),
		cmocka_unit_test(ends_of_a_block),
		cmocka_unit_test(as_a_source_of_a_policy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
