/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/dl.h"

#include <dlfcn.h>
#include <stddef.h>

bool
dl_load(const char *soname, const struct dl_symbol *symbols, struct err *err)
{
	void *lib = dlopen(soname, RTLD_NOW | RTLD_LOCAL);

	if (lib == NULL)
		return err_set(err, ERR_SYSTEM, "cannot load %s: %s", soname, dlerror());
	for (; symbols->name != NULL; symbols++) {
		*symbols->address = dlsym(lib, symbols->name);
		if (*symbols->address == NULL)
			return err_set(err, ERR_SYSTEM, "%s has no function %s", soname,
				symbols->name);
	}
	return true;
}
