# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154,SC2030,SC2031 # run sets status, output, stderr
#
# report: real servers' own logs against what was sent to them, logs that an attacker
# wrote, and suggestions that run as they are printed.

load helper

# Two servers: edge1 with the article's route and all its lines, edge2 with the lab's,
# which writes down only what it refuses.
setup_file() {
	export LAB_REQINIT=$REPO/tests/lab/reqinit_article.cfg TZ=UTC
	lab_up sqlite
	db_rows "INSERT INTO secfilter (action, type, data)
		VALUES (0, 0, 'friendly-scanner'), (1, 1, 'US')"
	db_rows "INSERT INTO address (grp, ip_addr, mask, port, tag)
		VALUES (1, '127.2.20.9', 32, 0, 'carrier')"
	run_ok reload
	LAB_REQINIT='' lab_kamailio_config "$LAB_DIR/edge2" "$LAB_DBURL"
	lab_kamailio_start "$LAB_DIR/edge2"
}

teardown_file() {
	lab_cleanup
}

# send NODE N FROM USER-AGENT [METHOD]: N requests, one after the other, by a sender
# that knows nothing of shieldadm.
send() {
	local i
	for ((i = 0; i < $2; i++)); do
		perl "$LAB_HOME/sip.pl" "$3" "$(lab_kamailio_port "$LAB_DIR/$1")" "$4" \
			"${5:-INVITE}" 0.2 >>"$BATS_TEST_TMPDIR/sent" || [ $? -eq 1 ]
	done
}

# all_sorts NODE: requests that meet every check that lies within a sender's power.
all_sorts() {
	lab_kamcmd "$LAB_DIR/$1" htable.seti auth_try 127.1.20.6 25
	lab_kamcmd "$LAB_DIR/$1" htable.seti ipban 127.1.20.7 1
	send "$1" 3 127.1.20.1 'Phone 1' REGISTER
	send "$1" 2 127.1.20.2 friendly-scanner
	send "$1" 4 127.2.20.3 'from abroad'
	send "$1" 1 127.1.20.4 "it's"
	send "$1" 2 127.1.20.5 'Phone 2' SUBSCRIBE
	send "$1" 1 127.1.20.6 'Phone 3' REGISTER
	send "$1" 5 127.1.20.7 'Phone 4'
	send "$1" 2 127.9.20.8 'from nowhere' INVITE
	send "$1" 2 127.2.20.9 'carrier' OPTIONS
	send "$1" 1 127.1.20.10 ''
}

# log LINE...: a log file of these lines, $log; "LINE" stands behind a syslog header.
log() {
	log=$BATS_TEST_TMPDIR/log
	printf 'Nov 25 11:59:58 edge1 kamailio[7]: INFO: <script>: [REQINIT]: %s\n' "$@" >"$log"
}

# answers FILTER WANTED: jq's view of the last run.
answers() {
	assert_equal "$(jq -c "$1" <<<"$output")" "$2"
}

@test "the article's log of a real server: every request once, for what it was" {
	all_sorts edge1
	run_ok report -o json "$NODE/kamailio.log"
	answers '.summary[0] | [.blocked, .allowed, .unfinished, .strange]' '[15,8,0,0]'
	answers '.reasons | map([.reason, .blocked])' \
		'[["banned",5],["country",4],["user agent",2],["method",2],["sql injection",1],["failed logins",1]]'
	answers '.sources | map([.source, .country, .blocked, .allowed, .reasons[]])' \
		'[["127.1.20.7","US",5,0,"banned"],["127.2.20.3","CN",4,0,"country"],["127.1.20.2","US",2,0,"user agent"],["127.1.20.5","US",2,0,"method"],["127.1.20.6","US",1,0,"failed logins"],["127.1.20.1","US",0,3],["127.2.20.9","CN",0,2],["127.9.20.8",null,0,2],["127.1.20.10","US",0,1]]'
	answers '.user_agents | map([.user_agent, .blocked, .allowed])' \
		'[["Phone 4",5,0],["Phone 2",2,0],["friendly-scanner",2,0],["Phone 3",1,0],["Phone 1",0,3],["carrier",0,2],["from nowhere",0,2],["",0,1]]'
	answers '.methods | map([.method, .blocked, .allowed])' \
		'[["REGISTER",1,3],["INVITE",12,3],["OPTIONS",0,2],["SUBSCRIBE",2,0]]'
	answers .hours '[]'
}

