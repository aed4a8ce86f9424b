/*
 * Services as comma-separated values (RFC 4180) and back. Lists are joined
 * by `;`, maps have a column for each key (`healthcheck.endpoint`).
 */
#include "base/arena.h"
#include "base/map.h"
#include "generate/made_node.h"
#include "generate/registry_table.h"
#include "model/registry_field.h"
#include "rule/scalar.h"
#include <string.h>

/* --- writing ----------------------------------------------------------- */

static void add_cell(struct buffer *out, const char *text, bool first)
{
	if (!first)
		buffer_add_char(out, ',');
	if (strpbrk(text, ",\"\r\n") == NULL && text[0] != ' ') {
		buffer_add_string(out, text);
		return;
	}
	buffer_add_char(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			buffer_add_char(out, '"');
		buffer_add_char(out, *text);
	}
	buffer_add_char(out, '"');
}

/* "a;b"; NULL for what is no list that can be told apart again. */
static const char *list_text(struct arena *arena, const struct node *list)
{
	struct buffer text = BUFFER_INIT;
	const char *result = NULL;
	size_t i;

	if (list->kind != NODE_SEQUENCE)
		return NULL;
	for (i = 0; i < list->count; i++) {
		const char *item = list->items[i]->kind == NODE_STRING
					   ? list->items[i]->text
					   : NULL;

		if (item == NULL || *item == '\0' || strchr(item, ';') != NULL)
			break;
		if (i > 0)
			buffer_add_char(&text, ';');
		buffer_add_string(&text, item);
	}
	if (i == list->count)
		result = arena_copy(arena, buffer_string(&text), text.size);
	buffer_release(&text);
	return result;
}

/* A table as it is written. Names and cells are strings in the arena. */
struct csv_writer {
	struct arena *arena;
	struct map *rows;   /* of each service: its cells by column */
	struct map lost;    /* fields that no cell can hold */
	struct map seen;    /* columns that have a cell */
	struct map columns; /* the same in their order */
};

/* Will a cell of the column be read as a list? */
static bool is_list_column(const char *name)
{
	const struct registry_field *field =
		registry_field_find(registry_service_fields, name);

	return field != NULL && field->kind == FIELD_NAMES;
}

/* The cell of a column that is there already stays. */
static void put_text(struct csv_writer *writer, struct map *cells,
	const char *name, const char *text)
{
	char *copy = arena_string(writer->arena, text);

	if (map_has(cells, slice_of(name)))
		return;
	map_put_string(cells, name, copy);
	map_put_string(&writer->seen, name, copy);
}

static void put_cell(struct csv_writer *writer, struct map *cells,
	const char *name, const struct node *value)
{
	const char *text = is_list_column(name)
				   ? list_text(writer->arena, value)
				   : node_text(value);

	if (text != NULL && *text != '\0')
		put_text(writer, cells, name, text);
	else
		map_put_string(&writer->lost, name, writer);
}

/* A value as cells of a row: one, or one for each key of a map. */
static void put_cells(struct csv_writer *writer, struct map *cells,
	const char *name, const struct node *value)
{
	if (value->kind != NODE_MAPPING) {
		put_cell(writer, cells, name, value);
		return;
	}
	if (value->count == 0)
		map_put_string(&writer->lost, name, writer);
	for (size_t i = 0; i < value->count; i++)
		put_cell(writer, cells,
			arena_format(writer->arena, "%s.%s", name,
				value->keys[i]->text),
			value->items[i]);
}

/* A field of one's own whose column would be read as another. */
static bool is_taken(const char *field)
{
	static const char *const taken[] = {"name", "path", "port", "ports"};

	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		if (strcmp(field, taken[i]) == 0)
			return true;
	return *field == '\0' || strchr(field, '.') != NULL;
}

