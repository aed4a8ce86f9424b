/*
 * Reads Dockerfiles: first lines into instructions, then instructions into
 * stages. Does not know which compose service builds one, nor what a shell
 * makes of RUN.
 */
#include "model/dockerfile.h"
#include "base/arena.h"
#include "base/glob.h"
#include "model/interpolation.h"
#include "model/packages.h"

#include <stdint.h>
#include <string.h>

VECTOR_TYPE(instruction_list, struct dockerfile_instruction);
VECTOR_TYPE(docker_port_list, struct dockerfile_port);
VECTOR_TYPE(docker_variable_list, struct dockerfile_variable);
VECTOR_TYPE(heredoc_list, struct slice);

struct reader {
	struct arena *arena;
	struct dockerfile *file;
	struct slice text;
	char escape;
	size_t at; /* the start of the next line */
	struct instruction_list instructions;
};

/* --- lines ------------------------------------------------------------- */

/* The line at reader->at, without its end; goes on to the next. */
static struct slice next_line(struct reader *reader)
{
	size_t start = reader->at, end;

	end = slice_find(reader->text, "\n", start);
	reader->at = end == SIZE_MAX ? reader->text.size : end + 1;
	if (end == SIZE_MAX)
		end = reader->text.size;
	if (end > start && reader->text.data[end - 1] == '\r')
		end--;
	return slice_range(reader->text.data, start, end);
}

static bool at_end(const struct reader *reader)
{
	return reader->at >= reader->text.size;
}

/* `# escape=` + a back-tick, in the comments before all else. */
static void read_directives(struct reader *reader)
{
	size_t start = reader->at;

	while (!at_end(reader)) {
		struct slice line = slice_trim(next_line(reader));

		if (line.size == 0 || line.data[0] != '#')
			break;
		line = slice_trim(slice_range(line.data, 1, line.size));
		if (slice_starts(line, "escape=") && line.size == 8)
			reader->escape = line.data[7];
	}
	reader->at = start;
}

/* Is the line continued? Then *line loses its escape. */
static bool take_escape(const struct reader *reader, struct slice *line)
{
	struct slice trimmed = *line;

	while (trimmed.size > 0 &&
		strchr(" \t", trimmed.data[trimmed.size - 1]))
		trimmed.size--;
	if (trimmed.size == 0 ||
		trimmed.data[trimmed.size - 1] != reader->escape)
		return false;
	line->size = trimmed.size - 1;
	return true;
}

/* The lines of an instruction joined, up to *end. */
static char *join_lines(struct reader *reader, size_t *end)
{
	struct buffer joined = BUFFER_INIT;
	bool more = true, first = true;
	char *copy;

	while (more && !at_end(reader)) {
		struct slice line = next_line(reader), bare = slice_trim(line);

		if (!first && (bare.size == 0 || bare.data[0] == '#'))
			continue;
		*end = (size_t)(line.data - reader->text.data) + line.size;
		more = take_escape(reader, &line);
		buffer_add_slice(&joined, line);
		first = false;
	}
	copy = arena_string(reader->arena, buffer_string(&joined));
	buffer_release(&joined);
	return copy;
}

/* The names of `<<EOF`, `<<-"EOF"` in the arguments of RUN, COPY and ADD. */
static void find_heredocs(struct heredoc_list *out, const char *arguments)
{
	const char *at = arguments;

	while ((at = strstr(at, "<<")) != NULL) {
		const char *start;

		at += 2;
		if (*at == '<') { /* a here string of the shell */
			at++;
			continue;
		}
		at += *at == '-';
		at += *at == '"' || *at == '\'';
		for (start = at; character_is_word(*at); at++)
			;
		if (at > start && !character_is_digit(*start))
			vector_add(out,
				slice_range(start, 0, (size_t)(at - start)));
	}
}

static void skip_heredocs(
	struct reader *reader, const char *name, const char *arguments)
{
	struct heredoc_list names = {0};
	size_t i;

	if (strcmp(name, "RUN") == 0 || strcmp(name, "COPY") == 0 ||
		strcmp(name, "ADD") == 0)
		find_heredocs(&names, arguments);
	for (i = 0; i < names.count; i++)
		while (!at_end(reader))
			if (slice_equal(slice_trim(next_line(reader)),
				    names.items[i]))
				break;
	vector_free(&names);
}

