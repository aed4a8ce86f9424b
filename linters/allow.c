/*
 * allow: the rules about inline allows and those of the configuration. What
 * an allow allows is known only when every linter has spoken, so it is the
 * engine's suppress step that reports; this row makes the rules part of the
 * program like any other.
 */
#include "engine/linter.h"

/* Has no say of its own: see engine/suppress.c. */
static void check_allow(struct check *check)
{
	(void)check;
}

static const struct linter_check checks[] = {
	{.name = "allow", .whole = check_allow},
};

extern const struct linter linter_allow;
const struct linter linter_allow = {
	.name = "allow",
	.summary = "comments and settings that allow a finding",
	.checks = checks,
	.check_count = sizeof(checks) / sizeof(checks[0]),
};
