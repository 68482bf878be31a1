/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_SORTER_PIECES_H
#define SHIELDADM_BASE_SORTER_PIECES_H

#include <stddef.h>
#include <stdint.h>

/* A record within a text.  Private to the sorter. */
struct piece {
	uint32_t at, len;
};

/* Sort n pieces of text by their bytes. */
void pieces_sort(const unsigned char *text, struct piece *v, size_t n);

/* The order of two records. */
int piece_compare(
	const unsigned char *a, size_t a_len, const unsigned char *b, size_t b_len);

#endif
