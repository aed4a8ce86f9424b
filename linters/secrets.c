/*
 * secrets: keys and tokens that nothing else looks like. All of it is in the
 * patterns of rules/secrets; the engine redacts what they match.
 */
#include "engine/linter.h"

const struct linter linter_secrets = {
	.name = "secrets",
	.summary = "private keys and tokens of high certainty",
};
