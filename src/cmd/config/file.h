/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CMD_CONFIG_FILE_H
#define SHIELDADM_CMD_CONFIG_FILE_H

#include "cmd/config/config.h"
#include "kamcfg/edit.h"
#include "kamcfg/replace.h"

/*
 * The file that is changed, and its new text.  Private to cmd/config*.
 */
/* One change of a file, from what is read to what is told. */
struct config_change {
	struct app *app;
	struct replace file;
	struct edit edit;
	struct str diff;
	const char *result, *checked;
	bool is_revert;
};

/* The file that is named, or that of the configuration; a dry run only reads it. */
bool config_open_file(struct config_change *c, struct app *app, struct err *err) MUST;
void config_close_file(struct config_change *c);

/* Make the new text.  h is filled in; url: the database's, borrowed. */
bool config_make_text(struct config_change *c, struct harden *h, const char **url,
	struct err *err) MUST;

/* ERR_GUARD when a password would go where others can read it. */
bool config_check_secret(
	const struct config_change *c, const char *url, struct err *err) MUST;

/* Say what the edit has to say. */
void config_tell_notes(const struct config_change *c);

#endif
