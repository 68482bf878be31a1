/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamlog/scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/xalloc.h"

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
	bool is_cut; /* inside a line that is too long */
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

static bool
count_all(struct scan *s, struct err *err)
{
	bool is_first = true;

	for (;;) {
		ssize_t n = read(s->fd, s->room + LINE_MAX_LEN, BLOCK);
		if (n == 0)
			return true;
		if (interrupt_came())
			return err_set(err, ERR_SYSTEM, "interrupted");
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(err, ERR_SYSTEM, "cannot read '%s': %s", s->name,
				strerror(errno));
		if (is_first && !check_start(s, (size_t)n, err))
			return false;
		is_first = false;
		count_block(s, (size_t)n);
	}
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
	free(s);
	return ok;
}
