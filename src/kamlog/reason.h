/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMLOG_REASON_H
#define SHIELDADM_KAMLOG_REASON_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What a line of route[REQINIT] says about a request.
 */

/* A part of a line; borrowed, not terminated by a NUL. */
struct kamlog_text {
	const char *s;
	size_t len;
};

/*
 * The checks, in the order of the article's route.  A request that passed the last one
 * is allowed.  For a blocked request it is the check that blocked it.
 */
enum kamlog_step {
	KAMLOG_SQL,
	KAMLOG_COUNTRY,
	KAMLOG_AGENT,
	KAMLOG_BANNED,
	KAMLOG_FLOOD,
	KAMLOG_LOGINS,
	KAMLOG_SANE,
	KAMLOG_HOPS,
	KAMLOG_CONTACT,
	KAMLOG_METHOD,
	KAMLOG_ENDPOINT, /* an OPTIONS from a known source */
	KAMLOG_OWN       /* a check of the user's own route */
};
#define KAMLOG_STEPS (KAMLOG_OWN + 1)

struct kamlog_reason {
	enum kamlog_step step;
	bool is_blocked;
	bool is_open;             /* the user agent continues in the next line */
	struct kamlog_text agent; /* s is NULL when the line has none */
	char country[2];          /* both 0 when the line has none */
};

/* The name that is printed: "user agent", "contact is an address". */
const char *kamlog_step_name(enum kamlog_step step);

/*
 * Read the text behind "blocked for call-id: ID, ", in the article's words.  An unknown
 * text is KAMLOG_OWN.
 */
void kamlog_reason_read(
	struct kamlog_reason *reason, struct kamlog_text text, bool is_blocked);

/* The same for the text behind "blocked: ", in short words: "country CN", "banned". */
void kamlog_reason_read_short(struct kamlog_reason *reason, struct kamlog_text text);

/*
 * The offset of ", REASON" in "ID, REASON", or text.len.  The search begins at the end,
 * because a caller chooses the Call-ID.
 */
size_t kamlog_reason_find(struct kamlog_text text, bool is_blocked);

#endif
