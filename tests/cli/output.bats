# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154,SC2030,SC2031 # run sets status, output, stderr
#
# What is printed, where, and with which exit status.

load helper

setup_file() {
	lab_up mysql
}

setup() {
	lab_empty
	db_rows 'ALTER TABLE secfilter AUTO_INCREMENT = 1'
	db_rows 'ALTER TABLE address AUTO_INCREMENT = 1'
}

teardown() {
	kill -s CONT "$(lab_mariadb_pid)"
}

teardown_file() {
	lab_cleanup
}

# The whole output, a newline at its end as nothing and all else byte for byte.
output_is() {
	assert_equal "$output" "$1"
}

@test "JSON: what a change comes to, for each row and each node" {
	shieldadm ua block stands
	run_ok -o json ua block 'new "one"' STANDS
	jq -e . <<<"$output" >/dev/null
	assert_equal "$(tr -d '\n' <<<"$output")" "$(tr -d '\n' <<-'JSON'
		{"changes":[{"kind":"ua","action":"block","value":"new \"one\"","result":"added"},
		{"kind":"ua","action":"block","value":"stands","result":"present"}],
		"nodes":[{"name":"edge1","live":true,"verified":true,"error":null}]}
	JSON
	)"
	[ -z "$stderr" ]
	run_ok -o json addr add 192.0.2.1 2001:db8::/32 carrier --port 5060
	assert_equal "$(tr -d '\n' <<<"$output")" "$(tr -d '\n' <<-'JSON'
		{"changes":[{"kind":"addr","group":1,"group_name":"carrier","address":"192.0.2.1","mask":32,"port":5060,"tag":"carrier","result":"added"},
		{"kind":"addr","group":1,"group_name":"carrier","address":"2001:db8::","mask":32,"port":5060,"tag":"carrier","result":"added"}],
		"nodes":[{"name":"edge1","live":true,"verified":true,"error":null}]}
	JSON
	)"
}

@test "JSON: lists are arrays, of numbers and texts, [] when empty" {
	local noun
	for noun in ua country domain user ip dst addr; do
		run_ok "$noun" list -o json
		output_is '[]'
	done
	shieldadm ua block 'Ünï"\code'
	shieldadm country allow US
	shieldadm addr add 192.0.2.1 7
	run_ok ua list -o json
	assert_equal "$(jq -c . <<<"$output")" \
		'[{"id":1,"kind":"ua","action":"block","value":"Ünï\"\\code"}]'
	run_ok country list -o json
	assert_equal "$(jq -c 'map(del(.id))' <<<"$output")" \
		'[{"kind":"country","action":"allow","value":"US"}]'
	run_ok addr list -o json
	assert_equal "$(jq -c 'map(del(.id))' <<<"$output")" \
		'[{"group":7,"group_name":null,"address":"192.0.2.1","mask":32,"port":0,"tag":"","form":"host","stored":"192.0.2.1"}]'
}

@test "JSON: probe, status, db check and test are one value each" {
	run_ok -o json status
	assert_equal "$(jq -c '.nodes |= map(del(.uptime, .memory_free))' <<<"$output")" \
		'{"nodes":[{"name":"edge1","reachable":true,"state":"ok","version":"5.6.3",'\
'"ua_live":0,"ua_stored":0,"country_live":0,"country_stored":0,"domain_live":0,"domain_stored":0,'\
'"user_live":0,"user_stored":0,"ip_live":0,"ip_stored":0,"dst_live":0,"dst_stored":0,'\
'"addr_live":0,"addr_stored":0,"bans":0,"memory_total":8388608,"modules_missing":[],'\
'"live":true,"verified":true,"error":null}],"differences":[]}'
	run_ok -o json sync
	assert_equal "$(jq -c . <<<"$output")" \
		'{"nodes":[{"name":"edge1","live":true,"verified":true,"error":null,"added":0,"deleted":0,"reloaded":[]}]}'
	run_ok -o json db check
	assert_equal "$(jq -c . <<<"$output")" \
		'{"tables":[{"table":"secfilter","version":1,"state":"ok"},{"table":"address","version":6,"state":"ok"},{"table":"shieldadm_ban","version":null,"state":"missing: bans do not outlive a restart of their node"},{"table":"shieldadm_change","version":1,"state":"ok"},{"table":"shieldadm_change_row","version":1,"state":"ok"}],"rows":[]}'
	run_ok -o json probe --from-address 127.9.1.1 --ua phone
	assert_equal "$(jq -c 'map(del(.ms, .status, .reason))' <<<"$output")" \
		'[{"node":"edge1","from":"127.9.1.1","method":"OPTIONS","user_agent":"phone","answered":true}]'
	shieldadm ua block phone
	run_split shieldadm -o json --timeout 0.5 probe --ua phone
	assert_equal "$status" 1
	assert_equal "$(jq -c . <<<"$output")" \
		'[{"node":"edge1","from":null,"method":"OPTIONS","user_agent":"phone","answered":false,"status":null,"reason":null,"ms":null}]'
	[ -z "$stderr" ]
	run_split shieldadm -o json ua test phone
	assert_equal "$status" 1
	assert_equal "$(jq -c 'map(del(.id))' <<<"$output")" \
		'[{"kind":"ua","value":"phone","verdict":"blocked","entry":"phone"}]'
	[ -z "$stderr" ]
}

