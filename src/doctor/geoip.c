/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/path.h"
#include "doctor/doctor.h"
#include "doctor/kamailio_cfg.h"
#include "geo/geo.h"

/* MaxMind publishes twice a week, and its licence asks for no file over 30 days. */
#define OLD_DAYS 45
#define DAY 86400

/* How to get a file, or a newer one, to where this one is. */
static void
mend_by_update(const char *path, const char *how, struct findings *list)
{
	const char *slash = strrchr(path, '/');

	findings_mend(list, "%sgeoipupdate -d %.*s; systemctl restart kamailio", how,
		slash != NULL && slash > path ? (int)(slash - path) : 1,
		slash != NULL ? path : ".");
}

#define FROM_SCRATCH                                                                   \
	"get a free account at https://www.maxmind.com/en/geolite2/signup, write its " \
	"number, key and 'EditionIDs GeoLite2-Country' to /etc/GeoIP.conf; apt-get "   \
	"install geoipupdate; "

static void
not_opened(const char *path, const struct err *err, struct findings *list)
{
	findings_add(list, FINDING_WRONG, "file", "%s", err->text);
	if (err->code == ERR_ABSENT)
		mend_by_update(path, FROM_SCRATCH, list);
	else if (strstr(err->text, "damaged") != NULL)
		mend_by_update(path, "", list);
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
		mend_by_update(path, "", list);
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
	const struct conf *conf = env->conf;
	char *path = kamailio_cfg_modparam(conf->kamailio_config, "geoip2", "path");

	if (path != NULL && !path_is_same(path, conf->geoip_database)) {
		findings_add(list, FINDING_WARNING, "kamailio.cfg",
			"'%s' names another file: '%s'", conf->kamailio_config, path);
		findings_mend(list, "write [geoip] and database = %s into %s", path,
			doctor_conf_file(env));
	}
	free(path);
}

void
doctor_geoip(const struct doctor_env *env, struct findings *list)
{
	const char *path = env->conf->geoip_database;
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
