/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_NODE_REPEATED_H
#define SHIELDADM_NODE_REPEATED_H

#include <cjson/cJSON.h>

/*
 * Replace members of one name by a single member with an array of their values. Most JSON
 * parsers would keep only one of them.
 */
void repeated_merge(cJSON *tree);

#endif
