/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/memory.h"

#include <string.h>

#define ENTRY_BYTES 24

/* What the allocator may have given away beyond what was asked for. */
#define SLACK(want) (1024 + (want) / 64)

static unsigned long long
round_up(unsigned long long n, unsigned align)
{
	return (n + align - 1) / align * align;
}

static struct rule_memory
memory_of(const struct rule_list *rules, unsigned align)
{
	struct rule_memory m = { .entries = rules->len * round_up(ENTRY_BYTES, align) };

	for (size_t i = 0; i < rules->len; i++)
		m.texts += round_up(strlen(rules->v[i].value), align);
	return m;
}

static enum memory_fit
fit(const struct rule_memory *want, const struct rule_memory *held)
{
	if (held->entries < want->entries || held->texts < want->texts)
		return MEMORY_SHORT;
	if (held->entries > want->entries + SLACK(want->entries) ||
		held->texts > want->texts + SLACK(want->texts))
		return MEMORY_OVER;
	return MEMORY_FITS;
}

enum memory_fit
rule_memory_compare(const struct rule_list *stored, const struct rule_memory *held)
{
	struct rule_memory want = memory_of(stored, held->align);

	/* Nothing at all is exact: the keys are missing then. */
	if (stored->len == 0)
		return held->entries == 0 ? MEMORY_FITS : MEMORY_OVER;
	return fit(&want, held);
}

bool
rule_memory_is_exact(const struct rule_list *stored, const struct rule_memory *held)
{
	struct rule_memory want = memory_of(stored, held->align);

	return held->entries == want.entries && held->texts == want.texts;
}

bool
rule_memory_has_grown(
	const struct rule_memory *before, const struct rule_memory *after, size_t n)
{
	return after->entries >= before->entries + n * ENTRY_BYTES;
}
