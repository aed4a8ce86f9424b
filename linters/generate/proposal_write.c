/*
 * The draft of a registry as YAML with comments. A comment holds nothing but
 * printable characters, whatever a path is made of.
 */
#include "base/arena.h"
#include "base/utf8.h"
#include "generate/made_node.h"
#include "generate/proposal.h"
#include "generate/scalar_text.h"
#include <string.h>

enum { COMMENT_WIDTH = 96 };

struct draft_writer {
	struct buffer *out;
	struct arena *arena;
};

static void add_printable(struct buffer *out, struct slice text)
{
	uint32_t code;
	size_t step;

	for (size_t i = 0; i < text.size; i += step) {
		step = utf8_read(text.data + i, text.size - i, &code);
		if (code < 0x20 || (code >= 0x7f && code < 0xa0) ||
			code == 0x2028 || code == 0x2029 || code == 0xfeff ||
			code == UINT32_MAX)
			buffer_add_char(out, '?');
		else
			buffer_add(out, text.data + i, step);
	}
}

/* Wrapped between words; what follows stands further in. */
static void comment(struct draft_writer *writer, const char *indent,
	const char *head, const char *text)
{
	size_t start = strlen(indent) + 2 + strlen(head), column = start;

	buffer_format(writer->out, "%s# %s", indent, head);
	while (*text != '\0') {
		size_t size = strcspn(text, " ");

		if (column + size > COMMENT_WIDTH && column > start) {
			buffer_format(writer->out, "\n%s#   ", indent);
			column = start = strlen(indent) + 4;
		}
		add_printable(writer->out, slice_range(text, 0, size));
		column += size;
		text += size;
		if (*text == ' ') {
			column++;
			text++;
			if (column + strcspn(text, " ") <= COMMENT_WIDTH)
				buffer_add_char(writer->out, ' ');
		}
	}
	buffer_add_char(writer->out, '\n');
}

static void put(struct draft_writer *writer, const char *indent,
	const char *key, struct node *value)
{
	buffer_format(writer->out, "%s%s: ", indent, key);
	scalar_write(writer->out, value, SCALAR_BLOCK, NODE_PLAIN);
	buffer_add_char(writer->out, '\n');
}

static void put_text(
	struct draft_writer *writer, const char *key, const char *text)
{
	if (text != NULL)
		put(writer, "    ", key, made_text(writer->arena, text));
}

static void put_ports(
	struct draft_writer *writer, const struct proposed_service *service)
{
	const struct proposed_port_list *ports = &service->ports;

	if (ports->count == 1)
		put(writer, "    ", "port",
			made_integer(writer->arena, ports->items[0].port));
	if (ports->count < 2)
		return;
	buffer_add_string(writer->out, "    ports:\n");
	for (size_t i = 0; i < ports->count; i++)
		put(writer, "      ", ports->items[i].name,
			made_integer(writer->arena, ports->items[i].port));
}

static void put_dependencies(
	struct draft_writer *writer, const struct proposed_service *service)
{
	if (service->depends_on.count == 0)
		return;
	buffer_add_string(writer->out, "    depends_on: [");
	for (size_t i = 0; i < service->depends_on.count; i++) {
		if (i > 0)
			buffer_add_string(writer->out, ", ");
		scalar_write(writer->out,
			made_text(writer->arena, service->depends_on.items[i]),
			SCALAR_FLOW, NODE_PLAIN);
	}
	buffer_add_string(writer->out, "]\n");
}

static void put_service(
	struct draft_writer *writer, const struct proposed_service *service)
{
	buffer_add_char(writer->out, '\n');
	for (size_t i = 0; i < service->seen.count; i++)
		comment(writer, "  ", "", service->seen.items[i]);
	for (size_t i = 0; i < service->decide.count; i++)
		comment(writer, "  ", "decide: ", service->decide.items[i]);
	buffer_add_string(writer->out, "  - name: ");
	scalar_write(writer->out, made_text(writer->arena, service->name),
		SCALAR_BLOCK, NODE_PLAIN);
	buffer_add_char(writer->out, '\n');
	put_text(writer, "stack", service->stack);
	put_ports(writer, service);
	put_text(writer, "protocol", service->protocol);
	put_text(writer, "owner", service->owner != NULL ? service->owner : "");
	put_text(writer, "description", service->description);
	if (service->container)
		put(writer, "    ", "container",
			made_boolean(writer->arena, true));
	put_text(writer, "network", service->network);
	put_dependencies(writer, service);
}

static void put_ranges(
	struct draft_writer *writer, const struct proposal *proposal)
{
	if (proposal->ranges.count == 0)
		buffer_add_string(writer->out, "ranges: {}\n");
	else
		buffer_add_string(writer->out,
			"# decide: the names, and whether these are the stacks "
			"that you think in\nranges:\n");
	for (size_t i = 0; i < proposal->ranges.count; i++) {
		const struct proposed_range *range = &proposal->ranges.items[i];

		buffer_add_string(writer->out, "  ");
		scalar_write(writer->out, made_text(writer->arena, range->name),
			SCALAR_BLOCK, NODE_PLAIN);
		buffer_format(writer->out, ": \"%ld-%ld\" # %zu in use\n",
			range->min, range->max, range->count);
	}
}

static void put_head(struct draft_writer *writer,
	const struct proposal *proposal, const char *day)
{
	buffer_add_string(writer->out,
		"# The first draft of a port registry, out of what this "
		"repository publishes and\n# defaults today. `# decide:` marks "
		"what only a person knows; `plumb registry\n# validate` tells "
		"what is still missing. Delete these comments when it is "
		"yours.\n");
	if (proposal->ownerless > 0)
		buffer_format(writer->out,
			"# decide: who owns the %zu service%s whose `owner` is "
			"empty\n",
			proposal->ownerless,
			proposal->ownerless == 1 ? "" : "s");
	buffer_format(writer->out,
		"version: \"0.1.0\"\nlastUpdated: \"%s\"\n\n", day);
}

void proposal_write(struct buffer *out, const struct proposal *proposal,
	struct arena *arena, const char *day)
{
	struct draft_writer writer = {out, arena};

	put_head(&writer, proposal, day);
	put_ranges(&writer, proposal);
	buffer_add_string(out, proposal->services.count > 0
				       ? "\nservices:"
				       : "\nservices: []\n");
	for (size_t i = 0; i < proposal->services.count; i++)
		put_service(&writer, proposal->services.items[i]);
	if (proposal->undecided.count > 0)
		buffer_add_char(out, '\n');
	for (size_t i = 0; i < proposal->undecided.count; i++)
		comment(&writer, "", "decide: ", proposal->undecided.items[i]);
}
