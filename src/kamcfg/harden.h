/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_HARDEN_H
#define SHIELDADM_KAMCFG_HARDEN_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

/*
 * The article's steps 1 to 4 as text for kamailio.cfg, with what is wrong in them as
 * printed mended.  It runs on Kamailio 5.5 and later.
 *
 * Each function adds whole lines to s, those of the parts that are chosen, between the
 * article's own #!ifdef lines: what a server does not define it does not load.
 *
 * What goes where in a stock kamailio.cfg:
 *
 *	harden_defines()   below #!KAMAILIO; a define counts from its line on
 *	harden_modules()   above "#!ifdef WITH_DEBUG" of the modules
 *	harden_params()    above "#!ifdef WITH_DEBUG" of the parameters
 *	harden_reqinit()   in the place of route[REQINIT]
 *	harden_routes()    anywhere among the routes
 *	harden_login_failed()  first in the block of each "if (!auth_check(...)) {"
 *	harden_login_passed()  behind that block
 */
enum harden_part {
	HARDEN_SQLI,    /* no SQL in User-Agent, From, To and Contact */
	HARDEN_COUNTRY, /* only allowed countries, and those in the address table */
	HARDEN_UA,      /* no blocked user agent */
	HARDEN_LISTS,   /* secfilter's other lists: ip, user, domain, dst */
	HARDEN_FLOOD,   /* pike, and the bans in ipban */
	HARDEN_LOGINS,  /* failed logins counted in auth_try, and who has logged in */
	HARDEN_SANITY,  /* no malformed request */
	HARDEN_HOPS,    /* Max-Forwards */
	HARDEN_CONTACT, /* no address in the place of a name in Contact */
	HARDEN_METHOD,  /* only the methods that are served */
	HARDEN_OPTIONS  /* OPTIONS answered to who is known, and to nobody else */
};
#define HARDEN_PARTS 11
#define HARDEN_ALL ((1u << HARDEN_PARTS) - 1)

/* The parts that text names, separated by commas: "sqli,country".  ERR_USAGE when a word
 * is not the name of a part. */
bool harden_parts_parse(unsigned *parts, const char *text, struct err *err) MUST;

struct harden {
	unsigned parts; /* bits: 1u << HARDEN_SQLI, ... */

	/* Kamailio's database as a DBURL; NULL: by the name DBURL, which the stock
	 * kamailio.cfg defines.  It is written as it is, password and all. */
	const char *db_url;

	/* What sqlops is given, for which the name does not do: a define is not replaced
	 * inside of a string.  NULL: a comment with a placeholder is written. */
	const char *sql_url;

	const char *mmdb; /* the GeoIP file; NULL: the article's */

	/* The config has an event_route[core:worker-one-init] of its own, and Kamailio
	 * takes only one: ours is left out. */
	bool has_start;
};

/* By this define a running node tells (core.ppdefines) that its route is this one. */
#define HARDEN_DEFINE "WITH_SHIELDADM"

/* Policies: commented out, they are off. */
#define HARDEN_DROP_UNKNOWN_COUNTRY "SHIELDADM_DROP_UNKNOWN_COUNTRY"
#define HARDEN_DROP_NO_UA "SHIELDADM_DROP_NO_UA"
#define HARDEN_PASS_LOST_LISTS "SHIELDADM_PASS_LOST_LISTS"
#define HARDEN_CONTACT_NAME "SHIELDADM_CONTACT_NAME"

/* The calls in route[AUTH], a line each. */
void harden_login_failed(struct str *s, const struct harden *h);
void harden_login_passed(struct str *s, const struct harden *h);

void harden_defines(struct str *s, const struct harden *h);
void harden_modules(struct str *s, const struct harden *h);
void harden_params(struct str *s, const struct harden *h);

/* The routes REQINIT, and SHIELDADM_LISTS, which it calls. */
void harden_reqinit(struct str *s, const struct harden *h);

/* The routes that those two call. */
void harden_routes(struct str *s, const struct harden *h);

#endif
