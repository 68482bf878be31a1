/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_NODE_DANGER_H
#define SHIELDADM_NODE_DANGER_H

#include <cjson/cJSON.h>

#include "node/node.h"

/*
 * Calls that do more than whoever types them is likely to want.  Private to
 * src/node.
 */

/* ERR_GUARD, with the reason and what to type instead. */
bool danger_check(const char *method, const cJSON *params, struct err *err) MUST;

/* The same for a call that only some nodes survive: this one is asked.  ERR_NODE when
 * it does not tell. */
bool danger_check_node(struct node *node, const char *method, struct err *err) MUST;

/* What a call stores in memory only, and the command that stores it for good; NULL for
 * other calls.  The caller frees it. */
char *danger_note(const char *method, const cJSON *params);

#endif
