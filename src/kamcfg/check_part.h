/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_CHECK_PART_H
#define SHIELDADM_KAMCFG_CHECK_PART_H

#include "kamcfg/check.h"
#include "kamcfg/reach.h"

/*
 * The parts of cfg_check().  Private to kamcfg.
 */
struct cfg_checked {
	struct cfg_check_list *list;
	const struct cfg *cfg;
	const struct cfg_check_env *env;
	struct cfg_reach reach;
	bool is_ours; /* the hardening was put in by config apply: its policies are the
	                 user's choice */
};

void cfg_check_defines(struct cfg_checked *c); /* step 1 */
void cfg_check_modules(struct cfg_checked *c); /* step 2 */
void cfg_check_params(struct cfg_checked *c);  /* step 3 */
void cfg_check_limits(struct cfg_checked *c);  /* limits of the server */
void cfg_check_route(struct cfg_checked *c);   /* step 4 */
void cfg_check_faults(struct cfg_checked *c);  /* mistakes of the article's route */
void cfg_check_lists(struct cfg_checked *c);   /* lists that no route checks */

#endif
