/*
 * Finds `host:port` in texts. Knows what can stand around an address, and
 * nothing of the files it stands in or of whose the host is.
 */
#include "model/address.h"

#include <stdint.h>
#include <string.h>

static bool is_host_character(char c)
{
	return character_is_word(c) || c == '-' || c == '.';
}

/* Where the host before the colon starts; colon where there is none. */
static size_t find_host(struct slice text, size_t colon)
{
	size_t start = colon;

	while (start > 0 && is_host_character(text.data[start - 1]))
		start--;
	/* `${X:-app:80}`: the dash belongs to the operator. */
	while (start < colon && strchr("-.", text.data[start]))
		start++;
	return start;
}

static bool stands_after(struct slice text, size_t at, const char *what)
{
	size_t size = strlen(what);

	return at >= size && memcmp(text.data + at - size, what, size) == 0;
}

/* May a host start at start, by what stands before it? */
static bool host_may_start(struct slice text, size_t start)
{
	char before;

	if (start == 0 || stands_after(text, start, "//"))
		return true;
	before = text.data[start - 1];
	if (before == '-')
		return stands_after(text, start, ":-") || start == 1 ||
		       !is_host_character(text.data[start - 2]);
	return strchr(" \t\r\n\"'`=,;([{<>|@", before) != NULL;
}

/* Does the number end where an address would? */
static bool port_may_end(struct slice text, size_t end)
{
	char after;

	if (end == text.size)
		return true;
	after = text.data[end];
	if (after == '.' || after == '-')
		return end + 1 == text.size ||
		       !is_host_character(text.data[end + 1]);
	return !character_is_word(after) && !strchr(":@$*+\\%", after);
}

static bool read_port(struct address *out, struct slice text, size_t at)
{
	size_t end = at;

	while (end < text.size && character_is_digit(text.data[end]))
		end++;
	if (end - at < 2 || text.data[at] == '0' || !port_may_end(text, end) ||
		!slice_number(
			slice_range(text.data, at, end), 1, 65535, &out->port))
		return false;
	out->port_start = at;
	out->port_end = end;
	return true;
}

/* `[::1]:8080`: the host between its brackets. */
static size_t find_bracketed(struct slice text, size_t colon)
{
	size_t start = colon - 1;

	while (start > 0 && text.data[start] != '[' &&
		(character_is_word(text.data[start - 1]) ||
			strchr(":.[", text.data[start - 1])))
		start--;
	return text.data[start] == '[' ? start + 1 : SIZE_MAX;
}

static bool is_letter_or_digit(char c)
{
	return character_is_alpha(c) || character_is_digit(c);
}

static bool read_at(struct address *out, struct slice text, size_t colon)
{
	size_t start, end = colon, outer;

	if (colon > 0 && text.data[colon - 1] == ']') {
		start = find_bracketed(text, colon);
		if (start == SIZE_MAX)
			return false;
		end = colon - 1;
		outer = start - 1;
	} else {
		outer = start = find_host(text, colon);
	}
	if (start >= end || !host_may_start(text, outer) ||
		(outer == start && !is_letter_or_digit(text.data[start])) ||
		!read_port(out, text, colon + 1))
		return false;
	out->host = slice_range(text.data, start, end);
	out->start = start;
	out->has_scheme = stands_after(text, outer, "//") ||
			  stands_after(text, outer, "@");
	return true;
}

bool address_find(struct address *out, struct slice text, size_t from)
{
	const char *colon;

	while (from < text.size) {
		colon = memchr(text.data + from, ':', text.size - from);
		if (!colon)
			return false;
		from = (size_t)(colon - text.data);
		if (read_at(out, text, from))
			return true;
		from++;
	}
	return false;
}

bool address_read(struct address *out, struct slice text)
{
	size_t from = slice_find(text, "://", 0), user;

	from = from == SIZE_MAX ? 0 : from + strlen("://");
	user = slice_find(text, "@", from);
	if (user != SIZE_MAX && memchr(text.data + from, '/', user - from))
		user = SIZE_MAX;
	if (user != SIZE_MAX)
		from = user + 1;
	return address_find(out, text, from) &&
	       (out->start == from ||
		       (out->start == from + 1 && text.data[from] == '['));
}

bool address_is_loopback(struct slice host)
{
	return slice_is(host, "localhost") || slice_starts(host, "127.") ||
	       slice_is(host, "0.0.0.0") || slice_is(host, "::1") ||
	       slice_is(host, "::") || slice_is(host, "host.docker.internal");
}
