/*
 * Interpolation of variables, as the reference compose loader does it. Every
 * byte of the result knows which bytes of the input it came from, so that a
 * finding can point at the digits of a default. Does not know where values
 * come from; an unset variable stays unknown.
 */
#include "model/interpolation.h"
#include "base/arena.h"
#include "base/vector.h"

#include <stdint.h>
#include <string.h>

/* Defaults nested one in another; deeper ones are refused. */
#define NESTING 32
/* Variables that hold variables can grow without end. */
#define RESULT_LIMIT (1024 * 1024)

struct interpolation {
	struct arena *arena;
	const char *input;
	const struct variables *variables;
	struct error *err;
	size_t limit;
	struct buffer text;
	VECTOR(struct origin_span) spans;
	bool known;
};

/* Whose default is being read; NULL outside of one. */
struct context {
	const char *variable;
	unsigned depth;
};

/* `${NAME`, the operator and what follows it up to the closing brace. */
struct expression {
	size_t start, end; /* `$` to behind `}` */
	struct slice name;
	bool colon;
	char operator; /* '-', '?', '+', or 0 */
	size_t word, word_end;
};

static int broken(
	const struct interpolation *state, size_t offset, const char *message)
{
	error_set(state->err, ERROR_USE, "%s", message);
	if (state->err)
		state->err->column = (unsigned)offset + 1;
	return -1;
}

static void add_span(struct interpolation *state, enum origin origin,
	size_t from, size_t to, struct slice text, const char *variable)
{
	struct origin_span span = {state->text.size,
		state->text.size + text.size, from, to, origin, variable};

	buffer_add_slice(&state->text, text);
	if (origin == ORIGIN_UNKNOWN)
		state->known = false;
	vector_add(&state->spans, span);
}

/* Text that stands in the input: of a default, or of the scalar itself. */
static void add_written(struct interpolation *state, size_t from, size_t to,
	const struct context *context)
{
	if (from < to)
		add_span(state,
			context->variable ? ORIGIN_DEFAULT : ORIGIN_LITERAL,
			from, to, slice_range(state->input, from, to),
			context->variable);
}

static size_t name_end(const char *input, size_t start, size_t end)
{
	size_t i = start;

	if (i < end && character_is_digit(input[i]))
		return start;
	while (i < end && character_is_word(input[i]))
		i++;
	return i;
}

/* Offset of the brace that closes the one before start, or SIZE_MAX. */
static size_t closing_brace(const char *input, size_t start, size_t end)
{
	unsigned depth = 1;
	size_t i;

	for (i = start; i < end; i++) {
		if (input[i] == '{')
			depth++;
		else if (input[i] == '}' && --depth == 0)
			return i;
	}
	return SIZE_MAX;
}

static int expression_read(const struct interpolation *state,
	struct expression *out, size_t start, size_t end)
{
	size_t name = start + 2;
	size_t after = name_end(state->input, name, end);
	size_t close = closing_brace(state->input, name, end);

	memset(out, 0, sizeof(*out));
	if (close == SIZE_MAX)
		return broken(state, start,
			"`${` is not closed; write `$${` where no variable is "
			"meant");
	if (after == name)
		return broken(state, start,
			"`${` is not followed by a variable's name; write "
			"`$${` where none is meant");
	out->start = start;
	out->end = close + 1;
	out->name = slice_range(state->input, name, after);
	if (after == close)
		return 0;
	out->colon = state->input[after] == ':';
	if (out->colon)
		after++;
	if (after < close && strchr("-?+", state->input[after]))
		out->operator= state->input[after];
	else
		return broken(state, start,
			"a variable in `${}` may be followed by `:-`, `-`, "
			"`:?`, `?`, `:+` or `+` only");
	out->word = after + 1;
	out->word_end = close;
	return 0;
}

static int interpolate_part(struct interpolation *state, size_t start,
	size_t end, const struct context *context);

/* The word of an expression, with variables of its own. */
static int interpolate_word(struct interpolation *state,
	const struct expression *expression, const char *variable,
	const struct context *context)
{
	struct context inner = {variable, context->depth + 1};

	if (context->variable)
		inner.variable = context->variable;
	if (inner.depth > NESTING)
		return broken(state, expression->start,
			"variables are nested too deep");
	return interpolate_part(
		state, expression->word, expression->word_end, &inner);
}

static const char *value_of(
	const struct interpolation *state, struct slice name, bool *known)
{
	*known = true;
	if (!state->variables || !state->variables->value)
		return NULL;
	return state->variables->value(state->variables->state, name, known);
}

static int add_variable(struct interpolation *state,
	const struct expression *expression, const struct context *context)
{
	const char *name = arena_copy(
		state->arena, expression->name.data, expression->name.size);
	bool known;
	const char *value = value_of(state, expression->name, &known);
	bool set = value && (!expression->colon || *value);
	enum origin origin = ORIGIN_UNKNOWN;

	if (state->text.size > state->limit)
		return broken(state, expression->start,
			"the variables make more than 1 MiB of text");
	if (known && expression->operator== '-' && !set)
		return interpolate_word(state, expression, name, context);
	if (known && expression->operator== '+' && set)
		return interpolate_word(state, expression, name, context);
	/* `${X:?}` without X refuses to start: nothing is known of it. */
	if (known && value && (expression->operator!= '?' || set))
		origin = ORIGIN_DEFINED;
	add_span(state, origin, expression->start, expression->end,
		slice_of(origin == ORIGIN_DEFINED ? value : ""), name);
	return 0;
}

