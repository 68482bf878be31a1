/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_PRINT_PAGER_H
#define SHIELDADM_PRINT_PAGER_H

/*
 * Output of a command of the shell goes through $PAGER (default: less) when it is
 * longer than the screen.  At most one screen is held back until that is known.
 */

/* Hold stdout back until pager_end(), which shows it and waits until the pager, if
 * there is one, is left.  The screen keeps its present size. */
void pager_begin(void);
void pager_end(void);

/* Use no pager for this command: show output at once, such as a question or a redrawn
 * picture. */
void pager_direct(void);

/* Drop what is held back. */
void pager_discard(void);

/* Print "shieldadm: text" on stderr, after the earlier output; while a pager runs,
 * after its end. */
void pager_say(const char *text);

#endif
