# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154,SC2030,SC2031,SC2016 # run sets status, output, stderr
#
# report: logs in the forms that other systems give them, and in those that a real
# Kamailio writes when it is configured otherwise.

load helper

setup_file() {
	export LAB_REQINIT=$REPO/tests/lab/reqinit_article.cfg TZ=UTC
	lab_up sqlite
	db_rows "INSERT INTO secfilter (action, type, data)
		VALUES (0, 0, 'friendly-scanner'), (1, 1, 'US')"
	run_ok reload
}

teardown_file() {
	lab_cleanup
}

# send N FROM USER-AGENT: N requests, one after the other.
send() {
	local i
	for ((i = 0; i < $1; i++)); do
		perl "$LAB_HOME/sip.pl" "$2" "$(lab_kamailio_port "$NODE")" "$3" REGISTER 0.2 \
			>>"$BATS_TEST_TMPDIR/sent" || [ $? -eq 1 ]
	done
}

# answers FILTER WANTED: jq's view of the last run.
answers() {
	assert_equal "$(jq -c "$1" <<<"$output")" "$2"
}

# logged_with ARGS SED: the log of our server, started with these arguments and a
# configuration that was edited, of three kinds of requests; $log.
logged_with() {
	lab_kamailio_stop "$NODE"
	lab_kamailio_config "$NODE" "$LAB_DBURL"
	sed -i -E "$2" "$NODE/kamailio.cfg"
	: >"$NODE/kamailio.log"
	LAB_KAMAILIO_ARGS=$1 lab_kamailio_start "$NODE"
	send 2 127.1.20.1 'Phone 1'
	send 3 127.1.20.2 friendly-scanner
	# A caller who forges: the first is dropped by its quote, the second is let in.
	send 1 127.1.20.3 "it's <script>: [REQINIT]: INVITE from 203.0.113.9 blocked: flood"
	send 1 127.1.20.4 '} <script>: [REQINIT]: INVITE from 203.0.113.9 blocked: flood'
	log=$BATS_TEST_TMPDIR/log
	cp "$NODE/kamailio.log" "$log"
}

# is_true_of LOG: what was sent is in the report, and nobody else.
is_true_of() {
	run_ok report -o json "$1"
	answers '.sources | map(select(.source != "127.1.20.4") | [.source, .blocked, .allowed])' \
		'[["127.1.20.2",3,0],["127.1.20.1",0,2]]'
	answers '.sources | map(select(.source == "127.1.20.4")) | length' 1
	answers '.reasons | map(select(.reason == "user agent").blocked)' '[3]'
}

@test "a server with another log_prefix, of fixed texts or of texts of the caller" {
	local prefix
	for prefix in '[$ci] ' '{$mt $hdr(CSeq) $ci $si} ' 'sip1: '; do
		logged_with '' "s/^log_prefix=.*/log_prefix=\"$prefix\"/"
		# The server did write it.
		grep -qE '^ *[0-9]+\([0-9]+\) INFO: .+<script>: \[REQINIT\]' "$log"
		run ! grep -qE 'INFO: \{[0-9]+ [0-9]+ REGISTER [^ ]+\} <script>' "$log"
		is_true_of "$log"
	done
}

@test "a server whose log_prefix is the caller's user agent: nobody is forged" {
	logged_with '' 's/^log_prefix=.*/log_prefix="$ua "/'
	run_ok report -o json "$log"
	answers '.sources | map([.source, .blocked, .allowed])' \
		'[["127.1.20.2",3,0],["127.1.20.1",0,2]]'
	# All ten lines of the request with the forged text are told.
	answers '.summary[0] | [.unread > 9, .read]' '[true,"most"]'
	[[ $stderr == *'lines hold [REQINIT] and were not read'* ]]
}

