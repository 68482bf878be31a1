# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154,SC2030,SC2031 # run sets output, stderr, status
#
# Many at once, and those who are killed or interrupted at their work: the table
# has all of a change or none of it, nothing twice, and no lock is left behind.

load luck

setup_file() {
	lab_up mysql
	somebody_is_registered
	start_cut
	seq -f 'mass-%04g' 1000 >"$LAB_DIR/many"
}

setup() {
	kill -s CONT -- "-$(lab_kamailio_pid "$NODE")"
	db_rows 'DELETE FROM secfilter; DELETE FROM address'
	lab_kamcmd "$NODE" secfilter.reload >/dev/null
	rm -f "$LAB_DIR/cut/cut" "$LAB_DIR/cut/done"
	conf_of "$LAB_DBURL"
}

teardown() {
	kill -s CONT -- "-$(lab_kamailio_pid "$NODE")"
}

teardown_file() {
	lab_cleanup
}

conf_of() {
	lab_node_conf "$NODE" edge1 >"$BATS_TEST_TMPDIR/nodes"
	make_conf "$1" <"$BATS_TEST_TMPDIR/nodes"
}

# at_once N COMMAND...: N of it at the same time, each with its number as the last
# argument; fails when one of them did.
at_once() {
	local n=$1 i pids=() failed=0
	shift
	for ((i = 1; i <= n; i++)); do
		"$@" "$i" >"$BATS_TEST_TMPDIR/at_once.$i" 2>&1 3>&- 4>&- &
		pids+=($!)
	done
	for ((i = 1; i <= n; i++)); do
		wait "${pids[i - 1]}" && continue
		printf 'number %s failed:\n' "$i" >&2
		cat "$BATS_TEST_TMPDIR/at_once.$i" >&2
		failed=1
	done
	return $failed
}

count() {
	db_rows "SELECT count(*) FROM secfilter WHERE data LIKE '$1'"
}

has_rows() {
	[ "$(count "$1")" -eq "$2" ]
}

# -- at once ----------------------------------------------------------------

block_some() {
	shieldadm ua block shared-a "own-$1" shared-b
}

@test "ten at once add the same and other rules: none is lost, none is doubled" {
	at_once 10 block_some
	run cat "$BATS_TEST_TMPDIR"/at_once.*
	assert_equal "$(grep -c '^added .*own-' <<<"$output")" 10
	assert_equal "$(grep -c '^added .*shared-' <<<"$output")" 2
	assert_equal "$(grep -c '^present .*shared-' <<<"$output")" 18
	local all
	all="own-1 own-10 $(echo own-{2..9}) shared-a shared-b"
	assert_equal "$(stored)" "$all"
	assert_equal "$(holds ua)" "$all"
	run_ok status
}

change_some() {
	if (($1 % 2)); then
		shieldadm ua remove "old-$1"
	else
		shieldadm ua block "new-$1" shared
	fi
}

@test "some add while others remove, at once: the node ends as the table, and the table as asked" {
	run_ok ua block old-{1..10}
	at_once 10 change_some
	local all='new-10 new-2 new-4 new-6 new-8 old-10 old-2 old-4 old-6 old-8 shared'
	assert_equal "$(stored)" "$all"
	assert_equal "$(holds ua)" "$all"
	run_ok status
}

sqlite_block() {
	SHIELDADM_CONFIG=$BATS_TEST_TMPDIR/conf shieldadm ua block shared "own-$1"
}

@test "SQLite: ten at once lose and double nothing" {
	local file=$BATS_TEST_TMPDIR/kamailio.sqlite
	lab_db_sqlite "$file"
	start_fake told --db "$file"
	(
		umask 077
		{
			printf '[database]\nurl = sqlite:///%s\n' "$file"
			fake_conf told ctl
		} >"$BATS_TEST_TMPDIR/conf"
	)
	chmod 600 "$BATS_TEST_TMPDIR/conf"
	at_once 10 sqlite_block
	assert_equal "$(lab_sql "sqlite:///$file" 'SELECT data FROM secfilter' | LC_ALL=C sort | paste -sd ' ')" \
		"own-1 own-10 $(echo own-{2..9}) shared"
	assert_equal "$(fake_calls told | grep -c '^secfilter.add_bl')" 11
	assert_equal "$(fake_calls told | grep '^secfilter.add_bl' | sort -u | grep -c .)" 11
	assert_equal "$(fake_calls told | grep -c '^secfilter.reload')" 0
	stop_fake told
}

@test "who has to wait for another one says so, and what it waited for is not lost" {
	start_session
	say "SELECT GET_LOCK('shieldadm:kamailio', 0)"
	in_background ua block scanner-a
	lab_wait 60 grep -q 'waiting for another shieldadm' "$BATS_TEST_TMPDIR/err"
	assert_equal "$(stored)" ''
	say "SELECT RELEASE_LOCK('shieldadm:kamailio')"
	ended 0
	end_session
	assert_equal "$(stored)" scanner-a
	assert_equal "$(holds ua)" scanner-a
}

# -- killed -----------------------------------------------------------------

kill_it() {
	kill -s KILL "$job" 2>/dev/null || true
	timeout 120 tail --pid="$job" -f /dev/null
	wait "$job" 2>/dev/null || true
}

