/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_DL_H
#define SHIELDADM_BASE_DL_H

#include "base/err.h"

/*
 * A library that is loaded when it is first needed.
 *
 * libcurl and the database's client library bring dozens of others with them, and
 * SQLite alone costs as much as all else at the start: linked in the ordinary way
 * they make every command, "--help" included, several times slower than kamcmd.  So
 * the one file that uses such a library lists the functions it calls, and loads them
 * here before its first call.
 */
struct dl_symbol {
	const char *name;
	void **address; /* where to store the function's address */
};

/*
 * Load the library soname ("libcurl.so.4") and look up symbols, which end with
 * a NULL name.  The library stays loaded until the program ends.  Not to be
 * called by two threads at once.  ERR_SYSTEM when the library, or a function,
 * is not there.
 */
bool dl_load(const char *soname, const struct dl_symbol *symbols, struct err *err) MUST;

#endif
