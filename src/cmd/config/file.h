/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CMD_CONFIG_FILE_H
#define SHIELDADM_CMD_CONFIG_FILE_H

#include "cmd/config/config.h"
#include "kamcfg/edit.h"
#include "kamcfg/replace.h"

/*
 * The file to change and its new text.  Private to cmd/config.
 */
/* One change of a file, from reading it to reporting. */
struct config_change {
	struct app *app;
	struct replace file;
	struct edit edit;
	struct str diff;
	const char *result, *checked;
	bool is_revert;
};

/* Open the named file, or the configured one.  A dry run does not lock it. */
bool config_open_file(struct config_change *c, struct app *app, struct err *err) MUST;
void config_close_file(struct config_change *c);

/* Make the new text.  Fills in h.  url: the database URL, borrowed. */
bool config_make_text(struct config_change *c, struct harden *h, const char **url,
	struct err *err) MUST;

/* ERR_GUARD when everybody could read the password in the file. */
bool config_check_secret(
	const struct config_change *c, const char *url, struct err *err) MUST;

/* Print the notes of the edit. */
void config_tell_notes(const struct config_change *c);

#endif
