/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_HARDEN_H
#define SHIELDADM_KAMCFG_HARDEN_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

/*
 * The article's steps 1 to 4 as text for kamailio.cfg, with the article's mistakes
 * corrected. It runs on Kamailio 5.5 and later.
 *
 * Each function adds whole lines to s.  It adds only the chosen parts, inside the
 * article's own #!ifdef sections, so a server loads only what it defines.
 *
 * Places in a stock kamailio.cfg:
 *
 *	harden_defines()   below #!KAMAILIO; a define counts from its line on
 *	harden_modules()   above "#!ifdef WITH_DEBUG" of the modules
 *	harden_params()    above "#!ifdef WITH_DEBUG" of the parameters
 *	harden_reqinit()   instead of route[REQINIT]
 *	harden_routes()    anywhere among the routes
 *	harden_login_failed()  first in the block of each "if (!auth_check(...)) {"
 *	harden_login_passed()  behind that block
 */
enum harden_part {
	HARDEN_SQLI,    /* no SQL in User-Agent, From, To and Contact */
	HARDEN_COUNTRY, /* only allowed countries and listed addresses */
	HARDEN_UA,      /* no blocked user agent */
	HARDEN_LISTS,   /* the other lists of secfilter: ip, user, domain, dst */
	HARDEN_FLOOD,   /* pike, with bans in ipban */
	HARDEN_LOGINS, /* count failed logins in auth_try, and remember phones that log in
	                */
	HARDEN_SANITY, /* no malformed request */
	HARDEN_HOPS,   /* Max-Forwards */
	HARDEN_CONTACT, /* Contact must hold a name, not an address */
	HARDEN_METHOD,  /* only the methods that the server handles */
	HARDEN_OPTIONS  /* answer OPTIONS only from known sources */
};
#define HARDEN_PARTS 11
#define HARDEN_ALL ((1u << HARDEN_PARTS) - 1)

/* The parts that text names, separated by commas: "sqli,country".  ERR_USAGE when a word
 * is not the name of a part. */
bool harden_parts_parse(unsigned *parts, const char *text, struct err *err) MUST;

struct harden {
	unsigned parts; /* bits: 1u << HARDEN_SQLI, ... */

	/* Kamailio's database as a DBURL, which is written with its password.  NULL:
	 * the name DBURL is written, which the stock kamailio.cfg defines. */
	const char *db_url;

	/* The database URL for sqlops: its parameter is a string, and Kamailio does
	 * not replace defines in strings.  NULL: a comment with a placeholder is
	 * written. */
	const char *sql_url;

	const char *mmdb; /* the GeoIP file; NULL: the article's path */

	/* The config has its own event_route[core:worker-one-init].  Kamailio accepts
	 * only one, so ours is left out. */
	bool has_start;
};

/* A running node that lists this define (core.ppdefines) has this route. */
#define HARDEN_DEFINE "WITH_SHIELDADM"

/* Policies.  A policy that is commented out is off. */
#define HARDEN_DROP_UNKNOWN_COUNTRY "SHIELDADM_DROP_UNKNOWN_COUNTRY"
#define HARDEN_DROP_NO_UA "SHIELDADM_DROP_NO_UA"
#define HARDEN_PASS_LOST_LISTS "SHIELDADM_PASS_LOST_LISTS"
#define HARDEN_CONTACT_NAME "SHIELDADM_CONTACT_NAME"

/* The calls in route[AUTH], one line each. */
void harden_login_failed(struct str *s, const struct harden *h);
void harden_login_passed(struct str *s, const struct harden *h);

void harden_defines(struct str *s, const struct harden *h);
void harden_modules(struct str *s, const struct harden *h);
void harden_params(struct str *s, const struct harden *h);

/* The route REQINIT, and SHIELDADM_LISTS, which it calls. */
void harden_reqinit(struct str *s, const struct harden *h);

/* The routes that those two call. */
void harden_routes(struct str *s, const struct harden *h);

#endif