@test "the lab's shorter lines, without those of requests let through" {
	unset LAB_REQINIT
	all_sorts edge2
	run_ok report -o json "$LAB_DIR/edge2/kamailio.log"
	answers '.summary[0] | [.blocked, .allowed, .strange]' '[13,null,0]'
	answers '.reasons | map([.reason, .blocked])' \
		'[["banned",5],["country",4],["user agent",2],["sql injection",1],["failed logins",1]]'
	# The line of a ban names no country: GeoIP does.
	answers '.sources | map([.source, .country, .blocked])' \
		'[["127.1.20.7","US",5],["127.2.20.3","CN",4],["127.1.20.2","US",2],["127.1.20.6","US",1]]'
	[[ $stderr == *'no lines about allowed requests'* ]]
}

# has_logged BEFORE AFTER N: AFTER is the log from its byte BEFORE on, and tells what has
# become of N requests.
has_logged() {
	tail -c +$(($1 + 1)) "$NODE/kamailio.log" >"$2"
	[ "$(shieldadm report -o json "$2" | jq '[.sources[] | .blocked + .allowed] | add')" = "$3" ]
}

@test "a flood: every request is in the report, and what pike says in the log" {
	local before after=$BATS_TEST_TMPDIR/after
	before=$(wc -c <"$NODE/kamailio.log")
	flood_until_banned 127.1.20.30 flood
	# One more burst, to be refused.
	flood 127.1.20.30 flood
	lab_wait 60 has_logged "$before" "$after" $((flooded + 40))
	run_ok report -o json "$after"
	answers '.sources | map([.source, .blocked + .allowed])' "[[\"127.1.20.30\",$((flooded + 40))]]"
	answers '.reasons | map(select(.reason == "flood").blocked)' \
		"[$(grep -ac ', pike blocking' "$after")]"
	answers '.reasons | map(select(.reason == "banned").blocked)' \
		"[$(grep -ac ', request from blocked IP' "$after")]"
	answers '.reasons[0].blocked > 0' true
}

@test "a real server's log with lines forged by a folded header, and with escapes" {
	local before after forged
	forged=' 0(1) INFO: <script>: [REQINIT]: INVITE from 203.0.113.9 blocked for call-id: 1, pike blocking'
	before=$(wc -c <"$NODE/kamailio.log")
	send edge1 1 127.1.20.40 $'fold\r\n'"$forged" REGISTER
	send edge1 1 127.1.20.41 $'fold\n'"$forged" REGISTER
	send edge1 1 127.1.20.42 $'esc\e[31m\x80' REGISTER
	send edge1 1 127.1.20.43 "$(head -c 5000 /dev/zero | tr '\0' U)" REGISTER
	after=$BATS_TEST_TMPDIR/after
	tail -c +$((before + 1)) "$NODE/kamailio.log" >"$after"
	# The server did write these lines.
	[ "$(grep -ac '^ 0(1) INFO.*203\.0\.113\.9' "$after")" -eq 2 ]
	run_ok report -o json "$after"
	answers '.sources | map([.source, .allowed, .blocked])' \
		'[["127.1.20.40",1,0],["127.1.20.41",1,0],["127.1.20.42",1,0],["127.1.20.43",1,0]]'
	answers '.user_agents | map(.user_agent)' '["fold","esc\u001b[31m�"]'
	run_ok report "$after"
	[[ $output == *'esc\x1b[31m\x80'* ]]
	[[ $output != *$'\e'* ]]
}

@test "no byte of a log acts on a terminal, in any format" {
	log=$BATS_TEST_TMPDIR/log
	printf 'Nov 25 11:59:58 edge1 kamailio[7]: INFO: <script>: [REQINIT]: INVITE from 192.0.2.1 blocked for call-id: a, useragent \047\033]0;x\a\2331m\0z\377\342\200\256\047 is blocklisted\n' >"$log"
	for format in table csv plain json; do
		run_ok report -o "$format" "$log"
		# CSV ends its lines with a carriage return, plain has tabs.
		assert_equal "$(tr -d '[:print:]\t\n\r\200-\377' <<<"$output")" ''
		[[ $output != *$'\xe2\x80\xae'* ]]
		iconv -f UTF-8 -t UTF-8 <<<"$output" >/dev/null
	done
	run_ok report -o json "$log"
	answers '.user_agents[0].user_agent' '"\u001b]0;x\u0007�1m�z�‮"'
	run_ok report --suggest "$log"
	assert_output ''
}

