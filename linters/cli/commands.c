/*
 * The commands: the only table that names them.
 */
#include "cli/check.h"
#include "cli/command.h"
#include "cli/docs.h"
#include "cli/explain.h"
#include "cli/install.h"
#include "cli/registry_commands.h"
#include "cli/rules.h"
#include "cli/test.h"
#include "cli/where.h"

const struct command *const commands[] = {
	&command_check, /* the first: what plumb-ports and its like run */
	&command_where,
	&command_registry_validate,
	&command_registry_list,
	&command_registry_next,
	&command_registry_new,
	&command_registry_diff,
	&command_registry_report,
	&command_registry_env,
	&command_registry_sync,
	&command_registry_export,
	&command_registry_import,
	&command_registry_migrate,
	&command_explain,
	&command_rules,
	&command_test,
	&command_docs,
	&command_install,
	NULL,
};
