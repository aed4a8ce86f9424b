/*
 * Path globs and paths as git has them. It must not know of the file system:
 * a path is bytes with `/` between. A glob may come from a hostile repository,
 * so the quick matcher counts its steps and hands over to one that cannot
 * take more than (length of the glob) x (length of the path).
 */
#include "base/glob.h"
#include "base/arena.h"
#include <assert.h>
#include <stdint.h>
#include <string.h>

enum {
	GLOB_SIZE_MAX = 4096, /* with the NUL */
	GLOB_DEPTH_MAX = 16,  /* of braces within braces */
	QUICK_STEPS = 4096,
	QUICK_DEPTH = 32, /* of calls, one for each brace on the way */
};

/* The byte behind the class at glob, or NULL where it has no end. */
static const char *class_end(const char *glob)
{
	glob++;
	if (*glob == '!' || *glob == '^')
		glob++;
	if (*glob == ']')
		glob++;
	for (; *glob && *glob != ']'; glob++)
		if (*glob == '\\' && !*++glob)
			return NULL;
	return *glob ? glob + 1 : NULL;
}

/* One member of a class, which glob is moved behind. */
static unsigned char class_member(const char **glob)
{
	if (**glob == '\\')
		(*glob)++;
	return (unsigned char)*(*glob)++;
}

/* Whether the class from glob to end holds byte. */
static bool class_holds(const char *glob, const char *end, unsigned char byte)
{
	bool out = glob[1] == '!' || glob[1] == '^', found = false;

	end--;
	for (glob += out ? 2 : 1; glob < end;) {
		unsigned char low = class_member(&glob), high = low;

		if (*glob == '-' && glob + 1 < end) {
			glob++;
			high = class_member(&glob);
		}
		if (low <= byte && byte <= high)
			found = true;
	}
	return found != out && byte != '/';
}

/*
 * Behind the one-byte piece at glob (a byte, `?`, a class, an escape); NULL
 * for a class or an escape that has no end.
 */
static const char *piece_end(const char *glob)
{
	if (*glob == '[')
		return class_end(glob);
	if (*glob == '\\')
		return glob[1] ? glob + 2 : NULL;
	return glob + 1;
}

static bool piece_holds(const char *glob, const char *end, char byte)
{
	switch (*glob) {
	case '?':
		return byte != '/';
	case '[':
		return class_holds(glob, end, (unsigned char)byte);
	case '\\':
		return byte == glob[1];
	default:
		return byte == *glob;
	}
}

/* From inside braces, the `,` or `}` of these braces; NULL without one. */
static const char *alternative_end(const char *glob)
{
	unsigned depth = 0;

	while (glob && *glob) {
		if (!depth && (*glob == ',' || *glob == '}'))
			return glob;
		if (*glob == '{')
			depth++;
		else if (*glob == '}')
			depth--;
		glob = piece_end(glob);
	}
	return NULL;
}

static const char *braces_end(const char *glob)
{
	while (glob && *glob == ',')
		glob = alternative_end(glob + 1);
	return glob ? glob + 1 : NULL;
}

/* What both matchers share: where the path that is matched begins. */
struct subject {
	const char *path;
	unsigned steps, calls; /* left to the quick matcher */
};

static bool at_folder(const struct subject *subject, const char *path)
{
	return path == subject->path || path[-1] == '/';
}

/* Where the quick matcher stands, or may go back to. */
struct place {
	const char *glob, *path;
	unsigned depth; /* of braces */
	bool fresh;     /* `**` began a folder and took nothing yet */
	bool below;     /* the glob's last piece was `/`: all below matches */
};

enum answer { NO, YES, GO_ON, TOO_LONG };

static enum answer quick_match(struct subject *subject, struct place at);

/* Each alternative is matched together with all that follows the braces. */
static enum answer quick_braces(struct subject *subject, struct place at)
{
	enum answer answer = NO;

	if (!subject->calls)
		return TOO_LONG;
	subject->calls--;
	at.depth++;
	while (answer == NO && at.glob && *at.glob != '}') {
		at.glob++;
		answer = quick_match(subject, at);
		at.glob = alternative_end(at.glob);
	}
	subject->calls++;
	return answer;
}

/* Moves `at` behind one piece, or the rest of the braces that it is in. */
static enum answer quick_piece(struct place *at)
{
	const char *end;

