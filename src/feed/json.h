/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FEED_JSON_H
#define SHIELDADM_FEED_JSON_H

#include "feed/rows.h"

/* Lists in JSON; pure.  Private to src/feed. */

/* Add the rows of all documents in the text.  ERR_USAGE for broken JSON. */
bool feed_json(struct feed_rows *rows, const struct feed_format *format, const char *text,
	size_t len, struct err *err) MUST;

/* The same of what Python prints, with ' for quotes: fail2ban-client banned.  Each member
 * of an object is a list of its own. */
bool feed_json_python(struct feed_rows *rows, const struct feed_format *format,
	const char *text, struct err *err) MUST;

#endif
