/*
 * Writes a mutated copy of a file to standard output, the same for the same
 * seed: bytes and lines changed, dropped, doubled, swapped; what parsers
 * trip over put in; parts of a second file. It must not know any format.
 * Usage: mutate SEED FILE [OTHER]
 */
#include "base/error.h"
#include "base/file.h"
#include "base/string.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static uint64_t seed;

static size_t below(size_t limit)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return limit ? (size_t)(seed % limit) : 0;
}

/* bytes with those from start to end replaced. */
static void splice(
	struct buffer *bytes, size_t start, size_t end, struct slice by)
{
	struct buffer out = BUFFER_INIT;

	buffer_add_string(&out, "");
	buffer_add(&out, bytes->data, start);
	buffer_add_slice(&out, by);
	buffer_add(&out, bytes->data + end, bytes->size - end);
	buffer_release(bytes);
	*bytes = out;
}

/* The line that holds at, with its end. */
static struct slice line_at(const struct buffer *bytes, size_t at)
{
	size_t start = at, end = at;

	while (start > 0 && bytes->data[start - 1] != '\n')
		start--;
	while (end < bytes->size && bytes->data[end] != '\n')
		end++;
	return slice_range(bytes->data, start, end + (end < bytes->size));
}

static void put_odd(struct buffer *bytes, size_t at)
{
	static const struct slice odd[] = {{"\0", 1}, {"\xff", 1},
		{"\xef\xbb\xbf", 3}, {"\xff\xfe", 2}, {"\xed\xa0\x80", 3},
		{"\xc2\x85", 2}, {"\xe2\x80\xa8", 3}, {"\r\n", 2}, {"\r", 1},
		{"\t", 1}, {"\x1b[2J", 4}, {"\"", 1}, {"'", 1}, {"[", 1},
		{"]", 1}, {"{", 1}, {"}", 1}, {": ", 2}, {"- ", 2}, {"# ", 2},
		{"&a ", 3}, {"*a", 2}, {"<<: *a\n", 7}, {"!!int ", 6},
		{"!reset ", 7}, {"---\n", 4}, {"| \n", 3}, {"${", 2},
		{"${A:-${B}}", 10}, {"$$", 2}, {"$(x)", 4}, {"{{", 2},
		{"99999999999999999999", 20}, {"-1", 2}, {"0x1F", 4},
		{"1e400", 5}, {".inf", 4}, {"null", 4}, {"true", 4},
		{"../../../etc/passwd", 19}, {"/", 1}, {"\\", 1}, {"%s%n", 4},
		{"localhost:4007", 14}, {"65535", 5}, {"65536", 5}, {"0", 1},
		{"8000-8100", 9}, {"[::1]:", 6}, {"/udp", 4}};

	splice(bytes, at, at, odd[below(sizeof(odd) / sizeof(*odd))]);
}

/* Something again and again: deep nesting, a long line, many lines. */
static void put_many(struct buffer *bytes, size_t at)
{
	static const char *const words[] = {
		"[", "{a: ", "- ", "a", "${A:-", "  ", "\n", "((", "# x\n"};
	const char *word = words[below(sizeof(words) / sizeof(*words))];
	size_t count = (size_t)1 << below(15);
	struct buffer many = BUFFER_INIT;

	for (size_t i = 0; i < count; i++)
		buffer_add_string(&many, word);
	splice(bytes, at, at, slice_range(many.data, 0, many.size));
	buffer_release(&many);
}

static void change_line(struct buffer *bytes, size_t at, size_t to)
{
	struct slice line = line_at(bytes, at);
	struct buffer copy = BUFFER_INIT;
	size_t start = (size_t)(line.data - bytes->data);

	buffer_add_string(&copy, "");
	buffer_add_slice(&copy, line);
	if (below(2))
		splice(bytes, start, start + line.size, slice_of(""));
	to = to < bytes->size ? to : bytes->size;
	to = (size_t)(line_at(bytes, to).data - bytes->data);
	splice(bytes, to, to, slice_range(copy.data, 0, copy.size));
	buffer_release(&copy);
}

static void mutate(struct buffer *bytes, struct slice other)
{
	size_t at = below(bytes->size + 1), to = below(bytes->size + 1);
	size_t start = at < to ? at : to, end = at < to ? to : at;
	size_t from = below(other.size + 1);

	if (end - start > 64 && below(4))
		end = start + below(64);
	switch (below(9)) {
	case 0:
		if (at < bytes->size)
			bytes->data[at] ^= (char)(1 << below(8));
		break;
	case 1:
		splice(bytes, start, end, slice_of(""));
		break;
	case 2:
		splice(bytes, end, end,
			slice_range(other.data, from,
				from + below(other.size - from)));
		break;
	case 3:
	case 4:
		change_line(bytes, at, to);
		break;
	case 5:
		put_many(bytes, at);
		break;
	case 6:
		if (!below(8))
			splice(bytes, at, bytes->size, slice_of(""));
		break;
	default:
		put_odd(bytes, at);
		break;
	}
}

int main(int count, char **arguments)
{
	struct buffer bytes = BUFFER_INIT, other = BUFFER_INIT;
	struct error err = {.kind = ERROR_NONE};

	if (count < 3)
		return 2;
	seed = (strtoull(arguments[1], NULL, 10) + 1) *
	       UINT64_C(0x9e3779b97f4a7c15);
	buffer_add_string(&bytes, "");
	buffer_add_string(&other, "");
	if (file_read(&bytes, arguments[2], &err) != 0 ||
		(count > 3 && file_read(&other, arguments[3], &err) != 0)) {
		fprintf(stderr, "mutate: %s: %s\n", err.path, err.message);
		return 3;
	}
	for (size_t i = 1 + below(4); i > 0; i--)
		mutate(&bytes, slice_range(other.data, 0, other.size));
	if (file_write_descriptor(STDOUT_FILENO, bytes.data, bytes.size,
		    "standard output", &err) != 0)
		return 3;
	buffer_release(&bytes);
	buffer_release(&other);
	return 0;
}
