/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_CHECK_PART_H
#define SHIELDADM_KAMCFG_CHECK_PART_H

#include "kamcfg/check.h"
#include "kamcfg/reach.h"

/*
 * The parts of cfg_check().  Private to src/kamcfg.
 */
struct cfg_checked {
	struct cfg_check_list *list;
	const struct cfg *cfg;
	const struct cfg_check_env *env;
	struct cfg_reach reach;
	bool is_ours; /* shieldadm config apply has been here: policies are the user's */
};

void cfg_check_defines(struct cfg_checked *c); /* step 1 */
void cfg_check_modules(struct cfg_checked *c); /* step 2 */
void cfg_check_params(struct cfg_checked *c);  /* step 3 */
void cfg_check_limits(struct cfg_checked *c);  /* what a server holds */
void cfg_check_route(struct cfg_checked *c);   /* step 4 */
void cfg_check_faults(struct cfg_checked *c);  /* what the article's route gets wrong */
void cfg_check_lists(struct cfg_checked *c);   /* lists that no route asks about */

#endif
