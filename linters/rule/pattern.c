/*
 * PCRE2, and the only file that knows it. A pattern is compiled and
 * translated to machine code once, under a lock, and only read after that;
 * all that a match writes to is in the thread's scratch. It must not know
 * of rules or files.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "rule/pattern.h"
#include "base/memory.h"
#include "rule/pattern_literals.h"
#include <pcre2.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Made code reads past a text in a way that is right and looks wrong. */
#ifdef __has_include
#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#endif
#endif
#ifndef RUNNING_ON_VALGRIND
#define RUNNING_ON_VALGRIND 0
#endif

#define STEPS_MAX 1000000           /* backtracking from one start */
#define HEAP_MAX_KIB (64 * 1024)    /* of the interpreter */
#define JIT_STACK_MAX (1024 * 1024) /* bytes */
#define WHOLE_MAX (4 * 1024)        /* bytes that are searched in one go */
#define WINDOW_MIN 256         /* starts tried between looks at the clock */
#define WINDOW_TIME 20000000   /* ns: a quicker window is doubled */
#define SEARCH_TIME 2000000000 /* ns */

/* What is made of the source when it is needed. */
struct code {
	pthread_mutex_t mutex;
	atomic_bool compiled, translated;
	pcre2_code *code; /* NULL if it does not compile */
	const char **names;
	size_t group_count; /* the match included */
};

struct pattern {
	char *source;
	uint32_t options;
	struct literals literals;
	struct code *code;
};

struct pattern_scratch {
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
};

/* Running out of memory is no result of a match. */
static void *allocate(size_t size, void *data)
{
	(void)data;
	return memory_resize(NULL, 1, size);
}

static void release(void *memory, void *data)
{
	(void)data;
	free(memory);
}

/* Compiling */

static void code_name_groups(struct code *code)
{
	uint32_t captures = 0, count = 0, size = 0;
	PCRE2_SPTR table = NULL;

	pcre2_pattern_info(code->code, PCRE2_INFO_CAPTURECOUNT, &captures);
	pcre2_pattern_info(code->code, PCRE2_INFO_NAMECOUNT, &count);
	pcre2_pattern_info(code->code, PCRE2_INFO_NAMEENTRYSIZE, &size);
	pcre2_pattern_info(code->code, PCRE2_INFO_NAMETABLE, &table);
	code->group_count = captures + 1;
	code->names = memory_new(code->group_count, sizeof(*code->names));
	for (uint32_t i = 0; i < count; i++) {
		PCRE2_SPTR entry = table + (size_t)i * size;
		size_t group = (size_t)entry[0] << 8 | entry[1];

		code->names[group] = (const char *)entry + 2;
	}
}

static int compile_error(struct error *err, int code, size_t offset)
{
	PCRE2_UCHAR text[256];

	if (pcre2_get_error_message(code, text, sizeof(text)) < 0)
		memcpy(text, "unknown mistake", sizeof("unknown mistake"));
	return error_at(err, ERROR_USE, "", 0, (unsigned)offset + 1,
		"bad pattern: %s", (const char *)text);
}

static int code_compile(const struct pattern *pattern, struct error *err)
{
	struct code *code = pattern->code;
	pcre2_general_context *memory =
		pcre2_general_context_create(allocate, release, NULL);
	pcre2_compile_context *context = pcre2_compile_context_create(memory);
	PCRE2_SIZE offset = 0;
	int problem = 0;

	pcre2_set_newline(context, PCRE2_NEWLINE_ANYCRLF);
	code->code = pcre2_compile((PCRE2_SPTR)pattern->source,
		PCRE2_ZERO_TERMINATED, pattern->options, &problem, &offset,
		context);
	pcre2_compile_context_free(context);
	pcre2_general_context_free(memory);
	if (!code->code)
		return compile_error(err, problem, offset);
	code_name_groups(code);
	if (code->group_count <= PATTERN_CAPTURES)
		return 0;
	error_at(err, ERROR_USE, "", 0, 1,
		"bad pattern: it has %zu groups, more than the %d that are "
		"kept: write (?:...) where nothing is captured",
		code->group_count - 1, PATTERN_CAPTURES - 1);
	pcre2_code_free(code->code);
	code->code = NULL;
	return -1;
}

