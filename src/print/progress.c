/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "print/progress.h"

#include <pthread.h>
#include <stdio.h>

#include "base/clock.h"

/* Shorter work needs no line, and nobody reads more than ten updates a second. */
#define PATIENCE_MS 300
#define PAUSE_MS 100

#define BAR_WIDTH 30

static struct {
	pthread_mutex_t lock;
	bool is_allowed, is_drawn, is_on;
	long long begun, drawn; /* ms */
	size_t total, done;
} line = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void
erase(void)
{
	if (line.is_drawn)
		fputs("\r\033[K", stderr);
	line.is_drawn = false;
}

/* A lower rate counts nodes and says nothing. */
#define RATE_FROM 1000

static void
draw(long long now)
{
	static const char full[] = "##############################";
	size_t filled = line.total > 0 ? line.done * BAR_WIDTH / line.total : 0;
	size_t per_cent = line.total > 0 ? line.done * 100 / line.total : 0;
	long long spent = now - line.begun;

	fprintf(stderr, "\r[%-*.*s] %3zu%%  %zu of %zu", BAR_WIDTH, (int)filled, full,
		per_cent, line.done, line.total);
	if (line.done > RATE_FROM && spent > 0)
		fprintf(stderr, "  %lld/s", (long long)line.done * 1000 / spent);
	if (line.done > 0)
		fprintf(stderr, "  %lld s left",
			spent * (long long)(line.total - line.done) /
				(long long)line.done / 1000);
	fputs("\033[K", stderr);
	fflush(stderr);
	line.is_drawn = true;
	line.drawn = now;
}

void
progress_allow(bool is_allowed)
{
	line.is_allowed = is_allowed;
}

void
progress_begin(void)
{
	pthread_mutex_lock(&line.lock);
	line.is_on = line.is_allowed;
	line.begun = clock_ms();
	line.drawn = 0;
	line.total = line.done = 0;
	pthread_mutex_unlock(&line.lock);
}

void
progress_add(size_t more, size_t done)
{
	long long now;

	pthread_mutex_lock(&line.lock);
	line.total += more;
	line.done += done;
	if (line.is_on) {
		now = clock_ms();
		if (now - line.begun >= PATIENCE_MS && now - line.drawn >= PAUSE_MS)
			draw(now);
	}
	pthread_mutex_unlock(&line.lock);
}

void
progress_hide(void)
{
	pthread_mutex_lock(&line.lock);
	erase();
	pthread_mutex_unlock(&line.lock);
}

void
progress_end(void)
{
	pthread_mutex_lock(&line.lock);
	erase();
	line.is_on = false;
	pthread_mutex_unlock(&line.lock);
}
