/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "setup/dialog.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "base/yes_no.h"
#include "feed/reader.h"
#include "policy/rule_parse.h"
#include "setup/article.h"

#define WORDS_HELP                                                            \
	"back leads to the question before, skip leaves this one out, clear " \
	"empties its answers, quit leaves; what was answered is kept.\n"

void
dialog_say(const struct setup_io *io, const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		text = NULL;
	va_end(ap);
	io->say(io->ctx, xmust(text));
	free(text);
}

enum dialog_got
dialog_ask(const struct setup_io *io, const char *prompt, const char *enter,
	const char *help, bool is_hidden, struct str *line)
{
	char *shown = xasprintf("%s [%s] ", prompt, enter);
	enum dialog_got got = DIALOG_LINE;
	bool again = true;

	while (again) {
		enum io_got io_got;
		again = false;
		str_clear(line);
		io_got = io->read(io->ctx, shown, is_hidden, line);
		if (io_got == IO_TOO_LONG) {
			dialog_say(io, "! The terminal has cut that line: shorter "
				       "ones, please\n");
			again = true;
		} else if (io_got != IO_LINE) {
			got = DIALOG_QUIT;
		} else if (!is_hidden) {
			switch (setup_word(str_get(line))) {
			case WORD_HELP:
				dialog_say(io, "%s%s", help, WORDS_HELP);
				again = true;
				break;
			case WORD_BACK:
				got = DIALOG_BACK;
				break;
			case WORD_SKIP:
				got = DIALOG_SKIP;
				break;
			case WORD_QUIT:
				got = DIALOG_QUIT;
				break;
			default:
				break;
			}
		}
	}
	free(shown);
	return got;
}

enum dialog_got
dialog_ask_yes(const struct setup_io *io, const char *prompt, bool enter,
	const char *help, bool *yes)
{
	struct str line = { 0 };
	enum dialog_got got;

	for (;;) {
		got = dialog_ask(io, prompt, enter ? "yes" : "no", help, false, &line);
		*yes = enter;
		if (got != DIALOG_LINE || line.len == 0 || yes_or_no(str_get(&line), yes))
			break;
		dialog_say(io, "! '%s' is neither yes nor no\n", str_get(&line));
	}
	str_clear(&line);
	return got;
}

/* -- the questions of the table -- */

static void
show_scanners(const struct setup_io *io)
{
	struct str text = { 0 };

	for (size_t i = 0; rule_scanners[i] != NULL; i++)
		str_addf(&text, "%s%s", i > 0 ? ", " : "", rule_scanners[i]);
	dialog_say(io, "  %s\n", str_get(&text));
	str_clear(&text);
}

static void
show_question(const struct setup_io *io, const struct setup *setup)
{
	const struct setup_question *q = &setup_questions[setup->at];
	struct str stored = { 0 };

	dialog_say(io, "\n%d of %d  %s\n", (int)setup->at + 1, SETUP_QUESTIONS, q->text);
	if (setup->at == SETUP_SCANNERS)
		show_scanners(io);
	if (setup->at == SETUP_COUNTRIES && setup->facts->phones_text[0] != '\0')
		dialog_say(io, "  Registered phones are in %s.\n",
			setup->facts->phones_text);
	q->add_stored(setup, &stored);
	if (stored.len > 0)
		dialog_say(io, "  Stored already, and stays: %s.\n", str_get(&stored));
	str_clear(&stored);
}

static void
go_to(struct setup *setup, enum setup_id id)
{
	setup->at = id;
	setup->n_refused = 0;
}

static void
go_on(struct setup *setup)
{
	setup->answers.is_answered[setup->at] = true;
	go_to(setup, (enum setup_id)(setup->at + 1));
}

static void
go_back(const struct setup_io *io, struct setup *setup)
{
	if (setup->at == SETUP_SCANNERS)
		dialog_say(io, "This is the first question.\n");
	else
		go_to(setup, (enum setup_id)(setup->at - 1));
}

static void
forget(const struct setup_io *io, struct setup *setup)
{
	size_t n = answers_count(&setup->answers, setup->at);

	answers_forget(&setup->answers, setup->at);
	setup->n_refused = 0;
	if (n > 0)
		dialog_say(io, "  %zu answer%s forgotten.\n", n, n == 1 ? "" : "s");
}

