# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # stderr: run_split sets it
#
# check: each of the route's checks on a real node, many requests at once, several
# nodes, and nodes that show less than all.  agree.bats has the hundreds.

load helper

setup_file() {
	lab_up sqlite
	export NODE2=$LAB_DIR/edge2
	LAB_EXTRA_CFG='#!define WITH_USRLOCDB' lab_kamailio_config "$NODE2" "$LAB_DBURL"
	lab_kamailio_start "$NODE2"
	both_nodes
}

setup() {
	db_rows 'DELETE FROM location'
	db_rows "DELETE FROM secfilter; DELETE FROM address;
		INSERT INTO secfilter (action, type, data) VALUES (0, 0, 'friendly-scanner'), (1, 1, 'US');
		INSERT INTO address (grp, ip_addr, mask, port, tag) VALUES (1, '127.2.0.0', 24, 0, 'carrier')"
	both_nodes
	lab_renew "$NODE"
	lab_renew "$NODE2"
}

teardown_file() {
	lab_cleanup
}

both_nodes() {
	make_conf "$LAB_DBURL" < <(
		lab_node_conf "$NODE" edge1
		lab_node_conf "$NODE2" edge2
	)
}

# says STATUS "VERDICT CHECK ENTRY" ARGUMENT...: on edge1, proved by a real request.
says() {
	local wanted=$1 text=$2
	shift 2
	run_split shieldadm check "$@" --node edge1 --prove -o json
	[ "$status" -eq "$wanted" ] || show_run "not status $wanted: check $*" || return 1
	assert_equal "$(jq -r '.verdicts[0] | "\(.verdict) \(.check) \(.entry)"' <<<"$output")" "$text"
	assert_equal "$(jq -r '.verdicts[0].proof' <<<"$output")" agrees
}

advice() {
	jq -r '.verdicts[0].to_change_it' <<<"$output"
}

@test "each check answers as the node does, and says what to type" {
	says 0 'passes null null' 127.1.1.1 --ua phone
	[[ $(advice) == *'shieldadm ban add 127.1.1.1' ]]
	says 1 'dropped sqli null' 127.1.1.2 --ua "it's"
	says 1 'dropped sqli null' 127.1.1.3 --from '"Al" <sip:a--b@x.example>'
	says 1 'dropped sqli null' 127.1.1.4 --to '<sip:a%27b@x.example>'
	says 1 'dropped sqli null' 127.1.1.5 --contact '<sip:a--b@x.example>'
	says 1 'dropped country null' 127.2.1.1
	[[ $(advice) == 'shieldadm country allow CN, or '*'shieldadm addr add 127.2.1.1 GROUP' ]]
	says 1 'dropped country null' 127.4.1.1
	says 0 'passes null null' 127.9.1.1
	says 0 'passes null null' 127.2.0.9
	says 1 'dropped ua friendly-scanner' 127.2.0.10 --ua Friendly-Scanner/2
	[[ $(advice) == "shieldadm ua remove 'friendly-scanner'" ]]
	says 0 'passes null null' 127.1.1.6 --contact '<sip:a@192.0.2.1>'
	says 1 'refused method null' 127.1.1.7 --method MESSAGE
	says 0 'answered options 127.2.0.0/24' 127.2.0.11 --method OPTIONS
	[[ $(advice) == *'shieldadm addr remove 127.2.0.0/24 1' ]]
	run_ok -n -y addr remove 127.2.0.0/24 1
	says 0 'passes null null' ::ffff:127.1.1.8
	assert_equal "$(jq -r '.verdicts[0].source' <<<"$output")" 127.1.1.8
}

@test "bans with what is left of them, and failed logins" {
	lab_kamcmd "$NODE" htable.seti ipban s:127.1.2.1 1
	lab_kamcmd "$NODE" htable.seti ipban s:127.2.0.7 1
	lab_kamcmd "$NODE" htable.seti auth_try s:127.1.2.2 21
	lab_kamcmd "$NODE" htable.seti auth_try s:127.1.2.3 20
	says 1 'dropped ban null' 127.1.2.1
	[[ $(jq -r '.verdicts[0].why' <<<"$output") =~ ^'it is banned, for '(4m\ 5[0-9]s|5m)' more'$ ]]
	[[ $(advice) == 'shieldadm ban remove 127.1.2.1' ]]
	says 0 'passes null null' 127.2.0.7
	says 1 'dropped logins null' 127.1.2.2
	[[ $(advice) == 'shieldadm auth reset 127.1.2.2' ]]
	says 0 'passes null null' 127.1.2.3
}

