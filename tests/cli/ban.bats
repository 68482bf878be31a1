# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # output, stderr: run sets them
#
# Bans on two real nodes, "edge1" and "edge2", of one database: who is banned gets no
# answer, on which node, for how long; and what becomes of it after a restart.

load luck
load dialog

setup_file() {
	local name
	lab_begin "$BATS_FILE_TMPDIR"
	export LAB_DBURL=sqlite:///$LAB_DIR/kamailio.sqlite NODE=$LAB_DIR/edge1
	lab_db_sqlite "$LAB_DIR/kamailio.sqlite"
	for name in edge1 edge2; do
		lab_kamailio_config "$LAB_DIR/$name" "$LAB_DBURL"
		lab_kamailio_start "$LAB_DIR/$name"
		lab_node_conf "$LAB_DIR/$name" "$name"
	done >"$LAB_DIR/nodes"
	make_conf "$LAB_DBURL" <"$LAB_DIR/nodes"
	run_ok db init
	shieldadm country allow US
}

setup() {
	run_ok ban flush --yes
	run_ok auth reset --all --yes
	db_rows 'DELETE FROM address'
}

# A test that failed may have left them so.
teardown() {
	local name
	for name in edge1 edge2; do
		kill -s CONT -- "-$(lab_kamailio_pid "$LAB_DIR/$name")" 2>/dev/null || true
		lab_kamailio_answers "$LAB_DIR/$name" >/dev/null ||
			lab_kamailio_start "$LAB_DIR/$name"
	done
	SHIELDADM_CONFIG=$BATS_FILE_TMPDIR/shieldadm.conf run_ok db init
}

teardown_file() {
	lab_cleanup
}

# typed NODE METHOD PARAMETER...: what somebody types into kamcmd there.
typed() {
	lab_kamcmd "$LAB_DIR/$1" "${@:2}" >/dev/null
}

# bans NODE: "KEY VALUE" of each entry, by the node's own client.
bans() {
	lab_kamcmd "$LAB_DIR/$1" htable.dump "${2:-ipban}" |
		awk '$1 == "name:" { key = $2 } $1 == "value:" { $1 = ""; print key $0 }' | LC_ALL=C sort
}

# records: "address reason" of each.
records() {
	db_rows 'SELECT address, reason FROM shieldadm_ban ORDER BY address' | tr '\t' ' '
}

json() {
	jq -c "$1" <<<"$output"
}

# conf_with WAY: the same nodes by another way in.
conf_with() {
	local name
	for name in edge1 edge2; do
		lab_node_conf "$LAB_DIR/$name" "$name" "$@"
	done >"$BATS_TEST_TMPDIR/nodes"
	SHIELDADM_CONFIG=$BATS_TEST_TMPDIR/conf
	(umask 077 && : >"$SHIELDADM_CONFIG")
	{
		printf '[database]\nurl = %s\n' "$LAB_DBURL"
		cat "$BATS_TEST_TMPDIR/nodes"
	} >"$SHIELDADM_CONFIG"
}

# -- what a caller meets ----------------------------------------------------

@test "a banned source gets no answer on any node, until its ban is lifted" {
	raw_answered 127.1.1.1 phone
	run_ok ban add 127.1.1.1 --for 2h --reason 'scans, ticket 7' --force -o json
	assert_equal "$(json '.changes[0] | [.kind, .address, .reason, .result]')" \
		'["ban","127.1.1.1","scans, ticket 7","added"]'
	assert_equal "$(json '.nodes | map([.name, .live, .verified])')" \
		'[["edge1",true,true],["edge2",true,true]]'
	[ "$(json '.changes[0].left')" -ge 7195 ] && [ "$(json '.changes[0].left')" -le 7200 ]
	assert_equal "$(bans edge2)" '127.1.1.1 scans, ticket 7'
	assert_equal "$(records)" '127.1.1.1 scans, ticket 7'
	raw_dropped 127.1.1.1 phone
	SIP_NODE=edge2 dropped 127.1.1.1 phone
	raw_answered 127.1.1.2 phone
	tells 1 '' ban test 127.1.1.1
	assert_line --regexp '^127\.1\.1\.1 +edge1 +banned +(2h|1h 59m) +scans, ticket 7$'

	run_ok ban remove 127.1.1.1
	assert_line --regexp '^removed +ban +127\.1\.1\.1'
	raw_answered 127.1.1.1 phone
	SIP_NODE=edge2 sip_answered 127.1.1.1 phone
	assert_equal "$(records)" ''
	run_ok ban test 127.1.1.1
	assert_line --regexp '^127\.1\.1\.1 +edge2 +not banned'
}

@test "a ban ends by itself, and so does its record" {
	run_ok ban add 127.1.2.1 --for 3s --force
	dropped 127.1.2.1 phone
	lab_wait 60 shieldadm ban test 127.1.2.1
	raw_answered 127.1.2.1 phone
	# The dump still shows it, for up to 20 s.
	run_ok ban list
	[ -z "$output" ] || show_run 'it is listed'
	run_ok ban add 127.1.2.2 --for 1h --force
	assert_equal "$(records)" '127.1.2.2 '
}

