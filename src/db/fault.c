/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "db/fault.h"

#include <stddef.h>

static const struct fault {
	unsigned code;
	enum db_end end;
	const char *hint;
} faults[] = {
	/* The transaction lost against another one.  After 1205 it still stands. */
	{ 1213, DB_AGAIN, "" }, /* deadlock; at COMMIT too, in a Galera cluster */
	{ 1205, DB_AGAIN, "" }, /* lock wait timeout */
	{ 1020, DB_AGAIN, "" }, /* record changed since the snapshot */
	{ 1614, DB_AGAIN, "" }, /* the same, for XA and some engines */

	/* The connection is gone. */
	{ 2006, DB_LOST, "" }, /* between two statements */
	{ 2013, DB_LOST, "" }, /* during one, or no answer in time */
	{ 2055, DB_LOST, "" }, /* 2013 with the system's error */
	{ 5012, DB_LOST, "" }, /* cannot read (MariaDB's library) */
	{ 5013, DB_LOST, "" }, /* the same, in other versions of it */
	{ 5014, DB_LOST, "" }, /* cannot write */
	{ 1927, DB_LOST, "" }, /* connection killed */
	{ 1053, DB_LOST, "" }, /* the server shuts down */
	{ 1077, DB_LOST, "" },
	{ 1079, DB_LOST, "" },
	{ 4031, DB_LOST, "" }, /* idle for too long (MySQL) */
	/* The stream of packets is broken: nothing more can be read from it. */
	{ 2014, DB_LOST, "" },
	{ 2027, DB_LOST, "" },
	{ 1156, DB_LOST, "" },
	{ 1158, DB_LOST, "" },
	{ 1159, DB_LOST, "" },
	{ 1160, DB_LOST, "" },
	{ 1161, DB_LOST, "" },

	{ 1146, DB_NO_TABLE, "" },

	/* A stock MariaDB makes tables with latin1. */
	{ 1366, DB_FAILED,
		"the table's character set lacks a character of it (to mend: ALTER TABLE "
		"secfilter CONVERT TO CHARACTER SET utf8mb4): " },
	{ 1290, DB_FAILED, "the server is read-only: " },
	{ 1792, DB_FAILED, "the server is read-only: " },
	{ 1836, DB_FAILED, "the server is read-only: " },
	{ 1047, DB_FAILED, "this node of the cluster is not ready: " },
	{ 1129, DB_FAILED, "the server shuts this host out: " },
	{ 2026, DB_FAILED, "no trusted TLS connection: " },
	{ 1820, DB_FAILED, "the password has expired: " },
	{ 1862, DB_FAILED, "the password has expired: " },
};

static const struct fault *
find(unsigned code)
{
	static const struct fault other = { 0, DB_FAILED, "" };

	for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++) {
		if (faults[i].code == code)
			return &faults[i];
	}
	return &other;
}

enum db_end
fault_end(unsigned code)
{
	return find(code)->end;
}

const char *
fault_hint(unsigned code)
{
	return find(code)->hint;
}
