/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SETUP_ARTICLE_H
#define SHIELDADM_SETUP_ARTICLE_H

/*
 * The value in a line that was copied from the article: the last word of a kamcmd
 * call, or address, mask and tag of an insert into table "address" for any port.  Any
 * other line stays as it is.  The caller frees it.
 */
char *article_line(const char *line) __attribute__((malloc, returns_nonnull));

#endif
