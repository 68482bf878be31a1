/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SETUP_DIALOG_H
#define SHIELDADM_SETUP_DIALOG_H

#include "setup/question.h"

/*
 * The conversation: questions are asked, lines are read, each is answered.  It knows no
 * terminal: struct setup_io is where lines come from and where text goes.
 */
enum io_got {
	IO_LINE,
	IO_END,         /* nothing more will come */
	IO_INTERRUPTED, /* Ctrl-C, or another signal that ends us */
	IO_TOO_LONG     /* a line of which a part is lost */
};

struct setup_io {
	/* Show the prompt and read a line, without its end.  is_hidden: it is not to be
	 * seen while it is typed. */
	enum io_got (*read)(
		void *ctx, const char *prompt, bool is_hidden, struct str *line);
	/* Whether more was typed or pasted already. */
	bool (*has_more)(void *ctx);
	/* Show a text: lines that end with a newline.  Nothing in it is trusted. */
	void (*say)(void *ctx, const char *text);
	/* Keep the answers. */
	void (*keep)(void *ctx, const struct setup *setup);
	void *ctx;
};

/* Add to say() what printf() would print. */
void dialog_say(const struct setup_io *io, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

enum dialog_got { DIALOG_LINE, DIALOG_BACK, DIALOG_SKIP, DIALOG_QUIT };

/*
 * Ask once: "prompt [what Enter stands for] ".  help is what ? shows; what cannot be
 * taken (a line that is too long) is answered, and asked again.  line is "" for Enter.
 * "clear" is a line here.
 */
enum dialog_got dialog_ask(const struct setup_io *io, const char *prompt,
	const char *enter, const char *help, bool is_hidden, struct str *line);

/* The same for yes or no: DIALOG_LINE with *yes set. */
enum dialog_got dialog_ask_yes(const struct setup_io *io, const char *prompt, bool enter,
	const char *help, bool *yes);

/*
 * Ask the questions from setup->at on, until all are answered: true, with at
 * SETUP_QUESTIONS; false when the user left, and at is where he goes on.  Answers are
 * kept as they come.
 */
bool dialog_run(const struct setup_io *io, struct setup *setup);

#endif
