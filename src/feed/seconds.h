/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FEED_SECONDS_H
#define SHIELDADM_FEED_SECONDS_H

#include <stdbool.h>

/*
 * How long an entry is meant to last, as tools write it: 3600, "3h59m40.5s" (Go, and so
 * CrowdSec), "59m59s924ms" (nft), "1d2h".  Parts of a second are left out; one that has
 * ended is 0.  False for another text.
 */
bool feed_seconds(const char *text, long long *seconds);

#endif
