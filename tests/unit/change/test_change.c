/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one door: check, store, enforce, verify, report.
 */
#include "change_lab.h"

static const char *const ways[] = { "ctl", "unixgram", "http" };

static void
what_is_new_is_stored_told_and_verified(void **state)
{
	struct lab lab;

	(void)state;
	lab_open(&lab, "ctl", "6.1.4", "0");
	assert_true(CHANGE(&lab, "+ua block scanner"));
	assert_live(&lab);
	assert_int_equal(lab.report.plan.rules.v[0].result, CHANGE_ADDED);
	assert_stored(&lab, "scanner");
	assert_changed_by(&lab, "add_bl \"ua\" \"scanner\"");
	lab_close(&lab);
}

static void
what_is_there_already_is_not_told_again(void **state)
{
	struct lab lab;

	(void)state;
	lab_open(&lab, "ctl", "6.1.4", "0");
	assert_true(CHANGE(&lab, "+ua block scanner"));
	assert_changed_by(&lab, "add_bl \"ua\" \"scanner\"");
	assert_true(CHANGE(&lab, "+ua block scanner"));
	assert_live(&lab);
	assert_int_equal(lab.report.plan.rules.v[0].result, CHANGE_PRESENT);
	assert_int_equal(lab.report.id, 0);
	assert_changed_by(&lab, "");
	assert_stored(&lab, "scanner");
	lab_close(&lab);
}

static void
what_is_not_there_is_told_and_the_rest_is_done(void **state)
{
	struct lab lab;

	(void)state;
	lab_open(&lab, "ctl", "6.1.4", "0");
	assert_false(CHANGE(&lab, "+ua block scanner", "-ua block nobody"));
	assert_error(&lab.err, ERR_ABSENT, "1 of what was to be removed");
	assert_live(&lab);
	assert_int_equal(lab.report.plan.rules.v[1].result, CHANGE_ABSENT);
	assert_stored(&lab, "scanner");
	lab_close(&lab);
}

static void
a_removal_is_deleted_where_there_is_a_call_for_it(void **state)
{
	struct lab lab;

	(void)state;
	lab_open(&lab, "ctl", "6.1.4", "0");
	assert_true(CHANGE(&lab, "+ua block scanner", "+ua block evil"));
	assert_changed_by(&lab, "add_bl \"ua\" \"evil\", add_bl \"ua\" \"scanner\"");
	assert_true(CHANGE(&lab, "-ua block scanner"));
	assert_live(&lab);
	assert_int_equal(lab.report.nodes.v[0].n_deleted, 1);
	assert_changed_by(&lab, "del_bl \"ua\" \"scanner\"");
	assert_stored(&lab, "evil");
	lab_close(&lab);
}

static void
a_dry_run_changes_nothing(void **state)
{
	struct lab lab;

	(void)state;
	lab_open(&lab, "ctl", "6.1.4", "0");
	lab.env.dry_run = true;
	assert_true(CHANGE(&lab, "+ua block scanner"));
	assert_int_equal(lab.report.plan.rules.v[0].result, CHANGE_ADDED);
	assert_int_equal(lab.report.nodes.len, 0);
	assert_changed_by(&lab, "");
	assert_stored(&lab, "");
	lab_close(&lab);
}

static void
a_node_that_is_gone_is_behind(void **state)
{
	struct lab lab;
	struct fake_node gone;

	(void)state;
	lab_open(&lab, "ctl", "6.1.4", "0");
	gone = lab.node;
	fake_node_stop(&gone);
	lab.has_node = false;
	assert_false(CHANGE(&lab, "+ua block scanner"));
	assert_behind(&lab, "ctl:");
	assert_true(lab.report.nodes.v[0].is_gone);
	assert_stored(&lab, "scanner");
	lab_close(&lab);
}

static void
without_a_node_nothing_enforces_what_is_stored(void **state)
{
	struct lab lab;

	(void)state;
	lab_open(&lab, "ctl", "6.1.4", "0");
	lab.env.fleet.n_nodes = 0;
	assert_false(CHANGE(&lab, "+ua block scanner"));
	assert_error(&lab.err, ERR_NOT_LIVE, "no node is configured");
	assert_stored(&lab, "scanner");
	assert_changed_by(&lab, "");
	lab_close(&lab);
}

