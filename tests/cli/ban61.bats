# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # output, stderr: run sets them
#
# Bans on a scripted Kamailio 6.1.4, by every way in, and on one that misbehaves.

load luck

setup() {
	lab_begin "$BATS_TEST_TMPDIR/lab"
	LAB_DBURL=sqlite:///$LAB_DIR/db.sqlite
	lab_db_sqlite "$LAB_DIR/db.sqlite"
	start_fake edge1
	use ctl
	run_ok db init
}

teardown() {
	lab_cleanup
}

# use WAY...: how the node is reached from now on.
use() {
	BATS_FILE_TMPDIR=$BATS_TEST_TMPDIR make_conf "$LAB_DBURL" < <(fake_conf edge1 "$@")
}

json() {
	jq -c "$1" <<<"$output"
}

records() {
	db_rows 'SELECT address FROM shieldadm_ban ORDER BY address' | paste -sd ' '
}

@test "6.1.4: bans are added, listed, tested and lifted by every way in" {
	local way
	for way in ctl http unixgram; do
		use "$way"
		run_ok ban add 203.0.113.1 2001:db8::1 --for 1h --reason "by $way"
		run_ok ban list -o json
		assert_equal "$(json 'map([.address, .reason, .nodes])')" \
			"[[\"203.0.113.1\",\"by $way\",[\"edge1\"]],[\"2001:db8::1\",\"by $way\",[\"edge1\"]]]"
		tells 1 '' ban test 203.0.113.1 203.0.113.9 -o json
		assert_equal "$(json 'map([.banned, .reason])')" "[[true,\"by $way\"],[false,null]]"
		run_ok ban remove 203.0.113.1 2001:db8::1
		run_ok ban test 203.0.113.1
		run_ok ban flush --yes
		run_ok auth list
	done
}

@test "each call to a node is told with -v, in order, and a value is a text" {
	tells 0 'htable.setxs ["ipban","203.0.113.1","1",60] over ctl:' \
		-v ban add 203.0.113.1 --for 60s --reason 1
	fake_calls edge1 | grep -F 'htable.setxs "ipban" "203.0.113.1" "1" 60'
	# Nobody is asked how long a ban lasts when that is said.
	refute grep -q listTables "$LAB_DIR/edge1/calls"
}

@test "a ban that the node does not take is recorded, and said not to be there" {
	fake_behaves edge1 'fault htable.setxs 500 no memory'
	tells 6 'this is not done on 1 of 1 node; when mended: shieldadm sync' ban add 203.0.113.1 203.0.113.2
	says 'no memory'
	assert_equal "$(records)" '203.0.113.1 203.0.113.2'
	fake_behaves edge1
	run_ok sync
	run_ok status
	tells 1 '' ban test 203.0.113.2
}

# results ARGUMENT...: the results of a change that no node could be asked for.
results() {
	tells "$1" 'on 1 of 1 node' "${@:2}" -o json --timeout 1
	json '[.changes[].result]'
}

@test "what no node could be asked is called not done, where no record tells" {
	fake_behaves edge1 'close htable.get' 'close htable.delete'
	assert_equal "$(results 6 ban add 203.0.113.1 --for 1h)" '["added"]'
	assert_equal "$(results 6 ban add 203.0.113.1 --for 1m)" '["present"]'
	assert_equal "$(results 6 ban remove 203.0.113.1 203.0.113.2)" '["removed","failed"]'
	db_rows 'DROP TABLE shieldadm_ban'
	tells 5 'give the command again' ban add 203.0.113.4 --for 1h --timeout 1
	assert_line --regexp '^not done +ban +203\.0\.113\.4 *$'
	assert_equal "$(results 5 ban add 203.0.113.4 --for 1h)" '["failed"]'
	assert_equal "$(results 5 ban remove 203.0.113.4)" '["failed"]'
	tells 5 'cannot be asked' --dry-run ban add 203.0.113.4 --for 1h --timeout 1
	assert_line --regexp '^not known +ban +203\.0\.113\.4 *$'
	fake_behaves edge1
	run_ok db init
}

