/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SHELL_STATE_H
#define SHIELDADM_SHELL_STATE_H

#include "cli/args.h"

/*
 * Where the shell is, and how that stands, for its prompt.  The nodes are asked by a
 * child, so that nobody waits for one that is dead: on connections of its own, for a time
 * that is bounded.
 */
enum state_is {
	STATE_UNKNOWN,    /* nobody has been asked yet */
	STATE_OK,         /* every node holds what is stored */
	STATE_DIFFERS,    /* of n_nodes, n_differ do not, and n_gone do not answer */
	STATE_NO_DATABASE /* it cannot be asked */
};

struct state {
	char *place; /* "kamailio edge1,edge2"; harmless to a terminal */
	enum state_is is;
	size_t n_nodes, n_differ, n_gone;

	int fd; /* what the child tells comes from it; -1: there is none */
	int pid;
	long long asked_ms;
};

#define STATE_NONE       \
	{                \
		.fd = -1 \
	}

/* Read anew what database and nodes are called; options: those that every line has. */
void state_look(struct state *state, const struct args *options);

/* Ask how they stand.  What is known stays until the answer is there. */
void state_ask(struct state *state, const struct args *options);

/* Take the answer in, if there is one; true when something is different then.  Asks again
 * what was asked long ago. */
bool state_tick(struct state *state, const struct args *options);

/* End the child. */
void state_clear(struct state *state);

#endif
