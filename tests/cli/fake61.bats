# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154,SC2034 # run sets stderr; probes read SIP_NODE
#
# Every command against a 6.1.4, scripted from its recordings, and what a node may
# do that the real one does not do on demand.  The table is a real SQLite database,
# which the scripted node reads when it reloads.

load luck

# For an answer that never comes.
PATIENCE=1

setup_file() {
	lab_up sqlite
	somebody_is_registered
}

setup() {
	db_rows 'DELETE FROM secfilter; DELETE FROM address'
}

# Over JSON-RPC a secfilter.print without a type is the death of the whole server.
teardown() {
	local calls=$LAB_DIR/fake61/calls
	end_fake
	[ ! -e "$calls" ] || run ! grep -nvE '^secfilter.print "(ua|country|domain|ip|user|dst)"$' \
		<(grep '^secfilter.print' "$calls")
	rm -rf "$LAB_DIR/fake61"
}

teardown_file() {
	lab_cleanup
}

# fake WAYS [OPTION...]: a new one, which shares the table and is all there is.
fake() {
	local ways
	start_fake fake61 --db "$LAB_DIR/kamailio.sqlite" "${@:2}"
	read -r -a ways <<<"$1"
	fake_conf fake61 "${ways[@]}" >"$BATS_TEST_TMPDIR/nodes"
	make_conf "$LAB_DBURL" <"$BATS_TEST_TMPDIR/nodes"
}

end_fake() {
	[ ! -e "$LAB_DIR/fake61/lab.pid" ] || stop_fake fake61
}

# The next one, on empty tables.
renew() {
	end_fake
	rm -rf "$LAB_DIR/fake61"
	db_rows 'DELETE FROM secfilter; DELETE FROM address'
	fake "$@"
}

# called CALL...: these, in this order, and no others since the last time.
called() {
	assert_equal "$(fake_calls fake61)" "$(printf '%s\n' "$@")"
	forget_calls
}

forget_calls() {
	: >"$LAB_DIR/fake61/calls"
}

# calls_of METHOD: how often it was called.
calls_of() {
	fake_calls fake61 | grep -c "^$1\b" || true
}

behaves_well() {
	rm -f "$LAB_DIR/fake61/behave"
}

# changed_by CALL...: of the calls that change something, these were made, in this
# order, since the last time.
changed_by() {
	assert_equal "$(fake_calls fake61 | grep -E '^secfilter\.(add|del)|[rR]eload' || true)" \
		"$(printf '%s\n' "$@")"
	forget_calls
}

look_at() {
	printf 'secfilter.print "%s"\n' "$@"
}

readarray -t LOOK_AT_ALL < <(look_at ua country domain ip user dst)

# is_live: the last command said so of the node.
is_live() {
	[[ $output =~ fake61\ +live,\ verified ]] || show_run 'it is not live and verified'
}

# is_ok: status says so.
is_ok() {
	run_ok status
	[[ $output =~ fake61\ +ok ]] || show_run 'it is not ok'
}

# is_not_live TEXT: with this error.
is_not_live() {
	[[ $output =~ fake61\ +NOT\ LIVE:\ .* && ${BASH_REMATCH[0]} == *"$1"* ]] ||
		show_run "it is not NOT LIVE with '$1'"
}

# -- every command ----------------------------------------------------------

