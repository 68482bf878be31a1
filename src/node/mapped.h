/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_NODE_MAPPED_H
#define SHIELDADM_NODE_MAPPED_H

#include "node/facts.h"

/*
 * The GeoIP file that the processes of a node on this machine have open. Each process
 * maps the file for itself, and geoip2.reload may reach only one of them
 * (QUIRK_GEOIP_RELOAD_KILLS). What counts is the file of the processes that receive SIP.
 */
enum mapped_state {
	MAPPED_UNSEEN, /* no process has a file open, or it cannot be read */
	MAPPED_OLD,    /* it was replaced since a process opened it */
	MAPPED_OTHER,  /* a file other than path */
	MAPPED_CURRENT
};

struct node_mapped {
	enum mapped_state state;
	char *path; /* NULL: unseen; the caller frees it */
};

/* Look at the processes in facts. path is the file to look for. */
void node_mapped(
	const struct node_facts *facts, const char *path, struct node_mapped *mapped);

#endif
