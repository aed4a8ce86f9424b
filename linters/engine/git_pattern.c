/*
 * git's patterns, compiled into pieces that are walked all at once, so that
 * no pattern takes long. It must not know of files or of what a match means.
 */
#include "engine/git_pattern.h"
#include "base/arena.h"
#include "base/glob.h"
#include "base/memory.h"
#include <stdlib.h>
#include <string.h>

enum piece_kind {
	PIECE_BYTE,
	PIECE_ONE,   /* `?`: a byte that is no slash */
	PIECE_CLASS, /* `[a-z]`: never a slash */
	PIECE_NAME,  /* `*`: bytes that are no slash */
	PIECE_DEEP,  /* `**`: any bytes */
	PIECE_SKIP,  /* before the two pieces of a `**` and a `/`: or neither */
};

struct git_piece {
	enum piece_kind kind;
	unsigned char byte;
	const uint32_t *class; /* 256 bits */
};

enum {
	PATTERN_LIMIT = 4096, /* as long as a path can be */
	CLASS_WORDS = 256 / 32,
};

struct pattern_reader {
	struct arena *arena;
	const char *at, *end;
	struct git_piece *pieces;
	size_t count;
};

static void class_add(uint32_t *class, unsigned from, unsigned to)
{
	for (unsigned byte = from; byte <= to; byte++)
		class[byte / 32] |= UINT32_C(1) << byte % 32;
}

static bool class_has(const uint32_t *class, unsigned char byte)
{
	return class[byte / 32] >> byte % 32 & 1;
}

/* Ranges of ASCII, as pairs: git reads names of classes in no locale. */
static const struct named_class {
	const char *name, *ranges;
} named_classes[] = {
	{"alnum", "09AZaz"},
	{"alpha", "AZaz"},
	{"blank", "\t\t  "},
	{"cntrl", "\001\037\177\177"},
	{"digit", "09"},
	{"graph", "!~"},
	{"lower", "az"},
	{"print", " ~"},
	{"punct", "!/:@[`{~"},
	{"space", "\t\n\r\r  "},
	{"upper", "AZ"},
	{"xdigit", "09AFaf"},
};

static bool class_add_named(uint32_t *class, struct slice name)
{
	for (size_t i = 0; i < sizeof(named_classes) / sizeof(*named_classes);
		i++) {
		const char *range = named_classes[i].ranges;

		if (!slice_is(name, named_classes[i].name))
			continue;
		for (; *range; range += 2)
			class_add(class, (unsigned char)range[0],
				(unsigned char)range[1]);
		return true;
	}
	return false;
}

/* Moves `*at` behind an escape's back-slash; false where nothing follows. */
static bool step_escape(const char **at, const char *end)
{
	if (**at == '\\')
		(*at)++;
	return *at < end;
}

/*
 * `[:name:]` at the reader, behind its `[`: 1 when it was read, 0 when it is
 * an ordinary `[`, -1 when there is no such class.
 */
static int read_named(struct pattern_reader *reader, uint32_t *class)
{
	const char *start = reader->at + 2, *close;

	if (reader->end - reader->at < 2 || reader->at[1] != ':')
		return 0;
	close = memchr(start, ']', (size_t)(reader->end - start));
	if (!close)
		return -1;
	if (close == start || close[-1] != ':')
		return 0;
	if (!class_add_named(
		    class, (struct slice){start, (size_t)(close - start) - 1}))
		return -1;
	reader->at = close + 1;
	return 1;
}

/* One byte of a class, or a range that begins with it. */
static bool read_member(struct pattern_reader *reader, uint32_t *class)
{
	unsigned char from, to;

	if (!step_escape(&reader->at, reader->end))
		return false;
	from = to = (unsigned char)*reader->at++;
	if (reader->end - reader->at >= 2 && reader->at[0] == '-' &&
		reader->at[1] != ']') {
		reader->at++;
		if (!step_escape(&reader->at, reader->end))
			return false;
		to = (unsigned char)*reader->at++;
	}
	class_add(class, from, from);
	if (from <= to)
		class_add(class, from, to);
	return true;
}

/* A class, the reader behind its `[`; false when it is malformed. */
static bool read_class(struct pattern_reader *reader)
{
	uint32_t *class =
		arena_alloc(reader->arena, CLASS_WORDS * sizeof(*class));
	struct git_piece *piece = &reader->pieces[reader->count++];
	bool negated = false, first = true;

	if (reader->at < reader->end &&
		(*reader->at == '!' || *reader->at == '^')) {
		negated = true;
		reader->at++;
	}
	for (;; first = false) {
		int named = 0;

		if (reader->at == reader->end)
			return false;
		if (*reader->at == ']' && !first)
			break;
		if (*reader->at == '[')
			named = read_named(reader, class);
		if (named < 0 || (!named && !read_member(reader, class)))
			return false;
	}
	reader->at++;
	for (size_t i = 0; negated && i < CLASS_WORDS; i++)
		class[i] = ~class[i];
	class['/' / 32] &= ~(UINT32_C(1) << '/' % 32);
	*piece = (struct git_piece){.kind = PIECE_CLASS, .class = class};
	return true;
}

