/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_ASCII_H
#define SHIELDADM_BASE_ASCII_H

#include <stdbool.h>

/*
 * Letters as Kamailio sees them: A to Z are a to z, and no other byte has a case.
 * The functions of the C library ask the user's locale: in a Turkish one, "it" and
 * "IT" are different countries.
 */
char ascii_lower(char c);
char ascii_upper(char c);

/* As strcmp(), case ignored. */
int ascii_compare(const char *a, const char *b);

/* Whether text begins with start, case ignored. */
bool ascii_begins(const char *text, const char *start);

#endif
