/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_TERMINAL_H
#define SHIELDADM_BASE_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/* The columns of the terminal that fd is; 80 when it does not tell; 0 when fd is not a
 * terminal. */
size_t terminal_columns(int fd);

/* Whether fd is a terminal with colours and a movable cursor. */
bool terminal_can_draw(int fd);

#endif
