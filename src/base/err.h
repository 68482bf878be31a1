/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_ERR_H
#define SHIELDADM_BASE_ERR_H

#include <stdbool.h>

/*
 * Why an operation failed.
 *
 * A function that can fail returns bool and takes a struct err as its last
 * parameter.  It fills the error in and returns false, or returns true and
 * leaves the error alone.  Only program/main.c prints errors.
 *
 * The code is the exit status.  The text is for people: lower case, no full
 * stop, names quoted, the cause last, and what to type next where there is
 * something.  It never holds a password.
 */
enum err_code {
	ERR_NO = 1,       /* no failure: the answer to the question is "no" */
	ERR_USAGE = 2,    /* the command line, or a value in it, is wrong */
	ERR_ABSENT = 3,   /* what was named does not exist */
	ERR_DB = 4,       /* the database refused or is out of reach */
	ERR_NODE = 5,     /* a Kamailio refused or is out of reach */
	ERR_NOT_LIVE = 6, /* saved, but not enforced by every node */
	ERR_GUARD = 7,    /* refused to keep the user from harm; --force does it */
	ERR_SYSTEM = 8,   /* a file, a socket, the kernel */
	ERR_DIFFERS = 9   /* a node does not do what was worked out (check --prove) */
};

#define ERR_TEXT_MAX 1024

struct err {
	enum err_code code;
	char text[ERR_TEXT_MAX];
};

/* The caller must look at what the function returns. */
#define MUST __attribute__((warn_unused_result))

/* Fill in err and return false, so that a caller can "return err_set(...)". */
bool err_set(struct err *err, enum err_code code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Put "what: " before the text of an error that is set already; return false. */
bool err_wrap(struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