# every_command WAY
every_command() {
	local kind
	local -A bad=([ua]=sip [domain]=bad.example [user]=sipvicious [ip]=203.0.113.)
	local -A good=([ua]=phone [domain]=good.example [user]=alice [ip]=192.0.2.7)
	fake "$1" --reload-delta 0
	run_ok ua block --scanners
	is_live
	assert_equal "$(calls_of secfilter.add_bl)" 12
	forget_calls

	for kind in ua domain user ip; do
		run_ok "$kind" block "${bad[$kind]}"
		is_live
		called "$(look_at $kind)" "secfilter.add_bl \"$kind\" \"${bad[$kind]}\"" "$(look_at $kind)"
		run_ok "$kind" allow "${good[$kind]}"
		is_live
		called "$(look_at $kind)" "secfilter.add_wl \"$kind\" \"${good[$kind]}\"" "$(look_at $kind)"
		run_ok "$kind" block "${bad[$kind]}"
		is_live
		called "$(look_at $kind)"
		run_ok -o csv "$kind" list
		says ",$kind,allow,${good[$kind]}"
		tells 1 '' "$kind" test "${bad[$kind]}9"
		run_ok "$kind" test "${good[$kind]}9"
		assert_equal "$(calls_of .)" 0
		# 6.1 can take it out, where it is the beginning of no other.
		run_ok "$kind" remove "${bad[$kind]}"
		is_live
		case $kind in
		ua) changed_by secfilter.reload ;;
		*) changed_by "secfilter.del_bl \"$kind\" \"${bad[$kind]}\"" ;;
		esac
		tells 3 'is not there' "$kind" remove "${bad[$kind]}"
		is_live
		forget_calls
	done

	run_ok country allow us CA
	is_live
	run_ok country block kp
	is_live
	called "$(look_at country)" 'secfilter.add_wl "country" "CA"' 'secfilter.add_wl "country" "US"' \
		"$(look_at country)" "$(look_at country)" 'secfilter.add_bl "country" "KP"' "$(look_at country)"
	tells 1 '' country test kp
	run_ok country remove CA
	is_live
	forget_calls

	run_ok dst block 00882 +1900
	is_live
	assert_equal "$(calls_of secfilter.add_dst)" 0
	assert_equal "$(calls_of secfilter.reload)" 1
	run_ok dst remove 00882
	is_live

	run_ok addr add 192.0.2.1 198.51.100.0/24 2001:db8::/48 gw.example.net carrier
	is_live
	assert_equal "$(calls_of permissions.addressReload)" 1
	run_ok addr add --port 5070 --tag 'ACME, "Berlin"' 203.0.113.7 customer
	is_live
	run_ok addr remove 198.51.100.0/24
	is_live
	run_ok addr test 203.0.113.7:5070
	tells 1 '' addr test 198.51.100.1
	run_ok -o plain addr list
	assert_equal "$(grep -c . <<<"$output")" 4

	is_ok
	run_ok sync
	is_live
	db_rows "DELETE FROM secfilter WHERE data = 'KP'; DELETE FROM address WHERE ip_addr = '192.0.2.1';
		INSERT INTO secfilter (action, type, data) VALUES (0, 0, 'by-hand')"
	run_split shieldadm status -o json
	assert_equal "$status" 1
	assert_equal "$(jq -c '.differences[] | [.difference, .kind, .action // .group, .value // .address]' <<<"$output")" \
		'["missing","ua","block","by-hand"]
["extra","country","block","KP"]
["extra","addr",1,"192.0.2.1"]'
	forget_calls
	run_ok sync
	is_live
	changed_by 'secfilter.del_bl "country" "KP"' 'secfilter.add_bl "ua" "by-hand"' \
		permissions.addressReload
	run_ok -o json status
	assert_equal "$(jq -c '.nodes[] | [.name, .state, .version, .uptime, .ua_live, .country_live, .addr_live, .bans, .memory_total, .modules_missing]' <<<"$output")" \
		'["fake61","ok","6.1.4",3,14,1,3,0,8388608,[]]'
}

@test "every command works against a 6.1.4 over ctl" {
	every_command ctl
}

@test "every command works against a 6.1.4 over the datagram socket" {
	every_command unixgram
}

@test "every command works against a 6.1.4 over HTTP" {
	every_command http
}