@test "a restarted node has lost its bans: status tells, sync brings back what still runs" {
	run_ok ban add 127.1.3.1 --for 2h --reason x --force
	run_ok ban add 127.1.3.2 --for 1s --force
	lab_kamailio_restart "$NODE"
	sleep 1 # the shorter ban's time
	raw_answered 127.1.3.1 phone
	tells 1 '1 of 2 nodes differ' status
	assert_line --regexp '^edge1 +missing +ban +127\.1\.3\.1'
	refute_line --regexp '^edge2 +missing'
	tells 1 '' status -o json
	assert_equal "$(json '.differences[0] | [.node, .difference, .kind, .address, .value]')" \
		'["edge1","missing","ban","127.1.3.1",null]'
	tells 6 '' sync --dry-run
	assert_line --regexp '^edge1 +differs; 1 would be added'
	run_ok sync
	assert_line --regexp '^edge1 +live, verified; 1 added'
	assert_line --regexp '^edge2 +live, verified *$'
	assert_equal "$(bans edge1)" '127.1.3.1 x'
	raw_dropped 127.1.3.1 phone
	run_ok status
	run_ok ban list -o json
	assert_equal "$(json 'map([.address, .nodes])')" '[["127.1.3.1",["edge1","edge2"]]]'
	# It ends when it would have.
	[ "$(json '.[0].left')" -ge 7100 ] && [ "$(json '.[0].left')" -le 7200 ]
}

@test "the bans of pike are listed, tested and lifted like ours" {
	typed edge2 htable.seti ipban s:127.1.4.1 1
	run_ok ban list
	assert_line --regexp '^127\.1\.4\.1 +US +edge2 +(5m|4m 5[0-9]s) +pike'
	tells 1 '' ban test 127.1.4.1 -o json
	assert_equal "$(json 'map([.node, .banned, .reason])')" \
		'[["edge1",false,null],["edge2",true,"pike"]]'
	run_ok status
	run_ok ban remove 127.1.4.1 -o json
	assert_equal "$(json '.changes[0].result')" '"removed"'
	assert_equal "$(bans edge2)" ''
	tells 3 '1 of what was to be removed is not there' ban remove 127.1.4.1
	assert_line --regexp '^absent'
}

# -- how long ---------------------------------------------------------------

@test "a ban lasts as long as those of the hash table, when nothing is said" {
	run_ok ban add 203.0.113.1 -o json
	assert_equal "$(json '.changes[0].left >= 297 and .changes[0].left <= 300')" true
	run_fails 2 'is not a duration' ban add 203.0.113.1 --for soon
	run_fails 2 'is not a duration' ban add 203.0.113.1 --for 3651d
}

@test "a ban that stands longer stays, but with --force" {
	run_ok ban add 203.0.113.1 --for 2h --reason first
	run_ok ban add 203.0.113.1 --for 1h --reason second -o json
	assert_equal "$(json '.changes[0] | [.result, .reason, .left > 7000]')" '["present","first",true]'
	assert_equal "$(bans edge1)" '203.0.113.1 first'
	run_ok ban add 203.0.113.1 --for 3h --reason third -o json
	assert_equal "$(json '.changes[0] | [.result, .left > 10000]')" '["added",true]'
	assert_equal "$(records)" '203.0.113.1 third'
	run_ok ban add 203.0.113.1 --for 1h --reason fourth --force -o json
	assert_equal "$(json '.changes[0] | [.result, .left <= 3600]')" '["added",true]'
	assert_equal "$(bans edge2)" '203.0.113.1 fourth'
	run_ok ban test 203.0.113.2
	tells 1 '' ban test 203.0.113.1 -o json
	assert_equal "$(json 'map(.left <= 3600)')" '[true,true]'

	# One that somebody typed stays as well, where it stands longer.
	typed edge1 htable.setxs ipban s:203.0.113.3 s:typed 7200
	run_ok ban add 203.0.113.3 --for 1h --reason ours
	assert_equal "$(bans edge1 | grep -F 113.3)" '203.0.113.3 typed'
	assert_equal "$(bans edge2 | grep -F 113.3)" '203.0.113.3 ours'
}

@test "a node in another time zone tells the same seconds" {
	TZ=Pacific/Kiritimati lab_kamailio_restart "$LAB_DIR/edge2"
	run_ok ban add 203.0.113.1 --for 10m
	run_split env TZ=America/New_York "$SHIELDADM" ban test 203.0.113.1 -o json
	assert_equal "$(json 'map(.left >= 590 and .left <= 600)')" '[true,true]'
	lab_kamailio_restart "$LAB_DIR/edge2"
}

@test "nodes that differ in a ban's reason or time are listed each by itself" {
	typed edge1 htable.setxs ipban s:203.0.113.1 s:typed 7200
	typed edge1 htable.setxs ipban s:203.0.113.2 s:same 600
	typed edge2 htable.setxs ipban s:203.0.113.2 s:same 60
	typed edge1 htable.setxs ipban s:203.0.113.3 s:same 600
	typed edge2 htable.setxs ipban s:203.0.113.3 s:same 602
	run_ok ban add 203.0.113.1 --for 1h --reason ours
	run_ok ban list -o json
	assert_equal "$(json 'map([.address, .nodes, .reason, .who != null, .recorded])[]')" \
		'["203.0.113.1",["edge1"],"typed",false,true]
["203.0.113.1",["edge2"],"ours",true,true]
["203.0.113.2",["edge1"],"same",false,false]
["203.0.113.2",["edge2"],"same",false,false]
["203.0.113.3",["edge1","edge2"],"same",false,false]'
	assert_equal "$(json 'map(.left / 60 | round)')" '[120,60,10,1,10]'
	# Both have it, so there is nothing for sync to bring.
	assert_equal "$stderr" ''
}

