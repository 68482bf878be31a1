/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_NODE_DANGER_H
#define SHIELDADM_NODE_DANGER_H

#include <cjson/cJSON.h>

#include "node/node.h"

/*
 * Calls that do more than the user is likely to want. Private to src/node.
 */

/* ERR_GUARD, with the reason and what to type instead. */
bool danger_check(const char *method, const cJSON *params, struct err *err) MUST;

/* The same for a call that only some nodes survive. This node is asked whether it does.
 * ERR_NODE when it does not answer. */
bool danger_check_node(struct node *node, const char *method, struct err *err) MUST;

/* For a call that changes only the node's memory: a note with the command that stores the
 * change. NULL for other calls. The caller frees it. */
char *danger_note(const char *method, const cJSON *params);

#endif