static char *upper_case(struct arena *arena, struct slice word)
{
	char *copy = arena_copy(arena, word.data, word.size), *at;

	for (at = copy; *at; at++)
		if (*at >= 'a' && *at <= 'z')
			*at = (char)(*at - 'a' + 'A');
	return copy;
}

static struct slice take_word(struct slice *text)
{
	struct slice word;
	size_t i = 0;

	*text = slice_trim(*text);
	while (i < text->size && !strchr(" \t", text->data[i]))
		i++;
	word = slice_range(text->data, 0, i);
	*text = slice_trim(slice_range(text->data, i, text->size));
	return word;
}

static void read_instructions(struct reader *reader)
{
	while (!at_end(reader)) {
		struct dockerfile_instruction instruction = {.stage = SIZE_MAX};
		size_t start = reader->at;
		struct slice line = next_line(reader), bare = slice_trim(line);
		struct slice rest;

		if (bare.size == 0 || bare.data[0] == '#')
			continue;
		reader->at = start;
		instruction.start = (size_t)(bare.data - reader->text.data);
		rest = slice_of(join_lines(reader, &instruction.end));
		instruction.name = upper_case(reader->arena, take_word(&rest));
		instruction.arguments =
			arena_copy(reader->arena, rest.data, rest.size);
		vector_add(&reader->instructions, instruction);
		skip_heredocs(reader, instruction.name, instruction.arguments);
	}
}

/* --- stages ------------------------------------------------------------ */

/* What is known while the instructions of a stage are read. */
struct scope_of_stage {
	struct reader *reader;
	struct docker_variable_list globals; /* ARGs before the first FROM */
	struct docker_variable_list values;  /* ARG and ENV of the stage */
	VECTOR(struct dockerfile_stage) stages;
	struct docker_port_list ports;
	struct docker_variable_list variables;
	struct package_list packages;
};

static const struct dockerfile_variable *last_named(
	const struct dockerfile_variable *list, size_t count, struct slice name)
{
	while (count-- > 0)
		if (slice_is(name, list[count].name))
			return &list[count];
	return NULL;
}

/* Where values come from; an argument's is only a default. */
struct lookup {
	const struct docker_variable_list *values;
	bool is_default;
};

static const char *value_in(void *state, struct slice name, bool *known)
{
	struct lookup *lookup = state;
	const struct dockerfile_variable *found =
		last_named(lookup->values->items, lookup->values->count, name);

	*known = true;
	if (found && !found->known)
		lookup->is_default = true;
	return found ? found->value : NULL;
}

static const char *expand(struct reader *reader, struct slice text,
	const struct docker_variable_list *values, bool *known)
{
	struct lookup lookup = {values, false};
	struct variables variables = {value_in, &lookup};
	struct interpolated out;

	*known =
		interpolate(&out, reader->arena, text, &variables, NULL) == 0 &&
		out.known && !lookup.is_default;
	return out.text ? out.text : "";
}

/* Takes `NAME=value` off text; quotes and escapes are folded. */
static bool take_pair(struct reader *reader, struct slice *text,
	struct slice *name, struct slice *value)
{
	struct buffer bytes = BUFFER_INIT;
	char quote = 0;
	size_t i = 0, equals;

	*text = slice_trim(*text);
	for (; i < text->size && (quote || !strchr(" \t", text->data[i]));
		i++) {
		char byte = text->data[i];

		if (quote ? byte == quote : byte == '"' || byte == '\'')
			quote = quote ? 0 : byte;
		else if (byte == reader->escape && i + 1 < text->size &&
			 quote != '\'')
			buffer_add_char(&bytes, text->data[++i]);
		else
			buffer_add_char(&bytes, byte);
	}
	*text = slice_trim(slice_range(text->data, i, text->size));
	*name = slice_of(
		arena_copy(reader->arena, buffer_string(&bytes), bytes.size));
	buffer_release(&bytes);
	equals = slice_find(*name, "=", 0);
	if (equals == SIZE_MAX)
		return false;
	*value = slice_range(name->data, equals + 1, name->size);
	name->size = equals;
	return true;
}

