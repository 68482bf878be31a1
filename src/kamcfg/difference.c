/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamcfg/difference.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "kamcfg/mask.h"
#include "kamcfg/subprocess.h"

#define TIMEOUT_MS 20000

bool
cfg_difference_add(
	struct str *s, const char *path, const char *candidate, struct err *err)
{
	char *new = xasprintf("%s (after)", path);
	const char *const argv[] = { "diff", "-u", "--label", path, "--label", new, path,
		candidate, NULL };
	struct str raw = { 0 };
	int status;
	bool ok = subprocess_run(argv, TIMEOUT_MS, &raw, &status, err);

	if (ok && status > 1)
		ok = err_set(err, ERR_SYSTEM, "diff: %s", str_get(&raw));
	if (ok)
		cfg_mask_passwords(s, str_get(&raw), raw.len);
	free(new);
	str_clear(&raw);
	return ok;
}
