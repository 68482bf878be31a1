/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_COUNTRY_H
#define SHIELDADM_POLICY_COUNTRY_H

#include <stddef.h>

/*
 * The countries of ISO 3166-1, by Debian's iso-codes, and the codes that GeoIP files have
 * besides, such as XK.
 */

/* The name of the country with this two-letter code, in either case; NULL when
 * there is none. */
const char *country_name(const char *code);

/* The code of the country with this name or three-letter code, or whose name begins with
 * it, in either case; NULL when there is none or more than one.  "UK" is GB. */
const char *country_code(const char *name);

/* The code of the country that was probably meant by what is no name; NULL when none is
 * near. */
const char *country_nearest(const char *typed);

/* The i-th, sorted by code; NULL after the last. */
const char *country_at(size_t i, const char **name);

#endif
