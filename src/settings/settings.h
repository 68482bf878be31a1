/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SETTINGS_SETTINGS_H
#define SHIELDADM_SETTINGS_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* Where the system's is. */
#define SETTINGS_SYSTEM_FILE "/etc/shieldadm/shieldadm.conf"

/*
 * The configuration: the file of design.md, and where it says nothing, what a
 * stock Kamailio keeps in its own places.
 */
struct settings_group {
	char *name;
	unsigned long number;
};

#define SETTINGS_WAYS_MAX 4

struct settings_node {
	char *name;
	char *rpc[SETTINGS_WAYS_MAX]; /* ways in, the preferred first; NULL after the last
	                               */
	char *sip;                    /* NULL: asked from the node */
	unsigned max_subnets;         /* of its module permissions; 0: not known */
	bool is_discovered;           /* it stands in no file */
};

struct settings {
	char *file;      /* that was read; NULL when there is none */
	char *db_url;    /* NULL: not known */
	char *db_source; /* where db_url comes from: a file's path */
	char *db_tls;    /* "auto", "verify", "off" */
	char *db_ca;     /* NULL: the system's certificates */
	char *geoip_database;
	char *kamailio_config; /* path of kamailio.cfg */
	char *kamailio_run;    /* folder of its sockets */
	char *ban_table;       /* the htable of bans: "ipban" */
	char *auth_table;      /* the htable of failed logins: "auth_try" */
	struct {
		struct settings_group *v;
		size_t len, cap;
	} groups;
	struct {
		struct settings_node *v;
		size_t len, cap;
	} nodes;
};

/*
 * Read the file: path when it is not NULL, else $SHIELDADM_CONFIG, else the
 * user's, else the system's.  ERR_USAGE when path, or the file that the variable
 * names, is not there, when a line is wrong, when it belongs to another user than
 * root or oneself, when anybody could write to it, or when it holds a password and
 * others than the owner's group could read it, or than the owner write to it.
 */
bool settings_read(struct settings *settings, const char *path, struct err *err) MUST;

/*
 * Fill in what the file leaves open from a stock install: DBURL of kamailio.cfg and
 * kamailio-local.cfg; a node "local" with the sockets in /run/kamailio.  For commands
 * that need it: kamailio.cfg may be long.
 */
void settings_discover_db(struct settings *settings);
void settings_discover_nodes(struct settings *settings);

/* For a node found that way, the max_subnets of kamailio.cfg. */
void settings_discover_limits(struct settings *settings);

/* The number of the group with this name; ERR_USAGE, with the names there are. */
bool settings_group(const struct settings *settings, const char *text,
	unsigned long *number, struct err *err) MUST;

/* The name of the group, or NULL when it has none.  Borrowed. */
const char *settings_group_name(const struct settings *settings, unsigned long number);

void settings_clear(struct settings *settings);

#endif
