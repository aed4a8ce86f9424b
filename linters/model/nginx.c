/*
 * Reads nginx configurations: directives, blocks, quotes and comments, and
 * of all directives those that name a port. Knows nothing of compose.
 */
#include "model/nginx.h"
#include "base/arena.h"
#include "base/glob.h"
#include "base/vector.h"
#include "model/address.h"

#include <stdint.h>
#include <string.h>

/* More words no directive has that says a port. */
#define WORD_LIMIT 16
/* Deeper no configuration is nested. */
#define DEPTH_LIMIT 32

struct nginx_word {
	size_t start, end; /* without quotes */
};

struct nginx_reader {
	struct arena *arena;
	struct slice text;
	size_t at;
	struct nginx_word words[WORD_LIMIT]; /* of the directive so far */
	size_t word_count;
	bool upstream[DEPTH_LIMIT]; /* is the block an `upstream`? */
	size_t depth;
	VECTOR(struct nginx_port) ports;
};

bool nginx_is_name(const char *path)
{
	static const char *const globs[] = {"*.conf", "*.conf.*", "*.vhost",
		"conf", "**/sites-available/*", "**/sites-enabled/*"};

	for (size_t i = 0; i < sizeof(globs) / sizeof(globs[0]); i++)
		if (glob_match(globs[i], path))
			return true;
	return false;
}

/* Does the text hold word, then blanks, then (for a block) a `{`? */
static bool has_word(struct slice text, const char *word, bool block)
{
	size_t at = slice_find(text, word, 0), size = strlen(word);

	for (; at != SIZE_MAX; at = slice_find(text, word, at + 1)) {
		size_t end = at + size;

		if (at > 0 && !strchr(" \t\r\n;{}", text.data[at - 1]))
			continue;
		while (end < text.size && strchr(" \t\r\n", text.data[end]))
			end++;
		if (end > at + size || block)
			if (!block ||
				(end < text.size && text.data[end] == '{'))
				return true;
	}
	return false;
}

bool nginx_is_shape(struct slice text)
{
	return has_word(text, "server", true) ||
	       has_word(text, "proxy_pass", false) ||
	       has_word(text, "fastcgi_pass", false) ||
	       has_word(text, "upstream", false);
}

static struct slice word_text(const struct nginx_reader *reader, size_t i)
{
	return slice_range(reader->text.data, reader->words[i].start,
		reader->words[i].end);
}

static struct nginx_port *add_port(
	struct nginx_reader *reader, long port, size_t start, size_t end)
{
	struct nginx_port *added = vector_next(&reader->ports);

	added->port = port;
	added->start = start;
	added->end = end;
	return added;
}

/* An address in word i; a path such as `unix:/run/x` is none. */
static struct nginx_port *add_address(struct nginx_reader *reader, size_t i)
{
	size_t start = reader->words[i].start;
	struct slice text = word_text(reader, i);
	struct address address;
	struct nginx_port *added;

	if (slice_starts(text, "unix:") || !address_read(&address, text))
		return NULL;
	added = add_port(reader, address.port, start + address.port_start,
		start + address.port_end);
	added->host =
		arena_copy(reader->arena, address.host.data, address.host.size);
	return added;
}

/* `listen 80`, `listen *:80`, `listen [::]:443 ssl`, `listen 53 udp`. */
static void add_listen(struct nginx_reader *reader)
{
	size_t start = reader->words[1].start;
	struct slice text = word_text(reader, 1);
	struct nginx_port *added;
	long port;

	if (slice_starts(text, "*:")) {
		text = slice_range(text.data, 2, text.size);
		start += 2;
	}
	if (slice_number(text, 1, 65535, &port))
		added = add_port(reader, port, start, start + text.size);
	else
		added = add_address(reader, 1);
	if (!added)
		return;
	added->listens = true;
	for (size_t i = 2; i < reader->word_count; i++)
		added->udp |= slice_is(word_text(reader, i), "udp");
}

