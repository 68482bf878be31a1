/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_PUT_FILE_H
#define SHIELDADM_BASE_PUT_FILE_H

#include <sys/types.h>

#include "base/err.h"

/*
 * Put text into the file as a whole: whoever reads it sees all of the old one or all of
 * the new one, also when the machine falls.  It has this mode then.  ERR_SYSTEM.
 */
bool put_file(const char *path, const char *text, mode_t mode, struct err *err) MUST;

#endif
