/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "shell/readline.h"

#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "base/dl.h"
#include "base/xalloc.h"
#include "print/escape.h"
#include "shell/words.h"

/* The functions and variables that we use. */
#define SYMBOLS(S)                     \
	S(add_history)                 \
	S(rl_bind_key)                 \
	S(rl_callback_handler_install) \
	S(rl_callback_handler_remove)  \
	S(rl_callback_read_char)       \
	S(rl_callback_sigcleanup)      \
	S(rl_catch_signals)            \
	S(rl_catch_sigwinch)           \
	S(rl_change_environment)       \
	S(rl_clear_visible_line)       \
	S(rl_crlf)                     \
	S(rl_deprep_terminal)          \
	S(rl_ding)                     \
	S(rl_end)                      \
	S(rl_forced_update_display)    \
	S(rl_free_line_state)          \
	S(rl_get_screen_size)          \
	S(rl_initialize)               \
	S(rl_insert)                   \
	S(rl_insert_text)              \
	S(rl_delete_text)              \
	S(rl_instream)                 \
	S(rl_line_buffer)              \
	S(rl_newline)                  \
	S(rl_on_new_line)              \
	S(rl_outstream)                \
	S(rl_point)                    \
	S(rl_prep_terminal)            \
	S(rl_readline_name)            \
	S(rl_readline_state)           \
	S(rl_redisplay)                \
	S(rl_redisplay_function)       \
	S(rl_replace_line)             \
	S(rl_reset_line_state)         \
	S(rl_resize_terminal)          \
	S(rl_set_prompt)               \
	S(rl_begin_undo_group)         \
	S(rl_end_undo_group)           \
	S(stifle_history)

#define MEMBER(name) __typeof__(name) *name;
#define SYMBOL(name) { #name, (void **)&lib.name },

static struct {
	SYMBOLS(MEMBER)
} lib;

static const struct dl_symbol symbols[] = { SYMBOLS(SYMBOL){ NULL, NULL } };

/* In these states readline shows something else than the line. */
#define STATES_BUSY                                                                    \
	(RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_SEARCH | RL_STATE_NUMERICARG | \
		RL_STATE_METANEXT | RL_STATE_MOREINPUT | RL_STATE_VIMOTION |           \
		RL_STATE_DONE)

/* At most so many rows of candidates are shown. */
#define ITEMS_MAX 100

/* How often to look for news. */
#define TICK_MS 1000

static struct {
	struct readline_calls calls;
	bool has_hints, hint_is_shown;
	char *line; /* the line that was entered */
	bool is_done;
} self;

/* -- signals: blocked except while we wait -- */

static volatile sig_atomic_t came[NSIG];

static void
note(int signal)
{
	came[signal] = 1;
}

static const int noted[] = { SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGCONT };
#define NOTED (sizeof(noted) / sizeof(noted[0]))

static void
hold_signals(struct sigaction before[NOTED], sigset_t *mask)
{
	struct sigaction action = { .sa_handler = note };
	sigset_t set;

	sigemptyset(&action.sa_mask);
	sigemptyset(&set);
	for (size_t i = 0; i < NOTED; i++) {
		came[noted[i]] = 0;
		sigaddset(&set, noted[i]);
	}
	sigprocmask(SIG_BLOCK, &set, mask);
	for (size_t i = 0; i < NOTED; i++)
		sigaction(noted[i], &action, &before[i]);
}

static void
let_go(const struct sigaction before[NOTED], const sigset_t *mask)
{
	for (size_t i = 0; i < NOTED; i++)
		sigaction(noted[i], &before[i], NULL);
	sigprocmask(SIG_SETMASK, mask, NULL);
	/* The terminal is restored: let the signal end us now. */
	for (size_t i = 0; i < NOTED; i++)
		if (came[noted[i]] && (noted[i] == SIGTERM || noted[i] == SIGHUP))
			raise(noted[i]);
}

/* -- the hint behind the cursor -- */

static size_t
columns_of(const char *text)
{
	wchar_t wide[512];
	size_t n = mbstowcs(wide, text, sizeof(wide) / sizeof(wide[0]));
	int width;

	if (n >= sizeof(wide) / sizeof(wide[0]))
		return SIZE_MAX / 4;
	width = wcswidth(wide, n);
	return width < 0 ? SIZE_MAX / 4 : (size_t)width;
}

