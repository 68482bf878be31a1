/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "doctor/doctor.h"

void
doctor(const struct doctor_env *env, struct findings *list)
{
	struct weight stored = { 0 };

	doctor_configuration(env, list);
	doctor_database(env, &stored, list);
	doctor_geoip(env, list);
	doctor_nodes(env, &stored, list);
}
