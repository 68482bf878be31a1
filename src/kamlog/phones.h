/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMLOG_PHONES_H
#define SHIELDADM_KAMLOG_PHONES_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The registered phones: whom no rule may cut off.
 */
struct phone_address {
	unsigned char len; /* 4 or 16 */
	unsigned char bytes[16];
};

struct phones {
	struct {
		struct phone_address *v;
		size_t len, cap;
	} addresses;
	struct {
		char **v;
		size_t len, cap;
	} agents;
};

/*
 * Add a phone.  Each address that stands anywhere in its Contact and in the address it
 * was received from counts as its own: in parameters as alias= as well.  Texts may be
 * NULL.
 */
void phones_add(struct phones *phones, const char *contact, const char *received,
	const char *agent);

/* All are added: to be called before the questions. */
void phones_sort(struct phones *phones);

/* Whether a phone has an address that begins with these bytes, of len in all (4, 16). */
bool phones_at(
	const struct phones *phones, const unsigned char *bytes, size_t n, size_t len);

/* Whether the entry would block a phone's user agent. */
bool phones_use(const struct phones *phones, const char *entry);

void phones_clear(struct phones *phones);

#endif
