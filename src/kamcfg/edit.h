/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_EDIT_H
#define SHIELDADM_KAMCFG_EDIT_H

#include "kamcfg/cfg.h"
#include "kamcfg/harden.h"

/*
 * The hardening put into a kamailio.cfg: its text before and after.  Nothing is written.
 */
struct edit_note {
	unsigned line; /* of the new text; 0: of all of it */
	char *text;
};

struct edit {
	struct str text;
	struct {
		struct edit_note *v;
		size_t len, cap;
	} notes; /* what somebody should know, or do by hand */
	/* While it is edited. */
	const char *original; /* the text before; borrowed */
	bool is_again;        /* the hardening was there before */
	unsigned replaces;    /* parts of the hardening that take the place of checks */
};

/*
 * Put in what is missing, once more where it was put in before.  db_url: Kamailio's
 * database, for a config that does not define DBURL; NULL: not known.  h: its sql_url is
 * found here.
 *
 * ERR_USAGE, and no text: what is there cannot be read as Kamailio does, or has no place
 * to put it, with file and line.
 */
bool edit_apply(struct edit *edit, const char *path, const char *text, size_t len,
	const struct harden *h, const char *db_url, struct err *err) MUST;

/* Take it all away. */
bool edit_revert(struct edit *edit, const char *text, size_t len, struct err *err) MUST;

void edit_clear(struct edit *edit);

/* Fill err with the problem: "FILE:LINE: what it is", the line of the text before. */
bool edit_fails(struct err *err, const struct edit *edit, const struct cfg *cfg,
	const struct cfg_at *at, const char *text);

#endif
