/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_SAID_H
#define SHIELDADM_BASE_SAID_H

#include <stddef.h>

/*
 * What is to be said of many, each text once: "edge1 and 198 more: ...".
 */
struct said {
	char *text;
	const char *of; /* of whom it was said first; borrowed */
	size_t n;       /* of how many */
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
