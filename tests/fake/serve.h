/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_TESTS_SERVE_H
#define SHIELDADM_TESTS_SERVE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/*
 * Requests as bytes to replies as bytes, in the three forms that Kamailio takes.
 */
struct reply {
	struct str bytes; /* none at all: nothing is sent */
	unsigned delay_ms;
	bool is_drip;    /* a byte every 100 ms */
	bool is_endless; /* after the bytes, those from repeat on again and again */
	size_t repeat;
	bool closes; /* the connection, after the bytes */
};

/* Take the request that in begins with, and answer it: false when it is not whole
 * yet.  For a connection; it is removed from in. */
bool serve_ctl(struct reply *reply, struct str *in);
bool serve_http(struct reply *reply, struct str *in);

/* The same for a datagram, which is always whole. */
bool serve_datagram(struct reply *reply, struct str *in);

#endif
