/*
 * The addresses of compose files that lead elsewhere from the container that
 * gets them, by their places. Each project is judged once, since many ask.
 */
#include "base/arena.h"
#include "base/intervals.h"
#include "base/memory.h"
#include "model/model_private.h"
#include "model/reach.h"

#include <stdlib.h>
#include <string.h>

struct told_file {
	struct intervals spans;
	bool complete; /* its projects were judged */
	bool sorted;
};

void model_release_told(struct model *model)
{
	for (size_t i = 0; i < model->told.count; i++) {
		struct told_file *file = model->told.entries[i].value;

		vector_free(&file->spans);
	}
	map_release(&model->told);
	free(model->told_projects);
}

static struct told_file *file_of(struct model *model, const char *path)
{
	struct told_file *file = map_get_string(&model->told, path);

	if (file == NULL) {
		file = arena_alloc(model->arena, sizeof(*file));
		map_put_string(
			&model->told, arena_string(model->arena, path), file);
	}
	return file;
}

static void judge_project(
	struct model *model, const struct compose_project *project)
{
	const struct compose_file *merged = project->merged;
	struct reach *reach = reach_new(model, model->arena, project);
	size_t count;

	for (size_t i = 0; i < merged->service_count; i++) {
		const struct reach_fault *faults =
			reach_faults(reach, &merged->services[i], &count);

		for (size_t k = 0; k < count; k++) {
			const struct place *place = &faults[k].place;
			struct told_file *file = file_of(model, place->path);

			intervals_add(
				&file->spans, place->start, place->end, 0);
			file->sorted = false;
		}
	}
	reach_release(reach);
}

static bool has_file(const struct compose_project *project, const char *path)
{
	for (size_t i = 0; i < project->file_count; i++)
		if (strcmp(project->files[i]->path, path) == 0)
			return true;
	return false;
}

static void judge_projects(struct model *model, const char *path)
{
	size_t count;
	struct compose_project *const *projects =
		model_compose_projects(model, &count);

	if (model->told_projects == NULL)
		model->told_projects =
			memory_new(count, sizeof(*model->told_projects));
	for (size_t i = 0; i < count; i++) {
		if (model->told_projects[i] || !has_file(projects[i], path))
			continue;
		model->told_projects[i] = true;
		judge_project(model, projects[i]);
	}
}

static struct told_file *told_of(struct model *model, const char *path)
{
	struct told_file *file = file_of(model, path);

	if (!file->complete)
		judge_projects(model, path);
	file->complete = true;
	if (!file->sorted)
		intervals_sort(&file->spans);
	file->sorted = true;
	return file;
}

bool reach_tells(
	struct model *model, const char *path, size_t start, size_t end)
{
	size_t at = SIZE_MAX;
	bool tells;

	pthread_mutex_lock(&model->lock);
	tells = intervals_next(&told_of(model, path)->spans, start, end, &at) !=
		NULL;
	pthread_mutex_unlock(&model->lock);
	return tells;
}
