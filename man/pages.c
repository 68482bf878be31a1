/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pages DATE PROSE OUT: generate the manual pages into OUT/man1 and OUT/man5, from the
 * command tables and from the prose in the directory PROSE.
 *
 * pages --table: print the tables, for the tests: one line for each noun, verb, option
 * and argument.
 *
 * shieldadm.1 and shieldadm.conf.5 are prose.  Each noun, except those of the shell
 * only, has a page shieldadm-NOUN.1.  PROSE/shieldadm-NOUN.1 adds text that no table
 * has; it is optional.  Prose is mdoc(7), with lines that begin with '@':
 *
 *	@page NAME SECTION	the head of a page without a noun
 *	@commands		a list of the nouns
 *	@shell			a list of the nouns of the shell only
 *	@options		the section OPTIONS; in shieldadm.1 a list
 *	@verbs			begin a list of the noun's verbs
 *	@verb VERB		the next verb; prose about it may follow
 *	@end			end the list, after the verbs that were not named
 *	@include FILE		more prose
 *	@literal FILE		a file as it is
 *
 * Generated parts that the prose does not place go to the end of the page.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "mdoc.h"
#include "program/groups.h"

#define VERBS_MAX 32

/* Includes the line end. */
#define LINE_BYTES_MAX 80

struct page {
	FILE *out;
	const char *prose, *date;          /* directory; as mdoc writes it */
	const struct command_group *group; /* NULL: the page has no noun */
	bool has_verbs, has_options;
	bool is_told[VERBS_MAX];
};

__attribute__((noreturn, format(printf, 1, 2))) static void
give_up(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	putc('\n', stderr);
	exit(1);
}

static FILE *
open_file(const char *folder, const char *name, const char *mode)
{
	char *path = xasprintf("%s/%s", folder, name);
	FILE *file = fopen(path, mode);

	if (file == NULL && (errno != ENOENT || mode[0] == 'w'))
		give_up("%s: %s", path, strerror(errno));
	free(path);
	return file;
}

/* Open the page of this name below folder, where man looks for it. */
static FILE *
open_page(const char *folder, const char *name)
{
	char *path = xasprintf("man%s/%s", strrchr(name, '.') + 1, name);
	FILE *out = open_file(folder, path, "w");

	free(path);
	return out;
}

static void
tell_verb(struct page *page, const char *name)
{
	const struct command *commands = page->group->commands;

	for (size_t i = 0; commands[i].run != NULL && i < VERBS_MAX; i++)
		if (commands[i].name != NULL && strcmp(commands[i].name, name) == 0) {
			mdoc_verb(page->out, &commands[i]);
			page->is_told[i] = true;
			return;
		}
	give_up("'%s' has no '%s'", page->group->name, name);
}

static void
end_verbs(struct page *page)
{
	const struct command *commands = page->group->commands;

	for (size_t i = 0; commands[i].run != NULL && i < VERBS_MAX; i++)
		if (!page->is_told[i])
			mdoc_verb(page->out, &commands[i]);
	fputs(".El\n", page->out);
}

static void
begin_verbs(struct page *page)
{
	page->has_verbs = true;
	fputs(".Bl -tag -width Ds\n", page->out);
}

static void
tell_options(struct page *page)
{
	page->has_options = true;
	if (page->group == NULL)
		mdoc_global_options(page->out);
	else
		mdoc_options(page->out, page->group);
}

static void copy_prose(struct page *page, FILE *in);

/* A named file must exist. */
static void
include(struct page *page, const char *name, bool is_literal)
{
	FILE *in = open_file(page->prose, name, "r");
	char line[1024];

	if (in == NULL)
		give_up("there is no %s/%s", page->prose, name);
	if (!is_literal) {
		copy_prose(page, in);
	} else {
		while (fgets(line, sizeof(line), in) != NULL) {
			line[strcspn(line, "\n")] = '\0';
			mdoc_literal(page->out, line);
		}
	}
	fclose(in);
}

static void
obey(struct page *page, char *line)
{
	char *word = strtok(line, " \n"), *what = strtok(NULL, " \n");
	char *more = strtok(NULL, " \n");
	bool is_noun = page->group != NULL;

	if (strcmp(word, "page") == 0 && more != NULL)
		mdoc_head(page->out, what, more, page->date);
	else if (strcmp(word, "commands") == 0)
		mdoc_commands(page->out);
	else if (strcmp(word, "shell") == 0)
		mdoc_shell(page->out);
	else if (strcmp(word, "options") == 0)
		tell_options(page);
	else if (strcmp(word, "verbs") == 0 && is_noun)
		begin_verbs(page);
	else if (strcmp(word, "verb") == 0 && is_noun && what != NULL)
		tell_verb(page, what);
	else if (strcmp(word, "end") == 0 && is_noun)
		end_verbs(page);
	else if (strcmp(word, "include") == 0 && what != NULL)
		include(page, what, false);
	else if (strcmp(word, "literal") == 0 && what != NULL)
		include(page, what, true);
	else
		give_up("what is '@%s'?", word);
}

