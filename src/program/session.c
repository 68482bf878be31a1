/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "program/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

/* A connection, and what it was opened with. */
struct session_db {
	struct db *db;
	char *url, *tls_ca;
	int tls;
	unsigned timeout_ms;
};

static bool
is_same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

struct db *
session_db(const struct session *session, const struct db_options *options)
{
	const struct session_db *kept = session->kept;

	if (kept == NULL || !is_same(kept->url, options->url) ||
		!is_same(kept->tls_ca, options->tls_ca) ||
		kept->tls != (int)options->tls || kept->timeout_ms != options->timeout_ms)
		return NULL;
	return kept->db;
}

bool
session_keep_db(struct session *session, const struct db_options *options, struct db *db)
{
	struct session_db *kept;

	if (!db_is_worth_keeping(db))
		return false;
	session_drop_db(session);
	kept = session->kept = xcalloc(1, sizeof(*kept));
	kept->db = db;
	kept->url = xstrdup(options->url);
	kept->tls_ca = options->tls_ca != NULL ? xstrdup(options->tls_ca) : NULL;
	kept->tls = (int)options->tls;
	kept->timeout_ms = options->timeout_ms;
	return true;
}

void
session_drop_db(struct session *session)
{
	struct session_db *kept = session->kept;

	if (kept == NULL)
		return;
	db_close(kept->db);
	explicit_bzero(kept->url, strlen(kept->url));
	free(kept->url);
	free(kept->tls_ca);
	free(kept);
	session->kept = NULL;
}

bool
session_collect(struct session *session, const struct change_set *set, struct err *err)
{
	if (session->begun.names_node)
		return err_set(err, ERR_USAGE,
			"the open set goes to its nodes as a whole: give --node to "
			"commit");
	session->begun.was_warned = false;
	return change_set_merge(&session->begun.set, set, err);
}

size_t
session_pending(const struct session *session)
{
	return session->begun.set.rules.len + session->begun.set.addresses.len;
}

void
session_end_set(struct session *session)
{
	change_set_clear(&session->begun.set);
	session->begun.is_open = session->begun.was_warned = false;
}

void
session_clear(struct session *session)
{
	session_end_set(session);
	session_drop_db(session);
}
