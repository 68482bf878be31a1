/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "geo/obtain.h"

#include <string.h>

#include "base/quote.h"

void
geo_obtain(struct str *s, const char *path)
{
	str_addf(s, "get a free account at https://www.maxmind.com/en/geolite2/signup "
		    "(its licence asks to replace a file within 30 days of a newer one), "
		    "write its number, key and 'EditionIDs GeoLite2-Country' to "
		    "/etc/GeoIP.conf; apt-get install geoipupdate; ");
	geo_update(s, path);
}

void
geo_update(struct str *s, const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash == NULL ? 0 : slash == path ? 1 : (size_t)(slash - path);
	struct str folder = { 0 };

	str_add(&folder, len > 0 ? path : ".", len > 0 ? len : 1);
	str_addf(s, "geoipupdate -d ");
	quote_add(s, str_get(&folder));
	str_addf(s, "; systemctl restart kamailio");
	str_clear(&folder);
}
