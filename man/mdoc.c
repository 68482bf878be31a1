/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mdoc.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/xalloc.h"
#include "program/groups.h"

/* mandoc's lint accepts lines up to this length. */
#define LINE_MAX_BYTES 78

/* Write a character, escaped if it is special in roff. */
static void
put(FILE *out, char c)
{
	static const struct {
		char c;
		const char *escape;
	} escapes[] = { { '\\', "\\e" }, { '\'', "\\(aq" }, { '`', "\\(ga" },
		{ '^', "\\(ha" }, { '~', "\\(ti" } };

	for (size_t i = 0; i < sizeof(escapes) / sizeof(escapes[0]); i++)
		if (escapes[i].c == c) {
			fputs(escapes[i].escape, out);
			return;
		}
	putc(c, out);
}

/* A '-' inside a word is a hyphen; elsewhere it is a minus, as people type it. */
static void
put_text(FILE *out, const char *text, bool is_literal)
{
	if (text[0] == '.' || text[0] == '\'')
		fputs("\\&", out);
	for (const char *c = text; *c != '\0'; c++) {
		if (*c == '-' &&
			(is_literal || c == text || !isalnum((unsigned char)c[-1])))
			fputs("\\-", out);
		else
			put(out, *c);
	}
}

void
mdoc_literal(FILE *out, const char *line)
{
	put_text(out, line, true);
	putc('\n', out);
}

/* "would it be blocked", "is it banned". */
static bool
is_question(const char *summary)
{
	return strncmp(summary, "would ", 6) == 0 || strncmp(summary, "is ", 3) == 0 ||
	       strncmp(summary, "are ", 4) == 0;
}

/* Print the text in lines of limited length, and free it. */
static void
put_lines(FILE *out, char *text_take)
{
	char *rest = text_take;

	while (strlen(rest) > LINE_MAX_BYTES) {
		char *end = rest + LINE_MAX_BYTES;
		while (*end != ' ' && end > rest)
			end--;
		if (end == rest)
			break;
		*end = '\0';
		put_text(out, rest, false);
		putc('\n', out);
		rest = end + 1;
	}
	put_text(out, rest, false);
	putc('\n', out);
	free(text_take);
}

void
mdoc_sentence(FILE *out, const char *summary)
{
	put_lines(out, xasprintf("%c%s%c", ascii_upper(summary[0]), summary + 1,
			       is_question(summary) ? '?' : '.'));
}

/* A help text that begins with a value keeps its case. */
static void
put_help(FILE *out, const char *help, enum cmd_value kind)
{
	if (kind == VALUE_ONE_OF)
		put_lines(out, xasprintf("%s.", help));
	else
		mdoc_sentence(out, help);
}

void
mdoc_head(FILE *out, const char *name, const char *section, const char *date)
{
	fputs(".\\\" SPDX-License-Identifier: GPL-2.0-or-later\n"
	      ".\\\" Made from man/ and the tables of commands: see the Makefile.\n",
		out);
	fprintf(out, ".Dd %s\n.Dt ", date);
	for (const char *c = name; *c != '\0'; c++)
		putc(ascii_upper(*c), out);
	fprintf(out, " %s\n.Os\n", section);
}

void
mdoc_name(FILE *out, const struct command_group *group)
{
	fprintf(out, ".Sh NAME\n.Nm shieldadm-%s\n.Nd ", group->name);
	put_text(out, group->summary, false);
	putc('\n', out);
}

/* "\-file Ar file", "\-watch Op Ar seconds", "\-scanners". */
static void
put_option(FILE *out, const struct cmd_opt *opt)
{
	fprintf(out, "\\-%s", opt->name);
	if (opt->value == NULL)
		return;
	if (opt->value[0] == '[')
		fprintf(out, " Op Ar %.*s", (int)strlen(opt->value) - 2, opt->value + 1);
	else
		fprintf(out, " Ar %s", opt->value);
}

void
mdoc_synopsis(FILE *out, const struct command_group *group)
{
	fputs(".Sh SYNOPSIS\n", out);
	for (const struct command *c = group->commands; c->run != NULL; c++) {
		fprintf(out, ".Nm shieldadm Cm %s", group->name);
		if (c->name != NULL)
			fprintf(out, " %s", c->name);
		for (const struct cmd_opt *o = c->opts; o != NULL && o->name != NULL;
			o++) {
			fputs("\n.Op Fl ", out);
			put_option(out, o);
		}
		for (const struct cmd_arg *a = c->args; a != NULL && a->name != NULL; a++)
			fprintf(out, "\n.%sAr %s%s", a->optional ? "Op " : "", a->name,
				a->many ? " ..." : "");
		putc('\n', out);
	}
}

void
mdoc_verb(FILE *out, const struct command *command)
{
	fprintf(out, ".It Cm %s\n", command->name);
	mdoc_sentence(out, command->summary);
}

