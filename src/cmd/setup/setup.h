/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CMD_SETUP_SETUP_H
#define SHIELDADM_CMD_SETUP_SETUP_H

#include "cmd/cmd.h"
#include "geo/geo.h"
#include "setup/dialog.h"
#include "setup/terminal.h"

/*
 * The parts of the command setup: place, facts, kept answers, plan, proof.
 */
struct wizard {
	struct app *app;
	struct terminal *terminal;
	struct setup_io io;
	struct setup setup;

	/* What is stored and known (facts.c). */
	struct setup_facts facts;
	struct rule_list rules;
	struct address_list addresses;
	struct geo *geo; /* NULL: no country can be looked up */
	struct str phones, phones_text;

	/* Where the answers are kept (keep.c). */
	char *path;      /* NULL: nowhere */
	bool has_failed; /* which the user was told */
};

/*
 * Find database, tables and nodes, and ask for what is missing.  False with ERR_NO and no
 * text when the user left.
 */
bool setup_place(struct wizard *w, struct err *err) MUST;

/* Look at what is stored, and where registered phones are. */
bool setup_learn(struct wizard *w, struct err *err) MUST;
void setup_forget_facts(struct wizard *w);

/* Resume with the kept answers, or say why not; is_new: put them aside. */
void setup_take_up(struct wizard *w, bool is_new);
/* The member keep of struct setup_io; ctx is the terminal's wizard. */
void setup_keep(void *ctx, const struct setup *setup);
/* Delete the kept answers. */
void setup_keep_no_more(struct wizard *w);
/* Tell the user how to resume; false, with ERR_NO and no text. */
bool setup_leave(struct wizard *w, struct err *err);

/* Show the result of the dry run. */
void setup_show_plan(const struct wizard *w, const struct change_report *report);

/* Prove by real requests what the nodes do now, as far as possible from this machine.
 * Adds the list "proofs".  ERR_DIFFERS when a node does something else. */
bool setup_prove(struct wizard *w, struct err *err) MUST;

#endif
