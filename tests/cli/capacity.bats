# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # output, stderr: run sets them
#
# What a node has no room for is told before it is stored.
#
# "edge1" has 4 MiB of private memory, of which about 2.9 are free: with SQLite that
# is room for some 8,000 user agents, or 5,500 addresses.

load luck

setup_file() {
	export LAB_KAMAILIO_ARGS='-M 4'
	lab_up sqlite ctl http
}

setup() {
	lab_fresh
	conf_of edge1
}

teardown_file() {
	lab_cleanup
}

# conf_of NODE [LINE...]: the node's section, with these lines in it.
conf_of() {
	{
		lab_node_conf "$LAB_DIR/$1" "$1" ctl http
		[ $# -lt 2 ] || printf '%s\n' "${@:2}"
	} >"$BATS_TEST_TMPDIR/nodes"
	make_conf "$LAB_DBURL" <"$BATS_TEST_TMPDIR/nodes"
}

# rules FROM TO: rows straight into the table, u0000001 and so on; addresses and
# networks the same.
rules() {
	db_rows "WITH RECURSIVE n(i) AS (SELECT $1 UNION ALL SELECT i + 1 FROM n WHERE i < $2)
		INSERT INTO secfilter (action, type, data) SELECT 0, 0, printf('u%07d', i) FROM n"
}

addresses() {
	db_rows "WITH RECURSIVE n(i) AS (SELECT $1 UNION ALL SELECT i + 1 FROM n WHERE i < $2)
		INSERT INTO address (grp, ip_addr, mask, port, tag)
		SELECT 1, printf('10.9.%d.%d', i / 256, i % 256), 32, 0, 'carrier' FROM n"
}

networks() {
	db_rows "WITH RECURSIVE n(i) AS (SELECT $1 UNION ALL SELECT i + 1 FROM n WHERE i < $2)
		INSERT INTO address (grp, ip_addr, mask, port, tag)
		SELECT 1, printf('10.%d.%d.0', i / 256, i % 256), 24, 0, 'carrier' FROM n"
}

count() {
	db_rows "SELECT count(*) FROM $1"
}

reload_rules() {
	[ "$(lab_kamcmd "$NODE" secfilter.reload)" = 'Data reloaded' ]
}

reload_addresses() {
	[[ $(lab_kamcmd "$NODE" permissions.addressReload) == *OK* ]]
}

# refused TABLE ARGUMENT...: with 7, whatever that says; the table is as it was.
refused() {
	local table=$1 before
	before=$(count "$1")
	shift
	run_fails 7 'edge1: ' "$@"
	said '--force does it all the same'
	assert_equal "$(count "$table")" "$before"
}

@test "user agents that a reload would not fit are refused, and the lists stay as SIP shows" {
	rules 1 7700
	reload_rules
	run_ok country allow US
	seq -f 'more-%04g' 300 >"$BATS_TEST_TMPDIR/more"
	refused secfilter ua block --file "$BATS_TEST_TMPDIR/more"
	said "to load the 8001 rows of 'secfilter' takes about 2.8 MiB"
	said 'kamailio -M 8'
	refused secfilter -n ua block --file "$BATS_TEST_TMPDIR/more"
	dropped 127.1.1.1 u0007700
	sip_answered 127.1.1.2 more-0001
	# Nobody is cut off, so this is no question for --yes.
	refused secfilter --yes ua block --file "$BATS_TEST_TMPDIR/more"

	# Its next reload would fail whatever is removed: so would this one.
	rules 7701 8400
	refused secfilter ua remove u0000001
	said 'a reload leaves its lists empty or kills it, and it does not start again'
	dropped 127.1.1.3 u0000001
	dropped 127.1.1.4 u0007700
	sip_answered 127.1.1.5 phone
}

@test "with --force it is done, and a reload that fails of it is made good, as SIP shows" {
	rules 1 8400
	run_ok country allow --force US
	run_ok --force ua block one-more
	said 'kamailio -M 8'
	dropped 127.1.2.1 one-more
	dropped 127.1.2.5 u0000001
	run_ok --force ua remove one-more
	said 'its reload failed'
	sip_answered 127.1.2.2 one-more
	dropped 127.1.2.3 u0000001
	dropped 127.1.2.4 u0008400
	assert_equal "$(count secfilter)" 8401
}

@test "lists that such a reload has emptied are filled by sync without another one" {
	rules 1 8400
	run lab_kamcmd "$NODE" secfilter.reload
	sip_answered 127.9.2.9 u0000001
	run_ok -v sync
	[[ $stderr != *secfilter.reload* ]]
	dropped 127.9.2.10 u0000001
	dropped 127.9.2.11 u0008400
}

@test "a sync does not reload what would fail of it" {
	rules 1 7700
	reload_rules
	rules 7701 8400
	db_rows "DELETE FROM secfilter WHERE data = 'u0000001'"
	tells 6 'shieldadm sync' sync
	says "it has to reload for that, but to load the 8399 rows of 'secfilter'"
	says 'kamailio -M 8'
	dropped 127.9.2.6 u0000001
	dropped 127.9.2.7 u0007700
	addresses 1 5600
	tells 6 'shieldadm sync' sync
	says "to load the 8399 rows of 'secfilter'"
	db_rows 'DELETE FROM secfilter'
	tells 6 'shieldadm sync' sync
	says "it has to reload for that, but to load the 5600 rows of 'address'"
	dropped 127.2.2.8 phone
	db_rows "DELETE FROM address WHERE id > (SELECT min(id) + 5000 FROM address)"
	run_ok sync
	run_ok status
}

@test "from 80 % on it is told, and nobody asks where the tables are small" {
	run_ok -v ua block one
	[[ $stderr != *pkg.stats* && $stderr != *core.version* ]]
	rules 1 6000
	reload_rules
	run_ok -v ua block two
	said pkg.stats
	[[ $stderr != *'private memory'* ]] || show_run 'told too early'
	rules 6001 6500
	reload_rules
	run_ok ua block three
	said "edge1: to load the 6503 rows of 'secfilter' takes about 2.3 MiB of private memory"
	said 'kamailio -M 8'
	dropped 127.9.3.1 three
}

@test "addresses that do not fit are refused, and those there are stay" {
	addresses 1 5200
	db_rows "INSERT INTO address (grp, ip_addr, mask, port, tag) VALUES (1, '127.2.4.1', 32, 0, 'carrier')"
	reload_addresses
	seq -f '10.8.1.%g' 200 >"$BATS_TEST_TMPDIR/more"
	refused address addr add --file "$BATS_TEST_TMPDIR/more" carrier
	said "to load the 5401 rows of 'address'"
	said 'kamailio -M 8'
	refused address -n addr add --file "$BATS_TEST_TMPDIR/more" carrier
	sip_answered 127.2.4.1 phone
	dropped 127.2.4.2 phone
}

@test "networks beyond max_subnets are refused, unless the node is known to hold more" {
	networks 1 509
	run_ok addr add 127.2.5.0/24 carrier
	said 'edge1: its table has room for 512 networks, and 510 are to be in it'
	refused address addr add 127.2.6.0/24 127.2.7.0/24 127.2.8.0/24 carrier
	said 'modparam("permissions", "max_subnets", 1026)'
	said 'max_subnets in its section'
	run_ok addr add 127.2.6.0/24 127.2.7.0/24 carrier
	# What is no network takes no room among them, and what goes makes some.
	run_ok addr add 127.2.9.1 carrier
	run_ok addr remove 127.2.6.0/24 --yes
	run_ok addr add 127.2.8.0/24 carrier
	refused address addr add 127.2.6.0/24 carrier
	sip_answered 127.2.8.1 phone
	dropped 127.2.6.1 phone

	# It says that there is room where there is none: the look afterwards tells.
	conf_of edge1 'max_subnets = 1024'
	tells 6 'shieldadm sync' addr add 127.2.6.0/24 carrier
	says 'it dropped 1 of the 513 networks, 127.2.6.0/24'
}

@test "a node whose max_subnets is raised takes more, be it told or seen" {
	export LAB_EXTRA_CFG='modparam("permissions", "max_subnets", 600)
modparam("permissions", "reload_delta", 0)'
	lab_kamailio_config "$NODE" "$LAB_DBURL"
	lab_kamailio_restart "$NODE"
	networks 1 512
	refused address addr add 127.2.10.0/24 carrier
	conf_of edge1 'max_subnets = 600'
	run_ok addr add 127.2.10.0/24 carrier
	said 'edge1: its table has room for 600 networks, and 513 are to be in it'
	# 513 live networks show it.
	conf_of edge1
	run_ok addr add 127.2.11.0/24 carrier
	[ -z "$stderr" ]
	sip_answered 127.2.11.1 phone

	# The local node's own kamailio.cfg tells.
	db_rows 'DELETE FROM address'
	networks 1 512
	reload_addresses
	printf '[database]\nurl = %s\n[kamailio]\nconfig = %s\nrun = %s\n' "$LAB_DBURL" \
		"$NODE/kamailio.cfg" "$NODE/run" >"$SHIELDADM_CONFIG"
	run_ok addr add 127.2.10.0/24 carrier
	said 'local: its table has room for 600 networks'
}

@test "lists that get too long for the ways in, or cost each message time, are told before" {
	rules 1 500
	reload_rules
	run_ok -n ua block one-more
	[ -z "$stderr" ]
	seq -f 'a-long-name-of-a-scanner-%04g/1.0' 100 >"$BATS_TEST_TMPDIR/more"
	run_ok -n ua block --file "$BATS_TEST_TMPDIR/more"
	said 'edge1: its list for ua is about 21 KiB long, and its ways carry 16 KiB'
	rules 501 9999
	run_ok --force -n ua block one-more
	[[ $stderr != *'each message'* ]] || show_run 'told too early'
	run_ok --force -n ua block one-more another
	said '10001 entries for ua: Kamailio walks through them for each message'
	run_ok --force ua block one-more another
	run_ok --force -n ua block a-third
	[[ $stderr != *'each message'* ]] || show_run 'told twice'
}

@test "a node that does not answer has no say, and is waited for once" {
	rules 1 3000
	lab_kamailio_stop "$NODE" KILL
	tells 6 'shieldadm sync' ua block one-more
	lab_kamailio_start "$NODE"
	kill -s STOP -- "-$(lab_kamailio_pid "$NODE")"
	# For who is registered a second, for the room three, and then no more.
	within 6 tells 6 'who is registered at edge1 cannot be told' --timeout 3 ua block another
	kill -s CONT -- "-$(lab_kamailio_pid "$NODE")"
	[[ $output =~ no\ reply\ came\ within\ 3000\ ms ]]
	assert_equal "$(count secfilter)" 3002
}
