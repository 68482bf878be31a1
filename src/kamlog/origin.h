/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMLOG_ORIGIN_H
#define SHIELDADM_KAMLOG_ORIGIN_H

#include "kamlog/cursor.h"

/*
 * Origins in a line: who wrote it (LOC_INFO of Kamailio's core/dprint.h, xlog's prefix).
 */
#define ORIGIN_SCRIPT "<script>: "
#define ORIGIN_MARK "[REQINIT]"

struct origin {
	const char *s, *end; /* "<script>: ", "secfilter [secfilter.c:153]: " */
	bool is_script;
};

/* Find the first origin; false when there is none. */
bool origin_find(struct cursor c, struct origin *origin);

/* Skip "<script>: ", perhaps with a file and a line number, and "[REQINIT]".  An xlog
 * prefix that is set to "" leaves out "<script>: "; then *is_script is false. */
bool origin_skip_mark(struct cursor *c, bool *is_script);

#endif
