/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of defines, which is sorted by name.
 */
#include <string.h>

#include "kamcfg/reader.h"

size_t
cfg_position(const struct cfg *cfg, const char *name, size_t len, bool *is_there)
{
	size_t low = 0, high = cfg->defines.len;

	while (low < high) {
		size_t middle = (low + high) / 2;
		const char *other = cfg->defines.v[middle].name;
		int order = strncmp(other, name, len);
		if (order == 0 && other[len] != '\0')
			order = 1;
		if (order == 0) {
			*is_there = true;
			return middle;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*is_there = false;
	return low;
}

const struct cfg_define *
cfg_define(const struct cfg *cfg, const char *name)
{
	bool is_there;
	size_t i = cfg_position(cfg, name, strlen(name), &is_there);

	return is_there ? &cfg->defines.v[i] : NULL;
}
