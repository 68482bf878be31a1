/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CMD_LEFT_OUT_H
#define SHIELDADM_CMD_LEFT_OUT_H

#include "program/app.h"

/*
 * Entries that a list itself says are not meant, counted by the reason.
 */
struct left_out {
	struct left_out_reason {
		char *why;
		size_t n, first; /* how many, and the number of the first */
	} * v;
	size_t len, cap;
};

void left_out_add(struct left_out *left, const char *why, size_t number);

/* Tell each reason; what: "line", "text". */
void left_out_talk(const struct app *app, const struct left_out *left, const char *what);
void left_out_clear(struct left_out *left);

#endif