static void put_row(struct csv_writer *writer, struct map *cells,
	const struct table_row *row)
{
	put_text(writer, cells, "name", row->name);
	if (row->path != NULL)
		put_text(writer, cells, "path", row->path);
	if (row->ports != NULL)
		put_cells(writer, cells,
			row->ports->kind == NODE_MAPPING ? "ports" : "port",
			row->ports);
	for (size_t i = 0; i < row->fields->count; i++) {
		const char *field = row->fields->keys[i]->text;

		if (!is_taken(field))
			put_cells(writer, cells, field, row->fields->items[i]);
		else
			map_put_string(&writer->lost, field, writer);
	}
}

/* Does a column belong to a field: `ports.http` to `ports`? */
static bool is_of_field(const char *column, const char *field)
{
	size_t size = strlen(field);

	return strncmp(column, field, size) == 0 &&
	       (column[size] == '\0' || column[size] == '.');
}

/* Those that occur: name, path, then in the order of the fields. */
static void order_columns(struct csv_writer *writer)
{
	const struct map *seen = &writer->seen;

	map_put_string(&writer->columns, "name", writer);
	if (map_has(seen, slice_of("path")))
		map_put_string(&writer->columns, "path", writer);
	for (const struct registry_field *field = registry_service_fields;
		field->name != NULL; field++)
		for (size_t i = 0; i < seen->count; i++)
			if (is_of_field(seen->entries[i].key.data, field->name))
				map_put(&writer->columns, seen->entries[i].key,
					writer);
	for (size_t i = 0; i < seen->count; i++)
		map_put(&writer->columns, seen->entries[i].key, writer);
}

static void add_rows(
	struct buffer *out, const struct csv_writer *writer, size_t count)
{
	const struct map *columns = &writer->columns;

	for (size_t k = 0; k < columns->count; k++)
		add_cell(out, columns->entries[k].key.data, k == 0);
	buffer_add_char(out, '\n');
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < columns->count; k++) {
			const char *text = map_get(
				&writer->rows[i], columns->entries[k].key);

			add_cell(out, text != NULL ? text : "", k == 0);
		}
		buffer_add_char(out, '\n');
	}
}

static void add_remarks(struct remark_list *remarks,
	const struct csv_writer *writer, const struct registry_table *table)
{
	if (table->ranges != NULL && table->ranges->count > 0)
		vector_add(remarks, "csv cannot hold the ranges");
	for (size_t i = 0; i < table->extra->count; i++)
		vector_add(remarks, arena_format(writer->arena,
					    "csv cannot hold `%s` of the file",
					    table->extra->keys[i]->text));
	for (size_t i = 0; i < writer->lost.count; i++)
		vector_add(remarks, arena_format(writer->arena,
					    "csv cannot hold some of `%s`",
					    writer->lost.entries[i].key.data));
}

void registry_table_csv(struct buffer *out, struct arena *arena,
	const struct registry_table *table, struct remark_list *remarks)
{
	struct csv_writer writer = {.arena = arena};

	writer.rows = arena_alloc(arena, table->count * sizeof(*writer.rows));
	for (size_t i = 0; i < table->count; i++)
		put_row(&writer, &writer.rows[i], &table->rows[i]);
	order_columns(&writer);
	add_rows(out, &writer, table->count);
	add_remarks(remarks, &writer, table);
	for (size_t i = 0; i < table->count; i++)
		map_release(&writer.rows[i]);
	map_release(&writer.lost);
	map_release(&writer.seen);
	map_release(&writer.columns);
}

/* --- reading ----------------------------------------------------------- */

struct csv {
	struct slice text;
	size_t at;
	unsigned line;
	const char *path;
	struct arena *arena;
};

VECTOR_TYPE(cell_list, const char *);

