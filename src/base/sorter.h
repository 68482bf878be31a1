/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_SORTER_H
#define SHIELDADM_BASE_SORTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * Very many records in the order of their bytes, in little memory: what has no room there
 * is sorted and put into a file without a name, in $TMPDIR or /tmp, and merged at the
 * end.
 *
 * A record that another one begins with comes before it.
 */
struct sorter;

#define SORTER_RECORD_MAX 4096

/* Make a sorter that keeps room bytes of records in memory, and 8 bytes for each
 * record.  The caller frees it; sorter_free(NULL) is allowed. */
struct sorter *sorter_new(size_t room) __attribute__((returns_nonnull));
void sorter_free(struct sorter *s);

/* Add a record of up to SORTER_RECORD_MAX bytes.  Not allowed after sorter_next(). */
bool sorter_add(struct sorter *s, const void *bytes, size_t len, struct err *err) MUST;

/* Take the next record, valid until the next call; *bytes is NULL at the end. */
bool sorter_next(
	struct sorter *s, const unsigned char **bytes, size_t *len, struct err *err) MUST;

#endif
