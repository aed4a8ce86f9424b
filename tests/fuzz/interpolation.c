/*
 * Interpolation. The first line is what A holds (B is unset, C is not known),
 * the rest the text. The result is made of spans without a gap, each of which
 * knows its bytes; what is known and printed again says the same.
 */
#include "model/interpolation.h"
#include "base/arena.h"
#include "fuzz.h"

#include <string.h>

static const char *value_of(void *state, struct slice name, bool *known)
{
	*known = !slice_is(name, "C");
	return slice_is(name, "A") || slice_is(name, "C") ? state : NULL;
}

static void check_spans(const struct interpolated *value, struct slice input)
{
	size_t at = 0;
	bool known = true;

	for (size_t i = 0; i < value->span_count; i++) {
		const struct origin_span *span = &value->spans[i];
		size_t size = span->end - span->start;

		must(span->start == at && span->end >= at);
		must(span->from <= span->to && span->to <= input.size);
		must((span->variable == NULL) ==
				(span->origin == ORIGIN_LITERAL) ||
			span->origin == ORIGIN_UNKNOWN);
		if (span->origin == ORIGIN_LITERAL ||
			span->origin == ORIGIN_DEFAULT)
			must(memcmp(value->text + span->start,
				     input.data + span->from, size) == 0);
		if (span->origin == ORIGIN_UNKNOWN) {
			must(size == 0);
			known = false;
		}
		at = span->end;
	}
	must(at == value->size && value->text[at] == '\0');
	must(known == value->known);
}

static void check_source(const struct interpolated *value, struct slice input)
{
	struct interpolated_source source;

	for (size_t i = 0; i < value->size && i < 64; i++) {
		must(interpolated_at(value, i) != NULL);
		must(interpolated_source(value, i, value->size, &source));
		must(source.from <= source.to && source.to <= input.size);
	}
}

static void check_rest(struct arena *arena, const struct interpolated *value)
{
	const struct interpolated *rest =
		interpolated_rest(arena, value, value->size / 2);

	must(rest->size == value->size - value->size / 2);
	must(memcmp(rest->text, value->text + value->size / 2, rest->size) ==
		0);
	for (size_t i = 0; i < rest->span_count; i++) {
		must(rest->spans[i].start <= rest->spans[i].end);
		must(rest->spans[i].end <= rest->size);
		must(rest->spans[i].from <= rest->spans[i].to);
	}
}

/* Each `$` of the result doubled is that result, written out. */
static void check_printed(struct arena *arena, const struct interpolated *value)
{
	struct buffer printed = BUFFER_INIT;
	struct interpolated again;
	struct slice text;

	for (size_t i = 0; i < value->size; i++) {
		buffer_add_char(&printed, value->text[i]);
		if (value->text[i] == '$')
			buffer_add_char(&printed, '$');
	}
	text = slice_of(buffer_string(&printed));
	text.size = printed.size;
	must(interpolate(&again, arena, text, NULL, NULL) == 0);
	must(again.known && again.size == value->size);
	must(memcmp(again.text, value->text, value->size) == 0);
	buffer_release(&printed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice input = {(const char *)data, size};
	struct arena *arena = arena_new();
	struct slice a = fuzz_line(&input);
	const struct variables variables = {
		value_of, arena_copy(arena, a.data, a.size)};
	struct error err = {.kind = ERROR_NONE};
	struct interpolated value;

	if (interpolate(&value, arena, input, &variables, &err) != 0) {
		must(err.column >= 1 && err.column <= input.size + 1);
		must(err.message[0] != '\0' && !value.known);
	}
	check_spans(&value, input);
	check_source(&value, input);
	check_rest(arena, &value);
	check_printed(arena, &value);
	arena_free(arena);
	return 0;
}
