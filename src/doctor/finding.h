/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_DOCTOR_FINDING_H
#define SHIELDADM_DOCTOR_FINDING_H

#include <stddef.h>

/*
 * What the doctor found: one thing that was checked, and its state.
 */
enum finding_level {
	FINDING_OK,
	FINDING_WARNING, /* it works, but may fail soon, or differs from what people
	                    expect */
	FINDING_WRONG    /* something is not enforced, or will break */
};

struct finding {
	enum finding_level level;
	char *subject; /* "configuration", "database", "geoip", or a node's name */
	char *check;   /* what was checked: "table address" */
	char *text;
	char *mend; /* what to type, or what to write where; NULL when all is well */
};

struct findings {
	const char *subject; /* of the findings that are added next; borrowed */
	struct finding *v;
	size_t len, cap;
};

/* Add one about check. */
void findings_add(struct findings *list, enum finding_level level, const char *check,
	const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* How to mend what was added last. */
void findings_mend(struct findings *list, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Move all that other has to the end of list. */
void findings_take(struct findings *list, struct findings *other);

/* How many have this level. */
size_t findings_count(const struct findings *list, enum finding_level level);

void findings_clear(struct findings *list);

#endif