# json_error STATUS ARGUMENT...: one JSON object on stderr, nothing on stdout.
json_error() {
	local wanted=$1
	shift
	run_fails "$wanted" '{"error":{"status":' -o json "$@"
	assert_equal "$(jq -r '.error.status' <<<"$stderr")" "$wanted"
	assert_equal "$(jq -r 'keys, (.error | keys) | join(" ")' <<<"$stderr")" $'error\nstatus text'
	[ -n "$(jq -r '.error.text' <<<"$stderr")" ]
}

json_errors() {
	json_error 2 ua block ''
	json_error 2 ua block $'esc\e[31m"quoted\\'
	json_error 2 ua frobnicate
	json_error 2 addr add 1.1.1.300 carrier
	json_error 2 ua block abcd --node nobody
	json_error 2 --config "$BATS_TEST_TMPDIR/missing" ua list
	json_error 7 ua block x
}

@test "JSON: an error is an object on stderr, and stdout stays empty" {
	nothing_changes json_errors
}

@test "CSV has headings, CR LF and quotes where they are needed" {
	shieldadm ua block 'a, "b"' plain
	run_ok ua list -o csv
	output_is $'id,kind,action,value\r\n1,ua,block,"a, ""b"""\r\n2,ua,block,plain\r'
	run_ok domain list -o csv
	output_is $'id,kind,action,value\r'
	shieldadm addr add 192.0.2.1 carrier -t 'x,y'
	run_ok addr list -o csv
	output_is $'id,group,group_name,address,mask,port,tag,form,stored\r\n1,1,carrier,192.0.2.1,32,0,"x,y",host,192.0.2.1\r'
}

@test "plain has one row a line, a TAB between the fields, and nothing for an empty list" {
	shieldadm ua block 'a, "b"' plain
	run_ok ua list -o plain
	output_is $'1\tua\tblock\ta, "b"\n2\tua\tblock\tplain'
	run_ok domain list -o plain
	output_is ''
	run_ok ua remove plain -o plain
	output_is $'ua\tblock\tplain\tremoved\nedge1\tyes\tyes\t'
}

@test "a table is aligned, and shows a long or wide value whole" {
	shieldadm ua block "$(printf '%064d' 0)" Yealink
	run_ok ua list
	output_is "ID KIND ACTION VALUE
1  ua   block  $(printf '%064d' 0)
2  ua   block  Yealink"
	run_ok user list
	output_is ''
}

dry_runs() {
	run_ok -n ua block new STANDS
	assert_line --regexp '^would be added +ua +block +new$'
	assert_line --regexp '^present +ua +block +stands$'
	refute_output --partial edge1
	run_ok --dry-run ua remove stands
	assert_line --regexp '^would be removed +ua +block +stands$'
	run_ok -n -o json ua remove stands
	assert_equal "$(jq -c . <<<"$output")" \
		'{"changes":[{"kind":"ua","action":"block","value":"stands","result":"removed"}],"nodes":[]}'
	run_ok -n addr add 192.0.2.9 carrier
	assert_line --regexp '^would be added +addr +1 +carrier +192.0.2.9 '
	run_ok -n dst block 00882
	run_ok -n db init
	run_split shieldadm -n ua remove nothing
	assert_equal "$status" 3
	assert_line --regexp '^absent +ua +nothing$'
	run_fails 7 "'x' is short" -n ua block x
	run_fails 2 "is empty" -n ua block ''
}

@test "a dry run says what would be done, and does nothing" {
	shieldadm ua block stands
	shieldadm addr add 192.0.2.1 carrier
	nothing_changes dry_runs
}

