/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The registered phones: usrloc's table "location", where Kamailio keeps one.
 */
#include "db/db.h"
#include "db/run.h"

struct phone_reader {
	bool (*row)(const struct phone_row *row, void *ctx);
	void *ctx;
};

static bool
read_phone(const char *const *values, void *ctx)
{
	const struct phone_reader *reader = ctx;

	return reader->row(
		&(struct phone_row){
			.contact = values[0], .received = values[1], .agent = values[2] },
		reader->ctx);
}

bool
db_phone_each(struct db *db, bool (*row)(const struct phone_row *row, void *ctx),
	void *ctx, bool *exists, struct err *err)
{
	struct phone_reader reader = { row, ctx };

	*exists = db_run(db, "location",
		"SELECT contact, received, user_agent FROM location", NULL, 0, read_phone,
		&reader, err);
	return *exists || db->end == DB_NO_TABLE;
}
