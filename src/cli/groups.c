/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/cmd.h"

const struct command_group *const cli_groups[] = {
	&cmd_setup,
	&cmd_ua,
	&cmd_country,
	&cmd_addr,
	&cmd_domain,
	&cmd_user,
	&cmd_ip,
	&cmd_dst,
	&cmd_geo,
	&cmd_ban,
	&cmd_auth,
	&cmd_check,
	&cmd_probe,
	&cmd_status,
	&cmd_sync,
	&cmd_reload,
	&cmd_doctor,
	&cmd_report,
	&cmd_rpc,
	&cmd_db,
	&cmd_help,
	&cmd_complete,
	NULL,
};
