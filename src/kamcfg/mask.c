/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamcfg/mask.h"

#include <string.h>

void
cfg_mask_passwords(struct str *s, const char *text, size_t len)
{
	const char *end = text + len, *url, *colon, *at;

	while ((url = memmem(text, (size_t)(end - text), "://", 3)) != NULL) {
		size_t n = strcspn(url + 3, "\"'\n");
		n = n > (size_t)(end - url - 3) ? (size_t)(end - url - 3) : n;
		at = memrchr(url + 3, '@', n);
		colon = at != NULL ? memchr(url + 3, ':', (size_t)(at - url - 3)) : NULL;
		if (colon != NULL) {
			str_add(s, text, (size_t)(colon - text) + 1);
			str_addf(s, "***");
			text = at;
		} else {
			str_add(s, text, (size_t)(url + 3 - text));
			text = url + 3;
		}
	}
	str_add(s, text, (size_t)(end - text));
}
