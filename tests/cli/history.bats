# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # stderr: run_split sets it
#
# What was changed, by whom, and the way back.

load helper

setup_file() {
	lab_up sqlite
	run_ok db init
}

setup() {
	lab_empty
	db_rows 'DELETE FROM shieldadm_change; DELETE FROM shieldadm_change_row; DELETE FROM shieldadm_ban'
}

teardown_file() {
	lab_cleanup
}

# of_history FILTER: what jq makes of the whole history.
of_history() {
	shieldadm history -p -o json | jq -c "$1"
}

# back_and_again FROM UA COMMAND...: a source that is answered before is dropped after the
# command, answered after undo, and dropped after undo of that.
back_and_again() {
	local from=$1 ua=$2
	shift 2
	run_ok country allow US
	raw_answered "$from" "$ua"
	run_ok "$@"
	raw_dropped "$from" "$ua"
	run_ok undo -y
	raw_answered "$from" "$ua"
	run_ok undo -y "$(of_history '.changes[0].id')"
	raw_dropped "$from" "$ua"
}

@test "each change is recorded with who, what and why, in the order of its number" {
	run_ok ua block friendly-scanner sipcli -m 'ticket 4711, "scan"'
	run_ok addr add 192.0.2.0/24 carrier --tag 'ACME, Berlin'
	run_ok -y ua remove sipcli
	run_ok ua block friendly-scanner
	assert_equal "$(of_history '.changes | map([.id, .kinds, .added, .removed, .command, .message])')" \
		'[[3,["ua"],0,1,"ua remove sipcli",null],[2,["addr"],1,0,"addr add 192.0.2.0/24 carrier --tag '"'ACME, Berlin'"'",null],[1,["ua"],2,0,"ua block friendly-scanner sipcli","ticket 4711, \"scan\""]]'
	assert_equal "$(of_history '.changes[0] | [.login, .host] | map(length > 0)')" '[true,true]'
	assert_equal "$(of_history '.changes | map(.outcome) | unique')" '[["edge1: live"]]'
	assert_equal "$(of_history '.rows | map([.change, .op, .kind, .action, .value, .group, .address, .mask, .tag] | map(select(. != null)))')" \
		'[[3,"removed","ua","block","sipcli"],[2,"added","addr",1,"192.0.2.0",24,"ACME, Berlin"],[1,"added","ua","block","friendly-scanner"],[1,"added","ua","block","sipcli"]]'
}

@test "history shows those that are asked for" {
	run_ok ua block scanner-a
	run_ok country allow US
	run_ok ua block scanner-b
	db_rows 'UPDATE shieldadm_change SET made = made - 7200 WHERE id < 3'
	db_rows "UPDATE shieldadm_change SET login = 'alice' WHERE id = 2"
	assert_equal "$(shieldadm history -o json --kind ua | jq -c 'map(.id)')" '[3,1]'
	assert_equal "$(shieldadm history -o json --who alice@ | jq -c 'map(.id)')" '[2]'
	assert_equal "$(shieldadm history -o json --since 1h | jq -c 'map(.id)')" '[3]'
	assert_equal "$(shieldadm history -o json --limit 2 | jq -c 'map(.id)')" '[3,2]'
	assert_equal "$(shieldadm history show 2 -o json | jq -c '[.changes[0].id, .rows[0].value]')" '[2,"US"]'
	run_ok history
	assert_line --partial 'ua block scanner-b'
	run_fails 2 "invalid change number 'x'" history x
	run_split shieldadm history 9
	assert_equal "$status" 3
}

@test "a user agent goes back, and comes again when that is taken back, by SIP" {
	back_and_again 127.1.40.1 friendly-scanner ua block friendly-scanner
}

@test "a country that is allowed no more goes back, by SIP" {
	run_ok country allow US DE
	raw_answered 127.1.40.2 phone
	run_ok -y country remove US
	raw_dropped 127.1.40.2 phone
	run_ok undo
	raw_answered 127.1.40.2 phone
	assert_equal "$(shieldadm country list -o json | jq -c 'map(.value)')" '["DE","US"]'
}

@test "an address comes back with its tag and port, by SIP" {
	run_ok country allow US
	raw_dropped 127.2.40.3 phone
	run_ok addr add 127.2.40.3 carrier --tag 'a, "b"'
	raw_answered 127.2.40.3 phone
	run_ok -y addr remove 127.2.40.3
	raw_dropped 127.2.40.3 phone
	run_ok undo
	raw_answered 127.2.40.3 phone
	assert_equal "$(table_addresses)" '1 127.2.40.3 32 0 a, "b"'
	# and what added it
	run_ok -y undo 2
	raw_dropped 127.2.40.3 phone
	assert_equal "$(table_addresses)" ''
}

@test "an address comes back as the text that its row had" {
	db_rows "INSERT INTO address (grp, ip_addr, mask, port, tag) VALUES
		(1, '127.2.1.300', 32, 0, 'odd'), (1, '127.002.010.001', 32, 5060, 'odd')"
	run_ok -y addr remove 127.2.1.300
	run_ok -y addr remove 127.002.010.001 --port 5060
	[ -z "$(table_addresses)" ]
	run_ok undo
	run_ok undo
	assert_equal "$(table_addresses)" '1 127.002.010.001 32 5060 odd
1 127.2.1.300 32 0 odd'
}

