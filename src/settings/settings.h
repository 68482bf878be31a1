/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SETTINGS_SETTINGS_H
#define SHIELDADM_SETTINGS_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* The system-wide file. */
#define SETTINGS_SYSTEM_FILE "/etc/shieldadm/shieldadm.conf"

/*
 * shieldadm's own configuration: its file, and defaults from a stock Kamailio for what
 * the file does not set.
 */
struct settings_group {
	char *name;
	unsigned long number;
};

#define SETTINGS_WAYS_MAX 4

struct settings_node {
	char *name;
	char *rpc[SETTINGS_WAYS_MAX]; /* transport URLs, the preferred one first, then
	                                 NULL */
	/* For https:// and http://; NULL when they are not set. */
	char *ca;             /* the file of the authorities that sign its certificate */
	char *user;           /* for HTTP basic authentication */
	char *password;       /* appears in no output */
	char *sip;            /* NULL: the node is asked for it */
	unsigned max_subnets; /* max_subnets of its module permissions; 0: not known */
};

struct settings {
	char *file;       /* the file that was read, or NULL */
	char *db_url;     /* NULL: not known */
	char *db_source;  /* path of the file that db_url comes from */
	char *db_unknown; /* after a discovery: why the URL is not known, though Kamailio
	                     has one; NULL: there is nothing to say */
	char *db_tls;     /* "auto", "verify", "off" */
	char *db_ca;      /* NULL: the system's certificates are used */
	char *geoip_database;
	char *kamailio_config;  /* path of kamailio.cfg */
	char *kamailio_run;     /* directory of its sockets */
	bool is_run_named;      /* by the file */
	char *kamailio_service; /* that starts it; NULL: "kamailio", if there is one */
	struct service *kamailio_started; /* how it is started; private to settings */
	char *ban_table;                  /* the htable of bans: "ipban" */
	char *auth_table;                 /* the htable of failed logins: "auth_try" */
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
 * Read the file: path when it is not NULL, else $SHIELDADM_CONFIG, else the user's, else
 * the system-wide file.
 *
 * ERR_USAGE when path or the file in the variable does not exist, when a line is
 * invalid, when the file belongs to a user other than root and the caller, or when
 * everybody can write to it.  For a file that holds a password also when the group can
 * write to it, or others can read it.
 */
bool settings_read(struct settings *settings, const char *path, struct err *err) MUST;

/*
 * Fill in missing values from the Kamailio of this machine: the database that its modules
 * secfilter and permissions read, or DBURL; a node "local" with the sockets that
 * kamailio.cfg names or that stand in the folder of a stock install, and its max_subnets.
 * Only for commands that need them, because kamailio.cfg may be long.
 */
void settings_discover_db(struct settings *settings);
void settings_discover_nodes(struct settings *settings);

/* The number of the group with this name.  ERR_USAGE lists the known names. */
bool settings_group(const struct settings *settings, const char *text,
	unsigned long *number, struct err *err) MUST;

/* The name of the group, or NULL when it has none.  Borrowed. */
const char *settings_group_name(const struct settings *settings, unsigned long number);

void settings_clear(struct settings *settings);

#endif
