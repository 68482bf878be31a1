/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/xalloc.h"

struct queue {
	size_t n;
	atomic_size_t next;
	void (*work)(void *ctx, size_t i);
	void *ctx;
};

static void *
run(void *arg)
{
	struct queue *queue = arg;
	size_t i;

	while ((i = atomic_fetch_add(&queue->next, 1)) < queue->n)
		queue->work(queue->ctx, i);
	return NULL;
}

void
parallel_each(size_t n, size_t at_once, void (*work)(void *ctx, size_t i), void *ctx)
{
	struct queue queue = { .n = n, .work = work, .ctx = ctx };
	size_t want = n < at_once ? n : at_once, started = 0;
	pthread_t *threads = xcalloc(want, sizeof(*threads));

	/* This thread works too: one job needs no other, and where the system gives
	 * no more threads, fewer do it all. */
	while (started + 1 < want &&
		pthread_create(&threads[started], NULL, run, &queue) == 0)
		started++;
	run(&queue);
	for (size_t i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	free(threads);
}