@test "all other kinds are gone after undo, and were there before" {
	local kind value
	while read -r kind value; do
		run_ok "$kind" block "$value"
		assert_equal "$(node_rules "$kind")" "block $value"
		run_ok undo
		assert_equal "$(node_rules "$kind")" ''
	done <<-'KINDS'
		domain bad.example
		user sipvicious
		ip 203.0.113.
		dst 00882
		country KP
	KINDS
	assert_equal "$(table_rules)" ''
}

@test "a ban is lifted by undo, and one that was lifted comes back with its end" {
	local until
	run_ok country allow US
	raw_answered 127.1.40.4 phone
	run_ok ban add 127.1.40.4 --for 10m --reason scans --force
	raw_dropped 127.1.40.4 phone
	until=$(db_rows 'SELECT expires FROM shieldadm_ban')
	run_ok undo
	raw_answered 127.1.40.4 phone
	run_ok undo 3
	raw_dropped 127.1.40.4 phone
	run_ok ban remove 127.1.40.4
	run_ok undo
	raw_dropped 127.1.40.4 phone
	assert_equal "$(db_rows 'SELECT expires, reason FROM shieldadm_ban' | tr '\t' ' ')" "$until scans"
	run_ok ban flush -y
	assert_equal "$(of_history '.rows[0] | [.op, .kind, .address]')" '["removed","ban","127.1.40.4"]'
	run_ok undo
	raw_dropped 127.1.40.4 phone
	run_ok ban remove 127.1.40.4
}

@test "undo goes back step by step, and leaves what was taken back alone" {
	run_ok ua block scanner-a
	run_ok ua block scanner-b
	run_ok undo
	run_ok undo
	assert_equal "$(table_rules)" ''
	run_fails 3 'there is no change to take back' undo
	run_fails 7 'change 2 was taken back already, by change 3' undo 2
	assert_equal "$(shieldadm history -o json | jq -c 'map([.id, .undoes, .undone_by])')" \
		'[[4,1,null],[3,2,null],[2,null,3],[1,null,4]]'
}

@test "rows that were changed since are a conflict, which undo shows and stops at" {
	run_ok ua block scanner-a scanner-b
	run_ok -y ua remove scanner-a
	nothing_changes conflict 'change 1 is not taken back: the same rows were changed by change 2 (' undo 1
	run_ok undo
	run_ok undo 1
	assert_equal "$(table_rules)" ''
}

conflict() {
	run_split shieldadm "${@:2}"
	assert_equal "$status" 7
	[[ $stderr == *"$1"* ]] || show_run "lacks '$1'"
	assert_line --partial 'ua remove scanner-a'
}

@test "with --force what stands still is taken back" {
	run_ok ua block scanner-a scanner-b
	run_ok -y ua remove scanner-a
	run_split shieldadm undo 1 --force
	assert_equal "$status" 3
	assert_equal "$(table_rules)" ''
}

@test "a dry run of undo changes nothing and records nothing" {
	run_ok ua block scanner-a
	nothing_changes run_ok undo -n
	assert_line --partial 'would be removed'
	assert_equal "$(of_history '.changes | length')" 1
}

@test "what changes nothing is not recorded" {
	run_ok ua block scanner-a
	run_ok ua block scanner-a
	run_ok -n ua block scanner-b
	run_split shieldadm ua remove scanner-c
	assert_equal "$status" 3
	assert_equal "$(of_history '.changes | length')" 1
}

@test "without its tables changes work, say once that they are not recorded, and cannot be confirmed" {
	db_rows 'ALTER TABLE shieldadm_change RENAME TO hidden'
	run_ok ua block scanner-a
	[[ $stderr == *"not recorded, so it cannot be taken back by undo"* ]] || show_run 'not said'
	assert_equal "$(grep -c 'not recorded' <<<"$stderr")" 1
	assert_equal "$(node_rules ua)" 'block scanner-a'
	nothing_changes run_fails 7 'nothing was changed, because it could not go back' --confirm 60 ua block scanner-b
	run_fails 3 'shieldadm db init creates it' undo
	run_fails 3 'shieldadm db init creates it' history
	db_rows 'ALTER TABLE hidden RENAME TO shieldadm_change'
}

@test "of many at once none is lost or doubled, and who comes later is told what came before" {
	local i pids=()
	for i in {1..12}; do
		"$SHIELDADM" ua block "scanner-$i" shared >"$BATS_TEST_TMPDIR/said.$i" 2>&1 3>&- &
		pids+=($!)
	done
	for i in "${pids[@]}"; do
		wait "$i"
	done
	assert_equal "$(of_history '.changes | map(.id)')" '[12,11,10,9,8,7,6,5,4,3,2,1]'
	assert_equal "$(of_history '.rows | length')" 13
	assert_equal "$(table_rules | sort | uniq -d)" ''
	assert_equal "$(table_rules | wc -l)" 13
	grep -qhE 'stored meanwhile: change [0-9]+ by .*: ua block scanner-[0-9]+ shared' "$BATS_TEST_TMPDIR"/said.*
}
