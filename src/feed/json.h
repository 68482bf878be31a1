/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FEED_JSON_H
#define SHIELDADM_FEED_JSON_H

#include "feed/format.h"

/* Lists in JSON; pure.  Private to src/feed. */

struct feed_rows {
	struct feed_row *v; /* the fields are owned */
	size_t len, cap;
	bool says_nothing; /* APIBAN's way to say that there is nothing new */
};

/* Add the rows of all documents in the text.  ERR_USAGE for broken JSON. */
bool feed_json(struct feed_rows *rows, const struct feed_format *format, const char *text,
	size_t len, struct err *err) MUST;
void feed_rows_clear(struct feed_rows *rows);

#endif
