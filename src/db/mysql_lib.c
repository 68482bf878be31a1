/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "db/mysql_lib.h"

#include "base/dl.h"
#include "db/fault.h"

#define SYMBOL(name) { #name, (void **)&mysql_lib.name },

struct mysql_lib mysql_lib;
static const struct dl_symbol symbols[] = { MYSQL_FUNCTIONS(SYMBOL){ NULL, NULL } };

bool
mysql_lib_load(struct err *err)
{
	static bool is_loaded;

	if (!is_loaded && !dl_load(MYSQL_SONAME, symbols, err)) {
		err->code = ERR_DB;
		return false;
	}
	is_loaded = true;
	return true;
}

enum db_end
mysql_fail(unsigned code, const char *text, struct err *err)
{
	err_set(err, ERR_DB, "%s%s", fault_hint(code), text);
	return fault_end(code);
}