static void
put_item(FILE *out, const struct cmd_opt *opt)
{
	fputs(".It Fl ", out);
	if (opt->letter != '\0')
		fprintf(out, "%c , ", opt->letter);
	put_option(out, opt);
}

/* The i-th argument or option of a verb: first the arguments, then the options. */
struct thing {
	const struct cmd_arg *arg;
	const struct cmd_opt *opt;
	const char *name, *help; /* NULL: there is no i-th one */
};

static struct thing
thing_at(const struct command *command, size_t i)
{
	const struct cmd_arg *a = command->args;
	const struct cmd_opt *o = command->opts;

	for (; a != NULL && a->name != NULL; a++)
		if (i-- == 0)
			return (struct thing){ a, NULL, a->name, a->help };
	for (; o != NULL && o->name != NULL; o++)
		if (i-- == 0)
			return (struct thing){ NULL, o, o->name, o->help };
	return (struct thing){ 0 };
}

static bool
has_thing(const struct command *command, const struct thing *thing)
{
	struct thing t;

	for (size_t i = 0; (t = thing_at(command, i)).name != NULL; i++)
		if ((t.arg != NULL) == (thing->arg != NULL) &&
			strcmp(t.name, thing->name) == 0 &&
			strcmp(t.help, thing->help) == 0)
			return true;
	return false;
}

static bool
verbs_before_have(const struct command_group *group, const struct command *command,
	const struct thing *thing)
{
	for (const struct command *c = group->commands; c != command; c++)
		if (has_thing(c, thing))
			return true;
	return false;
}

/* "(block, allow)", unless all verbs have it. */
static void
put_verbs(FILE *out, const struct command_group *group, const struct thing *thing)
{
	const char *between = " Pq Cm ";
	bool have_all = true;

	for (const struct command *c = group->commands; c->run != NULL; c++)
		have_all = have_all && has_thing(c, thing);
	for (const struct command *c = group->commands; !have_all && c->run != NULL; c++)
		if (has_thing(c, thing)) {
			fprintf(out, "%s%s", between, c->name);
			between = " , ";
		}
	putc('\n', out);
}

static void
put_thing(FILE *out, const struct command_group *group, const struct thing *thing)
{
	if (thing->opt != NULL)
		put_item(out, thing->opt);
	else
		fprintf(out, ".It Ar %s", thing->name);
	put_verbs(out, group, thing);
	put_help(out, thing->help,
		thing->opt != NULL ? thing->opt->kind : thing->arg->kind);
}

void
mdoc_options(FILE *out, const struct command_group *group)
{
	struct thing t;
	bool is_begun = false;

	for (const struct command *c = group->commands; c->run != NULL; c++)
		for (size_t i = 0; (t = thing_at(c, i)).name != NULL; i++) {
			if (verbs_before_have(group, c, &t))
				continue;
			if (!is_begun)
				fputs(".Sh OPTIONS\n.Bl -tag -width Ds\n", out);
			is_begun = true;
			put_thing(out, group, &t);
		}
	if (is_begun)
		fputs(".El\n", out);
}

void
mdoc_global_options(FILE *out)
{
	fputs(".Bl -tag -width Ds\n", out);
	for (const struct cmd_opt *o = program_commands.options; o->name != NULL; o++) {
		put_item(out, o);
		putc('\n', out);
		put_help(out, o->help, o->kind);
	}
	fputs(".El\n", out);
}

void
mdoc_commands(FILE *out)
{
	fputs(".Bl -tag -width Ds -compact\n", out);
	for (size_t i = 0; program_commands.groups[i] != NULL; i++) {
		if (program_commands.groups[i]->hidden ||
			program_commands.groups[i]->in_shell)
			continue;
		fprintf(out, ".It Cm %s , Xr shieldadm-%s 1\n",
			program_commands.groups[i]->name,
			program_commands.groups[i]->name);
		mdoc_sentence(out, program_commands.groups[i]->summary);
	}
	fputs(".El\n", out);
}

void
mdoc_shell(FILE *out)
{
	fputs(".Bl -tag -width Ds -compact\n", out);
	for (size_t i = 0; program_commands.groups[i] != NULL; i++) {
		if (!program_commands.groups[i]->in_shell)
			continue;
		fprintf(out, ".It Cm %s\n", program_commands.groups[i]->name);
		mdoc_sentence(out, program_commands.groups[i]->summary);
	}
	fputs(".El\n", out);
}

bool
mdoc_has_examples(const struct command_group *group)
{
	for (const struct command *c = group->commands; c->run != NULL; c++)
		if (c->examples != NULL && c->examples[0] != NULL)
			return true;
	return false;
}

void
mdoc_examples(FILE *out, const struct command_group *group)
{
	fputs(".Bd -literal\n", out);
	for (const struct command *c = group->commands; c->run != NULL; c++)
		for (const char *const *e = c->examples; e != NULL && *e != NULL; e++) {
			fputs("shieldadm ", out);
			mdoc_literal(out, *e);
		}
	fputs(".Ed\n", out);
}
