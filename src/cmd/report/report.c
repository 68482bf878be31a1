/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cmd/report/report.h"
#include "kamlog/scan.h"

/*
 * report: sum up Kamailio's log: who was allowed, who was blocked and why.
 */
#define TOP_DEFAULT 10
#define TOP_MAX 100000

static bool
parse_top(size_t *top, const char *text, struct err *err)
{
	char *end;
	unsigned long n;

	*top = TOP_DEFAULT;
	if (text == NULL)
		return true;
	n = strtoul(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end != '\0' || n < 1 || n > TOP_MAX)
		return err_set(err, ERR_USAGE,
			"invalid number of lines to show '%s': use 1 to %d", text,
			TOP_MAX);
	*top = n;
	return true;
}

static bool
parse_times(struct tally *tally, const struct args *args, long long now, struct err *err)
{
	const char *since = args_opt(args, "since"), *until = args_opt(args, "until");

	if ((since != NULL && !stamp_parse(&tally->since, since, now, err)) ||
		(until != NULL && !stamp_parse(&tally->until, until, now, err)))
		return false;
	if (since != NULL && until != NULL && tally->since >= tally->until)
		return err_set(err, ERR_USAGE,
			"no time lies between --since '%s' and --until '%s'", since,
			until);
	return true;
}

static bool
read_stdin(struct tally *tally, struct err *err)
{
	if (isatty(STDIN_FILENO))
		return err_set(err, ERR_USAGE,
			"no log given: name a file, or pipe one in: journalctl -a -u "
			"kamailio | shieldadm report");
	return kamlog_scan(tally, STDIN_FILENO, "stdin", err);
}

static bool
read_file(struct tally *tally, const char *path, struct err *err)
{
	int fd;
	bool ok;

	if (strcmp(path, "-") == 0)
		return read_stdin(tally, err);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_set(err, errno == ENOENT ? ERR_ABSENT : ERR_SYSTEM,
			"cannot read '%s': %s", path, strerror(errno));
	ok = kamlog_scan(tally, fd, path, err);
	close(fd);
	return ok;
}

static bool
read_all(struct tally *tally, const struct args *args, struct err *err)
{
	const char *path;

	if (args_word(args, 0) == NULL && !read_stdin(tally, err))
		return false;
	for (size_t i = 0; (path = args_word(args, i)) != NULL; i++)
		if (!read_file(tally, path, err))
			return false;
	tally_end(tally);
	return true;
}

/* Tell how many lines --since and --until left out. */
static void
talk_of_time(const struct app *app, const struct tally *t)
{
	bool is_one = t->outside == 1;
	time_t last = (time_t)t->outside_last;
	struct tm tm;
	char when[32] = "?";

	if (t->untimed > 0)
		app_talk(app, "%llu line%s no time: --since and --until leave %s out",
			(unsigned long long)t->untimed,
			t->untimed == 1 ? " has" : "s have",
			t->untimed == 1 ? "it" : "them");
	if (t->checks > 0 || t->outside == 0)
		return;
	if (localtime_r(&last, &tm) != NULL)
		strftime(when, sizeof(when), "%F %H:%M", &tm);
	app_talk(app,
		"%llu line%s of route[REQINIT] %s outside this time; the last one is of "
		"%s",
		(unsigned long long)t->outside, is_one ? "" : "s", is_one ? "is" : "are",
		when);
}

/* Explain why nothing was found. */
static void
talk_of_nothing(const struct app *app, const struct tally *t)
{
	const char *cause = "check that the route writes xinfo lines, as the article's "
			    "does, and that 'debug' in kamailio.cfg is 2 or more";

	if (tally_read(t) + t->unread > 0)
		return;
	if (t->lines == 0)
		cause = "the log is empty, and nothing was read";
	else if (t->kamailio == 0)
		cause = "the log holds nothing of Kamailio, or has a form that report "
			"does not know (man shieldadm-report), and nothing was read";
	app_talk(app, "none of %llu line%s is from route[REQINIT]: %s",
		(unsigned long long)t->lines, t->lines == 1 ? "" : "s", cause);
}