/* A run of stars, the reader on its first. */
static void read_stars(struct pattern_reader *reader, const char *start)
{
	const char *first = reader->at;
	size_t left;
	bool deep;

	while (reader->at < reader->end && *reader->at == '*')
		reader->at++;
	left = (size_t)(reader->end - reader->at);
	deep = reader->at - first > 1 && (first == start || first[-1] == '/') &&
	       (!left || *reader->at == '/' ||
		       (left > 1 && reader->at[0] == '\\' &&
			       reader->at[1] == '/'));
	if (deep && left && *reader->at == '/')
		reader->pieces[reader->count++].kind = PIECE_SKIP;
	reader->pieces[reader->count++].kind = deep ? PIECE_DEEP : PIECE_NAME;
}

static bool read_pieces(struct pattern_reader *reader)
{
	const char *start = reader->at;

	while (reader->at < reader->end) {
		struct git_piece *piece = &reader->pieces[reader->count];

		switch (*reader->at) {
		case '*':
			read_stars(reader, start);
			break;
		case '?':
			piece->kind = PIECE_ONE;
			reader->count++;
			reader->at++;
			break;
		case '[':
			reader->at++;
			if (!read_class(reader))
				return false;
			break;
		default:
			if (!step_escape(&reader->at, reader->end))
				return false;
			piece->kind = PIECE_BYTE;
			piece->byte = (unsigned char)*reader->at++;
			reader->count++;
			break;
		}
	}
	return true;
}

static size_t literal_size(struct slice text)
{
	size_t size = 0;

	while (size < text.size && !strchr("*?[\\", text.data[size]))
		size++;
	return size;
}

void git_pattern_read(
	struct git_pattern *pattern, struct arena *arena, struct slice text)
{
	struct pattern_reader reader = {.arena = arena};

	*pattern = (struct git_pattern){.negated = slice_starts(text, "!")};
	if (pattern->negated)
		text = slice_range(text.data, 1, text.size);
	if (slice_ends(text, "/")) {
		pattern->folder_only = true;
		text.size--;
	}
	pattern->name_only = slice_find(text, "/", 0) == SIZE_MAX;
	if (slice_starts(text, "/"))
		text = slice_range(text.data, 1, text.size);
	if (!text.size || text.size > PATTERN_LIMIT ||
		memchr(text.data, '\0', text.size))
		return;
	pattern->literal = slice_range(text.data, 0, literal_size(text));
	reader.at = text.data + pattern->literal.size;
	reader.end = text.data + text.size;
	/* No byte of a pattern makes more than one piece, `**` makes two. */
	reader.pieces =
		arena_alloc(arena, ((size_t)(reader.end - reader.at) + 1) *
					   sizeof(*reader.pieces));
	if (!read_pieces(&reader))
		return;
	pattern->pieces = reader.pieces;
	pattern->count = reader.count;
}

/* Marks what can be reached from the marked pieces without a byte. */
static void walk_free(
	const struct git_piece *pieces, size_t count, bool *marked)
{
	for (size_t i = 0; i < count; i++) {
		if (!marked[i])
			continue;
		if (pieces[i].kind == PIECE_SKIP)
			marked[i + 1] = marked[i + 3] = true;
		else if (pieces[i].kind == PIECE_NAME ||
			 pieces[i].kind == PIECE_DEEP)
			marked[i + 1] = true;
	}
}

/* Does the piece take the byte? */
static bool piece_takes(const struct git_piece *piece, unsigned char byte)
{
	switch (piece->kind) {
	case PIECE_BYTE:
		return piece->byte == byte;
	case PIECE_ONE:
	case PIECE_NAME:
		return byte != '/';
	case PIECE_CLASS:
		return class_has(piece->class, byte);
	case PIECE_DEEP:
		return true;
	case PIECE_SKIP:
		break;
	}
	return false;
}

/* Marks, from the end so that it can be done in place, what byte leads to. */
static bool walk_byte(const struct git_piece *pieces, size_t count,
	bool *marked, unsigned char byte)
{
	bool any = false;

	marked[count] = false;
	for (size_t i = count; i-- > 0;) {
		if (!marked[i])
			continue;
		marked[i] = false;
		if (!piece_takes(&pieces[i], byte))
			continue;
		any = true;
		if (pieces[i].kind == PIECE_NAME ||
			pieces[i].kind == PIECE_DEEP)
			marked[i] = true;
		else
			marked[i + 1] = true;
	}
	return any;
}

static bool pieces_match(
	const struct git_piece *pieces, size_t count, const char *text)
{
	bool small[256] = {true}, *marked = small, matches;

	if (count >= sizeof(small)) {
		marked = memory_new(count + 1, sizeof(*marked));
		marked[0] = true;
	}
	for (;; text++) {
		walk_free(pieces, count, marked);
		matches = !*text && marked[count];
		if (!*text ||
			!walk_byte(pieces, count, marked, (unsigned char)*text))
			break;
	}
	if (marked != small)
		free(marked);
	return matches;
}

bool git_pattern_matches(
	const struct git_pattern *pattern, const char *path, bool is_folder)
{
	const char *text = pattern->name_only ? path_name(path) : path;

	if (!pattern->pieces || (pattern->folder_only && !is_folder) ||
		strncmp(text, pattern->literal.data, pattern->literal.size))
		return false;
	return pieces_match(
		pattern->pieces, pattern->count, text + pattern->literal.size);
}
