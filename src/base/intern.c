/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/intern.h"

#include <pthread.h>
#include <search.h>
#include <string.h>

#include "base/xalloc.h"

static int
compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

const char *
intern(const char *text)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static void *kept;
	char *const *found;
	const char *copy;

	if (text[0] == '\0')
		return "";
	pthread_mutex_lock(&lock);
	found = tfind(text, &kept, compare);
	if (found == NULL)
		found = xmust(tsearch(xstrdup(text), &kept, compare));
	copy = *found;
	pthread_mutex_unlock(&lock);
	return copy;
}