static int quoted_cell(struct csv *csv, struct buffer *cell, struct error *err)
{
	unsigned line = csv->line;

	for (csv->at++; csv->at < csv->text.size; csv->at++) {
		char byte = csv->text.data[csv->at];

		csv->line += byte == '\n';
		if (byte != '"') {
			buffer_add_char(cell, byte);
		} else if (csv->at + 1 < csv->text.size &&
			   csv->text.data[csv->at + 1] == '"') {
			buffer_add_char(cell, '"');
			csv->at++;
		} else {
			csv->at++;
			return 0;
		}
	}
	return error_at(err, ERROR_USE, csv->path, line, 0,
		"a quote is opened here and never closed");
}

/* One record's cells; its line end is passed over. */
static int read_record(
	struct csv *csv, struct cell_list *out, struct error *err)
{
	struct buffer cell = BUFFER_INIT;
	int result = 0;

	while (result == 0) {
		buffer_clear(&cell);
		if (csv->at < csv->text.size && csv->text.data[csv->at] == '"')
			result = quoted_cell(csv, &cell, err);
		while (csv->at < csv->text.size &&
			strchr(",\r\n", csv->text.data[csv->at]) == NULL)
			buffer_add_char(&cell, csv->text.data[csv->at++]);
		vector_add(out, arena_copy(csv->arena, buffer_string(&cell),
					cell.size));
		if (csv->at >= csv->text.size || csv->text.data[csv->at] != ',')
			break;
		csv->at++;
	}
	if (csv->at < csv->text.size && csv->text.data[csv->at] == '\r')
		csv->at++;
	if (csv->at < csv->text.size && csv->text.data[csv->at] == '\n')
		csv->at++;
	csv->line++;
	buffer_release(&cell);
	return result;
}

static struct node *list_of(struct arena *arena, const char *text)
{
	struct node *list = made_list(arena);

	while (*text != '\0') {
		size_t size = strcspn(text, ";");
		struct slice item = slice_trim((struct slice){text, size});

		if (item.size > 0)
			made_add(arena, list,
				made_text(arena, arena_copy(arena, item.data,
							 item.size)));
		text += size;
		text += *text == ';';
	}
	return list;
}

/* As YAML would type it: for numbers, booleans and fields of one's own. */
static struct node *typed(struct arena *arena, const char *text)
{
	struct node *node = made_text(arena, text);

	scalar_type(node);
	return node;
}

static struct node *value_of_cell(
	struct arena *arena, const char *column, const char *text)
{
	const struct registry_field *field;

	if (strchr(column, '.') != NULL)
		return typed(arena, text);
	field = registry_field_find(registry_service_fields, column);
	if (field == NULL || field->kind == FIELD_PORT ||
		field->kind == FIELD_BOOLEAN)
		return typed(arena, text);
	return field->kind == FIELD_NAMES ? list_of(arena, text)
					  : made_text(arena, text);
}

/* Where the value of a field is kept: `port` and `ports` are one. */
static struct node **slot_of(
	struct arena *arena, struct table_row *row, const char *name)
{
	if (strcmp(name, "ports") == 0 || strcmp(name, "port") == 0)
		return &row->ports;
	if (node_get(row->fields, name) == NULL)
		made_put(arena, row->fields, name, NULL);
	for (size_t i = 0;; i++)
		if (node_is_text(row->fields->keys[i], name))
			return &row->fields->items[i];
}

/* False when the row has the field already: `o` beside `o.x`. */
static bool put_value(struct arena *arena, struct table_row *row,
	const char *column, struct node *value)
{
	size_t size = strcspn(column, ".");
	struct node **slot =
		slot_of(arena, row, arena_copy(arena, column, size));

	if (column[size] == '\0') {
		if (*slot != NULL)
			return false;
		*slot = value;
		return true;
	}
	if (*slot == NULL)
		*slot = made_map(arena);
	if ((*slot)->kind != NODE_MAPPING)
		return false;
	made_put(arena, *slot, column + size + 1, value);
	return true;
}

