/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/str.h"
#include "doctor/doctor.h"

#define NAMES_MAX 8

static void
check_file(const struct settings *settings, struct findings *list)
{
	if (settings->file != NULL)
		findings_add(list, FINDING_OK, "file", "'%s'", settings->file);
	else
		findings_add(list, FINDING_OK, "file",
			"not found: using what a stock Kamailio has in '%s' and '%s'",
			settings->kamailio_config, settings->kamailio_run);
}

static void
check_nodes(const struct doctor_env *env, struct findings *list)
{
	const struct settings *settings = env->settings;
	struct str names = { 0 };

	if (env->fleet.n_nodes == 0) {
		findings_add(list, FINDING_WRONG, "nodes",
			"no node is configured, and '%s' does not contain a Kamailio's "
			"socket: nothing enforces what is stored",
			settings->kamailio_run);
		findings_mend(list,
			"write [node NAME] and rpc = ctl:/run/kamailio/kamailio_ctl into "
			"%s",
			doctor_conf_file(env));
		return;
	}
	for (size_t i = 0; i < env->fleet.n_nodes && i < NAMES_MAX; i++)
		str_addf(&names, "%s%s", i > 0 ? ", " : "", env->fleet.nodes[i].name);
	if (env->fleet.n_nodes > NAMES_MAX)
		str_addf(&names, " and %zu more", env->fleet.n_nodes - NAMES_MAX);
	findings_add(list, FINDING_OK, "nodes", "%s", str_get(&names));
	str_clear(&names);
}

void
doctor_configuration(const struct doctor_env *env, struct findings *list)
{
	list->subject = "configuration";
	check_file(env->settings, list);
	check_nodes(env, list);
	doctor_tables(env, list);
}
