/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CMD_NODES_NODES_H
#define SHIELDADM_CMD_NODES_NODES_H

#include "base/said.h"
#include "cmd/cmd.h"

/*
 * How reports of many nodes are shown.
 *
 * Programs get every node, in the order of the configuration.  People get those
 * with something wrong first, and where there are many nodes the rest is counted.
 */
enum node_state { NODE_DIFFERS, NODE_UNREACHABLE, NODE_UNVERIFIED, NODE_OK };
#define NODE_STATES 4

enum node_state node_state(const struct node_report *node);

struct node_rows {
	struct {
		const struct node_report **v;
		size_t len, cap;
	} shown;
	size_t n_counted[NODE_STATES]; /* of each kind, the nodes that are not shown */
};

/* The caller clears rows. */
void node_rows(struct node_rows *rows, const struct app *app,
	const struct change_report *report);
void node_rows_clear(struct node_rows *rows);

/* The name of a row for nodes that are counted: "197 more".  The caller frees it. */
char *node_rows_more(size_t n);

/* Tell the notes of the nodes, each text once. */
void node_talk(const struct app *app, const struct said_list *said);

/* The cells "live", "verified" and "error". */
void node_out_verdict(struct app *app, const struct node_report *node);

/* Print the list "nodes" of a change; with steps, also what was done to each. */
void cmd_print_nodes(struct app *app, const struct change_report *report, bool has_steps);

/* Print the list "differences": each entry, and on which node it is missing, extra
 * or doubled. */
void cmd_print_differences(struct app *app, const struct change_report *report);

/* Print the result of change_look(). */
void cmd_print_status(struct app *app, const struct change_report *report);

#endif
