/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamcfg/kamailio.h"

#include <string.h>

#include "kamcfg/mask.h"
#include "kamcfg/subprocess.h"

/* Kamailio resolves the names in its config: it may take longer than one answer. */
#define PATIENCE 6
#define ERRORS_MAX 3
#define ERROR_LEN_MAX 300

/* The text behind " 0(12) ERROR: <core> [core/x.c:1]: function(): ". */
static const char *
message(const char *line, size_t len)
{
	const char *found = memmem(line, len, "]: ", 3), *end = line + len;
	const char *text = found != NULL ? found + 3 : line;
	const char *call = memmem(text, (size_t)(end - text), "(): ", 4);

	return call != NULL ? call + 4 : text;
}

static void
add_error(struct str *why, const char *line, size_t len, const char *path,
	const char *shown_as)
{
	const char *text = message(line, len), *end = line + len;
	const char *named;
	size_t n = (size_t)(end - text);

	n = n > ERROR_LEN_MAX ? ERROR_LEN_MAX : n;
	if (why->len > 0)
		str_addf(why, "; ");
	named = memmem(text, n, path, strlen(path));
	if (named == NULL) {
		cfg_mask_passwords(why, text, n);
		return;
	}
	str_addf(why, "%.*s%s", (int)(named - text), text, shown_as);
	named += strlen(path);
	cfg_mask_passwords(why, named, (size_t)(text + n - named));
}

static void
add_errors(struct str *why, const char *out, const char *path, const char *shown_as)
{
	unsigned n = 0;

	for (const char *line = out; *line != '\0' && n < ERRORS_MAX;) {
		size_t len = strcspn(line, "\n");
		if (memmem(line, len, "ERROR:", 6) != NULL ||
			memmem(line, len, "CRITICAL:", 9) != NULL) {
			add_error(why, line, len, path, shown_as);
			n++;
		}
		line += len + (line[len] == '\n');
	}
}

enum kamailio_says
kamailio_check(
	const char *path, const char *shown_as, unsigned timeout_ms, struct str *why)
{
	const char *const argv[] = { "kamailio", "-c", "-f", path, NULL };
	struct str out = { 0 };
	struct err err;
	int status;

	if (!subprocess_run(argv, timeout_ms * PATIENCE, &out, &status, &err)) {
		str_clear(&out);
		str_addf(why, "%s", err.text);
		return err.code == ERR_ABSENT ? KAMAILIO_ABSENT : KAMAILIO_FAILED;
	}
	if (status != 0)
		add_errors(why, str_get(&out), path, shown_as);
	if (status != 0 && why->len == 0)
		str_addf(why, "exit status %d", status);
	str_clear(&out);
	return status == 0 ? KAMAILIO_FINE : KAMAILIO_REFUSES;
}
