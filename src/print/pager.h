/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_PRINT_PAGER_H
#define SHIELDADM_PRINT_PAGER_H

/*
 * What a command of the shell prints goes through $PAGER (less, unless set) when it is
 * longer than the screen.  Until that is known it is held back; no more than a screen of
 * it is.
 */

/* From here on stdout is gathered, until pager_end(), which shows it and waits for the
 * pager, where one was started, to be left.  The screen is as large as it is now. */
void pager_begin(void);
void pager_end(void);

/* No pager: what is printed is seen as it comes, such as a picture that is redrawn. */
void pager_direct(void);

/* Print nothing of what is held back. */
void pager_discard(void);

/* Print "shieldadm: text" on stderr, behind what stdout was given before; with the pager
 * on the screen, when that was left. */
void pager_say(const char *text);

#endif
