/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CMD_POLICY_DOUBTS_H
#define SHIELDADM_CMD_POLICY_DOUBTS_H

#include "cmd/cmd.h"
#include "policyfile/document.h"

/*
 * Take the rows of a file that we would not store like this, where the table has them
 * already, into the document's rules and addresses; the others become its faults.
 *
 * stored: all rules of the table, sorted.  kinds: those that are asked for; rows of the
 * others are left out.
 */
bool cmd_resolve_doubts(struct app *app, struct document *document, unsigned kinds,
	const struct rule_list *stored, struct err *err) MUST;

#endif
