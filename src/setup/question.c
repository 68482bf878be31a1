/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "setup/question.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/xalloc.h"
#include "base/yes_no.h"
#include "policy/country.h"
#include "policy/rule_parse.h"

/* At most so many stored rows are shown. */
#define SHOWN_MAX 8

enum setup_word
setup_word(const char *line)
{
	static const struct {
		const char *text;
		enum setup_word word;
	} words[] = { { "?", WORD_HELP }, { "help", WORD_HELP }, { "back", WORD_BACK },
		{ "skip", WORD_SKIP }, { "clear", WORD_CLEAR }, { "quit", WORD_QUIT },
		{ "exit", WORD_QUIT } };
	size_t start = strspn(line, " \t"), len = strcspn(line + start, " \t");
	char *word;
	enum setup_word found = WORD_NONE;

	if (line[start + len + strspn(line + start + len, " \t")] != '\0')
		return WORD_NONE;
	word = xstrndup(line + start, len);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (ascii_compare(word, words[i].text) == 0)
			found = words[i].word;
	free(word);
	return found;
}

/* -- scanners -- */

static void
take_scanners(struct setup *setup, struct take *take, const char *line)
{
	if (yes_or_no(line, &setup->answers.blocks_scanners)) {
		take->n_taken++;
		return;
	}
	take->n_refused++;
	str_addf(take->reply, "! '%s' is neither yes nor no\n", line);
}

static void
add_scanners_default(const struct setup *setup, struct str *text)
{
	bool was_no = setup->answers.is_answered[SETUP_SCANNERS] &&
	              !setup->answers.blocks_scanners;

	str_addf(text, "%s", was_no ? "no" : "yes");
}

static bool
accept_scanners(struct setup *setup, struct take *take)
{
	(void)take;
	if (!setup->answers.is_answered[SETUP_SCANNERS])
		setup->answers.blocks_scanners = true;
	return true;
}

static bool
is_scanner(const char *value)
{
	for (size_t i = 0; rule_scanners[i] != NULL; i++)
		if (ascii_compare(rule_scanners[i], value) == 0)
			return true;
	return false;
}

/* Add the stored rules of a kind and an action: "US (United States), ...". */
static void
add_rules(struct str *text, const struct setup *setup, enum rule_kind kind,
	enum rule_action action, bool scanners)
{
	const struct rule_list *rules = setup->facts->rules;
	size_t n = 0;

	for (size_t i = 0; i < rules->len; i++) {
		const struct rule *rule = &rules->v[i];
		const char *name =
			kind == RULE_COUNTRY ? country_name(rule->value) : NULL;
		if (rule->kind != kind || rule->action != action ||
			(kind == RULE_UA && is_scanner(rule->value) != scanners))
			continue;
		if (n++ < SHOWN_MAX)
			str_addf(text, "%s%s%s%s%s", n > 1 ? ", " : "", rule->value,
				name != NULL ? " (" : "", name != NULL ? name : "",
				name != NULL ? ")" : "");
	}
	if (n > SHOWN_MAX)
		str_addf(text, " and %zu more", n - SHOWN_MAX);
}

static void
add_stored_scanners(const struct setup *setup, struct str *text)
{
	const struct rule_list *rules = setup->facts->rules;
	size_t n = 0, all = 0;

	while (rule_scanners[all] != NULL)
		all++;
	for (size_t i = 0; i < all; i++)
		for (size_t j = 0; j < rules->len; j++)
			if (rules->v[j].kind == RULE_UA &&
				rules->v[j].action == RULE_BLOCK &&
				ascii_compare(rules->v[j].value, rule_scanners[i]) == 0) {
				n++;
				break;
			}
	if (n > 0)
		str_addf(text, "%zu of the %zu", n, all);
}

/* -- lists -- */

/* "none", or how many were answered this time. */
static void
add_list_default(struct str *text, size_t n)
{
	if (n > 0)
		str_addf(text, "these %zu", n);
	else
		str_addf(text, "none");
}

static void
take_agents(struct setup *setup, struct take *take, const char *line)
{
	take_agent(take, &setup->answers.agents, line);
}

static void
add_agents_default(const struct setup *setup, struct str *text)
{
	add_list_default(text, setup->answers.agents.len);
}

static bool
accept_list(struct setup *setup, struct take *take)
{
	(void)setup;
	(void)take;
	return true;
}

static void
add_stored_agents(const struct setup *setup, struct str *text)
{
	add_rules(text, setup, RULE_UA, RULE_BLOCK, false);
}

/* -- countries -- */

static void
take_country_line(struct setup *setup, struct take *take, const char *line)
{
	take_countries(take, &setup->answers.countries, line);
}

static bool
has_stored_country(const struct setup *setup)
{
	const struct rule_list *rules = setup->facts->rules;

	for (size_t i = 0; i < rules->len; i++)
		if (rules->v[i].kind == RULE_COUNTRY && rules->v[i].action == RULE_ALLOW)
			return true;
	return false;
}

