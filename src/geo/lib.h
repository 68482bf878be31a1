/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_GEO_LIB_H
#define SHIELDADM_GEO_LIB_H

#include <maxminddb.h>

#include "base/err.h"

/*
 * The functions of libmaxminddb that are used. Private to src/geo.
 */
#define MMDB_FUNCTIONS(F)  \
	F(open)            \
	F(close)           \
	F(read_node)       \
	F(aget_value)      \
	F(lookup_sockaddr) \
	F(strerror)

#define MMDB_MEMBER(name) __typeof__(MMDB_##name) *name;

struct mmdb_lib {
	MMDB_FUNCTIONS(MMDB_MEMBER)
};

/* The library, loaded at the first call. */
bool mmdb_load(const struct mmdb_lib **lib, struct err *err) MUST;

#endif
