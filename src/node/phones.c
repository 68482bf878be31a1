/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "node/phones.h"

#include <string.h>

#include "node/call.h"
#include "node/quirks.h"

struct phones {
	bool (*row)(const struct phone_row *row, void *ctx);
	void *ctx;
	bool is_done; /* no more are wanted */
};

/* usrloc writes "[not set]" for what a contact does not have. */
static const char *
text_of(const cJSON *contact, const char *name)
{
	const char *text = node_text(contact, name);

	return text == NULL || strcmp(text, "[not set]") == 0 ? "" : text;
}

/* "Expires" is the seconds left, or a word: "permanent", "deleted", "expired". */
static bool
is_registered(const cJSON *contact)
{
	const char *word = node_text(contact, "Expires");

	return word == NULL || strcmp(word, "permanent") == 0;
}

static void
add_contact(struct phones *phones, const char *aor, const cJSON *contact)
{
	const struct phone_row row = { .username = aor,
		.domain = "",
		.contact = node_text(contact, "Address"),
		.received = text_of(contact, "Received"),
		.user_agent = text_of(contact, "User-Agent") };

	if (is_registered(contact))
		phones->is_done = !phones->row(&row, phones->ctx);
}

/* {"Domains": [{"Domain": {"AoRs": [{"Info": {"AoR": ..., "Contacts": [{"Contact":
 * {...}}]}}]}}]}; over BINRPC an array of one may be that one, and names repeat. */
static void
walk(struct phones *phones, const char *aor, const cJSON *json)
{
	const char *own = node_text(json, "AoR");
	const cJSON *member;

	if (node_text(json, "Address") != NULL) {
		add_contact(phones, aor, json);
		return;
	}
	cJSON_ArrayForEach(member, json)
	{
		if (!phones->is_done && (cJSON_IsObject(member) || cJSON_IsArray(member)))
			walk(phones, own != NULL ? own : aor, member);
	}
}

bool
node_phone_each(struct node *node, bool (*row)(const struct phone_row *row, void *ctx),
	void *ctx, struct err *err)
{
	struct phones phones = { .row = row, .ctx = ctx };
	cJSON *reply;
	enum rpc_end end = node_ask(node, "ul.dump", NULL, 0, NULL, &reply, err);

	if (end == RPC_FAULT && fault_is(err, FAULT_NO_METHOD))
		return true;
	if (end != RPC_ANSWERED)
		return err_wrap(err, "ul.dump");
	walk(&phones, "", reply);
	cJSON_Delete(reply);
	return true;
}
