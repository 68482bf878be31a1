/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_TESTS_UNIT_H
#define SHIELDADM_TESTS_UNIT_H

/*
 * What the tests of pure functions share: cmocka, errors, and random numbers that
 * are the same in every run, unless a program begins with random_begin().
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/intern.h"
#include "base/random.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* What an error is set to before a call, to see whether the call set it. */
#define NO_ERR ((struct err){ .text = "untouched" })

/* A text of printf()'s making that lives as long as the process. */
static inline const char *__attribute__((format(printf, 1, 2)))
kept_text(const char *fmt, ...)
{
	char text[4096];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	return intern(text);
}

/* The call failed with this code, and a text that says this. */
static inline void
assert_error(const struct err *err, enum err_code code, const char *says)
{
	if (err->code != code || strstr(err->text, says) == NULL)
		fail_msg("wanted %d with '%s', got %d: %s", (int)code, says,
			(int)err->code, err->text);
}

/* The call left the error alone. */
static inline void
assert_no_error(const struct err *err)
{
	if (err->code != 0 || strcmp(err->text, "untouched") != 0)
		fail_msg("an error was set: %d: %s", (int)err->code, err->text);
}

static inline uint32_t *
random_state(void)
{
	static uint32_t state = 2463534242u;

	return &state;
}

/* Draw other numbers in each run, or those of $RANDOM_SEED, which a failed run tells. */
static inline void
random_begin(void)
{
	const char *seed = getenv("RANDOM_SEED");
	uint32_t *state = random_state();

	if (seed != NULL)
		*state = (uint32_t)strtoul(seed, NULL, 10);
	else
		random_bytes(state, sizeof(*state));
	*state |= 1; /* not 0, which xorshift keeps */
	printf("# RANDOM_SEED=%u\n", *state);
}

/* xorshift32. */
static inline uint32_t
random_next(void)
{
	uint32_t *state = random_state();

	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

/* 0 to n - 1. */
static inline unsigned
random_below(unsigned n)
{
	return random_next() % n;
}

#endif
