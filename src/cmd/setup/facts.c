/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "fleet/registered.h"
#include "db/stored.h"
#include "cmd/setup/setup.h"
#include "policy/country.h"
#include "policy/uri.h"

/*
 * What setup knows before it asks.
 */
#define COUNTRIES_MAX 300 /* all two-letter codes */
#define COUNTRIES_SHOWN 6

/* The countries of registered phones. */
struct census {
	const struct geo *geo;
	struct census_country {
		char code[3];
		size_t n;
	} countries[COUNTRIES_MAX];
	size_t len;
};

static void
count(struct census *census, const char *code)
{
	size_t i = 0;

	while (i < census->len && strcmp(census->countries[i].code, code) != 0)
		i++;
	if (i == COUNTRIES_MAX)
		return;
	if (i == census->len) {
		census->len++;
		memcpy(census->countries[i].code, code, 3);
	}
	census->countries[i].n++;
}

/* The address its requests come from: behind NAT that is "received". */
static bool
on_phone(const struct phone_row *phone, void *ctx)
{
	const char *text = phone->received[0] != '\0' ? phone->received : phone->contact;
	struct census *census = ctx;
	struct party party;
	struct err ignored;
	unsigned char bytes[16];
	char code[3];
	unsigned port;
	int family;

	if (party_parse(&party, text, &ignored) &&
		party_source(&party, &family, bytes, &port) &&
		geo_country_of(census->geo, family, bytes, code) &&
		country_name(code) != NULL)
		count(census, code);
	return true;
}

static int
compare(const void *a, const void *b)
{
	const struct census_country *x = a, *y = b;

	if (x->n != y->n)
		return x->n < y->n ? 1 : -1;
	return strcmp(x->code, y->code);
}

static void
write_census(struct wizard *w, struct census *census)
{
	qsort(census->countries, census->len, sizeof(census->countries[0]), compare);
	for (size_t i = 0; i < census->len && i < COUNTRIES_SHOWN; i++) {
		const struct census_country *c = &census->countries[i];
		str_addf(&w->phones, "%s%s", i > 0 ? " " : "", c->code);
		str_addf(&w->phones_text, "%s%s (%zu)", i > 0 ? ", " : "",
			country_name(c->code), c->n);
	}
	if (census->len > COUNTRIES_SHOWN)
		str_addf(&w->phones_text, " and %zu countries more",
			census->len - COUNTRIES_SHOWN);
}

/* Registered phones must stay reachable: Enter stands for their countries.  A failure
 * here does not stop setup. */
static void
look_at_phones(struct wizard *w)
{
	struct census census = { .geo = w->geo };
	struct fleet fleet;
	struct err ignored;

	if (w->geo != NULL && app_look_env(w->app, &fleet, &ignored) &&
		registered_each(&fleet, on_phone, &census, &ignored))
		write_census(w, &census);
}

static const char *
country_of(void *ctx, const struct address *address)
{
	struct wizard *w = ctx;
	static char code[3];

	if (w->geo == NULL ||
		!geo_country_of(w->geo, address->family, address->bytes, code))
		return "";
	return code;
}

static bool
has_country(const struct rule_list *rules)
{
	for (size_t i = 0; i < rules->len; i++)
		if (rules->v[i].kind == RULE_COUNTRY && rules->v[i].action == RULE_ALLOW)
			return true;
	return false;
}

/* The groups of the article's step 7, as the configuration names them. */
static bool
find_group(struct wizard *w, struct take_group *group, const char *name, struct err *err)
{
	*group = (struct take_group){ .country = country_of, .ctx = w };
	if (!settings_group(&w->app->settings, name, &group->number, err))
		return false;
	group->name = settings_group_name(&w->app->settings, group->number);
	return true;
}

bool
setup_learn(struct wizard *w, struct err *err)
{
	struct bad_rows bad = { 0 };
	struct err ignored;
	bool ok = find_group(w, &w->facts.groups[0], "carrier", err) &&
	          find_group(w, &w->facts.groups[1], "customer", err) &&
	          app_db(w->app, false, err) &&
	          stored_rules(w->app->db, &w->rules, &bad, err) &&
	          stored_addresses(w->app->db, &w->addresses, &bad, err);

	bad_rows_clear(&bad);
	if (!ok)
		return false;
	/* The doctor has said why. */
	if (!geo_open(&w->geo, w->app->settings.geoip_database, &ignored))
		w->geo = NULL;
	if (!has_country(&w->rules))
		look_at_phones(w);
	w->facts.rules = &w->rules;
	w->facts.addresses = &w->addresses;
	w->facts.phones = str_get(&w->phones);
	w->facts.phones_text = str_get(&w->phones_text);
	w->setup.facts = &w->facts;
	return true;
}

void
setup_forget_facts(struct wizard *w)
{
	rule_list_clear(&w->rules);
	address_list_clear(&w->addresses);
	geo_close(w->geo);
	str_clear(&w->phones);
	str_clear(&w->phones_text);
}