@test "the walk is shown check by check, up to the one that decides" {
	run_split shieldadm check 127.1.3.1 --ua friendly-scanner --node edge1
	assert_equal "$status" 1
	assert_line --index 0 --regexp '^NODES +CHECK +ANSWER +ENTRY +WHY'
	assert_line --index 2 --regexp '^edge1 +country +passes +US +US \(United States\) is allowed'
	assert_line --index 3 --regexp "^edge1 +ua +dropped +friendly-scanner +'friendly-scanner' is blocked"
	assert_line --index 4 --regexp '^edge1 +lists +not reached'
	assert_line --index 12 --regexp '^edge1 +127\.1\.3\.1 +REGISTER +friendly-scanner +dropped +ua'
	run_split shieldadm check 127.2.0.5 --node edge1 -o json
	assert_equal "$(jq -r '.steps[] | "\(.check) \(.answer)"' <<<"$output")" 'sqli passes
country passes
ua passes
lists not asked
ban not asked
flood not asked
logins passes
contact passes
method passes
options not asked'
}

@test "nodes that agree are one walk, others are told apart" {
	run_split shieldadm check 127.1.4.1 --prove -o json
	assert_equal "$(jq -c '[.verdicts[].nodes]' <<<"$output")" '[["edge1","edge2"]]'
	assert_equal "$(jq '.steps | length' <<<"$output")" 10
	lab_kamcmd "$NODE2" secfilter.add_bl ua phone
	run_split shieldadm check 127.1.4.2 --ua phone --prove -o json
	assert_equal "$status" 1
	assert_equal "$(jq -r '.verdicts[] | "\(.nodes[0]) \(.verdict) \(.entry) \(.proof)"' <<<"$output")" \
		'edge1 passes null agrees
edge2 dropped phone agrees'
	# With WITH_USRLOCDB the article's route drops OPTIONS, also of registered phones.
	db_rows "INSERT INTO location (ruid, username, contact) VALUES ('a', 'al', 'sip:al@127.1.4.3:5060')"
	run_split shieldadm check 127.1.4.3 --method OPTIONS --prove -o json
	assert_equal "$status" 1
	assert_equal "$(jq -r '.verdicts[] | "\(.nodes[0]) \(.verdict) \(.check) \(.proof)"' <<<"$output")" \
		'edge1 passes null agrees
edge2 dropped options agrees'
	[[ $(jq -r '.verdicts[1].why' <<<"$output") == *'a phone is registered there'* ]]
	db_rows 'ALTER TABLE location RENAME TO away'
	run_split shieldadm check 127.1.4.4 --method OPTIONS --prove -o json
	db_rows 'ALTER TABLE away RENAME TO location'
	assert_equal "$status" 0
	assert_equal "$(jq -c '[.verdicts[] | [.nodes, .verdict]]' <<<"$output")" '[[["edge1","edge2"],"passes"]]'
}

