# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # stderr: run_split sets it
#
# The lists of others, in the forms they come in.

load helper

setup_file() {
	lab_up sqlite
}

setup() {
	lab_empty
	db_rows 'DELETE FROM shieldadm_change; DELETE FROM shieldadm_change_row'
	LIST=$BATS_TEST_TMPDIR/list
}

teardown_file() {
	lab_cleanup
}

# counts: "lines added present doubled invalid" of the last run.
counts() {
	jq -r '.import[0] | "\(.lines) \(.added) \(.present) \(.doubled) \(.invalid)"' <<<"$output"
}

# imported COUNTS ARGUMENT...: what a JSON import of $LIST comes to.
imported() {
	run_ok import "$LIST" -o json "${@:2}"
	assert_equal "$(counts)" "$1"
}

@test "a carrier's list lets its addresses in, by SIP, and undo takes them out again" {
	run_ok country allow US
	raw_dropped 127.2.50.1 phone
	printf '127.2.50.1\n127.2.51.0/24\n' >"$LIST"
	imported '2 2 0 0 0' --group carrier
	assert_equal "$(jq -c '.nodes[0] | [.name, .live, .verified]' <<<"$output")" '["edge1",true,true]'
	raw_answered 127.2.50.1 phone
	raw_answered 127.2.51.7 phone
	assert_equal "$(table_addresses)" $'1 127.2.50.1 32 0 carrier\n1 127.2.51.0 24 0 carrier'
	imported '2 0 2 0 0' --group carrier
	assert_equal "$(shieldadm history -o json | jq length)" 2
	run_ok -y undo
	raw_dropped 127.2.50.1 phone
	assert_equal "$(table_addresses)" ''
}

@test "plain lines: remarks, blanks, ranges, ports, IPv6 and names" {
	cat >"$LIST" <<-'LINES'
		# a carrier
		192.0.2.1
		  192.0.2.2   the second one
		192.0.2.3 ; SBL 4711
		192.0.2.16-192.0.2.23
		192.0.2.40 - 192.0.2.41

		198.51.100.7:5080
		[2001:db8::7]:5061
		2001:db8::/32
		sip.example.com
		gw.example.com:5070
		192.0.2.1
	LINES
	imported '11 10 0 1 0' -g carrier
	assert_equal "$(table_addresses | cut -d' ' -f2-4 | paste -sd,)" \
		'192.0.2.1 32 0,192.0.2.2 32 0,192.0.2.3 32 0,192.0.2.16 29 0,192.0.2.40 31 0,198.51.100.7 32 5080,2001:db8:: 32 0,2001:db8::7 128 5061,gw.example.com 32 5070,sip.example.com 32 0'
}

@test "CSV: with a heading that says which column is what, or the first column" {
	printf 'name,ip_addr,mask,port,group\r\n"ACME, Berlin",192.0.2.0,24,,customer\r\nb,192.0.2.9,,5060,1\r\n' >"$LIST"
	imported '2 2 0 0 0'
	assert_equal "$(table_addresses | sort)" $'1 192.0.2.9 32 5060 b\n2 192.0.2.0 24 0 ACME, Berlin'
	printf '192.0.2.77;x;y\n192.0.2.78;z\n' >"$LIST"
	imported '2 2 0 0 0' -g 7 --tag t
	printf 'a\tmine\n1\t192.0.2.79\n' >"$LIST"
	imported '1 1 0 0 0' -g 7 --column mine
	run_fails 2 "it has no column 'other'" import "$LIST" -g 7 --column other
	# what addr list puts out
	shieldadm addr list -o csv >"$LIST"
	imported '5 0 5 0 0'
}

@test "JSON: an array of texts or of objects" {
	printf '["192.0.2.1",\n "192.0.2.0/28"]' >"$LIST"
	imported '2 2 0 0 0' -g carrier
	printf '{"ipaddress":["192.0.2.1","192.0.2.99"]}' >"$LIST"
	imported '2 1 1 0 0' -g carrier
	printf '["192.0.2.1",' >"$LIST"
	run_fails 2 "'$LIST'" import "$LIST" -g carrier
}

