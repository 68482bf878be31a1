# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # output, stderr: run sets them
#
# status, sync and reload on three real nodes, "edge1" to "edge3", of one database:
# each difference is named as it is, and mended with the least harm.

load luck

setup_file() {
	local name
	lab_begin "$BATS_FILE_TMPDIR"
	export LAB_EXTRA_CFG='modparam("permissions", "reload_delta", 1)'
	export LAB_DBURL=sqlite:///$LAB_DIR/kamailio.sqlite NODE=$LAB_DIR/edge1
	lab_db_sqlite "$LAB_DIR/kamailio.sqlite"
	for name in edge1 edge2 edge3; do
		lab_kamailio_config "$LAB_DIR/$name" "$LAB_DBURL"
		lab_kamailio_start "$LAB_DIR/$name"
		lab_node_conf "$LAB_DIR/$name" "$name"
	done >"$LAB_DIR/nodes"
	cp "$LAB_DIR/edge3/kamailio.cfg" "$LAB_DIR/edge3.cfg"
	make_conf "$LAB_DBURL" <"$LAB_DIR/nodes"
}

# What every test begins with: two user agents blocked, US allowed, one address.
setup() {
	db_rows "DELETE FROM secfilter; DELETE FROM address;
		INSERT INTO secfilter (action, type, data)
			VALUES (0, 0, 'scanner'), (0, 0, 'sipcli/'), (1, 1, 'US');
		INSERT INTO address (grp, ip_addr, mask, port, tag)
			VALUES (1, '127.2.0.1', 32, 0, 'carrier')"
	run_ok reload
	run_ok status
}

# A test that failed may have left them so.
teardown() {
	local name
	cmp -s "$LAB_DIR/edge3.cfg" "$LAB_DIR/edge3/kamailio.cfg" || {
		lab_kamailio_stop "$LAB_DIR/edge3"
		cp "$LAB_DIR/edge3.cfg" "$LAB_DIR/edge3/kamailio.cfg"
	}
	rm -f "$BATS_TEST_TMPDIR/stop"
	for name in edge1 edge2 edge3; do
		kill -s CONT -- "-$(lab_kamailio_pid "$LAB_DIR/$name")" 2>/dev/null || true
		lab_kamailio_answers "$LAB_DIR/$name" >/dev/null ||
			lab_kamailio_start "$LAB_DIR/$name"
	done
	sqlite3 "$LAB_DIR/kamailio.sqlite" 'ALTER TABLE away RENAME TO secfilter' 2>/dev/null || true
}

teardown_file() {
	lab_cleanup
}

# typed NODE METHOD PARAMETER...: what somebody types into kamcmd there.
typed() {
	lab_kamcmd "$LAB_DIR/$1" "${@:2}" >/dev/null
}

# status_says STATUS: status ends with it, and what differs is what stdin lists:
# "NODE DIFFERENCE KIND ACTION VALUE", or "NODE DIFFERENCE addr GROUP ADDRESS/MASK",
# sorted.
status_says() {
	run_split shieldadm status -o json
	[ "$status" -eq "$1" ] || show_run "not status $1" || return 1
	assert_equal "$(jq -r '.differences[] | if .kind == "addr"
		then "\(.node) \(.difference) addr \(.group) \(.address)/\(.mask)"
		else "\(.node) \(.difference) \(.kind) \(.action) \(.value)" end' <<<"$output" |
		LC_ALL=C sort)" "$(cat)"
}

# of_node NAME FILTER: what the last status -o json says of it.
of_node() {
	jq -r ".nodes[] | select(.name == \"$1\") | $2" <<<"$output"
}

# reloads NODE: how often it has reloaded secfilter, and its addresses, so far.
reloads() {
	grep -cE 'secf_(rpc_)?reload|reload_address_table' "$LAB_DIR/$1/kamailio.log" || true
}

# -- what differs -----------------------------------------------------------

