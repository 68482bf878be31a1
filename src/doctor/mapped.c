/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The GeoIP file that the processes of a node have open.
 */
#include <stdlib.h>

#include "doctor/patient.h"
#include "node/mapped.h"
#include "node/quirks.h"
#include "node/way.h"

static void
mend_old(struct patient *p)
{
	if (!quirk_in(p->facts.version, QUIRK_GEOIP_RELOAD_KILLS))
		findings_mend(
			&p->list, "shieldadm geo reload --node %s", p->config->name);
	else
		findings_mend(&p->list,
			"systemctl restart kamailio (not geoip2.reload: "
			"a %s can die of it)",
			p->facts.version);
}

static void
report(struct patient *p, const struct node_mapped *mapped)
{
	const char *configured = p->env->settings->geoip_database;

	switch (mapped->state) {
	case MAPPED_UNSEEN:
		break;
	case MAPPED_OLD:
		findings_add(&p->list, FINDING_WARNING, "geoip file",
			"it still uses the '%s' that was replaced since it started",
			mapped->path);
		mend_old(p);
		break;
	case MAPPED_OTHER:
		findings_add(&p->list, FINDING_WARNING, "geoip file",
			"it uses '%s', not the '%s' of the configuration", mapped->path,
			configured);
		findings_mend(&p->list, "write [geoip] and database = %s into %s",
			mapped->path, doctor_conf_file(p->env));
		break;
	case MAPPED_CURRENT:
		findings_add(&p->list, FINDING_OK, "geoip file",
			"it uses '%s' as it is now", mapped->path);
		break;
	}
}

void
doctor_mapped(struct patient *p)
{
	struct node_mapped mapped;

	if (!node_is_local(p->config))
		return;
	node_mapped(&p->facts, p->env->settings->geoip_database, &mapped);
	report(p, &mapped);
	free(mapped.path);
}
