/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMLOG_REASON_H
#define SHIELDADM_KAMLOG_REASON_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What a line of route[REQINIT] says of a request.
 */

/* Part of a line; borrowed, and without a NUL at its end. */
struct kamlog_text {
	const char *s;
	size_t len;
};

/*
 * The checks, in the order of the article's route.  A request is let through when it
 * passed the last one; of one that is refused, it is the reason.
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
	KAMLOG_ENDPOINT, /* an OPTIONS from somebody known */
	KAMLOG_OWN       /* a check of somebody's own route */
};
#define KAMLOG_STEPS (KAMLOG_OWN + 1)

struct kamlog_reason {
	enum kamlog_step step;
	bool is_blocked;
	bool is_open;             /* the user agent does not end in this line */
	struct kamlog_text agent; /* s is NULL when the line names none */
	char country[2];          /* both 0 when the line names none */
};

/* What people and programs are shown: "user agent", "contact is an address". */
const char *kamlog_step_name(enum kamlog_step step);

/*
 * Read what stands behind "blocked for call-id: ID, ", the article's words.  What is
 * none of them is KAMLOG_OWN.
 */
void kamlog_reason_read(
	struct kamlog_reason *reason, struct kamlog_text text, bool is_blocked);

/* The same behind "blocked: ", which is shorter: "country CN", "banned". */
void kamlog_reason_read_short(struct kamlog_reason *reason, struct kamlog_text text);

/*
 * Where ", REASON" begins in "ID, REASON" when only the line's end is known, or
 * text.len.  A caller writes his Call-ID himself, so the words are looked for from
 * the end.
 */
size_t kamlog_reason_find(struct kamlog_text text, bool is_blocked);

#endif
