/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_PRINT_TEXT_H
#define SHIELDADM_PRINT_TEXT_H

#include "print/escape.h"
#include "print/format.h"

/* What the formats of plain text share. */

/* Add what people see of a cell. */
void text_add_cell(struct str *s, const struct out_cell *cell);

/* Objects are invisible: their lists follow each other. */
void text_object(void);

#endif
