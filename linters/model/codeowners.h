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

/* NULL where the snapshot has no such file. In arena, but for what is to be
 * released; borrows the model. */
struct codeowners *codeowners_read(struct arena *arena, struct model *model);
void codeowners_release(struct codeowners *codeowners);

/*
 * The first owner of path, as it is written (`@team`, `a@example.org`); NULL
 * where nobody owns it. codeowners may be NULL.
 */
const char *codeowners_of(
	struct codeowners *codeowners, const char *path, bool is_folder);

/* So many patterns were tried on so many paths that no more are: since then
 * nobody owns anything. */
bool codeowners_gave_up(const struct codeowners *codeowners);

#endif
