/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_AGENT_H
#define SHIELDADM_POLICY_AGENT_H

#include <stdbool.h>

#include "base/err.h"

/*
 * User agents that no request will ever have: an entry is compared, as it is, with the
 * beginning of what a phone sends.
 */

/* ERR_GUARD for what is a regular expression or a wildcard, or was copied with something
 * around it: err tells what is probably meant. */
bool agent_check(const char *text, struct err *err) MUST;

/* ERR_GUARD for a line of a list that holds more than a user agent: a remark, a count. */
bool agent_check_line(const char *line, struct err *err) MUST;

#endif
