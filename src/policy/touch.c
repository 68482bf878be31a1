/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/touch.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/xalloc.h"

/* What tells the tables apart. */
enum seed { SEED_RULE = 1, SEED_ADDRESS = 1 + RULE_KINDS, SEED_BAN };

/* More than any value has. */
#define TEXT_BYTES 512

/* As Kamailio compares: the case of ASCII is ignored. */
static uint64_t
hash_text(const char *text, uint64_t seed)
{
	char lower[TEXT_BYTES];
	size_t len = strnlen(text, sizeof(lower));

	for (size_t i = 0; i < len; i++)
		lower[i] = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] | 0x20)
		                                            : text[i];
	return hash_bytes(lower, len, seed);
}

uint64_t
touch_rule(const struct rule *rule)
{
	return hash_text(rule->value, (uint64_t)SEED_RULE + rule->kind);
}

uint64_t
touch_address(const struct address *address)
{
	const uint64_t place[] = { address->group, address->prefix, address->port,
		(uint64_t)address->family };
	uint64_t seed = hash_bytes(place, sizeof(place), SEED_ADDRESS);

	if (address->form == ADDRESS_NAME)
		return hash_text(address->stored, seed);
	return hash_bytes(address->bytes, address_bits(address->family) / 8, seed);
}

uint64_t
touch_ban(const char *key)
{
	return hash_text(key, SEED_BAN);
}

uint64_t
touch_record(const struct record *record)
{
	switch (record->form) {
	case RECORD_RULE:
		return touch_rule(&record->rule);
	case RECORD_ADDRESS:
		return touch_address(&record->address);
	case RECORD_BAN:
		break;
	}
	return touch_ban(record->key);
}

void
touched_add(struct touched *touched, uint64_t row)
{
	*LIST_ADD(touched) = row;
	touched->is_sorted = false;
}

static int
compare(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

bool
touched_has(struct touched *touched, uint64_t row)
{
	if (touched->len == 0)
		return false;
	if (!touched->is_sorted)
		qsort(touched->v, touched->len, sizeof(*touched->v), compare);
	touched->is_sorted = true;
	return bsearch(&row, touched->v, touched->len, sizeof(*touched->v), compare) !=
	       NULL;
}

void
touched_clear(struct touched *touched)
{
	free(touched->v);
	*touched = (struct touched){ 0 };
}
