/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SETUP_QUESTION_H
#define SHIELDADM_SETUP_QUESTION_H

#include "base/str.h"
#include "setup/take.h"

/*
 * The questions of the article's steps 5 to 7, as a table, and what can be answered to
 * all of them.
 */

/* What is there already, and what is known.  All of it borrowed. */
struct setup_facts {
	const struct rule_list *rules;
	const struct address_list *addresses;
	struct take_group groups[2]; /* carriers, customers */
	/* Where registered phones are now, most of them first, with how many; "": nobody
	 * is, or nobody knows where: "DE US", "DE (Germany): 12, US (United States): 1"
	 */
	const char *phones, *phones_text;
};

struct setup {
	const struct setup_facts *facts;
	struct setup_answers answers;
	enum setup_id at; /* SETUP_QUESTIONS: all are asked */
	size_t n_refused; /* parts of lines that were not taken, of this question */
};

struct setup_question {
	const char *id;   /* "countries": the prompt */
	const char *text; /* what is asked */
	const char *help; /* what ? answers; paragraphs end with a newline */
	bool is_list;     /* of lines, which an empty one ends */

	/* Take a line that is not empty. */
	void (*take)(struct setup *setup, struct take *take, const char *line);
	/* Add what Enter alone stands for. */
	void (*add_default)(const struct setup *setup, struct str *text);
	/* Enter alone; false, with the reason in reply, when more has to be said. */
	bool (*accept)(struct setup *setup, struct take *take);
	/* Add what is stored already; nothing when there is nothing. */
	void (*add_stored)(const struct setup *setup, struct str *text);
};

extern const struct setup_question setup_questions[SETUP_QUESTIONS];

/* What can be answered to every question. */
enum setup_word { WORD_NONE, WORD_HELP, WORD_BACK, WORD_SKIP, WORD_CLEAR, WORD_QUIT };
enum setup_word setup_word(const char *line);

#endif
