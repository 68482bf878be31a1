# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # output, stderr: run sets them
#
# Nodes that are down, hang, refuse, or lose what they held: what is stored stays
# stored, the other nodes enforce it, and what is told is the truth.
#
# "edge1" and "edge2" are real, on one MariaDB; edge1 comes to it as the user
# "kam", who can be forbidden to read a table.

load luck

setup_file() {
	local table
	export LAB_EXTRA_CFG='modparam("permissions", "reload_delta", 1)'
	lab_begin "$BATS_FILE_TMPDIR"
	lab_mariadb_start "$LAB_DIR/db"
	lab_db_mysql
	lab_mariadb -e "CREATE USER kam@'%' IDENTIFIED BY 'kam'"
	for table in $(lab_mariadb -BNe 'SHOW TABLES' kamailio); do
		lab_mariadb -e "GRANT SELECT, INSERT, UPDATE, DELETE ON kamailio.$table TO kam@'%'"
	done
	export LAB_DBURL=$LAB_MYSQL_URL NODE=$LAB_DIR/edge1 NODE2=$LAB_DIR/edge2
	lab_kamailio_config "$NODE" "${LAB_DBURL/kamailio:kamailiorw/kam:kam}"
	lab_kamailio_config "$NODE2" "$LAB_DBURL"
	lab_kamailio_start "$NODE"
	lab_kamailio_start "$NODE2"
	somebody_is_registered
}

setup() {
	db_rows 'DELETE FROM secfilter; DELETE FROM address'
	lab_kamcmd "$NODE" secfilter.reload >/dev/null
	lab_kamcmd "$NODE2" secfilter.reload >/dev/null
	lab_wait 60 has_no_address "$NODE"
	lab_wait 60 has_no_address "$NODE2"
	conf_of edge1
}

# has_no_address NODE: or reload it, which it may refuse for a while.
has_no_address() {
	[ -n "$(lab_kamcmd "$1" permissions.addressDump; lab_kamcmd "$1" permissions.subnetDump)" ] || return 0
	lab_kamcmd "$1" permissions.addressReload
	return 1
}

# A test that failed may have left them so.
teardown() {
	kill -s CONT -- "-$(lab_kamailio_pid "$NODE2")" 2>/dev/null || true
	lab_kamailio_answers "$NODE2" >/dev/null || lab_kamailio_start "$NODE2"
	may_read secfilter
}

teardown_file() {
	lab_cleanup
}

# conf_of NODE[:WAY,WAY...]...
conf_of() {
	local node name ways
	for node in "$@"; do
		name=${node%%:*}
		IFS=:, read -r -a ways <<<"${node#"$name"}"
		case $name in
		edge*) lab_node_conf "$LAB_DIR/$name" "$name" "${ways[@]:1}" ;;
		fake*) fake_conf "$name" "${ways[@]:1}" ;;
		*) printf '[node %s]\nrpc = ctl:%s/nobody/ctl\n' "$name" "$LAB_DIR" ;;
		esac
	done >"$BATS_TEST_TMPDIR/nodes"
	make_conf "$LAB_DBURL" <"$BATS_TEST_TMPDIR/nodes"
}

may_not_read() {
	lab_mariadb -e "REVOKE ALL ON kamailio.$1 FROM kam@'%'"
}

may_read() {
	lab_mariadb -e "GRANT SELECT, INSERT, UPDATE, DELETE ON kamailio.$1 TO kam@'%'"
}

# lines N FORMAT: for 1 to N.
lines() {
	seq "$1" | xargs printf "$2\n"
}

# -- down, hanging ----------------------------------------------------------