/* Write a line of text, as several lines if mandoc's lint requires it. */
static void
copy_text(struct page *page, char *text)
{
	while (strlen(text) > LINE_BYTES_MAX) {
		char *end = text + LINE_BYTES_MAX;
		/* A line that begins with a dot or a quote would be a request. */
		while (end > text && (*end != ' ' || end[1] == '.' || end[1] == '\''))
			end--;
		if (end == text)
			break;
		*end = '\n';
		fwrite(text, 1, (size_t)(end + 1 - text), page->out);
		text = end + 1;
	}
	fputs(text, page->out);
}

static void
copy_prose(struct page *page, FILE *in)
{
	char line[1024];
	bool is_literal = false;

	while (fgets(line, sizeof(line), in) != NULL) {
		if (line[0] == '.' && (line[1] == 'B' || line[1] == 'E') &&
			line[2] == 'd')
			is_literal = line[1] == 'B';
		if (line[0] == '@')
			obey(page, line + 1);
		else if (strncmp(line, ".\\\"", 3) == 0)
			continue;
		else if (line[0] == '.' || is_literal)
			fputs(line, page->out);
		else
			copy_text(page, line);
	}
}

static void
finish(struct page *page, const char *name)
{
	if (ferror(page->out) || fclose(page->out) != 0)
		give_up("cannot write %s", name);
}

static void
make_page(struct page page, const char *folder, const char *name)
{
	FILE *in = open_file(page.prose, name, "r");

	if (in == NULL)
		give_up("there is no %s/%s", page.prose, name);
	page.out = open_page(folder, name);
	copy_prose(&page, in);
	fclose(in);
	finish(&page, name);
}

/* The page of a noun that is one command begins with a sentence about it. */
static void
describe(struct page *page, FILE *in)
{
	const struct command_group *group = page->group;

	fputs(".Sh DESCRIPTION\n", page->out);
	if (group->commands[0].name == NULL)
		mdoc_sentence(page->out, group->commands[0].summary);
	else if (in == NULL)
		mdoc_sentence(page->out, group->summary);
	if (in != NULL)
		copy_prose(page, in);
	if (!page->has_verbs && group->commands[0].name != NULL) {
		begin_verbs(page);
		end_verbs(page);
	}
	if (!page->has_options)
		tell_options(page);
}

static void
make_noun(struct page page, const char *folder)
{
	char *title = xasprintf("shieldadm-%s", page.group->name);
	char *name = xasprintf("%s.1", title);
	FILE *in = open_file(page.prose, name, "r");

	page.out = open_page(folder, name);
	mdoc_head(page.out, title, "1", page.date);
	mdoc_name(page.out, page.group);
	mdoc_synopsis(page.out, page.group);
	describe(&page, in);
	if (mdoc_has_examples(page.group)) {
		fputs(".Sh EXAMPLES\n", page.out);
		mdoc_examples(page.out, page.group);
	}
	fputs(".Sh SEE ALSO\n.Xr shieldadm 1 ,\n.Xr shieldadm.conf 5\n", page.out);
	if (in != NULL)
		fclose(in);
	finish(&page, name);
	free(name);
	free(title);
}

static void
print_things(const char *noun, const struct command *command)
{
	const char *verb = command->name != NULL ? command->name : "-";

	printf("verb\t%s\t%s\t%s\n", noun, verb, command->summary);
	for (const struct cmd_arg *a = command->args; a != NULL && a->name != NULL; a++)
		printf("argument\t%s\t%s\t%s\t%s\n", noun, verb, a->name, a->help);
	for (const struct cmd_opt *o = command->opts; o != NULL && o->name != NULL; o++)
		printf("option\t%s\t%s\t--%s\t%s\n", noun, verb, o->name, o->help);
}

static void
print_table(void)
{
	for (size_t i = 0; program_commands.groups[i] != NULL; i++) {
		const struct command_group *g = program_commands.groups[i];
		if (g->hidden)
			continue;
		printf("%s\t%s\t-\t%s\n", g->in_shell ? "shell" : "noun", g->name,
			g->summary);
		for (const struct command *c = g->commands;
			!g->in_shell && c->run != NULL; c++)
			print_things(g->name, c);
	}
	for (const struct cmd_opt *o = program_commands.options; o->name != NULL; o++)
		printf("option\t-\t-\t--%s\t%s\n", o->name, o->help);
}

int
main(int argc, char **argv)
{
	struct page page = { 0 };

	if (argc == 2 && strcmp(argv[1], "--table") == 0) {
		print_table();
		return 0;
	}
	if (argc != 4)
		give_up("usage: pages DATE PROSE OUT, or pages --table");
	page.date = argv[1];
	page.prose = argv[2];
	make_page(page, argv[3], "shieldadm.1");
	make_page(page, argv[3], "shieldadm.conf.5");
	make_page(page, argv[3], "shieldadm-policy.5");
	for (size_t i = 0; program_commands.groups[i] != NULL; i++) {
		page.group = program_commands.groups[i];
		if (!page.group->hidden && !page.group->in_shell)
			make_noun(page, argv[3]);
	}
	return 0;
}
