/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rpc/end.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* What ctl and secfilter.print say when the reply outgrows ctl's buffer. */
static bool
is_too_big(const char *text)
{
	static const char *const texts[] = {
		"reply too big",
		"Internal error creating inner struct",
		"Internal error creating rpc",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		if (strstr(text, texts[i]) != NULL)
			return true;
	}
	return false;
}

/* The text goes to a terminal: make it one line without control characters. */
static void
make_printable(char *text)
{
	char *to = text;

	for (const char *from = text; *from != '\0'; from++) {
		bool is_blank = (unsigned char)*from <= ' ' || *from == 0x7f;

		if (!is_blank)
			*to++ = *from;
		else if (to > text && to[-1] != ' ')
			*to++ = ' ';
	}
	*to = '\0';
}

enum rpc_end
rpc_fault(const char *text, struct err *err)
{
	err_set(err, ERR_NODE, "%s", text);
	make_printable(err->text);
	if (err->text[0] == '\0')
		err_set(err, ERR_NODE, "a fault without a text");
	return is_too_big(text) ? RPC_TOO_BIG : RPC_FAULT;
}

static void set_failure(struct err *err, const char *what, const char *url,
	const char *fmt, va_list ap) __attribute__((format(printf, 4, 0)));

static void
set_failure(
	struct err *err, const char *what, const char *url, const char *fmt, va_list ap)
{
	char cause[ERR_TEXT_MAX / 2];

	vsnprintf(cause, sizeof(cause), fmt, ap);
	make_printable(cause);
	err_set(err, ERR_NODE, "%s '%s': %s", what, url, cause);
}

enum rpc_end
rpc_unreached(const char *url, struct err *err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	set_failure(err, "cannot reach", url, fmt, ap);
	va_end(ap);
	return RPC_UNREACHED;
}

enum rpc_end
rpc_untrusted(const char *url, struct err *err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	set_failure(err, "bad certificate of", url, fmt, ap);
	va_end(ap);
	return RPC_UNREACHED;
}

enum rpc_end
rpc_lost(const char *url, struct err *err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	set_failure(err, "no valid answer from", url, fmt, ap);
	va_end(ap);
	return RPC_LOST;
}
