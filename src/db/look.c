/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rows that begin as somebody began to type.
 */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "db/rows.h"

#define LIKE " LIKE ? ESCAPE '!'"

char *
db_begins(const char *start)
{
	struct str s = { 0 };

	for (; *start != '\0'; start++)
		str_addf(&s,
			*start == '%' || *start == '_' || *start == '!' ? "!%c" : "%c",
			*start);
	str_addf(&s, "%%");
	return s.s;
}

bool
db_rule_look(struct db *db, enum rule_kind kind, const char *start, size_t max,
	bool (*row)(const struct rule_row *row, void *ctx), void *ctx, struct err *err)
{
	struct db_rule_reader reader = { db, row, ctx };
	const struct rule_row first = rule_row(&(struct rule){ .kind = kind });
	char *like = db_begins(start);
	const struct db_param params[] = { db_int(first.type), db_int(first.action),
		db_int(kind == RULE_DST ? first.action : RULE_ALLOW), db_text(like),
		db_int((long long)max) };
	bool ok = db_run(db, "secfilter",
		"SELECT id, action, type, data FROM secfilter WHERE type = ? AND action "
		"BETWEEN ? AND ? AND data" LIKE " ORDER BY data, id LIMIT ?",
		params, 5, db_read_rule, &reader, err);

	free(like);
	return ok;
}

bool
db_address_look(struct db *db, const char *start, size_t max,
	bool (*row)(const struct address_row *row, void *ctx), void *ctx, struct err *err)
{
	struct db_address_reader reader = { db, row, ctx };
	/* The mask stands in a column of its own. */
	char *ip = xstrndup(start, strcspn(start, "/")), *like = db_begins(ip);
	const struct db_param params[] = { db_text(like), db_int((long long)max) };
	bool ok = db_run(db, "address",
		"SELECT id, grp, mask, port, ip_addr, tag FROM address WHERE ip_addr" LIKE
		" ORDER BY ip_addr, mask, id LIMIT ?",
		params, 2, db_read_address, &reader, err);

	free(like);
	free(ip);
	return ok;
}

struct tag_reader {
	bool (*row)(const char *tag, void *ctx);
	void *ctx;
};

static bool
read_tag(const char *const *values, void *ctx)
{
	const struct tag_reader *reader = ctx;

	return reader->row(values[0] != NULL ? values[0] : "", reader->ctx);
}

bool
db_tag_look(struct db *db, const char *start, size_t max,
	bool (*row)(const char *tag, void *ctx), void *ctx, struct err *err)
{
	struct tag_reader reader = { row, ctx };
	char *like = db_begins(start);
	const struct db_param params[] = { db_text(like), db_int((long long)max) };
	bool ok = db_run(db, "address",
		"SELECT DISTINCT tag FROM address WHERE tag" LIKE " ORDER BY tag LIMIT ?",
		params, 2, read_tag, &reader, err);

	free(like);
	return ok;
}

struct group_reader {
	bool (*row)(long long group, void *ctx);
	void *ctx;
};

static bool
read_group(const char *const *values, void *ctx)
{
	const struct group_reader *reader = ctx;

	return reader->row(db_number(values[0]), reader->ctx);
}

bool
db_group_look(struct db *db, size_t max, bool (*row)(long long group, void *ctx),
	void *ctx, struct err *err)
{
	struct group_reader reader = { row, ctx };
	const struct db_param param = db_int((long long)max);

	return db_run(db, "address",
		"SELECT DISTINCT grp FROM address ORDER BY grp LIMIT ?", &param, 1,
		read_group, &reader, err);
}
