/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CMD_SETUP_PLACE_H
#define SHIELDADM_CMD_SETUP_PLACE_H

#include <unistd.h>

#include "cmd/setup/setup.h"
#include "doctor/doctor.h"

/* How setup finds its place.  Private to place.c, ask.c and write_conf.c. */
enum place_next {
	PLACE_LOOK, /* something changed: look again */
	PLACE_MEND, /* nothing changed, but there is more to ask */
	PLACE_ASK_DATABASE,
	PLACE_ON,
	PLACE_LEAVE
};

struct place {
	struct wizard *w;
	struct findings found;
	bool was_asked; /* for the database */
	bool has_asked_tables, has_asked_nodes;
	/* Sections for the configuration, typed and not written yet. */
	struct str url_text, nodes_text;
};

/* Ask for the database's URL, or for nodes; once it works, ask whether to write it into
 * the configuration. */
enum place_next place_ask_database(struct place *p);
enum place_next place_keep_database(struct place *p, struct err *err);
enum place_next place_ask_nodes(struct place *p);
enum place_next place_keep_nodes(struct place *p, struct err *err);

/* What ? shows when setup asks whether to write the configuration. */
extern const char place_write_help[];

/* Ask whether to add the sections to the configuration, and do it.  False when writing
 * failed, which the user was told. */
bool place_write(
	struct place *p, const char *text, enum dialog_got *got, struct err *err) MUST;

#endif
