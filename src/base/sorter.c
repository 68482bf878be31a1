/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/sorter.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sorter_pieces.h"
#include "base/xalloc.h"

/* How many bytes of a run are read at once. */
#define WINDOW 32768
/* Before each record in the file. */
typedef uint16_t record_len;

/* A run: sorted records in the file.  A window of it is in memory. */
struct run {
	off_t at, end; /* what is not read yet */
	unsigned char *window;
	size_t used, filled;
	const unsigned char *record; /* the first record not taken yet */
	size_t len;
};

struct sorter {
	unsigned char *text;
	size_t room, used;
	struct {
		struct piece *v;
		size_t len, cap;
	} pieces;
	size_t taken;
	int fd; /* -1: no file yet */
	off_t end;
	struct {
		struct run *v;
		size_t len, cap;
	} runs;
	struct run **heap; /* unfinished runs; a heap, the least record first */
	size_t n_heap;
	bool is_sorted;
};

struct sorter *
sorter_new(size_t room)
{
	struct sorter *s = xcalloc(1, sizeof(*s));

	assert(room >= SORTER_RECORD_MAX && room <= UINT32_MAX);
	s->room = room;
	s->text = xcalloc(1, room);
	s->fd = -1;
	return s;
}

void
sorter_free(struct sorter *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->runs.len; i++)
		free(s->runs.v[i].window);
	if (s->fd >= 0)
		close(s->fd);
	free(s->runs.v);
	free(s->heap);
	free(s->pieces.v);
	free(s->text);
	free(s);
}

/* -- into the file -- */

static bool
fail(const char *what, struct err *err)
{
	return err_set(
		err, ERR_SYSTEM, "cannot %s a temporary file: %s", what, strerror(errno));
}

static bool
open_file(struct sorter *s, struct err *err)
{
	const char *folder = getenv("TMPDIR");
	char *path;

	if (folder == NULL || folder[0] == '\0')
		folder = "/tmp";
	s->fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
	if (s->fd >= 0)
		return true;
	/* Some file systems have no O_TMPFILE. */
	path = xasprintf("%s/shieldadm.XXXXXX", folder);
	s->fd = mkostemp(path, O_CLOEXEC);
	if (s->fd >= 0)
		unlink(path);
	free(path);
	return s->fd >= 0 || fail("make", err);
}

static bool
put(struct sorter *s, const unsigned char *bytes, size_t len, struct err *err)
{
	while (len > 0) {
		ssize_t n = pwrite(s->fd, bytes, len, s->end);
		if (n < 0 && errno != EINTR)
			return fail("write", err);
		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
			s->end += n;
		}
	}
	return true;
}

static bool
put_pieces(struct sorter *s, unsigned char *buffer, struct err *err)
{
	size_t used = 0;

	for (size_t i = 0; i < s->pieces.len; i++) {
		const struct piece *piece = &s->pieces.v[i];
		record_len len = (record_len)piece->len;
		if (used + sizeof(len) + len > WINDOW) {
			if (!put(s, buffer, used, err))
				return false;
			used = 0;
		}
		memcpy(buffer + used, &len, sizeof(len));
		memcpy(buffer + used + sizeof(len), s->text + piece->at, len);
		used += sizeof(len) + len;
	}
	return put(s, buffer, used, err);
}

/* Write the records in memory as a run. */
static bool
put_run(struct sorter *s, struct err *err)
{
	struct run run = { .at = s->end };
	bool ok;

	if (s->fd < 0 && !open_file(s, err))
		return false;
	pieces_sort(s->text, s->pieces.v, s->pieces.len);
	run.window = xcalloc(1, WINDOW);
	ok = put_pieces(s, run.window, err);
	run.end = s->end;
	*LIST_ADD(&s->runs) = run;
	s->pieces.len = s->used = 0;
	return ok;
}

bool
sorter_add(struct sorter *s, const void *bytes, size_t len, struct err *err)
{
	assert(len <= SORTER_RECORD_MAX && !s->is_sorted);
	if (s->used + len > s->room && !put_run(s, err))
		return false;
	memcpy(s->text + s->used, bytes, len);
	*LIST_ADD(&s->pieces) =
		(struct piece){ .at = (uint32_t)s->used, .len = (uint32_t)len };
	s->used += len;
	return true;
}

