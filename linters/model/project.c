/*
 * Compose projects: which files of the snapshot are merged into one
 * application. Must not know how a merge is done, or what a linter asks.
 */
#include "model/project.h"
#include "base/arena.h"
#include "base/glob.h"
#include "model/model_private.h"

#include <string.h>

void model_build_projects(struct model *model)
{
	size_t count, i;
	struct compose_file *const *files = model_compose_files(model, &count);

	for (i = 0; i < count; i++) {
		struct compose_project *project =
			arena_alloc(model->arena, sizeof(*project));

		project->name = files[i]->name ? files[i]->name
					       : path_name(files[i]->folder);
		project->folder = files[i]->folder;
		project->files = &files[i];
		project->file_count = 1;
		project->merged = files[i];
		project->stands_alone = files[i]->stands_alone;
		vector_add(&model->compose_projects, project);
	}
}

struct compose_project *const *model_compose_projects(
	struct model *model, size_t *count)
{
	model_need(model, PART_PROJECTS);
	*count = model->compose_projects.count;
	return model->compose_projects.items;
}
