/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SETUP_ARTICLE_H
#define SHIELDADM_SETUP_ARTICLE_H

/*
 * What a line means that was copied from the article, or from notes made by it: the value
 * behind kamcmd's call, the address with its mask and tag of an insert into the table
 * "address", any port.  Any other line stays as it is.  The caller frees it.
 */
char *article_line(const char *line) __attribute__((malloc, returns_nonnull));

#endif