@test "nodes that hold what is stored are shown with what they tell of themselves" {
	status_says 0 </dev/null
	assert_equal "$(of_node edge2 '"\(.reachable) \(.state) \(.version) \(.live) \(.verified) \(.error)"')" \
		'true ok 5.6.3 true true null'
	assert_equal "$(of_node edge2 '"\(.ua_live)/\(.ua_stored) \(.country_live)/\(.country_stored) \(.addr_live)/\(.addr_stored) \(.dst_live)/\(.dst_stored)"')" \
		'2/2 1/1 1/1 0/0'
	assert_equal "$(of_node edge2 '.modules_missing | length')" 0
	assert_equal "$(of_node edge2 '.memory_total')" 8388608
	[ "$(of_node edge2 '.uptime')" -ge 0 ]
	[ "$(of_node edge2 '.memory_free')" -gt 4000000 ]

	typed edge2 htable.seti ipban s:127.9.9.9 1
	run_ok status
	assert_line --regexp '^NAME +STATE +VERSION +UPTIME +UA +COUNTRY +ADDR +BANS +MEMORY'
	assert_line --regexp '^edge1 +ok +5\.6\.3 +[0-9dhms ]+ +2/2 +1/1 +1/1 +0 +[0-9]+% of 8M'
	assert_line --regexp '^edge2 +ok +5\.6\.3 +[0-9dhms ]+ +2/2 +1/1 +1/1 +1 '
	typed edge2 htable.flush ipban
}

@test "rules typed into kamcmd on one node are named, drop out with sync, and SIP shows it" {
	typed edge2 secfilter.add_bl ua evil
	typed edge2 secfilter.add_wl country CN
	typed edge2 secfilter.add_bl user spammer
	SIP_NODE=edge2 dropped 127.1.1.1 evil
	SIP_NODE=edge2 sip_answered 127.2.1.1 phone
	status_says 1 <<-'END'
		edge2 extra country allow CN
		edge2 extra ua block evil
		edge2 extra user block spammer
	END
	assert_equal "$(of_node edge2 '"\(.state) \(.ua_live)/\(.ua_stored) \(.user_live)/\(.user_stored)"')" 'differs 3/2 1/0'
	assert_equal "$(of_node edge1 .state)" ok

	run_ok sync
	assert_line --regexp '^edge1 +live, verified *$'
	assert_line --regexp '^edge2 +live, verified; rules reloaded *$'
	status_says 0 </dev/null
	SIP_NODE=edge2 sip_answered 127.1.1.2 evil
	SIP_NODE=edge2 dropped 127.2.1.2 phone
}

@test "a node restarted after rules were only in memory differs no more, the others do" {
	local name
	for name in edge1 edge2 edge3; do
		typed "$name" secfilter.add_bl ua evil
	done
	lab_kamailio_restart "$LAB_DIR/edge2"
	status_says 1 <<-'END'
		edge1 extra ua block evil
		edge3 extra ua block evil
	END
	SIP_NODE=edge1 dropped 127.1.2.1 evil
	SIP_NODE=edge2 sip_answered 127.1.2.2 evil
	run_ok sync
	status_says 0 </dev/null
	SIP_NODE=edge1 sip_answered 127.1.2.3 evil
}

@test "a node that was stopped during a change lacks just that, and gets it without a reload" {
	local before
	kill -s STOP -- "-$(lab_kamailio_pid "$LAB_DIR/edge2")"
	tells 6 'is not enforced by 1 of 3 nodes' ua block late --timeout 1
	run_split shieldadm status -o json --timeout 1
	assert_equal "$status" 1
	assert_equal "$(of_node edge2 '"\(.reachable) \(.state) \(.version) \(.ua_live)"')" \
		'false unreachable null null'
	[[ $(of_node edge2 .error) == *'no reply came within 1000 ms'* ]]
	said '1 of 3 nodes cannot be asked'
	kill -s CONT -- "-$(lab_kamailio_pid "$LAB_DIR/edge2")"

	status_says 1 <<<'edge2 missing ua block late'
	SIP_NODE=edge2 sip_answered 127.1.3.1 late
	before=$(reloads edge2)
	run_ok sync
	assert_line --regexp '^edge2 +live, verified; 1 added *$'
	status_says 0 </dev/null
	SIP_NODE=edge2 dropped 127.1.3.2 late
	SIP_NODE=edge1 dropped 127.1.3.3 late
	assert_equal "$(reloads edge2)" "$before"
}

