/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/whoami.h"

#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

#define NAME_MAX_BYTES 64

const char *
whoami_login(void)
{
	static char login[NAME_MAX_BYTES];
	const struct passwd *user;

	/* getlogin_r() names the user who called sudo. */
	if (login[0] == '\0' && getlogin_r(login, sizeof(login)) != 0) {
		user = getpwuid(getuid());
		snprintf(login, sizeof(login), "%s", user != NULL ? user->pw_name : "?");
	}
	return login;
}

const char *
whoami_host(void)
{
	static char host[NAME_MAX_BYTES];

	if (host[0] == '\0' && gethostname(host, sizeof(host) - 1) != 0)
		snprintf(host, sizeof(host), "?");
	return host;
}