@test "invalid lines are all told with their number, and nothing is done" {
	printf '192.0.2.1\n300.1.1.1\n10.0.0.1/8\n\n-\n192.0.2.9-192.0.2.1\n192.0.2.1:99999\n' >"$LIST"
	nothing_changes run_split shieldadm import "$LIST" -g carrier -o json
	assert_equal "$status" 2
	[[ $stderr == *'5 of 6 lines are invalid, so nothing was imported'* ]] || show_run 'not said'
	assert_equal "$(jq -c '.invalid | map(.line)' <<<"$output")" '[2,3,5,6,7]'
	assert_equal "$(jq -r '.invalid[1].reason' <<<"$output" | grep -c 10.0.0.0/8)" 1
	imported '6 1 0 0 5' -g carrier --skip-invalid
	assert_equal "$(jq '.invalid | length' <<<"$output")" 5
	assert_equal "$(table_addresses)" '1 192.0.2.1 32 0 carrier'
	seq 500 | sed 's/^/x /' >"$LIST"
	run_split shieldadm import "$LIST" -g carrier -o json
	assert_equal "$(jq '.invalid | length' <<<"$output")" 100
	[[ $stderr == *'400 more are invalid'* ]] || show_run 'not counted'
}

@test "without a group, with a wide network, with nothing in it: refused" {
	printf '192.0.2.1\n' >"$LIST"
	run_split shieldadm import "$LIST"
	assert_equal "$status" 2
	assert_output --partial 'it has no group'
	run_fails 2 "'nobody'" import "$LIST" -g nobody
	printf '32.0.0.0/4\n' >"$LIST"
	run_split shieldadm import "$LIST" -g carrier
	assert_equal "$status" 2
	assert_output --partial '32.0.0.0/4'
	: >"$LIST"
	run_fails 2 'has no line that could be imported' import "$LIST" -g carrier
	run_fails 2 'cannot read' import "$BATS_TEST_TMPDIR/none" -g carrier
	assert_equal "$(table_addresses)" ''
	[ "$(shieldadm history -o json)" = '[]' ]
}

# A sanitizer needs more room than there is.
limited() (
	[[ $SHIELDADM == */san-* ]] || ulimit -v 60000
	"$@"
)

@test "what is no list is told, and memory does not grow by it" {
	printf '192.0.2.1\0\n192.0.2.2\n' >"$LIST"
	imported '2 1 0 0 1' -g carrier --skip-invalid
	printf '\xef\xbb\xbf192.0.2.3\r\n192.0.2.4\r\n' >"$LIST"
	imported '2 2 0 0 0' -g carrier
	printf '192.0.2.5\n' | iconv -t UTF-16 >"$LIST"
	run_fails 2 'is text in UTF-16' import "$LIST" -g carrier
	printf '192.0.2.5\n' | gzip >"$LIST"
	run_fails 2 'is compressed' import "$LIST" -g carrier
	printf '192.0.2.\xff\xfe1\n192.0.2.8\n' >"$LIST"
	imported '2 1 0 0 1' -g carrier --skip-invalid
	{ head -c 64M /dev/zero | tr '\0' x && printf '\n192.0.2.6\n'; } >"$LIST"
	imported '2 1 0 0 1' -g carrier --skip-invalid
	run limited "$SHIELDADM" import "$LIST" -g 1 --skip-invalid --print
	assert_success
	assert_line 192.0.2.6
}