@test "a node that is down is named with the reason, and is right when it comes back" {
	lab_kamailio_stop "$LAB_DIR/edge3" KILL
	run_split shieldadm status
	assert_equal "$status" 1
	assert_line --index 1 --regexp '^edge3 +unreachable'
	said 'is Kamailio running'
	said '1 of 3 nodes cannot be asked'
	lab_kamailio_start "$LAB_DIR/edge3"
	status_says 0 </dev/null
}

@test "without the database status says who looks at the nodes all the same" {
	mv "$LAB_DIR/kamailio.sqlite" "$LAB_DIR/away.sqlite"
	run_split shieldadm status
	mv "$LAB_DIR/away.sqlite" "$LAB_DIR/kamailio.sqlite"
	assert_equal "$status" 4
	assert_equal "$output" ''
	said 'shieldadm doctor looks at the nodes without it'
}

@test "a node whose table read failed lacks all of it, and is filled without a reload" {
	sqlite3 "$LAB_DIR/kamailio.sqlite" 'ALTER TABLE secfilter RENAME TO away'
	run typed edge3 secfilter.reload
	sqlite3 "$LAB_DIR/kamailio.sqlite" 'ALTER TABLE away RENAME TO secfilter'
	SIP_NODE=edge3 sip_answered 127.9.4.1 scanner
	SIP_NODE=edge3 dropped 127.1.4.1 phone
	status_says 1 <<-'END'
		edge3 missing country allow US
		edge3 missing ua block scanner
		edge3 missing ua block sipcli/
	END
	assert_equal "$(of_node edge3 '"\(.ua_live)/\(.ua_stored)"')" 0/2
	run_ok sync
	assert_line --regexp '^edge3 +live, verified; 3 added *$'
	status_says 0 </dev/null
	SIP_NODE=edge3 dropped 127.9.4.2 scanner
	SIP_NODE=edge3 sip_answered 127.1.4.2 phone
}

# It refuses a second reload within a second.
reloads_addresses() {
	lab_kamcmd "$LAB_DIR/$1" permissions.addressReload | grep -q OK
}

@test "entries that stand twice on a node, and addresses behind its back, are told apart" {
	typed edge1 secfilter.add_wl country US
	db_rows "INSERT INTO address (grp, ip_addr, mask, port, tag)
			VALUES (2, '127.2.0.0', 24, 0, 'net');
		DELETE FROM address WHERE ip_addr = '127.2.0.1'"
	lab_wait 60 reloads_addresses edge2
	status_says 1 <<-'END'
		edge1 doubled country allow US
		edge1 extra addr 1 127.2.0.1/32
		edge1 missing addr 2 127.2.0.0/24
		edge3 extra addr 1 127.2.0.1/32
		edge3 missing addr 2 127.2.0.0/24
	END
	run_split shieldadm status
	assert_line --regexp '^edge1 +missing +addr +127\.2\.0\.0/24 +customer +net'
	run_ok sync
	assert_line --regexp '^edge1 +live, verified; rules reloaded; addresses reloaded *$'
	assert_line --regexp '^edge2 +live, verified *$'
	assert_line --regexp '^edge3 +live, verified; addresses reloaded *$'
	status_says 0 </dev/null
}

# many: so many user agents are stored and live that no way in shows them.
many() {
	seq -f 'a-rather-long-name-of-scanner-%04g/1.0' 1500 | shieldadm ua block - -q >/dev/null
}

