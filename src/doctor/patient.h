/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_DOCTOR_PATIENT_H
#define SHIELDADM_DOCTOR_PATIENT_H

#include "doctor/doctor.h"
#include "node/facts.h"
#include "policy/verdict.h"

/*
 * One node and what is found about it.  Private to src/doctor.
 */
struct patient {
	const struct doctor_env *env;
	const struct weight *stored; /* the rows that it has to load */
	const struct node_config *config;
	struct node_config alive; /* the same, with only the ways that answer */
	struct findings list;
	struct verdict_route route; /* which one its kamailio.cfg has */
	struct node_facts facts;
	bool answers;       /* over one of its ways at least */
	bool is_comparable; /* its lists can be compared with what is stored */
};

/* Try each way by itself, and check who may use its socket. Fills in alive, so that a
 * dead way is not waited for again. True when a way answers. */
bool doctor_ways(struct patient *p);

/* Its version, modules, hash tables, memory. */
void doctor_facts(struct patient *p);

/* Whether the lists that its route asks are whole. */
void doctor_route(struct patient *p, struct node *node);

/* Whether it has room for what is stored. */
void doctor_capacity(struct patient *p, struct node *node);

/* Which GeoIP file it has open, when it is on this machine and that can be read. */
void doctor_mapped(struct patient *p);

#endif