@test "the other kinds of list" {
	printf 'friendly-scanner\nsipcli/\n# old\npplsip\n' >"$LIST"
	imported '3 3 0 0 0' --kind ua --action block
	assert_equal "$(node_rules ua | sort | paste -sd,)" 'block friendly-scanner,block pplsip,block sipcli/'
	printf 'country\nUS\nDE\n' >"$LIST"
	imported '2 2 0 0 0' --kind country --action allow
	assert_equal "$(node_rules country | sort | paste -sd,)" 'allow DE,allow US'
	printf 'US\nNowhere\n' >"$LIST"
	run_split shieldadm import "$LIST" --kind country --action allow
	assert_equal "$status" 2
	assert_line --partial Nowhere
	run_fails 2 'block or allow' import "$LIST" --kind ua
	run_fails 2 'is for addresses' import "$LIST" --kind ua --action block --group 1
}

@test "aggregated it is the same set of addresses in fewer rows" {
	{
		seq -f '192.0.2.%g' 0 255
		printf '198.51.100.0/25\n198.51.100.128/25\n198.51.100.77\n203.0.113.1\n'
	} | shuf >"$LIST"
	imported '260 3 0 0 0' -g carrier --aggregate
	assert_equal "$(jq -c '.import[0] | [.networks_before, .networks_after]' <<<"$output")" '[2,2]'
	assert_equal "$(table_addresses | cut -d' ' -f2,3 | paste -sd,)" '192.0.2.0 24,198.51.100.0 24,203.0.113.1 32'
}

@test "a dry run says what it would come to, and --print what would be stored" {
	printf '192.0.2.1\n192.0.2.0/31\n' >"$LIST"
	nothing_changes run_ok import "$LIST" -g carrier -n -o json
	assert_equal "$(counts)" '2 2 0 0 0'
	nothing_changes run_ok import "$LIST" -g carrier --print
	assert_output $'192.0.2.0/31\n192.0.2.1'
	shieldadm addr add 192.0.2.1 carrier
	run_ok import - -g carrier -n -o json <"$LIST"
	assert_equal "$(counts)" '2 1 1 0 0'
}

@test "more networks than a node holds are refused, and fewer by --aggregate are not" {
	seq 0 2 1300 | awk '{ printf "10.%d.%d.0/24\n", $1 / 256, $1 % 256 }' >"$LIST"
	nothing_changes run_fails 7 '512' import "$LIST" -g carrier
	seq 0 1300 | awk '{ printf "10.%d.%d.0/24\n", $1 / 256, $1 % 256 }' >"$LIST"
	imported '1301 5 0 0 0' -g carrier --aggregate
}

@test "undo of a large import takes all of it back, and brings it again" {
	run_ok country allow US
	raw_dropped 127.2.52.1 phone
	{ seq 0 4998 | awk '{ printf "10.1.%d.%d\n", $1 / 256, $1 % 256 }' && echo 127.2.52.1; } >"$LIST"
	imported '5000 5000 0 0 0' -g carrier
	raw_answered 127.2.52.1 phone
	run_ok -y -q undo -o json
	assert_equal "$(jq -c '.counts | map([.result, .rows])' <<<"$output")" '[["added",0],["present",0],["removed",5000],["absent",0]]'
	assert_equal "$(table_addresses)" ''
	raw_dropped 127.2.52.1 phone
	run_ok -y -q undo 3
	raw_answered 127.2.52.1 phone
	assert_equal "$(table_addresses | wc -l)" 5000
}

@test "a text of a list keeps its blanks and commas, unless a heading makes columns of it" {
	printf 'Cisco SIP Gateway\nsipcli, v1.8\nMozilla/5.0 (X11; Linux)\n' >"$LIST"
	imported '3 3 0 0 0' --kind ua --action block
	assert_equal "$(table_rules | sort | paste -sd'|')" \
		'0 0 Cisco SIP Gateway|0 0 Mozilla/5.0 (X11; Linux)|0 0 sipcli, v1.8'
	printf 'count,value\n7,"VoIP SIP, v2"\n' >"$LIST"
	imported '1 1 0 0 0' --kind ua --action block
	printf 'alice smith\n' >"$LIST"
	imported '1 1 0 0 0' --kind user --action block
	assert_equal "$(table_rules | tail -n 2 | paste -sd'|')" '0 0 VoIP SIP, v2|0 4 alice smith'
	nothing_changes run_ok import "$LIST" --kind user --action block --print
	assert_output 'alice smith'
}

