/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SETTINGS_SERVICE_H
#define SHIELDADM_SETTINGS_SERVICE_H

#include <stdbool.h>

#include "settings/envfile.h"

/*
 * How the system starts Kamailio: the options on its command line and the variables in
 * its environment, read from systemd's unit or from the files of a System V script.
 * Private to settings.
 */
struct service {
	char *config;         /* the file of option -f; NULL: not named, or not known */
	char *run;            /* the directory of option -Y */
	struct texts defines; /* of option -A: "NAME=VALUE" */
	struct texts environment; /* "NAME=VALUE"; the last of a name counts */
	/* A file of variables cannot be read: one in it may replace any of these. */
	bool is_partial;
};

/*
 * Read the service with this name, such as "kamailio" or "kamailio@edge", or the unit
 * file with this path.  False without one; *service is empty then.
 */
bool service_read(struct service *service, const char *name);

/* Read the command line of a program: Kamailio's options.  The words are NULL-terminated;
 * words before Kamailio's name, such as another program that starts it, are skipped. */
void service_take_command(struct service *service, char **words);

/* The value of a variable of its environment; NULL: not set there. */
const char *service_variable(const struct service *service, const char *name);

void service_clear(struct service *service);

#endif
