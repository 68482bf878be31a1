/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_DOCTOR_ROWS_H
#define SHIELDADM_DOCTOR_ROWS_H

#include "db/stored.h"
#include "doctor/finding.h"

/*
 * What is stored, row by row.  Private to src/doctor.
 */
void doctor_rules(
	const struct rule_list *rules, const struct bad_rows *bad, struct findings *list);
void doctor_addresses(const struct address_list *addresses, const struct bad_rows *bad,
	struct findings *list);

#endif