@test "of lists too long to be read the others are, and what is typed into them is named" {
	many
	run_ok status
	assert_line --regexp '^edge2 +unverified .* \?/1502 +1/1 '
	said 'edge1 and 2 more: what it holds of ua is told by the memory that takes, not by name'
	typed edge2 secfilter.add_wl country CN
	SIP_NODE=edge2 sip_answered 127.2.8.1 phone
	status_says 1 <<<'edge2 extra country allow CN'
	run_ok sync
	assert_line --regexp '^edge2 +live, as far as it tells.*; rules reloaded'
	SIP_NODE=edge2 dropped 127.2.8.2 phone

	# Less than a reload will do where an entry of a short list is missing.
	db_rows "INSERT INTO secfilter (action, type, data) VALUES (1, 1, 'DE')"
	status_says 1 <<-'END'
		edge1 missing country allow DE
		edge2 missing country allow DE
		edge3 missing country allow DE
	END
	run_ok sync
	SIP_NODE=edge1 sip_answered 127.3.8.1 phone
}

@test "an entry longer than a row can be is not taken for its beginning" {
	local long
	long=$(printf 'x%.0s' {1..105})
	typed edge1 secfilter.add_bl ua "$long"
	status_says 1 <<<"edge1 extra ua block $long"
	run_fails 2 'edge1: ' sync --adopt
	assert_equal "$(table_rules | wc -l)" 3
	run_ok ua block "${long:0:64}"
	SIP_NODE=edge1 dropped 127.1.9.1 "${long:0:64}zzz"
	SIP_NODE=edge2 dropped 127.1.9.2 "${long:0:64}zzz"
}

# -- no more harm than needed -----------------------------------------------

# stream NODE [SECONDS]: requests that are to be answered, until stop_stream.  SECONDS later
# no answer is waited for any more.
stream() {
	rm -f "$BATS_TEST_TMPDIR"/stop*
	STREAM_PATIENCE=${2:-60} perl "$LAB_HOME/stream.pl" "$(lab_kamailio_port "$LAB_DIR/$1")" "$BATS_TEST_TMPDIR/stop" \
		>"$BATS_TEST_TMPDIR/stream" 3>&- 4>&- &
	streamer=$!
	goes_on
}

# It has sent a hundred more.
goes_on() {
	local wanted
	wanted=$(($(has_sent || echo 0) + 100))
	lab_wait 60 has_sent "$wanted"
}