static void add_value(struct scope_of_stage *scope, struct slice name,
	struct slice value, bool is_env)
{
	struct reader *reader = scope->reader;
	struct dockerfile_variable variable = {
		.name = arena_copy(reader->arena, name.data, name.size)};

	variable.value = expand(reader, value, &scope->values, &variable.known);
	/* A build can set an argument to something else. */
	variable.known = variable.known && is_env;
	vector_add(&scope->values, variable);
	if (is_env)
		vector_add(&scope->variables, variable);
}

static void read_env(struct scope_of_stage *scope, struct slice rest)
{
	struct slice all = rest, name, value;

	if (rest.size == 0)
		return;
	if (!take_pair(scope->reader, &rest, &name, &value)) {
		name = take_word(&all); /* the old form: ENV NAME value */
		add_value(scope, name, all, true);
		return;
	}
	add_value(scope, name, value, true);
	while (rest.size > 0 && take_pair(scope->reader, &rest, &name, &value))
		add_value(scope, name, value, true);
}

static void read_argument(struct scope_of_stage *scope, struct slice rest)
{
	const struct dockerfile_variable *global;
	struct slice name, value;

	if (take_pair(scope->reader, &rest, &name, &value)) {
		add_value(scope, name, value, false);
		return;
	}
	global = last_named(scope->globals.items, scope->globals.count, name);
	if (global)
		add_value(scope, name, slice_of(global->value), false);
}

static void add_port(
	struct scope_of_stage *scope, struct slice word, struct place place)
{
	struct dockerfile_port port = {.protocol = "tcp", .place = place};
	struct reader *reader = scope->reader;
	struct slice text =
		slice_of(expand(reader, word, &scope->values, &port.known));
	size_t slash = slice_find(text, "/", 0), dash;
	struct slice last;

	if (slash != SIZE_MAX) {
		port.protocol = arena_copy(reader->arena, text.data + slash + 1,
			text.size - slash - 1);
		text.size = slash;
	}
	last = text;
	dash = slice_find(text, "-", 0);
	if (dash != SIZE_MAX) {
		last = slice_range(text.data, dash + 1, text.size);
		text.size = dash;
	}
	if (!slice_number(text, 1, 65535, &port.port) ||
		!slice_number(last, port.port, 65535, &port.port_end)) {
		port.port = port.port_end = 0;
		port.known = false;
	}
	vector_add(&scope->ports, port);
}

static void read_expose(struct scope_of_stage *scope,
	const struct dockerfile_instruction *instruction)
{
	struct slice rest = slice_of(instruction->arguments);
	size_t at = instruction->start + strlen("EXPOSE");

	while (rest.size > 0) {
		struct slice word = take_word(&rest);
		const char *copy =
			arena_copy(scope->reader->arena, word.data, word.size);
		size_t found = slice_find(scope->reader->text, copy, at);

		if (word.size == 0 || word.data[0] == '#')
			return;
		if (found == SIZE_MAX || found >= instruction->end)
			found = instruction->start;
		at = found + word.size;
		add_port(scope, word,
			place_of(scope->reader->file->path,
				&scope->reader->file->lines, found, at));
	}
}

static void read_health(struct dockerfile_stage *stage, const char *arguments)
{
	struct slice rest = slice_of(arguments), word;

	do
		word = take_word(&rest);
	while (slice_starts(word, "--"));
	stage->health = slice_is(word, "NONE") ? HEALTH_NONE : HEALTH_CHECK;
	stage->health_command = rest.data;
}

/* What a heredoc installs is not read. */
static void read_run(struct scope_of_stage *scope, const char *arguments)
{
	struct slice rest = slice_of(arguments), command, word;

	do {
		command = rest;
		word = take_word(&rest);
	} while (slice_starts(word, "--"));
	if (slice_starts(word, "<<"))
		scope->packages.open = true;
	else
		packages_read(&scope->packages, scope->reader->arena, command);
}

