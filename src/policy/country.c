/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/country.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/nearest.h"

struct country {
	const char *code, *name, *alpha3;
};

/* Sorted by code: countries.awk sees to it. */
static const struct country countries[] = {
#include "countries.inc"
};
#define COUNTRIES (sizeof(countries) / sizeof(countries[0]))

static int
compare(const void *code, const void *country)
{
	return ascii_compare(code, ((const struct country *)country)->code);
}

const char *
country_name(const char *code)
{
	const struct country *country =
		bsearch(code, countries, COUNTRIES, sizeof(countries[0]), compare);

	return country != NULL ? country->name : NULL;
}

const char *
country_code(const char *name)
{
	const char *found = NULL;

	/* ISO 3166 keeps this one free for those who mean the United Kingdom. */
	if (ascii_compare(name, "UK") == 0)
		return "GB";
	for (size_t i = 0; i < COUNTRIES; i++) {
		if (ascii_compare(countries[i].name, name) == 0 ||
			ascii_compare(countries[i].alpha3, name) == 0)
			return countries[i].code;
		if (!ascii_begins(countries[i].name, name))
			continue;
		if (found != NULL)
			return NULL;
		found = countries[i].code;
	}
	return found;
}

const char *
country_nearest(const char *typed)
{
	struct nearest nearest;

	nearest_init(&nearest, typed, strlen(typed));
	/* Two letters are near every code. */
	for (size_t i = 0; i < COUNTRIES && strlen(typed) > 2; i++)
		nearest_consider(&nearest, countries[i].name);
	return nearest.best != NULL ? country_code(nearest.best) : NULL;
}

const char *
country_at(size_t i, const char **name)
{
	if (i >= COUNTRIES)
		return NULL;
	*name = countries[i].name;
	return countries[i].code;
}
