/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SETTINGS_KAMAILIO_H
#define SHIELDADM_SETTINGS_KAMAILIO_H

#include "kamcfg/cfg.h"
#include "settings/settings.h"

/*
 * The Kamailio of this machine: its files, and what they say.  Private to settings.
 */

/* Set kamailio_config and kamailio_run where the file did not, by how the service is
 * started.  ERR_USAGE: the service that the file names does not exist. */
bool kamailio_find(struct settings *settings, struct err *err) MUST;

/* Read its kamailio.cfg or another file of it, with what is known of the service.  False:
 * it cannot be read. */
bool kamailio_read(const struct settings *settings, const char *path, struct cfg *cfg);

/* The sockets where it takes RPC calls, as URLs of rpc/, the preferred first.  cfg may be
 * NULL.  The number of them; the caller frees each. */
size_t kamailio_ways(const struct settings *settings, const struct cfg *cfg,
	char *ways[SETTINGS_WAYS_MAX]);

/* The URL of its JSON-RPC over HTTP; NULL: it has none, or the file does not tell all of
 * it.  The caller frees it. */
char *kamailio_http(const struct cfg *cfg);

#endif
