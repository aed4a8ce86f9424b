/*
 * Finds the ports of servers that are started by a command or configured
 * without a variable. Looks at words, not at grammar: a wrong guess would be
 * a fact about nothing, so only commands that are known are read.
 */
#include "model/listening.h"

#include <stdint.h>
#include <string.h>

/* --- commands ---------------------------------------------------------- */

static const struct server {
	const char *command;
	/* Options with a port or `host:port`, each with blanks around it. */
	const char *options;
} servers[] = {
	{"uvicorn", " --port "},
	{"hypercorn", " -b --bind "},
	{"gunicorn", " -b --bind "},
	{"flask", " -p --port "},
	{"fastapi", " --port "},
	{"streamlit", " --server.port "},
	{"next", " -p --port "},
	{"nuxt", " -p --port "},
	{"vite", " --port "},
	{"astro", " --port "},
	{"ng", " --port "},
	{"http-server", " -p --port "},
	{"json-server", " -p --port "},
	{"storybook", " -p --port "},
	{"php", " -S "},
	{"rails", " -p --port "},
	{"puma", " -p --port "},
	{"rackup", " -p --port "},
};

enum {
	COMMAND_LIMIT = 4096, /* bytes that are looked through for its port */
	/* Bytes that are looked through for all servers, and what a command
	 * may stand out of them. */
	WINDOW = 4096,
	COMMAND_NAME = 16,
};

/* Words of a shell, of JSON lists and of strings in either. */
static bool is_between(char character)
{
	return character == '\0' || strchr(" \t\"'`,[]=", character) != NULL;
}

static bool is_stop(char character)
{
	return character == '\n' || strchr(";|&", character) != NULL;
}

/* The next word of the command; empty where it ends. */
static struct slice next_word(struct slice text, size_t *at)
{
	size_t start = *at, end;

	for (;;) {
		while (start < text.size && is_between(text.data[start]))
			start++;
		/* A line that goes on. */
		if (start + 1 >= text.size || text.data[start] != '\\' ||
			text.data[start + 1] != '\n')
			break;
		start += 2;
	}
	for (end = start; end < text.size && !is_between(text.data[end]) &&
			  !is_stop(text.data[end]) && text.data[end] != '\\';)
		end++;
	*at = end;
	return slice_range(text.data, start, end);
}

static bool takes_port(const struct server *server, struct slice option)
{
	const char *found = server->options;

	for (; (found = strchr(found, '-')) != NULL;
		found += strcspn(found, " "))
		if (strcspn(found, " ") == option.size &&
			memcmp(found, option.data, option.size) == 0)
			return true;
	return false;
}

/* 8000, 0.0.0.0:8000 */
static bool read_value(
	struct listening *out, struct slice text, struct slice word)
{
	size_t start = word.size;

	while (start > 0 && character_is_digit(word.data[start - 1]))
		start--;
	if ((start > 0 && word.data[start - 1] != ':') ||
		!slice_number(slice_range(word.data, start, word.size), 1,
			65535, &out->port))
		return false;
	out->start = (size_t)(word.data - text.data) + start;
	out->end = (size_t)(word.data - text.data) + word.size;
	return true;
}

/* The port of a command whose name ends at byte at. */
static bool read_command(struct listening *out, struct slice text,
	const struct server *server, size_t at)
{
	size_t limit = at + COMMAND_LIMIT;
	struct slice word = next_word(text, &at);

	while (word.size > 0 && at < limit) {
		bool wanted = takes_port(server, word);

		word = next_word(text, &at);
		if (wanted && read_value(out, text, word))
			return true;
	}
	return false;
}

/* Is the command that begins at byte at a word of its own? */
static bool is_word(struct slice text, const struct server *server, size_t at)
{
	size_t end = at + strlen(server->command);
	char before = at > 0 ? text.data[at - 1] : ' ';

	return (is_between(before) || is_stop(before) || before == '/') &&
	       end < text.size && is_between(text.data[end]);
}

