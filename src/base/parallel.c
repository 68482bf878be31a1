/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/xalloc.h"

/* Plenty for a call to a node over TLS. The usual 8 MiB for each of a hundred threads
 * are too much for a small machine. */
#define STACK_BYTES (512 * 1024)

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
	pthread_attr_t attr;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_BYTES);
	/* This thread works too.  One job needs no other thread, and fewer threads do
	 * all jobs when the system gives no more. */
	while (started + 1 < want &&
		pthread_create(&threads[started], &attr, run, &queue) == 0)
		started++;
	pthread_attr_destroy(&attr);
	run(&queue);
	for (size_t i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	free(threads);
}
