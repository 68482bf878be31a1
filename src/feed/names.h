/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FEED_NAMES_H
#define SHIELDADM_FEED_NAMES_H

#include "feed/feed.h"

/* Private to src/feed. */

/* Whether a column or member of this name holds addresses. */
bool feed_names_addresses(const char *name);

/* Add an item, a copy of len bytes. */
void feed_add(struct feed *feed, const char *text, size_t len, size_t number);

/* The texts of a document in JSON. */
bool feed_parse_json(
	struct feed *feed, const char *text, size_t len, struct err *err) MUST;

#endif