@test "lists as people and as programs get them" {
	{
		printf 'Nov 24 %02d:10:00 edge1 kamailio[7]: INFO: <script>: [REQINIT]: INVITE from 192.0.2.%d blocked for call-id: a, pike blocking\n' 9 1 9 1 10 2
		printf 'Nov 24 10:10:00 edge1 kamailio[7]: INFO: <script>: [REQINIT]: INVITE from 192.0.2.3 allowed for call-id: b, method is allowed\n'
	} >"$BATS_TEST_TMPDIR/log"
	log=$BATS_TEST_TMPDIR/log
	run_ok report -o csv "$log"
	assert_line $'reason,blocked\r'
	assert_line $'flood,3\r'
	assert_line $'192.0.2.1,,2,0,flood,0\r'
	run_ok report -o plain "$log"
	assert_line $'INVITE\t3\t1'
	run_ok report -o json "$log"
	answers '.hours | map([.hour[5:], .blocked, .allowed])' \
		'[["11-24T09:00:00Z",2,0],["11-24T10:00:00Z",1,1]]'
	answers '.summary[0] | [.from[5:], .to[5:]]' '["11-24T09:10:00Z","11-24T10:10:00Z"]'
	run_ok report "$log"
	assert_line --regexp '^20..-11-24 09:00 2 +0 +#{40}$'
	assert_line --regexp '^20..-11-24 10:00 1 +1 +#{20}-{20}$'
	assert_line --regexp '^flood +3 +100\.0%$'
}

@test "a part of the time, given as a date, a clock or an age" {
	local day hour
	day=$(date -d '-1 day' +%F)
	for hour in 08 09 10; do
		printf '%sT%s:30:00Z edge1 kamailio[7]: INFO: <script>: [REQINIT]: INVITE from 192.0.2.%d blocked: flood\n' \
			"$day" "$hour" "$((10#$hour))"
	done >"$BATS_TEST_TMPDIR/log"
	printf ' 1(7) INFO: <script>: [REQINIT]: INVITE from 192.0.2.99 blocked: flood\n' >>"$BATS_TEST_TMPDIR/log"
	log=$BATS_TEST_TMPDIR/log
	run_ok report -o json --since "$day 09:00" --until "$day 10:30" "$log"
	answers '.sources | map(.source)' '["192.0.2.9"]'
	[[ $stderr == *'1 line has no time: --since and --until leave it out'* ]]
	run_ok report -o json --since 3d "$log"
	answers '.summary[0].blocked' 3
	run_ok report -o json --since 1h "$log"
	answers '.summary[0].blocked' 0
	[[ $stderr == *"3 lines of route[REQINIT] are outside this time; the last one is of $(
		date -d "${day}T10:30:00Z" '+%F %H:%M')"* ]]
	[[ $stderr != *'check that the route writes'* ]]
	run_ok report -o json --since 1h <<<' 1(7) INFO: <script>: [REQINIT]: INVITE from 192.0.2.99 blocked: flood'
	answers '.summary[0].blocked' 0
	[[ $stderr == *'1 line has no time'* && $stderr != *'check that the route writes'* ]]
	run_ok report -o json --since 1h <<<'nothing of ours'
	[[ $stderr == *'none of 1 line is from route[REQINIT]'* ]]
	run_ok report -o json "$log"
	answers '.summary[0].blocked' 4
	run_fails 2 'invalid time' report --since yesterday "$log"
	run_fails 2 'no time lies between' report --since 1h --until 2h "$log"
}

@test "several files, stdin, and what is none" {
	log 'INVITE from 192.0.2.1 blocked: flood'
	run_ok report -o json "$log" "$log"
	answers '.summary[0].blocked' 2
	run_ok report -o json <"$log"
	answers '.summary[0].blocked' 1
	run_ok report -o json - "$log" <"$log"
	answers '.summary[0].blocked' 2
	run_fails 3 'No such file' report "$BATS_TEST_TMPDIR/none"
	run_fails 8 'directory' report "$BATS_TEST_TMPDIR"
	gzip -k "$log"
	run_fails 2 'zcat' report "$log.gz"
	run_fails 2 'invalid number of lines' report --top 0 "$log"
	run_fails 2 'invalid number of lines' report --top x "$log"
	run_ok report -o json /dev/null
	answers '[.summary[0].blocked, .sources]' '[0,[]]'
	[[ $stderr == *'none of 0 lines is from route[REQINIT]'* ]]
}

@test "more sources and user agents than memory holds: the frequent ones are right" {
	awk 'BEGIN {
		for (i = 0; i < 400000; i++) {
			often = i % 4 == 0
			printf "Nov 25 11:59:58 edge1 kamailio[7]: INFO: <script>: [REQINIT]: INVITE from %s blocked for call-id: a, useragent \047agent %s\047 is blocklisted\n",
			    often ? "192.0.2." i / 4 % 3 : "10." int(i / 65536) "." int(i / 256) % 256 "." i % 256,
			    often ? "often" : i
		}
	}' >"$BATS_TEST_TMPDIR/log"
	# Sanitizers want all addresses there are.
	(
		[[ $SHIELDADM == */san-* ]] || ulimit -v 60000
		shieldadm report -o json --top 3 "$BATS_TEST_TMPDIR/log"
	) >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err"
	output=$(cat "$BATS_TEST_TMPDIR/out")
	answers '.summary[0].blocked' 400000
	answers '.sources | map([.source, .blocked, .error])' \
		'[["192.0.2.0",33334,0],["192.0.2.1",33333,0],["192.0.2.2",33333,0]]'
	answers '.user_agents[0] | [.user_agent, .blocked, .error]' '["agent often",100000,0]'
	answers '.summary[0] | .sources_error > 0 and .user_agents_error > 0' true
	grep -q 'too many different sources' "$BATS_TEST_TMPDIR/err"
}

