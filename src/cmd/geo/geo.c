/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/geo/geo.h"

/*
 * geo: the GeoIP file and its content.
 */
static const struct cmd_opt lookup_opts[] = {
	GEO_DATABASE_OPT,
	{ 'f', "file", "file", "addresses from this file, the first word of each line",
		VALUE_FILE },
	{ 0 },
};

static const struct cmd_opt database_opts[] = {
	GEO_DATABASE_OPT,
	{ 0 },
};

static const struct cmd_arg lookup_args[] = {
	{ .name = "ip",
		.help = "an IPv4 or IPv6 address; - for lines of stdin",
		.optional = true,
		.many = true },
	{ 0 },
};

const struct command_group cmd_geo = {
	.name = "geo",
	.summary = "GeoIP: where an address is, the file, its reload",
	.commands =
		(const struct command[]){
			{ .name = "lookup",
				.summary = "tell the country of addresses, and more",
				.args = lookup_args,
				.opts = lookup_opts,
				.examples = (const char *const[]){ "geo lookup 192.0.2.7",
					"geo lookup -o csv --file sources.txt",
					"geo lookup --database GeoLite2-ASN.mmdb -",
					NULL },
				.run = geo_lookup },
			{ .name = "info",
				.summary =
					"tell about the file, and which nodes here use "
					"it",
				.opts = database_opts,
				.examples = (const char *const[]){ "geo info", NULL },
				.run = geo_show_info },
			{ .name = "reload",
				.summary = "make the nodes open their file again",
				.opts = database_opts,
				.examples = (const char *const[]){ "geo reload",
					"geo reload --node edge1", NULL },
				.run = geo_reload },
			{ 0 } },
};
