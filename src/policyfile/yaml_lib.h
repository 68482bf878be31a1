/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICYFILE_YAML_LIB_H
#define SHIELDADM_POLICYFILE_YAML_LIB_H

#include <yaml.h>

#include "policyfile/document.h"

/*
 * The events of libyaml, which is loaded when the first file is read: JSON is YAML, too.
 * Private to src/policyfile.
 */
struct events {
	struct document *document; /* where faults go */
	FILE *file;
	bool is_begun, is_over; /* nothing more can be read */
	const char *refused;    /* what the file is instead of text in UTF-8 */
	yaml_parser_t parser;
	yaml_event_t event; /* the last one */
	bool has_event;
	size_t depth; /* of nodes that are begun and not ended */
};

bool events_begin(
	struct events *e, struct document *document, FILE *file, struct err *err) MUST;
void events_end(struct events *e);

/* The next event is e->event; false when nothing more can be read, which is a fault. */
bool events_next(struct events *e) MUST;

/* Leave out the rest of the node that the last event began. */
bool events_skip(struct events *e) MUST;

/* The text of a scalar, which is the last event; its end is a NUL. */
const char *events_text(const struct events *e);

/* Something is wrong where the last event stands. */
void events_fault(struct events *e, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* The same at another place. */
void events_fault_at(struct events *e, const yaml_mark_t *mark, const char *text);

#endif
