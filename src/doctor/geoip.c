/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/path.h"
#include "kamcfg/cfg.h"
#include "doctor/doctor.h"
#include "geo/geo.h"
#include "geo/obtain.h"

/* MaxMind publishes twice a week. Its licence does not allow a file over 30 days old. */
#define OLD_DAYS 45
#define DAY 86400

static void
mend_by(void (*how)(struct str *s, const char *path), const char *path, const char *also,
	struct findings *list)
{
	struct str s = { 0 };

	how(&s, path);
	findings_mend(list, "%s%s", str_get(&s), also);
	str_clear(&s);
}

static void
not_opened(const char *path, const struct err *err, struct findings *list)
{
	findings_add(list, FINDING_WRONG, "file", "%s", err->text);
	if (err->code == ERR_ABSENT)
		mend_by(geo_obtain, path, ". Meanwhile: " GEO_MEANWHILE, list);
	else if (strstr(err->text, "damaged") != NULL)
		mend_by(geo_update, path, "", list);
	else
		findings_mend(list, "chmod a+r '%s', or run shieldadm as root", path);
}

static void
check_age(const struct geo_info *info, const char *path, struct findings *list)
{
	long long now = (long long)time(NULL), days = (now - info->built) / DAY;
	time_t built = (time_t)info->built;
	char date[32] = "?";
	struct tm tm;

	if (info->built > now + DAY) {
		findings_add(list, FINDING_WARNING, "age",
			"it says to be built in the future: is the clock right?");
		findings_mend(list, "timedatectl set-ntp true");
		return;
	}
	if (gmtime_r(&built, &tm) != NULL)
		strftime(date, sizeof(date), "%Y-%m-%d", &tm);
	findings_add(list, days > OLD_DAYS ? FINDING_WARNING : FINDING_OK, "age",
		"built on %s, %lld day%s ago%s", date, days, days == 1 ? "" : "s",
		days > OLD_DAYS ? ": networks have moved to other countries since" : "");
	if (days > OLD_DAYS)
		mend_by(geo_update, path, "", list);
}

static void
check_content(const struct geo_info *info, const char *path, struct findings *list)
{
	if (info->has_iso_code) {
		findings_add(list, FINDING_OK, "file", "'%s', a %s", path, info->type);
		return;
	}
	findings_add(list, FINDING_WRONG, "file",
		"'%s' is a %s: it has no country.iso_code, which Kamailio's geoip2 "
		"reads, so nobody's country is known",
		path, info->type);
	findings_mend(list,
		"use GeoLite2-Country.mmdb or GeoLite2-City.mmdb, in [geoip] database "
		"and in modparam(\"geoip2\", \"path\", ...)");
}

static void
check_kamailio_cfg(const struct doctor_env *env, struct findings *list)
{
	const struct settings *settings = env->settings;
	const struct cfg_param *path;
	struct cfg cfg;
	struct err err;

	if (!cfg_read(&cfg, settings->kamailio_config, &err))
		return;
	path = cfg_param(&cfg, "geoip2", "path");
	if (path != NULL && path->unknown == NULL &&
		!path_is_same(path->value, settings->geoip_database)) {
		findings_add(list, FINDING_WARNING, "kamailio.cfg",
			"'%s' names another file: '%s'", cfg_path(&cfg, &path->at),
			path->value);
		findings_mend(list, "write [geoip] and database = %s into %s",
			path->value, doctor_conf_file(env));
	}
	cfg_clear(&cfg);
}

void
doctor_geoip(const struct doctor_env *env, struct findings *list)
{
	const char *path = env->settings->geoip_database;
	struct geo *geo;
	struct err err;

	list->subject = "geoip";
	if (geo_open(&geo, path, &err)) {
		check_content(geo_info(geo), path, list);
		check_age(geo_info(geo), path, list);
		geo_close(geo);
	} else {
		not_opened(path, &err, list);
	}
	check_kamailio_cfg(env, list);
}
