# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # output, stderr: run sets them
#
# shieldadm rpc: calls as they are typed, to a real 5.6.3 over each way in, and to a
# scripted 6.1.4.  The configuration names no database.

load luck

WAYS="ctl http unixgram"

setup_file() {
	lab_begin "$BATS_FILE_TMPDIR"
	export LAB_DBURL=sqlite:///$LAB_DIR/kamailio.sqlite NODE=$LAB_DIR/edge1
	lab_db_sqlite "$LAB_DIR/kamailio.sqlite"
	lab_kamailio_config "$NODE" "$LAB_DBURL"
	lab_kamailio_start "$NODE"
}

setup() {
	local way
	export SHIELDADM_CONFIG=$BATS_TEST_TMPDIR/shieldadm.conf
	for way in $WAYS; do
		lab_node_conf "$NODE" "$way" "$way"
	done >"$SHIELDADM_CONFIG"
	chmod 600 "$SHIELDADM_CONFIG"
}

# A call that was forced may have ended it.
teardown() {
	[ ! -e "$LAB_DIR/fake61/lab.pid" ] || stop_fake fake61
	rm -rf "$LAB_DIR/fake61"
	lab_kamailio_answers "$NODE" >/dev/null || lab_kamailio_restart "$NODE"
}

teardown_file() {
	lab_cleanup
}

# only WAY...: the nodes of these ways, and no others.
only() {
	local way
	for way in "$@"; do
		lab_node_conf "$NODE" "$way" "$way"
	done >"$SHIELDADM_CONFIG"
}

# fake WAY [OPTION...]: a 6.1.4 is all there is.
fake() {
	start_fake fake61 "${@:2}"
	fake_conf fake61 "$1" >"$SHIELDADM_CONFIG"
}

json() {
	jq -ec "$@" <<<"$output"
}

# answers EXPRESSION: of JSON that people read, over each way.
answers() {
	json "$1" >/dev/null || show_run "not so: $1"
}

# -- what is sent, and what is answered --------------------------------------

@test "one node's result is JSON that is indented, over each way in" {
	local way
	for way in $WAYS; do
		run_ok --node "$way" rpc core.uptime
		assert_line --index 0 '{'
		assert_line --regexp '^  "uptime": [0-9]+$'
		answers '.uptime >= 0'
		assert_equal "$stderr" ''
	done
}

@test "strings are sent as they are, over each way in" {
	local way
	for way in $WAYS; do
		run_ok --node "$way" rpc core.echo 'a b' "q\"'\\" '%s%n' s:i:5 s:s:x 1001 é '' s:
		assert_equal "$(json .)" '["a b","q\"'"'"'\\","%s%n","i:5","s:x","1001","é","",""]'
		run_ok --node "$way" rpc core.echo -- -1 -n
		assert_equal "$(json .)" '["-1","-n"]'
	done
}

@test "a key of digits stays a string, and i: makes it a number" {
	local way
	for way in $WAYS; do
		run_ok --node "$way" rpc htable.seti ipban 1001 i:7
		run_ok --node "$way" rpc htable.get ipban 1001
		answers '.item.name == "1001" and .item.value == 7'
		run_fails 5 'Not enough parameters' --node "$way" rpc htable.get ipban i:1001
		refute_in_stderr 'typed i:'
		run_ok --node "$way" rpc htable.delete ipban 1001
		run_fails 5 "('1001' was sent as a string; a number is typed i:1001)" \
			--node "$way" rpc htable.get ipban 1001
	done
	run_fails 2 "'i:5x' is not a 32-bit integer" rpc core.echo i:5x
	run_fails 2 'not a 32-bit integer' rpc core.echo i:
	run_fails 2 'not a 32-bit integer' rpc core.echo 'i: 5'
	run_fails 2 'not a 32-bit integer' rpc core.echo i:2147483648
	run_ok --node http rpc core.echo i:2147483647
	assert_equal "$(json -r '.[0]')" 2147483647
}

refute_in_stderr() {
	[[ $stderr != *"$1"* ]] || show_run "stderr has '$1'"
}