	if (!*at->glob)
		return !at->depth && (at->below || !*at->path) ? YES : NO;
	if (at->depth && (*at->glob == ',' || *at->glob == '}')) {
		at->glob = braces_end(at->glob);
		at->depth--;
		return at->glob ? GO_ON : NO;
	}
	if (*at->glob == '/' && at->fresh) {
		at->glob++;
		at->fresh = false;
		at->below = true;
		return GO_ON;
	}
	end = *at->path ? piece_end(at->glob) : NULL;
	if (!end || !piece_holds(at->glob, end, *at->path))
		return NO;
	at->below = *at->glob == '/';
	at->fresh = false;
	at->glob = end;
	at->path++;
	return GO_ON;
}

/* A byte that stands for itself wherever it is in a glob. */
static bool is_plain(char byte)
{
	switch (byte) {
	case '\0':
	case '*':
	case '?':
	case '[':
	case ']':
	case '{':
	case '}':
	case ',':
	case '\\':
	case '/':
		return false;
	default:
		return true;
	}
}

/* Gives `*` what it has to take before the plain byte behind it can fit. */
static void star_hurry(struct place *star)
{
	if (!is_plain(*star->glob))
		return;
	while (*star->path && *star->path != '/' &&
		*star->path != *star->glob) {
		star->path++;
		star->fresh = false;
	}
}

/* Gives one more byte to `*`; false when it cannot take it. */
static bool star_take(struct place *star, struct place *at)
{
	if (!star->glob || !*star->path || *star->path == '/')
		return false;
	star->path++;
	star->fresh = false;
	star_hurry(star);
	*at = *star;
	return true;
}

/* The same for `**`; for one before a slash, the rest of a folder. */
static bool deep_take(
	const struct subject *subject, struct place *deep, struct place *at)
{
	if (!deep->glob || !*deep->path)
		return false;
	if (*deep->glob == '/') {
		deep->path = strchr(deep->path, '/');
		if (!deep->path) {
			deep->glob = NULL;
			return false;
		}
	}
	deep->path++;
	deep->fresh = at_folder(subject, deep->path);
	*at = *deep;
	return true;
}

/*
 * Only the last `*` and the last `**` are ever gone back to: what an earlier
 * one could take instead, the last one can take as well.
 */
static enum answer quick_match(struct subject *subject, struct place at)
{
	struct place star = {.glob = NULL}, deep = {.glob = NULL};
	enum answer answer = GO_ON;

	for (; subject->steps; subject->steps--) {
		if (at.glob[0] == '*' && at.glob[1] == '*') {
			at.glob += strspn(at.glob, "*");
			at.fresh = at_folder(subject, at.path);
			at.below = false;
			deep = at;
			star.glob = NULL;
			continue;
		}
		if (*at.glob == '*') {
			at.glob++;
			at.below = false;
			star_hurry(&at);
			star = at;
			continue;
		}
		if (*at.glob == '{')
			answer = quick_braces(subject, at);
		else
			answer = quick_piece(&at);
		if (answer == YES || answer == TOO_LONG)
			return answer;
		if (answer == GO_ON || star_take(&star, &at))
			continue;
		if (!deep_take(subject, &deep, &at))
			return NO;
	}
	return TOO_LONG;
}

/* What is open while a sweep goes over the glob. */
struct open_braces {
	unsigned char entered, left; /* marks at `{`, and at ends within */
};

/* Marks; what they say beside REACHED is as in struct place. */
enum { REACHED = 1, FRESH = 2, BELOW = 4 };

/* The marks of braces and their alternatives at `at`; false when too deep. */
static bool sweep_braces(const char *glob, size_t at, unsigned char *now,
	struct open_braces *open, unsigned *depth)
{
	struct open_braces *inner = *depth ? &open[*depth - 1] : NULL;

	if (glob[at] == '{') {
		if (*depth == GLOB_DEPTH_MAX)
			return false;
		open[(*depth)++] = (struct open_braces){now[at], 0};
		now[at + 1] |= now[at];
		return true;
	}
	assert(inner);
	if (glob[at] == ',') {
		inner->left |= now[at];
		now[at + 1] |= inner->entered;
	} else {
		now[at + 1] |= now[at] | inner->left;
		(*depth)--;
	}
	return true;
}

