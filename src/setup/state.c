/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "setup/state.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "base/yes_no.h"
#include "policy/address_parse.h"
#include "policy/rule_parse.h"

#define FIRST_LINE "shieldadm-setup 1"
#define FIRST_WORD "shieldadm-setup "
#define LAST_LINE "end"

static void
add_rules(struct str *text, const char *word, const struct rule_list *list)
{
	for (size_t i = 0; i < list->len; i++)
		str_addf(text, "%s\t%s\n", word, list->v[i].value);
}

static void
add_addresses(struct str *text, const char *word, const struct address_list *list)
{
	for (size_t i = 0; i < list->len; i++) {
		const struct address *a = &list->v[i];
		str_addf(text, "%s\t%s", word, address_text(a));
		if (a->form != ADDRESS_NAME)
			str_addf(text, "/%u", a->prefix);
		str_addf(text, "\t%lu\t%s\n", a->group, a->tag);
	}
}

void
state_format(struct str *text, const struct setup *setup, const char *database)
{
	const struct setup_answers *a = &setup->answers;

	str_addf(text, FIRST_LINE "\nfor\t%s\n", database);
	for (size_t i = 0; i < SETUP_QUESTIONS; i++)
		if (a->is_answered[i])
			str_addf(text, "answered\t%s\n", setup_questions[i].id);
	if (a->blocks_scanners)
		str_addf(text, "scanners\tyes\n");
	add_rules(text, "agent", &a->agents);
	add_rules(text, "country", &a->countries);
	add_addresses(text, "carrier", &a->carriers);
	add_addresses(text, "customer", &a->customers);
	str_addf(text, "at\t%s\n" LAST_LINE "\n",
		setup->at < SETUP_QUESTIONS ? setup_questions[setup->at].id : "go");
}

/* -- reading -- */

/* The question with this id, SETUP_QUESTIONS for "go". */
static bool
find_question(enum setup_id *id, const char *text, struct err *err)
{
	for (size_t i = 0; i < SETUP_QUESTIONS; i++)
		if (strcmp(setup_questions[i].id, text) == 0) {
			*id = (enum setup_id)i;
			return true;
		}
	*id = SETUP_QUESTIONS;
	return strcmp(text, "go") == 0 ||
	       err_set(err, ERR_USAGE, "there is no question '%s'", text);
}

static bool
read_rule(struct rule_list *list, enum rule_kind kind, enum rule_action action,
	const char *text, struct err *err)
{
	struct rule rule;

	if (!rule_parse(&rule, kind, action, text, false, err))
		return false;
	answers_add_rule(list, &rule);
	return list->len <= SETUP_ROWS_MAX ||
	       err_set(err, ERR_USAGE, "there are too many");
}

/* "192.0.2.1/32 TAB 1 TAB ACME"; text is cut up. */
static bool
read_address(struct address_list *list, char *text, struct err *err)
{
	char *group = strchr(text, '\t'), *tag;
	struct address a;
	unsigned long number;

	if (group == NULL || (tag = strchr(group + 1, '\t')) == NULL)
		return err_set(err, ERR_USAGE, "an address has a group and a tag");
	*group++ = *tag++ = '\0';
	if (!address_parse_group(&number, group, err) || !address_parse(&a, text, err) ||
		!address_check_width(&a, err) || !address_set_tag(&a, tag, err))
		return false;
	a.group = number;
	answers_add_address(list, &a);
	return list->len <= SETUP_ROWS_MAX ||
	       err_set(err, ERR_USAGE, "there are too many");
}

static bool
read_line(struct setup *setup, char **database, const char *word, char *text,
	struct err *err)
{
	struct setup_answers *a = &setup->answers;
	enum setup_id id;

	if (strcmp(word, "for") == 0) {
		free(*database);
		*database = xstrdup(text);
		return true;
	}
	if (strcmp(word, "answered") == 0) {
		if (!find_question(&id, text, err))
			return false;
		if (id < SETUP_QUESTIONS)
			a->is_answered[id] = true;
		return true;
	}
	if (strcmp(word, "at") == 0)
		return find_question(&setup->at, text, err);
	if (strcmp(word, "scanners") == 0)
		return yes_or_no(text, &a->blocks_scanners) ||
		       err_set(err, ERR_USAGE, "neither yes nor no");
	if (strcmp(word, "agent") == 0)
		return read_rule(&a->agents, RULE_UA, RULE_BLOCK, text, err);
	if (strcmp(word, "country") == 0)
		return read_rule(&a->countries, RULE_COUNTRY, RULE_ALLOW, text, err);
	if (strcmp(word, "carrier") == 0)
		return read_address(&a->carriers, text, err);
	if (strcmp(word, "customer") == 0)
		return read_address(&a->customers, text, err);
	return err_set(err, ERR_USAGE, "'%s' means nothing here", word);
}

/* The last line proves that the file is complete. */
static bool
check_ends(const char *text, struct err *err)
{
	size_t len = strlen(text), last = strlen("\n" LAST_LINE "\n");

	if (strncmp(text, FIRST_LINE "\n", strlen(FIRST_LINE "\n")) != 0)
		return err_set(err, ERR_USAGE, "%s",
			strncmp(text, FIRST_WORD, strlen(FIRST_WORD)) == 0
				? "it is of another version of shieldadm"
				: "it is damaged: its first line is missing");
	return (len > last && strcmp(text + len - last, "\n" LAST_LINE "\n") == 0) ||
	       err_set(err, ERR_USAGE, "it is damaged: its end is missing");
}

static bool
read_lines(struct setup *setup, char **database, char *text, struct err *err)
{
	char *rest = NULL;
	unsigned n = 1;

	strtok_r(text, "\n", &rest);
	for (char *line = strtok_r(NULL, "\n", &rest); line != NULL;
		line = strtok_r(NULL, "\n", &rest)) {
		char *tab = strchr(line, '\t');
		n++;
		if (tab == NULL && strcmp(line, LAST_LINE) == 0 && *rest == '\0')
			break;
		if (tab == NULL)
			return err_set(
				err, ERR_USAGE, "it is damaged: line %u has no text", n);
		*tab = '\0';
		if (!read_line(setup, database, line, tab + 1, err))
			return err_set(err, ERR_USAGE, "it is damaged: line %u: %s", n,
				err->text);
	}
	return *database != NULL ||
	       err_set(err, ERR_USAGE, "it is damaged: no database is named");
}

bool
state_parse(struct setup *setup, char **database, const char *text, struct err *err)
{
	struct setup read = { .facts = setup->facts };
	char *copy, *name = NULL;
	bool ok;

	if (!check_ends(text, err))
		return false;
	copy = xstrdup(text);
	ok = read_lines(&read, &name, copy, err);
	free(copy);
	if (!ok) {
		answers_clear(&read.answers);
		free(name);
		return false;
	}
	answers_clear(&setup->answers);
	*setup = read;
	*database = name;
	return true;
}