@test "a method that there is not is said to be none, and where to look" {
	local way
	for way in $WAYS; do
		run_fails 5 'shieldadm rpc system.listMethods' --node "$way" rpc nosuch.method 5
		refute_in_stderr 'typed i:'
	done
	run_fails 2 'the method is missing' rpc ''
	run_fails 2 'an argument is missing' rpc
}

@test "it needs no database, and no configuration but the sockets" {
	printf '[kamailio]\nrun = %s\nconfig = /nonexistent\n' "$NODE/run" >"$SHIELDADM_CONFIG"
	run_ok rpc core.version
	assert_output '"kamailio 5.6.3 (x86_64/linux) "'
	printf '[kamailio]\nrun = /nonexistent\n' >"$SHIELDADM_CONFIG"
	run_fails 5 'no node is configured' rpc core.version
}

@test "no library is loaded that the call does not use" {
	local way
	for way in ctl unixgram; do
		run -0 env LD_DEBUG=files "$SHIELDADM" --node "$way" rpc core.version
		assert_output --partial kamailio
		refute_output --regexp 'lib(curl|mariadb|sqlite3|smartcols)'
	done
}

@test "a dry run shows what would be sent, and sends nothing" {
	run_ok --node ctl -n rpc htable.seti ipban 192.0.2.1 i:1
	assert_line --regexp '^ctl +htable.seti +\["ipban","192.0.2.1",1\]$'
	run_ok -n -o json rpc htable.seti ipban 192.0.2.1 i:1
	assert_equal "$(json '.[2]')" \
		'{"node":"unixgram","method":"htable.seti","params":["ipban","192.0.2.1",1]}'
	run_fails 5 '' --node ctl rpc htable.get ipban 192.0.2.1
	run_fails 7 'is refused' -n rpc core.kill
}

# -- several nodes ------------------------------------------------------------

@test "several nodes answer under their names, and a dead one keeps none of them back" {
	printf '[node dead]\nrpc = ctl:/nonexistent/ctl\n' >>"$SHIELDADM_CONFIG"
	tells 5 "dead: cannot reach 'ctl:/nonexistent/ctl'" rpc core.version
	assert_output - <<-'TEXT'
		ctl:
		"kamailio 5.6.3 (x86_64/linux) "
		http:
		"kamailio 5.6.3 (x86_64/linux) "
		unixgram:
		"kamailio 5.6.3 (x86_64/linux) "
	TEXT
	tells 5 '"status":5' -o json rpc core.version
	assert_equal "$(json 'map(.node)')" '["ctl","http","unixgram","dead"]'
	assert_equal "$(json '.[0]')" '{"node":"ctl","result":"kamailio 5.6.3 (x86_64/linux) ","error":null}'
	answers '.[3].result == null and (.[3].error | contains("no such socket"))'
	tells 5 'dead: ' -o plain rpc core.echo 'x	y' z
	assert_output $'ctl\t["x\\ty","z"]\nhttp\t["x\\ty","z"]\nunixgram\t["x\\ty","z"]'
	tells 5 'dead: ' -o csv rpc core.echo x y
	assert_line --index 0 $'node,result\r'
	assert_line --index 1 $'ctl,"[""x"",""y""]"\r'
	printf '[node deaf]\nrpc = http://127.0.0.1:1/RPC\n' >>"$SHIELDADM_CONFIG"
	tells 5 'deaf: cannot reach' rpc core.version
	said 'dead: cannot reach'
}

# All at once: the slow replies would take 20 s one by one.
@test "two hundred nodes are called at the same time, whatever the shell's limit of files" {
	local i way
	start_fake fake61
	fake_behaves fake61 'slow core.echo 100'
	for way in ctl http; do
		for ((i = 0; i < 200; i++)); do
			fake_conf fake61 "$way" | sed "s/^\[node .*/[node edge$i]/"
		done >"$SHIELDADM_CONFIG"
		ulimit -Sn 64
		within 5 run_ok -o json rpc core.echo a b
		answers 'length == 200 and all(.result == ["a", "b"])'
		ulimit -Sn hard
	done
}

