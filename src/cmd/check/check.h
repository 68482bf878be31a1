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
	PROOF_UNSENT, /* the node has no address of the source's family: err tells */
	PROOF_FAILED
};

/* What a node really did with the request. */
struct proof {
	enum proof_result result;
	int status;      /* of its reply; 0: none came */
	bool was_banned; /* meanwhile: the verdict has been worked out anew since */
	struct err err;
};

/* When each kind of source was last proved, of so many kinds. */
#define PROOF_PACES 256

struct checking {
	struct app *app;
	struct fleet fleet;
	struct gather gather;
	const struct question *question; /* the one that was asked last */
	struct proof *proofs;            /* one for each node; NULL: none is wanted */
	long long paces[PROOF_PACES];    /* by clock_ms(); 0: not yet */
};

/* ERR_USAGE for a request that no node answers in any case. */
bool check_can_prove(const struct question *question, struct err *err) MUST;

/* Send the request to the nodes and compare: at the same time, but from one port one
 * after the other, and not so often that the nodes would ban the source for it. */
void check_prove(struct checking *c);

/* Print the list of checks, for each way in which nodes answer. */
void check_print_steps(const struct checking *c);

/* Begin the list of verdicts, to which each request adds its own. */
void check_print_begin(const struct checking *c, const char *name);
void check_print_verdicts(struct checking *c);

#endif
