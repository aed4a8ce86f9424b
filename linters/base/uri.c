/*
 * Paths as parts of URIs. It must not know what they lead to.
 */
#include "base/uri.h"
#include <string.h>

void uri_add_path(struct buffer *out, const char *path)
{
	for (; *path != '\0'; path++) {
		if (character_is_word(*path) || strchr("-.~/", *path) != NULL)
			buffer_add_char(out, *path);
		else
			buffer_format(out, "%%%02X", (unsigned char)*path);
	}
}