@test "of two nodes one is down: the other enforces the change, and both are told apart" {
	conf_of edge1 edge2
	run_ok ua block scanner-a
	lab_kamailio_stop "$NODE2" KILL
	tells 6 'what is stored is not enforced by 1 of 2 nodes; when mended: shieldadm sync' ua block scanner-b
	[[ ${lines[0]} =~ ^added.*scanner-b$ ]]
	[[ $output =~ edge1\ +live,\ verified ]]
	[[ $output =~ edge2\ +NOT\ LIVE:\ .*cannot\ reach ]]
	tells 6 'shieldadm sync' -o json ua block scanner-b
	says '{"name":"edge1","live":true,"verified":true,"error":null}'
	says '{"name":"edge2","live":false,"verified":false,"error":"'
	assert_equal "$(stored)" 'scanner-a scanner-b'
	assert_equal "$(holds ua)" 'scanner-a scanner-b'
	dropped 127.9.1.1 scanner-b
	tells 1 'shieldadm sync' status
	tells 6 'shieldadm sync' sync
	run_ok --node edge1 status

	lab_kamailio_start "$NODE2"
	run_ok sync
	run_ok status
	SIP_NODE=edge2 dropped 127.9.1.2 scanner-b
	assert_equal "$(holds ua "$NODE2")" 'scanner-a scanner-b'
}

@test "a node that hangs is waited for as long as --timeout says, and sync mends it when it is back" {
	conf_of edge1 edge2
	kill -s STOP -- "-$(lab_kamailio_pid "$NODE2")"
	within 3 tells 6 'shieldadm sync' --timeout 1 ua block scanner-a
	[[ $output =~ edge1\ +live,\ verified ]]
	[[ $output =~ edge2\ +NOT\ LIVE:\ .*no\ reply\ came\ within\ 1000\ ms ]]
	dropped 127.9.2.1 scanner-a
	within 3 tells 6 'shieldadm sync' --timeout 1 addr add 192.0.2.1 carrier
	within 3 tells 1 'shieldadm sync' --timeout 1 status
	within 3 tells 6 'shieldadm sync' --timeout 1 sync
	conf_of edge1 edge2:ctl,unixgram,http
	within 5 tells 6 'shieldadm sync' --timeout 1 ua block scanner-b
	kill -s CONT -- "-$(lab_kamailio_pid "$NODE2")"

	assert_equal "$(stored)" 'scanner-a scanner-b'
	assert_equal "$(holds ua)" 'scanner-a scanner-b'
	assert_equal "$(holds ua "$NODE2")" ''
	SIP_NODE=edge2 sip_answered 127.9.2.2 scanner-a
	run_ok sync
	SIP_NODE=edge2 dropped 127.9.2.3 scanner-a
	run_ok status
	assert_equal "$(holds ua "$NODE2")" 'scanner-a scanner-b'
}

