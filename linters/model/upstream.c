/*
 * Finds addresses in values, and the services that their hosts name. Must
 * not know who asks, nor whether an address is right.
 */
#include "model/upstream.h"

#include <stdint.h>
#include <string.h>

static bool is_host_character(char character)
{
	return character_is_word(character) || character == '-' ||
	       character == '.';
}

/* The start of the host that ends at end; end where there is none. */
static size_t host_start(struct slice text, size_t end, bool *bracketed)
{
	size_t start = end;

	*bracketed = end > 0 && text.data[end - 1] == ']';
	if (*bracketed) {
		while (start > 0 && text.data[start - 1] != '[')
			start--;
		return start > 0 ? start - 1 : end;
	}
	while (start > 0 && is_host_character(text.data[start - 1]))
		start--;
	return start;
}

/* `http` of `http://user:secret@host`; empty where there is none. */
static struct slice scheme_before(struct slice text, size_t start)
{
	size_t end, from;

	if (start > 0 && text.data[start - 1] == '@')
		while (start > 0 && text.data[start - 1] != '/' &&
			text.data[start - 1] != ' ' &&
			text.data[start - 1] != ',')
			start--;
	if (start < 3 || memcmp(text.data + start - 3, "://", 3) != 0)
		return slice_range(text.data, start, start);
	from = end = start - 3;
	while (from > 0 && (character_is_word(text.data[from - 1]) ||
				   strchr("+-.", text.data[from - 1])))
		from--;
	return slice_range(text.data, from, end);
}

/* What may stand before a host: not a path, a variable or a longer name. */
static bool may_begin(struct slice text, size_t start, struct slice scheme)
{
	if (start == 0 || scheme.size > 0)
		return true;
	return strchr(" \t\n\"'`=,;(|[@<", text.data[start - 1]) != NULL;
}

/* A host has a letter, unless it is an address of four numbers or `::1`. */
static bool is_host(struct slice host, bool bracketed)
{
	size_t i, dots = 0;

	if (bracketed)
		return host.size > 1;
	if (host.size == 0 || strchr("-.", host.data[0]) ||
		strchr("-.", host.data[host.size - 1]))
		return false;
	for (i = 0; i < host.size; i++) {
		if (character_is_alpha(host.data[i]))
			return true;
		dots += host.data[i] == '.';
	}
	return dots == 3;
}

/* Nothing behind the port may make another thing of it. */
static bool may_end(struct slice text, size_t end)
{
	if (end == text.size)
		return true;
	if (text.data[end] == '.' || text.data[end] == ':')
		return end + 1 == text.size || text.data[end + 1] == ' ';
	return !character_is_word(text.data[end]) && text.data[end] != '-' &&
	       text.data[end] != '@';
}

static bool read_at(struct upstream *out, struct slice text, size_t colon)
{
	size_t end = colon + 1;
	bool bracketed;

	while (end < text.size && character_is_digit(text.data[end]))
		end++;
	if (!slice_number(slice_range(text.data, colon + 1, end), 1, 65535,
		    &out->port) ||
		text.data[colon + 1] == '0' || !may_end(text, end))
		return false;
	out->start = host_start(text, colon, &bracketed);
	out->end = out->port_end = end;
	out->port_start = colon + 1;
	out->host = slice_range(text.data, out->start + bracketed,
		bracketed && colon > out->start ? colon - 1 : colon);
	out->scheme = scheme_before(text, out->start);
	return is_host(out->host, bracketed) &&
	       may_begin(text, out->start, out->scheme);
}

bool upstream_find(struct upstream *out, struct slice text, size_t from)
{
	size_t colon = from;

	while ((colon = slice_find(text, ":", colon)) != SIZE_MAX) {
		if (read_at(out, text, colon))
			return true;
		colon++;
	}
	return false;
}

static bool slice_is_fold(struct slice slice, const char *string)
{
	size_t i;

	for (i = 0; i < slice.size; i++)
		if (character_lower(slice.data[i]) != string[i])
			return false;
	return string[i] == '\0';
}

bool upstream_is_loopback(struct slice host)
{
	size_t i, dots = 0;

	if (slice_is_fold(host, "localhost") || slice_is(host, "::1"))
		return true;
	if (!slice_starts(host, "127."))
		return false;
	for (i = 0; i < host.size; i++) {
		if (!character_is_digit(host.data[i]) && host.data[i] != '.')
			return false;
		dots += host.data[i] == '.';
	}
	return dots == 3;
}
