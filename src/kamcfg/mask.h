/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_MASK_H
#define SHIELDADM_KAMCFG_MASK_H

#include "base/str.h"

/* Add the text to s, with *** instead of the password in each URL. */
void cfg_mask_passwords(struct str *s, const char *text, size_t len);

#endif
