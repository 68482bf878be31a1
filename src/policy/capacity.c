/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/capacity.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MIB (1ull << 20)
#define HTTP_BYTES (8u << 20) /* what a reply over HTTP may have */
#define LIST_LONG 10000
#define ENTRY_NS 10

/* Bytes a row takes beside its texts, in the order of capacity_load's table. */
static const struct {
	const char *scheme;
	unsigned row[2];
	bool copies_texts;
} drivers[] = {
	/* measured: 216 and 280, whatever the texts */
	{ "mysql", { 220, 286 }, false },
	/* measured: 333 to 352, and 503 to 512, and a byte for each of the texts */
	{ "sqlite", { 360, 520 }, true },
};

static const struct {
	const char *name, *failure;
} tables[] = {
	[CAPACITY_SECFILTER] = { "secfilter", "leaves its lists empty" },
	[CAPACITY_ADDRESS] = { "address", "fails" },
};

void
capacity_add_rule(struct capacity_load *load, const struct rule *rule)
{
	load->rows++;
	load->text += strlen(rule->value);
}

void
capacity_add_address(struct capacity_load *load, const struct address *address)
{
	load->rows++;
	load->text += strlen(address_text(address)) + strlen(address->tag);
}

/* The last, which takes the most, stands for one that is not known. */
static size_t
driver_of(const char *scheme)
{
	size_t i = 0;

	while (i + 1 < sizeof(drivers) / sizeof(drivers[0]) &&
		strcmp(drivers[i].scheme, scheme) != 0)
		i++;
	return i;
}

unsigned long long
capacity_bytes(const struct capacity_load *load, const char *scheme)
{
	size_t i = driver_of(scheme);

	return (unsigned long long)load->rows * drivers[i].row[load->table] +
	       (drivers[i].copies_texts ? load->text : 0);
}

static enum capacity_level say(enum capacity_level level, char text[CAPACITY_TEXT_MAX],
	const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static enum capacity_level
say(enum capacity_level level, char text[CAPACITY_TEXT_MAX], const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, CAPACITY_TEXT_MAX, fmt, ap);
	va_end(ap);
	return level;
}

static enum capacity_level
level_of(unsigned long long need, unsigned long long max)
{
	if (need > max)
		return CAPACITY_OVER;
	return need * 5 > max * 4 ? CAPACITY_TIGHT : CAPACITY_FITS;
}

/* What to give -M, in MiB: doubled until a quarter more than this fits. */
static unsigned long long
private_memory(const struct capacity_memory *memory, unsigned long long need)
{
	unsigned long long used = memory->total - memory->free;
	unsigned long long mib = memory->total / MIB > 0 ? memory->total / MIB : 1;

	while (mib * MIB < used + need / 4 * 5)
		mib *= 2;
	return mib;
}

enum capacity_level
capacity_rows(const struct capacity_load *load, const char *scheme,
	const struct capacity_memory *memory, char text[CAPACITY_TEXT_MAX])
{
	unsigned long long need = capacity_bytes(load, scheme);
	enum capacity_level level = level_of(need, memory->free);
	char outcome[128] = "";

	if (level == CAPACITY_FITS)
		return say(level, text, "%s", "");
	if (level == CAPACITY_OVER)
		snprintf(outcome, sizeof(outcome),
			"; a reload %s%s, and it does not start again",
			tables[load->table].failure,
			drivers[driver_of(scheme)].copies_texts ? " or kills it" : "");
	return say(level, text,
		"to load the %zu rows of '%s' takes about %.1f MiB of private memory, "
		"and "
		"its process '%s' has %.1f MiB left%s: raise the core's option -M "
		"(kamailio -M %llu) and restart it",
		load->rows, tables[load->table].name, (double)need / (double)MIB,
		memory->process, (double)memory->free / (double)MIB, outcome,
		private_memory(memory, need));
}

enum capacity_level
capacity_networks(size_t networks, size_t max, char text[CAPACITY_TEXT_MAX])
{
	enum capacity_level level = level_of(networks, max);

	if (level == CAPACITY_FITS)
		return say(level, text, "%s", "");
	return say(level, text,
		"its table has room for %zu networks, and %zu are to be in it%s: raise "
		"modparam(\"permissions\", \"max_subnets\", %zu) and restart it",
		max, networks,
		level == CAPACITY_OVER ? "; what is too many is dropped without a word"
				       : "",
		networks * 2);
}

enum capacity_level
capacity_list(enum rule_kind kind, size_t entries, char text[CAPACITY_TEXT_MAX])
{
	if (entries <= LIST_LONG)
		return say(CAPACITY_FITS, text, "%s", "");
	return say(CAPACITY_TIGHT, text,
		"%zu entries for %s: Kamailio walks through them for each message, which "
		"takes it about %.2f ms; shorter prefixes that catch several make it "
		"faster",
		entries, rule_kind_name(kind), (double)entries * ENTRY_NS / 1e6);
}

enum capacity_level
capacity_reply(enum rule_kind kind, size_t size, size_t max, bool is_text,
	char text[CAPACITY_TEXT_MAX])
{
	if (size <= max)
		return say(CAPACITY_FITS, text, "%s", "");
	return say(CAPACITY_TIGHT, text,
		"its list for %s is about %zu KiB long, and its ways carry %zu KiB%s: "
		"what "
		"it holds is told by the memory it takes from here on, not by name%s",
		rule_kind_name(kind), size >> 10, max >> 10,
		is_text ? " (up to Kamailio 5.6, over ctl: only)" : "",
		is_text || size > HTTP_BYTES ? "" : "; an http:// way carries it");
}
