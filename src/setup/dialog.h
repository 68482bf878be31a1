/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SETUP_DIALOG_H
#define SHIELDADM_SETUP_DIALOG_H

#include "setup/question.h"

/*
 * The conversation: ask questions, read lines, reply to each.  It knows no terminal:
 * lines come from struct setup_io, and text goes there.
 */
enum io_got {
	IO_LINE,
	IO_END,         /* end of input */
	IO_INTERRUPTED, /* Ctrl-C, or another signal that ends us */
	IO_TOO_LONG     /* a part of the line is lost */
};

struct setup_io {
	/* Show the prompt and read a line, without its end.  is_hidden: it is not to be
	 * seen while it is typed. */
	enum io_got (*read)(
		void *ctx, const char *prompt, bool is_hidden, struct str *line);
	/* Whether more input is waiting. */
	bool (*has_more)(void *ctx);
	/* Show a text: lines that end with a newline.  Nothing in it is trusted. */
	void (*say)(void *ctx, const char *text);
	/* Keep the answers. */
	void (*keep)(void *ctx, const struct setup *setup);
	void *ctx;
};

/* Call say() with what printf() would print. */
void dialog_say(const struct setup_io *io, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

enum dialog_got { DIALOG_LINE, DIALOG_BACK, DIALOG_SKIP, DIALOG_QUIT };

/*
 * Ask "prompt [what Enter stands for] " and read a line; "" for Enter. ? shows help
 * and asks again, as does a line that is too long.  "clear" is an ordinary line here.
 */
enum dialog_got dialog_ask(const struct setup_io *io, const char *prompt,
	const char *enter, const char *help, bool is_hidden, struct str *line);

/* The same for yes or no: DIALOG_LINE with *yes set. */
enum dialog_got dialog_ask_yes(const struct setup_io *io, const char *prompt, bool enter,
	const char *help, bool *yes);

/*
 * Ask the questions from setup->at on.  True when all are answered: at is
 * SETUP_QUESTIONS. False when the user left: at is where the next run resumes.  Each
 * answer is kept at once.
 */
bool dialog_run(const struct setup_io *io, struct setup *setup);

#endif
