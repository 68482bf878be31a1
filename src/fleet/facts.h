/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FLEET_FACTS_H
#define SHIELDADM_FLEET_FACTS_H

#include "fleet/fleet.h"
#include "fleet/node_report.h"

/* Ask the nodes what they tell of themselves, and nothing else.  The caller clears
 * reports. */
void fleet_facts(const struct fleet *fleet, struct node_reports *reports);

#endif