# what_a_shell_makes_of COMMANDS: run them; those that this build has no command for are
# written down as the words that arrived.
what_a_shell_makes_of() {
	mkdir "$BATS_TEST_TMPDIR/bin"
	cat >"$BATS_TEST_TMPDIR/bin/shieldadm" <<-SH
		#!/bin/bash
		printf '<%s>' "\$@" >>"$BATS_TEST_TMPDIR/words"
		echo >>"$BATS_TEST_TMPDIR/words"
		[ "\$1" != ban ] || "$SHIELDADM" help ban >/dev/null 2>&1 || exit 0
		exec "$SHIELDADM" "\$@"
	SH
	chmod +x "$BATS_TEST_TMPDIR/bin/shieldadm"
	(cd "$BATS_TEST_TMPDIR" && PATH=$BATS_TEST_TMPDIR/bin:$PATH bash -e <<<"$1")
}

@test "suggestions run as they are printed, and none touches what is known" {
	local i refused=() agent
	db_rows "INSERT INTO location (ruid, contact, received, user_agent) VALUES
		('a', 'sip:1@10.0.0.1:5060', 'sip:192.0.2.50:1024', 'Yealink SIP-T46U 108.86.0.20')"
	# shellcheck disable=SC2016 # a shell is not to expand it
	for agent in 'evil $(touch pwned)/1' "it's evil;touch pwned" '-evil' 'Yealink SIP-T46U'; do
		for ((i = 0; i < 6; i++)); do
			refused+=("INVITE from 192.0.2.7 allowed for call-id: a, useragent '$agent' is not blocklisted"
				"INVITE from 192.0.2.7 blocked for call-id: a, pike blocking"
				"INVITE from 192.0.2.50 blocked for call-id: b, pike blocking"
				"INVITE from 127.2.20.9 blocked for call-id: b, pike blocking"
				"INVITE from 2001:db8::7 blocked for call-id: b, malformed SIP request")
		done
	done
	log "${refused[@]}"
	run_ok report --suggest "$log"
	[[ $output != *192.0.2.50* && $output != *127.2.20.9* && $output != *Yealink* ]]
	what_a_shell_makes_of "$output"
	[ ! -e "$BATS_TEST_TMPDIR/pwned" ]
	# shellcheck disable=SC2016
	assert_equal "$(cat "$BATS_TEST_TMPDIR/words")" "$(cat <<-'WORDS'
		<ua><block><--><-evil>
		<ua><block><evil $(touch pwned)/1>
		<ua><block><it's evil;touch pwned>
		<ban><add><2001:db8::7>
		<ban><add><192.0.2.7>
	WORDS
	)"
	# shellcheck disable=SC2016
	assert_equal "$(table_rules | grep evil | sort)" "$(sort <<-'RULES'
		0 0 -evil
		0 0 evil $(touch pwned)/1
		0 0 it's evil;touch pwned
	RULES
	)"
	# What is stored now is suggested no more.
	run_ok report --suggest "$log"
	[[ $output != *'ua block'* ]]
	run_ok report --suggest -o json "$log"
	answers 'map([.command, .kind, .value, .blocked, .reasons[]])' \
		'[["shieldadm ban add 2001:db8::7","ban","2001:db8::7",24,"malformed"],["shieldadm ban add 192.0.2.7","ban","192.0.2.7",24,"flood"]]'
	run_ok --config "$SHIELDADM_CONFIG" report --suggest "$log"
	[[ $output == *"shieldadm --config $SHIELDADM_CONFIG ban add 192.0.2.7"* ]]
}

