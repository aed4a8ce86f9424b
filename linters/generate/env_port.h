/*
 * PORT in a component's env file brought to what the registry says.
 */
#ifndef PLUMB_GENERATE_ENV_PORT_H
#define PLUMB_GENERATE_ENV_PORT_H

#include "base/vector.h"
#include "model/component.h"
#include "model/dotenv.h"

struct port_edit {
	const struct dotenv_entry *entry;
	long found, wanted;
};
VECTOR_TYPE(port_edit_list, struct port_edit); /* vector_free() it */

/*
 * The lines `PORT=…` that are wrong for the component: a number that is
 * neither its registered port nor one that a compose service of its serves.
 * None where the component has no entry, or one with several ports. A value
 * that is no number, or is put together from others, is left alone.
 */
void env_port_edits(struct port_edit_list *out, const struct dotenv *dotenv,
	const struct component *component);

/* Appends text with the edits made; all else stays byte for byte. */
void env_port_apply(struct buffer *out, struct slice text,
	const struct port_edit_list *edits);

#endif
