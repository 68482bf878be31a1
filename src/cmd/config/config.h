/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CMD_CONFIG_CONFIG_H
#define SHIELDADM_CMD_CONFIG_CONFIG_H

#include "cmd/cmd.h"
#include "kamcfg/harden.h"

/* The options that choose the parts of the hardening, and their values. */
#define CONFIG_HARDEN_OPTS                                                           \
	{ 0, "db-url", "url", "Kamailio's database (default: the name DBURL)",       \
		VALUE_OTHER, NULL },                                                 \
		{ 0, "mmdb", "file", "the GeoIP file (default: the article's path)", \
			VALUE_FILE, NULL },                                          \
	{                                                                            \
		0, "only", "parts", "only these parts, such as sqli,country,ua",     \
			VALUE_OTHER, NULL                                            \
	}

/* Read the options.  ERR_USAGE for a text that kamailio.cfg cannot hold.  Texts are
 * borrowed from args. */
bool config_harden(struct harden *h, const struct args *args, struct err *err) MUST;

/* The change set that stores the sentinel.  The caller clears it. */
void config_sentinel_set(struct change_set *set);

/* The commands. */
bool config_show(struct app *app, const struct args *args, struct err *err);
bool config_check(struct app *app, const struct args *args, struct err *err);
bool config_apply(struct app *app, const struct args *args, struct err *err);
bool config_revert(struct app *app, const struct args *args, struct err *err);

/* Store the sentinel (policy/sentinel.h), which the route needs, on all nodes. */
bool config_sentinel(struct app *app, const struct args *args, struct err *err);

#endif
