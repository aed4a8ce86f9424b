/*
 * The addresses of compose files that lead elsewhere from the container that
 * gets them, by their places. Each project is judged once, since many ask.
 */
#include "base/arena.h"
#include "base/memory.h"
#include "model/model_private.h"
#include "model/reach.h"

#include <stdlib.h>
#include <string.h>

struct told_span {
	size_t start, end;
	size_t reach; /* the last end of this one and those before it */
};

struct told_file {
	VECTOR(struct told_span) spans; /* by their start, when sorted */
	bool complete;                  /* its projects were judged */
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
			const struct told_span span = {
				.start = place->start, .end = place->end};
			struct told_file *file = file_of(model, place->path);

			vector_add(&file->spans, span);
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

static int compare_spans(const void *a, const void *b)
{
	const struct told_span *one = a, *other = b;

	return (one->start > other->start) - (one->start < other->start);
}

static void sort_spans(struct told_file *file)
{
	struct told_span *spans = file->spans.items;
	size_t reach = 0;

	if (file->spans.count > 1)
		qsort(spans, file->spans.count, sizeof(*spans), compare_spans);
	for (size_t i = 0; i < file->spans.count; i++) {
		if (spans[i].end > reach)
			reach = spans[i].end;
		spans[i].reach = reach;
	}
	file->sorted = true;
}

static struct told_file *told_of(struct model *model, const char *path)
{
	struct told_file *file = file_of(model, path);

	if (!file->complete)
		judge_projects(model, path);
	file->complete = true;
	if (!file->sorted)
		sort_spans(file);
	return file;
}

/* The last span that begins before end is asked for all of them. */
static bool overlaps(const struct told_file *file, size_t start, size_t end)
{
	size_t low = 0, high = file->spans.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (file->spans.items[middle].start < end)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 && file->spans.items[low - 1].reach > start;
}

bool reach_tells(
	struct model *model, const char *path, size_t start, size_t end)
{
	bool tells;

	pthread_mutex_lock(&model->lock);
	tells = overlaps(told_of(model, path), start, end);
	pthread_mutex_unlock(&model->lock);
	return tells;
}
