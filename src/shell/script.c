/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines from a file or a pipe.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/utf8.h"
#include "base/xalloc.h"
#include "shell/line.h"
#include "shell/shell.h"

/* The maximum length of a line.  More values belong into a file. */
#define LINE_BYTES (64 * 1024)

struct script {
	FILE *file;
	const char *name;
	unsigned number; /* of the line */
	unsigned begun;  /* of the line with "begin"; 0: no set is open */
	char *line;      /* LINE_BYTES */
};

static bool
fail_at(const struct script *script, unsigned number, struct err *err)
{
	if (err->code == ERR_NO && err->text[0] == '\0')
		err_set(err, ERR_NO, "the answer is no");
	return err_wrap(err, "%s:%u", script->name, number);
}

/* Sets *is_end after the last line. */
static bool
next_line(struct script *script, bool *is_end, struct err *err)
{
	size_t len;

	script->number++;
	*is_end = false;
	/* To find a NUL in the line: it would end the text before the newline. */
	memset(script->line, '\n', LINE_BYTES);
	if (fgets(script->line, LINE_BYTES, script->file) == NULL) {
		*is_end = true;
		return ferror(script->file) == 0 ||
		       err_set(err, ERR_SYSTEM, "cannot read '%s': %s", script->name,
			       strerror(errno));
	}
	len = strlen(script->line);
	if (len == LINE_BYTES - 1 && script->line[len - 1] != '\n')
		err_set(err, ERR_USAGE, "the line is longer than %d bytes",
			LINE_BYTES - 2);
	else if ((len == 0 || script->line[len - 1] != '\n') && !feof(script->file))
		err_set(err, ERR_USAGE, "the line holds a NUL byte");
	else
		return true;
	return fail_at(script, script->number, err);
}

static const char *
text_of(const struct script *script)
{
	const char *line = script->line;

	return line + (script->number == 1 ? utf8_mark(line, strlen(line)) : 0);
}

static bool
do_line(const struct script *script, struct session *session, struct err *err)
{
	struct line line;
	struct err unwritten;
	bool ok =
		line_parse(&line, session->options->table, text_of(script), false, err) &&
		line_run(&line, session, err);

	line_clear(&line);
	if (!ok)
		return fail_at(script, script->number, err);
	if (run_flush(&unwritten))
		return true;
	*err = unwritten;
	return false;
}

/* A pipe is not asked: it may have nothing to read yet. */
static bool
may_have_more(FILE *file)
{
	struct stat st;

	return fstat(fileno(file), &st) != 0 || !S_ISREG(st.st_mode) ||
	       fgetc(file) != EOF;
}

/* An error ends the script.  A reader of a long log must not take the rest for done. */
static void
tell_rest(const struct script *script, struct err *err)
{
	if (err->text[0] != '\0' && !feof(script->file) && may_have_more(script->file))
		err_set(err, err->code, "%s; the lines after line %u did not run",
			err->text, script->number);
}

/* A set without its commit is dropped: say so. */
static bool
give_up(const struct script *script, bool ok, struct err *err)
{
	if (script->begun == 0)
		return ok;
	if (ok) {
		err_set(err, ERR_USAGE,
			"the set that begins here has no commit: none of it was "
			"stored");
		return fail_at(script, script->begun, err);
	}
	if (err->text[0] == '\0' || err->code == ERR_NOT_LIVE)
		return false;
	return err_set(err, err->code,
		"%s; nothing was stored of the set that begins in line %u", err->text,
		script->begun);
}

bool
shell_script(const struct args *options, FILE *file, const char *name, struct err *err)
{
	struct session session = { .options = options };
	struct script script = { .file = file, .name = name };
	bool is_end = false, ok = true, has_failed;

	script.line = xcalloc(LINE_BYTES, 1);
	while (ok && !session.is_over) {
		ok = next_line(&script, &is_end, err);
		if (!ok || is_end)
			break;
		ok = do_line(&script, &session, err);
		if (!session.begun.is_open)
			script.begun = 0;
		else if (script.begun == 0)
			script.begun = script.number;
	}
	has_failed = !ok;
	ok = give_up(&script, ok, err);
	if (has_failed)
		tell_rest(&script, err);
	session_clear(&session);
	free(script.line);
	return ok;
}
