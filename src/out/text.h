/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_OUT_TEXT_H
#define SHIELDADM_OUT_TEXT_H

#include "out/escape.h"
#include "out/format.h"

/* What the formats of plain text share. */

/* Add what people see of a cell. */
void text_add_cell(struct str *s, const struct out_cell *cell);

/* An object looks like nothing: its lists follow each other. */
void text_object(void);

#endif
