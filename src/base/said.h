/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_SAID_H
#define SHIELDADM_BASE_SAID_H

#include <stddef.h>

/*
 * Collect messages about many things and print each text once: "edge1 and 198 more:
 * ...".
 */
struct said {
	char *text;
	const char *of; /* the first that the text is about; borrowed */
	size_t n;       /* how many it is about */
};

struct said_list {
	struct said *v;
	size_t len, cap;
};

void said_add(struct said_list *list, const char *of, const char *text);

/* The line to print, which the caller frees. */
char *said_line(const struct said *said) __attribute__((malloc, returns_nonnull));

void said_clear(struct said_list *list);

#endif
