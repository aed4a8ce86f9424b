/*
 * What the name of a variable says of its value: for whom an address is, of
 * which service, and whether a port is a container's own.
 */
#include "model/reach_private.h"

#include <string.h>

/* The next word of a name written A_B or a-b; false at its end. */
static bool next_word(struct slice *name, struct slice *word)
{
	size_t end = 0, start = 0;

	while (start < name->size && strchr("_-.", name->data[start]))
		start++;
	for (end = start; end < name->size && !strchr("_-.", name->data[end]);
		end++)
		;
	*word = slice_range(name->data, start, end);
	*name = slice_range(name->data, end, name->size);
	return word->size > 0;
}

static bool equal_fold(struct slice a, struct slice b)
{
	size_t i;

	for (i = 0; i < a.size && i < b.size; i++)
		if (character_lower(a.data[i]) != character_lower(b.data[i]))
			return false;
	return a.size == b.size;
}

static bool has_word(struct slice name, struct slice word)
{
	struct slice part;

	while (next_word(&name, &part))
		if (equal_fold(part, word))
			return true;
	return false;
}

bool reach_has_any_word(
	const char *name, const char *const *words, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (has_word(slice_of(name), slice_of(words[i])))
			return true;
	return false;
}

bool reach_is_for_outside(const char *variable)
{
	static const char *const words[] = {"public", "cors", "origin",
		"origins", "callback", "callbacks", "redirect", "redirects",
		"external", "browser", "advertised", "advertise", "issuer",
		"frontend", "client", "site", "website", "root", "domain",
		"domains", "allowed", "allow", "trusted", "whitelist",
		"referer", "referrer", "link", "links", "share", "login",
		"logout", "return", "homepage", "csp", "embed", "audience",
		"listener", "listeners", "listen", "bind", "cookie"};
	static const char *const starts[] = {"VITE_", "NEXT_PUBLIC_",
		"REACT_APP_", "EXPO_PUBLIC_", "NUXT_", "GATSBY_", "VUE_APP_",
		"NG_APP_", "STORYBOOK_", "PUBLIC_"};
	static const char *const names[] = {"URL", "BASE_URL", "APP_URL",
		"APP_BASE_URL", "WEB_URL", "UI_URL", "SELF_URL", "SERVER_URL",
		"HOST_URL", "HOST", "HOSTNAME", "ADDRESS", "ADDR"};
	size_t i;

	for (i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (string_starts(variable, starts[i]))
			return true;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (string_equal_fold(variable, names[i]))
			return true;
	return reach_has_any_word(
		variable, words, sizeof(words) / sizeof(words[0]));
}

/* Words that many services have, and so tell none from another. */
static bool is_common_word(struct slice word)
{
	static const char *const words[] = {"service", "services", "server",
		"svc", "app", "api", "url", "host", "port", "http", "https",
		"grpc", "tcp", "base", "endpoint", "internal", "container"};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (equal_fold(word, slice_of(words[i])))
			return true;
	return false;
}

bool reach_names_service(
	const char *variable, const struct compose_service *service)
{
	struct slice name = slice_of(variable), word;

	while (next_word(&name, &word))
		if (!is_common_word(word) &&
			has_word(slice_of(service->name), word))
			return true;
	return false;
}

bool reach_is_own_port_variable(
	const struct compose_service *service, const char *variable)
{
	struct slice name = slice_of(variable), word;

	if (!has_word(name, slice_of("port")))
		return false;
	while (next_word(&name, &word))
		if (!is_common_word(word) &&
			!has_word(
				slice_of("listen web main ui metrics"), word) &&
			!has_word(slice_of(service->name), word))
			return false;
	return true;
}