static void
the_last_country_is_not_taken_out_unless_that_is_meant(void **state)
{
	struct lab lab;

	(void)state;
	lab_open(&lab, "ctl", "6.1.4", "0");
	assert_true(CHANGE(&lab, "+country allow US"));
	assert_changed_by(&lab, "add_wl \"country\" \"US\"");
	assert_false(CHANGE(&lab, "-country allow US"));
	assert_int_equal(lab.err.code, ERR_GUARD);
	assert_int_equal(lab.report.nodes.len, 0);
	assert_changed_by(&lab, "");
	assert_stored(&lab, "US");
	lab.env.is_agreed = true;
	assert_true(CHANGE(&lab, "-country allow US"));
	assert_stored(&lab, "");
	lab_close(&lab);
}

static void
the_history_is_written_with_the_change_or_neither_is(void **state)
{
	struct lab lab;

	(void)state;
	lab_open(&lab, "ctl", "6.1.4", "0");
	assert_true(CHANGE(&lab, "+ua block scanner"));
	assert_int_not_equal(lab.report.id, 0);
	assert_sql(&lab, "SELECT command FROM shieldadm_change", "test");
	assert_changed_by(&lab, "add_bl \"ua\" \"scanner\"");
	lab_sql(&lab, "CREATE TRIGGER full BEFORE INSERT ON shieldadm_change "
		      "BEGIN SELECT RAISE(ABORT, 'disk full'); END");
	assert_false(CHANGE(&lab, "+ua block other"));
	assert_error(&lab.err, ERR_DB, "disk full");
	assert_int_equal(lab.report.nodes.len, 0);
	assert_changed_by(&lab, "");
	assert_stored(&lab, "scanner");
	lab_close(&lab);
}

/* Once before the lock, where somebody may have to be asked, and once under it. */
static void
a_change_reads_its_table_once_under_the_lock(void **state)
{
	struct lab lab;

	(void)state;
	lab_open(&lab, "ctl", "6.1.4", "0");
	assert_true(CHANGE(&lab, "+ua block scanner", "+ua block scanner-b"));
	lab_rule_reads = lab_address_reads = 0;
	assert_true(CHANGE(&lab, "+ua block other", "-ua block scanner"));
	assert_live(&lab);
	assert_int_equal(lab.report.stored[RULE_UA], 2);
	assert_int_equal(lab_rule_reads, 2);
	assert_int_equal(lab_address_reads, 1);
	/* Nobody is cut off by this, so nobody has to be asked. */
	lab_rule_reads = lab_address_reads = 0;
	assert_true(CHANGE(&lab, "+user allow bob"));
	assert_int_equal(lab_rule_reads, 1);
	assert_int_equal(lab_address_reads, 0);
	assert_in_sync(&lab);
	lab_close(&lab);
}

/* Once they are there, no way carries them any more. */
static void
lists_that_grow_too_long_to_be_read_are_added_once(void **state)
{
	struct change_set set = { 0 };
	struct str calls;
	struct lab lab;
	size_t n = 0;

	(void)state;
	lab_open(&lab, "ctl", "6.1.4", "0");
	for (int i = 0; i < 1500; i++) {
		struct rule rule = { .kind = RULE_UA };
		rule.value = kept_text("a-long-name-of-scanner-%04d/1.0", i);
		change_add_rule(&set, CHANGE_ADD, &rule);
	}
	assert_true(change_apply(&lab.env, &set, &lab.report, &lab.err));
	assert_live(&lab);
	calls = fake_node_calls(&lab.node);
	for (char *at = calls.s; (at = strstr(at, "secfilter.add_bl")) != NULL; at++)
		n++;
	assert_int_equal(n, 1500);
	str_clear(&calls);
	change_set_clear(&set);
	lab_close(&lab);
}

/* -- calls that are not answered, or badly -- */

