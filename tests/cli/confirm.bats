# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # stderr: run_split sets it
#
# Changes that go back when nobody confirms them, whatever becomes of who made them.

load dialog

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

# in_time COMMAND...: it succeeds while its change waits to be confirmed, for GIVEN seconds: few,
# and more where the machine is too slow for them.  For a command whose last status alone
# counts.  GIVEN stays set.
in_time() {
	for GIVEN in 2 10; do
		"$@" 2>/dev/null && return
		end_watchers
		setup
	done
	GIVEN=60
	"$@"
}

us_is_removed() {
	run_ok country allow US DE && raw_answered 127.1.41.1 phone &&
		run_ok -y --confirm "$GIVEN" country remove US && raw_dropped 127.1.41.1 phone
}

@test "a change that nobody confirms goes back by itself, on the node too" {
	in_time us_is_removed
	[[ $stderr =~ 'change 2 goes back in '[0-9]+' s unless confirmed: shieldadm confirm 2' ]] || show_run 'not said'
	lab_wait 60 no_watcher
	raw_answered 127.1.41.1 phone
	assert_equal "$(states)" '[[3,2,null,false],[2,null,3,false],[1,null,null,false]]'
	assert_equal "$(shieldadm history -o json | jq -r '.[0] | "\(.command): \(.message)"')" 'undo 2: not confirmed in time'
}

is_confirmed() {
	run_ok --confirm "${GIVEN}s" ua block scanner-a && run_ok confirm
}

@test "one that is confirmed stays" {
	in_time is_confirmed
	[[ $stderr == *'change 1 stays'* ]] || show_run 'not said'
	lab_wait 60 no_watcher
	assert_equal "$(table_rules)" '0 0 scanner-a'
	assert_equal "$(states)" '[[1,null,null,false]]'
	run_fails 3 'no change waits to be confirmed' confirm
	run_fails 3 'change 1 does not wait to be confirmed' confirm 1
}

# A session of its own without a terminal, and none of our files.
watcher_is_alone() {
	local pid session
	setsid "$SHIELDADM" --confirm "$GIVEN" ua block scanner-a >"$BATS_TEST_TMPDIR/out" 2>&1 </dev/null 3>&- &
	wait $! || return 1
	pid=$(watchers)
	[ "$(grep -c . <<<"$pid")" -eq 1 ] || return 1
	session=$(ps -o sid= -p "$pid" | tr -d ' ')
	[ -n "$session" ] && [ "$session" != "$(ps -o sid= -p $$ | tr -d ' ')" ] &&
		assert_equal "$(ps -o tty= -p "$pid")" '?' &&
		assert_equal "$(find "/proc/$pid/fd" -type l -printf '%l\n' | sort -u)" /dev/null &&
		kill -HUP "$pid"
}

@test "the watcher outlives the terminal and the session of who made the change" {
	in_time watcher_is_alone
	lab_wait 60 rules_are ''
}

# A change without a watcher, whose time is over since an hour.
overdue() {
	run_ok --confirm 1h ua block scanner-a
	kill -KILL "$(watchers)"
	lab_wait 60 no_watcher
	db_rows 'UPDATE shieldadm_change SET confirm_by = confirm_by - 7200'
}

@test "when the watcher was killed the next change takes the change back, and says so" {
	overdue
	assert_equal "$(table_rules)" '0 0 scanner-a'
	run_ok ua block scanner-b
	[[ $stderr == *'nobody has confirmed change 1 ('*': ua block scanner-a): it is taken back'* ]] || show_run 'not said'
	assert_equal "$(table_rules)" '0 0 scanner-b'
	assert_equal "$(node_rules ua)" 'block scanner-b'
}

@test "looking takes nothing back, and says what is overdue" {
	overdue
	run_ok status
	[[ $stderr == *'change 1 ('*': ua block scanner-a) was not confirmed in time and is overdue: the next change takes it back; to keep it: shieldadm confirm 1'* ]] || show_run 'not said'
	run_ok history
	printf 'ua:\n  block: [scanner-c]\n' >"$BATS_TEST_TMPDIR/policy"
	shieldadm plan "$BATS_TEST_TMPDIR/policy" || true
	shieldadm complete zsh -- ua remove ''
	# The prompt of the shell has asked how the nodes stand; show makes a plan.
	dialog 0 shell <<-'EOF'
		see edge1>
		type begin
		type ua block scanner-c
		see run commit to store them
		type show
		see scanner-c
		type abort
		see nothing was stored
		type exit
	EOF
	assert_equal "$(states)" '[[1,null,null,true]]'
	assert_equal "$(table_rules)" '0 0 scanner-a'
	assert_equal "$(node_rules ua)" 'block scanner-a'
	run_ok confirm
	assert_equal "$(table_rules)" '0 0 scanner-a'
}

database_goes_away() {
	local file=${LAB_DBURL#sqlite:///} away=$BATS_TEST_TMPDIR/away
	[ ! -e "$away" ] || mv "$away" "$file"
	run_ok --confirm "$GIVEN" ua block scanner-a && mv "$file" "$away" &&
		[ "$(lab_sql "sqlite:///$away" 'SELECT data FROM secfilter')" = scanner-a ]
}

@test "a watcher that does not reach the database tries again" {
	in_time database_goes_away
	sleep $((GIVEN + 1)) # its time has to pass, and once more the watcher's try
	mv "$BATS_TEST_TMPDIR/away" "${LAB_DBURL#sqlite:///}"
	lab_wait 60 rules_are ''
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

a_ban_is_tried() {
	run_ok country allow US && raw_answered 127.1.41.2 phone &&
		run_ok --confirm "$GIVEN" ban add 127.1.41.2 --for 10m --force &&
		raw_dropped 127.1.41.2 phone
}

an_undo_is_tried() {
	run_ok country allow US && run_ok ua block scanner-a && run_ok --confirm "$GIVEN" undo &&
		assert_equal "$(table_rules)" '1 1 US'
}

@test "a ban and an undo can be tried as well" {
	in_time a_ban_is_tried
	lab_wait 60 no_watcher
	raw_answered 127.1.41.2 phone
	in_time an_undo_is_tried
	lab_wait 60 no_watcher
	assert_equal "$(table_rules)" $'1 1 US\n0 0 scanner-a'
}

@test "status tells what waits to be confirmed" {
	run_ok --confirm 1h ua block scanner-a
	run_split shieldadm status
	[[ $stderr == *'change 1 ('*': ua block scanner-a) goes back in '*' unless confirmed: shieldadm confirm 1'* ]] || show_run 'not said'
	run_ok undo
	run_split shieldadm status
	[[ ${stderr:-} != *'unless confirmed'* ]] || show_run 'said'
}

@test "a time to confirm that is none is refused" {
	local time
	for time in 0 -1 x 2d 1.5 ''; do
		nothing_changes run_fails 2 '' --confirm="$time" ua block scanner-a
	done
}
