/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_PACK_KEY_H
#define SHIELDADM_POLICY_PACK_KEY_H

/* Where what stands in the key of a packed address.  Private to pack.c and those who work
 * on the keys. */
#define PACK_AT_GROUP 0 /* four bytes, the highest first */
#define PACK_AT_FAMILY 4
#define PACK_AT_BYTES 5
#define PACK_AT_PREFIX 21
#define PACK_AT_PORT 22 /* four bytes: a stored row may have one that no packet has */

#endif