/*
 * May the pattern call itself or a group of its own? Translated code goes
 * through such calls without counting steps: half a minute for one byte of
 * text. (What only looks like a call runs slower, no more.)
 */
static bool has_calls(const char *source)
{
	const char *at = source;

	while ((at = strpbrk(at, "(\\")) != NULL) {
		const char *next = at + 1 + (at[0] == '(' && at[1] == '?');

		if (at[0] == '\\' && at[1] == 'g')
			return true;
		if (next == at + 2 &&
			(*next == 'R' || *next == '&' || *next == '+' ||
				character_is_digit(*next) ||
				string_starts(next, "P>") ||
				(*next == '-' && character_is_digit(next[1]))))
			return true;
		at++;
	}
	return false;
}

/* Compiled, and translated if asked; NULL if it does not compile. */
static const struct code *code_ready(
	const struct pattern *pattern, bool translated)
{
	struct code *code = pattern->code;

	if (atomic_load(translated ? &code->translated : &code->compiled))
		return code->code ? code : NULL;
	pthread_mutex_lock(&code->mutex);
	if (!atomic_load(&code->compiled)) {
		code_compile(pattern, NULL);
		atomic_store(&code->compiled, true);
	}
	if (translated && !atomic_load(&code->translated)) {
		/* Where it fails, the interpreter does the same, slower. */
		if (code->code && !RUNNING_ON_VALGRIND &&
			!has_calls(pattern->source))
			pcre2_jit_compile(code->code, PCRE2_JIT_COMPLETE);
		atomic_store(&code->translated, true);
	}
	pthread_mutex_unlock(&code->mutex);
	return code->code ? code : NULL;
}

struct pattern *pattern_lazy(const char *source, unsigned flags)
{
	struct pattern *pattern = memory_new(1, sizeof(*pattern));

	pattern->source = memory_copy(source, strlen(source));
	pattern->options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF |
			   PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT;
	if (flags & PATTERN_IGNORE_CASE)
		pattern->options |= PCRE2_CASELESS;
	if (flags & PATTERN_MULTILINE)
		pattern->options |= PCRE2_MULTILINE;
	pattern->code = memory_new(1, sizeof(*pattern->code));
	pthread_mutex_init(&pattern->code->mutex, NULL);
	literals_read(&pattern->literals, source, flags & PATTERN_IGNORE_CASE);
	return pattern;
}

int pattern_compile(struct pattern **out, const char *source, unsigned flags,
	struct error *err)
{
	struct pattern *pattern = pattern_lazy(source, flags);
	int status = code_compile(pattern, err);

	atomic_store(&pattern->code->compiled, true);
	if (status < 0) {
		pattern_free(pattern);
		pattern = NULL;
	}
	*out = pattern;
	return status;
}

void pattern_free(struct pattern *pattern)
{
	if (!pattern)
		return;
	pcre2_code_free(pattern->code->code);
	pthread_mutex_destroy(&pattern->code->mutex);
	free(pattern->code->names);
	free(pattern->code);
	literals_release(&pattern->literals);
	free(pattern->source);
	free(pattern);
}

/* Matching */

struct pattern_scratch *pattern_scratch_new(void)
{
	struct pattern_scratch *scratch = memory_new(1, sizeof(*scratch));
	pcre2_general_context *memory =
		pcre2_general_context_create(allocate, release, NULL);

	scratch->data = pcre2_match_data_create(PATTERN_CAPTURES, memory);
	scratch->context = pcre2_match_context_create(memory);
	scratch->stack = pcre2_jit_stack_create(32 * 1024, JIT_STACK_MAX, NULL);
	pcre2_general_context_free(memory);
	pcre2_set_match_limit(scratch->context, STEPS_MAX);
	pcre2_set_depth_limit(scratch->context, STEPS_MAX);
	pcre2_set_heap_limit(scratch->context, HEAP_MAX_KIB);
	/* Without a JIT there is no stack, and none is needed. */
	if (scratch->stack)
		pcre2_jit_stack_assign(scratch->context, NULL, scratch->stack);
	return scratch;
}

