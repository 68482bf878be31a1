/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_DB_DBURL_H
#define SHIELDADM_DB_DBURL_H

#include <stdbool.h>

#include "base/err.h"

/*
 * Kamailio's DBURL:
 *
 *   scheme://[user[:password]@]host[:port]/database[?parameters]
 *
 * Read as Kamailio reads it (src/lib/srdb1/db_id.c): nothing is percent-decoded,
 * the last '@' of all ends the password, and the first ':' the user.  So a
 * password may hold any character; a '/' in it works since Kamailio 6 only.
 */
struct db_url {
	char *scheme;
	char *user;     /* NULL: none was given */
	char *password; /* NULL: none was given */
	char *host;     /* without the brackets of an IPv6 address; "" is allowed */
	unsigned port;  /* 0: the usual one */
	char *database; /* "/path" of sqlite:////path */
};

/*
 * Parse text.  ERR_USAGE for an invalid URL; the error does not show the URL.  An invalid
 * port is refused, because Kamailio silently takes another one, and so is "[group]host",
 * because Kamailio then reads a my.cnf.
 */
bool db_url_parse(struct db_url *url, const char *text, struct err *err) MUST;

/* Release the members and overwrite the password. */
void db_url_clear(struct db_url *url);

/* The URL without user and password, for messages.  The caller frees it. */
char *db_url_name(const struct db_url *url);

/* Whether what is sent to the host stays on this machine. */
bool db_url_is_local(const struct db_url *url);

#endif
