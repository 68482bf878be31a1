/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FEED_WORDS_H
#define SHIELDADM_FEED_WORDS_H

#include <stdbool.h>

#include "base/err.h"

/*
 * The addresses that stand in a line; pure, in place.  Private to src/feed.
 */

/* An address ends here. */
#define WORDS_ENDS " \t\r,;#\""

/* Whether a word is meant as an address: with a mask, a port, or as a range too. */
bool words_is_address(const char *word);

/* Take the next word off the text, "a - b" as "a-b"; *rest is what follows. */
char *words_take(char *text, char **rest);

/* The next address in what is left of the line; NULL when a note or nothing follows. */
char *words_next_address(char separator, char *text);

/* ERR_USAGE when the note behind an address makes a network or a range of it: "to",
 * "thru", "mask" and an address, or "/24". */
bool words_check_note(const char *address, const char *note, struct err *err) MUST;

/* Whether the cells of the line are addresses, or empty. */
bool words_are_addresses(const char *line, char separator);

/*
 * ERR_USAGE when two neighbours among the addresses of a line mean a network or a range:
 * 10.9.0.0 255.255.0.0, or 192.0.2.0 192.0.2.255.
 */
bool words_check_pairs(char separator, char *line, struct err *err) MUST;

#endif
