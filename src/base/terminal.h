/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_TERMINAL_H
#define SHIELDADM_BASE_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/* How many characters a line of the terminal has that stdout is; 80 when it does not
 * tell; 0 when stdout is no terminal. */
size_t terminal_columns(void);

/* Whether fd is a terminal that knows more than to write letters one after the other:
 * colours, and a cursor that moves. */
bool terminal_can_draw(int fd);

#endif
