/*
 * Dockerfiles: instructions in order, stages built on earlier ones, ports
 * that can be ports; every question about a stage has an answer.
 */
#include "model/dockerfile.h"
#include "base/arena.h"
#include "fuzz.h"

#include <string.h>

static void check_instructions(const struct dockerfile *file, size_t size)
{
	size_t last = 0;

	for (size_t i = 0; i < file->count; i++) {
		const struct dockerfile_instruction *instruction =
			&file->instructions[i];

		must(instruction->start >= last);
		must(instruction->start <= instruction->end);
		must(instruction->end <= size);
		must(instruction->name != NULL);
		must(instruction->arguments != NULL);
		must(instruction->stage == SIZE_MAX ||
			instruction->stage < file->stage_count);
		last = instruction->end;
	}
}

static void check_port(const struct dockerfile_port *port, size_t size)
{
	must(port->port >= 0 && port->port <= port->port_end);
	must(port->port_end <= 65535);
	must(port->protocol != NULL);
	must(port->place.start <= port->place.end && port->place.end <= size);
	must(port->place.line >= 1 && port->place.column >= 1);
}

static void check_stage(
	const struct dockerfile *file, size_t index, size_t size)
{
	const struct dockerfile_stage *stage = &file->stages[index];

	must(stage->base == SIZE_MAX || stage->base < index);
	must(stage->image != NULL);
	for (size_t i = 0; i < stage->port_count; i++) {
		check_port(&stage->ports[i], size);
		if (stage->ports[i].known && stage->ports[i].port > 0)
			must(dockerfile_exposes(
				file, index, stage->ports[i].port));
	}
	if (stage->port_count > 0)
		must(dockerfile_has_exposed(file, index));
	for (size_t i = 0; i < stage->variable_count; i++)
		must(dockerfile_variable(
			     file, index, stage->variables[i].name) != NULL);
	if (stage->health == HEALTH_CHECK)
		must(stage->health_command != NULL);
	if (stage->health != HEALTH_UNSAID)
		must(dockerfile_health(file, index) == stage->health);
	if (stage->name != NULL && stage->name[0] != '\0')
		must(dockerfile_target(file, stage->name) < file->stage_count);
	(void)dockerfile_exposes_unknown(file, index);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct dockerfile *file =
		dockerfile_read(arena, "Dockerfile", (const char *)data, size);

	check_instructions(file, size);
	for (size_t i = 0; i < file->stage_count; i++)
		check_stage(file, i, size);
	must(dockerfile_target(file, NULL) == file->stage_count - 1);
	dockerfile_release(file);
	arena_free(arena);
	return 0;
}
