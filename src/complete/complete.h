/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_COMPLETE_COMPLETE_H
#define SHIELDADM_COMPLETE_COMPLETE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/*
 * What can stand next on a command line: for Tab in bash, zsh and fish, through the
 * hidden command "complete" (cmd/shell/complete.c), and in shieldadm's own shell.
 * Candidates come from the command table, the configuration, the database and the
 * nodes.
 */
struct args;
struct cmd_opt;
struct command_table;
struct db;
struct node_config;
struct settings;

/* The time limit of complete().  Answers that come later are left out. */
#define COMPLETE_MS 150

/* Database and nodes give at most this many candidates. */
#define COMPLETE_LIVE_MAX 300

/* A command line up to the cursor, without the program's name: the finished words, and
 * the word being typed, which may be empty.  Quotes are removed; nouns and verbs are
 * spelt out. */
struct complete_line {
	const struct command_table *table;
	const char *const *words;
	size_t n;
	const char *begun;
	bool in_shell; /* typed in shieldadm's own shell, which has more commands */
};

/*
 * How to reach what is stored, configured and live.  All calls come from a child process
 * that never closes anything: it ends, or is killed.
 */
struct complete_source {
	const struct args *options; /* of the session; NULL: none */

	/* Read the configuration that args names.  timeout_ms is for each answer of the
	 * database and of a node.  NULL: it cannot be read. */
	void *(*open)(
		const struct args *args, unsigned timeout_ms, struct settings **settings);

	/* The database; NULL: unreachable. */
	struct db *(*db)(void *opened);

	/* The nodes that args chose; false without a node to ask. */
	bool (*nodes)(void *opened, const struct node_config **nodes, size_t *n);
};

/*
 * One way to complete the word begun.  text replaces the whole word.  It begins with the
 * word, in any case of letters; or it is the code of the country that the word names.
 * help is one line that explains text, or "".  Both are borrowed, and hold no control
 * character and no character that makes text look like other text.
 */
struct complete_candidate {
	const char *text, *help;
	bool space; /* the word is finished then */
};

typedef void complete_fn(void *ctx, const struct complete_candidate *candidate);

/*
 * Hand each candidate to found(), those of the tables in their order, others sorted.
 * source reaches database and nodes, in a child process that has ended when this returns.
 * NULL: only candidates from the tables.
 * Returns the end of the word that the caller completes as the name of a file: "/tmp/x"
 * of "--file=/tmp/x".  NULL: the word does not name a file.
 *
 * Never says anything and never fails: what cannot be told is no candidate.
 */
const char *complete(const struct complete_source *source,
	const struct complete_line *line, complete_fn *found, void *ctx);

/*
 * Tell what to type next.  The rest of the usage line, such as "<address>... <group>", or
 * the name of an option's value is added to usage.  The explanation of the next word is
 * added to help, if there is a next word.  Only the tables are read: it takes no time.
 */
void complete_hint(const struct complete_line *line, struct str *usage, struct str *help);

#endif
