/*
 * Ports of compose: what the grammar takes is taken by the reader of compose
 * files in the short syntax, and nothing else; what is printed from its parts
 * is read the same. The long syntax takes any text.
 */
#include "model/port.h"
#include "base/arena.h"
#include "fuzz.h"
#include "generate/scalar_text.h"
#include "model/compose.h"

#include <string.h>

static void check_range(
	const struct port_range *range, struct slice text, bool may_lack)
{
	long first, last;
	struct slice written;
	size_t dash;

	must(range->start <= range->end && range->end <= text.size);
	if (may_lack && range->start == range->end) {
		must(range->first == 0 && range->last == 0);
		return;
	}
	must(range->first >= (may_lack ? 0 : 1));
	must(range->first <= range->last && range->last <= 65535);
	written = slice_range(text.data, range->start, range->end);
	dash = slice_find(written, "-", 0);
	must(slice_number(slice_range(written.data, 0,
				  dash == SIZE_MAX ? written.size : dash),
		0, 65535, &first));
	must(slice_number(
		slice_range(written.data, dash == SIZE_MAX ? 0 : dash + 1,
			written.size),
		0, 65535, &last));
	must(first == range->first && last == range->last);
}

static void check_printed(const struct port_mapping *mapping)
{
	struct buffer printed = BUFFER_INIT;
	struct port_mapping again;
	struct slice ip = mapping->host_ip;

	if (ip.size > 0)
		buffer_format(&printed, "[%.*s]:", (int)ip.size, ip.data);
	if (mapping->published.start < mapping->published.end)
		buffer_format(&printed, "%ld-%ld", mapping->published.first,
			mapping->published.last);
	buffer_format(&printed, ":%ld-%ld/%.*s", mapping->target.first,
		mapping->target.last, (int)mapping->protocol.size,
		mapping->protocol.data);
	must(port_mapping_parse(&again,
		     slice_range(printed.data, 0, printed.size), NULL) == 0);
	must(slice_equal(again.host_ip, ip));
	must(again.published.first == mapping->published.first);
	must(again.published.last == mapping->published.last);
	must(again.target.first == mapping->target.first);
	must(again.target.last == mapping->target.last);
	must(slice_equal(again.protocol, mapping->protocol));
	buffer_release(&printed);
}

static void check_short(const struct compose_file *file,
	const struct port_mapping *mapping, bool taken)
{
	const struct compose_service *service = compose_find(file, "a");
	const struct compose_port *port;

	must(service != NULL);
	must(service->port_count == (taken ? 1 : 0));
	must(file->problem_count == (taken ? 0 : 1));
	if (!taken)
		return;
	port = &service->ports[0];
	must(port->published_known && port->target_known);
	must(port->published == mapping->published.first);
	must(port->published_end == mapping->published.last);
	must(port->target == mapping->target.first);
	must(port->target_end == mapping->target.last);
	must(slice_is(mapping->host_ip, port->host_ip));
	must(slice_is(mapping->protocol, port->protocol));
	must(port->published_place.end <= file->document->size);
}

/* Is it read as it is? Variables are not, nor what a template will make. */
static bool is_verbatim(struct slice text)
{
	return !memchr(text.data, '$', text.size) &&
	       !memchr(text.data, '\0', text.size) &&
	       slice_find(text, "{{", 0) == SIZE_MAX &&
	       slice_find(text, "{%", 0) == SIZE_MAX;
}

static struct compose_file *read_port(struct arena *arena, struct buffer *file,
	const char *before, struct slice text, const char *after)
{
	buffer_clear(file);
	buffer_add_string(file, before);
	scalar_write_quoted(file, text);
	buffer_add_string(file, after);
	return compose_read(
		arena, "compose.yaml", file->data, file->size, NULL);
}

static void check_long(struct compose_file *file)
{
	const struct compose_service *service = compose_find(file, "a");

	must(service != NULL);
	for (size_t i = 0; i < service->port_count; i++) {
		const struct compose_port *port = &service->ports[i];

		must(port->published >= 0);
		must(port->published <= port->published_end);
		must(port->published_end <= 65535);
		must(port->target >= 0 && port->target <= port->target_end);
		must(port->target_end <= 65535);
		must(port->published_place.end <= file->document->size);
		must(port->target_place.end <= file->document->size);
	}
	compose_release(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = {(const char *)data, size};
	struct arena *arena = arena_new();
	struct error err = {.kind = ERROR_NONE};
	struct buffer buffer = BUFFER_INIT;
	struct port_mapping mapping;
	struct compose_file *file;
	bool taken = port_mapping_parse(&mapping, text, &err) == 0;

	if (taken) {
		check_range(&mapping.published, text, true);
		check_range(&mapping.target, text, false);
		check_printed(&mapping);
	} else {
		must(err.column >= 1 && err.column <= text.size + 1);
	}
	file = read_port(
		arena, &buffer, "services: {a: {ports: [", text, "]}}\n");
	if (file->document != NULL && is_verbatim(text))
		check_short(file, &mapping, taken);
	if (file->document != NULL) {
		compose_release(file);
		check_long(read_port(arena, &buffer,
			"services: {a: {ports: [{target: 80, published: ", text,
			"}]}}\n"));
		check_long(read_port(arena, &buffer,
			"services: {a: {ports: [{published: 80, target: ", text,
			"}]}}\n"));
	} else {
		compose_release(file);
	}
	buffer_release(&buffer);
	arena_free(arena);
	return 0;
}
