/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_ARTICLE_H
#define SHIELDADM_POLICY_ARTICLE_H

/*
 * What the article "Hardening Your Kamailio Configuration" needs of a node.
 */

/* The modules that its checks are made of; NULL-terminated. */
extern const char *const article_modules[];

#endif
