/*
 * Repositories whose folders are where `git init` and `git clone` put them:
 * most are, and need no libgit2 to be found.
 */
#ifndef PLUMB_SOURCE_PLAIN_H
#define PLUMB_SOURCE_PLAIN_H

struct arena;

/*
 * The top of the work tree around start (absolute, without links), with `/`
 * at the end, its repository in `.git`; NULL in all doubt: variables of git
 * in the environment, another owner or file system, `.git` a file, bare, and
 * configurations that change a repository's form or include others.
 */
const char *plain_root(struct arena *arena, const char *start);

#endif