void pattern_scratch_free(struct pattern_scratch *scratch)
{
	if (!scratch)
		return;
	pcre2_jit_stack_free(scratch->stack);
	pcre2_match_context_free(scratch->context);
	pcre2_match_data_free(scratch->data);
	free(scratch);
}

/* One call of PCRE2 for matches that start in from..last. */
static int search_window(const struct code *code,
	struct pattern_scratch *scratch, struct slice text, size_t from,
	size_t last)
{
	int count;

	pcre2_set_offset_limit(scratch->context, last);
	count = pcre2_match(code->code, (PCRE2_SPTR)text.data, text.size, from,
		PCRE2_NOTEMPTY, scratch->data, scratch->context);
	if (count == PCRE2_ERROR_JIT_STACKLIMIT)
		count = pcre2_match(code->code, (PCRE2_SPTR)text.data,
			text.size, from, PCRE2_NOTEMPTY | PCRE2_NO_JIT,
			scratch->data, scratch->context);
	return count;
}

static int64_t clock_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* The last start of a window; the next one must not cut a character. */
static size_t window_last(struct slice text, size_t from, size_t window)
{
	size_t last = from + window - 1;

	if (window >= text.size - from)
		return PCRE2_UNSET;
	for (int i = 0; i < 3 && last + 1 < text.size &&
			((unsigned char)text.data[last + 1] & 0xc0) == 0x80;
		i++)
		last++;
	return last;
}

/*
 * A pattern that walks far from every start takes time by the square of the
 * text, and no limit of PCRE2 counts that. So a large text is searched in
 * windows of starts, with a look at the clock between them.
 */
static int search_large(const struct code *code,
	struct pattern_scratch *scratch, struct slice text, size_t from)
{
	int64_t start = clock_now(), before = start, after;
	size_t window = WINDOW_MIN;

	for (;;) {
		size_t last = window_last(text, from, window);
		int count = search_window(code, scratch, text, from, last);

		if (count != PCRE2_ERROR_NOMATCH || last == PCRE2_UNSET)
			return count;
		from = last + 1;
		after = clock_now();
		if (after - start > SEARCH_TIME)
			return PCRE2_ERROR_MATCHLIMIT;
		if (after - before < WINDOW_TIME)
			window *= 2;
		else if (window > WINDOW_MIN)
			window /= 2;
		before = after;
	}
}

static void match_fill(struct pattern_match *match,
	const struct pattern_scratch *scratch, size_t count)
{
	const PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(scratch->data);

	for (size_t i = 0; i < PATTERN_CAPTURES; i++) {
		bool took_part = i < count && offsets[2 * i] != PCRE2_UNSET;

		match->start[i] = took_part ? offsets[2 * i] : SIZE_MAX;
		match->end[i] = took_part ? offsets[2 * i + 1] : SIZE_MAX;
	}
	match->count = count;
}

int pattern_find(const struct pattern *pattern, struct pattern_scratch *scratch,
	const char *text, size_t size, size_t from, struct pattern_match *match)
{
	const struct code *code = code_ready(pattern, true);
	struct slice whole = {text ? text : "", size};
	int count;

	if (!code)
		return -1;
	if (from > size)
		return 0;
	if (size - from <= WHOLE_MAX)
		count = search_window(code, scratch, whole, from, PCRE2_UNSET);
	else
		count = search_large(code, scratch, whole, from);
	if (count == PCRE2_ERROR_NOMATCH)
		return 0;
	if (count <= 0)
		return -1;
	match_fill(match, scratch, (size_t)count);
	return 1;
}

/* What is known of a pattern */

unsigned pattern_group(const struct pattern *pattern, const char *name)
{
	size_t count;
	const char *const *names = pattern_group_names(pattern, &count);

	for (size_t i = 1; i < count; i++)
		if (names[i] && strcmp(names[i], name) == 0)
			return (unsigned)i;
	return 0;
}

const char *const *pattern_group_names(
	const struct pattern *pattern, size_t *count)
{
	const struct code *code = code_ready(pattern, false);

	*count = code ? code->group_count : 0;
	return code ? code->names : NULL;
}

const struct slice *pattern_literals(
	const struct pattern *pattern, size_t *count, bool *fold)
{
	*count = pattern->literals.count;
	*fold = pattern->literals.fold;
	return pattern->literals.items;
}
