/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SHELL_READLINE_H
#define SHIELDADM_SHELL_READLINE_H

#include "shell/offer.h"

/*
 * A line from somebody at a terminal, edited with libreadline, which is loaded when the
 * first one is asked for.
 */
struct readline_calls {
	void *ctx;

	/* The prompt; what stands between \001 and \002 takes no room.  Borrowed. */
	const char *(*prompt)(void *ctx);

	/* Called now and then, and when something can be read from news_fd(): whether the
	 * prompt has changed. */
	bool (*has_news)(void *ctx);
	int (*news_fd)(void *ctx); /* -1: nothing will come */

	/* For Tab, ? and, with quick set, for a hint that may take no time. */
	void (*offer)(void *ctx, struct offer *offer, const char *before, bool quick);
};

/* Load the library.  has_color: a hint may be shown dimmed behind the cursor. */
bool readline_open(
	const struct readline_calls *calls, bool has_color, struct err *err) MUST;

/* Read a line into *line, which the caller frees; false at the end, by Ctrl-D.  Ctrl-C
 * gives up what is typed, and *was_cancelled tells of it, with an empty line. */
bool readline_read(char **line, bool *was_cancelled);

/* What the arrow keys bring back: add a line; the last max stay. */
void readline_remember(const char *line);
void readline_remember_max(unsigned max);

#endif