@test "with one node -o json is an array too, and errors are in it" {
	only ctl
	run_ok -o json rpc core.echo a b
	assert_equal "$(json .)" '[{"node":"ctl","result":["a","b"],"error":null}]'
	tells 5 '"status":5' -o json rpc htable.get ipban 9
	answers '.[0].result == null and (.[0].error | contains("i:9"))'
}

# -- what is refused ----------------------------------------------------------

# refused TEXT PARAM...: over each way, and the node lives and has got nothing.
refused() {
	local way text=$1
	shift
	for way in $WAYS; do
		run_fails 7 "$text" --node "$way" rpc "$@"
		assert_equal "$(lab_kamcmd "$NODE" core.echo alive)" alive
	done
	assert_equal "$(lab_kamailio_pid "$NODE")" "$pid"
	lab_is_running "$pid"
}

@test "what kills a node or takes too much is refused, with what to type instead" {
	local pid before
	pid=$(lab_kamailio_pid "$NODE")
	lab_kamcmd "$NODE" secfilter.add_bl ua scanner
	before=$(all_that_is_held)
	refused 'shieldadm rpc secfilter.print ua' secfilter.print
	refused 'shieldadm rpc secfilter.print ua' secfilter.print i:1
	refused 'shieldadm rpc secfilter.print ua' secfilter.print ''
	refused 'shieldadm reload' secfilter.reload
	refused 'shieldadm ua remove' secfilter.del_bl ua s
	refused 'shieldadm ua remove' secfilter.del_wl ua s
	refused 'shieldadm dst remove' secfilter.del_dst 00
	refused 'matches everybody' secfilter.add_bl ua ''
	refused 'matches everybody' secfilter.add_wl ua s:
	refused 'instead: shieldadm geo reload' geoip2.reload
	refused 'instead: shieldadm geo reload' geoip2.reload i:1
	refused 'kills a Kamailio before 6.0' geoip2.reload "$LAB_DIR/geo.mmdb"
	refused 'it ends Kamailio' core.kill
	refused 'it ends Kamailio' core.kill i:9
	refused "does not load the table 'trusted'" permissions.trustedReload
	assert_equal "$(all_that_is_held)" "$before"
	run_ok --node ctl rpc secfilter.print ua
	answers 'any(. == "    0001 -> scanner")'
	lab_kamcmd "$NODE" secfilter.reload
}

@test "a reload of addresses goes to a node that has them, and to no other" {
	run_ok --node ctl rpc permissions.addressReload
	assert_output '"Reload OK"'
	lab_kamailio_stop "$NODE"
	LAB_EXTRA_CFG='modparam("permissions", "load_backends", 2)' lab_kamailio_config "$NODE" "$LAB_DBURL"
	lab_kamailio_start "$NODE"
	local pid
	pid=$(lab_kamailio_pid "$NODE")
	refused "does not load the table 'address'" permissions.addressReload
	lab_kamailio_stop "$NODE"
	lab_kamailio_config "$NODE" "$LAB_DBURL"
	lab_kamailio_start "$NODE"
}

# gone: it has ended by itself.
gone() {
	! lab_is_running "$1"
}

@test "--force sends it" {
	local pid
	only ctl
	lab_kamcmd "$NODE" secfilter.add_bl ua scanner
	run_ok --force rpc secfilter.reload
	run lab_kamcmd "$NODE" secfilter.print ua
	refute_output --partial scanner
	run_ok --force rpc secfilter.add_bl ua ''
	lab_kamcmd "$NODE" secfilter.reload

	pid=$(lab_kamailio_pid "$NODE")
	tells 5 'may have been done anyway' --force rpc permissions.trustedReload
	said "sent anyway: permissions.trustedReload kills a node"
	lab_wait 60 gone "$pid"
	lab_kamailio_restart "$NODE"
	pid=$(lab_kamailio_pid "$NODE")
	only http
	run_split shieldadm --force rpc secfilter.print
	assert_equal "$status" 5
	lab_wait 60 gone "$pid"
}

