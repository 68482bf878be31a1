/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "cmd/setup/place.h"
#include "db/dburl.h"

/*
 * Ask for the database and the nodes when the configuration does not tell.
 */
static const char database_help[] =
	"The URL is the DBURL of kamailio.cfg: mysql://USER:PASSWORD@HOST/DATABASE, or "
	"sqlite:////PATH/TO/FILE. Leave the password out to be asked for it, unseen. "
	"Enter looks again, once the database was started.\n";

/* Insert the password behind the user: the last '@' ends both. */
static char *
with_password(const char *url, const char *password)
{
	const char *at = strrchr(url, '@');

	return xasprintf("%.*s:%s%s", (int)(at - url), url, password, at);
}

/* The URL has a user and no password: ask for it. */
static bool
complete_url(struct place *p, char **url, const struct db_url *parsed)
{
	struct str password = { 0 };
	enum dialog_got got = DIALOG_LINE;
	char *whole;

	if (parsed->user == NULL || parsed->password != NULL)
		return true;
	got = dialog_ask(
		&p->w->io, "password, not shown", "none", database_help, true, &password);
	if (got == DIALOG_LINE && password.len > 0) {
		whole = with_password(*url, str_get(&password));
		free(*url);
		*url = whole;
		explicit_bzero(password.s, password.len);
	}
	str_clear(&password);
	return got == DIALOG_LINE;
}

/* Use it for this run.  Once it works, place_keep_database() offers to keep it. */
static void
use_url(struct place *p, const char *url)
{
	struct settings *settings = &p->w->app->settings;

	free(settings->db_url);
	free(settings->db_source);
	settings->db_url = xstrdup(url);
	settings->db_source = xstrdup("your answer");
	str_clear(&p->url_text);
	str_addf(&p->url_text, "\n[database]\nurl = %s\n", url);
}

static enum place_next
take_url(struct place *p, const char *line)
{
	char *url = xstrndup(
		line + strspn(line, " \t"), strcspn(line + strspn(line, " \t"), " \t"));
	struct db_url parsed = { 0 };
	struct err err;
	enum place_next next = PLACE_LOOK;

	if (!db_url_parse(&parsed, url, &err)) {
		dialog_say(&p->w->io, "! %s\n", err.text);
		next = PLACE_ASK_DATABASE;
	} else {
		if (complete_url(p, &url, &parsed))
			use_url(p, url);
		else
			next = PLACE_LEAVE;
		p->has_asked_tables = false;
	}
	db_url_clear(&parsed);
	explicit_bzero(url, strlen(url));
	free(url);
	return next;
}

enum place_next
place_ask_database(struct place *p)
{
	struct str line = { 0 };
	enum place_next next = PLACE_LOOK;
	enum dialog_got got;

	p->was_asked = true;
	dialog_say(&p->w->io, "\nWhere is Kamailio's database? Its URL, such as "
			      "mysql://kamailio@localhost/kamailio\n");
	got = dialog_ask(
		&p->w->io, "database", "look again", database_help, false, &line);
	if (got == DIALOG_QUIT)
		next = PLACE_LEAVE;
	else if (got == DIALOG_SKIP) {
		dialog_say(
			&p->w->io, "! Nothing can be stored without it; quit leaves.\n");
		next = PLACE_ASK_DATABASE;
	} else if (got == DIALOG_BACK) {
		dialog_say(&p->w->io, "This is the first question.\n");
		next = PLACE_ASK_DATABASE;
	} else if (line.len > 0)
		next = take_url(p, str_get(&line));
	if (line.len > 0)
		explicit_bzero(line.s, line.len);
	str_clear(&line);
	return next;
}

/* After a failed write do not ask again: it works for this run. */
static enum place_next
keep(struct place *p, struct str *text, enum place_next back, struct err *err)
{
	enum dialog_got got;
	bool is_written = place_write(p, str_get(text), &got, err);

	if (got == DIALOG_BACK)
		return back;
	explicit_bzero(text->s, text->len);
	str_clear(text);
	if (got == DIALOG_QUIT)
		return PLACE_LEAVE;
	return is_written && !p->w->app->has_conf ? PLACE_LOOK : PLACE_MEND;
}

enum place_next
place_keep_database(struct place *p, struct err *err)
{
	return keep(p, &p->url_text, PLACE_ASK_DATABASE, err);
}

/* -- nodes -- */