@test "the probe goes where the node says that it listens, over each way in" {
	local way port
	port=$(lab_kamailio_port "$NODE")
	printf 'core.sockets_list [%s,%s]\n' \
		'{"socket":{"af":"IPv4","proto":"tcp","address":"127.0.0.1","port":"1"}}' \
		"{\"socket\":{\"af\":\"IPv4\",\"proto\":\"udp\",\"address\":\"127.0.0.1\",\"port\":\"$port\"}}" \
		>"$BATS_TEST_TMPDIR/script"
	SIP_NODE=fake61
	for way in ctl unixgram http; do
		renew "$way" --script "$BATS_TEST_TMPDIR/script"
		sip_answered 127.9.1.1 phone
		called core.sockets_list
	done
	fake_behaves fake61 'fault core.sockets_list 500 no such thing'
	run_fails 5 'no such thing' probe
}

# -- a question that is not answered ----------------------------------------

@test "a node that does not answer what it holds is told nothing, is not live, and sync mends it" {
	local way how
	for way in ctl unixgram http; do
		renew "$way"
		for how in hang garbage half html wrong-id drip close; do
			fake_behaves fake61 "$how secfilter.print"
			within 7 tells 6 'shieldadm sync' --timeout "$PATIENCE" ua block "scanner-$how"
			is_not_live "no valid answer from '"
			called "$(look_at ua)"
			[ $how != hang ] ||
				within 7 tells 1 'shieldadm sync' --timeout "$PATIENCE" status
			behaves_well
			forget_calls
			run_ok sync
			is_live
			called "${LOOK_AT_ALL[@]}" "secfilter.add_bl \"ua\" \"scanner-$how\"" \
				"${LOOK_AT_ALL[@]}" permissions.domainDump \
				permissions.subnetDump permissions.addressDump
		done
		assert_equal "$(stored)" \
			'scanner-close scanner-drip scanner-garbage scanner-half scanner-hang scanner-html scanner-wrong-id'
	done
}

@test "answers of any size, redirects and errors of a web server do no harm" {
	local how
	fake http
	for how in 'huge *' 'status * 301' 'status * 404' 'status * 200'; do
		fake_behaves fake61 "$how"
		within 5 tells 6 'shieldadm sync' ua block "scanner${how//[^0-9a-z]/}"
		is_not_live "'http://127.0.0.1:"
	done
	renew ctl
	fake_behaves fake61 'huge *'
	within 5 tells 6 'shieldadm sync' ua block scanner-a
	is_not_live "from 'ctl:"
	behaves_well
	run_ok sync
}

@test "what a node answers never reaches the terminal as it is" {
	fake http
	fake_behaves fake61 $'fault secfilter.print 500 a\e[31mred\a'
	tells 6 'shieldadm sync' ua block scanner-a
	is_not_live 'red'
	[[ $output$stderr != *[$'\e\a']* ]]
}

# -- a call that changes something, and is not answered ---------------------

@test "a reload that was done but not answered is found done, and was sent once" {
	local way how
	for way in ctl unixgram http; do
		renew "$way"
		run_ok ua block scanner scanner-b
		forget_calls
		fake_behaves fake61 'execute-then-hang secfilter.reload' \
			'execute-then-hang permissions.addressReload'
		within 7 run_ok --timeout "$PATIENCE" ua remove scanner
		is_live
		changed_by secfilter.reload
		within 7 run_ok --timeout "$PATIENCE" addr add 192.0.2.1 carrier
		is_live
		said 'its reload was not confirmed, but done'
		assert_equal "$(calls_of permissions.addressReload)" 1
		behaves_well
		is_ok
		assert_equal "$(stored)" scanner-b
	done
}

# -- what does not fit ------------------------------------------------------

@test "networks that a node drops are told with what to raise" {
	fake ctl --reload-delta 0
	fake_behaves fake61 'drop-subnets 2'
	run_ok addr add 192.0.2.0/24 198.51.100.0/24 carrier
	is_live
	tells 6 'shieldadm sync' addr add 203.0.113.0/24 carrier
	is_not_live 'it dropped 1 of the 3 networks, 203.0.113.0/24'
	said 'shieldadm sync'
	said max_subnets
	tells 1 'shieldadm sync' status
	assert_equal "$(db_rows 'SELECT count(*) FROM address')" 3
	behaves_well
	run_ok sync
	is_live
}