# has_sent [N]: whether it has sent so many; without N it says how many.
has_sent() {
	local sent
	read -r sent _ 2>/dev/null <"$BATS_TEST_TMPDIR/stop.so_far" || return 1
	[ $# -eq 0 ] || [ "$sent" -ge "$1" ] || return 1
	printf '%s\n' "$sent"
}

# Sets sent and answered.
stop_stream() {
	touch "$BATS_TEST_TMPDIR/stop"
	wait "$streamer"
	read -r sent answered <"$BATS_TEST_TMPDIR/stream"
	[ "$sent" -gt 300 ]
}

@test "while sync only adds, not one request of a stream of allowed ones is dropped" {
	seq 3000 | sed "s/.*/INSERT INTO secfilter (action, type, data) VALUES (0, 0, 'bad-&');/" |
		sed '1i BEGIN;' | sed '$a COMMIT;' | sqlite3 "$LAB_DIR/kamailio.sqlite"
	stream edge1
	run_ok sync
	assert_line --regexp '^edge1 +live, .*; 3000 added'
	goes_on
	stop_stream
	assert_equal "$answered" "$sent"
	SIP_NODE=edge1 dropped 127.1.5.1 bad-2999

	# The stream does see what is dropped.
	stream edge1 2
	shieldadm country allow DE
	shieldadm country remove US
	goes_on
	stop_stream
	[ "$answered" -lt "$sent" ] && [ "$answered" -gt 0 ]
}

@test "a dry run of sync says what it would do, and does none of it" {
	db_rows "INSERT INTO secfilter (action, type, data) VALUES (0, 0, 'new')"
	typed edge2 secfilter.add_bl ua evil
	run_split shieldadm sync --dry-run
	assert_equal "$status" 6
	assert_line --regexp '^edge1 +differs; 1 would be added'
	assert_line --regexp '^edge2 +differs; rules would be reloaded'
	assert_line --regexp '^edge2 +extra +ua +block +evil'
	status_says 1 <<-'END'
		edge1 missing ua block new
		edge2 extra ua block evil
		edge2 missing ua block new
		edge3 missing ua block new
	END
	run_split shieldadm sync -n -o json
	assert_equal "$(jq -c '.nodes[] | [.name, .added, .deleted, .reloaded]' <<<"$output")" \
		'["edge1",1,0,[]]
["edge2",0,0,["rules"]]
["edge3",1,0,[]]'
}

@test "of one node that is named only that one is brought to the database" {
	db_rows "INSERT INTO secfilter (action, type, data) VALUES (0, 0, 'new')"
	run_ok sync --node edge2
	status_says 1 <<-'END'
		edge1 missing ua block new
		edge3 missing ua block new
	END
}

# -- adopt ------------------------------------------------------------------

@test "adopt stores what was typed into kamcmd, and every node enforces it" {
	typed edge2 secfilter.add_bl ua evil
	typed edge2 secfilter.add_bl ua sipcli/
	typed edge3 secfilter.add_wl country CA
	run_ok sync --adopt --dry-run
	assert_line --regexp '^would be added +country +allow +CA'
	assert_equal "$(table_rules | wc -l)" 3

	run_ok sync --adopt
	assert_line --regexp '^added +ua +block +evil'
	assert_equal "$(table_rules | sort)" '0 0 evil
0 0 scanner
0 0 sipcli/
1 1 CA
1 1 US'
	status_says 0 </dev/null
	SIP_NODE=edge1 dropped 127.1.6.1 evil
	run_ok sync --adopt
	said 'no node holds anything that is not stored'

	# One answer, whatever it takes; the same entry of several nodes is one.
	typed edge1 secfilter.add_bl ua wicked
	typed edge2 secfilter.add_bl ua wicked
	db_rows 'DELETE FROM address'
	run_ok sync --adopt -o json
	assert_equal "$(jq -c '[.changes[] | [.kind, .value // .address, .result]], [.nodes[].verified]' <<<"$output")" \
		'[["ua","wicked","added"],["addr","127.2.0.1","added"]]
[true,true,true]'
	status_says 0 </dev/null
}

@test "adopt gives an address that has no tag none" {
	db_rows 'UPDATE address SET tag = NULL'
	run_ok reload
	db_rows 'DELETE FROM address'
	run_ok sync --adopt
	assert_equal "$(db_rows "SELECT ip_addr, tag FROM address")" $'127.2.0.1\t'
	status_says 0 </dev/null
}

@test "adopt says of which nodes it does not know what they hold, and drops nothing unseen" {
	typed edge1 secfilter.add_bl ua evil
	kill -s STOP -- "-$(lab_kamailio_pid "$LAB_DIR/edge3")"
	tells 5 '1 node could not be asked' sync --adopt -n --timeout 1
	said 'edge3: what it holds is not adopted'
	kill -s CONT -- "-$(lab_kamailio_pid "$LAB_DIR/edge3")"
	many
	typed edge2 secfilter.add_bl ua hidden-among-many
	run_fails 5 'does not show all of its entries' sync --adopt
	SIP_NODE=edge2 dropped 127.1.11.1 hidden-among-many
}

@test "a node without secfilter is no node out of reach, and gets its addresses" {
	sed -i 's/^loadmodule "secfilter.so"/#&/; s/^#!define WITH_SECFILTER/#&/; s/^modparam("secfilter"/#&/' "$LAB_DIR/edge3/kamailio.cfg"
	lab_kamailio_restart "$LAB_DIR/edge3"
	db_rows "INSERT INTO address (grp, ip_addr, mask, port, tag) VALUES (2, '127.2.0.2', 32, 0, 'x')"
	run_split shieldadm status -o json
	assert_equal "$(of_node edge3 '"\(.reachable) \(.state) \(.ua_live)/\(.ua_stored) \(.addr_live)/\(.addr_stored)"')" 'true differs 0/2 1/2'
	[[ $(of_node edge3 .error) == *'is its secfilter module loaded?'* ]]
	tells 6 'by 1 of 3 nodes' sync
	assert_equal "$(lab_kamcmd "$LAB_DIR/edge3" permissions.addressDump | grep -c 'ip:')" 2
}

@test "adopt gives back a row that was deleted and is live still" {
	db_rows 'DELETE FROM address'
	run_ok sync --adopt
	assert_equal "$(table_addresses)" '1 127.2.0.1 32 0 carrier'
	status_says 0 </dev/null
}

@test "what is unsafe to store is not adopted, and then nothing is, and nothing dropped" {
	typed edge1 secfilter.add_bl ua evil
	typed edge2 secfilter.add_bl ua x
	run_fails 7 "edge2: 'x' is short" sync --adopt
	assert_equal "$(table_rules | wc -l)" 3
	status_says 1 <<-'END'
		edge1 extra ua block evil
		edge2 extra ua block x
	END
	run_ok sync --adopt --force
	assert_equal "$(table_rules | wc -l)" 5
}

# -- reload -----------------------------------------------------------------

@test "reload makes every node read both tables, and drops what is only in memory" {
	typed edge2 secfilter.add_bl ua evil
	run_ok reload rules
	assert_line --regexp '^edge1 +live, verified; rules reloaded *$'
	assert_line --regexp '^edge2 +live, verified; rules reloaded *$'
	refute_output --partial addresses
	status_says 0 </dev/null
	run_ok reload addresses
	assert_line --regexp '^edge3 +live, verified; addresses reloaded *$'
	run_ok reload -o json
	assert_equal "$(jq -c '[.nodes[].reloaded]' <<<"$output")" \
		'[["rules","addresses"],["rules","addresses"],["rules","addresses"]]'
	run_fails 2 "invalid <what> 'everything', expected rules or addresses" reload everything
}

@test "a reload that fails is made good at once, and told" {
	# The node opens its database anew for each read: a folder in its place fails.
	lab_kamailio_stop "$LAB_DIR/edge3"
	sed -i "s|^#!define DBURL .*|#!define DBURL \"sqlite:///$LAB_DIR/own.sqlite\"|" \
		"$LAB_DIR/edge3/kamailio.cfg"
	cp "$LAB_DIR/kamailio.sqlite" "$LAB_DIR/own.sqlite"
	lab_kamailio_start "$LAB_DIR/edge3"
	sqlite3 "$LAB_DIR/own.sqlite" 'DROP TABLE secfilter'
	tells 5 'the reload failed on 1 of 3 nodes' reload rules
	said 'edge3: its reload failed'
	said 'edge3: 3 stored entries were missing there and were added'
	assert_line --regexp '^edge3 +live, verified; 3 added *$'
	SIP_NODE=edge3 dropped 127.9.7.1 scanner
	SIP_NODE=edge3 sip_answered 127.1.7.1 phone
}

@test "what is missing is added where a reload would do harm" {
	db_rows "INSERT INTO secfilter (action, type, data) VALUES (0, 0, 'must'), (2, 0, '4477'), (9, 0, 'poison')"
	typed edge2 secfilter.add_bl ua evil
	tells 6 'is not enforced by 3 of 3 nodes' sync
	says 'it has to reload for that, but row'
	SIP_NODE=edge1 dropped 127.1.10.1 must
	SIP_NODE=edge2 dropped 127.1.10.2 must
	tells 6 'is not enforced by 3 of 3 nodes' sync -n
	[[ $output != *'would be reloaded'* ]]
}

@test "no node reloads a table with a row that would harm it" {
	db_rows "INSERT INTO secfilter (action, type, data) VALUES (9, 0, 'poison')"
	run_fails 7 'would harm every node that reloads' reload rules
	assert_equal "$(node_rules ua)" 'block scanner
block sipcli/'
}
