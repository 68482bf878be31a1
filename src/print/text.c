/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "print/text.h"

#include "print/json_text.h"

void
text_add_cell(struct str *s, const struct out_cell *cell)
{
	switch (cell->kind) {
	case OUT_NULL:
		break;
	case OUT_IS_TEXT:
		escape_add(s, cell->text);
		break;
	case OUT_IS_INT:
		str_addf(s, "%lld", cell->n);
		break;
	case OUT_IS_BOOL:
		str_addf(s, cell->n ? "yes" : "no");
		break;
	case OUT_IS_TEXTS:
		for (size_t i = 0; cell->texts[i] != NULL; i++) {
			if (i > 0)
				str_addf(s, "; ");
			escape_add(s, cell->texts[i]);
		}
		break;
	case OUT_IS_JSON:
		json_text_add(s, cell->text);
		break;
	}
}

void
text_object(void)
{
}
