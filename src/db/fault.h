/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_DB_FAULT_H
#define SHIELDADM_DB_FAULT_H

#include "db/driver.h"

/*
 * What an error number of MariaDB, MySQL or their client library means for us.
 */

/* What may be done after it: any end but DB_DONE. */
enum db_end fault_end(unsigned code);

/* Words to put before the server's own text; "" when that says enough. */
const char *fault_hint(unsigned code);

#endif
