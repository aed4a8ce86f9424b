/*
 * The language of a file, by its name or its `#!` line. Knows nothing of
 * what the languages look like: engine/lexer.c does.
 */
#include "base/glob.h"
#include "engine/lexer.h"
#include <string.h>

struct language_row {
	const char *word;
	enum language language;
};

static const struct language_row extensions[] = {
	{"c", LANGUAGE_C},
	{"h", LANGUAGE_C},
	{"cc", LANGUAGE_C},
	{"cpp", LANGUAGE_C},
	{"cxx", LANGUAGE_C},
	{"hh", LANGUAGE_C},
	{"hpp", LANGUAGE_C},
	{"m", LANGUAGE_C},
	{"mm", LANGUAGE_C},
	{"proto", LANGUAGE_C},
	{"swift", LANGUAGE_JAVA},
	{"zig", LANGUAGE_C},
	{"dart", LANGUAGE_JAVASCRIPT},
	{"cs", LANGUAGE_CSHARP},
	{"css", LANGUAGE_CSS},
	{"scss", LANGUAGE_JAVASCRIPT},
	{"less", LANGUAGE_JAVASCRIPT},
	{"dockerfile", LANGUAGE_DOCKERFILE},
	{"Dockerfile", LANGUAGE_DOCKERFILE},
	{"env", LANGUAGE_DOTENV},
	{"go", LANGUAGE_GO},
	{"ini", LANGUAGE_INI},
	{"cfg", LANGUAGE_INI},
	{"conf", LANGUAGE_INI},
	{"properties", LANGUAGE_INI},
	{"service", LANGUAGE_INI},
	{"java", LANGUAGE_JAVA},
	{"kt", LANGUAGE_JAVA},
	{"kts", LANGUAGE_JAVA},
	{"scala", LANGUAGE_JAVA},
	{"groovy", LANGUAGE_JAVASCRIPT},
	{"gradle", LANGUAGE_JAVASCRIPT},
	{"js", LANGUAGE_JAVASCRIPT},
	{"jsx", LANGUAGE_JAVASCRIPT},
	{"mjs", LANGUAGE_JAVASCRIPT},
	{"cjs", LANGUAGE_JAVASCRIPT},
	{"ts", LANGUAGE_JAVASCRIPT},
	{"tsx", LANGUAGE_JAVASCRIPT},
	{"mts", LANGUAGE_JAVASCRIPT},
	{"cts", LANGUAGE_JAVASCRIPT},
	{"vue", LANGUAGE_JAVASCRIPT},
	{"svelte", LANGUAGE_JAVASCRIPT},
	{"astro", LANGUAGE_JAVASCRIPT},
	{"json", LANGUAGE_JSON},
	{"jsonc", LANGUAGE_JSON},
	{"json5", LANGUAGE_JSON},
	{"code-workspace", LANGUAGE_JSON},
	{"lua", LANGUAGE_LUA},
	{"mk", LANGUAGE_MAKEFILE},
	{"md", LANGUAGE_MARKDOWN},
	{"mdx", LANGUAGE_MARKDOWN},
	{"php", LANGUAGE_PHP},
	{"ps1", LANGUAGE_POWERSHELL},
	{"psm1", LANGUAGE_POWERSHELL},
	{"py", LANGUAGE_PYTHON},
	{"pyi", LANGUAGE_PYTHON},
	{"rb", LANGUAGE_RUBY},
	{"rake", LANGUAGE_RUBY},
	{"ex", LANGUAGE_RUBY},
	{"exs", LANGUAGE_RUBY},
	{"rs", LANGUAGE_RUST},
	{"sh", LANGUAGE_SHELL},
	{"bash", LANGUAGE_SHELL},
	{"zsh", LANGUAGE_SHELL},
	{"fish", LANGUAGE_SHELL},
	{"ksh", LANGUAGE_SHELL},
	{"bats", LANGUAGE_SHELL},
	{"sql", LANGUAGE_SQL},
	{"toml", LANGUAGE_TOML},
	{"tf", LANGUAGE_SHELL},
	{"hcl", LANGUAGE_SHELL},
	{"html", LANGUAGE_XML},
	{"htm", LANGUAGE_XML},
	{"xml", LANGUAGE_XML},
	{"xhtml", LANGUAGE_XML},
	{"svg", LANGUAGE_XML},
	{"csproj", LANGUAGE_XML},
	{"plist", LANGUAGE_XML},
	{"yml", LANGUAGE_YAML},
	{"yaml", LANGUAGE_YAML},
	{NULL, LANGUAGE_UNKNOWN},
};

