/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "cmd/setup/setup.h"
#include "setup/state.h"

/*
 * Keep the answers from one run to the next.
 */

/* Whether there is an answer worth keeping. */
static bool
has_answers(const struct setup *setup)
{
	for (size_t i = 0; i < SETUP_QUESTIONS; i++)
		if (setup->answers.is_answered[i] ||
			answers_count(&setup->answers, (enum setup_id)i) > 0)
			return true;
	return false;
}

void
setup_keep(void *ctx, const struct setup *setup)
{
	struct wizard *w = ctx;
	struct str text = { 0 };
	struct err err;

	if (w->path == NULL || w->has_failed || !has_answers(setup))
		return;
	state_format(&text, setup, db_name(w->app->db));
	if (!state_write(w->path, str_get(&text), &err)) {
		w->has_failed = true;
		dialog_say(&w->io,
			"! Your answers cannot be kept, should you leave: %s\n",
			err.text);
	}
	str_clear(&text);
}

void
setup_keep_no_more(struct wizard *w)
{
	if (w->path != NULL)
		unlink(w->path);
}

bool
setup_leave(struct wizard *w, struct err *err)
{
	if (!has_answers(&w->setup))
		dialog_say(&w->io, "Left; no rule was stored. To begin again: shieldadm "
				   "setup\n");
	else if (w->path == NULL || w->has_failed)
		dialog_say(&w->io, "Left; no rule was stored, and no answer is kept.\n");
	else
		dialog_say(&w->io,
			"Left; no rule was stored. Your answers are kept in '%s'. To go "
			"on where you were: shieldadm setup\n",
			w->path);
	return cmd_answer_no(err);
}

/* Put an unusable file aside instead of deleting it. */
static void
put_aside(struct wizard *w, const char *why)
{
	char *aside = xasprintf("%s.old", w->path);

	if (rename(w->path, aside) == 0)
		dialog_say(&w->io,
			"\n! Answers of an earlier run are not taken up: %s. They are "
			"put "
			"aside, in '%s'.\n",
			why, aside);
	else
		dialog_say(&w->io,
			"\n! Answers of an earlier run are not taken up: '%s': %s. It "
			"cannot be put aside either: %s.\n",
			w->path, why, strerror(errno));
	free(aside);
}

static void
say_taken_up(struct wizard *w, long long when)
{
	static const struct {
		const char *one, *many;
	} names[SETUP_QUESTIONS] = { { "scanner", "scanners" },
		{ "user agent", "user agents" }, { "country", "countries" },
		{ "address of carriers", "addresses of carriers" },
		{ "address of customers", "addresses of customers" } };
	time_t at = (time_t)when;
	struct str text = { 0 };
	char date[32] = "earlier";
	struct tm tm;

	if (localtime_r(&at, &tm) != NULL)
		strftime(date, sizeof(date), "on %Y-%m-%d %H:%M", &tm);
	for (size_t i = 0; i < SETUP_QUESTIONS; i++) {
		size_t n = answers_count(&w->setup.answers, (enum setup_id)i);
		if (n > 0)
			str_addf(&text, "%s%zu %s", text.len > 0 ? ", " : "", n,
				n == 1 ? names[i].one : names[i].many);
	}
	dialog_say(&w->io,
		"\nWhat you answered %s is taken up: %s. back leads to the questions "
		"before; shieldadm setup --new begins anew.\n",
		date, text.len > 0 ? str_get(&text) : "what you left out");
	str_clear(&text);
}

/* Use a valid text for this database. */
static void
take_up_text(struct wizard *w, const char *text, long long when)
{
	char *database = NULL, *why;
	struct err err;

	if (!state_parse(&w->setup, &database, text, &err)) {
		put_aside(w, err.text);
		return;
	}
	if (strcmp(database, db_name(w->app->db)) != 0) {
		why = xasprintf("they are for the database '%s'", database);
		answers_clear(&w->setup.answers);
		w->setup.at = SETUP_SCANNERS;
		put_aside(w, why);
		free(why);
	} else {
		say_taken_up(w, when);
	}
	free(database);
}

void
setup_take_up(struct wizard *w, bool is_new)
{
	char *text = NULL;
	long long when = 0;
	struct err err;

	w->path = state_path();
	if (w->path == NULL) {
		dialog_say(&w->io, "! Your answers cannot be kept, should you leave: "
				   "neither HOME nor XDG_STATE_HOME is set\n");
		return;
	}
	if (!state_read(w->path, &text, &when, &err)) {
		if (err.code != ERR_ABSENT)
			put_aside(w, err.text);
		return;
	}
	if (is_new)
		put_aside(w, "you begin anew");
	else
		take_up_text(w, text, when);
	free(text);
}
