/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMLOG_JOURNAL_H
#define SHIELDADM_KAMLOG_JOURNAL_H

#include "kamlog/tally.h"

/*
 * The forms of journalctl in which an entry has several lines:
 *
 * -o export	"FIELD=text", or "FIELD", eight bytes of length and the bytes themselves;
 *		an empty line ends the entry.  A field of the second form holds any bytes,
 *		so it is skipped by its length and never searched for lines.
 * -o json-pretty	a JSON object from a line "{" to a line "}".
 */
struct journal;

enum journal_form { JOURNAL_NONE, JOURNAL_EXPORT, JOURNAL_PRETTY };

/* The form of a file that begins with these bytes. */
enum journal_form journal_form(const char *s, size_t len);

struct journal *journal_new(struct tally *tally, enum journal_form form);

/* Count the entries in the next bytes of the file. */
void journal_feed(struct journal *journal, const char *s, size_t len);

/* The file ended: count the last entry. */
void journal_free(struct journal *journal);

#endif
