/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_VERDICT_WALK_H
#define SHIELDADM_POLICY_VERDICT_WALK_H

#include "policy/verdict.h"

/*
 * What the two routes share (verdict_say.c): the article's (verdict.c), and where its
 * checks differ the one of "shieldadm config" (verdict_hardened.c).  Private to the
 * verdict.
 */
struct walk {
	const struct verdict_request *request;
	const struct verdict_facts *facts;
	const struct address *address; /* that lets the source in, or NULL */
	const struct address *almost;  /* would, from another port */
};

void verdict_say(struct verdict_step *step, enum verdict_answer answer, const char *fmt,
	...) __attribute__((format(printf, 3, 4)));

/* Say that w->address lets it in. */
void verdict_let_in(const struct walk *w, struct verdict_step *step,
	enum verdict_answer answer, const char *before);

/* The article's. */
void verdict_country(const struct walk *w, struct verdict_step *step);
void verdict_ua(const struct walk *w, struct verdict_step *step);

/* Those of "shieldadm config". */
void hardened_country(const struct walk *w, struct verdict_step *step);
void hardened_ua(const struct walk *w, struct verdict_step *step);
void hardened_lists(const struct walk *w, struct verdict_step *step);
void hardened_contact(const struct walk *w, struct verdict_step *step);
void hardened_options(const struct walk *w, struct verdict_step *step);

#endif
