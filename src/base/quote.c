/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/quote.h"

#include <string.h>

/* Characters that are ordinary in every shell, at any place. */
static const char plain[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	"@%+:,./_-";

void
quote_add(struct str *str, const char *text)
{
	if (text[0] != '\0' && text[strspn(text, plain)] == '\0') {
		str_add(str, text, strlen(text));
		return;
	}
	str_add(str, "'", 1);
	for (; *text != '\0'; text++) {
		if (*text == '\'')
			str_add(str, "'\\''", 4);
		else
			str_add(str, text, 1);
	}
	str_add(str, "'", 1);
}