/* `$` at start; *next is where reading goes on. */
static int interpolate_dollar(struct interpolation *state, size_t start,
	size_t end, const struct context *context, size_t *next)
{
	struct expression expression = {0};
	const char *input = state->input;

	*next = start + 1;
	if (start + 1 < end && input[start + 1] == '$') {
		*next = start + 2;
		add_span(state,
			context->variable ? ORIGIN_DEFAULT : ORIGIN_LITERAL,
			start, start + 2, slice_of("$"), context->variable);
		return 0;
	}
	if (start + 1 < end && input[start + 1] == '{') {
		if (expression_read(state, &expression, start, end) < 0)
			return -1;
	} else {
		expression.start = start;
		expression.end = name_end(input, start + 1, end);
		expression.name = slice_range(input, start + 1, expression.end);
	}
	if (expression.name.size == 0) {
		add_written(state, start, start + 1, context);
		return 0;
	}
	*next = expression.end;
	return add_variable(state, &expression, context);
}

static int interpolate_part(struct interpolation *state, size_t start,
	size_t end, const struct context *context)
{
	size_t i = start;

	while (i < end) {
		const char *dollar = memchr(state->input + i, '$', end - i);
		size_t at = dollar ? (size_t)(dollar - state->input) : end;

		add_written(state, i, at, context);
		if (at == end)
			return 0;
		if (interpolate_dollar(state, at, end, context, &i) < 0)
			return -1;
	}
	return 0;
}

int interpolate_within(struct interpolated *out, struct arena *arena,
	struct slice input, const struct variables *variables, size_t limit,
	struct error *err)
{
	struct interpolation state = {.arena = arena,
		.limit = limit,
		.input = input.data,
		.variables = variables,
		.err = err,
		.known = true};
	const struct context context = {NULL, 0};
	int result;

	memset(out, 0, sizeof(*out));
	result = interpolate_part(&state, 0, input.size, &context);
	if (result < 0)
		add_span(&state, ORIGIN_UNKNOWN, 0, input.size, slice_of(""),
			NULL);
	out->size = state.text.size;
	out->text =
		arena_copy(arena, buffer_string(&state.text), state.text.size);
	out->known = state.known;
	out->span_count = state.spans.count;
	out->spans = vector_move(&state.spans, arena);
	buffer_release(&state.text);
	return result;
}

int interpolate(struct interpolated *out, struct arena *arena,
	struct slice input, const struct variables *variables,
	struct error *err)
{
	return interpolate_within(
		out, arena, input, variables, RESULT_LIMIT, err);
}

const struct origin_span *interpolated_at(
	const struct interpolated *value, size_t offset)
{
	size_t i;

	for (i = 0; i < value->span_count; i++)
		if (offset >= value->spans[i].start &&
			offset < value->spans[i].end)
			return &value->spans[i];
	return NULL;
}

/* Does the span have a part in start..end? Empty ones at its edges do. */
static bool span_touches(
	const struct origin_span *span, size_t start, size_t end)
{
	if (span->start == span->end)
		return span->start >= start && span->start <= end;
	if (start == end)
		return false;
	return span->start < end && span->end > start;
}

/* Where offset of the span's text stands in the input. */
static size_t source_of(const struct origin_span *span, size_t offset, bool end)
{
	bool written = span->origin == ORIGIN_LITERAL ||
		       span->origin == ORIGIN_DEFAULT;

	if (written && span->to - span->from == span->end - span->start &&
		offset >= span->start && offset <= span->end)
		return span->from + (offset - span->start);
	return end ? span->to : span->from;
}

bool interpolated_source(const struct interpolated *value, size_t start,
	size_t end, struct interpolated_source *out)
{
	const struct origin_span *first = NULL, *last = NULL, *telling = NULL;
	size_t i;

	memset(out, 0, sizeof(*out));
	for (i = 0; i < value->span_count; i++) {
		const struct origin_span *span = &value->spans[i];

		if (!span_touches(span, start, end))
			continue;
		if (!first)
			first = span;
		last = span;
		if (!telling || telling->origin == ORIGIN_LITERAL ||
			span->origin == ORIGIN_UNKNOWN)
			telling = span;
	}
	if (!first)
		return false;
	out->from = source_of(first, start, false);
	out->to = source_of(last, end, true);
	out->origin = telling->origin;
	out->variable = telling->variable;
	return true;
}

const struct interpolated *interpolated_rest(
	struct arena *arena, const struct interpolated *value, size_t start)
{
	struct interpolated *rest = arena_alloc(arena, sizeof(*rest));
	VECTOR(struct origin_span) spans = {0};
	size_t i;

	rest->text = value->text + start;
	rest->size = value->size - start;
	rest->known = true;
	for (i = 0; i < value->span_count; i++) {
		struct origin_span span = value->spans[i];

		if (span.end < start ||
			(span.end == start && span.start < span.end))
			continue;
		if (span.start < start) {
			span.from = source_of(&span, start, false);
			span.start = start;
		}
		span.start -= start;
		span.end -= start;
		if (span.origin == ORIGIN_UNKNOWN)
			rest->known = false;
		vector_add(&spans, span);
	}
	rest->span_count = spans.count;
	rest->spans = vector_move(&spans, arena);
	return rest;
}