/* The marks of the stars at `at`; how many stars there are. */
static size_t sweep_stars(const struct subject *subject, const char *path,
	const char *glob, size_t at, unsigned char *now, unsigned char *next)
{
	size_t stars = strspn(glob + at, "*");

	if (!now[at])
		return stars;
	now[at + stars] |= now[at] & ~BELOW;
	if (stars > 1 && at_folder(subject, path))
		now[at + stars] |= FRESH;
	if (*path && (stars > 1 || *path != '/'))
		next[at] |= REACHED;
	return stars;
}

/*
 * Goes once over the glob, from every place in it that `now` marks as reached
 * with the bytes before path, and marks in `next` what *path leads to. True
 * when the glob's end was reached and that is a match.
 */
static bool sweep(const struct subject *subject, const char *path,
	const char *glob, unsigned char *now, unsigned char *next)
{
	struct open_braces open[GLOB_DEPTH_MAX];
	unsigned depth = 0;
	size_t at = 0;

	while (glob[at]) {
		const char *end;
		unsigned char mark;

		if (glob[at] == '*') {
			at += sweep_stars(subject, path, glob, at, now, next);
			continue;
		}
		if (glob[at] == '{' ||
			(depth && (glob[at] == ',' || glob[at] == '}'))) {
			if (!sweep_braces(glob, at++, now, open, &depth))
				return false;
			continue;
		}
		end = piece_end(glob + at);
		if (!end)
			return false;
		mark = glob[at] == '/' ? REACHED | BELOW : REACHED;
		if (now[at] & FRESH && glob[at] == '/')
			now[at + 1] |= mark;
		if (now[at] && *path && piece_holds(glob + at, end, *path))
			next[end - glob] |= mark;
		at = (size_t)(end - glob);
	}
	return !depth && now[at] && (now[at] & BELOW || !*path);
}

/* Follows all ways at once, byte by byte of the path: slow, but never worse. */
static bool steady_match(
	const struct subject *subject, const char *glob, bool below)
{
	unsigned char marks[2][GLOB_SIZE_MAX];
	size_t size = strlen(glob) + 1;
	const char *path = subject->path;
	unsigned now = 0;

	if (size > GLOB_SIZE_MAX)
		return false;
	memset(marks[now], 0, size);
	marks[now][0] = below ? REACHED | BELOW : REACHED;
	for (;; path++, now ^= 1) {
		memset(marks[now ^ 1], 0, size);
		if (sweep(subject, path, glob, marks[now], marks[now ^ 1]))
			return true;
		if (!*path)
			return false;
	}
}

/* Most globs end in plain bytes, which most paths do not end in. */
static bool tail_differs(const char *glob, const char *path)
{
	const char *tail = glob + strlen(glob), *end = path + strlen(path);

	while (tail > glob && is_plain(tail[-1]))
		if (end == path || *--tail != *--end)
			return true;
	return false;
}

bool glob_match(const char *glob, const char *path)
{
	struct subject subject = {path, QUICK_STEPS, QUICK_DEPTH};
	bool below = *glob == '/';
	struct place start = {.below = below};
	enum answer answer;

	if (!strchr(glob, '/'))
		subject.path = path_name(path);
	glob += below;
	if (tail_differs(glob, subject.path))
		return false;
	start.glob = glob;
	start.path = subject.path;
	answer = quick_match(&subject, start);
	if (answer == TOO_LONG)
		return steady_match(&subject, glob, below);
	return answer == YES;
}

bool glob_list_match(const char *const *globs, size_t count, const char *path)
{
	bool any_in = false;

	while (count--) {
		const char *glob = globs[count];
		bool out = *glob == '!';

		if (glob_match(glob + out, path))
			return !out;
		any_in |= !out;
	}
	return !any_in;
}

/* The size of what comes before the `{` of the `}` at the end; 0: none. */
static size_t before_braces(const char *glob, size_t size)
{
	unsigned depth = 0;

	while (size--) {
		if (glob[size] == '}')
			depth++;
		else if (glob[size] == '{' && !--depth)
			return size;
	}
	return 0;
}

static bool rejects_ending(
	const char *glob, size_t size, const char *ending, size_t ending_size);

