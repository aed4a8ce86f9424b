/*
 * Finds the ports that a healthcheck's command asks. Knows how the usual
 * tools are called, and not what the container serves.
 */
#include "model/probe.h"
#include "model/address.h"

#include <stdint.h>
#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* A word's start: behind the text's start, a blank, a quote or a bracket. */
static bool is_word_start(struct slice text, size_t at)
{
	return at == 0 || is_blank(text.data[at - 1]) ||
	       strchr("\"'`(/=", text.data[at - 1]);
}

/* A whole number at at: the rest of a word. */
static bool read_number(struct probe *out, struct slice text, size_t at)
{
	size_t end = at;

	while (end < text.size && character_is_digit(text.data[end]))
		end++;
	if (end == at ||
		(end < text.size && (character_is_word(text.data[end]) ||
					    text.data[end] == '.')) ||
		!slice_number(
			slice_range(text.data, at, end), 1, 65535, &out->port))
		return false;
	out->start = at;
	out->end = end;
	return true;
}

static size_t skip(struct slice text, size_t at, const char *what)
{
	while (at < text.size && text.data[at] && strchr(what, text.data[at]))
		at++;
	return at;
}

/*
 * word, one or more of between, then a number: `localhost 5432`,
 * `--port=80`; the first that ends after from.
 */
static bool find_after(struct probe *out, struct slice text, const char *word,
	const char *between, size_t from)
{
	size_t at = slice_find(text, word, 0), size = strlen(word), next;

	for (; at != SIZE_MAX; at = slice_find(text, word, at + 1)) {
		next = skip(text, at + size, between);
		if (next > at + size && is_word_start(text, at) &&
			read_number(out, text, next) && out->end > from)
			return true;
	}
	return false;
}

static bool find_loopback(struct probe *out, struct slice text, size_t from)
{
	struct address address;

	while (address_find(&address, text, from)) {
		if (address_is_loopback(address.host)) {
			*out = (struct probe){address.port, address.port_start,
				address.port_end};
			return true;
		}
		from = address.port_end;
	}
	return false;
}

/* `-p` is a port for these; elsewhere it is a password or a folder. */
static bool takes_short_option(struct slice text)
{
	static const char *const tools[] = {
		"redis-cli", "valkey-cli", "pg_isready", "psql", NULL};

	for (size_t i = 0; tools[i]; i++)
		if (slice_find(text, tools[i], 0) != SIZE_MAX)
			return true;
	return false;
}

static void keep_first(
	struct probe *best, bool *found, bool is_one, const struct probe *other)
{
	if (is_one && (!*found || other->start < best->start))
		*best = *other;
	*found |= is_one;
}

bool probe_find(struct probe *out, struct slice command, size_t from)
{
	static const char *const words[] = {
		"localhost", "127.0.0.1", "0.0.0.0", "--port"};
	struct probe other;
	bool found = find_loopback(out, command, from);

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		keep_first(out, &found,
			find_after(&other, command, words[i],
				i == 3 ? " =\t" : " /\t", from),
			&other);
	if (takes_short_option(command))
		keep_first(out, &found,
			find_after(&other, command, "-p", " =\t", from),
			&other);
	return found;
}
