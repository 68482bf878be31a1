/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a node tells about itself: its version, modules, hash tables, memory.
 */
#include <stdio.h>
#include <string.h>

#include "doctor/patient.h"
#include "node/quirks.h"

#define MEMORY_FULL_PERCENT 80

/* mend is what to write into kamailio.cfg. */
static const struct needed_module {
	const char *name;
	enum finding_level level; /* when it is missing */
	const char *lacks;        /* what does not work then */
	const char *mend;
} needed_modules[] = {
	{ "secfilter", FINDING_WRONG, "no user agent and no country is checked",
		"#!define WITH_SECFILTER below #!KAMAILIO (step 1), loadmodule "
		"\"secfilter.so\" (step 2), modparam(\"secfilter\", \"db_url\", DBURL) "
		"(step 3)" },
	{ "geoip2", FINDING_WRONG, "no caller's country is known",
		"#!define WITH_GEOIP2 below #!KAMAILIO (step 1), loadmodule "
		"\"geoip2.so\" (step 2), modparam(\"geoip2\", \"path\", ...) (step 3), "
		"after: apt-get install kamailio-geoip2-modules" },
	{ "permissions", FINDING_WRONG, "the table 'address' is not used",
		"#!define WITH_AUTH and #!define WITH_IPAUTH below #!KAMAILIO (step 1), "
		"which have loadmodule \"permissions.so\"" },
	{ "htable", FINDING_WRONG, "bans are not possible",
		"#!define WITH_ANTIFLOOD below #!KAMAILIO (step 1), which has loadmodule "
		"\"htable.so\"" },
	{ "pike", FINDING_WRONG, "floods are not noticed",
		"#!define WITH_ANTIFLOOD below #!KAMAILIO (step 1), which has loadmodule "
		"\"pike.so\"" },
	{ "auth", FINDING_WARNING, "callers need not authenticate",
		"#!define WITH_AUTH below #!KAMAILIO (step 1), which has loadmodule "
		"\"auth.so\"" },
	{ "registrar", FINDING_WARNING, "no phone can register",
		"loadmodule \"registrar.so\", as the stock one has it" },
	{ "usrloc", FINDING_WARNING, "no registration is kept",
		"loadmodule \"usrloc.so\", as the stock one has it" },
	{ "sqlops", FINDING_WARNING,
		"OPTIONS from registered phones cannot be told from others",
		"loadmodule \"sqlops.so\" (step 2), modparam(\"sqlops\", \"sqlcon\", "
		"\"cb=>mysql://...\") (step 3, with the URL itself: a define is not "
		"replaced inside a string)" },
	{ "sanity", FINDING_WARNING, "malformed requests are let in",
		"loadmodule \"sanity.so\", as the stock one has it" },
	{ "maxfwd", FINDING_WARNING, "requests that go in circles are let in",
		"loadmodule \"maxfwd.so\", as the stock one has it" },
	{ "kex", FINDING_WARNING,
		"it tells neither its memory nor how much its lists take of it",
		"loadmodule \"kex.so\", as the stock one has it" },
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

const char *
doctor_module(size_t i)
{
	return i < COUNT(needed_modules) ? needed_modules[i].name : NULL;
}

static void
check_version(struct patient *p)
{
	const char *version = p->facts.version;
	bool is_known = quirk_is_tried(version);

	findings_add(&p->list, is_known ? FINDING_OK : FINDING_WARNING, "version",
		is_known ? "Kamailio %s"
			 : "Kamailio '%s' was never tried: " QUIRKS_TRIED " were",
		version);
	if (!is_known)
		findings_mend(&p->list,
			"after each change: shieldadm probe --node %s, with and without "
			"what was blocked",
			p->config->name);
}

/* The route of shieldadm config reads the table location only with a URL for it. */
static bool
is_needed(const struct patient *p, const char *module)
{
	return strcmp(module, "sqlops") != 0 || !p->route.is_hardened ||
	       p->route.has_usrlocdb;
}

static void
check_modules(struct patient *p)
{
	size_t missing = 0;

	for (size_t i = 0; i < COUNT(needed_modules); i++) {
		const struct needed_module *needed = &needed_modules[i];
		char check[64];
		if (node_has_module(&p->facts, needed->name) ||
			!is_needed(p, needed->name))
			continue;
		snprintf(check, sizeof(check), "module %s", needed->name);
		findings_add(&p->list, needed->level, check, "it is not loaded: %s",
			needed->lacks);
		findings_mend(&p->list,
			"write into its kamailio.cfg: %s; systemctl restart kamailio",
			needed->mend);
		missing++;
	}
	if (missing == 0)
		findings_add(&p->list, FINDING_OK, "modules",
			"it has all that the article needs");
}

/* options as in the article's modparam of this table. */
static void
check_htable(struct patient *p, const char *name, const char *lacks, const char *options)
{
	const struct node_htable *table = node_htable(&p->facts, name);
	char check[96];

	snprintf(check, sizeof(check), "htable %s", name);
	if (table != NULL && table->expire > 0) {
		findings_add(&p->list, FINDING_OK, check,
			"%lld entries, each for %lld seconds", table->entries,
			table->expire);
		return;
	}
	if (table == NULL)
		findings_add(
			&p->list, FINDING_WRONG, check, "it is not there: %s", lacks);
	else
		findings_add(
			&p->list, FINDING_WARNING, check, "its entries never expire");
	findings_mend(&p->list,
		"write modparam(\"htable\", \"htable\", \"%s=>%s\") into its "
		"kamailio.cfg (step 3); systemctl restart kamailio",
		name, options);
}

static void
check_htables(struct patient *p)
{
	if (!node_has_module(&p->facts, "htable"))
		return;
	check_htable(p, p->env->settings->ban_table, "no ban can be kept",
		"size=8;autoexpire=300;");
	check_htable(p, "auth_try", "failed logins are not counted",
		"size=12;initval=0;autoexpire=86400");
}

/* During a reload private memory holds a list twice. */
static void
check_memory(struct patient *p)
{
	const struct node_process *tightest = node_tightest(&p->facts);
	unsigned long long percent, total_mb;

	if (tightest == NULL || tightest->total == 0)
		return;
	percent = 100 - tightest->free * 100 / tightest->total;
	total_mb = tightest->total >> 20;
	findings_add(&p->list,
		percent >= MEMORY_FULL_PERCENT ? FINDING_WARNING : FINDING_OK,
		"private memory", "%llu %% of %llu MB are in use, by '%s'", percent,
		total_mb, tightest->what);
	if (percent >= MEMORY_FULL_PERCENT)
		findings_mend(&p->list,
			"start Kamailio with -M %llu (Debian: PKG_MEMORY=%llu in "
			"/etc/default/kamailio); systemctl restart kamailio",
			total_mb * 2, total_mb * 2);
}

void
doctor_facts(struct patient *p)
{
	check_version(p);
	check_modules(p);
	check_htables(p);
	check_memory(p);
}
