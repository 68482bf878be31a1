/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_HASH_H
#define SHIELDADM_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * A hash of len bytes.  Eight bytes at a time are mixed in by the two halves of a
 * product, as wyhash does.  A secret seed keeps an attacker from writing log values
 * that all collide.
 */
static inline uint64_t
hash_mix(uint64_t a, uint64_t b)
{
	__extension__ typedef unsigned __int128 wide;
	wide product = (wide)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t
hash_bytes(const void *bytes, size_t len, uint64_t seed)
{
	const unsigned char *s = bytes;
	uint64_t h = seed ^ 0x9e3779b97f4a7c15u, word = 0;
	size_t n = len;

	for (; n >= 8; n -= 8, s += 8) {
		memcpy(&word, s, 8);
		h = hash_mix(h ^ word, 0xd6e8feb86659fd93u);
	}
	word = 0;
	memcpy(&word, s, n);
	h = hash_mix(h ^ word, 0xa0761d6478bd642fu);
	return hash_mix(h ^ len, 0xe7037ed1a0b428dbu ^ seed);
}

#endif
