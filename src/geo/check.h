/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_GEO_CHECK_H
#define SHIELDADM_GEO_CHECK_H

#include "geo/geo.h"
#include "geo/lib.h"

/*
 * Read the whole file in a child process. ERR_SYSTEM when it is damaged, or when the
 * library crashes or does not end.
 */
bool geo_check(const struct mmdb_lib *lib, const char *path, struct geo_info *info,
	struct err *err) MUST;

#endif
