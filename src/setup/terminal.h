/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SETUP_TERMINAL_H
#define SHIELDADM_SETUP_TERMINAL_H

#include <stdbool.h>

#include "setup/dialog.h"

/*
 * The terminal on which setup asks: lines come from stdin, as the terminal lets them be
 * edited, and text goes to stderr, for stdout is for data.
 */
struct terminal;

/* Whether there is one. */
bool terminal_is_there(void);

/* From here to terminal_close() Ctrl-C, and what else ends a program, is noted for the
 * next read, which returns IO_INTERRUPTED. */
struct terminal *terminal_open(void);
void terminal_close(struct terminal *terminal);

/* Whether a signal came. */
bool terminal_was_interrupted(void);

/* The members read, has_more and say of struct setup_io; ctx is the terminal. */
enum io_got terminal_read(
	void *ctx, const char *prompt, bool is_hidden, struct str *line);
bool terminal_has_more(void *ctx);
void terminal_say(void *ctx, const char *text);

#endif