@test "JSON in one line of any length is read to its end" {
	seq 0 19999 | awk 'BEGIN { printf "[" } { printf "%s\"10.2.%d.%d\"", (NR > 1 ? "," : ""), $1 / 256, $1 % 256 } END { printf "]" }' >"$LIST"
	run_ok import "$LIST" -g carrier --print
	assert_equal "$(wc -l <<<"$output")" 20000
}

@test "a quote without an end is no line, and lets nothing of the next one in" {
	printf '192.0.2.1,"a\n192.0.2.99,b"\n192.0.2.2,c\n' >"$LIST"
	imported '3 1 0 0 2' -g carrier --skip-invalid
	assert_equal "$(table_addresses)" '1 192.0.2.2 32 0 carrier'
}

@test "what is nearly something else is what it is" {
	printf '[2001:db8::1]:5060,"ACME"\n' >"$LIST"
	imported '1 1 0 0 0' -g carrier
	printf '192.0.2.1#remark\n192.0.2.2 # another\n' >"$LIST"
	imported '2 2 0 0 0' -g carrier
	printf '192.0.2.1\n' >"$LIST"
	run_fails 2 "it has no column 'nope'" import "$LIST" -g carrier --column nope
	printf '192.0.2.3\nip\n192.0.2.0/00000000024\n' >"$LIST"
	run_split shieldadm import "$LIST" -g carrier -o json
	assert_equal "$status" 2
	assert_equal "$(jq -c '.invalid | map(.line)' <<<"$output")" '[2,3]'
}

@test "undo of a very large import judges each row that goes, and takes seconds" {
	local socketless=$BATS_TEST_TMPDIR/conf
	# On a database of its own, without a node: what a node holds has limits.
	printf '[database]\nurl = sqlite:///%s\n[kamailio]\nrun = %s\nconfig = %s\n' \
		"$BATS_TEST_TMPDIR/large.sqlite" "$BATS_TEST_TMPDIR/none" "$BATS_TEST_TMPDIR/none.cfg" >"$socketless"
	chmod 600 "$socketless"
	seq 0 99999 | awk '{ printf "10.%d.%d.%d\n", $1 / 65536, $1 / 256 % 256, $1 % 256 }' >"$LIST"
	export SHIELDADM_CONFIG=$socketless
	shieldadm -q db init >"$BATS_TEST_TMPDIR/out"
	run timeout 300 "$SHIELDADM" -q import "$LIST" -g carrier
	assert_equal "$status" 6
	run_split timeout 300 "$SHIELDADM" -y -q undo -o json
	assert_equal "$status" 6
	assert_equal "$(jq -c '.counts | map([.result, .rows])' <<<"$output")" '[["added",0],["present",0],["removed",100000],["absent",0]]'
}

@test "lists of bans are not let in, and networks of feeds are read whole" {
	printf 'Start\tEnd\tNetmask\n192.0.2.0\t192.0.2.255\t24\n' >"$LIST"
	run_ok import "$LIST" -g carrier --print
	assert_output 192.0.2.0/24
	run_ok import - -g carrier --print <<<'{"cidr":"198.51.100.0/24","sblid":"SBL1"}'
	assert_output 198.51.100.0/24
	run_ok import - -g carrier --print <<<$'[2001:db8::1]\n[2001:db8::2]:5060'
	assert_output $'2001:db8::1\n2001:db8::2'
	printf '[{"scope":"Ip","type":"ban","value":"203.0.113.9"}]' >"$LIST"
	run_fails 2 'has no line that could be imported: all are left out' import "$LIST" -g carrier
	[[ $stderr == *"text 1 is left out: the list bans it: 'ban'"* ]]
	run_ok import "$LIST" --kind ip --action block --print
	assert_output 203.0.113.9
	# A rule of iptables has a mask, and one address all the same.
	run_split shieldadm import - --kind ip --action block --skip-invalid --print \
		<<<$'-A f2b -s 203.0.113.8/32 -j DROP\n-A f2b -s 10.0.0.0/8 -j DROP'
	assert_output 203.0.113.8
	[[ $stderr == *"line 2: '10.0.0.0/8': these entries are compared as text"*'1 of 2 lines are invalid, and left out'* ]]
	run_split shieldadm import - --kind ip --action block <<<$'ip,mask\n10.0.0.0,8'
	assert_equal "$status" 2
	assert_line --partial 'a network never matches'
}