@test "a dry run of sync tells what differs, and leaves the node" {
	db_rows "INSERT INTO secfilter (action, type, data) VALUES (0, 0, 'missing')"
	run_split shieldadm -n sync
	assert_equal "$status" 6
	assert_line --regexp '^edge1 +differs; 1 would be added'
	assert_line --regexp '^edge1 +missing +ua +block +missing'
	assert_equal "$(node_rules ua)" ''
	run_split shieldadm status
	assert_equal "$status" 1
	[[ $stderr == *"to mend: shieldadm sync"* ]]
	run_ok sync
	assert_equal "$(node_rules ua)" 'block missing'
	run_ok status
}

@test "quiet leaves out the notes, not the results or the errors" {
	shieldadm ua allow sip
	run_ok -q ua block sipcli
	[ -z "$stderr" ]
	assert_line --regexp '^added +ua +block +sipcli$'
	run_fails 2 "is empty" -q ua block ''
}

@test "data that cannot be written is an error, also to a closed stdout" {
	local got
	shieldadm ua block stands
	for format in table json csv plain; do
		got=0
		shieldadm ua list -o "$format" >/dev/full 2>"$BATS_TEST_TMPDIR/err" || got=$?
		assert_equal "$format $got" "$format 8"
		grep -q 'cannot write to stdout: No space left on device' "$BATS_TEST_TMPDIR/err"
		got=0
		shieldadm ua list -o "$format" >&- 2>"$BATS_TEST_TMPDIR/err" || got=$?
		assert_equal "$format $got" "$format 8"
		grep -q 'cannot write to stdout: Bad file descriptor' "$BATS_TEST_TMPDIR/err"
	done
	got=0
	shieldadm ua test stands >/dev/full 2>/dev/null || got=$?
	assert_equal "$got" 8
	got=0
	shieldadm help >/dev/full 2>/dev/null || got=$?
	assert_equal "$got" 8
	# whatever became of the report: the change is whole
	got=0
	shieldadm ua block another >/dev/full 2>/dev/null || got=$?
	assert_equal "$got" 8
	assert_equal "$(table_rules)" $'0 0 stands\n0 0 another'
	assert_equal "$(node_rules ua)" $'block stands\nblock another'
}

@test "closed standard files are not mistaken for the database's or a node's connection" {
	shieldadm ua block before
	shieldadm ua block closed <&- >&- 2>&- || true
	assert_equal "$(table_rules)" $'0 0 before\n0 0 closed'
	assert_equal "$(node_rules ua)" $'block before\nblock closed'
	local got=0
	shieldadm ua block - <&- >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" || got=$?
	assert_equal "$got" 8
	assert_equal "$(cat "$BATS_TEST_TMPDIR/out")" ''
	grep -q "cannot read 'stdin'" "$BATS_TEST_TMPDIR/err"
	assert_equal "$(table_rules)" $'0 0 before\n0 0 closed'
}

# Control characters but TAB, LF and CR; the C1 ones; what turns or hides text.
has_no_terminal_codes() {
	! LC_ALL=C grep -aqP \
		'[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8b-\x8f\xa8-\xae]|\xe2\x81[\xa0-\xa9]|\xef\xbb\xbf|\xd8\x9c' "$1"
}

@test "nothing that stands in a table can act on the terminal, in any format" {
	local format hostile
	db_rows 'ALTER TABLE secfilter CONVERT TO CHARACTER SET utf8mb4'
	db_rows 'ALTER TABLE address CONVERT TO CHARACTER SET utf8mb4'
	# ESC, C1's CSI, right-to-left override, BEL, DEL, LF, zero width space, BOM
	hostile="CONVERT(x'41411b5b33316d20c29b33316d20e280ae20070a7f20e2808b20efbbbf5a' USING utf8mb4)"
	db_rows "INSERT INTO secfilter (action, type, data) VALUES (0, 0, $hostile), (1, 1, $hostile)"
	db_rows "INSERT INTO address (grp, ip_addr, mask, port, tag) VALUES (1, '192.0.2.1', 32, 0, $hostile),
		(1, CONCAT('h', $hostile), 32, 0, NULL), (0, $hostile, 32, 0, $hostile)"
	for format in table json csv plain; do
		for command in 'ua list' 'country list' 'addr list' 'ua test AA' 'addr test 192.0.2.1' \
			'db check' 'status' 'addr remove 192.0.2.1 -n'; do
			# shellcheck disable=SC2086 # words
			shieldadm -o "$format" $command >"$BATS_TEST_TMPDIR/out" 2>&1 || true
			[ -s "$BATS_TEST_TMPDIR/out" ]
			has_no_terminal_codes "$BATS_TEST_TMPDIR/out" ||
				fail "$format, $command: $(cat -v "$BATS_TEST_TMPDIR/out")"
		done
		shieldadm -o "$format" ua list >"$BATS_TEST_TMPDIR/out"
		grep -Eq 'AA\\(x1b|u001b)\[31m' "$BATS_TEST_TMPDIR/out"
	done
	shieldadm -o json ua list >"$BATS_TEST_TMPDIR/out"
	assert_equal "$(jq -r '.[0].value' "$BATS_TEST_TMPDIR/out" | od -An -tx1 | tr -d ' \n')" \
		41411b5b33316d20c29b33316d20e280ae20070a7f20e2808b20efbbbf5a0a
}

