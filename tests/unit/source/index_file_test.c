/* The index's format, against bytes that git never wrote. */
#include "scratch.h"
#include "source/index_file.h"
#include "source/listing.h"

/* An index of one to three staged files as git writes it; free() it. */
static unsigned char *written(const char *script, size_t *size)
{
	struct buffer bytes = BUFFER_INIT;
	char part[4096];
	size_t count;
	FILE *file;

	scratch_run(script);
	file = fopen(scratch_path("r/.git/index"), "r");
	assert_non_null(file);
	while ((count = fread(part, 1, sizeof(part), file)) > 0)
		buffer_add(&bytes, part, count);
	assert_int_equal(fclose(file), 0);
	*size = bytes.size;
	return (unsigned char *)bytes.data;
}

/* In memory of exactly that size, so that the sanitizer sees every step. */
static int parse(const unsigned char *bytes, size_t size, struct error *err)
{
	struct listing *listing = listing_new();
	unsigned char *exact = malloc(size ? size : 1);
	int status;

	assert_non_null(exact);
	memcpy(exact, bytes, size);
	status = index_file_parse(listing, exact, size, 20, err);
	listing_drop(listing);
	free(exact);
	return status;
}

static const char plain[] =
	"cd r; mkdir -p d/e; echo 1 >d/e/one; echo 2 >d/two; echo 3 >three;"
	"git add .; git commit -qm 1";

static void every_cut_is_refused(void **state)
{
	static const char *const versions[] = {"2", "4"};
	size_t i, size, cut;

	(void)state;
	scratch_run(plain);
	for (i = 0; i < 2; i++) {
		char script[128];
		unsigned char *bytes;

		snprintf(script, sizeof(script),
			"cd r; git update-index --index-version %s",
			versions[i]);
		bytes = written(script, &size);
		assert_int_equal(parse(bytes, size, NULL), 0);
		/* The last entry's end; the extensions may be missing. */
		for (cut = 0; cut < 12 + 3 * 64; cut++) {
			struct error err = {0};

			assert_int_equal(parse(bytes, cut, &err), -1);
			assert_int_equal(err.kind, ERROR_WORK);
		}
		for (; cut < size; cut++)
			parse(bytes, cut, NULL);
		free(bytes);
	}
}

static void every_changed_byte_is_survived(void **state)
{
	static const unsigned char values[] = {0, 1, 0x2f, 0x7f, 0x80, 0xff};
	unsigned char *bytes;
	size_t size, i, j;

	(void)state;
	bytes = written(plain, &size);
	for (i = 0; i < size; i++) {
		unsigned char kept = bytes[i];

		for (j = 0; j < sizeof(values); j++) {
			bytes[i] = values[j];
			parse(bytes, size, NULL);
		}
		bytes[i] = kept;
	}
	assert_int_equal(parse(bytes, size, NULL), 0);
	free(bytes);
}

static void assert_refused(
	const unsigned char *bytes, size_t size, const char *part)
{
	struct error err = {0};

	assert_int_equal(parse(bytes, size, &err), -1);
	assert_contains(err.message, part);
}

static void refuses_what_it_must(void **state)
{
	unsigned char *bytes, *tree;
	size_t size;

	(void)state;
	bytes = written(plain, &size);
	bytes[7] = 5;
	assert_refused(bytes, size, "version 5");
	bytes[7] = 2;
	bytes[0] = 'X';
	assert_refused(bytes, size, "does not begin");
	bytes[0] = 'D';
	bytes[8] = 0xff;
	assert_refused(bytes, size, "too short");
	bytes[8] = 0;
	/* A path before the one that it stands behind. */
	assert_memory_equal(bytes + 12 + 62, "d/e/one", 8);
	bytes[12 + 62] = 'z';
	assert_refused(bytes, size, "order");
	bytes[12 + 62] = 'd';
	tree = memmem(bytes, size, "TREE", 4);
	assert_non_null(tree);
	memcpy(tree, "link", 4);
	assert_refused(bytes, size, "`link`");
	memcpy(tree, "t\x1b[m", 4);
	assert_refused(bytes, size, "`t??m`");
	memcpy(tree, "XTRA", 4);
	assert_int_equal(parse(bytes, size, NULL), 0);
	free(bytes);
}

static void knows_the_folders(void **state)
{
	struct listing *listing = listing_new();
	unsigned char *bytes;
	char *expected;
	char hex[2 * OBJECT_ID_SIZE + 1];
	size_t size, i;

	(void)state;
	bytes = written(plain, &size);
	assert_int_equal(index_file_parse(listing, bytes, size, 20, NULL), 0);
	assert_int_equal(listing->entries.count, 3);
	assert_int_equal(listing->folders.count, 3);
	assert_int_equal(listing->folders.items[0].span, 3);
	assert_int_equal(listing->folders.items[0].count, 3);
	assert_int_equal(listing->folders.items[1].span, 2);
	assert_int_equal(listing->folders.items[1].count, 2);
	assert_memory_equal(listing->folders.items[2].name, "e", 1);
	assert_true(listing->folders.items[2].is_known);
	for (i = 0; i < OBJECT_ID_SIZE; i++)
		snprintf(hex + 2 * i, 3, "%02x",
			listing->folders.items[1].id[i]);
	expected = scratch_ask("cd r; git rev-parse HEAD:d");
	assert_string_equal(hex, expected);
	free(expected);
	listing_drop(listing);
	free(bytes);
}

/* What the folders are is told by the extension alone: half of one tells
 * nothing, although nothing of it is left to read. */
static void half_an_extension_is_not_used(void **state)
{
	struct listing *listing = listing_new();
	unsigned char *bytes, *tree;
	size_t size;

	(void)state;
	bytes = written(plain, &size);
	tree = memmem(bytes, size, "TREE", 4);
	assert_non_null(tree);
	memcpy(tree + 4, "\0\0\0\1\0", 5);
	size = (size_t)(tree - bytes) + 9 + OBJECT_ID_SIZE;
	assert_int_equal(index_file_parse(listing, bytes, size, 20, NULL), 0);
	assert_int_equal(listing->entries.count, 3);
	assert_int_equal(listing->folders.count, 0);
	listing_drop(listing);
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		source_test(every_cut_is_refused),
		source_test(every_changed_byte_is_survived),
		source_test(refuses_what_it_must),
		source_test(knows_the_folders),
		source_test(half_an_extension_is_not_used),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
