/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_WHOAMI_H
#define SHIELDADM_BASE_WHOAMI_H

/*
 * Who has given the command, and where, as far as the system tells: by login the one who
 * has called sudo.  "?" for what is not known.  Asked once; cut to 63 bytes.
 */
const char *whoami_login(void);
const char *whoami_host(void);

#endif
