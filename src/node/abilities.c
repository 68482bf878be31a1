/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "node/abilities.h"

#include <stdio.h>
#include <string.h>

#include "node/call.h"

/* "kamailio 5.6.3 (x86_64/linux) " */
bool
node_version(struct node *node, char version[32], struct err *err)
{
	struct node_memory *memory = node_memory(node);
	cJSON *reply;
	const char *text;

	if (!memory->has_version) {
		if (node_ask(node, "core.version", NULL, 0, NULL, &reply, err) !=
			RPC_ANSWERED)
			return false;
		text = cJSON_GetStringValue(reply);
		if (text != NULL)
			sscanf(text, "%*s %31s", memory->version);
		memory->has_version = true;
		cJSON_Delete(reply);
	}
	snprintf(version, 32, "%s", memory->version);
	return true;
}

static bool
offers(struct node *node, const char *method, bool *has, struct err *err)
{
	struct node_memory *memory = node_memory(node);
	const cJSON *name;

	if (memory->methods == NULL && node_ask(node, "system.listMethods", NULL, 0, NULL,
					       &memory->methods, err) != RPC_ANSWERED)
		return err_wrap(err, "system.listMethods");
	*has = false;
	cJSON_ArrayForEach(name, memory->methods)
	{
		if (cJSON_IsString(name) && strcmp(name->valuestring, method) == 0)
			*has = true;
	}
	return true;
}

bool
node_has(struct node *node, enum quirk quirk, bool *has, struct err *err)
{
	const char *method = quirk_method(quirk);
	char version[32];

	if (method != NULL)
		return offers(node, method, has, err);
	if (!node_version(node, version, err))
		return false;
	*has = quirk_in(version, quirk);
	return true;
}
