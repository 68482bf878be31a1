/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_WHOAMI_H
#define SHIELDADM_BASE_WHOAMI_H

/*
 * The login and host of the user, as far as the system tells; under sudo the user who
 * called it.  "?" for what is unknown.  Asked once; cut to 63 bytes.
 */
const char *whoami_login(void);
const char *whoami_host(void);

#endif
