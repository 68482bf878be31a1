/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/geo/geo.h"

bool
geo_path(struct app *app, const char **path, struct err *err)
{
	*path = args_opt(app->args, "database");
	if (*path != NULL)
		return true;
	if (!app_conf(app, err))
		return false;
	*path = app->settings.geoip_database;
	return true;
}
