/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SHELL_STATE_H
#define SHIELDADM_SHELL_STATE_H

#include "cli/args.h"

/*
 * The database and nodes that the prompt names, and their state.  A child asks them,
 * on its own connections and within a time limit, so that the user never waits for a
 * dead node.  It only looks: it may be killed at any time.
 */
enum state_is {
	STATE_UNKNOWN,    /* not asked yet */
	STATE_OK,         /* every node holds what is stored */
	STATE_DIFFERS,    /* of n_nodes, n_differ do not, and n_gone do not answer */
	STATE_NO_DATABASE /* the database is unreachable */
};

struct state {
	char *place; /* "kamailio edge1,edge2"; harmless to a terminal */
	enum state_is is;
	size_t n_nodes, n_differ, n_gone;

	int fd; /* the child's pipe; -1: no child */
	int pid;
	long long asked_ms;
};

#define STATE_NONE       \
	{                \
		.fd = -1 \
	}

/* Read the names of database and nodes again. options: of every line. */
void state_look(struct state *state, const struct args *options);

/* Start to ask for the state.  The known one stays until the answer comes. */
void state_ask(struct state *state, const struct args *options);

/* Take an answer if there is one; true when the state has changed.  Asks again when the
 * answer is old. */
bool state_tick(struct state *state, const struct args *options);

/* End the child. */
void state_clear(struct state *state);

#endif
