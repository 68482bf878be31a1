/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CMD_GEO_GEO_H
#define SHIELDADM_CMD_GEO_GEO_H

#include "cmd/cmd.h"
#include "geo/geo.h"

/*
 * What the verbs of geo share.
 */
#define GEO_DATABASE_OPT                                                                \
	{                                                                               \
		'd', "database", "file", "this GeoIP file (default: [geoip] database)", \
			VALUE_FILE                                                      \
	}

/* The file to use: --database, else the configuration's. Borrowed. */
bool geo_path(struct app *app, const char **path, struct err *err) MUST;

/* The verbs. */
bool geo_lookup(struct app *app, const struct args *args, struct err *err);
bool geo_show_info(struct app *app, const struct args *args, struct err *err);
bool geo_reload(struct app *app, const struct args *args, struct err *err);

#endif