static bool is_pass(struct slice name)
{
	return slice_is(name, "proxy_pass") || slice_is(name, "grpc_pass") ||
	       slice_is(name, "fastcgi_pass") || slice_is(name, "uwsgi_pass") ||
	       slice_is(name, "scgi_pass") || slice_is(name, "memcached_pass");
}

static bool in_upstream(const struct nginx_reader *reader)
{
	return reader->depth > 0 && reader->depth <= DEPTH_LIMIT &&
	       reader->upstream[reader->depth - 1];
}

static void end_directive(struct nginx_reader *reader)
{
	size_t count = reader->word_count;
	struct slice name;

	if (count >= 2) {
		name = word_text(reader, 0);
		if (slice_is(name, "listen"))
			add_listen(reader);
		else if (is_pass(name) ||
			 (slice_is(name, "server") && in_upstream(reader)))
			add_address(reader, 1);
		else if (slice_is(name, "set") && count >= 3)
			add_address(reader, 2);
	}
	reader->word_count = 0;
	reader->at++;
}

static void open_block(struct nginx_reader *reader)
{
	bool upstream = reader->word_count > 0 &&
			slice_is(word_text(reader, 0), "upstream");

	if (reader->depth < DEPTH_LIMIT)
		reader->upstream[reader->depth] = upstream;
	reader->depth++;
	reader->word_count = 0;
	reader->at++;
}

static void close_block(struct nginx_reader *reader)
{
	if (reader->depth > 0)
		reader->depth--;
	reader->word_count = 0;
	reader->at++;
}

static void add_word(struct nginx_reader *reader, size_t start, size_t end)
{
	if (reader->word_count < WORD_LIMIT)
		reader->words[reader->word_count++] =
			(struct nginx_word){start, end};
}

static void read_quoted(struct nginx_reader *reader)
{
	struct slice text = reader->text;
	char quote = text.data[reader->at];
	size_t start = ++reader->at;

	while (reader->at < text.size && text.data[reader->at] != quote)
		reader->at += text.data[reader->at] == '\\' ? 2 : 1;
	if (reader->at > text.size)
		reader->at = text.size;
	add_word(reader, start, reader->at);
	reader->at++;
}

/* The end of `${…}` or `{{…}}` at at, or at where none is there. */
static size_t skip_variable(struct slice text, size_t at)
{
	const char *ends;
	size_t end;

	if (at + 1 >= text.size || text.data[at + 1] != '{' ||
		!strchr("${", text.data[at]))
		return at;
	ends = text.data[at] == '$' ? "}" : "}}";
	end = slice_find(text, ends, at);
	return end == SIZE_MAX ? at : end + strlen(ends);
}

static void read_word(struct nginx_reader *reader)
{
	struct slice text = reader->text;
	size_t start = reader->at, next;

	while (reader->at < text.size &&
		!strchr(" \t\r\n;", text.data[reader->at])) {
		next = skip_variable(text, reader->at);
		if (next == reader->at && strchr("{}", text.data[next]))
			break;
		reader->at = next == reader->at ? next + 1 : next;
	}
	add_word(reader, start, reader->at);
}

static void skip_comment(struct nginx_reader *reader)
{
	while (reader->at < reader->text.size &&
		reader->text.data[reader->at] != '\n')
		reader->at++;
}

static void read_next(struct nginx_reader *reader)
{
	char c = reader->text.data[reader->at];

	if (strchr("{}", c) &&
		skip_variable(reader->text, reader->at) != reader->at)
		read_word(reader);
	else if (strchr(" \t\r\n", c))
		reader->at++;
	else if (c == ';')
		end_directive(reader);
	else if (c == '{')
		open_block(reader);
	else if (c == '}')
		close_block(reader);
	else if (c == '#')
		skip_comment(reader);
	else if (c == '"' || c == '\'')
		read_quoted(reader);
	else
		read_word(reader);
}

struct nginx_ports nginx_read(struct arena *arena, struct slice text)
{
	struct nginx_reader reader = {.arena = arena, .text = text};
	struct nginx_ports result;

	while (reader.at < text.size)
		read_next(&reader);
	result.count = reader.ports.count;
	result.items = vector_move(&reader.ports, arena);
	return result;
}