static size_t
prompt_columns(void)
{
	const char *prompt = self.calls.prompt(self.calls.ctx);
	char *plain = xstrdup(prompt), *to = plain;
	bool is_shown = true;
	size_t n;

	for (; *prompt != '\0'; prompt++) {
		if (*prompt == RL_PROMPT_START_IGNORE || *prompt == RL_PROMPT_END_IGNORE)
			is_shown = *prompt == RL_PROMPT_END_IGNORE;
		else if (is_shown)
			*to++ = *prompt;
	}
	*to = '\0';
	n = columns_of(plain);
	free(plain);
	return n;
}

static void
erase_hint(void)
{
	if (self.hint_is_shown)
		fputs("\033[K", *lib.rl_outstream);
	self.hint_is_shown = false;
}

/* Only where the hint fits into the row: a wrapped hint could not be erased. */
static void
show_hint(void)
{
	const char *line = *lib.rl_line_buffer;
	struct offer offer;
	int rows, columns;
	size_t used, width;

	if (!self.has_hints || line[0] == '\0' || *lib.rl_point != *lib.rl_end ||
		(*lib.rl_readline_state & STATES_BUSY) != 0)
		return;
	self.calls.offer(self.calls.ctx, &offer, line, true);
	lib.rl_get_screen_size(&rows, &columns);
	used = prompt_columns() + columns_of(line) + 2;
	width = strlen(offer.usage);
	if (width > 0 && offer.begun[0] == '\0' && used + width < (size_t)columns) {
		fprintf(*lib.rl_outstream, " \033[2m%s\033[0m\033[%zuD", offer.usage,
			width + 1);
		self.hint_is_shown = true;
	}
	offer_clear(&offer);
}

static void
redisplay(void)
{
	erase_hint();
	lib.rl_redisplay();
	show_hint();
	fflush(*lib.rl_outstream);
}

static int
enter(int count, int key)
{
	erase_hint();
	return lib.rl_newline(count, key);
}

/* -- Tab and ? -- */

static void
print_items(const struct offer *offer)
{
	struct str safe = { 0 };
	int rows, columns;

	lib.rl_get_screen_size(&rows, &columns);
	for (size_t i = 0; i < offer->len && i < ITEMS_MAX; i++) {
		str_clear(&safe);
		escape_add(&safe, offer->v[i].help);
		fprintf(*lib.rl_outstream, "  %-22s %.*s\n", offer->v[i].text,
			columns > 30 ? columns - 26 : 4, str_get(&safe));
	}
	str_clear(&safe);
	if (offer->len > ITEMS_MAX)
		fprintf(*lib.rl_outstream, "  ... and %zu more\n",
			offer->len - ITEMS_MAX);
}

/* Print below the line, then show the line again. */
static void
print_offer(const struct offer *offer)
{
	int point = *lib.rl_point;

	*lib.rl_point = *lib.rl_end;
	redisplay();
	erase_hint();
	lib.rl_crlf();
	/* Print it last: a long list must not scroll it off the screen. */
	print_items(offer);
	if (offer->about[0] != '\0')
		fprintf(*lib.rl_outstream, "  %s%s%s\n", offer->usage,
			offer->usage[0] != '\0' ? "  " : "", offer->about);
	if (offer->about[0] == '\0' && offer->len == 0)
		fprintf(*lib.rl_outstream, "  <Enter>\n");
	*lib.rl_point = point;
	lib.rl_on_new_line();
	lib.rl_forced_update_display();
}

static char *
before_cursor(void)
{
	return xstrndup(*lib.rl_line_buffer, (size_t)*lib.rl_point);
}

static int
complete_line(int count, int key)
{
	char *before = before_cursor(), *text;
	struct offer offer;

	(void)count;
	(void)key;
	self.calls.offer(self.calls.ctx, &offer, before, false);
	text = offer_insertion(&offer);
	if (text != NULL) {
		lib.rl_begin_undo_group();
		lib.rl_delete_text((int)offer.at, *lib.rl_point);
		*lib.rl_point = (int)offer.at;
		lib.rl_insert_text(text);
		lib.rl_end_undo_group();
	} else if (offer.len > 0 || offer.about[0] != '\0') {
		print_offer(&offer);
	} else {
		lib.rl_ding();
	}
	free(text);
	free(before);
	offer_clear(&offer);
	return 0;
}

/* Within quotes it is an ordinary character. */
static int
explain(int count, int key)
{
	char *before = before_cursor();
	struct offer offer;
	struct words words;
	bool is_text;

	words_split(&words, before);
	is_text = words.quote != '\0' || words.in_comment;
	words_clear(&words);
	if (is_text) {
		free(before);
		return lib.rl_insert(count, key);
	}
	self.calls.offer(self.calls.ctx, &offer, before, false);
	print_offer(&offer);
	free(before);
	offer_clear(&offer);
	return 0;
}

/* -- the line -- */