/* The countries named so far; else, while none is allowed, the countries of registered
 * phones. */
static void
add_countries_default(const struct setup *setup, struct str *text)
{
	const struct rule_list *list = &setup->answers.countries;

	for (size_t i = 0; i < list->len && i < SHOWN_MAX; i++)
		str_addf(text, "%s%s", i > 0 ? " " : "", list->v[i].value);
	if (list->len > SHOWN_MAX)
		str_addf(text, " and %zu more", list->len - SHOWN_MAX);
	if (list->len > 0)
		return;
	if (has_stored_country(setup))
		str_addf(text, "no more");
	else
		str_addf(text, "%s",
			setup->facts->phones[0] != '\0' ? setup->facts->phones : "none");
}

static bool
accept_countries(struct setup *setup, struct take *take)
{
	if (setup->answers.countries.len > 0 || has_stored_country(setup))
		return true;
	if (setup->facts->phones[0] != '\0') {
		take_countries(take, &setup->answers.countries, setup->facts->phones);
		return true;
	}
	str_addf(take->reply,
		"! Without any country the article's route drops every caller whose "
		"country is known, but for the addresses of the next questions. If that "
		"is what you want: skip\n");
	return false;
}

static void
add_stored_countries(const struct setup *setup, struct str *text)
{
	add_rules(text, setup, RULE_COUNTRY, RULE_ALLOW, false);
}

/* -- carriers and customers -- */

static const struct take_group *
group_of(const struct setup *setup)
{
	return &setup->facts->groups[setup->at == SETUP_CARRIERS ? 0 : 1];
}

static void
take_address_line(struct setup *setup, struct take *take, const char *line)
{
	take_addresses(take, answers_addresses(&setup->answers, setup->at),
		group_of(setup), line);
}

static void
add_addresses_default(const struct setup *setup, struct str *text)
{
	add_list_default(text, answers_count(&setup->answers, setup->at));
}

static void
add_stored_addresses(const struct setup *setup, struct str *text)
{
	const struct address_list *list = setup->facts->addresses;
	char address[ADDRESS_FORMAT_MAX];
	size_t n = 0;

	for (size_t i = 0; i < list->len; i++) {
		if (list->v[i].group != group_of(setup)->number)
			continue;
		if (n++ >= SHOWN_MAX)
			continue;
		address_format(&list->v[i], address);
		str_addf(text, "%s%s", n > 1 ? ", " : "", address);
	}
	if (n > SHOWN_MAX)
		str_addf(text, " and %zu more", n - SHOWN_MAX);
}

#define ADDRESSES_HELP                                                                   \
	"One or more a line: 192.0.2.1, a network 192.0.2.0/24, a range 192.0.2.16-40, " \
	"IPv6 too. A text behind them is kept as a note. A whole list can be pasted; "   \
	"each line is answered, and an empty line ends it.\n"                            \
	"These addresses skip the checks of the country and of floods, and their "       \
	"OPTIONS are answered; blocked user agents are dropped from them too.\n"

const struct setup_question setup_questions[SETUP_QUESTIONS] = {
	[SETUP_SCANNERS] = { "scanners",
		"Block the user agents of known scanners? (step 5)",
		"yes blocks the twelve of the article. An entry blocks every user agent "
		"that begins with it, in either case. Registered phones that this would "
		"cut off are shown before anything is done.\n",
		false, take_scanners, add_scanners_default, accept_scanners,
		add_stored_scanners },
	[SETUP_AGENTS] = { "agents",
		"Other user agents to block? One a line; an empty line ends the list.",
		"The beginning of what they send as User-Agent, at least three "
		"characters: Cisco-SIPGateway, sundayddr. Nothing has to be named "
		"here.\n",
		true, take_agents, add_agents_default, accept_list, add_stored_agents },
	[SETUP_COUNTRIES] = { "countries",
		"From which countries do you expect calls? (step 6) Names or codes, "
		"several in a line: US, Canada.",
		"With the article's route callers from all other countries are dropped, "
		"unless their address is among those of the next questions. A caller "
		"whose country the GeoIP file does not know gets through. What you type "
		"is added to what is in brackets; clear empties that.\n",
		false, take_country_line, add_countries_default, accept_countries,
		add_stored_countries },
	[SETUP_CARRIERS] = { "carriers",
		"The addresses of your carriers? (step 7) One or more a line, with a "
		"name behind them if you like; an empty line ends the list.",
		ADDRESSES_HELP, true, take_address_line, add_addresses_default,
		accept_list, add_stored_addresses },
	[SETUP_CUSTOMERS] = { "customers",
		"The fixed addresses of your customers? (step 7) As before; an empty "
		"line ends the list.",
		ADDRESSES_HELP, true, take_address_line, add_addresses_default,
		accept_list, add_stored_addresses },
};
