/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/yes_no.h"

#include <stddef.h>
#include <string.h>

#include "base/ascii.h"

#define BLANKS " \t\r\n"

bool
yes_or_no(const char *line, bool *yes)
{
	static const struct {
		const char *text;
		bool yes;
	} words[] = { { "y", true }, { "yes", true }, { "n", false }, { "no", false },
		{ "none", false } };

	line += strspn(line, BLANKS);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t len = strlen(words[i].text);
		if (!ascii_begins(line, words[i].text) ||
			line[len + strspn(line + len, BLANKS)] != '\0')
			continue;
		*yes = words[i].yes;
		return true;
	}
	return false;
}