# -- who must not be banned -------------------------------------------------

@test "who is let in, and we ourselves, are not banned by mistake" {
	db_rows "INSERT INTO address (id, grp, ip_addr, mask, port, tag) VALUES
		(7, 1, '198.51.100.0', 24, 0, 'ACME'), (8, 1, '192.0.2.7', 32, 0, NULL),
		(9, 2, '192.0.2.8', 32, 0, 'evil $(printf '\033')[31m')"
	run_fails 7 "198.51.100.9 is let in by 198.51.100.0/24 in the table 'address' (row 7, group 1, ACME)" \
		ban add 203.0.113.1 198.51.100.9
	assert_equal "$(bans edge1)$(records)" ''
	run_fails 7 '192.0.2.7/32' ban add 192.0.2.7
	run_fails 7 'evil \x1b[31m' ban add 192.0.2.8
	run_fails 7 "127.0.0.1 is an address of the node 'edge1' itself" ban add 127.0.0.1
	run_fails 7 'loopback' ban add 127.1.1.1
	run_fails 7 'loopback' ban add ::1
	run_fails 7 '192.0.2.7/32' --dry-run ban add ::ffff:192.0.2.7
	run_fails 7 '192.0.2.7/32' --yes ban add 192.0.2.7
	run_ok ban add 192.0.2.7 --force
	assert_equal "$(bans edge1)" '192.0.2.7 shieldadm'
}

@test "what is no single address is refused, with what else there is" {
	run_fails 2 "'203.0.113.0/24' is a network, and the hash table of bans knows single addresses only" \
		ban add 203.0.113.0/24
	run_fails 2 'is not an IP address' ban add sip.example.com
	run_fails 2 'is a network' ban remove 203.0.113.0/24
	run_fails 2 'is not an IP address' ban test 203.0.113
	run_fails 2 'no value is given' ban add
	run_fails 2 'a terminal acts on' ban add 203.0.113.1 --reason "$(printf 'a\033[31m')"
	run_fails 2 'not valid UTF-8' ban add 203.0.113.1 --reason "$(printf '\377')"
	assert_equal "$(bans edge1)$(records)" ''
}

@test "an address is banned in the form in which a node sees it" {
	run_ok ban add ::ffff:203.0.113.1 2001:DB8:0:0:1:0:0:1 203.0.113.1
	assert_equal "$(bans edge1)" $'2001:db8::1:0:0:1 shieldadm\n203.0.113.1 shieldadm'
	tells 1 '' ban test 2001:db8:0::1:0:0:1
	run_ok ban remove 2001:DB8::1:0:0:1 ::ffff:203.0.113.1
	assert_equal "$(bans edge1)" ''
}

@test "texts that somebody put there cannot act on a terminal" {
	typed edge1 htable.setxs ipban s:203.0.113.1 "s:$(printf '\033[31m\r')red" 600
	typed edge1 htable.setxs ipban "s:$(printf '\033]0;x\a')" s:x 600
	run_ok ban list
	refute_output --partial $'\033'
	refute_output --partial $'\a'
	assert_output --partial '\x1b[31m'
	assert_output --partial '\x1b]0;x\x07'
	run_ok ban list -o json
	jq -e 'map(.address) | index("\u001b]0;x\u0007") != null' <<<"$output"
	tells 1 '' ban test 203.0.113.1
	refute_output --partial $'\033'
	# A key that is no address can be lifted too, by who says so twice.
	run_fails 2 'is not an IP address' ban remove "$(printf '\033]0;x\a')"
	run_ok ban remove --force "$(printf '\033]0;x\a')"
	assert_equal "$(bans edge1 | wc -l)" 1
}

# -- when something is missing ----------------------------------------------

@test "without the table of records bans work, and it is said what they lack" {
	db_rows "DROP TABLE shieldadm_ban"
	db_rows "DELETE FROM version WHERE table_name = 'shieldadm_ban'"
	tells 0 "there is no table 'shieldadm_ban'" ban add 203.0.113.1 203.0.113.2 --reason x
	assert_equal "$(grep -c shieldadm_ban <<<"$stderr")" 1
	assert_equal "$(bans edge2)" $'203.0.113.1 x\n203.0.113.2 x'
	run_ok status
	run_ok sync
	run_ok ban list -o json
	assert_equal "$(json 'map([.address, .recorded, .who, .reason])')" \
		'[["203.0.113.1",false,null,"x"],["203.0.113.2",false,null,"x"]]'
	run_ok ban remove 203.0.113.1
	kill -s STOP -- "-$(lab_kamailio_pid "$LAB_DIR/edge2")"
	# Nothing is recorded, so sync has nothing to bring.
	tells 5 'give the command again' ban add 203.0.113.3 --timeout 1
	kill -s CONT -- "-$(lab_kamailio_pid "$LAB_DIR/edge2")"
}