/* Do all alternatives of the braces from glob[0] to glob[size - 1]? */
static bool braces_reject(
	const char *glob, size_t size, const char *ending, size_t ending_size)
{
	size_t start = 1;
	unsigned depth = 0;

	for (size_t i = 1; i < size; i++) {
		bool ends = !depth && (glob[i] == ',' || glob[i] == '}');

		if (ends && !rejects_ending(glob + start, i - start, ending,
				    ending_size))
			return false;
		if (ends)
			start = i + 1;
		else if (glob[i] == '{')
			depth++;
		else if (glob[i] == '}')
			depth--;
	}
	return true;
}

/* What comes before glob, as of an alternative, may be anything. */
static bool rejects_ending(
	const char *glob, size_t size, const char *ending, size_t ending_size)
{
	while (size && ending_size && is_plain(glob[size - 1])) {
		if (glob[--size] != ending[--ending_size])
			return true;
	}
	if (size && ending_size && glob[size - 1] == '}') {
		size_t before = before_braces(glob, size);

		return braces_reject(
			glob + before, size - before, ending, ending_size);
	}
	return false;
}

bool glob_list_rejects_ending(
	const char *const *globs, size_t count, const char *ending)
{
	bool any_in = false;

	for (size_t i = 0; i < count; i++) {
		/* What is escaped or in a class is not what it seems. */
		if (*globs[i] == '!')
			continue;
		if (strpbrk(globs[i], "\\[") ||
			!rejects_ending(globs[i], strlen(globs[i]), ending,
				strlen(ending)))
			return false;
		any_in = true;
	}
	return any_in;
}

/* A class that ends, but has a range that can hold nothing. */
static bool class_is_backward(const char *glob, const char *end)
{
	end--;
	for (glob += glob[1] == '!' || glob[1] == '^' ? 2 : 1; glob < end;) {
		unsigned char low = class_member(&glob);

		if (*glob == '-' && glob + 1 < end) {
			glob++;
			if (class_member(&glob) < low)
				return true;
		}
	}
	return false;
}

const char *glob_problem(const char *glob)
{
	unsigned depth = 0;

	if (!*glob)
		return "is empty";
	if (strlen(glob) >= GLOB_SIZE_MAX)
		return "is longer than 4095 bytes";
	while (*glob) {
		const char *end = piece_end(glob);

		if (*glob == '[' && !end)
			return "has a `[` without `]`";
		if (*glob == '[' && class_is_backward(glob, end))
			return "has a range that runs backwards";
		if (!end)
			return "ends in a back-slash";
		if (*glob == '{' && ++depth > GLOB_DEPTH_MAX)
			return "has braces more than 16 deep";
		if (*glob == '}' && !depth--)
			return "has a `}` without `{`";
		glob = end;
	}
	return depth ? "has a `{` without `}`" : NULL;
}

const char *path_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

size_t path_folder_size(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (size_t)(slash - path) : 0;
}

/*
 * Adds the parts of path to the size bytes of joined, which has room for
 * them; the new size, or SIZE_MAX when it would leave the root.
 */
static size_t path_fold(char *joined, size_t size, const char *path)
{
	while (*path) {
		size_t part = strcspn(path, "/");

		if (part == 2 && path[0] == '.' && path[1] == '.') {
			if (!size)
				return SIZE_MAX;
			joined[size] = '\0';
			size = path_folder_size(joined);
		} else if (part && !(part == 1 && *path == '.')) {
			if (size)
				joined[size++] = '/';
			memcpy(joined + size, path, part);
			size += part;
		}
		path += part;
		path += *path == '/';
	}
	return size;
}

char *path_join(struct arena *arena, const char *folder, const char *path)
{
	size_t size;
	char *joined;

	if (*path == '/')
		return NULL;
	joined = arena_alloc(arena, strlen(folder) + strlen(path) + 2);
	size = path_fold(joined, 0, folder);
	if (size != SIZE_MAX)
		size = path_fold(joined, size, path);
	if (size == SIZE_MAX)
		return NULL;
	joined[size] = '\0';
	return joined;
}

bool path_within(const char *path, const char *folder)
{
	size_t size = strlen(folder);

	if (size && folder[size - 1] == '/')
		size--;
	return strncmp(path, folder, size) == 0 &&
	       (!size || !path[size] || path[size] == '/');
}