@test "a list of the kind ip can be given back without --action" {
	shieldadm ip block 203.0.113.
	shieldadm ip allow 192.0.2.10
	for form in csv json; do
		shieldadm ip list -o "$form" >"$LIST"
		imported '2 0 2 0 0' --kind ip
		db_rows 'DELETE FROM secfilter'
		imported '2 2 0 0 0' --kind ip
		assert_equal "$(table_rules | paste -sd'|')" '0 3 203.0.113.|1 3 192.0.2.10'
	done
	# Words of others say it no more than before.
	printf 'ip,action\n192.0.2.7,ban\n' >"$LIST"
	run_fails 2 'block or allow? --action says which' import "$LIST" --kind ip
	imported '1 1 0 0 0' --kind ip --action block
}

@test "a list that says of itself that it is of another kind, or of the contrary action, is refused" {
	local form
	shieldadm country block FR
	shieldadm ip allow 203.0.113.9
	for form in csv json; do
		shieldadm country list -o "$form" >"$LIST"
		run --separate-stderr shieldadm import "$LIST" --kind ua --force
		assert_equal "$status" 2
		assert_line --partial 'it is of the kind country, not ua'
		run_fails 2 'it is of the kind country, not ua' --force ua block --file "$LIST"
		run_fails 2 'it is of the kind country, not user' user remove --file "$LIST"
		run_fails 2 'its action is block' country allow --file "$LIST"
		run_ok country remove --file "$LIST" --dry-run
		shieldadm ip list -o "$form" >"$LIST"
		run --separate-stderr shieldadm import "$LIST" -g carrier
		assert_line --partial 'it is of the kind ip, not addr'
		run_fails 2 'it is of the kind ip, not addr' addr add --file "$LIST" carrier
	done
	# Such a column of others tells nothing.
	printf 'kind,ip\nIPv4,192.0.2.7\n' >"$LIST"
	imported '1 1 0 0 0' -g carrier
	assert_equal "$(table_rules | paste -sd'|')" '0 1 FR|1 3 203.0.113.9'
}

@test "a reason that one option mends is told once, and nothing put together is said" {
	seq -f '192.0.2.%g' 1 9 >"$LIST"
	run_split shieldadm import "$LIST"
	assert_equal "$status" 2
	assert_equal "$(grep -c 'it has no group' <<<"$output")" 1
	[[ $stderr == *'8 more have no group'*'9 of 9 lines are invalid'* ]]
	printf '192.0.2.1\n192.0.2.9\n' >"$LIST"
	run_split shieldadm import "$LIST" -g carrier -a --print
	[[ $stderr == *'nothing could be put together: 2 entries'* ]]
}

@test "the mask of a host name in a list is not an error" {
	printf 'ip_addr,mask,tag\nsip.example.com,32,a\n192.0.2.0,28,b\n' >"$LIST"
	imported '2 2 0 0 0' -g carrier
	assert_equal "$(table_addresses)" $'1 192.0.2.0 28 0 b\n1 sip.example.com 32 0 a'
	shieldadm addr list -o csv >"$LIST"
	imported '2 0 2 0 0'
}