static const struct language_row names[] = {
	{"Makefile", LANGUAGE_MAKEFILE},
	{"makefile", LANGUAGE_MAKEFILE},
	{"GNUmakefile", LANGUAGE_MAKEFILE},
	{"Justfile", LANGUAGE_SHELL},
	{"justfile", LANGUAGE_SHELL},
	{"Procfile", LANGUAGE_SHELL},
	{"Gemfile", LANGUAGE_RUBY},
	{"Rakefile", LANGUAGE_RUBY},
	{"Vagrantfile", LANGUAGE_RUBY},
	{"Jenkinsfile", LANGUAGE_JAVASCRIPT},
	{"Caddyfile", LANGUAGE_SHELL},
	{".envrc", LANGUAGE_SHELL},
	{".bashrc", LANGUAGE_SHELL},
	{".gitignore", LANGUAGE_INI},
	{".gitattributes", LANGUAGE_INI},
	{".dockerignore", LANGUAGE_INI},
	{".editorconfig", LANGUAGE_INI},
	{".npmrc", LANGUAGE_INI},
	{NULL, LANGUAGE_UNKNOWN},
};

/* Interpreters of a `#!` line, by the letters they begin with: ts-node. */
static const struct language_row interpreters[] = {
	{"python", LANGUAGE_PYTHON},
	{"node", LANGUAGE_JAVASCRIPT},
	{"deno", LANGUAGE_JAVASCRIPT},
	{"bun", LANGUAGE_JAVASCRIPT},
	{"ruby", LANGUAGE_RUBY},
	{"php", LANGUAGE_PHP},
	{"lua", LANGUAGE_LUA},
	{"make", LANGUAGE_MAKEFILE},
	{"pwsh", LANGUAGE_POWERSHELL},
	{"sh", LANGUAGE_SHELL},
	{"bash", LANGUAGE_SHELL},
	{"zsh", LANGUAGE_SHELL},
	{"dash", LANGUAGE_SHELL},
	{"ksh", LANGUAGE_SHELL},
	{"fish", LANGUAGE_SHELL},
	{"ts", LANGUAGE_JAVASCRIPT},
	{"tsx", LANGUAGE_JAVASCRIPT},
	{NULL, LANGUAGE_UNKNOWN},
};

static enum language look_up(
	const struct language_row *rows, const char *word, size_t size)
{
	for (; rows->word != NULL; rows++)
		if (strlen(rows->word) == size &&
			memcmp(rows->word, word, size) == 0)
			return rows->language;
	return LANGUAGE_UNKNOWN;
}

/* `#!/usr/bin/env python3`: the last word of the path, without a version. */
static enum language of_interpreter(const char *text, size_t size)
{
	struct slice line = slice_range(text, 0, size);
	size_t start, end;

	if (!slice_starts(line, "#!"))
		return LANGUAGE_UNKNOWN;
	for (end = 2; end < size && end < 200 && text[end] != '\n'; end++)
		;
	line = slice_trim(slice_range(text, 2, end));
	for (start = end = 0; end <= line.size; end++) {
		if (end < line.size && line.data[end] == '/') {
			start = end + 1;
		} else if (end == line.size || line.data[end] == ' ') {
			struct slice word = slice_range(line.data, start, end);

			if (!slice_is(word, "env") && word.size != 0 &&
				word.data[0] != '-')
				break;
			start = end + 1;
		}
	}
	if (start > line.size)
		return LANGUAGE_UNKNOWN;
	end = start;
	while (end < line.size && character_is_alpha(line.data[end]))
		end++;
	return look_up(interpreters, line.data + start, end - start);
}

static bool is_env_name(const char *name)
{
	return strcmp(name, ".env") == 0 || strncmp(name, ".env.", 5) == 0;
}

/* Dockerfile, Dockerfile.dev, Dockerfile.py, but not Dockerfile.test.js. */
static bool is_dockerfile_name(const char *name)
{
	static const char *const words[] = {
		"Dockerfile", "Containerfile", NULL};
	size_t i;

	for (i = 0; words[i] != NULL; i++) {
		const char *rest = name + strlen(words[i]);

		if (strncmp(name, words[i], strlen(words[i])) != 0)
			continue;
		return *rest == '\0' || (strchr(".-_", *rest) != NULL &&
						strchr(rest + 1, '.') == NULL);
	}
	return false;
}

enum language language_of(const char *path, const char *text, size_t size)
{
	const char *name = path_name(path), *dot = strrchr(name, '.');
	enum language language = look_up(names, name, strlen(name));

	if (language != LANGUAGE_UNKNOWN)
		return language;
	if (is_env_name(name))
		return LANGUAGE_DOTENV;
	if (is_dockerfile_name(name))
		return LANGUAGE_DOCKERFILE;
	if (dot != NULL)
		language = look_up(extensions, dot + 1, strlen(dot + 1));
	if (language != LANGUAGE_UNKNOWN)
		return language;
	return of_interpreter(text, size);
}
