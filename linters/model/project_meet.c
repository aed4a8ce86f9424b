/*
 * Which projects may run side by side. Goes by files and names of services
 * alone: what they publish is compared by whoever asks.
 */
#include "model/project.h"

#include <string.h>

static bool has_path(const struct compose_project *project, const char *path)
{
	size_t i;

	for (i = 0; i < project->file_count; i++)
		if (strcmp(project->files[i]->path, path) == 0)
			return true;
	return false;
}

static bool share_file(
	const struct compose_project *a, const struct compose_project *b)
{
	size_t i;

	for (i = 0; i < a->file_count; i++)
		if (has_path(b, a->files[i]->path))
			return true;
	return false;
}

static size_t shared_services(
	const struct compose_file *a, const struct compose_file *b)
{
	size_t count = 0, i;

	for (i = 0; i < a->service_count; i++)
		if (compose_find(b, a->services[i].name))
			count++;
	return count;
}

bool compose_projects_may_meet(
	const struct compose_project *a, const struct compose_project *b)
{
	size_t shared, smaller = a->merged->service_count;

	if (a == b || a->stands_alone || b->stands_alone || share_file(a, b))
		return false;
	if (b->merged->service_count < smaller)
		smaller = b->merged->service_count;
	shared = shared_services(a->merged, b->merged);
	if (shared > 0 && strcmp(a->folder, b->folder) == 0)
		return false;
	return shared * 2 <= smaller && shared < smaller;
}
