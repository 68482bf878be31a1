# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # stderr: run --separate-stderr sets it
#
# Changes that go back when nobody confirms them, whatever becomes of who made them.

load helper

setup_file() {
	lab_up sqlite
	run_ok db init
}

setup() {
	lab_empty
	db_rows 'DELETE FROM shieldadm_change; DELETE FROM shieldadm_change_row; DELETE FROM shieldadm_ban'
}

# No watcher outlives its test.
teardown() {
	end_watchers
}

teardown_file() {
	lab_cleanup
}

no_watcher() {
	[ -z "$(watchers)" ]
}

rules_are() {
	[ "$(table_rules)" = "$1" ]
}

states() {
	shieldadm history -o json | jq -c 'map([.id, .undoes, .undone_by, .confirm_by != null])'
}

@test "a change that nobody confirms goes back by itself, on the node too" {
	run_ok country allow US DE
	raw_answered 127.1.41.1 phone
	run_ok -y --confirm 2 country remove US
	[[ $stderr == *"change 2 goes back in 2 s unless confirmed: shieldadm confirm 2"* ]] || show_run 'not said'
	raw_dropped 127.1.41.1 phone
	lab_wait 10 no_watcher
	raw_answered 127.1.41.1 phone
	assert_equal "$(states)" '[[3,2,null,false],[2,null,3,false],[1,null,null,false]]'
	assert_equal "$(shieldadm history -o json | jq -r '.[0].message')" 'not confirmed in time'
}

@test "one that is confirmed stays" {
	run_ok --confirm 3s ua block scanner-a
	run_ok confirm
	[[ $stderr == *'change 1 stays'* ]] || show_run 'not said'
	lab_wait 10 no_watcher
	assert_equal "$(table_rules)" '0 0 scanner-a'
	assert_equal "$(states)" '[[1,null,null,false]]'
	run_fails 3 'no change waits to be confirmed' confirm
	run_fails 3 'change 1 does not wait to be confirmed' confirm 1
}

@test "the watcher outlives the terminal and the session of who made the change" {
	setsid "$SHIELDADM" --confirm 2 ua block scanner-a >"$BATS_TEST_TMPDIR/out" 2>&1 </dev/null 3>&- &
	wait $!
	assert_equal "$(watchers | wc -l)" 1
	local pid session
	pid=$(watchers)
	# a session of its own without a terminal, and none of our files
	session=$(ps -o sid= -p "$pid" | tr -d ' ')
	[ "$session" != "$(ps -o sid= -p $$ | tr -d ' ')" ]
	assert_equal "$(ps -o tty= -p "$pid")" '?'
	assert_equal "$(find "/proc/$pid/fd" -type l -printf '%l\n' | sort -u)" /dev/null
	kill -HUP "$pid"
	lab_wait 10 rules_are ''
}

@test "when the watcher was killed the next shieldadm takes the change back, and says so" {
	run_ok --confirm 1 ua block scanner-a
	kill -KILL "$(watchers)"
	lab_wait 5 no_watcher
	sleep 5
	assert_equal "$(table_rules)" '0 0 scanner-a'
	run --separate-stderr shieldadm status
	[[ $stderr == *'nobody has confirmed change 1 ('*': ua block scanner-a): it is taken back'* ]] || show_run 'not said'
	assert_equal "$(table_rules)" ''
	assert_equal "$(node_rules ua)" ''
}

@test "a watcher that does not reach the database tries again" {
	run_ok --confirm 3 ua block scanner-a
	mv "${LAB_DBURL#sqlite:///}" "$BATS_TEST_TMPDIR/away"
	sleep 4
	mv "$BATS_TEST_TMPDIR/away" "${LAB_DBURL#sqlite:///}"
	assert_equal "$(table_rules)" '0 0 scanner-a'
	lab_wait 15 rules_are ''
}

@test "rows that wait to be confirmed are left to those who wait for it" {
	run_ok --confirm 1h ua block scanner-a
	nothing_changes run_fails 7 "'scanner-a' is part of change 1, which waits to be confirmed" \
		-y ua remove scanner-a
	run_ok ua block scanner-b
	run_ok undo 1
	assert_equal "$(table_rules)" '0 0 scanner-b'
	run_fails 3 'no change waits to be confirmed' confirm
}

@test "of several that wait one has to be named" {
	run_ok --confirm 1h ua block scanner-a
	run_ok --confirm 1h ua block scanner-b
	run_fails 2 '2 changes wait to be confirmed' confirm
	run_ok confirm 1
	run_ok confirm
	assert_equal "$(states)" '[[2,null,null,false],[1,null,null,false]]'
}

@test "a ban and an undo can be tried as well" {
	run_ok country allow US
	raw_answered 127.1.41.2 phone
	run_ok --confirm 2 ban add 127.1.41.2 --for 10m --force
	raw_dropped 127.1.41.2 phone
	lab_wait 10 no_watcher
	raw_answered 127.1.41.2 phone
	run_ok ua block scanner-a
	run_ok --confirm 2 undo
	assert_equal "$(table_rules)" '1 1 US'
	lab_wait 10 no_watcher
	assert_equal "$(table_rules)" $'1 1 US\n0 0 scanner-a'
}

@test "status tells what waits to be confirmed" {
	run_ok --confirm 1h ua block scanner-a
	run --separate-stderr shieldadm status
	[[ $stderr == *'change 1 ('*': ua block scanner-a) goes back in '*' unless confirmed: shieldadm confirm 1'* ]] || show_run 'not said'
	run_ok undo
	run --separate-stderr shieldadm status
	[[ ${stderr:-} != *'unless confirmed'* ]] || show_run 'said'
}

@test "a time to confirm that is none is refused" {
	local time
	for time in 0 -1 x 2d 1.5 ''; do
		nothing_changes run_fails 2 '' --confirm="$time" ua block scanner-a
	done
}
