/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/article.h"

#include <stddef.h>

const char *const article_modules[] = { "secfilter", "geoip2", "permissions", "htable",
	"pike", "auth", "registrar", "usrloc", "sqlops", NULL };
