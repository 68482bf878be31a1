/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines from somebody at a terminal.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "program/app.h"
#include "base/interrupt.h"
#include "base/str.h"
#include "print/pager.h"
#include "shell/history.h"
#include "shell/line.h"
#include "shell/readline.h"
#include "shell/shell.h"
#include "shell/state.h"

/* Marked for readline as taking no columns. */
#define RED "\001\033[1;31m\002"
#define PLAIN "\001\033[0m\002"

struct prompt {
	struct session session;
	struct state state;
	const struct args *options;
	bool has_color;
	struct str text;
};

/* -- what the prompt says -- */

static void
add_trouble(struct str *text, const struct state *state)
{
	const char *comma = "";

	if (state->is == STATE_NO_DATABASE)
		str_addf(text, " DATABASE UNREACHABLE");
	if (state->is != STATE_DIFFERS)
		return;
	if (state->n_differ > 0 && state->n_nodes > 1)
		str_addf(text, " %zu", state->n_differ);
	if (state->n_differ > 0) {
		str_addf(text, " DIFFER%s", state->n_differ == 1 ? "S" : "");
		comma = ",";
	}
	if (state->n_gone > 0 && state->n_nodes > 1)
		str_addf(text, "%s %zu", comma, state->n_gone);
	if (state->n_gone > 0)
		str_addf(text, " UNREACHABLE");
}

static const char *
prompt_text(void *ctx)
{
	struct prompt *prompt = ctx;
	const struct state *state = &prompt->state;
	bool is_bad = state->is == STATE_DIFFERS || state->is == STATE_NO_DATABASE;
	struct str *text = &prompt->text;

	str_clear(text);
	if (is_bad && prompt->has_color)
		str_addf(text, RED);
	str_addf(text, "%s", state->place);
	add_trouble(text, state);
	if (state->is == STATE_UNKNOWN)
		str_addf(text, " ?");
	if (prompt->session.begun.is_open)
		str_addf(text, " (set: %zu)", session_pending(&prompt->session));
	str_addf(text, "%s", is_bad ? " !>" : ">");
	if (is_bad && prompt->has_color)
		str_addf(text, PLAIN);
	str_addf(text, " ");
	return str_get(text);
}

static bool
has_news(void *ctx)
{
	struct prompt *prompt = ctx;

	return state_tick(&prompt->state, prompt->options);
}

static int
news_fd(void *ctx)
{
	return ((struct prompt *)ctx)->state.fd;
}

static void
offer(void *ctx, struct offer *offer, const char *before, bool quick)
{
	offer_find(offer, before, ((struct prompt *)ctx)->options, quick);
}

/* -- doing what a line says -- */

/* The change is stored but not live everywhere: a node certainly differs. */
static void
look_again(struct prompt *prompt, bool ok, const struct err *err)
{
	struct state *state = &prompt->state;

	if (!ok && err->code == ERR_NOT_LIVE && state->is == STATE_OK) {
		state->is = STATE_DIFFERS;
		state->n_differ = 1;
	}
	state_look(state, prompt->options);
	state_ask(state, prompt->options);
}

static bool
do_command(struct prompt *prompt, const char *text, struct line *line, struct err *err)
{
	bool ok = line_parse(line, prompt->options->table, text, true, err) &&
	          line_run(line, &prompt->session, err);

	if (interrupt_came()) {
		pager_discard();
		clearerr(stdin);
		pager_say("interrupted");
		if (err->code == ERR_DB)
			session_drop_db(&prompt->session);
		return false;
	}
	if (!ok)
		run_print_error(&line->args, err);
	return ok;
}

static bool
do_text(struct prompt *prompt, const char *text)
{
	struct err err = { 0 };
	struct line line;
	bool ok;

	prompt->session.has_asked = false;
	interrupt_watch();
	pager_begin();
	ok = do_command(prompt, text, &line, &err);
	pager_end();
	interrupt_unwatch();
	line_clear(&line);
	/* A command may have read stdin to its end (Ctrl-D). */
	clearerr(stdin);
	if (prompt->session.has_asked)
		look_again(prompt, ok, &err);
	return ok;
}

static void
remember(const char *text)
{
	if (!history_may_keep(text))
		return;
	readline_remember(text);
	history_add(text);
}

/* A paste may have several lines.  Stop at the first that fails. */
static void
do_lines(struct prompt *prompt, char *text)
{
	char *state;

	for (char *one = strtok_r(text, "\n", &state);
		one != NULL && !prompt->session.is_over;
		one = strtok_r(NULL, "\n", &state)) {
		remember(one);
		if (!do_text(prompt, one))
			return;
	}
}

/* Whether to leave.  The first time, warn about an open set. */
static bool
may_leave(struct prompt *prompt)
{
	struct session *session = &prompt->session;
	size_t n = session_pending(session);
	struct str text = { 0 };

	if (n == 0 || session->begun.was_warned)
		return true;
	session->begun.was_warned = true;
	str_addf(&text,
		"%zu row%s of the open set %s not stored: commit or abort; exit again to "
		"discard %s",
		n, n == 1 ? "" : "s", n == 1 ? "is" : "are", n == 1 ? "it" : "them");
	pager_say(str_get(&text));
	str_clear(&text);
	return false;
}

static void
loop(struct prompt *prompt)
{
	struct session *session = &prompt->session;
	bool was_cancelled;
	char *line;

	for (;;) {
		bool is_end = !readline_read(&line, &was_cancelled);

		if (is_end)
			putchar('\n');
		else if (!was_cancelled)
			do_lines(prompt, line);
		free(line);
		if (is_end || session->is_over) {
			session->is_over = false;
			if (may_leave(prompt))
				return;
		}
	}
}

bool
shell_prompt(const struct args *options, struct err *err)
{
	struct prompt prompt = { .session = { .asks = true, .options = options },
		.state = STATE_NONE,
		.options = options };
	struct readline_calls calls = { .ctx = &prompt,
		.prompt = prompt_text,
		.has_news = has_news,
		.news_fd = news_fd,
		.offer = offer };

	prompt.has_color = app_wants_color(args_opt(options, "color"));
	if (!readline_open(&calls, prompt.has_color, err))
		return false;
	readline_remember_max(HISTORY_MAX);
	history_read(readline_remember);
	state_look(&prompt.state, options);
	state_ask(&prompt.state, options);
	if (!args_has(options, "quiet"))
		puts("help lists the commands, ? tells what can stand next, Ctrl-D "
		     "leaves.");
	loop(&prompt);
	state_clear(&prompt.state);
	session_clear(&prompt.session);
	str_clear(&prompt.text);
	return true;
}
