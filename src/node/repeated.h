/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_NODE_REPEATED_H
#define SHIELDADM_NODE_REPEATED_H

#include <cjson/cJSON.h>

/*
 * Make of each name that an object of the tree repeats a single one, with an array of
 * its values: a parser that keeps one value for a name would lose the others.
 */
void repeated_merge(cJSON *tree);

#endif
