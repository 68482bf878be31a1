/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "setup/take.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/xalloc.h"
#include "policy/agent.h"
#include "policy/country.h"
#include "policy/rule_parse.h"

#define BLANKS " \t\r\n"

/* The words of a line, which is cut up. */
#define WORDS_MAX 512
#define NAME_WORDS_MAX 8 /* the most that a country's name has */

static void
refuse(struct take *take, const struct err *err)
{
	take->n_refused++;
	str_addf(take->reply, "! %s\n", err->text);
}

/* The code that the text stands for, NULL when it is neither a code nor a name. */
static const char *
code_of(const char *text, char code[3])
{
	if (strlen(text) == 2 && country_name(text) != NULL) {
		code[0] = ascii_upper(text[0]);
		code[1] = ascii_upper(text[1]);
		code[2] = '\0';
		return code;
	}
	/* A part of a name counts when it is unique; one or two letters are a typing
	 * error. */
	return strlen(text) > 2 || ascii_compare(text, "UK") == 0 ? country_code(text)
	                                                          : NULL;
}

static void
add_country(struct take *take, struct rule_list *list, const char *code)
{
	struct rule rule;
	struct err err;

	if (!rule_parse(&rule, RULE_COUNTRY, RULE_ALLOW, code, false, &err)) {
		refuse(take, &err);
		return;
	}
	if (answers_add_rule(list, &rule)) {
		take->n_taken++;
		str_addf(
			take->reply, "+ %s (%s)\n", rule.value, country_name(rule.value));
	} else {
		str_addf(take->reply, "= %s (%s) was named before\n", rule.value,
			country_name(rule.value));
	}
}

static void
refuse_country(struct take *take, const char *text)
{
	const char *meant = country_nearest(text);
	struct err err;

	if (meant != NULL)
		err_set(&err, ERR_USAGE, "'%s' is not a country: did you mean %s (%s)?",
			text, country_name(meant), meant);
	else
		err_set(&err, ERR_USAGE,
			"'%s' is not a country: a name such as Canada, or a code such as "
			"CA",
			text);
	refuse(take, &err);
}

static bool
joins(const char *word)
{
	return ascii_compare(word, "and") == 0 || ascii_compare(word, "the") == 0 ||
	       strcmp(word, "&") == 0 || strcmp(word, "+") == 0;
}

/* Find the longest name that begins at the first word; *used is its number of words. */
static const char *
longest_name(char *const *words, size_t n, char code[3], size_t *used)
{
	const char *found = NULL;

	for (size_t j = n < NAME_WORDS_MAX ? n : NAME_WORDS_MAX; found == NULL && j > 0;
		j--) {
		struct str text = { 0 };
		for (size_t k = 0; k < j; k++)
			str_addf(&text, "%s%s", k > 0 ? " " : "", words[k]);
		found = code_of(str_get(&text), code);
		*used = j;
		str_clear(&text);
	}
	return found;
}

static void
take_words(struct take *take, struct rule_list *list, char *const *words, size_t n)
{
	const char *found;
	char code[3];

	for (size_t i = 0, used; i < n; i += used) {
		used = 1;
		if (joins(words[i]))
			continue;
		found = longest_name(words + i, n - i, code, &used);
		if (found != NULL)
			add_country(take, list, found);
		else
			refuse_country(take, words[i]);
	}
}

/* Take a part between commas: one country, or several with blanks between.  A part
 * without any country is refused as a whole. */
static void
take_part(struct take *take, struct rule_list *list, char *part)
{
	char *words[WORDS_MAX], *rest = NULL, code[3];
	char *whole = xstrdup(part);
	const char *found = code_of(part, code);
	bool any = false;
	size_t n = 0;

	for (char *word = strtok_r(part, BLANKS, &rest); word != NULL && n < WORDS_MAX;
		word = strtok_r(NULL, BLANKS, &rest)) {
		any = any || code_of(word, code) != NULL;
		words[n++] = word;
	}
	if (found != NULL)
		add_country(take, list, found);
	else if (!any && country_nearest(whole) != NULL)
		refuse_country(take, whole);
	else
		take_words(take, list, words, n);
	free(whole);
}

/* Without the blanks at both ends. */
static char *
trim(char *text)
{
	size_t len;

	text += strspn(text, BLANKS);
	len = strlen(text);
	while (len > 0 && strchr(BLANKS, text[len - 1]) != NULL)
		text[--len] = '\0';
	return text;
}

void
take_countries(struct take *take, struct rule_list *list, const char *line)
{
	char *copy = xstrdup(line), *rest = NULL, *whole = trim(copy), code[3];
	struct err err;

	if (strcmp(whole, "no") == 0) {
		err_set(&err, ERR_USAGE,
			"no is Norway: type NO for it, or skip for none");
		refuse(take, &err);
	} else if (code_of(whole, code) != NULL) {
		/* Some names have a comma in them. */
		add_country(take, list, code_of(whole, code));
	} else {
		for (char *part = strtok_r(whole, ",;", &rest); part != NULL;
			part = strtok_r(NULL, ",;", &rest)) {
			part = trim(part);
			if (part[0] != '\0')
				take_part(take, list, part);
		}
	}
	free(copy);
}

void
take_agent(struct take *take, struct rule_list *list, const char *line)
{
	char *copy = xstrdup(line), *text = trim(copy);
	struct rule rule;
	struct err err;

	if (!rule_parse(&rule, RULE_UA, RULE_BLOCK, text, false, &err) ||
		!agent_check_line(text, &err)) {
		refuse(take, &err);
	} else if (answers_add_rule(list, &rule)) {
		take->n_taken++;
		str_addf(take->reply, "+ %s\n", rule.value);
	} else {
		str_addf(take->reply, "= %s was named before\n", rule.value);
	}
	free(copy);
}
