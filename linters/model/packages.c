/*
 * Reads the words of shell commands as far as installing packages goes. No
 * shell: what is quoted, expanded or redirected in other ways than people
 * write in Dockerfiles makes the list open. Must not know Dockerfiles.
 */
#include "model/packages.h"
#include "base/arena.h"

#include <stdint.h>
#include <string.h>

static const struct manager {
	const char *name, *verb;
	/* Options whose value is the next word, each with blanks around it. */
	const char *valued;
} managers[] = {
	{"apt", "install", " -t --target-release -o --option -c "},
	{"apt-get", "install", " -t --target-release -o --option -c "},
	{"aptitude", "install", " -t --target-release -o "},
	{"apk", "add", " -t --virtual -X --repository -p --root "},
	{"dnf", "install", " -c --config --repo --enablerepo --disablerepo "},
	{"microdnf", "install", " --setopt --enablerepo --disablerepo "},
	{"tdnf", "install", " -c --enablerepo --disablerepo "},
	{"yum", "install", " -c --enablerepo --disablerepo "},
	{"zypper", "install", " -r --repo --from "},
	{"zypper", "in", " -r --repo --from "},
	{"pacman", "-S", " "},
};

struct command_reader {
	struct package_list *list;
	struct arena *arena;
	struct slice rest;
};

static bool is_end(struct slice word)
{
	static const char *const ends[] = {
		"&&", "||", ";", "|", "&", "(", ")", "{", "}"};
	size_t i;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (slice_is(word, ends[i]))
			return true;
	return word.size == 0;
}

/* The bytes of a word that begins here; those of an operator by itself. */
static size_t word_size(struct slice text)
{
	size_t size = 0;
	char quote = '\0';

	while (size < text.size && strchr("&|;()", text.data[size]) &&
		(size == 0 || text.data[size] == text.data[0]))
		size++;
	if (size > 0)
		return text.data[0] == '&' || text.data[0] == '|' ? size : 1;
	for (; size < text.size; size++) {
		char character = text.data[size];

		if (quote != '\0')
			quote = character == quote ? '\0' : quote;
		else if (character == '"' || character == '\'')
			quote = character;
		else if (strchr(" \t\n,[]&|;()", character))
			break;
	}
	return size;
}

/* The next word, without quotes around it; empty at the end. */
static struct slice next_word(struct command_reader *reader)
{
	struct slice *rest = &reader->rest, word;
	size_t start = 0, size;

	while (start < rest->size && strchr(" \t\n\r,[]\\", rest->data[start]))
		start++;
	*rest = slice_range(rest->data, start, rest->size);
	size = word_size(*rest);
	word = slice_range(rest->data, 0, size);
	*rest = slice_range(rest->data, size, rest->size);
	if (word.size > 1 && strchr("\"'", word.data[0]) &&
		word.data[word.size - 1] == word.data[0])
		word = slice_range(word.data, 1, word.size - 1);
	return word;
}

/* Is it the manager of that name, perhaps with its path? */
static bool is_manager(struct slice word, const char *name)
{
	return slice_is(word, name) ||
	       (slice_starts(word, "/") && slice_ends(word, name) &&
		       word.data[word.size - strlen(name) - 1] == '/');
}

static const struct manager *manager_of(struct slice word, struct slice verb)
{
	size_t i;

	for (i = 0; i < sizeof(managers) / sizeof(managers[0]); i++)
		if (is_manager(word, managers[i].name) &&
			(slice_is(verb, managers[i].verb) ||
				/* -Sy, -Syu */
				(managers[i].verb[0] == '-' &&
					slice_starts(verb, managers[i].verb))))
			return &managers[i];
	return NULL;
}

static bool has_value(const struct manager *manager, struct slice option)
{
	const char *found = manager->valued;

	while ((found = strchr(found, ' ')) && found[1] != '\0') {
		found++;
		if (strncmp(found, option.data, option.size) == 0 &&
			found[option.size] == ' ')
			return true;
	}
	return false;
}

static bool has_any(struct slice word, const char *characters)
{
	size_t i;

	for (i = 0; i < word.size; i++)
		if (strchr(characters, word.data[i]))
			return true;
	return false;
}

/*
 * curl=8.1, curl:amd64, curl~=8, nodejs@edge, curl/stable, 'curl>8'. A path,
 * an address, a variable and a list in a file are packages without a name.
 */
static void add_package(struct command_reader *reader, struct slice word)
{
	size_t size = 0;

	while (size < word.size && !strchr("=:~@/<>", word.data[size]))
		size++;
	if (size == 0 || has_any(word, "$`*") || word.data[0] == '.' ||
		slice_find(word, "://", 0) != SIZE_MAX)
		reader->list->open = true;
	else if (!character_is_digit(word.data[0]) || size == word.size)
		vector_add(&reader->list->names,
			arena_copy(reader->arena, word.data, size));
}

/* Words up to the end of the command. */
static void read_packages(
	struct command_reader *reader, const struct manager *manager)
{
	size_t before = reader->list->names.count;
	struct slice word = next_word(reader);

	for (; !is_end(word); word = next_word(reader)) {
		if (!slice_starts(word, "-"))
			add_package(reader, word);
		else if (has_value(manager, word))
			next_word(reader);
	}
	/* `xargs apt-get install`: they are elsewhere. */
	if (reader->list->names.count == before)
		reader->list->open = true;
}

/* Options may stand between a manager and its verb: `apt-get -y install`. */
static struct slice next_verb(struct command_reader *reader, struct slice name)
{
	struct slice word = next_word(reader);

	if (slice_is(name, "pacman"))
		return word;
	while (slice_starts(word, "-"))
		word = next_word(reader);
	return word;
}

static bool is_any_manager(struct slice word)
{
	size_t i;

	for (i = 0; i < sizeof(managers) / sizeof(managers[0]); i++)
		if (is_manager(word, managers[i].name))
			return true;
	return false;
}

void packages_read(
	struct package_list *list, struct arena *arena, struct slice command)
{
	struct command_reader reader = {
		.list = list, .arena = arena, .rest = command};
	const struct manager *manager;
	struct slice word, verb;

	while (reader.rest.size > 0) {
		word = next_word(&reader);
		if (!is_any_manager(word))
			continue;
		verb = next_verb(&reader, word);
		manager = manager_of(word, verb);
		if (manager)
			read_packages(&reader, manager);
	}
}