@test "what is typed comes back harmless in messages" {
	run_fails 2 "'\\x1b[31m'" $'\e[31m'
	run_fails 2 "\\x1b[31m" $'--\e[31m'
	run_fails 2 "\\x1b[31m" ua $'\e[31m'
	run_fails 2 "\\x1b[31m" ua list -o $'\e[31m'
	run_fails 2 "\\x1b[31m" status --node $'\e[31m'
	run_fails 2 "\\x1b[31m" --config $'/\e[31m' ua list
	run_fails 2 "\\x1b[31m" probe --method $'\e[31m'
}

# no_secret ARGUMENT...: whatever the outcome, the password is in no output.
no_secret() {
	shieldadm --timeout 1 "$@" >"$BATS_TEST_TMPDIR/out" 2>&1 || true
	[ -s "$BATS_TEST_TMPDIR/out" ]
	! grep -aq -e kamailiorw -e top-secret "$BATS_TEST_TMPDIR/out" ||
		fail "$*: $(cat "$BATS_TEST_TMPDIR/out")"
}

# with_url URL: as the configuration has it now, with another database.
with_url() {
	(umask 077 && sed "s|^url = .*|url = $1|" "$SHIELDADM_CONFIG" >"$BATS_TEST_TMPDIR/conf")
}

wrong_urls() {
	local url conf=$BATS_TEST_TMPDIR/conf port
	port=$(lab_free_port)
	for url in "mysql://kamailio:top-secret@127.0.0.1:$LAB_MYSQL_PORT/kamailio" \
		"mysql://nobody:top-secret@127.0.0.1:$LAB_MYSQL_PORT/kamailio" \
		"mysql://kamailio:kamailiorw@127.0.0.1:$LAB_MYSQL_PORT/nothing" \
		"mysql://kamailio:top-secret@127.0.0.1:$port/kamailio"; do
		with_url "$url"
		run_fails 4 "cannot open 'mysql://" --timeout 1 --config "$conf" ua block new
		no_secret --config "$conf" ua list -o json
		no_secret --config "$conf" db check
	done
	for url in mysql:kamailio:top-secret@127.0.0.1/kamailio \
		mysql://kamailio:top-secret@127.0.0.1 \
		mysql://kamailio:top-secret@127.0.0.1:33x06/kamailio \
		mysql://kamailio:top-secret@127.0.0.1:99999/kamailio \
		mysql://kamailio:top-secret@[127.0.0.1/kamailio \
		postgres://kamailio:top-secret@127.0.0.1/kamailio; do
		with_url "$url"
		run_fails 2 "the database URL" --config "$conf" ua block new
		no_secret --config "$conf" ua list -o json
	done
	with_url mysql://kamailio:top-secret@127.0.0.1/kamailio
	echo 'nonsense' >>"$conf"
	no_secret --config "$conf" ua list
	chmod 644 "$conf"
	no_secret --config "$conf" ua list
}

@test "the database's password is in no message, whatever is wrong with its URL" {
	shieldadm ua block stands
	nothing_changes wrong_urls
	no_secret ua list
	no_secret status -o json
	db_rows 'DROP TABLE secfilter'
	no_secret ua list
	no_secret db check
	no_secret db init
	run_ok sync
}

# connects_to_database PID: it has a socket.
connects_to_database() {
	readlink "/proc/$1/fd/"* | grep -q socket:
}

