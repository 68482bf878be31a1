/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "settings/kamailio.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/path.h"
#include "base/xalloc.h"
#include "settings/process.h"

#define STOCK_RUN "/run/kamailio"

/* Where packages and "make install" put it. */
static const char *const stock_configs[] = { "/etc/kamailio/kamailio.cfg",
	"/usr/local/etc/kamailio/kamailio.cfg" };

static char *
find_config(const struct service *service)
{
	struct service running;
	char *config;

	if (service->config != NULL && service->config[0] == '/')
		return xstrdup(service->config);
	for (size_t i = 0; i < sizeof(stock_configs) / sizeof(stock_configs[0]); i++)
		if (access(stock_configs[i], F_OK) == 0)
			return xstrdup(stock_configs[i]);
	config =
		xstrdup(process_read(&running, NULL) ? running.config : stock_configs[0]);
	service_clear(&running);
	return config;
}

/* Whether the service reads the kamailio.cfg that is in use here. */
static bool
is_of_service(const struct settings *settings)
{
	const struct service *service = settings->kamailio_started;
	const char *its = service->config != NULL ? service->config : stock_configs[0];

	return settings->kamailio_service != NULL ||
	       path_is_same(its, settings->kamailio_config);
}

bool
kamailio_find(struct settings *settings, struct err *err)
{
	const char *name = settings->kamailio_service;
	struct service *service = xcalloc(1, sizeof(*service));

	settings->kamailio_started = service;
	if (!service_read(service, name != NULL ? name : "kamailio") && name != NULL)
		return err_set(err, ERR_USAGE,
			"%s: there is no service '%s', or it cannot be read",
			settings->file, name);
	if (settings->kamailio_config == NULL)
		settings->kamailio_config = find_config(service);
	settings->is_run_named = settings->kamailio_run != NULL;
	if (settings->kamailio_run == NULL)
		settings->kamailio_run = xstrdup(
			service->run != NULL && is_of_service(settings) ? service->run
									: STOCK_RUN);
	return true;
}

/* What a running Kamailio and its service say of the environment. */
struct environment {
	const struct settings *settings;
	struct service running;
	bool was_read;
};

/* A running process is the truth; the files of its service may have changed since. */
static const char *
variable(void *ctx, const char *name)
{
	struct environment *e = ctx;
	const char *value;

	if (!e->was_read)
		(void)process_read(&e->running, e->settings->kamailio_config);
	e->was_read = true;
	value = service_variable(&e->running, name);
	return value != NULL || e->settings->kamailio_started->is_partial ||
	                       !is_of_service(e->settings)
	               ? value
	               : service_variable(e->settings->kamailio_started, name);
}

bool
kamailio_read(const struct settings *settings, const char *path, struct cfg *cfg)
{
	struct environment environment = { .settings = settings };
	struct service *service = settings->kamailio_started;
	struct cfg_outside outside = { .variable = variable, .ctx = &environment };
	struct err err;
	bool ok;

	*LIST_ADD(&service->defines) = NULL;
	service->defines.len--;
	if (is_of_service(settings))
		outside.defines = (const char *const *)service->defines.v;
	ok = cfg_read_as(cfg, path, &outside, &err);
	service_clear(&environment.running);
	return ok;
}
