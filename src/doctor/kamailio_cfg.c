/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "doctor/kamailio_cfg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

char *
kamailio_cfg_modparam(const char *path, const char *module, const char *param)
{
	FILE *file = fopen(path, "re");
	char *line = NULL, *found = NULL;
	size_t size = 0;

	while (file != NULL && getline(&line, &size, file) >= 0) {
		char m[64], p[64], value[1024];
		if (sscanf(line,
			    " modparam ( \"%63[^\"]\" , \"%63[^\"]\" , \"%1023[^\"]\"", m,
			    p, value) != 3 ||
			strcmp(m, module) != 0 || strcmp(p, param) != 0)
			continue;
		/* Kamailio takes the last one. */
		free(found);
		found = xstrdup(value);
	}
	free(line);
	if (file != NULL)
		fclose(file);
	return found;
}
