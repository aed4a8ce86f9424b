/*
 * The registry's own commands: `plumb registry …`.
 */
#ifndef PLUMB_CLI_REGISTRY_COMMANDS_H
#define PLUMB_CLI_REGISTRY_COMMANDS_H

struct command;

extern const struct command command_registry_validate, command_registry_list,
	command_registry_next, command_registry_new, command_registry_env,
	command_registry_sync, command_registry_diff, command_registry_export,
	command_registry_import, command_registry_migrate,
	command_registry_report;

#endif