@test "an entry in memory only is said to be one, and how to keep it" {
	run_ok --node ctl rpc secfilter.add_bl ua "it's bad"
	said "only in memory and lost at the next restart or reload; to keep it: shieldadm ua block 'it'\\''s bad'"
	run_ok --node ctl rpc secfilter.add_wl country US
	said "shieldadm country allow 'US'"
	run_ok --node ctl rpc secfilter.add_dst i:555
	said 'shieldadm dst block'
	run_ok -q --node ctl rpc secfilter.add_wl country CA
	assert_equal "$stderr" ''
	run_fails 5 '' --node ctl rpc secfilter.add_wl bogus x
	refute_in_stderr 'memory only'
	lab_kamcmd "$NODE" secfilter.reload
}

# -- a 6.1.4 ------------------------------------------------------------------

@test "what only an old Kamailio does not survive is sent to a new one" {
	fake ctl
	run_ok rpc geoip2.reload /etc/kamailio/GeoLite2-Country.mmdb
	assert_equal "$(fake_calls fake61 | grep -c '^geoip2.reload')" 1
}

@test "a name that is repeated holds all its values" {
	local way
	for way in $WAYS; do
		rm -rf "$LAB_DIR/fake61"
		fake "$way"
		run_ok rpc secfilter.add_bl ua one
		run_ok rpc secfilter.add_bl ua two
		run_ok rpc secfilter.add_bl ua one
		run_ok rpc secfilter.print ua
		assert_equal "$(json .)" \
			'{"User-Agent":{"Blacklisted":{"Value":["one","two","one"]},"Whitelisted":{}}}'
		stop_fake fake61
	done
}

@test "what comes from a node acts on no terminal, and is valid JSON" {
	printf 'core.echo ["\x1b]0;x\x07","\u009b31m","\u202e","\x7f","a\\u001b\\n"]\n' |
		LC_ALL=C.UTF-8 sed 's/\x1b/\\u001b/;s/\x07/\\u0007/' >"$BATS_TEST_TMPDIR/script"
	fake http --script "$BATS_TEST_TMPDIR/script"
	local format
	for format in table json csv plain; do
		run_ok -o "$format" rpc core.echo
		run ! grep -aP '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80\xae' <<<"$output"
	done
	run_ok rpc core.echo
	assert_equal "$(jq -r '.[1] | explode[0]' <<<"$output")" 155
	assert_equal "$(jq -r '.[2] | explode[0]' <<<"$output")" 8238
	assert_equal "$(jq -r '.[3] | explode[0]' <<<"$output")" 127
	fake_behaves fake61 $'fault core.echo 500 x\e[2J\u202ey'
	run_fails 5 'x [2J\u202ey' rpc core.echo
	run ! grep -aP '\x1b|\xe2\x80\xae' <<<"$stderr"
}

@test "a call is sent once, whatever becomes of its answer" {
	local way how
	for way in ctl http; do
		rm -rf "$LAB_DIR/fake61"
		start_fake fake61
		fake_conf fake61 "$way" unixgram >"$SHIELDADM_CONFIG"
		for how in hang execute-then-hang garbage close half; do
			fake_behaves fake61 "$how secfilter.add_bl"
			run_fails 5 'secfilter.add_bl may have been done anyway' \
				--timeout 0.4 rpc secfilter.add_bl ua x
			assert_equal "$(fake_calls fake61)" 'secfilter.add_bl "ua" "x"'
			: >"$LAB_DIR/fake61/calls"
		done
		stop_fake fake61
	done
}

@test "a reply that is too big for its way says what to do" {
	fake ctl
	fake_behaves fake61 'too-big core.echo'
	run_fails 5 'binrpc_max_body_size' rpc core.echo x
	said "too large for 'ctl:"
}

@test "a way that cannot be reached is left for the next" {
	start_fake fake61
	printf '[node fake61]\nrpc = ctl:/nonexistent/ctl unixgram:%s\n' "$LAB_DIR/fake61/rpc.sock" \
		>"$SHIELDADM_CONFIG"
	run_ok -v rpc core.echo x
	said 'core.echo ["x"] over ctl:/nonexistent/ctl'
	said 'core.echo ["x"] over unixgram:'
	assert_equal "$(fake_calls fake61)" 'core.echo "x"'
}
