/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamlog/scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/xalloc.h"
#include "kamlog/journal.h"

/* Fits into the processor's cache. */
#define BLOCK (128 * 1024)

/* Only the beginning of a longer line is read.  Kamailio itself writes at most 4 KB
 * (xlog's buf_size). */
#define LINE_MAX_LEN (64 * 1024)

struct scan {
	struct tally *tally;
	const char *name;
	int fd;
	/* LINE_MAX_LEN bytes for the unfinished line of the last block, then BLOCK
	 * bytes that are read. */
	char room[LINE_MAX_LEN + BLOCK];
	char line[LINE_MAX_LEN]; /* an unfinished line */
	size_t line_len;
	bool is_cut;             /* inside a line that is too long */
	struct journal *journal; /* NULL: one line is one entry */
};

/* Count a line, or the beginning of one that is too long. */
static void
take(struct scan *s, const char *line, size_t len)
{
	if (len > LINE_MAX_LEN) {
		s->tally->too_long++;
		len = LINE_MAX_LEN;
	}
	tally_line(s->tally, line, len);
}

static void
take_end(struct scan *s, const char *line, size_t len)
{
	if (!s->is_cut)
		take(s, line, len);
	s->is_cut = false;
}

/* Keep the unfinished line of a block. */
static void
keep(struct scan *s, const char *line, size_t len)
{
	s->line_len = 0;
	if (s->is_cut)
		return;
	if (len > LINE_MAX_LEN) {
		take(s, line, len);
		s->is_cut = true;
		return;
	}
	memcpy(s->line, line, len);
	s->line_len = len;
}

/* Count the lines of a block.  The first one may continue a line of the last block. */
static void
count_block(struct scan *s, size_t n)
{
	char *end = s->room + LINE_MAX_LEN + n, *feed;
	char *at = s->room + LINE_MAX_LEN - s->line_len;

	memcpy(at, s->line, s->line_len);
	while ((feed = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		take_end(s, at, (size_t)(feed - at));
		at = feed + 1;
	}
	keep(s, at, (size_t)(end - at));
}

static bool
check_start(const struct scan *s, size_t n, struct err *err)
{
	static const struct {
		const char *magic, *with;
		size_t len;
	} packed[] = { { "\x1f\x8b", "zcat", 2 },
		{ "\xfd"
		  "7zXZ",
			"xzcat", 5 },
		{ "BZh", "bzcat", 3 }, { "\x28\xb5\x2f\xfd", "zstdcat", 4 } };

	for (size_t i = 0; i < sizeof(packed) / sizeof(packed[0]); i++)
		if (n >= packed[i].len && memcmp(s->room + LINE_MAX_LEN, packed[i].magic,
						  packed[i].len) == 0)
			return err_set(err, ERR_USAGE,
				"'%s' is compressed: pipe the output of %s into "
				"shieldadm report -",
				s->name, packed[i].with);
	return true;
}

/* An entry of journalctl -o verbose has a line a field: "TIME [s=...;i=...]", and fields
 * that are set in. */
static bool
is_verbose(const char *s, size_t n)
{
	const char *feed = memchr(s, '\n', n);

	/* An older journalctl writes "-- Logs begin at ..." first. */
	if (feed != NULL && n > 3 && memcmp(s, "-- ", 3) == 0) {
		n -= (size_t)(feed + 1 - s);
		s = feed + 1;
		feed = memchr(s, '\n', n);
	}
	return feed != NULL && memmem(s, (size_t)(feed - s), " [s=", 4) != NULL &&
	       (size_t)(s + n - feed) > 5 && memcmp(feed, "\n    ", 5) == 0;
}

/* Fill the block, however small the pieces are that a pipe delivers. */
static bool
read_block(struct scan *s, size_t *n, struct err *err)
{
	*n = 0;
	while (*n < BLOCK) {
		ssize_t part = read(s->fd, s->room + LINE_MAX_LEN + *n, BLOCK - *n);
		if (interrupt_came())
			return err_set(err, ERR_SYSTEM, "interrupted");
		if (part == 0)
			return true;
		if (part < 0 && errno != EINTR)
			return err_set(err, ERR_SYSTEM, "cannot read '%s': %s", s->name,
				strerror(errno));
		*n += part > 0 ? (size_t)part : 0;
	}
	return true;
}

/* What the first block tells of the file: how its lines end, and whether they have
 * another log_prefix than the stock config's.  So the first lines are read as later ones
 * are. */
static void
look_ahead(struct scan *s, size_t n, enum journal_form form)
{
	const char *at = s->room + LINE_MAX_LEN, *end = at + n, *feed;
	struct kamlog_reader *reader = &s->tally->reader;
	struct tally ahead;

	tally_begin(&ahead, reader->stamps.now);
	if (form != JOURNAL_NONE) {
		struct journal *journal = journal_new(&ahead, form);
		journal_feed(journal, at, n);
		journal_free(journal);
	} else {
		for (; (feed = memchr(at, '\n', (size_t)(end - at))) != NULL;
			at = feed + 1)
			tally_line(&ahead, at, (size_t)(feed - at));
	}
	reader->lines = ahead.reader.lines;
	reader->records = ahead.reader.records;
	reader->names_kamailio = reader->names_kamailio || ahead.reader.names_kamailio;
	reader->has_other_prefix =
		reader->has_other_prefix || ahead.reader.has_other_prefix;
	tally_clear(&ahead);
}

static bool
begin_file(struct scan *s, size_t n, struct err *err)
{
	const char *start = s->room + LINE_MAX_LEN;
	enum journal_form form = journal_form(start, n);

	if (!check_start(s, n, err))
		return false;
	if (is_verbose(start, n))
		s->tally->is_verbose = true;
	kamlog_reader_file(&s->tally->reader);
	look_ahead(s, n, form);
	if (form != JOURNAL_NONE)
		s->journal = journal_new(s->tally, form);
	return true;
}

static bool
count_all(struct scan *s, struct err *err)
{
	bool is_first = true;
	size_t n;

	do {
		if (!read_block(s, &n, err) || (is_first && !begin_file(s, n, err)))
			return false;
		is_first = false;
		if (s->journal != NULL)
			journal_feed(s->journal, s->room + LINE_MAX_LEN, n);
		else
			count_block(s, n);
	} while (n == BLOCK);
	return true;
}

bool
kamlog_scan(struct tally *tally, int fd, const char *name, struct err *err)
{
	struct scan *s = xcalloc(1, sizeof(*s));
	bool ok;

	s->tally = tally;
	s->name = name;
	s->fd = fd;
	ok = count_all(s, err);
	/* The last line may have no line end. */
	if (ok && s->line_len > 0)
		take(s, s->line, s->line_len);
	if (s->journal != NULL)
		journal_free(s->journal);
	free(s);
	return ok;
}
