/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_AGENT_COPY_H
#define SHIELDADM_POLICY_AGENT_COPY_H

#include <stdbool.h>

/*
 * User agents that were copied with something around them: "User-Agent: x", "- x", "x;".
 */

/* What stands around the text, such as "begins with a bullet"; NULL: nothing.  The text
 * is cut down to what is probably meant, which is empty when nothing is left. */
const char *agent_copy_cut(char *text);

/* Whether the text holds one of the parts, which end with NULL. */
bool agent_holds_any(const char *text, const char *const *parts);

/* What no user agent has within it: "holds what nobody sees"; NULL: nothing. */
const char *agent_copy_within(const char *text);

#endif
