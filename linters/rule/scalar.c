/*
 * Types scalars by their text, as go-yaml v3 does. Knows nothing of how a
 * document is parsed. Numbers are read by strtod, which is right as long as
 * the program stays in the C locale.
 */
#include "rule/scalar.h"

#include "base/memory.h"
#include "base/string.h"
#include "rule/document.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void set_integer(struct node *node, long long value)
{
	node->kind = NODE_INTEGER;
	node->integer = value;
	node->number = (double)value;
}

static void set_float(struct node *node, double value)
{
	node->kind = NODE_FLOAT;
	node->number = value;
}

static void set_boolean(struct node *node, bool value)
{
	node->kind = NODE_BOOLEAN;
	node->integer = value;
}

static bool is_one_of(const char *text, const char *const *words)
{
	while (*words && strcmp(text, *words))
		words++;
	return *words != NULL;
}

static bool type_word(struct node *node)
{
	static const char *const nulls[] = {
		"", "~", "null", "Null", "NULL", NULL};
	static const char *const yes[] = {"true", "True", "TRUE", NULL};
	static const char *const no[] = {"false", "False", "FALSE", NULL};
	static const char *const nan[] = {".nan", ".NaN", ".NAN", NULL};
	static const char *const inf[] = {
		".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", NULL};
	static const char *const minus[] = {"-.inf", "-.Inf", "-.INF", NULL};

	if (is_one_of(node->text, nulls))
		node->kind = NODE_NULL;
	else if (is_one_of(node->text, yes))
		set_boolean(node, true);
	else if (is_one_of(node->text, no))
		set_boolean(node, false);
	else if (is_one_of(node->text, nan))
		set_float(node, NAN);
	else if (is_one_of(node->text, inf))
		set_float(node, INFINITY);
	else if (is_one_of(node->text, minus))
		set_float(node, -INFINITY);
	else
		return false;
	return true;
}

static unsigned digit_value(char digit)
{
	if (character_is_digit(digit))
		return (unsigned)(digit - '0');
	digit = character_lower(digit);
	return digit >= 'a' && digit <= 'f' ? (unsigned)(digit - 'a') + 10 : 99;
}

static bool read_digits(const char *at, unsigned base, uint64_t *value)
{
	uint64_t sum = 0;

	for (; *at; at++) {
		unsigned digit = digit_value(*at);

		if (digit >= base || __builtin_mul_overflow(sum, base, &sum) ||
			__builtin_add_overflow(sum, digit, &sum))
			return false;
	}
	*value = sum;
	return true;
}

/* The base that a prefix names; *at is moved behind the prefix. */
static unsigned read_base(const char **at)
{
	const char *text = *at;

	if (text[0] != '0')
		return 10;
	*at = text + 1;
	if (!text[1] || !text[2])
		return 8;
	*at = text + 2;
	switch (character_lower(text[1])) {
	case 'x':
		return 16;
	case 'o':
		return 8;
	case 'b':
		return 2;
	default:
		*at = text + 1;
		return 8;
	}
}

static bool type_integer(struct node *node, const char *text)
{
	const char *at = text;
	bool minus = *at == '-';
	uint64_t value;
	unsigned base;

	if (*at == '-' || *at == '+')
		at++;
	if (!*at)
		return false;
	base = read_base(&at);
	if (!read_digits(at, base, &value))
		return false;
	if (!minus && value <= INT64_MAX)
		set_integer(node, (long long)value);
	else if (minus && value <= INT64_MAX)
		set_integer(node, -(long long)value);
	else if (minus && value == (uint64_t)INT64_MAX + 1)
		set_integer(node, INT64_MIN);
	else if (!minus)
		set_float(node, (double)value); /* no room in a long long */
	else
		return false;
	return true;
}

static size_t count_digits(const char *at)
{
	size_t count = 0;

	while (character_is_digit(at[count]))
		count++;
	return count;
}

/* [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)? */
static bool is_float(const char *at)
{
	size_t whole, fraction = 0;

	if (*at == '-' || *at == '+')
		at++;
	whole = count_digits(at);
	at += whole;
	if (*at == '.') {
		fraction = count_digits(++at);
		at += fraction;
	}
	if (!whole && !fraction)
		return false;
	if (*at == 'e' || *at == 'E') {
		at++;
		if (*at == '-' || *at == '+')
			at++;
		if (!count_digits(at))
			return false;
		at += count_digits(at);
	}
	return !*at;
}

/* A number too large for a double stays text. */
static bool type_float(struct node *node, const char *text)
{
	double value;

	if (!is_float(text))
		return false;
	value = strtod(text, NULL);
	if (isinf(value))
		return false;
	set_float(node, value);
	return true;
}

static char *without_underscores(const struct node *node)
{
	char *copy = memory_copy(node->text, node->size);
	size_t length = 0;

	for (size_t i = 0; i < node->size; i++)
		if (copy[i] != '_')
			copy[length++] = copy[i];
	copy[length] = '\0';
	return copy;
}

static void type_number(struct node *node)
{
	char *copy = NULL;
	const char *text = node->text;

	if (strchr(text, '_'))
		text = copy = without_underscores(node);
	if (*node->text == '.' || !type_integer(node, text))
		type_float(node, text);
	free(copy);
}

void scalar_type(struct node *node)
{
	char first = node->text[0];

	node->kind = NODE_STRING;
	if (strlen(node->text) != node->size)
		return;
	/* Most scalars are text, and their first letter tells. */
	if (first && !strchr("yYnNtTfFoO~.+-0123456789", first))
		return;
	if (!type_word(node) && strchr(".+-0123456789", first))
		type_number(node);
}

bool scalar_type_as(struct node *node, const char *tag)
{
	static const char prefix[] = "tag:yaml.org,2002:";
	const char *name =
		string_starts(tag, prefix) ? tag + sizeof(prefix) - 1 : "";

	scalar_type(node);
	if (!strcmp(name, "int"))
		return node->kind == NODE_INTEGER;
	if (!strcmp(name, "bool"))
		return node->kind == NODE_BOOLEAN;
	if (!strcmp(name, "null"))
		return node->kind == NODE_NULL;
	if (!strcmp(name, "float")) {
		if (node->kind == NODE_INTEGER)
			node->kind = NODE_FLOAT;
		return node->kind == NODE_FLOAT;
	}
	if (*name || node->kind != NODE_NULL || node->style != NODE_PLAIN)
		node->kind = NODE_STRING;
	return true;
}

void scalar_type_json_number(struct node *node)
{
	scalar_type(node);
	if (node->kind == NODE_STRING)
		set_float(node, strtod(node->text, NULL));
}
