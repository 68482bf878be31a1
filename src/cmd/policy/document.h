/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CMD_POLICY_DOCUMENT_H
#define SHIELDADM_CMD_POLICY_DOCUMENT_H

#include "cmd/cmd.h"
#include "policyfile/document.h"

/* The groups of the configuration, which has to be read before. */
struct document_groups cmd_document_groups(struct app *app);

/* The option that chooses kinds. */
#define DOCUMENT_ONLY_OPT                                                        \
	{                                                                        \
		0, "only", "kinds", "these kinds alone, such as ua,country,addr" \
	}

/* What --only says, all kinds without it. */
bool cmd_document_kinds(unsigned *kinds, const struct args *args, struct err *err) MUST;

#endif