static int read_row(struct csv *csv, const struct cell_list *columns,
	const struct cell_list *cells, struct table_row *row, struct error *err)
{
	row->fields = made_map(csv->arena);
	if (cells->count > columns->count)
		return error_at(err, ERROR_USE, csv->path, csv->line - 1, 0,
			"%zu cells, and the head has %zu", cells->count,
			columns->count);
	for (size_t i = 0; i < cells->count; i++) {
		const char *column = columns->items[i];

		if (*cells->items[i] == '\0')
			continue;
		if (*column == '\0')
			return error_at(err, ERROR_USE, csv->path,
				csv->line - 1, 0,
				"`%s` stands in a column whose name the head "
				"lacks",
				cells->items[i]);
		if (strcmp(column, "name") == 0)
			row->name = cells->items[i];
		else if (strcmp(column, "path") == 0)
			row->path = cells->items[i];
		else if (!put_value(csv->arena, row, column,
				 value_of_cell(
					 csv->arena, column, cells->items[i])))
			return error_at(err, ERROR_USE, csv->path,
				csv->line - 1, 0,
				"`%s` is one value of a field that has another "
				"here: a field is a value, or it has parts",
				column);
	}
	if (row->name == NULL)
		return error_at(err, ERROR_USE, csv->path, csv->line - 1, 0,
			"a service without a `name`");
	return 0;
}

static int read_rows(struct csv *csv, const struct cell_list *columns,
	struct table_row_list *rows, struct error *err)
{
	int result = 0;

	while (result == 0 && csv->at < csv->text.size) {
		struct cell_list cells = {0};

		result = read_record(csv, &cells, err);
		if (result == 0 && (cells.count > 1 || *cells.items[0] != '\0'))
			result = read_row(
				csv, columns, &cells, vector_next(rows), err);
		vector_free(&cells);
	}
	return result;
}

/* A cell is text and would end there: the file is UTF-16, or no text. */
static int refuse_nul(const struct csv *csv, struct error *err)
{
	const char *nul = csv->text.size == 0 ? NULL
					      : memchr(csv->text.data, '\0',
							csv->text.size);
	unsigned line = 1;

	if (nul == NULL)
		return 0;
	for (const char *at = csv->text.data; at < nul; at++)
		line += *at == '\n';
	return error_at(err, ERROR_USE, csv->path, line, 0,
		"a NUL byte, which no text has: save the file as UTF-8");
}

/* Columns without a name are fine, as long as they are empty. */
static int check_head(const struct csv *csv, const struct cell_list *columns,
	struct error *err)
{
	bool named = false;

	for (size_t i = 0; i < columns->count; i++) {
		named = named || strcmp(columns->items[i], "name") == 0;
		for (size_t j = 0; j < i && *columns->items[i] != '\0'; j++)
			if (strcmp(columns->items[i], columns->items[j]) == 0)
				return error_at(err, ERROR_USE, csv->path, 1, 0,
					"the head has the column `%s` twice",
					columns->items[i]);
	}
	if (!named)
		return error_at(err, ERROR_USE, csv->path, 1, 0,
			"the head has no column `name`");
	return 0;
}

int registry_table_read_csv(struct registry_table **out, struct arena *arena,
	const char *path, struct slice text, struct error *err)
{
	struct csv csv = {text, 0, 1, path, arena};
	struct registry_table *table = arena_alloc(arena, sizeof(*table));
	struct cell_list columns = {0};
	struct table_row_list rows = {0};
	int result;

	if (slice_starts(text, "\xef\xbb\xbf"))
		csv.at = 3;
	result = refuse_nul(&csv, err);
	if (result == 0)
		result = read_record(&csv, &columns, err);
	if (result == 0)
		result = check_head(&csv, &columns, err);
	if (result == 0)
		result = read_rows(&csv, &columns, &rows, err);
	table->extra = made_map(arena);
	table->count = rows.count;
	table->rows = vector_move(&rows, arena);
	vector_free(&columns);
	*out = table;
	return result;
}
