/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMLOG_PHONES_H
#define SHIELDADM_KAMLOG_PHONES_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The registered phones, which no suggested rule may block.
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
 * Add a phone.  All addresses in its Contact, parameters such as alias= included, and
 * the address that it was received from belong to it.  Texts may be NULL.
 */
void phones_add(struct phones *phones, const char *contact, const char *received,
	const char *agent);

/* Sort after the last phone was added, before any question. */
void phones_sort(struct phones *phones);

/* Whether a phone has an address of len bytes (4, 16) that begins with these bytes. */
bool phones_at(
	const struct phones *phones, const unsigned char *bytes, size_t n, size_t len);

/* Whether this entry of the user agent list would block a phone. */
bool phones_use(const struct phones *phones, const char *entry);

void phones_clear(struct phones *phones);

#endif