static void
an_answer_that_comes_late_but_in_time_is_taken(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(ways); i++) {
		struct lab lab;
		lab_open(&lab, ways[i], "6.1.4", "0");
		fake_node_behave(&lab.node, "slow * 50\n");
		assert_true(CHANGE(&lab, "+ua block scanner-a"));
		assert_live(&lab);
		assert_changed_by(&lab, "add_bl \"ua\" \"scanner-a\"");
		lab_close(&lab);
	}
}

static void
an_addition_that_was_done_but_not_answered_is_sent_once(void **state)
{
	static const char *const hows[] = { "execute-then-hang", "garbage", "half",
		"html", "wrong-id" };

	(void)state;
	for (size_t i = 0; i < COUNT(ways); i++) {
		struct lab lab;
		lab_open(&lab, ways[i], "6.1.4", "0");
		lab.config.timeout_ms = 400;
		for (size_t j = 0; j < COUNT(hows); j++) {
			char line[64], rule[64], call[64];
			snprintf(line, sizeof(line), "%s secfilter.add_bl\n", hows[j]);
			snprintf(rule, sizeof(rule), "+ua block scanner-%s", hows[j]);
			snprintf(call, sizeof(call), "add_bl \"ua\" \"scanner-%s\"",
				hows[j]);
			fake_node_behave(&lab.node, line);
			assert_true(CHANGE(&lab, rule));
			assert_live(&lab);
			assert_noted(&lab, "no valid answer");
			assert_changed_by(&lab, call);
		}
		fake_node_behave(&lab.node, "");
		assert_in_sync(&lab);
		lab_close(&lab);
	}
}

static void
an_addition_that_was_not_done_is_not_sent_again_and_told(void **state)
{
	static const char *const hows[] = { "hang secfilter.add_bl\n",
		"close secfilter.add_bl\n", "fault secfilter.add_bl 500 no memory\n" };

	(void)state;
	for (size_t i = 0; i < COUNT(ways); i++)
		for (size_t j = 0; j < COUNT(hows); j++) {
			struct lab lab;
			lab_open(&lab, ways[i], "6.1.4", "0");
			lab.config.timeout_ms = 400;
			lab_second_way(&lab);
			fake_node_behave(&lab.node, hows[j]);
			assert_false(CHANGE(&lab, "+ua block scanner-a"));
			assert_behind(&lab, "it lacks 1 of 1 stored entries");
			assert_changed_by(&lab, "add_bl \"ua\" \"scanner-a\"");
			fake_node_behave(&lab.node, "");
			lab_forget(&lab);
			assert_true(change_sync(&lab.env, &lab.report, &lab.err));
			assert_true(lab.report.nodes.v[0].is_live);
			assert_changed_by(&lab, "add_bl \"ua\" \"scanner-a\"");
			lab_close(&lab);
		}
}

static void
a_reload_that_was_done_but_not_answered_is_sent_once(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(ways); i++) {
		struct lab lab;
		lab_open(&lab, ways[i], "6.1.4", "0");
		lab.config.timeout_ms = 400;
		assert_true(CHANGE(&lab, "+ua block scanner", "+ua block scanner-b"));
		assert_changed_by(
			&lab, "add_bl \"ua\" \"scanner\", add_bl \"ua\" \"scanner-b\"");
		fake_node_behave(&lab.node, "execute-then-hang secfilter.reload\n");
		assert_true(CHANGE(&lab, "-ua block scanner"));
		assert_live(&lab);
		assert_noted(&lab, "its reload was not confirmed, but done");
		assert_changed_by(&lab, "reload");
		assert_stored(&lab, "scanner-b");
		lab_close(&lab);
	}
}

static void
a_reload_that_empties_the_lists_is_made_good_at_once(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(ways); i++) {
		struct lab lab;
		lab_open(&lab, ways[i], "6.1.4", "0");
		assert_true(CHANGE(&lab, "+ua block scanner", "+ua block scanner-b"));
		assert_true(CHANGE(&lab, "+country allow US"));
		assert_changed_by(&lab,
			"add_bl \"ua\" \"scanner\", add_bl \"ua\" \"scanner-b\", "
			"add_wl \"country\" \"US\"");
		fake_node_behave(&lab.node, "reload-empties\n");
		assert_true(CHANGE(&lab, "-ua block scanner"));
		assert_live(&lab);
		assert_noted(&lab, "its reload failed");
		assert_changed_by(&lab, "reload, add_bl \"ua\" \"scanner-b\", "
					"add_wl \"country\" \"US\"");
		assert_in_sync(&lab);
		lab_close(&lab);
	}
}