@test "user agents lose their quotes, and what can never match is told before it is stored" {
	printf 'user-agent\n"sipcli/"\n\047pplsip\047\nVoIP; v1 #2\n' >"$LIST"
	run_ok import "$LIST" --kind ua --action block --print
	assert_output $'sipcli/\npplsip\nVoIP; v1 #2'
	printf '%s\n' '^sip.*' 'friendly\-scanner' 'sip[a-z]+' '*scanner*' 'sipcli # a scanner' 'sipcli ; old' \
		'sipcli,1523' '   12 sipcli' '"a","b"' '"open' 'sipsak' >"$LIST"
	run_split shieldadm import "$LIST" --kind ua --action block -o json
	assert_equal "$status" 2
	assert_equal "$(jq -c '[.invalid[].line]' <<<"$output")" '[1,2,3,4,5,6,7,8,9,10]'
	assert_equal "$(jq -c '[.invalid[].reason | test("never match|quote")] | all' <<<"$output")" true
	imported '11 1 0 0 10' --kind ua --action block --skip-invalid
	assert_equal "$(table_rules)" '0 0 sipsak'
	run_fails 7 "'^sip.*' looks like a regular expression" ua block '^sip.*'
	run_ok ua block --force '^sip.*'
	# What stands there by --force can be given back as it is listed.
	shieldadm ua list -o json >"$BATS_TEST_TMPDIR/list.json"
	run_ok import "$BATS_TEST_TMPDIR/list.json" --kind ua --action block -o json
	assert_equal "$(counts)" '2 0 2 0 0'
	printf 'user_agent,count\n"sipcli, v1",7\nsipvicious,9\na, b,1\n' >"$LIST"
	imported '3 2 0 0 1' --kind ua --action block --skip-invalid
	assert_equal "$(table_rules | tail -n 2 | paste -sd'|')" '0 0 sipcli, v1|0 0 sipvicious'
}

@test "user agents that were copied with something around them are told through every door" {
	local text
	printf '%s\n' 'User-Agent: sipvicious' '- sipvicious' '* sipvicious' 'sipvicious;' 'sipvicious,' \
		'“sipvicious”' '„sipvicious“' '«sipvicious»' '`sipvicious`' '1. sipvicious' >"$LIST"
	run --separate-stderr shieldadm import "$LIST" --kind ua --action block -o json
	assert_equal "$status" 2
	assert_equal "$(jq -c '[.invalid[].reason | test("never match: .sipvicious. is probably meant")] | [length, all]' <<<"$output")" '[10,true]'
	run --separate-stderr shieldadm ua block --file "$LIST"
	assert_equal "$status" 7
	[[ $stderr == *"10 of 10 values are invalid"* ]]
	while read -r text; do
		run_fails 7 "'sipvicious' is probably meant; --force stores it" ua block -- "$text"
	done <"$LIST"
	run_fails 2 'holds a control character' --force ua block $'xyz\r'
	printf 'value\n"sipvicious,"\n"User-Agent: sipvicious"\n' >"$LIST"
	run --separate-stderr shieldadm import "$LIST" --kind ua --action block
	[[ $status -eq 2 && $stderr == *'2 of 2 lines are invalid'* ]]
	printf 'ua:\n  block:\n    - "- sipvicious"\n' >"$BATS_TEST_TMPDIR/policy.yaml"
	run --separate-stderr shieldadm apply "$BATS_TEST_TMPDIR/policy.yaml"
	[[ $status -ne 0 && $output$stderr == *"'sipvicious' is probably meant"* ]]
	assert_equal "$(table_rules)" ''
	run_ok ua block --force -- '- sipvicious'
	assert_equal "$(table_rules)" '0 0 - sipvicious'
	# What stands there passes every door again.
	shieldadm export >"$BATS_TEST_TMPDIR/policy.yaml"
	run_ok apply "$BATS_TEST_TMPDIR/policy.yaml"
	shieldadm ua list -o csv >"$LIST"
	imported '1 0 1 0 0' --kind ua
	run_ok ua block 'sipcli/' 'Z 5.5.9 v2.10.18'
}