static bool find_server(struct listening *out, struct slice text, size_t from,
	size_t to, const struct server *server)
{
	struct slice head = slice_range(text.data, 0, to);
	size_t at = from;

	while ((at = slice_find(head, server->command, at)) != SIZE_MAX) {
		size_t end = at + strlen(server->command);

		if (is_word(text, server, at) &&
			read_command(out, text, server, end))
			return true;
		at = end;
	}
	return false;
}

/* The first of all servers whose command stands between from and to. */
static bool find_any(
	struct listening *out, struct slice text, size_t from, size_t to)
{
	struct listening found;
	bool any = false;
	size_t i;

	for (i = 0; i < sizeof(servers) / sizeof(servers[0]); i++)
		if (find_server(&found, text, from, to, &servers[i]) &&
			(!any || found.start < out->start)) {
			*out = found;
			any = true;
		}
	return any;
}

bool listening_find_command(
	struct listening *out, struct slice text, size_t from)
{
	for (; from < text.size; from += WINDOW) {
		size_t to = from + WINDOW + COMMAND_NAME;

		if (find_any(out, text, from, to < text.size ? to : text.size))
			return true;
	}
	return false;
}

/* --- configuration ----------------------------------------------------- */

bool listening_is_configuration(const char *path)
{
	static const char *const names[] = {"vite.config.", "vue.config.",
		"nuxt.config.", "astro.config.", "webpack.config.",
		"webpack.dev.", "rsbuild.config.", "playwright.config."};
	const char *name = strrchr(path, '/');
	size_t i;

	name = name ? name + 1 : path;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (string_starts(name, names[i]))
			return true;
	return false;
}

static size_t skip_blanks(struct slice text, size_t at)
{
	while (at < text.size && strchr(" \t", text.data[at]) &&
		text.data[at] != '\0')
		at++;
	return at;
}

/* The digits that begin at byte at, if they are all of the value. */
static bool read_digits(struct listening *out, struct slice text, size_t at)
{
	size_t end = at;

	while (end < text.size && character_is_digit(text.data[end]))
		end++;
	out->start = at;
	out->end = end;
	return (end == text.size || (!character_is_word(text.data[end]) &&
					    text.data[end] != '.')) &&
	       slice_number(
		       slice_range(text.data, at, end), 1, 65535, &out->port);
}

bool listening_find_configured(
	struct listening *out, struct slice text, size_t from)
{
	size_t at = from;

	while ((at = slice_find(text, "port:", at)) != SIZE_MAX) {
		bool whole = at == 0 || !character_is_word(text.data[at - 1]);

		at += strlen("port:");
		if (whole && read_digits(out, text, skip_blanks(text, at)))
			return true;
	}
	return false;
}

/* --- settings ---------------------------------------------------------- */

bool listening_is_settings(const char *path, struct slice text)
{
	return string_ends(path, ".py") &&
	       slice_find(text, "BaseSettings", 0) != SIZE_MAX;
}

/* Behind `port`: the value of ` : int = 8000` or ` : int = Field(8000`. */
static bool read_setting(struct listening *out, struct slice text, size_t at)
{
	static const char *const parts[] = {":", "int", "=", NULL};
	static const char *const optional[] = {"Field(", "default", "=", NULL};
	size_t i;

	for (i = 0; parts[i]; i++) {
		at = skip_blanks(text, at);
		if (!slice_starts(
			    slice_range(text.data, at, text.size), parts[i]))
			return false;
		at += strlen(parts[i]);
	}
	for (i = 0; optional[i]; i++) {
		at = skip_blanks(text, at);
		if (slice_starts(
			    slice_range(text.data, at, text.size), optional[i]))
			at += strlen(optional[i]);
	}
	return read_digits(out, text, skip_blanks(text, at));
}

bool listening_find_setting(
	struct listening *out, struct slice text, size_t from)
{
	size_t at = from;

	for (; at + 4 <= text.size; at++) {
		bool begins = at == 0 ||
			      !character_is_word(text.data[at - 1]) ||
			      text.data[at - 1] == '_';

		if (begins &&
			(memcmp(text.data + at, "port", 4) == 0 ||
				memcmp(text.data + at, "PORT", 4) == 0) &&
			read_setting(out, text, at + 4))
			return true;
	}
	return false;
}