@test "without a database nothing is changed, unless who asks is sure of it" {
	sed 's|^url = .*|url = sqlite:////nonexistent/x.sqlite|' "$SHIELDADM_CONFIG" >"$BATS_TEST_TMPDIR/conf"
	chmod 600 "$BATS_TEST_TMPDIR/conf"
	SHIELDADM_CONFIG=$BATS_TEST_TMPDIR/conf
	run_fails 4 '--force does it on the nodes alone, unrecorded' ban add 203.0.113.1
	tells 0 'this is not recorded' ban add 203.0.113.1 --force
	assert_equal "$(bans edge1)" '203.0.113.1 shieldadm'
	# What only asks the nodes needs none.
	tells 1 '' ban test 203.0.113.1
	tells 0 'who has banned whom is not known' ban list
	run_ok auth list
	run_ok auth reset --all --yes
	run_fails 4 '--force' ban remove 203.0.113.1
	tells 0 'not recorded' ban remove 203.0.113.1 --force
}

@test "a node that was away gets its bans by sync" {
	kill -s STOP -- "-$(lab_kamailio_pid "$LAB_DIR/edge2")"
	tells 6 'this is not done on 1 of 2 nodes; when mended: shieldadm sync' \
		ban add 203.0.113.1 --for 1h --timeout 1
	tells 5 'edge2' ban test 203.0.113.1 --timeout 1
	tells 5 'edge2' ban list --timeout 1
	assert_line --regexp '^203\.0\.113\.1 +edge1 '
	tells 6 'when mended: give the command again' ban remove 203.0.113.9 --timeout 1
	kill -s CONT -- "-$(lab_kamailio_pid "$LAB_DIR/edge2")"
	run_ok sync
	assert_equal "$(bans edge2)" '203.0.113.1 shieldadm'
}

@test "a node that was not told of a ban gets it by sync; one is lifted there by hand" {
	tells 0 '1 other node was not told; run: shieldadm sync' ban add 203.0.113.1 --node edge1
	assert_equal "$(bans edge2)" ''
	run_ok sync
	assert_equal "$(bans edge2)" '203.0.113.1 shieldadm'
	tells 0 '1 other node was not told; run this command there too' \
		ban remove 203.0.113.1 --node edge1
	run_ok sync
	assert_equal "$(bans edge1)$(bans edge2)" '203.0.113.1 shieldadm'
	run_ok ban remove 203.0.113.1
	assert_equal "$(bans edge2)" ''
}

@test "a hash table of another name is used, and one that there is not is named" {
	typed edge1 htable.seti auth_try s:203.0.113.1 5
	sed '1i [kamailio]\nban_table = auth_try\nauth_table = nosuch' "$SHIELDADM_CONFIG" \
		>"$BATS_TEST_TMPDIR/conf"
	chmod 600 "$BATS_TEST_TMPDIR/conf"
	SHIELDADM_CONFIG=$BATS_TEST_TMPDIR/conf
	run_ok ban list -o json
	assert_equal "$(json 'map([.address, .reason])')" '[["203.0.113.1","5"]]'
	tells 3 "it has no htable 'nosuch'" auth list
	tells 5 'this is not done on 2 of 2 nodes' auth reset 203.0.113.1
	assert_output --partial "it has no htable 'nosuch'"
}

# -- the others -------------------------------------------------------------

@test "flush lifts all there are, but asks first" {
	run_ok ban add 203.0.113.1
	typed edge2 htable.seti ipban s:203.0.113.2 1
	run_fails 7 'is not done without a terminal to ask on, unless with --yes' ban flush
	run_ok ban flush --dry-run
	assert_line --regexp '^edge2 +live, verified; 2 would be deleted'
	assert_equal "$(bans edge2 | wc -l)" 2
	run_ok ban flush --yes
	assert_line --regexp '^edge2 +live, verified; 2 deleted'
	assert_equal "$(bans edge1)$(bans edge2)$(records)" ''
}

@test "flush of one node leaves the records, which are of all" {
	run_ok ban add 203.0.113.1 203.0.113.2 --for 1h --reason x
	tells 0 'what is recorded stays so for the 1 other node: shieldadm sync brings it back' \
		ban flush --yes --node edge1
	assert_equal "$(bans edge1)" ''
	assert_equal "$(bans edge2)" $'203.0.113.1 x\n203.0.113.2 x'
	assert_equal "$(records)" $'203.0.113.1 x\n203.0.113.2 x'
	tells 1 '' status
	run_ok sync
	assert_equal "$(bans edge1)" $'203.0.113.1 x\n203.0.113.2 x'
	# All of them, each by its name.
	run_ok ban flush --yes --node edge1 --node edge2
	assert_equal "$(bans edge1)$(bans edge2)$(records)" ''
	[[ $stderr != *recorded* ]]
}

@test "on a terminal flush takes yes for an answer, and nothing else" {
	run_ok ban add 203.0.113.1
	run script -qec "$SHIELDADM ban flush" /dev/null <<<'n'
	assert_equal "$status" 7
	assert_output --partial 'on 2 nodes? [y/N]'
	assert_output --partial 'nothing was done'
	assert_equal "$(bans edge1)" '203.0.113.1 shieldadm'
	run script -qec "$SHIELDADM ban flush" /dev/null <<<'y'
	assert_equal "$status" 0
	assert_equal "$(bans edge1)" ''
}