@test "the database's password cannot be seen in the list of processes" {
	local pid
	kill -s STOP "$(lab_mariadb_pid)"
	"$SHIELDADM" --timeout 100 ua block patient >"$BATS_TEST_TMPDIR/out" 2>&1 3>&- &
	pid=$!
	# it waits for the database: what it makes of its arguments is made
	lab_wait 60 connects_to_database "$pid"
	run tr '\0' ' ' <"/proc/$pid/cmdline"
	kill -s CONT "$(lab_mariadb_pid)"
	wait "$pid"
	output_is "$SHIELDADM --timeout 100 ua block patient "
	assert_equal "$(table_rules)" '0 0 patient'
}

@test "usage errors name what would be right, and end with 2" {
	run_fails 2 "unknown command 'uaa': did you mean 'ua'?" uaa list
	run_fails 2 "'ua' has no 'blok': did you mean 'block'?" ua blok x
	run_fails 2 "unknown option '--nod': did you mean '--node'?" ua list --nod edge1
	run_fails 2 "'ua' needs a verb" ua
	run_fails 2 "too many arguments" ua list extra
	run_fails 2 "the option '--node' needs a value: <name>" ua list --node
	run_fails 2 "the option '--force' has no value" ua block --force=yes abcd
	run_fails 2 "unknown option '-Z'" ua list -Z
	run_fails 2 "invalid --output 'xml', expected table, json, csv, plain or prometheus" ua list -o xml
	run_fails 2 "invalid --timeout 'soon': expected 0.1 to 3600 seconds" ua list --timeout soon
	run_fails 2 "invalid --timeout" ua list --timeout 0
	run_fails 2 "invalid --timeout" ua list --timeout nan
	run_fails 2 "invalid --method 'BYE', expected OPTIONS, REGISTER or INVITE" probe --method BYE
	run_fails 2 "a user agent must not contain control characters" probe --ua $'x\r\nVia: y'
}

@test "help needs neither configuration nor database, and goes to stdout" {
	export SHIELDADM_CONFIG=/nonexistent
	run_ok
	assert_line 'Commands:'
	[ -z "$stderr" ]
	run_ok ua block --help
	assert_line --partial 'shieldadm ua block [--scanners]'
	run_ok help addr add
	assert_line --partial 'shieldadm addr add'
	run_ok --version
	assert_output --regexp '^shieldadm [0-9.]+$'
}

# table_of_letters WORD...: with this environment, as env takes it.
table_of_letters() {
	run -0 --separate-stderr timeout 120 env "$@" "$SHIELDADM" ua list
	output_is $'ID KIND ACTION VALUE\n1  ua   block  Müller – 電話 ☎\n2  ua   block  plain'
	[ -z "$stderr" ]
}

@test "a table shows its letters and ends, whatever the locale" {
	db_rows 'ALTER TABLE secfilter CONVERT TO CHARACTER SET utf8mb4'
	shieldadm ua block 'Müller – 電話 ☎' plain
	table_of_letters LC_ALL=C
	table_of_letters LC_ALL=POSIX
	table_of_letters LC_ALL=C.UTF-8
	table_of_letters LC_ALL=xx_XX.nothing
	table_of_letters -u LANG -u LANGUAGE -u LC_ALL -u LC_CTYPE
	run -0 timeout 120 env LC_ALL=C "$SHIELDADM" -n ua remove 'Müller – 電話 ☎'
	assert_line --regexp '^would be removed +ua +block +Müller – 電話 ☎$'
}

# How many requests the node has received.
requests() {
	lab_kamcmd "$NODE" stats.get_statistics rcv_requests | grep -o '[0-9]*$'
}

@test "a dry run of probe sends nothing" {
	local before
	before=$(requests)
	run_ok -n probe --from-address 127.9.3.1 --ua phone
	[ -z "$output" ]
	assert_equal "$stderr" 'shieldadm: would send one OPTIONS request to each of 1 node'
	assert_equal "$(requests)" "$before"
	run_ok probe --from-address 127.9.3.1 --ua phone
	assert_equal "$(requests)" $((before + 1))
	run_fails 2 "invalid --method 'BYE', expected OPTIONS, REGISTER or INVITE" -n probe --method BYE
}

errors_before_the_format() {
	local arguments
	for arguments in 'ua blok x' 'ua list --fromat x' 'uaa' 'ua list extra -Z'; do
		# shellcheck disable=SC2086 # words
		run_fails 2 '{"error":{"status":2,"text":"' $arguments -o json
		assert_equal "$(jq -r '.error.status' <<<"$stderr")" 2
	done
	run_fails 2 '{"error":{"status":2,"text":"' ua blok x --output=json
}

@test "JSON: an error is an object wherever the format is asked for" {
	shieldadm ua block stands
	nothing_changes errors_before_the_format
}