static void
ongoing_reload_is_waited_out(void **state)
{
	struct lab lab;
	struct str calls;
	size_t reloads = 0;

	(void)state;
	lab_open(&lab, "ctl", "6.1.4", "1");
	assert_true(CHANGE(&lab, "+ua block scanner", "+ua block scanner-b"));
	assert_true(CHANGE(&lab, "-ua block scanner"));
	assert_true(CHANGE(&lab, "+ua block scanner"));
	calls = fake_node_calls(&lab.node);
	str_clear(&calls);
	assert_true(CHANGE(&lab, "-ua block scanner"));
	assert_live(&lab);
	assert_false(lab.report.nodes.v[0].reload_failed);
	calls = fake_node_calls(&lab.node);
	for (char *at = calls.s; (at = strstr(at, "secfilter.reload")) != NULL; at++)
		reloads++;
	str_clear(&calls);
	assert_true(reloads >= 2);
	assert_in_sync(&lab);
	lab_close(&lab);
}

/* Its lists cannot be read over HTTP. */
static void
on_a_5_6_a_removal_is_behind_when_its_reload_fails(void **state)
{
	static const char *const hows[] = { "fault secfilter.reload 500 no memory\n",
		"close secfilter.reload\n", "hang secfilter.reload\n" };

	(void)state;
	for (size_t i = 0; i < COUNT(hows); i++) {
		struct lab lab;
		lab_open(&lab, "http", "5.6.3", "0");
		lab.config.timeout_ms = 400;
		assert_true(CHANGE(&lab, "+ua block victim", "+ua block stands"));
		assert_live(&lab);
		assert_changed_by(
			&lab, "add_bl \"ua\" \"victim\", add_bl \"ua\" \"stands\"");
		fake_node_behave(&lab.node, hows[i]);
		assert_false(CHANGE(&lab, "-ua block victim"));
		assert_behind(&lab, "its lists cannot be read, and its reload failed");
		assert_int_not_equal(lab.report.nodes.v[0].verdict, NODE_VERIFIED);
		assert_changed_by(&lab, "reload");
		assert_stored(&lab, "stands");
		assert_true(CHANGE(&lab, "+ua block victim"));
		assert_false(CHANGE(&lab, "-ua block victim"));
		assert_behind(&lab, "its reload failed");
		assert_stored(&lab, "stands");
		lab_close(&lab);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_new_is_stored_told_and_verified),
		cmocka_unit_test(what_is_there_already_is_not_told_again),
		cmocka_unit_test(what_is_not_there_is_told_and_the_rest_is_done),
		cmocka_unit_test(a_removal_is_deleted_where_there_is_a_call_for_it),
		cmocka_unit_test(a_dry_run_changes_nothing),
		cmocka_unit_test(a_node_that_is_gone_is_behind),
		cmocka_unit_test(without_a_node_nothing_enforces_what_is_stored),
		cmocka_unit_test(the_last_country_is_not_taken_out_unless_that_is_meant),
		cmocka_unit_test(the_history_is_written_with_the_change_or_neither_is),
		cmocka_unit_test(a_change_reads_its_table_once_under_the_lock),
		cmocka_unit_test(lists_that_grow_too_long_to_be_read_are_added_once),
		cmocka_unit_test(an_answer_that_comes_late_but_in_time_is_taken),
		cmocka_unit_test(an_addition_that_was_done_but_not_answered_is_sent_once),
		cmocka_unit_test(
			an_addition_that_was_not_done_is_not_sent_again_and_told),
		cmocka_unit_test(a_reload_that_was_done_but_not_answered_is_sent_once),
		cmocka_unit_test(a_reload_that_empties_the_lists_is_made_good_at_once),
		cmocka_unit_test(ongoing_reload_is_waited_out),
		cmocka_unit_test(on_a_5_6_a_removal_is_behind_when_its_reload_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
