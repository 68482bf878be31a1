/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether the Kamailio of this machine reads the tables that shieldadm writes.
 */
#include <string.h>

#include "doctor/doctor.h"
#include "kamcfg/cfg.h"

/* Parameters with the only value that fits; NULL: the parameter must not be set. */
static const struct fit {
	const char *module, *param, *value;
} fits[] = {
	{ "secfilter", "table_name", "secfilter" },
	{ "secfilter", "action_col", "action" },
	{ "secfilter", "type_col", "type" },
	{ "secfilter", "data_col", "data" },
	{ "permissions", "address_table", "address" },
	{ "permissions", "grp_col", "grp" },
	{ "permissions", "ip_addr_col", "ip_addr" },
	{ "permissions", "mask_col", "mask" },
	{ "permissions", "port_col", "port" },
	{ "permissions", "tag_col", "tag" },
	{ "permissions", "address_file", NULL },
};

static void
check_fit(const struct cfg *cfg, const struct fit *fit, struct findings *list)
{
	const struct cfg_param *param = cfg_param(cfg, fit->module, fit->param);

	if (param == NULL || param->unknown != NULL || param->value[0] == '\0' ||
		(fit->value != NULL && strcmp(param->value, fit->value) == 0))
		return;
	findings_add(list, FINDING_WRONG, "tables",
		"'%s' line %u: module %s reads %s '%s', not what shieldadm stores",
		cfg_path(cfg, &param->at), param->at.line, fit->module, fit->param,
		param->value);
	findings_mend(list,
		"move its entries into the table '%s', remove that line, and: systemctl "
		"restart kamailio",
		strcmp(fit->module, "secfilter") == 0 ? "secfilter" : "address");
}

void
doctor_tables(const struct doctor_env *env, struct findings *list)
{
	struct cfg cfg;
	struct err err;

	if (!cfg_read(&cfg, env->settings->kamailio_config, &err))
		return;
	for (size_t i = 0; i < sizeof(fits) / sizeof(fits[0]); i++)
		check_fit(&cfg, &fits[i], list);
	cfg_clear(&cfg);
}