@test "a node that hangs on all its ways costs its time-out once, not once for each" {
	start_fake fake61
	conf_of fake61:ctl,http,unixgram
	fake_behaves fake61 'hang *'
	in_background --timeout 4 status
	within 6 tells 6 'shieldadm sync' --timeout 4 ua block scanner-a
	[[ $output =~ NOT\ LIVE:\ .*/ctl\':\ no\ reply\ came\ within\ 4000\ ms ]] || show_run change
	within 3 ended 1
	[[ $stderr =~ no\ reply\ came\ within\ 4000\ ms ]] || show_run status

	# It hangs when it has been seen already.
	fake_behaves fake61 'hang secfilter.add_bl' 'hang secfilter.print' 'hang mod.stats'
	within 7 tells 6 'shieldadm sync' --timeout 4 ua block scanner-b
	fake_behaves fake61
	stop_fake fake61
	assert_equal "$(stored)" 'scanner-a scanner-b'
}

@test "a node that hangs on one way only has all the time it needs on the next" {
	local fake
	for fake in deaf fake61; do
		start_fake "$fake" --reload-delta 0
	done
	kill -s STOP "$(cat "$LAB_DIR/deaf/lab.pid")"
	printf '[node fake61]\nrpc = ctl:%s/deaf/ctl http://127.0.0.1:%s/RPC\n' "$LAB_DIR" \
		"$(cat "$LAB_DIR/fake61/ready")" >"$BATS_TEST_TMPDIR/nodes"
	make_conf "$LAB_DBURL" <"$BATS_TEST_TMPDIR/nodes"
	fake_behaves fake61 'slow secfilter.reload 1500' 'slow secfilter.add_bl 1500'
	run_ok --timeout 2 ua block scanner-a
	[[ $output =~ fake61\ +live,\ verified ]]
	run_ok --timeout 2 ua remove scanner-a
	[[ $output =~ fake61\ +live,\ verified ]]
	fake_behaves fake61
	stop_fake fake61
	stop_fake deaf
}

@test "where nobody is the change is stored, and told not to be live" {
	conf_of nobody
	tells 6 'what is stored is not enforced by 1 of 1 node' ua block scanner-a
	says "cannot reach 'ctl:$LAB_DIR/nobody/ctl'"
	assert_equal "$(stored)" scanner-a
	tells 1 'shieldadm sync' status
	conf_of
	tells 6 'no node is configured' ua block scanner-b
	assert_equal "$(stored)" 'scanner-a scanner-b'
	conf_of edge1
	run_ok sync
	assert_equal "$(holds ua)" 'scanner-a scanner-b'
}

@test "a way in that is broken is passed over for the next one" {
	conf_of edge1:unixgram,ctl
	rm "$NODE/run/kamailio_rpc.sock"
	run_ok ua block scanner-a
	assert_equal "$(holds ua)" scanner-a
	lab_kamailio_restart "$NODE"
}

# -- refused ----------------------------------------------------------------

@test "'ongoing reload' is waited out: two changes of addresses in a row are live" {
	run_ok addr add 127.2.3.1 carrier
	run_ok addr add 127.2.3.2 carrier
	run_ok addr remove 127.2.3.1 --yes
	assert_equal "$(db_rows 'SELECT ip_addr FROM address')" 127.2.3.2
	sip_answered 127.2.3.2 phone
	dropped 127.2.3.1 phone
}

@test "a node that refuses every reload as 'ongoing' is given up after a while, and holds what it held" {
	start_fake fake61 --reload-delta 3600
	conf_of edge1 fake61:ctl
	run_ok ua block gone gone-too keep-me keep-me-too
	# the one reload that it allows; other entries begin with both
	run_ok ua remove gone
	within 20 tells 6 'shieldadm sync' ua remove keep-me
	[[ $output =~ edge1\ +live,\ verified ]]
	[[ $output =~ fake61\ +NOT\ LIVE:\ it\ holds\ 1\ that\ must\ go,\ such\ as\ ua\ block\ \'keep-me\' ]]
	said 'ongoing reload'
	stop_fake fake61
	assert_equal "$(stored)" 'gone-too keep-me-too'
	assert_equal "$(holds ua)" 'gone-too keep-me-too'
}

# -- a reload that fails ----------------------------------------------------

@test "a reload that fails and empties the lists is made good at once, as SIP shows" {
	local way
	for way in ctl http; do
		conf_of "edge1:$way"
		run_ok ua block scanner-a scanner-b
		run_ok country allow US
		run_ok user block sipvicious
		may_not_read secfilter
		run_ok ua remove scanner-a
		said 'its reload failed'
		may_read secfilter
		assert_equal "$(holds ua)" scanner-b
		assert_equal "$(holds country)" US
		assert_equal "$(holds user)" sipvicious
		assert_equal "$(stored)" 'US scanner-b sipvicious'
		sip_answered "127.1.4.1" phone
		sip_answered "127.1.4.2" scanner-a
		dropped "127.1.4.3" scanner-b
		dropped "127.2.4.4" phone
		run_ok status
		db_rows 'DELETE FROM secfilter'
		lab_kamcmd "$NODE" secfilter.reload
	done
}

@test "lists that somebody else's failed reload has emptied are filled again by sync" {
	run_ok ua block scanner-a scanner-b
	run_ok country allow US
	may_not_read secfilter
	run lab_kamcmd "$NODE" secfilter.reload
	assert_equal "$(holds ua)" ''
	tells 1 'shieldadm sync' status
	dropped 127.1.5.1 phone
	run_ok sync
	may_read secfilter
	assert_equal "$(holds ua)" 'scanner-a scanner-b'
	sip_answered 127.1.5.2 phone
	dropped 127.1.5.3 scanner-a
	run_ok status
}

@test "an address table that the node cannot read is told, and it keeps the addresses it had" {
	run_ok addr add 127.2.6.1 carrier
	may_not_read address
	tells 6 'shieldadm sync' addr add 127.2.6.2 carrier
	says 'it keeps its old addresses'
	may_read address
	sip_answered 127.2.6.1 phone
	dropped 127.2.6.2 phone
	tells 1 'shieldadm sync' status
	run_ok sync
	sip_answered 127.2.6.2 phone
	assert_equal "$(db_rows 'SELECT count(*) FROM address')" 2
}

# -- what a node drops, does not have, or has forgotten ---------------------

@test "the 513th network, which the node drops without a word, is told with what to raise" {
	conf_of edge1:ctl,http
	lines 512 '10.0.%s.0/24' | awk -F. '{ printf "10.%d.%d.0/24\n", $3 / 256, $3 % 256 }' >"$BATS_TEST_TMPDIR/nets"
	run_ok addr add --file "$BATS_TEST_TMPDIR/nets" carrier
	run_fails 7 'max_subnets' addr add 127.2.7.0/24 carrier
	tells 6 'shieldadm sync' --force addr add 127.2.7.0/24 carrier
	says 'it dropped 1 of the 513 networks, 127.2.7.0/24'
	said 'max_subnets'
	assert_equal "$(db_rows 'SELECT count(*) FROM address')" 513
	dropped 127.2.7.1 phone
	tells 1 'shieldadm sync' status
	said 'max_subnets'
	run_ok addr remove 10.1.1.0/24
	sip_answered 127.2.7.2 phone
	run_ok status
}

@test "a node without the address table is never told to reload it, which would kill it" {
	LAB_EXTRA_CFG='modparam("permissions", "load_backends", 2)' \
		lab_kamailio_config "$LAB_DIR/edge3" "$LAB_DBURL"
	lab_kamailio_start "$LAB_DIR/edge3"
	conf_of edge1 edge3
	tells 6 'shieldadm sync' addr add 127.2.8.1 carrier
	[[ $output =~ edge1\ +live,\ verified ]]
	[[ $output =~ edge3\ +NOT\ LIVE:.*load_backends ]] || show_run edge3
	tells 6 'shieldadm sync' sync
	tells 1 'shieldadm sync' status
	said load_backends
	lab_is_running "$(lab_kamailio_pid "$LAB_DIR/edge3")"
	run_ok ua block scanner-a
	SIP_NODE=edge3 dropped 127.9.8.1 scanner-a
	assert_equal "$(db_rows 'SELECT ip_addr FROM address')" 127.2.8.1
	lab_kamailio_stop "$LAB_DIR/edge3"
}

@test "rules typed into a node's memory are told, differ from the database, and end with its restart" {
	lab_kamcmd "$NODE" secfilter.add_bl ua typed-in
	run_ok ua block scanner-a
	said "it also holds 1 entry more than is stored, such as ua block 'typed-in'"
	tells 1 'shieldadm sync' status
	lab_kamailio_restart "$NODE"
	run_ok status
	sip_answered 127.9.9.1 typed-in
	dropped 127.9.9.2 scanner-a
	lab_kamcmd "$NODE" secfilter.add_bl ua typed-in
	run_ok sync
	assert_equal "$(holds ua)" scanner-a
	sip_answered 127.9.9.3 typed-in
}

@test "entries that were missing on the node are added with the new one, and told" {
	db_rows "INSERT INTO secfilter (action, type, data) VALUES (0, 0, 'by-hand'), (1, 1, 'US')"
	run_ok ua block scanner-a
	said '1 stored entry was missing there and was added'
	assert_equal "$(holds ua)" 'by-hand scanner-a'
	tells 1 'shieldadm sync' status
	[[ $output =~ edge1\ +missing\ +country\ +allow\ +US ]]
	run_ok sync
	assert_equal "$(holds country)" US
	dropped 127.9.10.1 by-hand
	sip_answered 127.1.10.1 phone
}

# -- lists too long for a way in --------------------------------------------

@test "lists too long to be read are verified by the memory they take, as SIP shows" {
	local way
	lines 2500 'a-long-name-of-a-scanner-%04d/1.0' >"$BATS_TEST_TMPDIR/many"
	for way in ctl http; do
		conf_of "edge1:$way"
		run_ok ua block --file "$BATS_TEST_TMPDIR/many"
		[[ $output =~ edge1\ +live,\ verified ]]
		dropped 127.9.11.1 a-long-name-of-a-scanner-0001/1.0
		dropped 127.9.11.2 a-long-name-of-a-scanner-2500/1.0
		run_ok ua block one-more
		[[ $output =~ edge1\ +live,\ verified ]]
		dropped 127.9.11.3 one-more
		run_ok ua remove a-long-name-of-a-scanner-0001/1.0
		[[ $output =~ edge1\ +live,\ verified ]]
		sip_answered 127.9.11.4 a-long-name-of-a-scanner-0001/1.0
		dropped 127.9.11.5 a-long-name-of-a-scanner-0002/1.0
		run_ok status

		db_rows "DELETE FROM secfilter WHERE data LIKE '%-1___/1.0'"
		tells 1 'shieldadm sync' status
		said 'by the memory they take'
		run_ok sync
		run_ok status
		sip_answered 127.9.11.6 a-long-name-of-a-scanner-1234/1.0
		dropped 127.9.11.7 a-long-name-of-a-scanner-2345/1.0
		db_rows 'DELETE FROM secfilter'
		lab_kamcmd "$NODE" secfilter.reload
	done
}

@test "lists too long to be read that a failed reload has emptied are filled again" {
	lines 2500 'a-long-name-of-a-scanner-%04d/1.0' >"$BATS_TEST_TMPDIR/many"
	run_ok ua block --file "$BATS_TEST_TMPDIR/many"
	may_not_read secfilter
	run_ok ua remove a-long-name-of-a-scanner-0001/1.0
	may_read secfilter
	said 'its reload failed'
	[[ $output =~ edge1\ +live,\ verified ]]
	sip_answered 127.9.12.1 a-long-name-of-a-scanner-0001/1.0
	dropped 127.9.12.2 a-long-name-of-a-scanner-0002/1.0
	dropped 127.9.12.3 a-long-name-of-a-scanner-2500/1.0
	run_ok status
}

@test "a change for some of the nodes tells how many others were not told" {
	conf_of edge1 edge2 nobody
	run_ok --node edge1 ua block scanner-a
	said '2 other nodes were not told; run: shieldadm sync'
	tells 6 'is not enforced by 2 of 3 nodes; when mended: shieldadm sync' sync -n
	conf_of edge1 edge2
	run_ok --node edge1 ua block scanner-b
	said '1 other node was not told; run: shieldadm sync'
	[[ $output =~ edge1\ +live,\ verified && $output != *edge2* ]]
	assert_equal "$(stored)" 'scanner-a scanner-b'
	assert_equal "$(holds ua)" 'scanner-a scanner-b'
	assert_equal "$(holds ua "$NODE2")" ''
	run_ok --node edge1 -n ua block scanner-c
	[ -z "$stderr" ]
	run_ok sync
	assert_equal "$(holds ua "$NODE2")" 'scanner-a scanner-b'
	run_ok ua block scanner-c
	[ -z "$stderr" ]
}
