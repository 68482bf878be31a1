/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_DOCTOR_DOCTOR_H
#define SHIELDADM_DOCTOR_DOCTOR_H

#include "enforce/weight.h"
#include "settings/settings.h"
#include "doctor/finding.h"
#include "fleet/fleet.h"

/*
 * Look for everything that can be wrong between the article and a node that enforces what
 * is stored. Nothing is changed. A failure is a finding, and the doctor goes on.
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

/* The configuration file, as a mend names it. */
const char *doctor_conf_file(const struct doctor_env *env);

/* Its parts. The nodes come last: they are asked in threads, which must not run while a
 * GeoIP file is opened, and they need to know what is stored. */
void doctor_configuration(const struct doctor_env *env, struct findings *list);
void doctor_tables(const struct doctor_env *env, struct findings *list);
void doctor_database(
	const struct doctor_env *env, struct weight *stored, struct findings *list);
void doctor_geoip(const struct doctor_env *env, struct findings *list);
void doctor_nodes(
	const struct doctor_env *env, const struct weight *stored, struct findings *list);

#endif
