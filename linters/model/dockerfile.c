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

enum {
	/* A longer value is no port, and one made of such could grow with
	 * each line. */
	VALUE_MAX = 512,
	/* Stages built one on another: each is asked for what it lacks. */
	DEPTH_MAX = 128,
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

VECTOR_TYPE(docker_map_list, struct map);

/* What is known while the instructions of a stage are read. */
struct scope_of_stage {
	struct reader *reader;
	struct map globals; /* ARGs before the first FROM, by name */
	struct map values;  /* ARG and ENV of the stage, by name */
	VECTOR(struct dockerfile_stage) stages;
	struct docker_map_list inherited; /* ENV of each stage, by name */
	struct docker_port_list ports;
	struct docker_variable_list variables;
	struct package_list packages;
};

/* Where values come from; an argument's is only a default. */
struct lookup {
	const struct scope_of_stage *scope;
	const struct map *values;
	bool is_default;
};

/* Of the stage that is read, or of those it is built on. */
static const struct dockerfile_variable *find_value(
	const struct lookup *lookup, struct slice name)
{
	const struct scope_of_stage *scope = lookup->scope;
	const struct dockerfile_variable *found = map_get(lookup->values, name);
	size_t stage = scope->stages.count;

	if (lookup->values != &scope->values || stage == 0)
		return found;
	for (stage = scope->stages.items[stage - 1].base;
		!found && stage != SIZE_MAX;
		stage = scope->stages.items[stage].base)
		found = map_get(&scope->inherited.items[stage], name);
	return found;
}

static const char *value_in(void *state, struct slice name, bool *known)
{
	struct lookup *lookup = state;
	const struct dockerfile_variable *found = find_value(lookup, name);

	*known = true;
	if (found && !found->known)
		lookup->is_default = true;
	return found ? found->value : NULL;
}

static const char *expand(const struct scope_of_stage *scope, struct slice text,
	const struct map *values, bool *known)
{
	struct lookup lookup = {scope, values, false};
	struct variables variables = {value_in, &lookup};
	struct interpolated out;

	*known = interpolate_within(&out, scope->reader->arena, text,
			 &variables, VALUE_MAX, NULL) == 0 &&
		 out.known && !lookup.is_default && out.size <= VALUE_MAX;
	return out.text && out.size <= VALUE_MAX ? out.text : "";
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
	struct dockerfile_variable *variable =
		arena_alloc(reader->arena, sizeof(*variable));

	variable->name = arena_copy(reader->arena, name.data, name.size);
	variable->value =
		expand(scope, value, &scope->values, &variable->known);
	/* A build can set an argument to something else. */
	variable->known = variable->known && is_env;
	map_put_string(&scope->values, variable->name, variable);
	if (!is_env)
		return;
	vector_add(&scope->variables, *variable);
	if (scope->inherited.count > 0)
		map_put_string(
			&scope->inherited.items[scope->inherited.count - 1],
			variable->name, variable);
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
	global = map_get(&scope->globals, name);
	if (global)
		add_value(scope, name, slice_of(global->value), false);
}

static void add_port(
	struct scope_of_stage *scope, struct slice word, struct place place)
{
	struct dockerfile_port port = {.protocol = "tcp", .place = place};
	struct reader *reader = scope->reader;
	struct slice text =
		slice_of(expand(scope, word, &scope->values, &port.known));
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
	struct slice written =
		slice_range(scope->reader->text.data, 0, instruction->end);
	size_t at = instruction->start + strlen("EXPOSE");

	while (rest.size > 0) {
		struct slice word = take_word(&rest);
		const char *copy =
			arena_copy(scope->reader->arena, word.data, word.size);
		size_t found = slice_find(written, copy, at);

		if (word.size == 0 || word.data[0] == '#')
			return;
		if (found == SIZE_MAX)
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

static char *lower_case(struct arena *arena, const char *text)
{
	char *copy = arena_string(arena, text), *at;

	for (at = copy; *at; at++)
		*at = character_lower(*at);
	return copy;
}

static size_t stage_named(const struct dockerfile *dockerfile, const char *name)
{
	struct buffer key = BUFFER_INIT;
	uintptr_t number;

	for (; *name; name++)
		buffer_add_char(&key, character_lower(*name));
	number = (uintptr_t)map_get(&dockerfile->stage_numbers,
		slice_range(buffer_string(&key), 0, key.size));
	buffer_release(&key);
	return number ? number - 1 : SIZE_MAX;
}

/* Hands what was gathered to the stage that ends here. */
static void end_stage(struct scope_of_stage *scope)
{
	struct arena *arena = scope->reader->arena;
	struct dockerfile_stage *stage;

	if (scope->stages.count == 0) {
		scope->globals = scope->values;
		scope->values = (struct map)MAP_INIT;
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
	map_release(&scope->values);
}

/* A stage knows what those it is built on have, as far as they are few. */
static void find_base(
	const struct scope_of_stage *scope, struct dockerfile_stage *stage)
{
	stage->base = stage_named(scope->reader->file, stage->image);
	if (stage->base == SIZE_MAX)
		return;
	stage->depth = scope->stages.items[stage->base].depth + 1;
	if (stage->depth > DEPTH_MAX) {
		stage->base = SIZE_MAX;
		stage->image_known = false;
	}
}

/* By its name, which is that of no earlier one from here on. */
static void add_stage(
	struct scope_of_stage *scope, struct dockerfile_stage *stage)
{
	struct reader *reader = scope->reader;
	struct map variables = MAP_INIT;

	vector_add(&scope->stages, *stage);
	vector_add(&scope->inherited, variables);
	if (stage->name)
		map_put_string(&reader->file->stage_numbers,
			lower_case(reader->arena, stage->name),
			(void *)(uintptr_t)scope->stages.count);
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
	stage.image = expand(scope, word, &scope->globals, &stage.image_known);
	find_base(scope, &stage);
	word = take_word(&rest);
	if (word.size == 2 && (word.data[0] | 32) == 'a' &&
		(word.data[1] | 32) == 's') {
		word = take_word(&rest);
		stage.name = arena_copy(reader->arena, word.data, word.size);
	}
	stage.place = place_of(reader->file->path, &reader->file->lines,
		instruction->start, instruction->end);
	add_stage(scope, &stage);
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
	map_release(&scope.globals);
	reader->file->stage_count = scope.stages.count;
	reader->file->variables = vector_move(&scope.inherited, reader->arena);
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
	if (!dockerfile)
		return;
	lines_release(&dockerfile->lines);
	map_release(&dockerfile->stage_numbers);
	for (size_t i = 0; i < dockerfile->stage_count; i++)
		map_release(&dockerfile->variables[i]);
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
	return stage_named(dockerfile, target);
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
		const struct dockerfile_variable *found =
			map_get_string(&dockerfile->variables[stage], name);

		if (found)
			return found;
	}
	return NULL;
}
