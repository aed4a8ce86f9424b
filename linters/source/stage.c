/*
 * Staging, by the installed git, which knows filters and line ends. It must
 * not know why a file is staged.
 */
#include "source/stage.h"
#include "base/glob.h"
#include "base/string.h"
#include "base/vector.h"
#include "source/plumbing.h"
#include "source/repository.h"

VECTOR_TYPE(argument_list, const char *);

int repository_stage(const struct repository *repository,
	const char *const *paths, size_t count, struct error *err)
{
	static const char *const add[] = {
		"--literal-pathspecs", "add", "-A", "--"};
	struct argument_list arguments = {0};
	struct buffer out = BUFFER_INIT;
	int result;

	for (size_t i = 0; i < sizeof(add) / sizeof(add[0]); i++)
		vector_add(&arguments, add[i]);
	for (size_t i = 0; i < count; i++)
		vector_add(&arguments, paths[i]);
	vector_add(&arguments, NULL);
	result = plumbing_ask(&out, repository, arguments.items, err);
	vector_free(&arguments);
	buffer_release(&out);
	return result;
}

bool repository_is_partial_commit(const struct repository *repository)
{
	return string_starts(
		path_name(repository_index_path(repository)), "next-index-");
}
