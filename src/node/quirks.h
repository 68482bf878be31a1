/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_NODE_QUIRKS_H
#define SHIELDADM_NODE_QUIRKS_H

#include <stdbool.h>

#include "base/err.h"

/*
 * How Kamailio's versions differ.  quirks.c is the one place that knows a version
 * number: to add a quirk of a new version, add a name here and a row there, with the
 * source, and raise QUIRKS_TRIED and last_tried once it was tried.  Then ask for it by
 * name: node_has() of node/abilities.h asks a node, quirk_in() asks the table.  Calls
 * that kill a node stand in node/danger.c.
 */

/* The versions that shieldadm was tried with, for people; quirk_is_tried() for code. */
#define QUIRKS_TRIED "5.5 to 6.1"

enum quirk {
	QUIRK_TEXT_LISTS,         /* secfilter.print and .stats answer lines of text */
	QUIRK_GEOIP_RELOAD_KILLS, /* geoip2.reload can kill the node */
	QUIRK_SQLI_24,            /* secf_check_sqli_all looks for %24, not for %22 */
	QUIRK_SQLI_NAME,          /* it looks for quotes in display names as well */
	QUIRK_ENTRY_DELETE,       /* secfilter.del_bl and .del_wl exist */
	QUIRKS
};

/* Whether a Kamailio of this version ("5.6.3") has the quirk.  Not for a quirk that
 * quirk_method() names a method for. */
bool quirk_in(const char *version, enum quirk quirk);

/* The RPC method that a node offers exactly when it has the quirk; NULL where the
 * version decides. */
const char *quirk_method(enum quirk quirk);

/* Whether the version is one of QUIRKS_TRIED. */
bool quirk_is_tried(const char *version);

/* What a fault says, whatever the words of the version and of the transport. */
enum fault {
	FAULT_NO_METHOD,      /* the module that has the method is not loaded */
	FAULT_ONGOING_RELOAD, /* reloaded less than reload_delta ago: try again later */
	FAULT_NO_TABLE,       /* there is no such hash table */
	FAULT_NO_KEY          /* the hash table does not have the key */
};

/* Whether err, the text of a fault, says this. */
bool fault_is(const struct err *err, enum fault fault);

#endif
