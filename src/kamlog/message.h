/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMLOG_MESSAGE_H
#define SHIELDADM_KAMLOG_MESSAGE_H

#include "kamlog/envelope.h"

/*
 * Kamailio's own text behind its level: a log_prefix, the origin, and the message.
 *
 *	{1 1 INVITE a@b} <script>: [REQINIT]: INVITE from 192.0.2.1 blocked ...
 *	<script>: /etc/kamailio/kamailio.cfg:612:[REQINIT]: ...      xlog's long_format
 *	[a@b] secfilter [secfilter.c:153]: w_check_sqli_all(): ...
 *
 * The prefix and the message may hold texts of a caller: Call-ID, CSeq, User-Agent.  The
 * origin is what Kamailio writes exactly once a line: "<script>: ", or a module with its
 * file and line number.  So where a line has one origin, the text before it is the
 * prefix, whatever it is, and the text behind it is the message.  Where a line has
 * several, a caller wrote all but one.  Such a line is read only when its form tells
 * which one is true, and KAMLOG_STRANGE otherwise:
 *
 * - The stock config's prefix, {$mt $hdr(CSeq) $ci}, ends at the first "} ".  Its Call-ID
 *   must equal the one in the message, and no other "} " may follow.  A caller who forges
 *   a prefix and a message in a header fails, because the true ones follow.
 * - Without a prefix the line begins with the origin.
 *
 * Both forms can be forged inside another prefix, so neither is read when the log has
 * lines with another prefix.
 */
enum kamlog_kind message_read(struct kamlog_reader *reader, const struct envelope *e,
	struct kamlog_line *line, bool *is_confirmed);

/* Read the text behind the Call-ID.  False: it is not certain.  is_confirmed: the line
 * has the stock config's prefix. */
bool message_reason(const struct kamlog_reader *reader, struct kamlog_line *line,
	struct kamlog_text text, bool is_blocked, bool is_confirmed);

/* Whether a message ends inside the stock config's prefix, or inside a request that the
 * core prints: "message=<REGISTER ...". */
bool message_breaks_off(struct cursor message);

/* Whether a message begins with the stock config's prefix, or with none, and goes on as
 * one of route[REQINIT] or of the check for SQL injection. */
bool message_begins(struct cursor message);

/* Whether a text holds "[REQINIT]". */
bool message_is_marked(const char *s, size_t len);

#endif
