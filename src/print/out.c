/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "print/out.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "print/escape.h"
#include "print/format.h"
#include "print/json_text.h"

/* Rows of out_row() are written in pieces of this size. */
#define PENDING_MAX 65536

struct out {
	const struct out_format_fns *format;
	bool in_object, has_color, has_cut;
	size_t lists; /* in the object so far */
	const struct out_column *all;
	size_t n_all, at; /* the list's columns, and the column of the next cell */
	const struct out_column *shown[OUT_COLUMNS_MAX];
	struct out_cell cells[OUT_COLUMNS_MAX];
	size_t n_cells;
	struct out_list list;

	struct str *rest;   /* where the current row goes; NULL: stdout */
	struct str before;  /* what precedes the first cell of out_row() */
	struct str pending; /* rows of out_row(), not written yet */
};

static const struct {
	const char *name;
	const struct out_format_fns *format;
} formats[] = {
	[OUT_TABLE] = { "table", &out_table },
	[OUT_JSON] = { "json", &out_json },
	[OUT_CSV] = { "csv", &out_csv },
	[OUT_PLAIN] = { "plain", &out_plain },
};
#define FORMATS (sizeof(formats) / sizeof(formats[0]))

bool
out_parse_format(enum out_format *format, const char *name, struct err *err)
{
	for (size_t i = 0; i < FORMATS; i++)
		if (strcmp(formats[i].name, name) == 0) {
			*format = (enum out_format)i;
			return true;
		}
	return err_set(err, ERR_USAGE,
		"unknown output format '%s': expected table, json, csv or plain", name);
}

struct out *
out_new(enum out_format format, bool has_color)
{
	struct out *out = xcalloc(1, sizeof(*out));

	out->format = formats[format].format;
	out->has_color = has_color;
	return out;
}

void
out_free(struct out *out)
{
	if (out == NULL)
		return;
	str_clear(&out->before);
	str_clear(&out->pending);
	free(out);
}

bool
out_has_cut(const struct out *out)
{
	return out->has_cut;
}

bool
out_is_for_people(const struct out *out)
{
	return out->format->audience == OUT_PEOPLE;
}

enum out_format
out_format(const struct out *out)
{
	size_t i = 0;

	while (formats[i].format != out->format)
		i++;
	return (enum out_format)i;
}

void
out_object_begin(struct out *out)
{
	out->in_object = true;
	out->lists = 0;
	out->format->object_begin();
}

void
out_object_end(struct out *out)
{
	out->in_object = false;
	out->format->object_end();
}

static bool
is_shown(const struct out *out, const struct out_column *column)
{
	return column->audience == OUT_ALL || column->audience == out->format->audience;
}

void
out_begin(struct out *out, const char *name, const struct out_column *columns,
	bool headings)
{
	out->all = columns;
	out->list = (struct out_list){ .name = out->in_object ? name : NULL,
		.columns = out->shown,
		.headings = headings,
		.has_color = out->has_color,
		.is_first = out->lists == 0 };
	out->at = out->n_cells = 0;
	out->before.len = 0;
	for (out->n_all = 0; columns[out->n_all].name != NULL; out->n_all++)
		if (is_shown(out, &columns[out->n_all])) {
			assert(out->list.n_columns < OUT_COLUMNS_MAX);
			out->shown[out->list.n_columns++] = &columns[out->n_all];
		}
	out->format->begin(&out->list);
}

static void
write_pending(struct out *out)
{
	if (out->pending.len > 0)
		fwrite(out->pending.s, 1, out->pending.len, stdout);
	out->pending.len = 0;
}

void
out_end(struct out *out)
{
	assert(out->at == 0);
	write_pending(out);
	out->format->end(&out->list);
	out->has_cut = out->has_cut || out->list.is_cut;
	out->lists++;
}

static void
clear_cell(struct out_cell *cell)
{
	free(cell->text);
	for (char **text = cell->texts; text != NULL && *text != NULL; text++)
		free(*text);
	free(cell->texts);
}

