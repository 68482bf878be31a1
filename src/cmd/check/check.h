/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CMD_CHECK_CHECK_H
#define SHIELDADM_CMD_CHECK_CHECK_H

#include "cmd/cmd.h"
#include "fleet/holdings.h"
#include "verdict/question.h"

/*
 * The parts of the command check: asking, proving, printing.
 */
enum proof_result {
	PROOF_NONE,
	PROOF_AGREES,
	PROOF_DIFFERS,
	PROOF_UNSENT, /* the node does not have an address of the source's family; see err
	               */
	PROOF_FAILED
};

/* What a node really did with the request. */
struct proof {
	enum proof_result result;
	int status;      /* of the reply; 0: no reply came */
	bool was_banned; /* meanwhile; the verdict was worked out again since */
	struct err err;
};

/* When a source was last proved, by the hash of the source: so many hashes. */
#define PROOF_PACES 256

struct checking {
	struct app *app;
	struct fleet fleet;
	struct gather gather;
	const struct question *question; /* the one that was asked last */
	struct proof *proofs;            /* one for each node; NULL without --prove */
	long long paces[PROOF_PACES];    /* by clock_ms(); 0: not yet */
};

/* ERR_USAGE for a request that a node never answers. */
bool check_can_prove(const struct question *question, struct err *err) MUST;

/* Send the request to the nodes and compare: to all at the same time, or one after the
 * other from a fixed port, and so rarely that the nodes do not ban the source. */
void check_prove(struct checking *c);

/* Print the list of checks, once for the nodes that answer alike. */
void check_print_steps(const struct checking *c);

/* Begin the list of verdicts. Each request adds one. */
void check_print_begin(const struct checking *c, const char *name);
void check_print_verdicts(struct checking *c);

#endif
