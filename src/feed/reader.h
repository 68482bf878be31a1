/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FEED_READER_H
#define SHIELDADM_FEED_READER_H

#include "feed/lines.h"
#include "feed/rows.h"
#include "feed/table.h"

/*
 * The only reader of lists, for every command: files, stdin, and what is pasted.  Four
 * forms are told apart by themselves:
 *
 *	plain	a value a line; several addresses may share one, with blanks or separators
 *		between them.  What follows an address is a note.
 *	CSV	separated by ',', ';' or tabs, with quotes or without.  A heading names
 *		the columns.  Addresses need none: the value is then the first column
 *		that holds an address, or a network as DShield has it: start, end, mask.
 *	JSON	an array of texts or objects, an object, or one object a line.  A member
 *		is named as the heading of CSV.  APIBAN's, AbuseIPDB's, CrowdSec's and
 *		Spamhaus' lists are such, nft -j, and what Python prints.
 *	tools	what firewalls print, of addresses: feed/tool.h.
 *
 * Empty lines are skipped, and so are lines that begin with '#' or ';', blanks at both
 * ends, a byte order mark and CR.  A range is one value, "a-b" or "a - b".  Text in
 *UTF-16 and gzip are refused with what to do.
 */
enum reader_got {
	READER_ROW,
	/* err tells what is wrong with this line, or why the list itself leaves the entry
	 * out; the next may be right. */
	READER_WRONG,
	READER_END,
	READER_FAILED /* the list cannot be read: err tells why */
};

struct reader {
	struct feed_format format;
	struct lines lines;
	bool is_json;      /* rows are numbered by value, not by line */
	bool says_nothing; /* APIBAN's way to say that there is nothing new */
	char head[128];    /* the beginning of the list */
	const char *text;  /* of a row that is wrong: its line, up to a NUL; or "" */

	/* Private. */
	struct feed_table table;
	struct feed_rows rows; /* of JSON and tools */
	size_t next;
	bool has_json_lines;
	struct str joined; /* a range whose ends stood apart */
	char *at, *end;    /* of the block of lines */
	size_t number;
};

/* "-" is stdin.  The names of format and the path stay borrowed.  The caller closes it
 * when it returned true. */
bool reader_open(struct reader *reader, const struct feed_format *format,
	const char *path, struct err *err) MUST;

/* The same of a text. */
bool reader_open_text(struct reader *reader, const struct feed_format *format,
	const char *text, size_t len, struct err *err) MUST;
void reader_close(struct reader *reader);

/* What is not read yet of such a text, without a byte order mark; not for JSON. */
const char *reader_text(const struct reader *reader);

/* The next row, which stays until the next call.  Its number, and whether it is left out,
 * are set for READER_WRONG too. */
enum reader_got reader_next(struct reader *reader, struct feed_row *row, struct err *err);

/*
 * For a caller that reads millions of addresses: the next line as it stands, which ends
 * with a newline, while the list is plain; else NULL.  reader_take() says that it was an
 * address alone, and has been used.
 */
char *reader_line(struct reader *reader);
void reader_take(struct reader *reader, char *newline);

#endif