# advises NODES ANSWER ARGUMENT...: that is to be typed, and when it is, the answer is
# this one.
advises() {
	local advice=$1 wanted=$2 typed
	shift 2
	run_split shieldadm check "$@" -o json
	assert_equal "$(advice)" "it differs from the database: $advice"
	typed=${advice#shieldadm }
	# shellcheck disable=SC2086 # as it is typed
	run_ok $typed
	run_split shieldadm check "$@" -o json
	assert_equal "$(jq -r '.verdicts[0].verdict' <<<"$output")" "$wanted"
}

@test "where a node differs from the database, what to type is sync, and it helps" {
	lab_kamcmd "$NODE2" secfilter.add_bl ua Phoney2
	advises 'shieldadm sync --node edge2' passes 127.1.10.1 --ua Phoney2 --node edge2
	lab_kamcmd "$NODE" secfilter.add_bl ua Phoney3
	lab_kamcmd "$NODE2" secfilter.add_bl ua Phoney3
	advises 'shieldadm sync' passes 127.1.10.1 --ua Phoney3
	# Stored, and not on the nodes.
	db_rows "INSERT INTO secfilter (action, type, data) VALUES (0, 0, 'Late'), (1, 1, 'CN')"
	advises 'shieldadm sync' dropped 127.1.10.2 --ua Late
	db_rows "DELETE FROM secfilter WHERE data = 'CN'"
	advises 'shieldadm sync' dropped 127.2.10.2
	db_rows "INSERT INTO address (grp, ip_addr, mask) VALUES (1, '127.2.10.0', 24)"
	advises 'shieldadm sync' passes 127.2.10.3
	db_rows "DELETE FROM address WHERE ip_addr = '127.2.10.0'"
	advises 'shieldadm sync' dropped 127.2.10.4
}

@test "an entry of a node alone that hides a stored one is gone after sync, which is not all" {
	lab_kamcmd "$NODE" secfilter.add_bl ua friendly
	db_rows "INSERT INTO secfilter (action, type, data) VALUES (0, 0, 'friend')"
	lab_kamcmd "$NODE" secfilter.add_bl ua friend
	db_rows "DELETE FROM secfilter WHERE data = 'friendly-scanner'"
	run_split shieldadm check 127.1.10.5 --ua friendly-x --node edge1 -o json
	[[ $(advice) == "it differs from the database: shieldadm sync --node edge1, and then: shieldadm ua remove 'friend'" ]]
}

@test "without the database what to type goes by the nodes alone, which is said" {
	sed -i 's|^url = .*|url = sqlite:////nonexistent/kamailio.sqlite|' "$SHIELDADM_CONFIG"
	run_split shieldadm check 127.1.10.6 --ua friendly-scanner -o json
	assert_equal "$status" 1
	assert_equal "$(advice)" "shieldadm ua remove 'friendly-scanner'"
	[[ $stderr == *'what is stored cannot be read, so what to type goes by the nodes alone: '* ]]
}

@test "a node with another route is found out by --prove" {
	cp "$NODE2/kamailio.cfg" "$NODE2/article.cfg.kept"
	sed -i 's/is_method("REGISTER|INVITE|/is_method("REGISTER|/' "$NODE2/kamailio.cfg"
	lab_kamailio_restart "$NODE2"
	run_split shieldadm check 127.1.5.1 --method INVITE -o json
	assert_equal "$status" 0
	run_split shieldadm check 127.1.5.2 --method INVITE --prove -o json
	mv "$NODE2/article.cfg.kept" "$NODE2/kamailio.cfg"
	assert_equal "$status" 9
	assert_equal "$(jq -r '.verdicts[] | "\(.nodes[0]) \(.proof)"' <<<"$output")" 'edge1 agrees
edge2 differs'
	[[ $stderr == *'does not do what the verdict says'* ]]
}

@test "what cannot be proved is said: a source that is not of this machine, ACK" {
	run_split shieldadm check 192.0.2.9 --prove --node edge1
	assert_equal "$status" 2
	[[ $stderr == *"cannot send from '192.0.2.9'"* ]]
	local ip
	for ip in 0.0.0.0 224.0.0.1 127.255.255.255 ::; do
		run_fails 2 "nothing is ever sent from $ip" check "$ip" --prove
		run_fails 2 "nothing is ever sent from $ip" probe --from-address "$ip"
	done
	run_split shieldadm check - --prove -o json <<<$'127.255.255.255\n127.1.5.9'
	assert_equal "$(jq -c 'map([.source, .proof])' <<<"$output")" \
		'[["127.255.255.255",null],["127.1.5.9","agrees"]]'
	run_fails 2 'ACK gets no answer' check 127.1.5.9 --method ACK --prove
	run_fails 2 'cancel gets no answer' check 127.1.5.9 --method cancel --prove
	run_ok check 127.1.5.9 --method ACK
}

@test "from one port all nodes are proved, one after the other" {
	run_split shieldadm check 127.1.5.20 --port 45999 --prove -o json
	assert_equal "$status" 0
	assert_equal "$(jq -c '[.verdicts[] | [.nodes, .proof]]' <<<"$output")" '[[["edge1","edge2"],"agrees"]]'
	# Somebody else has the port.
	perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new(Proto => "udp", LocalAddr => "127.1.5.21",
		LocalPort => 45999) or die; print "ready\n"; $| = 1; sleep 600' >"$BATS_TEST_TMPDIR/taken" 3>&- 4>&- &
	local pid=$!
	lab_wait 60 test -s "$BATS_TEST_TMPDIR/taken"
	run_split shieldadm check 127.1.5.21 --port 45999 --prove
	kill "$pid"
	assert_equal "$status" 2
	[[ $stderr == *"cannot send from '127.1.5.21', port 45999: Address already in use (another program sends from that port)"* ]]
}

# over_ipv6: edge2 takes SIP by IPv6 alone.
over_ipv6() {
	make_conf "$LAB_DBURL" < <(
		lab_node_conf "$NODE" edge1
		lab_node_conf "$NODE2" edge2 | sed '/^sip/d'
		printf 'sip = udp:[::1]:%s\n' "$(lab_kamailio_port "$NODE2")"
	)
}

@test "a node that cannot be reached from the source is told, and the others are proved" {
	over_ipv6
	run_split shieldadm check 127.1.5.22 --prove -o json
	assert_equal "$status" 0
	assert_equal "$(jq -c '[.verdicts[] | [.nodes[0], .verdict, .proof]]' <<<"$output")" \
		'[["edge1","passes","agrees"],["edge2","passes","not sent"]]'
	[[ $stderr == *"edge2: cannot send to 'udp:[::1]:"*"' from 127.1.5.22: another address family"* ]]
	run_split shieldadm check 127.2.5.22 --prove
	assert_equal "$status" 1
	run_split shieldadm check 127.1.5.22 --prove --node edge2
	assert_equal "$status" 2
	[[ $stderr == *'nothing was proved'* ]]
	run_split shieldadm probe --from-address 127.1.5.22 --ua phone -o json
	assert_equal "$status" 0
	assert_equal "$(jq -c '[.[] | [.node, .answered]]' <<<"$output")" '[["edge1",true]]'
	[[ $stderr == *"edge2: cannot send to "* ]]
	run_split shieldadm probe --from-address 127.1.5.22 --node edge2
	assert_equal "$status" 2
}

# What is proved comes while pike still counts the flood, but not too late on a slow machine.
banned_while_proved() {
	flood_until_banned 127.1.5.30 flood
	lab_kamcmd "$NODE" htable.delete ipban 127.1.5.30 >/dev/null
	run_split shieldadm check 127.1.5.30 --prove --node edge1 -o json
	[ "$status" -eq 1 ]
}

@test "a ban that comes while it is proved is told, and the route is not blamed" {
	local i
	for i in {1..20}; do
		! banned_while_proved || break
	done
	assert_equal "$status" 1
	assert_equal "$(jq -r '.verdicts[0] | "\(.verdict) \(.check) \(.proof) \(.to_change_it)"' <<<"$output")" \
		'dropped ban agrees shieldadm ban remove 127.1.5.30'
	[[ $stderr == *'edge1: 127.1.5.30 was let in until it was banned while this was proved'* ]]
	[[ $stderr != *"is its route"* ]]
}

@test "to prove many requests from one source does not have it banned" {
	{
		printf 'ip,method\n'
		for _ in {1..20}; do printf '127.1.5.31,INVITE\n127.1.5.32,REGISTER\n'; done
	} >"$BATS_TEST_TMPDIR/many"
	run_split shieldadm check - --prove --node edge1 -o json <"$BATS_TEST_TMPDIR/many"
	assert_equal "$status" 0
	assert_equal "$(jq -r '[.[].proof] | unique[]' <<<"$output")" agrees
	refute is_banned 127.1.5.31
	refute is_banned 127.1.5.32
}

@test "of many requests the options say what a line leaves out" {
	run_split shieldadm check - --node edge1 -o csv \
		--ua friendly-scanner --method OPTIONS <<-'CSV'
		ip,method,ua
		127.1.6.1,,
		127.1.6.2,REGISTER,phone
	CSV
	assert_equal "$status" 1
	assert_equal "$(cut -d, -f2,4-6 <<<"$output" | sed 1d)" \
		'127.1.6.1,OPTIONS,friendly-scanner,dropped
127.1.6.2,REGISTER,phone,passes'
	run_split shieldadm check - --node edge1 -o json --port 99999 <<<'127.1.6.1'
	assert_equal "$status" 2
	[[ $stderr == *99999* ]]
}

@test "many requests: CSV and JSON lines, each answered, bad ones told" {
	run_split shieldadm check - --node edge1 -o csv <<-'CSV'
		ip,method,ua
		127.1.6.1,OPTIONS,phone

		127.2.6.1,,"a, ""b"""
		127.1.6.2,MESSAGE
	CSV
	assert_equal "$status" 1
	assert_equal "$(cut -d, -f2,4,6 <<<"$output" | sed 1d)" '127.1.6.1,OPTIONS,passes
127.2.6.1,REGISTER, ""b"""
127.1.6.2,MESSAGE,refused'
	run_split shieldadm check - --node edge1 -o json <<-'JSON'
		{"ip":"127.1.6.3","ua":"friendly-scanner","port":5060}
		{"ip":"127.1.6.4","from":"\"O'Hara\" <sip:a@x.example>","contact":null}
		{"ip":"127.1.6.5"
		{"ip":"127.1.6.6","nonsense":1}
		{"ip":"127.1.6.300"}
		{"ip":"2001:db8::1"}
	JSON
	assert_equal "$status" 2
	assert_equal "$(jq -r '.[] | "\(.source) \(.port) \(.verdict) \(.check)"' <<<"$output")" \
		'127.1.6.3 5060 dropped ua
127.1.6.4 0 dropped sqli
2001:db8::1 0 passes null'
	[[ $stderr == *'line 3: it is not a JSON object'*"line 4: 'nonsense' is not a field"*"line 5: '127.1.6.300' is not an IP address"*'3 lines are not requests'* ]]
	run_split shieldadm check - --node edge1 -o json </dev/null
	assert_equal "$status" 2
	assert_equal "$(jq -c . <<<"$output")" '[]'
	[[ $stderr == *'there is no request on stdin: it is empty'* ]]
	run_split shieldadm check - --node edge1 <<<'ip,ua'
	assert_equal "$status" 2
	[[ $stderr == *'there is no request on stdin: no line follows the column names'* ]]
	run_split shieldadm check - --node edge1 <<<'who,what'
	assert_equal "$status" 2
	[[ $stderr == *"unknown column 'who'"* ]]
	head -c 70000 /dev/zero | tr '\0' x >"$BATS_TEST_TMPDIR/long"
	run_split shieldadm check - --node edge1 <"$BATS_TEST_TMPDIR/long"
	assert_equal "$status" 2
	[[ $stderr == *'line is longer than 65535 bytes'* ]]
}

@test "a line too long, or with NUL bytes, is told, and the next one is answered" {
	{
		printf 'ip,ua\n127.1.6.1,'
		head -c 3000000 /dev/zero | tr '\0' x
		printf '\n127.1.6.2,phone\n127.1.6.3,a\0b\n127.1.6.4,phone'
	} >"$BATS_TEST_TMPDIR/long"
	run_split shieldadm check - --node edge1 -o json <"$BATS_TEST_TMPDIR/long"
	assert_equal "$status" 2
	assert_equal "$(jq -c 'map(.source)' <<<"$output")" '["127.1.6.2","127.1.6.4"]'
	[[ $stderr == *'line 2: the line is longer than 65535 bytes'*'line 4: the line holds a NUL byte'*'2 lines are not requests'* ]]
}

@test "columns are named in any case and once, and a list of addresses needs none" {
	run_split shieldadm check - --node edge1 -o json <<<$'IP, User_Agent\n127.1.6.1,friendly-scanner'
	assert_equal "$(jq -c 'map([.source, .check])' <<<"$output")" '[["127.1.6.1","ua"]]'
	run_split shieldadm check - --node edge1 <<<$'ip,source\n127.1.6.1,127.1.6.2'
	assert_equal "$status" 2
	[[ $stderr == *"line 1: 'source' names a column that is there already"* ]]
	run_split shieldadm check - --node edge1 -o json <<<$'127.1.6.1\n127.1.6.2:5060\n2001:db8::1'
	assert_equal "$(jq -c 'map([.source, .port])' <<<"$output")" \
		'[["127.1.6.1",0],["127.1.6.2",5060],["2001:db8::1",0]]'
}

# The second request is written when the answer to the first has been read.
@test "each request is answered before the next one is there" {
	coproc CHECK { "$SHIELDADM" check - --node edge1 -o plain 3>&- 4>&-; }
	local in=${CHECK[1]} out=${CHECK[0]} pid=$CHECK_PID line
	printf 'ip,ua\n127.1.7.1,phone\n' >&"$in"
	read -r -t 10 line <&"$out"
	[[ $line == *127.1.7.1*passes* ]]
	printf '127.1.7.2,friendly-scanner\n' >&"$in"
	read -r -t 10 line <&"$out"
	[[ $line == *127.1.7.2*dropped* ]]
	exec {in}>&-
	wait "$pid" || [ $? -eq 1 ]
}

@test "a node that shows no list is judged by the database's rows, which is said" {
	make_conf "$LAB_DBURL" < <(lab_node_conf "$NODE" edge1 http)
	run_split shieldadm check 127.1.8.1 --ua friendly-scanner -o json
	assert_equal "$status" 1
	assert_equal "$(jq -r '.verdicts[0].entry' <<<"$output")" friendly-scanner
	[[ $stderr == *'edge1: its rules cannot be read: those of the database are taken'* ]]
}

@test "a node that is away is told, and the others answer" {
	lab_kamailio_stop "$NODE2"
	run_split shieldadm check 127.1.9.1 -o json
	assert_equal "$status" 5
	assert_equal "$(jq -c '[.verdicts[].nodes]' <<<"$output")" '[["edge1"]]'
	[[ $stderr == *'edge2: cannot reach'* ]]
}

@test "without a GeoIP file the verdict is open, unless the country does not matter" {
	sed 's|^database = .*|database = /nonexistent.mmdb|' "$SHIELDADM_CONFIG" >"$BATS_TEST_TMPDIR/conf"
	chmod 600 "$BATS_TEST_TMPDIR/conf"
	run_split shieldadm check 127.1.9.2 --node edge1 --config "$BATS_TEST_TMPDIR/conf" -o json
	assert_equal "$status" 8
	assert_equal "$(jq -r '.verdicts[0] | "\(.verdict) \(.check)"' <<<"$output")" 'unknown country'
	[[ $stderr == *"countries cannot be told: '/nonexistent.mmdb': there is no such file"* ]]
	run_split shieldadm check 127.2.0.9 --node edge1 --config "$BATS_TEST_TMPDIR/conf"
	assert_equal "$status" 0
	run_split shieldadm check 127.1.9.2 --ua friendly-scanner --node edge1 --config "$BATS_TEST_TMPDIR/conf"
	assert_equal "$status" 1
}

@test "a question that is none is refused before anybody is asked" {
	run_fails 2 "'127.1.1' is not an IP address" check 127.1.1
	run_fails 2 'is not a port' check 127.1.1.1 --port 70000
	run_fails 2 'is not a SIP method' check 127.1.1.1 --method 'A B'
	run_fails 2 'is not a SIP URI' check 127.1.1.1 --from alice
	run_fails 2 'must not contain control characters' check 127.1.1.1 --ua $'a\r\nX: y'
	run_fails 2 'no control characters' check 127.1.1.1 --contact $'<sip:a@x.example>\r\nX: y'
	run_fails 2 'an argument is missing' check
}

@test "only what the walk needs is asked of a node" {
	run_split shieldadm check 127.2.9.9 --node edge1 -v
	assert_equal "$status" 1
	[[ $stderr != *htable* && $stderr != *'secfilter.print ["ip"'* ]]
	run_split shieldadm check 127.2.0.9 --node edge1 -v
	[[ $stderr == *auth_try* && $stderr != *ipban* ]]
}

@test "a 6.1 that does not tell its defines is taken for one with all of the article's route" {
	start_fake fake61
	make_conf "$LAB_DBURL" < <(fake_conf fake61)
	run_ok rpc secfilter.add_bl ua friendly-
	run_split shieldadm check 127.9.1.1 --ua friendly-scanner -o json
	[[ $stderr == *'it does not tell which parts of the route it has'* ]]
	assert_equal "$status" 1
	assert_equal "$(jq -r '.verdicts[0] | "\(.verdict) \(.check) \(.entry)"' <<<"$output")" \
		'dropped ua friendly-'
	stop_fake fake61
}
