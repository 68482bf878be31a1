/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SHELL_READLINE_H
#define SHIELDADM_SHELL_READLINE_H

#include "shell/offer.h"

/*
 * Read lines from a terminal with libreadline, which is loaded at the first call.
 */
struct readline_calls {
	void *ctx;

	/* The prompt; text between \001 and \002 takes no columns.  Borrowed. */
	const char *(*prompt)(void *ctx);

	/* Whether the prompt has changed.  Called now and then, and when news_fd() is
	 * readable. */
	bool (*has_news)(void *ctx);
	int (*news_fd)(void *ctx); /* -1: nothing to wait for */

	/* For Tab and ?. quick: for a hint, which must not wait. */
	void (*offer)(void *ctx, struct offer *offer, const char *before, bool quick);
};

/* Load the library.  has_color: a hint may be shown dimmed behind the cursor. */
bool readline_open(
	const struct readline_calls *calls, bool has_color, struct err *err) MUST;

/* Read a line into *line, which the caller frees.  False at the end of input (Ctrl-D).
 * After Ctrl-C *was_cancelled is set and the line is empty. */
bool readline_read(char **line, bool *was_cancelled);

/* The history of the arrow keys: add a line; keep the last max lines. */
void readline_remember(const char *line);
void readline_remember_max(unsigned max);

#endif