/* Tell what was left out although it may be of the route. */
static void
talk_of_unread(const struct app *app, const struct tally *t)
{
	if (t->unread > 0 && !tally_is_unread(t))
		app_talk(app,
			"%llu line%s [REQINIT] and %s not read: a caller can put such "
			"text into a log",
			(unsigned long long)t->unread,
			t->unread == 1 ? " holds" : "s hold",
			t->unread == 1 ? "was" : "were");
	if (t->is_verbose)
		app_talk(app, "the form journalctl -o verbose is not read: run "
			      "journalctl -a -o short, or -o export");
	if (t->hidden > 0)
		app_talk(app,
			"journalctl hides the text of %llu line%s ('blob data'), which "
			"a caller can cause: run journalctl with -a",
			(unsigned long long)t->hidden, t->hidden == 1 ? "" : "s");
}

/* On stderr a line feed of a caller ends a line. */
static void
talk_of_cut(const struct app *app, const struct tally *t)
{
	if (t->cut > 0)
		app_talk(app,
			"%llu line%s off in a folded header: the caller may have forged "
			"the lines behind %s, which a log through syslog prevents",
			(unsigned long long)t->cut, t->cut == 1 ? " breaks" : "s break",
			t->cut == 1 ? "it" : "them");
}

/* Explain how far the numbers can be trusted. */
static void
talk(const struct app *app, const struct tally *t)
{
	talk_of_time(app, t);
	talk_of_nothing(app, t);
	talk_of_unread(app, t);
	talk_of_cut(app, t);
	if (t->checks > t->strange && !t->tells_allowed)
		app_talk(app, "the log has no lines about allowed requests: their number "
			      "is unknown");
	if (t->too_long > 0)
		app_talk(app, "%llu lines are too long: only their beginning was read",
			(unsigned long long)t->too_long);
}

/* A log that was not read is an answer, not a failure. */
static bool
answer(const struct tally *t, struct err *err)
{
	return !tally_is_unread(t) ||
	       err_set(err, ERR_NO,
		       "%llu of %llu lines that hold [REQINIT] were not read, so the "
		       "numbers say little: man shieldadm-report lists the forms of logs "
		       "that are read",
		       (unsigned long long)t->unread,
		       (unsigned long long)(t->unread + tally_read(t)));
}

static bool
print(struct app *app, const struct args *args, const struct tally *t, size_t top,
	struct err *err)
{
	talk(app, t);
	if (!args_has(args, "suggest"))
		kamlog_report_print(app, t, top);
	else if (!kamlog_report_suggest(app, t, top, err))
		return false;
	return answer(t, err);
}

static bool
report(struct app *app, const struct args *args, struct err *err)
{
	long long now = (long long)time(NULL);
	struct tally tally;
	size_t top;
	bool ok;

	if (!parse_top(&top, args_opt(args, "top"), err) || !app_conf(app, err))
		return false;
	tally_begin(&tally, now);
	ok = parse_times(&tally, args, now, err) && read_all(&tally, args, err) &&
	     print(app, args, &tally, top, err);
	tally_clear(&tally);
	return ok;
}

static const struct cmd_arg report_args[] = {
	{ .name = "file",
		.help = "Kamailio's log, or - for stdin (default)",
		.optional = true,
		.many = true,
		.kind = VALUE_FILE },
	{ 0 },
};

static const struct cmd_opt report_opts[] = {
	{ 't', "top", "n", "how many sources and user agents to show (10)" },
	{ 0, "since", "time", "from then on: 2026-11-05, 2026-11-05T12:30, 12:30, 2h" },
	{ 0, "until", "time", "before this time" },
	{ 0, "suggest", NULL, "suggest rules instead, as commands that you can run" },
	{ 0 },
};

const struct command_group cmd_report = {
	.name = "report",
	.summary = "who was blocked and why, from Kamailio's log",
	.commands =
		(const struct command[]){
			{ .summary = "sum up the [REQINIT] lines of Kamailio's log: who "
				     "was blocked and why",
				.args = report_args,
				.opts = report_opts,
				.examples = (const char
						*const[]){ "report "
							   "/var/log/kamailio.log",
					"report --since 24h --top 20 /var/log/syslog",
					"report --suggest /var/log/kamailio.log", NULL },
				.run = report },
			{ 0 } },
};