@test "a network full of them, and what it takes to block it" {
	local i j lines=()
	for i in 1 2 3 4 5 6 7 8; do
		for j in 1 2 3 4 5; do
			lines+=("INVITE from 198.51.100.$i blocked: flood")
		done
	done
	log "${lines[@]}"
	run_ok report --suggest --top 1 "$log"
	assert_line --regexp '^shieldadm ban add 198\.51\.100\.1 +# 5 blocked: flood$'
	assert_line --regexp '^shieldadm ip block 198\.51\.100\. +# 40 blocked: flood; 8 addresses$'
	[[ $stderr == *'secf_check_ip()'* ]]
	shieldadm ip block 198.51.100. >/dev/null
	run_ok report --suggest "$log"
	assert_output ''
	[[ $stderr == *'nothing to suggest'* ]]
	shieldadm ip remove 198.51.100. >/dev/null
}

@test "suggestions where no phone is known: that is said" {
	log 'INVITE from 192.0.2.1 blocked: flood'{,,,,,}
	db_rows 'DELETE FROM location'
	run_ok report --suggest "$log"
	assert_line --partial 'ban add 192.0.2.1'
	[[ $stderr == *'no registered phone is known: neither'* ]]
	db_rows 'ALTER TABLE location RENAME TO away'
	run_split shieldadm report --suggest "$log"
	db_rows 'ALTER TABLE away RENAME TO location'
	assert_success
	[[ $stderr == *'no registered phone is known: neither'* ]]
	db_rows "INSERT INTO address (grp, ip_addr, mask, port, tag)
		VALUES (1, 'sip.example.com', 32, 0, 'by name')"
	run_ok report --suggest "$log"
	db_rows "DELETE FROM address WHERE ip_addr = 'sip.example.com'"
	[[ $stderr == *"1 name in 'address' is not resolved"* ]]
}

@test "suggestions without a database: only from a log that tells who was let in" {
	export SHIELDADM_CONFIG=$BATS_TEST_TMPDIR/empty.conf
	printf '[kamailio]\nconfig = %s/none\n' "$BATS_TEST_TMPDIR" >"$SHIELDADM_CONFIG"
	log 'INVITE from 192.0.2.1 blocked: flood'{,,,,,}
	run_fails 4 'no database is configured' report --suggest "$log"
	printf 'Nov 25 11:59:58 edge1 kamailio[7]: INFO: <script>: [REQINIT]: INVITE from 192.0.2.2 allowed for call-id: b, method is allowed\n' >>"$log"
	run_ok report --suggest "$log"
	assert_line --partial 'ban add 192.0.2.1'
	[[ $stderr == *'no database is known'* ]]
	printf '[database]\nurl = sqlite:///%s/none\n' "$BATS_TEST_TMPDIR" >"$SHIELDADM_CONFIG"
	run_fails 4 'none' report --suggest "$log"
}
