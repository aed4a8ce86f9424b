/*
 * CODEOWNERS: who looks after a path. Found where GitHub looks (`.github/`,
 * the root, `docs/`) and where GitLab does (`.gitlab/`); the first is read,
 * and the last of its lines that matches says.
 * https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
#ifndef PLUMB_MODEL_CODEOWNERS_H
#define PLUMB_MODEL_CODEOWNERS_H

#include "model/model.h"

struct codeowners;

/* NULL where the snapshot has no such file. In arena; borrows the model. */
struct codeowners *codeowners_read(struct arena *arena, struct model *model);

/*
 * The first owner of path, as it is written (`@team`, `a@example.org`); NULL
 * where nobody owns it. codeowners may be NULL.
 */
const char *codeowners_of(
	const struct codeowners *codeowners, const char *path, bool is_folder);

#endif