/* Handle an empty line.  True when the question is answered. */
static bool
on_enter(const struct setup_io *io, struct setup *setup, struct take *take)
{
	const struct setup_question *q = &setup_questions[setup->at];

	/* An empty line in a list that is being pasted does not end the list. */
	if (q->is_list && io->has_more(io->ctx))
		return false;
	if (q->is_list && setup->n_refused > 0) {
		str_addf(take->reply,
			"! %zu %s not taken: type what is right, or Enter once more to "
			"go "
			"on without\n",
			setup->n_refused, setup->n_refused == 1 ? "was" : "were");
		setup->n_refused = 0;
		return false;
	}
	return q->accept(setup, take);
}

/* How a list that answers the question is read. */
static const struct feed_format *
format_of(enum setup_id id)
{
	if (id == SETUP_AGENTS || id == SETUP_SCANNERS)
		return &feed_texts;
	return id == SETUP_COUNTRIES ? &feed_words : &feed_addresses;
}

/* A line of JSON gives its values; another one may hold several of them, which the
 * question tells apart. */
static void
take_text(struct setup *setup, struct take *take, const char *text)
{
	const struct setup_question *q = &setup_questions[setup->at];
	struct reader reader;
	struct feed_row row;
	struct err err;

	if (!reader_open_text(&reader, format_of(setup->at), text, strlen(text), &err)) {
		take->n_refused++;
		str_addf(take->reply, "! %s\n", err.text);
		return;
	}
	if (!reader.is_json)
		q->take(setup, take, reader_text(&reader));
	while (reader.is_json && reader_next(&reader, &row, &err) == READER_ROW)
		q->take(setup, take, row.fields[FEED_VALUE]);
	reader_close(&reader);
}

static bool
on_line(struct setup *setup, struct take *take, const char *line)
{
	const struct setup_question *q = &setup_questions[setup->at];
	char *text = article_line(line);

	if (!q->is_list || !feed_says_nothing(text))
		take_text(setup, take, text);
	setup->n_refused += take->n_refused;
	free(text);
	return !q->is_list && take->n_refused == 0;
}

static void
answer_line(const struct setup_io *io, struct setup *setup, const char *line)
{
	struct str reply = { 0 };
	struct take take = { .reply = &reply };
	bool is_blank = line[strspn(line, " \t")] == '\0', is_done = false;

	if (setup_word(line) == WORD_CLEAR)
		forget(io, setup);
	else
		is_done = is_blank ? on_enter(io, setup, &take)
		                   : on_line(setup, &take, line);
	if (reply.len > 0)
		io->say(io->ctx, str_get(&reply));
	str_clear(&reply);
	if (is_done)
		go_on(setup);
}

/* Ask the current question once; false when the user leaves. */
static bool
ask(const struct setup_io *io, struct setup *setup)
{
	const struct setup_question *q = &setup_questions[setup->at];
	struct str enter = { 0 }, line = { 0 };
	enum dialog_got got;

	q->add_default(setup, &enter);
	got = dialog_ask(io, q->id, str_get(&enter), q->help, false, &line);
	if (got == DIALOG_BACK)
		go_back(io, setup);
	else if (got == DIALOG_LINE)
		answer_line(io, setup, str_get(&line));
	else if (got == DIALOG_SKIP) {
		forget(io, setup);
		go_on(setup);
	}
	str_clear(&enter);
	str_clear(&line);
	return got != DIALOG_QUIT;
}

bool
dialog_run(const struct setup_io *io, struct setup *setup)
{
	enum setup_id shown = SETUP_QUESTIONS;

	while (setup->at < SETUP_QUESTIONS) {
		if (shown != setup->at)
			show_question(io, setup);
		shown = setup->at;
		if (!ask(io, setup))
			return false;
		/* While a list is being pasted, do not repeat the prompt for each line.
		 * */
		if (shown != setup->at || !io->has_more(io->ctx))
			io->keep(io->ctx, setup);
	}
	return true;
}
