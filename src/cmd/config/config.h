/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CMD_CONFIG_CONFIG_H
#define SHIELDADM_CMD_CONFIG_CONFIG_H

#include "cmd/cmd.h"
#include "kamcfg/harden.h"

/* The options that choose what the hardening is made of, and what they say. */
#define CONFIG_HARDEN_OPTS                                                        \
	{ 0, "db-url", "url", "Kamailio's database; default: the name DBURL",     \
		VALUE_OTHER, NULL },                                              \
		{ 0, "mmdb", "file", "the GeoIP file; default: the article's",    \
			VALUE_FILE, NULL },                                       \
	{                                                                         \
		0, "only", "parts", "these parts alone, such as sqli,country,ua", \
			VALUE_OTHER, NULL                                         \
	}

/* ERR_USAGE for what cannot stand in kamailio.cfg.  Texts are borrowed from args. */
bool config_harden(struct harden *h, const struct args *args, struct err *err) MUST;

/* The change set that stores the sentinel.  The caller clears it. */
void config_sentinel_set(struct change_set *set);

/* The verbs. */
bool config_show(struct app *app, const struct args *args, struct err *err);
bool config_check(struct app *app, const struct args *args, struct err *err);
bool config_apply(struct app *app, const struct args *args, struct err *err);
bool config_revert(struct app *app, const struct args *args, struct err *err);

/* Store the sentinel (policy/sentinel.h) and make all nodes hold it, as any other
 * change; what a route of ours wants to be there. */
bool config_sentinel(struct app *app, const struct args *args, struct err *err);

#endif
