/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_NODE_MAPPED_H
#define SHIELDADM_NODE_MAPPED_H

#include "node/facts.h"

/*
 * The GeoIP file that the processes of a node have open, where it runs on this machine.
 * Each maps it for itself; before 6.0 geoip2.reload reaches the one process that answers
 * the call.  So what counts is what the receivers of SIP have.
 */
enum mapped_state {
	MAPPED_UNSEEN, /* none has one open, or it cannot be looked at */
	MAPPED_OLD,    /* it was replaced since a process opened it */
	MAPPED_OTHER,  /* another file than the one that was asked about */
	MAPPED_CURRENT
};

struct node_mapped {
	enum mapped_state state;
	char *path; /* NULL: unseen; the caller frees it */
};

/* Look at the processes in facts; path is the file that is asked about. */
void node_mapped(
	const struct node_facts *facts, const char *path, struct node_mapped *mapped);

#endif