/* -- out of it -- */

/* Read until the window holds the whole next record, or the run ends. */
static bool
fill(struct sorter *s, struct run *run, struct err *err)
{
	size_t left = run->filled - run->used;

	memmove(run->window, run->window + run->used, left);
	run->used = 0;
	run->filled = left;
	while (run->at < run->end && run->filled < WINDOW) {
		size_t want = WINDOW - run->filled;
		if ((off_t)want > run->end - run->at)
			want = (size_t)(run->end - run->at);
		ssize_t n = pread(s->fd, run->window + run->filled, want, run->at);
		if (n == 0)
			errno = EIO; /* the file was truncated */
		if (n == 0 || (n < 0 && errno != EINTR))
			return fail("read", err);
		if (n > 0) {
			run->filled += (size_t)n;
			run->at += n;
		}
	}
	return true;
}

/* Go to the next record; record is NULL at the end. */
static bool
step(struct sorter *s, struct run *run, struct err *err)
{
	record_len len;

	if (run->filled - run->used < sizeof(len) + SORTER_RECORD_MAX &&
		run->at < run->end && !fill(s, run, err))
		return false;
	run->record = NULL;
	if (run->used == run->filled)
		return true;
	memcpy(&len, run->window + run->used, sizeof(len));
	run->record = run->window + run->used + sizeof(len);
	run->len = len;
	run->used += sizeof(len) + len;
	return true;
}

static bool
is_less(const struct run *a, const struct run *b)
{
	return piece_compare(a->record, a->len, b->record, b->len) < 0;
}

/* Sift the run at i down the heap. */
static void
sink(struct sorter *s, size_t i)
{
	struct run *run = s->heap[i];

	for (size_t child; (child = 2 * i + 1) < s->n_heap; i = child) {
		if (child + 1 < s->n_heap && is_less(s->heap[child + 1], s->heap[child]))
			child++;
		if (!is_less(s->heap[child], run))
			break;
		s->heap[i] = s->heap[child];
	}
	s->heap[i] = run;
}

static bool
begin_merge(struct sorter *s, struct err *err)
{
	if (s->pieces.len > 0 && !put_run(s, err))
		return false;
	s->heap = xcalloc(s->runs.len, sizeof(struct run *));
	for (size_t i = 0; i < s->runs.len; i++) {
		s->heap[s->n_heap++] = &s->runs.v[i];
		if (!step(s, &s->runs.v[i], err))
			return false;
	}
	for (size_t i = s->n_heap / 2; i-- > 0;)
		sink(s, i);
	/* The first record is taken from here. */
	return true;
}

static bool
begin(struct sorter *s, struct err *err)
{
	s->is_sorted = true;
	if (s->fd >= 0)
		return begin_merge(s, err);
	pieces_sort(s->text, s->pieces.v, s->pieces.len);
	return true;
}

static bool
next_of_merge(struct sorter *s, struct err *err)
{
	if (!step(s, s->heap[0], err))
		return false;
	if (s->heap[0]->record == NULL)
		s->heap[0] = s->heap[--s->n_heap];
	if (s->n_heap > 0)
		sink(s, 0);
	return true;
}

bool
sorter_next(struct sorter *s, const unsigned char **bytes, size_t *len, struct err *err)
{
	bool is_first = !s->is_sorted;

	*bytes = NULL;
	if (is_first && !begin(s, err))
		return false;
	if (s->fd < 0) {
		if (s->taken < s->pieces.len) {
			*bytes = s->text + s->pieces.v[s->taken].at;
			*len = s->pieces.v[s->taken++].len;
		}
		return true;
	}
	/* The record taken before was valid until now. */
	if (!is_first && s->n_heap > 0 && !next_of_merge(s, err))
		return false;
	if (s->n_heap > 0) {
		*bytes = s->heap[0]->record;
		*len = s->heap[0]->len;
	}
	return true;
}
