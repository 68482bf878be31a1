/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_CHECK_PART_H
#define SHIELDADM_KAMCFG_CHECK_PART_H

#include "kamcfg/check.h"
#include "kamcfg/reach.h"

/*
 * The parts of check_config().  Private to src/kamcfg.
 */
struct checked {
	struct check_list *list;
	const struct cfg *cfg;
	const struct check_env *env;
	struct reach reach;
	bool is_ours; /* shieldadm config apply has been here: policies are the user's */
};

void check_defines(struct checked *c); /* step 1 */
void check_modules(struct checked *c); /* step 2 */
void check_params(struct checked *c);  /* step 3 */
void check_limits(struct checked *c);  /* what a server holds */
void check_route(struct checked *c);   /* step 4 */
void check_faults(struct checked *c);  /* what the article's route gets wrong */
void check_lists(struct checked *c);   /* lists that no route asks about */

/* Where to put a line of step 1, 2 or 3. */
struct cfg_at check_place(const struct cfg *cfg, unsigned step);

#endif
