/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CMD_NODES_STATUS_H
#define SHIELDADM_CMD_NODES_STATUS_H

#include "cmd/cmd.h"

/* Print the report as Prometheus reads it, or put it into the file of --textfile. Without
 * a database it has what fleet_facts() tells.  begun: by clock_ms(). */
bool status_prometheus(struct app *app, const struct change_report *report,
	bool has_database, long long begun, struct err *err) MUST;

#endif
