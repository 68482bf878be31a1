/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "setup/article.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/xalloc.h"
#include "policy/address.h"

/* The calls of steps 5 and 6. */
static const char *const calls[] = { "kamcmd secfilter.add_bl ua ",
	"kamcmd secfilter.add_wl country ", NULL };

/*
 * The values of step 7's
 *	insert into address (id, grp, ip_addr, mask, port, tag) values (1, 1, '1.1.1.1',
 *	32, 0, 'Carrier');
 * NULL when the line is none, or holds for one port only.
 */
static char *
insert_line(const char *line)
{
	char ip[ADDRESS_TEXT_MAX + 1], tag[ADDRESS_TAG_MAX + 1] = "";
	const char *values = strcasestr(line, "values");
	unsigned mask, port;

	if (!ascii_begins(line, "insert into address") || values == NULL)
		return NULL;
	values += strlen("values");
	if (sscanf(values, " ( %*u , %*u , '%50[^']' , %u , %u , '%64[^']'", ip, &mask,
		    &port, tag) < 3 ||
		port != 0)
		return NULL;
	return xasprintf("%s/%u %s", ip, mask, tag);
}

char *
article_line(const char *line)
{
	const char *start = line + strspn(line, " \t");
	char *inserted;

	/* As copied from behind a prompt. */
	if ((start[0] == '$' || start[0] == '#') && start[1] == ' ')
		start += 2;
	for (size_t i = 0; calls[i] != NULL; i++)
		if (ascii_begins(start, calls[i]))
			return xstrdup(start + strlen(calls[i]));
	inserted = insert_line(start);
	return inserted != NULL ? inserted : xstrdup(line);
}