static const char nodes_help[] =
	"One node a line: its name, and one or more ways to its RPC:\n"
	"  edge1 ctl:/run/kamailio/kamailio_ctl\n"
	"  edge2 http://10.0.0.5:5060/RPC\n"
	"ctl is the socket that kamcmd uses; http works where kamailio.cfg has "
	"WITH_JSONRPC. Without a node the rules are stored, and brought to the nodes "
	"later "
	"by shieldadm sync.\n";

static bool
is_name(const char *word)
{
	for (const char *c = word; *c != '\0'; c++)
		if (!isalnum((unsigned char)*c) && strchr("-_.", *c) == NULL)
			return false;
	return word[0] != '\0' && strlen(word) <= 40;
}

/* Read the ways of a node from the line, which is cut up; false when one is invalid. */
static bool
read_node(struct settings_node *node, char *line, struct err *err)
{
	char *rest = NULL;
	size_t n = 0;

	for (char *word = strtok_r(line, " \t", &rest); word != NULL;
		word = strtok_r(NULL, " \t", &rest)) {
		if (node->name == NULL && n == 0 && is_name(word))
			node->name = xstrdup(word);
		else if (n == SETTINGS_WAYS_MAX)
			return err_set(err, ERR_USAGE,
				"a node has %d ways in at the most", SETTINGS_WAYS_MAX);
		else
			node->rpc[n++] = xstrdup(word);
	}
	return n > 0 || err_set(err, ERR_USAGE,
				"a way to the node is missing, such as "
				"ctl:/run/kamailio/kamailio_ctl");
}

static bool
check_node(const struct settings *settings, const struct settings_node *node,
	struct err *err)
{
	struct node_config config = { .name = node->name };
	struct node *opened;

	for (size_t i = 0; i < settings->nodes.len; i++)
		if (strcmp(settings->nodes.v[i].name, node->name) == 0)
			return err_set(
				err, ERR_USAGE, "'%s' was named before", node->name);
	for (size_t i = 0; i < SETTINGS_WAYS_MAX; i++)
		config.ways[i] = node->rpc[i];
	if (!node_open(&opened, &config, err))
		return false;
	node_close(opened);
	return true;
}

static void
clear_node(struct settings_node *node)
{
	free(node->name);
	for (size_t i = 0; i < SETTINGS_WAYS_MAX; i++)
		free(node->rpc[i]);
}

static void
take_node(struct place *p, const char *line)
{
	struct settings *settings = &p->w->app->settings;
	struct settings_node node = { 0 };
	char *copy = xstrdup(line);
	struct err err;
	bool ok = read_node(&node, copy, &err);

	if (ok && node.name == NULL)
		node.name = xasprintf("node%zu", settings->nodes.len + 1);
	if (ok && check_node(settings, &node, &err)) {
		str_addf(&p->nodes_text, "\n[node %s]\nrpc =", node.name);
		for (size_t i = 0; i < SETTINGS_WAYS_MAX && node.rpc[i] != NULL; i++)
			str_addf(&p->nodes_text, " %s", node.rpc[i]);
		str_addf(&p->nodes_text, "\n");
		dialog_say(&p->w->io, "+ %s\n", node.name);
		*LIST_ADD(&settings->nodes) = node;
	} else {
		dialog_say(&p->w->io, "! %s\n", err.text);
		clear_node(&node);
	}
	free(copy);
}

enum place_next
place_ask_nodes(struct place *p)
{
	struct str line = { 0 };
	enum dialog_got got = DIALOG_LINE;
	bool is_done = false;
	size_t n = 0;

	dialog_say(&p->w->io,
		"\nHow are the Kamailio nodes reached? A name and a way in, one node a "
		"line: edge1 http://10.0.0.5:5060/RPC; an empty line ends the list.\n");
	while (!is_done) {
		got = dialog_ask(&p->w->io, "nodes", n > 0 ? "done" : "none", nodes_help,
			false, &line);
		is_done = got != DIALOG_LINE || line.s == NULL ||
		          line.s[strspn(line.s, " \t")] == '\0';
		if (!is_done) {
			take_node(p, str_get(&line));
			n = p->w->app->settings.nodes.len;
		}
	}
	str_clear(&line);
	if (got == DIALOG_QUIT)
		return PLACE_LEAVE;
	if (got == DIALOG_BACK)
		return PLACE_ASK_DATABASE;
	p->has_asked_nodes = true;
	return n > 0 ? PLACE_LOOK : PLACE_MEND;
}

enum place_next
place_keep_nodes(struct place *p, struct err *err)
{
	return keep(p, &p->nodes_text, PLACE_MEND, err);
}