@test "whatever a node answers, a ban ends in time and says how" {
	local how
	for how in hang close half garbage wrong-id html; do
		fake_behaves edge1 "$how htable.get"
		within 6 tells 6 'shieldadm sync' ban add 203.0.113.1 --timeout 1
		within 6 tells 5 'edge1' ban test 203.0.113.1 --timeout 1
		fake_behaves edge1 "$how htable.setxs"
		within 6 tells 6 'shieldadm sync' ban add 203.0.113.2 --timeout 1 --for 2h
		fake_behaves edge1 "$how htable.dump"
		within 6 tells 5 'edge1' ban list --timeout 1
		fake_behaves edge1
		run_ok ban flush --yes
	done
}

@test "when one way breaks down in the middle, the next one does the rest" {
	local i
	use ctl http
	for i in {1..200}; do printf '203.0.113.%s\n' "$i"; done >"$BATS_TEST_TMPDIR/list"
	tells 0 '' ban import "$BATS_TEST_TMPDIR/list" --for 1h
	fake_behaves edge1 'bye htable.get'
	run_ok ban remove --file "$BATS_TEST_TMPDIR/list" -o json
	assert_equal "$(json '[.changes[].result] | unique')" '["removed"]'
	fake_behaves edge1
	run_ok ban list
	[ -z "$output" ]
}

@test "a ban whose answer was lost is not called done, though it stands" {
	fake_behaves edge1 'execute-then-hang htable.setxs'
	tells 6 'this is not done on 1 of 1 node' ban add 203.0.113.1 --timeout 1
	fake_behaves edge1
	tells 1 '' ban test 203.0.113.1
	run_ok status
}

@test "what a node sends in place of a table is harmless" {
	printf '%s\n' 'htable.dump [{"slot":[{"name":7},{"value":1},[],null,{"name":"203.0.113.1","value":[1]}]},3,null]' \
		>"$BATS_TEST_TMPDIR/script"
	stop_fake edge1
	start_fake edge1 --script "$BATS_TEST_TMPDIR/script"
	use ctl
	run_ok ban list -o json
	assert_equal "$output" '[]'
}

@test "MariaDB: bans are recorded byte for byte, expire, and are brought back" {
	lab_mariadb_start "$LAB_DIR/db"
	LAB_DBURL=$LAB_MYSQL_URL
	use ctl
	run_ok db init
	run_ok ban add 203.0.113.1 2001:db8::1 --for 1h --reason "it's 😀 \\ ü"
	run_ok ban add 203.0.113.2 --for 1s
	sleep 1.1 # the second ban's time
	run_ok ban add 203.0.113.3 --for 1h
	assert_equal "$(records)" '2001:db8::1 203.0.113.1 203.0.113.3'
	stop_fake edge1
	start_fake edge1
	run_ok sync
	assert_output --partial '3 added'
	run_ok ban list -o json
	assert_equal "$(json 'map(.reason)')" \
		'["it'"'"'s 😀 \\ ü","shieldadm","it'"'"'s 😀 \\ ü"]'
	run_ok ban remove 203.0.113.1
	run_ok ban flush --yes
	assert_equal "$(records)" ''
}

@test "two who ban at the same time lose and double nothing" {
	local i pids=() pid
	for i in {1..8}; do
		shieldadm ban add 203.0.113.1 "203.0.113.1$i" --for "${i}h" --reason "$i" \
			>/dev/null 2>&1 3>&- 4>&- &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do
		wait "$pid"
	done
	assert_equal "$(db_rows 'SELECT count(*) FROM shieldadm_ban')" 9
	run_ok status
	# The record is the longest one; what this node shows is by its own clock, which
	# stands still.
	assert_equal "$(db_rows "SELECT reason FROM shieldadm_ban WHERE address = '203.0.113.1'")" 8
	run_ok ban list -o json
	assert_equal "$(json 'map(select(.address == "203.0.113.1")) | map([.nodes, .recorded])')" \
		'[[["edge1"],true]]'
}