@test "an answer is a whole line: its rest does not answer the next question" {
	run_ok ban add 203.0.113.1
	dialog 0 shell <<-'EOF'
		see edge1,edge2>
		type ban flush
		see [y/N]
		type nnnnnnnnnnnnnnny
		see not confirmed: nothing was done
		type ban flush
		see [y/N]
		type nyyyyyyyyyyyyyyy
		see not confirmed: nothing was done
		type exit
	EOF
	assert_equal "$(bans edge1)$(records)" '203.0.113.1 shieldadm203.0.113.1 '
	dialog 0 shell <<-'EOF'
		see edge1,edge2>
		type ban flush
		see [y/N]
		type  YES 
		see live, verified
		type exit
	EOF
	assert_equal "$(bans edge1)$(records)" ''
}

@test "failed logins are listed, and forgotten on demand" {
	typed edge1 htable.seti auth_try s:127.1.5.1 21
	typed edge2 htable.seti auth_try s:127.1.5.1 3
	typed edge1 htable.seti auth_try s:alice::127.1.5.2 2
	raw_dropped 127.1.5.1 phone
	run_ok auth list
	assert_line --regexp '^127\.1\.5\.1 +US +edge1 +21 +(1d|23h 59m)$'
	assert_line --regexp '^127\.1\.5\.1 +US +edge2 +3 +(1d|23h 59m)$'
	assert_line --regexp '^alice::127\.1\.5\.2 +edge1 +2 '
	run_ok auth list -o json
	assert_equal "$(json 'map([.address, .failed, .nodes])')" \
		'[["127.1.5.1",21,["edge1"]],["127.1.5.1",3,["edge2"]],["alice::127.1.5.2",2,["edge1"]]]'
	run_ok auth reset 127.1.5.1 -o json
	assert_equal "$(json '.changes[0] | [.kind, .result]')" '["auth","removed"]'
	raw_answered 127.1.5.1 phone
	run_ok auth reset alice::127.1.5.2
	tells 3 '' auth reset 127.1.5.1
	run_fails 2 'not both' auth reset --all 127.1.5.1
	typed edge1 htable.seti auth_try s:127.1.5.1 21
	run_fails 7 'unless with --yes' auth reset --all
	run_ok auth reset --all --yes
	assert_equal "$(bans edge1 auth_try)" ''
}

@test "a dry run bans nobody, and tells what would be" {
	run_ok ban add 203.0.113.1 --reason x --for 2h
	run_ok --dry-run ban add 203.0.113.1 203.0.113.2 -o json
	assert_equal "$(json '[.changes[].result], .nodes')" $'["present","added"]\n[]'
	run_ok --dry-run ban remove 203.0.113.1
	assert_line --regexp '^would be removed +ban +203\.0\.113\.1'
	tells 3 '' --dry-run ban remove 203.0.113.2
	assert_equal "$(bans edge1)$(records)" '203.0.113.1 x203.0.113.1 x'
}

@test "every way in carries it all" {
	local way
	for way in http unixgram ctl; do
		conf_with "$way"
		run_ok ban add 203.0.113.1 203.0.113.2 --for 1h --reason "by $way"
		assert_equal "$(bans edge2)" "203.0.113.1 by $way"$'\n'"203.0.113.2 by $way"
		run_ok ban list -o json
		assert_equal "$(json 'map([.address, .reason, .nodes, .left > 3590])')" \
			"[[\"203.0.113.1\",\"by $way\",[\"edge1\",\"edge2\"],true],[\"203.0.113.2\",\"by $way\",[\"edge1\",\"edge2\"],true]]"
		tells 1 '' ban test 203.0.113.1
		run_ok ban remove 203.0.113.1
		run_ok ban flush --yes
	done
}

@test "the list has the country of each address, or says why it has none" {
	run_ok ban add 127.1.6.1 127.2.6.1 127.9.6.1 --force
	run_ok ban list -o json
	assert_equal "$(json 'map([.address, .country])')" \
		'[["127.1.6.1","US"],["127.2.6.1","CN"],["127.9.6.1",null]]'
	sed 's|^database = .*|database = /nowhere/countries.mmdb|' "$SHIELDADM_CONFIG" \
		>"$BATS_TEST_TMPDIR/c.ini"
	chmod 600 "$BATS_TEST_TMPDIR/c.ini"
	tells 0 'countries are not told' -c "$BATS_TEST_TMPDIR/c.ini" ban list -o json
	assert_equal "$(json 'map(.country)')" '[null,null,null]'
}

