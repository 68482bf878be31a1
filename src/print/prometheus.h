/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_PRINT_PROMETHEUS_H
#define SHIELDADM_PRINT_PROMETHEUS_H

#include "base/str.h"

/*
 * Prometheus' text format, version 0.0.4:
 *
 *	prometheus_metric(text, "shieldadm_node_up", "gauge", "Whether the node
 *answers."); prometheus_sample(text, "shieldadm_node_up", 1, "node", "edge1", NULL);
 *
 * All samples of a metric follow its own line.
 */
void prometheus_metric(
	struct str *text, const char *name, const char *type, const char *help);

/* A value, with pairs of a label and its value; NULL ends them. */
void prometheus_sample(struct str *text, const char *name, double value, ...)
	__attribute__((sentinel));

#endif