@test "a list too long for ctl is read over the next way in, or else verified by its memory" {
	seq -f 'a-long-name-of-a-scanner-%04g/1.0' 1500 >"$BATS_TEST_TMPDIR/many"
	fake ctl --reload-delta 0
	run_ok ua block --file "$BATS_TEST_TMPDIR/many"
	is_live
	assert_equal "$(calls_of secfilter.add_bl)" 1500
	assert_equal "$(fake_calls fake61 | grep '^secfilter.add_bl' | sort -u | wc -l)" 1500
	assert_equal "$(calls_of mod.stats)" 1
	run_ok ua remove a-long-name-of-a-scanner-0001/1.0
	is_live
	assert_equal "$(calls_of secfilter.reload)" 1
	run_ok status
	fake_conf fake61 ctl http >"$BATS_TEST_TMPDIR/nodes"
	make_conf "$LAB_DBURL" <"$BATS_TEST_TMPDIR/nodes"
	forget_calls
	run_ok ua block one-more
	is_live
	# ctl answers that it is too big, http carries it
	called "$(look_at ua ua)" 'secfilter.add_bl "ua" "one-more"' "$(look_at ua ua)"
}

@test "a reply that ctl says is too big is asked for over the next way in" {
	fake 'ctl http'
	fake_behaves fake61 'fault secfilter.print 500 reply too big'
	run_ok ua block scanner-a
	is_live
	assert_equal "$(calls_of secfilter.add_bl)" 1
	assert_equal "$(calls_of secfilter.print)" 4
	assert_equal "$(calls_of mod.stats)" 2
}

# -- another version --------------------------------------------------------

@test "a 5.6.3, of which the lists cannot be read over HTTP, is verified by its memory" {
	fake http --version 5.6.3
	run_ok ua block scanner-a scanner-b
	is_live
	run_ok ua remove scanner-a
	is_live
	fake_behaves fake61 reload-empties
	run_ok ua block scanner-c
	run_ok ua remove scanner-b
	is_live
	behaves_well
	run_ok status
	fake_behaves fake61 'fault mod.stats 500 Method Not Found'
	run_ok ua block scanner-d
	[[ $output =~ fake61\ +live,\ as\ far\ as\ it\ tells ]]
	run_ok -o json ua block scanner-d
	says '"live":true,"verified":null,"error":null'
}

@test "lists in a form that nobody knows do no harm: the entry is stored, and verified otherwise" {
	local form
	for form in '{"User-Agent":["a","b"]}' '{"User-Agent":1}' '{"User-Agent":null}' '{}' '[[]]' '"a"' 1; do
		printf 'secfilter.print %s\n' "$form" >"$BATS_TEST_TMPDIR/script"
		renew http --script "$BATS_TEST_TMPDIR/script"
		run_ok status
		run_ok ua block scanner-a
		is_live
		assert_equal "$(calls_of secfilter.add_bl)" 1
		assert_equal "$(stored)" scanner-a
	done
}

@test "entries typed into a node whose lists cannot be read outlive an addition that was stored already" {
	local n
	fake 'http ctl' --version 5.6.3
	run_ok ua block scanner-a scanner-b
	for n in {100..179}; do
		kamcmd -s "unix:$LAB_DIR/fake61/ctl" secfilter.add_bl ua "typed-in-$n"
	done
	fake_conf fake61 http >"$BATS_TEST_TMPDIR/nodes"
	make_conf "$LAB_DBURL" <"$BATS_TEST_TMPDIR/nodes"
	forget_calls
	run_ok ua block scanner-a
	says 'present'
	is_live
	said 'more or other entries than are stored'
	changed_by
	assert_equal "$(stored)" 'scanner-a scanner-b'
	run kamcmd -s "unix:$LAB_DIR/fake61/ctl" secfilter.print ua
	assert_equal "$(grep -c typed-in <<<"$output")" 80
}
