/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_NODE_FACTS_H
#define SHIELDADM_NODE_FACTS_H

#include "node/node.h"

/*
 * What a node tells about itself, not about what it enforces.
 */

/* A hash table of the module htable. */
struct node_htable {
	char *name;
	long long entries;
	long long expire; /* seconds an entry lives; 0: for ever, or not asked */
};

/* The private memory of one of its processes (core option -M), in bytes. */
struct node_process {
	long long pid;
	char *what; /* "ctl handler", "udp receiver child=0 sock=..." */
	unsigned long long total, free;
};

struct node_facts {
	char version[32];       /* "5.6.3" */
	long long uptime;       /* seconds */
	char running_since[32]; /* as the node writes it; with a pid it identifies the
	                           server */
	struct {
		char **v;
		size_t len, cap;
	} modules;
	/* Empty when the node does not tell: that needs the module kex. */
	struct {
		struct node_process *v;
		size_t len, cap;
	} processes;
	/* Empty when the module htable is not loaded. */
	struct {
		struct node_htable *v;
		size_t len, cap;
	} htables;
};

/* Ask for everything except the expire of hash tables. The caller clears facts, also
 * after an error. */
bool node_facts(struct node *node, struct node_facts *facts, struct err *err) MUST;
void node_facts_clear(struct node_facts *facts);

/* Fill in the expire of its hash tables. */
bool node_htable_lives(struct node *node, struct node_facts *facts, struct err *err) MUST;

/* Only the processes, as in facts. */
bool node_processes(struct node *node, struct node_facts *facts, struct err *err) MUST;

bool node_has_module(const struct node_facts *facts, const char *name);

/* The table of this name, or NULL.  Borrowed. */
const struct node_htable *node_htable(const struct node_facts *facts, const char *name);

/* The process with the least private memory left, because any process may have to hold a
 * table. NULL when none is known. Borrowed. */
const struct node_process *node_tightest(const struct node_facts *facts);

#endif