static size_t stage_named(
	const struct dockerfile_stage *stages, size_t count, const char *name)
{
	while (count-- > 0)
		if (stages[count].name &&
			string_equal_fold(stages[count].name, name))
			return count;
	return SIZE_MAX;
}

/* Hands what was gathered to the stage that ends here. */
static void end_stage(struct scope_of_stage *scope)
{
	struct arena *arena = scope->reader->arena;
	struct dockerfile_stage *stage;

	if (scope->stages.count == 0) {
		scope->globals = scope->values;
		memset(&scope->values, 0, sizeof(scope->values));
		return;
	}
	stage = &scope->stages.items[scope->stages.count - 1];
	stage->port_count = scope->ports.count;
	stage->ports = vector_move(&scope->ports, arena);
	stage->variable_count = scope->variables.count;
	stage->variables = vector_move(&scope->variables, arena);
	stage->package_count = scope->packages.names.count;
	stage->packages = vector_move(&scope->packages.names, arena);
	stage->packages_open = scope->packages.open;
	scope->packages.open = false;
	vector_free(&scope->values);
}

/* A stage knows the ENV of the one it is built on. */
static void inherit_values(
	struct scope_of_stage *scope, const struct dockerfile_stage *stage)
{
	size_t i;

	if (stage->base == SIZE_MAX)
		return;
	inherit_values(scope, &scope->stages.items[stage->base]);
	stage = &scope->stages.items[stage->base];
	for (i = 0; i < stage->variable_count; i++)
		vector_add(&scope->values, stage->variables[i]);
}

static void begin_stage(struct scope_of_stage *scope,
	const struct dockerfile_instruction *instruction)
{
	struct reader *reader = scope->reader;
	struct slice rest = slice_of(instruction->arguments), word;
	struct dockerfile_stage stage = {.base = SIZE_MAX};

	do
		word = take_word(&rest);
	while (slice_starts(word, "--"));
	stage.image = expand(reader, word, &scope->globals, &stage.image_known);
	stage.base = stage_named(
		scope->stages.items, scope->stages.count, stage.image);
	word = take_word(&rest);
	if (word.size == 2 && (word.data[0] | 32) == 'a' &&
		(word.data[1] | 32) == 's') {
		word = take_word(&rest);
		stage.name = arena_copy(reader->arena, word.data, word.size);
	}
	stage.place = place_of(reader->file->path, &reader->file->lines,
		instruction->start, instruction->end);
	vector_add(&scope->stages, stage);
	inherit_values(scope, &scope->stages.items[scope->stages.count - 1]);
}

static void read_instruction(struct scope_of_stage *scope,
	struct dockerfile_instruction *instruction)
{
	const char *name = instruction->name;

	if (strcmp(name, "FROM") == 0) {
		end_stage(scope);
		begin_stage(scope, instruction);
	}
	instruction->stage =
		scope->stages.count ? scope->stages.count - 1 : SIZE_MAX;
	if (strcmp(name, "ARG") == 0)
		read_argument(scope, slice_of(instruction->arguments));
	if (instruction->stage == SIZE_MAX)
		return;
	if (strcmp(name, "ENV") == 0)
		read_env(scope, slice_of(instruction->arguments));
	else if (strcmp(name, "EXPOSE") == 0)
		read_expose(scope, instruction);
	else if (strcmp(name, "RUN") == 0)
		read_run(scope, instruction->arguments);
	else if (strcmp(name, "HEALTHCHECK") == 0)
		read_health(&scope->stages.items[instruction->stage],
			instruction->arguments);
}

static void read_stages(struct reader *reader)
{
	struct scope_of_stage scope = {.reader = reader};
	size_t i;

	for (i = 0; i < reader->instructions.count; i++)
		read_instruction(&scope, &reader->instructions.items[i]);
	end_stage(&scope);
	vector_free(&scope.globals);
	reader->file->stage_count = scope.stages.count;
	reader->file->stages = vector_move(&scope.stages, reader->arena);
}

struct dockerfile *dockerfile_read(
	struct arena *arena, const char *path, const char *text, size_t size)
{
	struct dockerfile *file = arena_alloc(arena, sizeof(*file));
	struct reader reader = {.arena = arena,
		.file = file,
		.text = slice_range(text, 0, size),
		.escape = '\\'};