static void
take_line(char *line)
{
	self.line = line;
	self.is_done = true;
	lib.rl_callback_handler_remove();
}

static void
show_prompt_again(void)
{
	if ((*lib.rl_readline_state & STATES_BUSY) != 0)
		return;
	erase_hint();
	lib.rl_clear_visible_line();
	lib.rl_set_prompt(self.calls.prompt(self.calls.ctx));
	lib.rl_forced_update_display();
}

static void
cancel(void)
{
	lib.rl_callback_sigcleanup();
	lib.rl_free_line_state();
	*lib.rl_point = *lib.rl_end;
	redisplay();
	erase_hint();
	fputs("^C", *lib.rl_outstream);
	lib.rl_crlf();
	lib.rl_replace_line("", 0);
	lib.rl_callback_handler_remove();
	self.is_done = true;
	self.line = xstrdup("");
}

/* Only the library's own function erases what is on the screen. */
static void
resize(void)
{
	erase_hint();
	*lib.rl_redisplay_function = lib.rl_redisplay;
	lib.rl_resize_terminal();
	*lib.rl_redisplay_function = redisplay;
}

static void
obey_signals(void)
{
	if (came[SIGWINCH])
		resize();
	if (came[SIGCONT]) {
		lib.rl_deprep_terminal();
		lib.rl_prep_terminal(1);
		lib.rl_forced_update_display();
	}
	came[SIGWINCH] = came[SIGCONT] = 0;
}

static bool
is_ended(void)
{
	return came[SIGTERM] || came[SIGHUP];
}

/* Whether a signal came meanwhile. ppoll() leaves it pending when input is there too.
 * That input was typed after the Ctrl-C: the terminal discards what came before. */
static bool
came_first(const sigset_t *mask)
{
	const struct timespec at_once = { 0 };

	return ppoll(NULL, 0, &at_once, mask) < 0;
}

/* Wait for input or a signal. */
static void
wait_for_input(const sigset_t *mask)
{
	struct pollfd fds[2] = { { .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = self.calls.news_fd(self.calls.ctx), .events = POLLIN } };
	const struct timespec tick = { .tv_sec = TICK_MS / 1000 };
	int n = ppoll(fds, 2, &tick, mask);

	if (n > 0 && came_first(mask))
		return;
	if (n > 0 && fds[0].revents != 0)
		lib.rl_callback_read_char();
	else if (n >= 0 && self.calls.has_news(self.calls.ctx))
		show_prompt_again();
}

bool
readline_read(char **line, bool *was_cancelled)
{
	struct sigaction before[NOTED];
	sigset_t mask;

	self.is_done = *was_cancelled = false;
	self.line = NULL;
	hold_signals(before, &mask);
	lib.rl_callback_handler_install(self.calls.prompt(self.calls.ctx), take_line);
	while (!self.is_done && !is_ended()) {
		wait_for_input(&mask);
		if (self.is_done)
			break;
		obey_signals();
		if (came[SIGINT]) {
			*was_cancelled = true;
			cancel();
		}
	}
	if (!self.is_done)
		lib.rl_callback_handler_remove();
	let_go(before, &mask);
	*line = self.line;
	return self.line != NULL;
}

void
readline_remember(const char *line)
{
	lib.add_history(line);
}

void
readline_remember_max(unsigned max)
{
	lib.stifle_history((int)max);
}

/* Texts are UTF-8, but the library follows the environment. */
static void
use_utf8(void)
{
	const char *all = getenv("LC_ALL");

	if (setlocale(LC_CTYPE, "") != NULL && MB_CUR_MAX > 1)
		return;
	if (setlocale(LC_CTYPE, "C.UTF-8") != NULL)
		setenv(all != NULL && all[0] != '\0' ? "LC_ALL" : "LC_CTYPE", "C.UTF-8",
			1);
}

bool
readline_open(const struct readline_calls *calls, bool has_color, struct err *err)
{
	if (!dl_load(READLINE_SONAME, symbols, err))
		return false;
	use_utf8();
	self.calls = *calls;
	self.has_hints = has_color;
	*lib.rl_readline_name = "shieldadm";
	*lib.rl_instream = stdin;
	*lib.rl_outstream = stdout;
	*lib.rl_catch_signals = *lib.rl_catch_sigwinch = 0;
	/* Processes that we start must see the terminal's present size. */
	*lib.rl_change_environment = 0;
	lib.rl_initialize();
	*lib.rl_redisplay_function = redisplay;
	lib.rl_bind_key('\t', complete_line);
	lib.rl_bind_key('?', explain);
	lib.rl_bind_key('\r', enter);
	lib.rl_bind_key('\n', enter);
	return true;
}
