/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_TESTS_FAKE_H
#define SHIELDADM_TESTS_FAKE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/*
 * The parts of fake_node; node.c tells what it is.  One thread, one node: what it
 * was started with is in one variable.
 */
struct fake {
	const char *dir, *recordings, *db, *script;
	bool is_56;          /* it answers as 5.6.3, else as 6.1.4 */
	double reload_delta; /* seconds */
};
extern struct fake fake;

/* A call, and where it came from. */
struct call {
	const char *method;
	const cJSON *params;
	bool is_ctl; /* over BINRPC, else over JSON-RPC */
};

/* What it is answered: a fault if text is set, else the result. */
struct answer {
	int code;
	char text[256];
	cJSON *result;
	struct str body; /* the result in BINRPC, where it is not made from result */
};

/* Fill in the answer; the caller clears it. */
void answer_call(struct answer *answer, const struct call *call);
void answer_fault(struct answer *answer, int code, const char *text);
void answer_text(struct answer *answer, const char *text);
void answer_clear(struct answer *answer);

/* The parameter as text; NULL when it is missing or a number. */
const char *call_text(const struct call *call, int n);

/* The calls that have a state behind them; true when method is one of theirs. */
bool secfilter_call(struct answer *answer, const struct call *call);
bool permissions_call(struct answer *answer, const struct call *call);
bool htable_call(struct answer *answer, const struct call *call);

/* Read the tables, as Kamailio does when it starts. */
void secfilter_start(void);
void permissions_start(void);

/* Whether a reload now comes too soon after the one at *last, which is set. */
bool reload_is_ongoing(double *last);
double now(void);

/* The slot of a hash table that Kamailio puts key in; size is a power of two. */
unsigned hash_slot(const void *key, size_t len, unsigned size);

/*
 * The line "VERB METHOD rest" of DIR/behave, or "VERB * rest", or just "VERB"
 * when method is NULL.  False when there is none; *rest may be NULL, and points
 * into memory that the next call uses again.
 */
bool behaves(const char *verb, const char *method, const char **rest);

/* BINRPC bytes of a whole result: an array's elements are records of their own. */
void encode_result(struct str *out, const cJSON *result);

#endif