/* Take the cell over; the last of a row writes the row. */
static void
add_cell(struct out *out, struct out_cell cell)
{
	cell.column = &out->all[out->at];
	if (is_shown(out, cell.column))
		out->cells[out->n_cells++] = cell;
	else
		clear_cell(&cell);
	if (++out->at < out->n_all)
		return;
	if (out->rest != NULL) {
		out->format->rest(&out->list, out->cells, out->rest);
		out->rest = NULL;
	} else {
		write_pending(out);
		out->format->row(&out->list, out->cells);
		out->list.rows++;
	}
	for (size_t i = 0; i < out->n_cells; i++)
		clear_cell(&out->cells[i]);
	out->at = out->n_cells = 0;
}

void
out_text(struct out *out, const char *text)
{
	if (text == NULL)
		add_cell(out, (struct out_cell){ .kind = OUT_NULL });
	else
		add_cell(out,
			(struct out_cell){ .kind = OUT_IS_TEXT, .text = xstrdup(text) });
}

void
out_alarm(struct out *out, const char *text)
{
	add_cell(out,
		(struct out_cell){
			.kind = OUT_IS_TEXT, .text = xstrdup(text), .is_alarm = true });
}

void
out_int(struct out *out, long long n)
{
	add_cell(out, (struct out_cell){ .kind = OUT_IS_INT, .n = n });
}

void
out_bool(struct out *out, bool is_true)
{
	add_cell(out, (struct out_cell){ .kind = OUT_IS_BOOL, .n = is_true });
}

void
out_texts(struct out *out, const char *const *texts)
{
	size_t n = 0;
	char **copy;

	while (texts[n] != NULL)
		n++;
	copy = xcalloc(n + 1, sizeof(*copy));
	for (size_t i = 0; i < n; i++)
		copy[i] = xstrdup(texts[i]);
	add_cell(out, (struct out_cell){ .kind = OUT_IS_TEXTS, .texts = copy });
}

void
out_value(struct out *out, const char *json)
{
	if (json == NULL)
		out_text(out, NULL);
	else
		add_cell(out,
			(struct out_cell){ .kind = OUT_IS_JSON, .text = xstrdup(json) });
}

bool
out_can_repeat(const struct out *out)
{
	return out->format->rest != NULL;
}

void
out_rest(struct out *out, struct str *rest)
{
	assert(out->at == 0 && is_shown(out, &out->all[0]));
	out_text(out, NULL);
	out->rest = rest;
}

void
out_row(struct out *out, const char *first, size_t len, const struct str *rest)
{
	/* From the second row on it stays the same. */
	if (out->list.rows < 2) {
		out->before.len = 0;
		out->format->before(&out->list, &out->before);
	}
	str_add(&out->pending, out->before.s, out->before.len);
	str_add(&out->pending, first, len);
	str_add(&out->pending, rest->s, rest->len);
	out->list.rows++;
	if (out->pending.len >= PENDING_MAX)
		write_pending(out);
}

bool
out_flush(struct out *out, struct err *err)
{
	write_pending(out);
	if (fflush(stdout) == 0 && !ferror(stdout))
		return true;
	if (errno == EPIPE)
		return err_set(err, ERR_SYSTEM, "%s", "");
	return err_set(err, ERR_SYSTEM, "cannot write to stdout: %s", strerror(errno));
}

void
out_json_document(const char *heading, const char *json)
{
	struct str s = { 0 };

	if (heading != NULL) {
		escape_add(&s, heading);
		str_addf(&s, ":\n");
	}
	json_text_add_indented(&s, json);
	puts(str_get(&s));
	str_clear(&s);
}

void
out_document(const char *text)
{
	struct str s = { 0 };

	while (*text != '\0') {
		size_t len = strcspn(text, "\t\n");
		char *plain = xstrndup(text, len);
		escape_add(&s, plain);
		free(plain);
		str_add(&s, text + len, text[len] != '\0');
		text += len + (text[len] != '\0');
	}
	fputs(str_get(&s), stdout);
	str_clear(&s);
}
