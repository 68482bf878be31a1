/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FEED_FORM_H
#define SHIELDADM_FEED_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* In what form a list is, by its beginning, which ends with a NUL; pure.  Private to
 * src/feed. */

/* ERR_USAGE, with what to do, for gzip and UTF-16. */
bool form_check(const char *source, const char *bytes, size_t len, struct err *err) MUST;

/* An array or an object; "[2001:db8::1]:5060" is an address.  An empty list may be null.
 */
bool form_is_json(const char *bytes);

/* Whether the first line is an object, from its beginning to its end. */
bool form_has_json_line(const char *bytes);

/* [{'jail': ['192.0.2.1']}] */
bool form_is_python(const char *bytes);

#endif