# What status says is what kamcmd and the table say, and sync makes them one.
is_settled() {
	local wanted=1
	[ "$(stored)" != "$(holds ua)" ] || wanted=0
	run_split shieldadm status
	[ "$status" -eq "$wanted" ] || show_run "status is not $wanted" || return 1
	within 4 run_ok sync
	[ "$(stored)" = "$(holds ua)" ] || show_run 'sync has not made them one'
}

@test "killed before it saved, a change of 1,000 rows is not there at all, and nobody waits for its lock" {
	conf_of "$(cut_url)"
	cut_when hold '\x03COMMIT$'
	in_background ua block --file "$LAB_DIR/many"
	lab_wait 60 was_cut
	kill_it
	has_rows 'mass-%' 0
	within 2 run_ok ua block after
	[[ $stderr != *waiting* ]]
	assert_equal "$(stored)" after
	assert_equal "$(holds ua)" after
	is_settled
}

# More rows would have it ask the node, before it saves, how long a list it can show.
@test "killed when it had saved and told no node yet, a change of 400 rows is there, and sync tells the node" {
	head -n 400 "$LAB_DIR/many" >"$BATS_TEST_TMPDIR/some"
	kill -s STOP -- "-$(lab_kamailio_pid "$NODE")"
	in_background --timeout 200 ua block --file "$BATS_TEST_TMPDIR/some"
	lab_wait 60 has_rows 'mass-%' 400
	kill_it
	kill -s CONT -- "-$(lab_kamailio_pid "$NODE")"
	assert_equal "$(holds ua)" ''
	tells 1 'shieldadm sync' status
	sip_answered 127.9.1.1 mass-0200
	run_ok sync
	has_rows 'mass-%' 400
	dropped 127.9.1.2 mass-0001
	dropped 127.9.1.3 mass-0400
	is_settled
}

@test "killed at any moment, a change of 1,000 rows is whole or not there, and status tells the truth" {
	local start took n rows
	start=${EPOCHREALTIME/./}
	run_ok ua block --file "$LAB_DIR/many"
	took=$((${EPOCHREALTIME/./} - start))
	for n in {1..12}; do
		db_rows 'DELETE FROM secfilter'
		lab_kamcmd "$NODE" secfilter.reload >/dev/null
		in_background ua block --file "$LAB_DIR/many"
		# the moments are spread over all of its time, and a bit more
		sleep_us $((took * (10 * n - RANDOM % 10) / 110))
		kill_it
		rows=$(count 'mass-%')
		[ "$rows" -eq 0 ] || [ "$rows" -eq 1000 ] || fail "$rows rows after $n"
		is_settled
		within 2 run_ok ua block "after-$n"
		has_rows "after-$n" 1
		has_rows 'mass-%' "$rows"
	done
}

@test "killed at any moment, the removal of 1,000 rows is whole or not there, and others stay" {
	local start took n rows
	run_ok ua block stay
	run_ok ua block --file "$LAB_DIR/many"
	start=${EPOCHREALTIME/./}
	run_ok ua remove --file "$LAB_DIR/many"
	took=$((${EPOCHREALTIME/./} - start))
	for n in {1..6}; do
		run_ok ua block --file "$LAB_DIR/many"
		in_background ua remove --file "$LAB_DIR/many"
		sleep_us $((took * (10 * n - RANDOM % 10) / 60))
		kill_it
		rows=$(count 'mass-%')
		[ "$rows" -eq 0 ] || [ "$rows" -eq 1000 ] || fail "$rows rows after $n"
		has_rows stay 1
		is_settled
	done
	dropped 127.9.2.1 stay
}

# -- interrupted ------------------------------------------------------------

# As in_background, but with the signals that a shell takes from its background.
in_foreground() {
	env --default-signal=INT,HUP,TERM "$SHIELDADM" "$@" \
		>"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" 3>&- 4>&- &
	job=$!
}

@test "a signal in the middle of a change waits: the change is finished, told, and live" {
	local signal
	for signal in INT TERM HUP; do
		kill -s STOP -- "-$(lab_kamailio_pid "$NODE")"
		in_foreground --timeout 200 ua block "scanner-$signal"
		lab_wait 60 has_rows "scanner-$signal" 1
		kill -s "$signal" "$job"
		kill -s CONT -- "-$(lab_kamailio_pid "$NODE")"
		ended 0
		said 'interrupted: the change was finished first'
		[[ $output =~ edge1\ +live,\ verified ]]
		dropped 127.9.3.1 "scanner-$signal"
	done
	assert_equal "$(stored)" 'scanner-HUP scanner-INT scanner-TERM'
	assert_equal "$(holds ua)" 'scanner-HUP scanner-INT scanner-TERM'
}

@test "a signal while it waits for another one ends it, and nothing was done" {
	start_session
	say "SELECT GET_LOCK('shieldadm:kamailio', 0)"
	in_foreground ua block scanner-a
	lab_wait 60 grep -q 'waiting for another shieldadm' "$BATS_TEST_TMPDIR/err"
	kill -s INT "$job"
	ended 130
	assert_equal "$output" ''
	say "SELECT RELEASE_LOCK('shieldadm:kamailio')"
	end_session
	assert_equal "$(stored)" ''
	assert_equal "$(holds ua)" ''
	within 2 run_ok ua block scanner-b
	assert_equal "$(stored)" scanner-b
}
