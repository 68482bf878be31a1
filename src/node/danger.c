/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "node/danger.h"

#include <string.h>

#include "base/str.h"
#include "node/abilities.h"
#include "node/call.h"

/* The text of the n-th parameter; NULL when it is missing or a number. */
static const char *
text_at(const cJSON *params, int n)
{
	return cJSON_GetStringValue(cJSON_GetArrayItem(params, n));
}

static bool
has_no_first_text(const cJSON *params)
{
	const char *text = text_at(params, 0);

	return text == NULL || text[0] == '\0';
}

static bool
has_empty_value(const cJSON *params)
{
	const char *text = text_at(params, 1);

	return text != NULL && text[0] == '\0';
}

#define LETTERS "abcdefghijklmnopqrstuvwxyz"
#define REMOVES_MORE "it removes every entry that begins with the value"
#define MATCHES_ALL "an empty entry matches everybody"

/* Each was tried on a real 5.6.3. No other JSON-RPC call with few or odd parameters kills
 * it. */
static const struct danger {
	const char *method;
	bool (*is_meant)(const cJSON *params); /* NULL: whatever they are */
	const char *why;
	const char *instead; /* "%s" stands for the list that is meant */
} dangers[] = {
	{ "core.kill", NULL, "it ends Kamailio", "systemctl stop kamailio" },
	{ "geoip2.reload", has_no_first_text, "without a path it kills Kamailio",
		"shieldadm geo reload" },
	{ "secfilter.print", has_no_first_text,
		"without the name of a list it kills Kamailio",
		"shieldadm rpc secfilter.print ua" },
	{ "secfilter.reload", NULL, "one that fails leaves the node's lists empty",
		"shieldadm reload" },
	{ "secfilter.add_bl", has_empty_value, MATCHES_ALL,
		"shieldadm %s block <value>" },
	{ "secfilter.add_wl", has_empty_value, MATCHES_ALL,
		"shieldadm %s allow <value>" },
	{ "secfilter.del_bl", NULL, REMOVES_MORE, "shieldadm %s remove <value>" },
	{ "secfilter.del_wl", NULL, REMOVES_MORE, "shieldadm %s remove <value>" },
	{ "secfilter.del_dst", NULL, REMOVES_MORE, "shieldadm dst remove <value>" },
};

/* Add the text instead. "%s" in it becomes the list that the call names. */
static void
add_instead(struct str *s, const char *instead, const cJSON *params)
{
	const char *list = text_at(params, 0), *mark = strstr(instead, "%s");

	if (mark == NULL) {
		str_addf(s, "%s", instead);
		return;
	}
	if (list == NULL || list[0] == '\0' || list[strspn(list, LETTERS)] != '\0')
		list = "ua";
	str_addf(s, "%.*s%s%s", (int)(mark - instead), instead, list, mark + 2);
}

static bool
refuse(const char *method, const struct danger *d, const cJSON *params, struct err *err)
{
	struct str instead = { 0 };

	add_instead(&instead, d->instead, params);
	err_set(err, ERR_GUARD,
		"%s is refused: %s; instead: %s (--force sends it anyway)", method,
		d->why, str_get(&instead));
	str_clear(&instead);
	return false;
}

bool
danger_check(const char *method, const cJSON *params, struct err *err)
{
	for (size_t i = 0; i < sizeof(dangers) / sizeof(dangers[0]); i++) {
		const struct danger *d = &dangers[i];
		if (strcmp(d->method, method) != 0 ||
			(d->is_meant != NULL && !d->is_meant(params)))
			continue;
		return refuse(method, d, params, err);
	}
	return true;
}

/* A reload that kills a node without the table's backend, and the call that shows whether
 * it has the backend. */
static const struct backend {
	const char *method, *question, *table;
} backends[] = {
	{ "permissions.addressReload", "permissions.domainDump", "address" },
	{ "permissions.trustedReload", "permissions.trustedDump", "trusted" },
};

static bool
ask_backend(struct node *node, const struct backend *backend, struct err *err)
{
	cJSON *reply = NULL;
	enum rpc_end end = node_ask(node, backend->question, NULL, 0, NULL, &reply, err);

	cJSON_Delete(reply);
	if (end == RPC_ANSWERED || end == RPC_TOO_BIG)
		return true;
	if (end != RPC_FAULT)
		return err_wrap(err, "%s is not sent before %s is answered",
			backend->method, backend->question);
	/* Without the module the reload does nothing. */
	if (fault_is(err, FAULT_NO_METHOD))
		return true;
	return err_set(err, ERR_GUARD,
		"%s kills a node that does not load the table '%s' (%s): set "
		"load_backends of modparam(\"permissions\") in its kamailio.cfg first",
		backend->method, backend->table, err->text);
}

static bool
check_geoip(struct node *node, struct err *err)
{
	char version[32] = "";

	if (!node_version(node, version, err))
		return err_wrap(
			err, "geoip2.reload was not sent: the node's version is unknown");
	if (!quirk_in(version, QUIRK_GEOIP_RELOAD_KILLS))
		return true;
	return err_set(err, ERR_GUARD,
		"geoip2.reload kills a Kamailio before 6.0 (this is %s) when the file "
		"has grown, and reaches only one of its processes; instead: systemctl "
		"restart kamailio",
		version);
}

bool
danger_check_node(struct node *node, const char *method, struct err *err)
{
	if (strcmp(method, "geoip2.reload") == 0)
		return check_geoip(node, err);
	for (size_t i = 0; i < sizeof(backends) / sizeof(backends[0]); i++)
		if (strcmp(backends[i].method, method) == 0)
			return ask_backend(node, &backends[i], err);
	return true;
}

/* Add text as one word for a shell. */
static void
add_shell_word(struct str *s, const char *text)
{
	str_addf(s, " '");
	for (; *text != '\0'; text++)
		str_addf(s, *text == '\'' ? "'\\''" : "%c", *text);
	str_addf(s, "'");
}

char *
danger_note(const char *method, const cJSON *params)
{
	bool is_dst = strcmp(method, "secfilter.add_dst") == 0;
	bool is_allowed = strcmp(method, "secfilter.add_wl") == 0;
	const char *kind = is_dst ? "dst" : text_at(params, 0);
	const char *value = text_at(params, is_dst ? 0 : 1);
	struct str s = { 0 };

	if ((!is_dst && !is_allowed && strcmp(method, "secfilter.add_bl") != 0) ||
		kind == NULL)
		return NULL;
	str_addf(&s,
		"this is only in memory and lost at the next restart or reload; to keep "
		"it: shieldadm %s %s",
		kind, is_allowed ? "allow" : "block");
	if (value != NULL)
		add_shell_word(&s, value);
	return s.s;
}