@test "every format tells the same" {
	run_ok ban add 203.0.113.1 --for 1h --reason 'a, "b"'
	run_ok ban list -o csv
	output=${output//$'\r'/} lines=("${lines[@]%$'\r'}")
	assert_line --index 0 'address,country,nodes,left,reason,who,recorded,made'
	assert_line --index 1 --regexp '^203\.0\.113\.1,,edge1; edge2,3[56][0-9][0-9],"a, ""b""",.*@.*,yes,[0-9]+$'
	run_ok ban list -o plain
	assert_output --regexp $'^203\\.0\\.113\\.1\t\tedge1; edge2\t3[56][0-9][0-9]\ta, "b"\t'
	run_ok ban list --limit 0
	run_fails 2 'is not a number of rows' ban list --limit many
}

# -- lists of others --------------------------------------------------------

@test "lists are imported: plain, CSV, APIBAN's JSON" {
	printf '# feed\n203.0.113.1\n203.0.113.2 # why\n\nnonsense\n203.0.113.0/24\n203.0.113.1\n' \
		>"$BATS_TEST_TMPDIR/plain"
	tells 2 "line 5: 'nonsense' is not an IP address" ban import "$BATS_TEST_TMPDIR/plain" --for 1h --reason feed
	said "line 6: '203.0.113.0/24' is a network"
	said '1 stands there more than once'
	assert_equal "$(bans edge1)" $'203.0.113.1 feed\n203.0.113.2 feed'
	run_ok ban import - <<<$'id;ip\n1;203.0.113.3\n2;"2001:db8::3"'
	assert_equal "$(records | wc -l)" 4
	run_ok ban import - --for 1m -o json <<<'{"ipaddress":["203.0.113.4","203.0.113.3"],"ID":"1700000000"}'
	assert_equal "$(json '[.changes[] | [.address, .result]]')" \
		'[["203.0.113.4","added"],["203.0.113.3","present"]]'
	tells 0 'the list says that there is nothing new to ban' ban import - <<<'{"ipaddress":["no new bans"],"ID":"none"}'
	run_fails 2 'none of the 2 entries is an address to ban' ban import - <<<$'x\ny'
	run_fails 2 'there is no address in the list: it is empty' ban import - <<<''
	run_fails 2 'there is no address in the list: it holds {"error":"quota exceeded"}' \
		ban import - <<<'{"error":"quota exceeded"}'
	run_fails 2 'it holds # nobody' ban import - <<<$'# nobody\n# at all'
	run_fails 2 'broken at byte' ban import - <<<'{"ipaddress":['
	run_fails 2 'cannot read' ban import "$BATS_TEST_TMPDIR/none"
}

@test "networks of a list are told, and the status says that they are not banned" {
	tells 2 '2 networks are not banned: the hash table of bans holds single addresses; --expand' \
		ban import - <<<$'203.0.113.1\n198.51.100.0/30\n192.0.2.16 - 192.0.2.17'
	said "line 2: '198.51.100.0/30' is a network of 4 addresses"
	said "line 3: '192.0.2.16-192.0.2.17' is a range of 2 addresses"
	assert_equal "$(bans edge1)" '203.0.113.1 shieldadm'
	run_fails 2 'none of the 1 entries is an address to ban: --expand' ban import - <<<198.51.100.0/30
	run_fails 2 "'192.0.2.16-17' is a range, and the hash table of bans knows single addresses" \
		ban add 192.0.2.16-17
	tells 2 "line 2: '10.0.0.0/8' is a network of more than 256 addresses" \
		ban import - --expand <<<$'203.0.113.2\n10.0.0.0/8\n198.51.100.5/24'
	said "line 3: '198.51.100.5/24'"
	said '2 networks are not banned: the hash table of bans holds single addresses; use the firewall'
	assert_equal "$(bans edge2 | wc -l)" 2
}

@test "networks of a list are expanded to their addresses when that is asked for" {
	run_ok ban import - --expand -o json <<<$'198.51.100.0/30\n192.0.2.16 - 192.0.2.17\n2001:db8::/126\n203.0.113.9/32'
	assert_equal "$(json '[.changes[].address]')" \
		'["198.51.100.0","198.51.100.1","198.51.100.2","198.51.100.3","192.0.2.16","192.0.2.17","2001:db8::","2001:db8::1","2001:db8::2","2001:db8::3","203.0.113.9"]'
	assert_equal "$(bans edge2 | wc -l)" 11
	# DShield's block list, as it is published.
	printf '# DShield\nStart\tEnd\tNetmask\tAttacks\tName\tCountry\temail\n77.72.82.0\t77.72.82.255\t24\t9424\tNETUP-AS ,\tRU\ta@b.ru\n' >"$BATS_TEST_TMPDIR/block.txt"
	tells 2 "'77.72.82.0/24' is a network of 256 addresses" ban import "$BATS_TEST_TMPDIR/block.txt"
	assert_equal "$(bans edge1 | grep -c '^77')" 0
	run_ok ban import "$BATS_TEST_TMPDIR/block.txt" --expand
	assert_equal "$(bans edge1 | grep -c '^77')" 256
	# Nobody is banned by it whom a guard protects.
	db_rows "INSERT INTO address (id, grp, ip_addr, mask, port, tag) VALUES (8, 1, '198.18.0.1', 32, 0, 'ACME')"
	run_ok ban import - --expand -o json <<<198.18.0.0/31
	assert_equal "$(json '[.changes[].result]')" '["added","skipped"]'
}

@test "what a list lets in is not banned by a network of the same list" {
	run_ok ban import - --expand -o json <<<$'add b 198.51.100.0/30\nadd b 198.51.100.2 nomatch'
	assert_equal "$(json '[.changes[] | [.address, .result]]')" \
		'[["198.51.100.0","added"],["198.51.100.1","added"],["198.51.100.2","skipped"],["198.51.100.3","added"]]'
	said "line 2 is left out: the list lets it in: 'nomatch'"
	said 'left out: 198.51.100.2 is let in by the list'
	run_ok ban import - --expand -o json <<<$'-A f -s 203.0.113.5/32 -j ACCEPT\n-A f -s 203.0.113.4/31 -j DROP'
	assert_equal "$(bans edge1 | grep -c 203)" 1
	run_ok ban import - --expand -o json \
		<<<$'-A f -s 192.0.2.5/32 -p udp -m udp --dport 5060 -j ACCEPT\n-A f -s 192.0.2.4/31 -j DROP'
	assert_equal "$(json '[.changes[].result]')" '["added","skipped"]'
}

@test "of a whole firewall those are banned whom it drops, and nobody whom it lets in" {
	local form lists=$REPO/tests/recordings/firewalls
	for form in txt json; do
		run --separate-stderr shieldadm ban import "$lists/nft.$form" --expand -o json
		assert_equal "$status" 0
		assert_equal "$(json '[.changes[] | [.address, .result]]')" \
			'[["192.0.2.9","added"],["203.0.113.4","added"],["203.0.113.5","skipped"],["192.0.2.50","added"]]'
		said "left out: the rules let in what is in its set 'inet filter whitelist'"
		said "left out: no rule drops all requests of its set 'inet filter forwarded'"
		run_ok ban flush --yes
		run_ok ban import "$lists/nft.$form" --set ssh -o json
		assert_equal "$(json '[.changes[].address]')" '["192.0.2.20"]'
		run_fails 2 "the rules of the list let in what is in its set 'inet filter whitelist'" \
			ban import "$lists/nft.$form" --set whitelist
		run_ok ban flush --yes
	done
	run_fails 2 "nothing in the list tells which sets are to be banned: --set chooses one of 'inet filter whitelist', 'inet filter blackhole'" \
		ban import "$lists/nft-sets.txt"
	for form in ipset ipset-list; do
		run_fails 2 "--set chooses one of 'whitelist', 'black', 'empty6'" ban import "$lists/$form.txt"
		run_fails 2 "--set chooses one of 'whitelist', 'black', 'empty6'" ban add --file "$lists/$form.txt"
		run_ok ban import "$lists/$form.txt" --set black --expand -n -o json
		assert_equal "$(json '.changes | length')" 16
	done
	tells 2 "line 2: '203.0.113.0/28' is a network of 16 addresses" ban import "$lists/ipset-one.txt"
	for form in S save; do
		run_ok ban import "$lists/iptables-$form.txt" -o json --dry-run
		assert_equal "$(json '[.changes[].address] - ["192.0.2.13"] | sort')" \
			'["192.0.2.1","192.0.2.2","192.0.2.4","192.0.2.7"]'
		said 'the rule drops a set: ipset save lists it'
		said "no packet that comes in gets to its chain 'FORWARD'"
	done
	run_ok ban import "$lists/iptables-S-f2b.txt" -o json -n
	assert_equal "$(json '[.changes[].address]')" '["192.0.2.7"]'
	assert_equal "$(bans edge1)" ''
}

@test "CrowdSec's lists are banned for as long as they say, without what they do not ban" {
	printf '%s\n' id,source,ip,reason,action,country,as,events_count,expiration,simulated,alert_id \
		1,crowdsec,Ip:203.0.113.9,x,ban,FR,,6,2h,false,1 2,cscli,Country:FR,x,ban,,,1,1h,false,2 \
		3,cscli,Ip:203.0.113.8,x,captcha,,,1,1h,false,3 4,cscli,Ip:203.0.113.7,x,ban,,,1,-1h,false,4 >"$BATS_TEST_TMPDIR/raw"
	run_split shieldadm ban import "$BATS_TEST_TMPDIR/raw" -o json
	assert_equal "$status" 0
	said "line 3 is left out: its scope is 'Country', not Ip or Range"
	said "line 4 is left out: its type is 'captcha', not ban"
	said 'line 5 is left out: its time has ended'
	assert_equal "$(json '[.changes[] | [.address, .left > 7100 and .left <= 7200]]')" '[["203.0.113.9",true]]'
	run_ok ban import "$BATS_TEST_TMPDIR/raw" --for 10h -o json --force
	assert_equal "$(json '[.changes[] | [.address, .left > 35900]]')" '[["203.0.113.9",true],["203.0.113.7",true]]'
	tells 0 '2 entries, the first in text 2, are left out: it was deleted from the list' ban import - -o json \
		<<<'{"new":[{"duration":"1h","scope":"Ip","type":"ban","value":"203.0.113.6"}],"deleted":[{"scope":"Ip","type":"ban","value":"203.0.113.9"},{"scope":"Ip","type":"ban","value":"203.0.113.8"}]}'
	assert_equal "$(json '[.changes[].address]')" '["203.0.113.6"]'
	tells 0 'the list says that there is nothing new to ban' ban import - <<<'{"new":null,"deleted":null}'
	tells 0 'the list says that there is nothing new to ban' ban import - <<<null
}

@test "what tools of firewalls print is banned, and a form that is not known is told" {
	run_ok ban import - -o json <<<$'create b hash:ip family inet\nadd b 203.0.113.1 timeout 600 comment "x"'
	assert_equal "$(json '[.changes[].address]')" '["203.0.113.1"]'
	run_ok ban import - -o json <<<$'-P INPUT ACCEPT\n-N f2b\n-A INPUT -j f2b\n-A f2b -s 203.0.113.2/32 -j REJECT --reject-with icmp-port-unreachable'
	assert_equal "$(json '[.changes[].address]')" '["203.0.113.2"]'
	run_ok ban import - -o json <<<"[{'sshd': ['203.0.113.3']}, {'sip': ['2001:db8::3']}]"
	assert_equal "$(json '[.changes[].address]')" '["203.0.113.3","2001:db8::3"]'
	run_ok ban import - -o json <<<'{"nftables":[{"metainfo":{"version":"1.0.6"}},{"set":{"type":"ipv4_addr","elem":["203.0.113.4"]}}]}'
	assert_equal "$(json '[.changes[].address]')" '["203.0.113.4"]'
	run_ok ban import - <<<'[2001:db8::4]'
	run_fails 2 'none of the 1 entries is an address to ban' ban import - <<<'{"result":["203.0.113.5"]}'
	[[ $stderr == *"its member 'result' holds addresses, but is not known: expected data"* ]]
	assert_equal "$(bans edge2 | wc -l)" 6
}

@test "all addresses of a line are banned, and what is none is counted" {
	tells 0 '2 lines name no address to ban, and are left out' ban import - -o json \
		<<<$'203.0.113.5 203.0.113.6\nnonsense\n203.0.113.7,203.0.113.8\n224.0.0.1'
	said 'line 4: nothing is ever sent from 224.0.0.1, which is a multicast address'
	assert_equal "$(json '[.changes[].address]')" \
		'["203.0.113.5","203.0.113.6","203.0.113.7","203.0.113.8"]'
	assert_equal "$(bans edge2 | wc -l)" 4
}

@test "what no request can come from is not banned, but such an entry can be lifted" {
	local ip
	for ip in 0.0.0.0 :: 224.0.0.1 ff02::1 255.255.255.255; do
		run_fails 2 "nothing is ever sent from $ip" ban add "$ip"
		run_fails 2 "nothing is ever sent from $ip" --force ban add 203.0.113.1 "$ip"
	done
	assert_equal "$(bans edge1)" ''
	typed edge1 htable.seti ipban s:0.0.0.0 1
	run_ok ban remove 0.0.0.0
	assert_equal "$(bans edge1)" ''
}

@test "of a list those are left out whom nobody should ban by mistake" {
	db_rows "INSERT INTO address (id, grp, ip_addr, mask, port, tag) VALUES (7, 1, '198.51.100.0', 24, 0, 'ACME')"
	run_split shieldadm ban import - -o json <<<$'203.0.113.1\n198.51.100.7\n127.0.0.1\n203.0.113.2'
	assert_equal "$status" 0
	assert_equal "$(json '[.changes[].result]')" '["added","skipped","skipped","added"]'
	[[ $(json '.changes[1].skipped') == *'198.51.100.0/24'* ]]
	said 'left out: 198.51.100.7 is let in by 198.51.100.0/24'
	assert_equal "$(bans edge1)" $'203.0.113.1 shieldadm\n203.0.113.2 shieldadm'
	# Of a list with nobody else no node is told, nor does one answer for it.
	run_ok ban import - <<<127.0.0.1
	[[ $output == 'skipped '* && $output != *live* && $stderr != *'not told'* ]]
	run_ok ban import - -o json <<<$'198.51.100.7\n127.0.0.1'
	assert_equal "$(json '[[.changes[].result], .nodes]')" '[["skipped","skipped"],[]]'
	run_ok ban import - --node edge1 <<<127.0.0.1
	[[ $output != *live* && $stderr != *'not told'* ]]
	run_ok ban import - --force <<<198.51.100.7
	assert_equal "$(bans edge2 | grep -c 198.51)" 1
}

@test "twenty thousand addresses are banned, listed and lifted in seconds" {
	perl -e 'printf "%d.%d.%d.7\n", 11, $_ >> 8, $_ & 255 for 0 .. 19999' >"$BATS_TEST_TMPDIR/many"
	# Whatever this machine needs for the first: nothing else takes much longer.
	local start=$SECONDS first
	within 60 run_ok ban import "$BATS_TEST_TMPDIR/many" --for 1d
	first=$((SECONDS - start))
	assert_line --regexp '^added +ban +20000 addresses'
	assert_equal "$(lab_kamcmd "$LAB_DIR/edge2" htable.stats | grep -A2 'name: ipban' | awk '$1 == "all:" { print $2 }')" 20000
	within $((10 + 2 * first)) run_ok ban import "$BATS_TEST_TMPDIR/many" --for 1h
	assert_line --regexp '^present +ban +20000 addresses'
	within $((10 + 2 * first)) run_ok status
	within $((10 + 2 * first)) run_ok ban list -o json
	assert_equal "$(json length)" 20000
	# What does not go through a way in is said, not waited for, and the records help.
	conf_with unixgram
	within $((5 + first)) tells 5 "its table 'ipban' has 20000 entries, more than its ways in carry" ban list --limit 2
	assert_line --regexp '^11\.0\.0\.7 +all '
	said '19998 more'
	within $((15 + 2 * first)) run_ok ban remove --file "$BATS_TEST_TMPDIR/many"
	assert_line --regexp '^removed +ban +20000 addresses'
	assert_equal "$(bans edge1)$(records)" ''
}
