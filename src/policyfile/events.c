/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/dl.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "policyfile/yaml_lib.h"

#define YAML_FUNCTIONS(F)           \
	F(yaml_event_delete)        \
	F(yaml_parser_delete)       \
	F(yaml_parser_initialize)   \
	F(yaml_parser_parse)        \
	F(yaml_parser_set_encoding) \
	F(yaml_parser_set_input)

#define MEMBER(name) __typeof__(name) *name;
#define SYMBOL(name) { #name, (void **)&lib.name },

static struct {
	YAML_FUNCTIONS(MEMBER)
} lib;

static const struct dl_symbol symbols[] = { YAML_FUNCTIONS(SYMBOL){ NULL, NULL } };

static void
add_fault(struct events *e, const yaml_mark_t *mark, char *text_take)
{
	struct document *document = e->document;

	document->n_faults++;
	if (document->faults.len < DOCUMENT_FAULTS_MAX)
		*LIST_ADD(&document->faults) =
			(struct document_fault){ .line = mark->line + 1,
				.column = mark->column + 1,
				.text = text_take };
	else
		free(text_take);
}

void
events_fault(struct events *e, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		text = NULL;
	va_end(ap);
	add_fault(e, &e->event.start_mark, xmust(text));
}

void
events_fault_at(struct events *e, const yaml_mark_t *mark, const char *text)
{
	add_fault(e, mark, xstrdup(text));
}

/* What a file begins with that is not text in UTF-8; NULL when nothing speaks against it.
 */
static const char *
what_else(const unsigned char *b, size_t len)
{
	if (len >= 2 && b[0] == 0x1f && b[1] == 0x8b)
		return "it is compressed (zcat)";
	if (len >= 2 &&
		((b[0] == 0xff && b[1] == 0xfe) || (b[0] == 0xfe && b[1] == 0xff)))
		return "it is text in UTF-16 (iconv -f UTF-16 -t UTF-8)";
	return NULL;
}

/* libyaml asks for more. */
static int
give(void *ctx, unsigned char *buffer, size_t size, size_t *given)
{
	struct events *e = ctx;
	size_t n = fread(buffer, 1, size, e->file), mark;

	if (!e->is_begun) {
		e->is_begun = true;
		e->refused = what_else(buffer, n);
		mark = utf8_mark((const char *)buffer, n);
		if (mark > 0) {
			n -= mark;
			memmove(buffer, buffer + mark, n);
			if (n == 0)
				n = fread(buffer, 1, size, e->file);
		}
	}
	*given = n;
	return e->refused == NULL && !ferror(e->file);
}

bool
events_begin(struct events *e, struct document *document, FILE *file, struct err *err)
{
	static bool is_loaded;

	*e = (struct events){ .document = document, .file = file };
	is_loaded = is_loaded || dl_load(YAML_SONAME, symbols, err);
	if (!is_loaded)
		return false;
	if (lib.yaml_parser_initialize(&e->parser) == 0)
		return err_set(err, ERR_SYSTEM, "libyaml has no memory");
	lib.yaml_parser_set_input(&e->parser, give, e);
	lib.yaml_parser_set_encoding(&e->parser, YAML_UTF8_ENCODING);
	return true;
}

static void
drop_event(struct events *e)
{
	if (e->has_event)
		lib.yaml_event_delete(&e->event);
	e->has_event = false;
}

void
events_end(struct events *e)
{
	drop_event(e);
	lib.yaml_parser_delete(&e->parser);
}

/* Why nothing more can be read. */
static void
fault_of_parser(struct events *e)
{
	const yaml_parser_t *p = &e->parser;
	bool is_placed = p->error == YAML_SCANNER_ERROR || p->error == YAML_PARSER_ERROR;
	const char *what = p->problem != NULL ? p->problem : "no memory";

	if (ferror(e->file))
		what = "it cannot be read";
	if (e->refused != NULL)
		what = e->refused;
	add_fault(e, is_placed ? &p->problem_mark : &p->mark,
		xasprintf("%s%s%s; nothing behind it was read", what,
			p->context != NULL ? " " : "",
			p->context != NULL ? p->context : ""));
}

/* A policy has five.  libyaml takes seconds for some thousands. */
#define DEPTH_MAX 16

/* False when it is deeper than anything that makes sense. */
static bool
follow_depth(struct events *e)
{
	switch (e->event.type) {
	case YAML_MAPPING_START_EVENT:
	case YAML_SEQUENCE_START_EVENT:
		e->depth++;
		break;
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
		e->depth--;
		break;
	default:
		break;
	}
	if (e->depth <= DEPTH_MAX)
		return true;
	events_fault(e, "it is nested too deep; nothing behind it was read");
	e->is_over = true;
	return false;
}

bool
events_next(struct events *e)
{
	drop_event(e);
	if (e->is_over)
		return false;
	if (lib.yaml_parser_parse(&e->parser, &e->event) == 0) {
		fault_of_parser(e);
		e->is_over = true;
		return false;
	}
	e->has_event = true;
	/* A few bytes could stand for billions of rows. */
	if (e->event.type == YAML_ALIAS_EVENT)
		events_fault(e, "aliases are not read: write the value itself");
	return follow_depth(e);
}

bool
events_skip(struct events *e)
{
	size_t depth = 0;

	for (;;) {
		switch (e->event.type) {
		case YAML_MAPPING_START_EVENT:
		case YAML_SEQUENCE_START_EVENT:
			depth++;
			break;
		case YAML_MAPPING_END_EVENT:
		case YAML_SEQUENCE_END_EVENT:
			depth--;
			break;
		default:
			break;
		}
		if (depth == 0)
			return true;
		if (!events_next(e))
			return false;
	}
}

const char *
events_text(const struct events *e)
{
	return (const char *)e->event.data.scalar.value;
}
