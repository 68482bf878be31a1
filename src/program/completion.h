/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_PROGRAM_COMPLETION_H
#define SHIELDADM_PROGRAM_COMPLETION_H

#include "cli/args.h"
#include "complete/complete.h"

/* How complete() reaches configuration, database and nodes.  options: of the command
 * "complete", or of the shell; borrowed. */
void completion_source(struct complete_source *source, const struct args *options);

#endif
