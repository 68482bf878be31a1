/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SETUP_QUESTION_H
#define SHIELDADM_SETUP_QUESTION_H

#include "base/str.h"
#include "setup/take.h"

/*
 * The questions of the article's steps 5 to 7, as a table, and the words that answer
 * every question.
 */

/* What is stored and known already.  All borrowed. */
struct setup_facts {
	const struct rule_list *rules;
	const struct address_list *addresses;
	struct take_group groups[2]; /* carriers, customers */
	/* The countries of registered phones, the most frequent first: "DE US", and "DE
	 * (Germany): 12, US (United States): 1".  "": no phones, or unknown countries
	 * */
	const char *phones, *phones_text;
};

struct setup {
	const struct setup_facts *facts;
	struct setup_answers answers;
	enum setup_id at; /* SETUP_QUESTIONS: all are asked */
	size_t n_refused; /* invalid parts of lines, for this question */
};

struct setup_question {
	const char *id;   /* "countries": the prompt */
	const char *text; /* what is asked */
	const char *help; /* what ? answers; paragraphs end with a newline */
	bool is_list;     /* a list of lines; an empty line ends it */

	/* Take a line that is not empty. */
	void (*take)(struct setup *setup, struct take *take, const char *line);
	/* Add what Enter stands for. */
	void (*add_default)(const struct setup *setup, struct str *text);
	/* Take Enter; false, with the reason in reply, when Enter is not an answer. */
	bool (*accept)(struct setup *setup, struct take *take);
	/* Add what is stored already. */
	void (*add_stored)(const struct setup *setup, struct str *text);
};

extern const struct setup_question setup_questions[SETUP_QUESTIONS];

/* Words that answer every question. */
enum setup_word { WORD_NONE, WORD_HELP, WORD_BACK, WORD_SKIP, WORD_CLEAR, WORD_QUIT };
enum setup_word setup_word(const char *line);

#endif