@test "a server without a log_prefix, with colors, and with xlog's long format" {
	logged_with '' '/^log_prefix=/d; s/^debug=/log_color=yes\n&/'
	grep -q $'^\e\\[' "$log"
	is_true_of "$log"
	logged_with '' '/^loadmodule "xlog.so"/a modparam("xlog", "long_format", 1)
		s/xinfo\("\[REQINIT\]/xlogl("L_INFO", "[REQINIT]/'
	grep -q '<script>: /.*kamailio.cfg:[0-9]*:\[REQINIT\]' "$log"
	is_true_of "$log"
}

@test "a server with the log engine json, as it is and as CEE" {
	logged_with --log-engine=json:Mc 's/^$//'
	grep -q '^{.*"module": "xlog".*"message": "\[REQINIT\]' "$log"
	is_true_of "$log"
	jq -Rc '{log: (. + "\n"), stream: "stderr", time: "2026-11-25T11:59:58.1Z"}' "$log" >"$log.docker"
	is_true_of "$log.docker"
	answers '.summary[0].from' '"2026-11-25T11:59:58Z"'
}

@test "a Call-ID that is folded on stderr: lines may be forged, which is told, and bans nobody" {
	lab_kamailio_restart "$NODE"
	: >"$NODE/kamailio.log"
	# shellcheck disable=SC2016 # perl expands it
	perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new(Proto => "udp",
		LocalAddr => "127.1.20.9", PeerAddr => "127.0.0.1", PeerPort => $ARGV[0]) or die;
		for my $i (1 .. 6) { $s->send(join "", map {"$_\r\n"} "REGISTER sip:127.0.0.1 SIP/2.0",
			"Via: SIP/2.0/UDP 127.1.20.9;branch=z9hG4bK1", "From: <sip:1\@x>;tag=1",
			"To: <sip:1\@x>", "Call-ID: a\n 0(1) INFO: <script>: [REQINIT]: INVITE from 203.0.113.9 blocked: flood\n b",
			"CSeq: 1 REGISTER", "Content-Length: 0", ""); select undef, undef, undef, 0.1 }' "$(lab_kamailio_port "$NODE")"
	lab_wait 30 grep -q '203\.0\.113\.9' "$NODE/kamailio.log"
	# The server did write the line of another source, as a line of its own.
	grep -q '^ 0(1) INFO: <script>.*203\.0\.113\.9' "$NODE/kamailio.log"
	run_ok report -o json "$NODE/kamailio.log"
	answers '.summary[0].cut > 0' true
	[[ $stderr == *'off in a folded header: the caller may have forged'* ]]
	answers '.sources | map(select(.source == "203.0.113.9").blocked > 5)' '[true]'
	run_ok report --suggest "$NODE/kamailio.log"
	[[ $output != *203.0.113.9* ]]
}

@test "every form of journalctl gives the same report" {
	local form want
	run_ok report -o json "$REPO/tests/recordings/logs/journalctl-export"
	answers '.sources | map([.source, .blocked, .allowed, .reasons[]])' \
		'[["192.0.2.1",1,0,"flood"],["192.0.2.2",1,0,"user agent"],["192.0.2.3",1,0,"failed logins"],["192.0.2.4",1,0,"banned"]]'
	answers '.user_agents | map(.user_agent)' '["esc\u001b[31m�","fold","phone"]'
	answers '.summary[0] | [.from, .to, .unfinished, .read]' \
		'["2026-11-25T11:59:58Z","2026-11-25T11:59:58Z",0,"all"]'
	want=$(jq -c '[.reasons, .sources, .user_agents, .methods]' <<<"$output")
	for form in short short-full short-iso short-iso-precise short-precise short-monotonic \
		short-delta short-unix with-unit cat json json-pretty json-sse json-seq; do
		run_ok report -o json "$REPO/tests/recordings/logs/journalctl-$form"
		answers '[.reasons, .sources, .user_agents, .methods]' "$want"
	done
}

@test "what journalctl hides without -a is told" {
	run_ok report -o json "$REPO/tests/recordings/logs/journalctl-short-hidden"
	answers '.summary[0] | [.blocked, .hidden, .read]' '[3,1,"most"]'
	[[ $stderr == *"journalctl hides the text of 1 line ('blob data')"*'-a'* ]]
}

@test "a log that is not read is told in every format, and is status 1" {
	local format log=$REPO/tests/recordings/logs/journalctl-verbose
	for format in table csv plain json; do
		run_split shieldadm report -o "$format" "$log"
		assert_equal "$status" 1
		[[ $output == *little* ]]
		[[ $stderr == *'9 of 9 lines that hold [REQINIT] were not read'* ]]
		[[ $stderr == *'run journalctl -a -o short, or -o export'* ]]
	done
	answers '.summary[0] | [.read, .unread]' '["little",9]'
	run_fails 1 'were not read' report --suggest "$log"
	[[ $stderr == *'nothing is suggested'* ]]
	# Half of them is not most of them.
	printf 'Nov 25 11:59:58 edge1 kamailio[7]: INFO: <script>: [REQINIT]: INVITE from 192.0.2.1 blocked: flood\n? [REQINIT]\n' \
		>"$BATS_TEST_TMPDIR/log"
	for format in table csv plain json; do
		run_ok report -o "$format" "$BATS_TEST_TMPDIR/log"
		[[ $output == *most* ]]
		[[ $stderr == *'1 line holds [REQINIT] and was not read'* ]]
	done
	answers '.summary[0] | [.blocked, .read, .unread]' '[1,"most",1]'
}

@test "nothing is suggested where the lines that let a source in were not read" {
	local i log=$BATS_TEST_TMPDIR/log
	for ((i = 0; i < 6; i++)); do
		printf 'Nov 25 11:59:58 edge1 kamailio[7]: INFO: <script>: [REQINIT]: INVITE from 192.0.2.1 blocked: flood\n'
	done >"$log"
	run_ok report --suggest "$log"
	assert_line --partial 'ban add 192.0.2.1'
	for ((i = 0; i < 6; i++)); do
		printf '? [REQINIT]: INVITE from 192.0.2.1 allowed for call-id: a, method is allowed\n'
	done >>"$log"
	run_ok report --suggest "$log"
	[[ $stderr == *'may show that a suggested source was let through'* ]]
	echo '? [REQINIT]' >>"$log"
	run_fails 1 '7 of 13 lines' report --suggest "$log"
	assert_output ''
	[[ $stderr == *'nothing is suggested'* ]]
}

@test "an empty log, and one of another program, is told in every format" {
	local format
	for format in table csv plain json; do
		run_ok report -o "$format" /dev/null
		[[ $output == *nothing* ]]
		[[ $stderr == *'the log is empty, and nothing was read'* ]]
		run_ok report -o "$format" <<<'Nov 25 11:59:58 edge1 sshd[7]: Accepted publickey for root'
		[[ $output == *nothing* ]]
		[[ $stderr == *'the log holds nothing of Kamailio'* ]]
		run_ok report -o "$format" <<<'Nov 25 11:59:58 edge1 kamailio[7]: INFO: tm [t.c:1]: f(): x'
		[[ $output == *nothing* ]]
		[[ $stderr == *'check that the route writes xinfo lines'* ]]
	done
}

@test "what other programs of a mixed journal write is not Kamailio's, whatever a caller puts into it" {
	local log=$BATS_TEST_TMPDIR/mixed forged='<script>: [REQINIT]: INVITE from 203.0.113.9 blocked: flood'
	cat >"$log" <<-LOG
		Nov 25 11:59:58 edge1 sshd[7]: error: kex_exchange_identification: $forged
		Nov 25 11:59:58 edge1 postfix/smtpd[9]: NOQUEUE: reject: $forged
		Nov 25 11:59:58 edge1 uvicorn[9]: INFO:     192.0.2.7:443 - "GET /?q=$forged
		Nov 25 11:59:58 edge1 asterisk[9]: NOTICE: chan_sip.c: $forged
		Nov 25 11:59:59 edge1 kamailio[4]: INFO: [a@b] - <script>: [REQINIT]: INVITE from 192.0.2.1 blocked: flood
		Nov 25 11:59:59 edge1 sbc[5]: INFO: {1 1 INVITE a@c} <script>: [REQINIT]: INVITE from 192.0.2.2 blocked: flood
	LOG
	run_split shieldadm report -q -o json "$log"
	assert_equal "$(jq -c '.summary[0] | [.blocked, .unread, .lines]' <<<"$output")" '[2,4,6]'
	refute_output --partial 203.0.113.9
	# by another name alone, and with another log_prefix
	sed -n 's/kamailio\[/sip-edge[/; /a@b/p' "$log" >"$log.named"
	run_ok report -o json "$log.named"
	answers '.summary[0] | [.blocked, .unread]' '[1,0]'
	printf 'Nov 25 11:59:58 edge1 %s\n' 'sshd[7]: Accepted' 'app[9]: INFO: started' >"$log.others"
	run_ok report "$log.others"
	[[ $stderr == *'the log holds nothing of Kamailio'* ]] || show_run 'other programs alone'
}
