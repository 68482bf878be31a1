/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_DOCTOR_KAMAILIO_CFG_H
#define SHIELDADM_DOCTOR_KAMAILIO_CFG_H

/*
 * What the kamailio.cfg of this machine sets: the text of
 *	modparam("module", "param", "text")
 * NULL when the file cannot be read or does not say so itself: what it includes and
 * what it defines is not followed.  Private to src/doctor; the caller frees it.
 */
char *kamailio_cfg_modparam(const char *path, const char *module, const char *param);

#endif
