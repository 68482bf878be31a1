/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/parallel.h"

#include "unit.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

#define JOBS_MAX 200
#define WAIT_SECONDS 10

struct work {
	atomic_uint calls[JOBS_MAX];
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	/* Under mutex. */
	size_t n, done, may, running;
	bool was_late, has_too_many;
};

static struct work *
new_work(size_t n)
{
	struct work *w = calloc(1, sizeof(*w));

	assert_non_null(w);
	pthread_mutex_init(&w->mutex, NULL);
	pthread_cond_init(&w->changed, NULL);
	w->n = n;
	return w;
}

static void
free_work(struct work *w)
{
	pthread_mutex_destroy(&w->mutex);
	pthread_cond_destroy(&w->changed);
	free(w);
}

static void
count(void *ctx, size_t i)
{
	struct work *w = ctx;

	atomic_fetch_add(&w->calls[i], 1);
}

static void
each_job_is_done_once(void **state)
{
	static const struct {
		size_t n, at_once;
	} cases[] = { { 0, 4 }, { 1, 1 }, { 1, 8 }, { 5, 1 }, { 7, 3 }, { 200, 8 },
		{ 200, 200 }, { 3, 0 } };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct work *w = new_work(cases[i].n);
		parallel_each(cases[i].n, cases[i].at_once, count, w);
		for (size_t job = 0; job < JOBS_MAX; job++)
			assert_int_equal(w->calls[job], job < cases[i].n);
		free_work(w);
	}
}

/* A moment's time for one job too many to appear. */
static void
looks_for_one_too_many(void *ctx, size_t i)
{
	struct work *w = ctx;
	struct timespec end;

	(void)i;
	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_nsec += 50000000;
	end.tv_sec += end.tv_nsec / 1000000000;
	end.tv_nsec %= 1000000000;
	pthread_mutex_lock(&w->mutex);
	w->running++;
	w->has_too_many = w->has_too_many || w->running > w->may;
	pthread_cond_broadcast(&w->changed);
	while (!w->has_too_many &&
		pthread_cond_timedwait(&w->changed, &w->mutex, &end) == 0)
		;
	w->running--;
	pthread_mutex_unlock(&w->mutex);
}

static void
no_more_run_at_the_same_time_than_may(void **state)
{
	(void)state;
	for (size_t may = 1; may <= 3; may++) {
		struct work *w = new_work(6);
		w->may = may;
		parallel_each(6, may, looks_for_one_too_many, w);
		assert_false(w->has_too_many);
		free_work(w);
	}
}

/* The first waits until all others are done; the others only count. */
static void
first_waits(void *ctx, size_t i)
{
	struct work *w = ctx;
	struct timespec end;

	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += WAIT_SECONDS;
	pthread_mutex_lock(&w->mutex);
	while (i == 0 && w->done < w->n - 1 && !w->was_late)
		w->was_late = pthread_cond_timedwait(&w->changed, &w->mutex, &end) != 0;
	w->done++;
	pthread_cond_broadcast(&w->changed);
	pthread_mutex_unlock(&w->mutex);
}

static void
one_that_waits_holds_up_none_of_the_others(void **state)
{
	static const struct {
		size_t n, at_once;
	} cases[] = { { 2, 2 }, { 50, 2 }, { 50, 8 } };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct work *w = new_work(cases[i].n);
		parallel_each(cases[i].n, cases[i].at_once, first_waits, w);
		assert_false(w->was_late);
		assert_int_equal(w->done, cases[i].n);
		free_work(w);
	}
}

/* All wait until all are there. */
static void
all_meet(void *ctx, size_t i)
{
	struct work *w = ctx;
	struct timespec end;

	(void)i;
	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += WAIT_SECONDS;
	pthread_mutex_lock(&w->mutex);
	w->done++;
	pthread_cond_broadcast(&w->changed);
	while (w->done < w->n && !w->was_late)
		w->was_late = pthread_cond_timedwait(&w->changed, &w->mutex, &end) != 0;
	pthread_mutex_unlock(&w->mutex);
}

static void
as_many_run_at_the_same_time_as_may(void **state)
{
	struct work *w = new_work(16);

	(void)state;
	parallel_each(16, 16, all_meet, w);
	assert_false(w->was_late);
	assert_int_equal(w->done, 16);
	free_work(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_job_is_done_once),
		cmocka_unit_test(no_more_run_at_the_same_time_than_may),
		cmocka_unit_test(one_that_waits_holds_up_none_of_the_others),
		cmocka_unit_test(as_many_run_at_the_same_time_as_may),
	};

	return cmocka_run_group_tests_name("parallel", tests, NULL, NULL);
}
