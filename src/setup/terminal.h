/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SETUP_TERMINAL_H
#define SHIELDADM_SETUP_TERMINAL_H

#include <stdbool.h>

#include "setup/dialog.h"

/*
 * The terminal on which setup asks.  Lines come from stdin, with the terminal's own
 * editing.  Text goes to stderr; stdout is for data.
 */
struct terminal;

/* From here to terminal_close() a signal that would end the program, such as Ctrl-C, is
 * noted: the next read returns IO_INTERRUPTED. */
struct terminal *terminal_open(void);
void terminal_close(struct terminal *terminal);

/* The members read, has_more and say of struct setup_io; ctx is the terminal. */
enum io_got terminal_read(
	void *ctx, const char *prompt, bool is_hidden, struct str *line);
bool terminal_has_more(void *ctx);
void terminal_say(void *ctx, const char *text);

#endif