	file->path = arena_string(arena, path);
	lines_init(&file->lines, text, size);
	if (slice_starts(reader.text, "\xef\xbb\xbf"))
		reader.at = 3;
	read_directives(&reader);
	read_instructions(&reader);
	read_stages(&reader);
	file->count = reader.instructions.count;
	file->instructions = vector_move(&reader.instructions, arena);
	return file;
}

void dockerfile_release(struct dockerfile *dockerfile)
{
	if (dockerfile)
		lines_release(&dockerfile->lines);
}

bool dockerfile_is_name(const char *path)
{
	const char *name = path_name(path);

	return strcmp(name, "Dockerfile") == 0 ||
	       strcmp(name, "Containerfile") == 0 ||
	       string_starts(name, "Dockerfile.") ||
	       string_starts(name, "Dockerfile-") ||
	       string_ends(name, ".Dockerfile") ||
	       string_ends(name, ".dockerfile");
}

/* --- questions --------------------------------------------------------- */

size_t dockerfile_target(
	const struct dockerfile *dockerfile, const char *target)
{
	long number;

	if (!target || !*target)
		return dockerfile->stage_count ? dockerfile->stage_count - 1
					       : SIZE_MAX;
	if (slice_number(slice_of(target), 0, (long)dockerfile->stage_count - 1,
		    &number))
		return (size_t)number;
	return stage_named(dockerfile->stages, dockerfile->stage_count, target);
}

bool dockerfile_exposes(
	const struct dockerfile *dockerfile, size_t stage, long port)
{
	for (; stage != SIZE_MAX; stage = dockerfile->stages[stage].base) {
		const struct dockerfile_stage *at = &dockerfile->stages[stage];
		size_t i;

		for (i = 0; i < at->port_count; i++)
			if (port > 0 && port >= at->ports[i].port &&
				port <= at->ports[i].port_end)
				return true;
	}
	return false;
}

bool dockerfile_exposes_unknown(
	const struct dockerfile *dockerfile, size_t stage)
{
	for (; stage != SIZE_MAX; stage = dockerfile->stages[stage].base) {
		const struct dockerfile_stage *at = &dockerfile->stages[stage];
		size_t i;

		for (i = 0; i < at->port_count; i++)
			if (!at->ports[i].known)
				return true;
	}
	return false;
}

bool dockerfile_has_exposed(const struct dockerfile *dockerfile, size_t stage)
{
	for (; stage != SIZE_MAX; stage = dockerfile->stages[stage].base)
		if (dockerfile->stages[stage].port_count > 0)
			return true;
	return false;
}

enum dockerfile_health dockerfile_health(
	const struct dockerfile *dockerfile, size_t stage)
{
	for (; stage != SIZE_MAX; stage = dockerfile->stages[stage].base)
		if (dockerfile->stages[stage].health != HEALTH_UNSAID)
			return dockerfile->stages[stage].health;
	return HEALTH_UNSAID;
}

bool dockerfile_installs(
	const struct dockerfile *dockerfile, size_t stage, const char *package)
{
	for (; stage != SIZE_MAX; stage = dockerfile->stages[stage].base) {
		const struct dockerfile_stage *at = &dockerfile->stages[stage];
		size_t i;

		for (i = 0; i < at->package_count; i++)
			if (strcmp(at->packages[i], package) == 0)
				return true;
	}
	return false;
}

bool dockerfile_installs_unknown(
	const struct dockerfile *dockerfile, size_t stage)
{
	for (; stage != SIZE_MAX; stage = dockerfile->stages[stage].base)
		if (dockerfile->stages[stage].packages_open)
			return true;
	return false;
}

const struct dockerfile_variable *dockerfile_variable(
	const struct dockerfile *dockerfile, size_t stage, const char *name)
{
	for (; stage != SIZE_MAX; stage = dockerfile->stages[stage].base) {
		const struct dockerfile_stage *at = &dockerfile->stages[stage];
		const struct dockerfile_variable *found = last_named(
			at->variables, at->variable_count, slice_of(name));

		if (found)
			return found;
	}
	return NULL;
}
