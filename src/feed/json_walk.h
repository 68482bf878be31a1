/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FEED_JSON_WALK_H
#define SHIELDADM_FEED_JSON_WALK_H

#include <cjson/cJSON.h>

#include "feed/rows.h"

/* The way through a document; pure.  Private to src/feed/json*. */
struct json_walk {
	struct feed_rows *rows;
	const struct feed_format *format;
	bool is_python;   /* all members are lists of addresses */
	bool is_deleted;  /* what is below was taken off the list */
	bool is_document; /* what is next is all that the text holds */
	bool has_known;   /* there was a place for entries, be it empty */
	struct err *err;
};

/* A member as text; NULL for what is not a value. */
char *json_text(const cJSON *json);

bool json_is_list(const cJSON *json);

/* Whether an address stands anywhere in it. */
bool json_holds_address(const cJSON *json);

/* The members that are texts, into row.  *has_two: two of them are values.  False, with
 * err, for a member that a strict format does not know. */
bool json_read_texts(const struct json_walk *walk, const cJSON *object,
	struct feed_row *row, bool *has_two);

/* The rows of the array "nftables", as nft -j prints it. */
void json_nft(struct json_walk *walk, const cJSON *items);

#endif
