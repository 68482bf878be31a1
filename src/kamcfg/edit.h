/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_EDIT_H
#define SHIELDADM_KAMCFG_EDIT_H

#include "kamcfg/cfg.h"
#include "kamcfg/harden.h"

/*
 * Put the hardening into the text of a kamailio.cfg.  No file is written.
 */
struct edit_note {
	unsigned line; /* of the new text; 0: the whole file */
	char *text;
};

struct edit {
	struct str text;
	struct {
		struct edit_note *v;
		size_t len, cap;
	} notes; /* what the user should know or do by hand */
	/* The rest is used during the edit. */
	const char *original; /* the old text; borrowed */
	bool is_again;        /* the old text has the hardening already */
	unsigned replaces;    /* parts of the hardening that replace existing checks */
};

/*
 * Add the missing parts of the hardening.  An older hardening is replaced.  db_url:
 * Kamailio's database, for a config that does not define DBURL; NULL: not known.
 * h->sql_url is ignored; it is read from the config.
 *
 * ERR_USAGE, and no text: Kamailio cannot read the config, or the config has no place
 * for the hardening.  The message names file and line.
 */
bool edit_apply(struct edit *edit, const char *path, const char *text, size_t len,
	const struct harden *h, const char *db_url, struct err *err) MUST;

/* Remove the whole hardening. */
bool edit_revert(struct edit *edit, const char *text, size_t len, struct err *err) MUST;

void edit_clear(struct edit *edit);

/* Set err to "FILE:LINE: text", with the line number of the old text.  Returns false. */
bool edit_fails(struct err *err, const struct edit *edit, const struct cfg *cfg,
	const struct cfg_at *at, const char *text);

#endif
