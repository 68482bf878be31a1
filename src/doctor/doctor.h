/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_DOCTOR_DOCTOR_H
#define SHIELDADM_DOCTOR_DOCTOR_H

#include "enforce/weight.h"
#include "settings/settings.h"
#include "doctor/finding.h"
#include "fleet/fleet.h"

/*
 * Everything that can be wrong between the article and a node that enforces what is
 * stored.  Nothing is changed, and no failure ends it: what cannot be looked at is a
 * finding.
 */
struct doctor_env {
	const struct settings *settings;
	struct fleet fleet;       /* without a database when it cannot be opened */
	const struct err *db_err; /* why */
};

/* Look at all of it, in this order. */
void doctor(const struct doctor_env *env, struct findings *list);

/* The i-th of the modules that the article needs of a node; NULL after the last. */
const char *doctor_module(size_t i);

/* The file of the configuration, to name in a mend. */
const char *doctor_conf_file(const struct doctor_env *env);

/* Its parts.  Nodes last: they are asked in threads, and GeoIP files are opened
 * before; what is stored has to fit into them. */
void doctor_configuration(const struct doctor_env *env, struct findings *list);
void doctor_database(
	const struct doctor_env *env, struct weight *stored, struct findings *list);
void doctor_geoip(const struct doctor_env *env, struct findings *list);
void doctor_nodes(
	const struct doctor_env *env, const struct weight *stored, struct findings *list);

#endif
