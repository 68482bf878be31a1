/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_LOG_REASON_H
#define SHIELDADM_LOG_REASON_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What a line of route[REQINIT] says of a request.
 */

/* Part of a line; borrowed, and without a NUL at its end. */
struct log_text {
	const char *s;
	size_t len;
};

/*
 * The checks, in the order of the article's route.  A request is let through when it
 * passed the last one; of one that is refused, it is the reason.
 */
enum log_step {
	LOG_SQL,
	LOG_COUNTRY,
	LOG_AGENT,
	LOG_BANNED,
	LOG_FLOOD,
	LOG_LOGINS,
	LOG_SANE,
	LOG_HOPS,
	LOG_CONTACT,
	LOG_METHOD,
	LOG_ENDPOINT, /* an OPTIONS from somebody known */
	LOG_OWN       /* a check of somebody's own route */
};
#define LOG_STEPS (LOG_OWN + 1)

struct log_reason {
	enum log_step step;
	bool is_blocked;
	bool is_open;          /* the user agent does not end in this line */
	struct log_text agent; /* s is NULL when the line names none */
	char country[2];       /* both 0 when the line names none */
};

/* What people and programs are shown: "user agent", "contact is an address". */
const char *log_step_name(enum log_step step);

/*
 * Read what stands behind "blocked for call-id: ID, ", the article's words.  What is
 * none of them is LOG_OWN.
 */
void log_reason_read(struct log_reason *reason, struct log_text text, bool is_blocked);

/* The same behind "blocked: ", which is shorter: "country CN", "banned". */
void log_reason_read_short(struct log_reason *reason, struct log_text text);

/*
 * Where ", REASON" begins in "ID, REASON" when only the line's end is known, or
 * text.len.  A caller writes his Call-ID himself, so the words are looked for from
 * the end.
 */
size_t log_reason_find(struct log_text text, bool is_blocked);

#endif
