# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # stderr: run_split sets it
#
# The table of addresses, in ordinary use and with addresses that are no good.

load helper

setup_file() {
	lab_up sqlite
}

setup() {
	lab_empty
}

teardown_file() {
	lab_cleanup
}

json() {
	jq -c "$1" <<<"$output"
}

@test "hosts, networks and names of both families are stored and on the node as Kamailio reads them" {
	run_ok addr add 192.0.2.1 198.51.100.0/24 2001:DB8:0:0::1 2001:db8:5::/48 carrier
	run_ok addr add SIP.Example.com 203.0.113.7/32 customer --port 5060 --tag 'ACME, "Berlin"'
	run_ok addr add 192.0.2.77 7
	run table_addresses
	assert_output - <<-'ROWS'
		1 192.0.2.1 32 0 carrier
		1 198.51.100.0 24 0 carrier
		1 2001:db8::1 128 0 carrier
		1 2001:db8:5:: 48 0 carrier
		2 sip.example.com 32 5060 ACME, "Berlin"
		2 203.0.113.7 32 5060 ACME, "Berlin"
		7 192.0.2.77 32 0 
	ROWS
	run node_addresses
	assert_output - <<-'NODE'
		1 192.0.2.1 0
		1 198.51.100.0/24 0
		1 2001:db8:5::/48 0
		1 2001:db8::1 0
		2 203.0.113.7 5060
		2 sip.example.com 5060
		7 192.0.2.77 0
	NODE
	lab_kamailio_restart "$NODE"
	run_ok status
}

@test "a name is stored with the warning that no request is compared with it" {
	run_ok addr add sip.example.com carrier
	[[ $stderr == *"Kamailio compares a name with names only"* ]]
	assert_equal "$(table_addresses)" '1 sip.example.com 32 0 carrier'
}

bad_addresses() {
	run_fails 2 "'1.1.1.300' is not an IP address" addr add 192.0.2.9 1.1.1.300 carrier
	run_fails 2 "'1.1.1' is not an IP address" addr add 1.1.1 carrier
	run_fails 2 "'010.1.1.1' is not an IP address" addr add 010.1.1.1 carrier
	run_fails 2 "'2001:db8::g' is not an IP address" addr add 2001:db8::g carrier
	run_fails 2 "is the network 10.0.0.0/24 meant, or the host 10.0.0.1?" addr add 10.0.0.1/24 carrier
	run_fails 2 "is the network 2001:db8::/32 meant" addr add 2001:db8::1/32 carrier
	run_fails 2 "'1.1.1.1/33': the mask is a number of bits, from 1 to 32" addr add 1.1.1.1/33 carrier
	run_fails 2 "the mask is a number of bits, from 1 to 128" addr add 2001:db8::1/129 carrier
	run_fails 2 "the mask is a number" addr add 1.1.1.1/ carrier
	run_fails 2 "the mask is a number" addr add 1.1.1.1/255.255.255.0 carrier
	run_fails 2 "Kamailio takes the mask 0 for a single host" addr add 0.0.0.0/0 carrier
	run_fails 2 "Kamailio takes the mask 0 for a single host" addr add ::/0 carrier --force
	run_fails 2 "a full host name" addr add -- localhost -x.example/ carrier
	run_fails 2 "is not an IP address, a network or a host name" addr add a..b carrier
	run_fails 2 "'sip:192.0.2.9' is a SIP URI: give the address alone" addr add sip:192.0.2.9 carrier
	cd "$BATS_TEST_TMPDIR" && printf '# none\n' >odd.txt
	run_fails 7 "to read the file: --file odd.txt" addr add odd.txt carrier
	run_fails 2 "there is no value in 'odd.txt'" addr add --file odd.txt carrier
	run_fails 2 "is not an IP address, a network or a host name" addr add 'a b.example' carrier
	run_fails 2 "'' is not an IP address" addr add '' carrier
	run_fails 2 "is not an IP address, a network or a host name" addr add $'a\e[31m.example' carrier
	run_fails 2 "has more than 50 bytes" addr add \
		aaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbb.example carrier
	run_fails 2 "stdin:2: '1.1.1.300' is not an IP address" addr add - carrier <<<$'192.0.2.9\n1.1.1.300'
}

bad_groups_and_more() {
	run_fails 2 "'0' is not a group number" addr add 192.0.2.9 0
	run_fails 2 "'99999999999' is not a group number" addr add 192.0.2.9 99999999999
	run_fails 2 "unknown group 'nobody': use a number, or one of carrier, customer" \
		addr add 192.0.2.9 nobody
	run_fails 2 "the group is missing" addr add 192.0.2.9
	run_fails 2 "no value is given" addr add carrier
	run_fails 2 "usage: shieldadm addr add" addr add
	run_fails 2 "'65536' is not a port" addr add 192.0.2.9 carrier --port 65536
	run_fails 2 "'-1' is not a port" addr add 192.0.2.9 carrier --port=-1
	run_fails 2 "'sip' is not a port" addr add 192.0.2.9 carrier -p sip
	run_fails 2 "the tag has 65 bytes" addr add 192.0.2.9 carrier -t "$(printf '%065d' 0)"
	run_fails 2 "not valid UTF-8" addr add 192.0.2.9 carrier -t $'\xff'
	run_fails 2 "holds a control character" addr add 192.0.2.9 carrier -t $'a\nb'
	run_fails 2 "holds a control character" addr add 192.0.2.9 carrier -t $'c1\xc2\x9b31m'
}

@test "what is no address is refused, with what was probably meant, and nothing is stored" {
	shieldadm addr add 192.0.2.1 carrier
	nothing_changes bad_addresses
}

@test "a bad group, port or tag is refused, and nothing is stored" {
	shieldadm addr add 192.0.2.1 carrier
	nothing_changes bad_groups_and_more
}

wide_networks() {
	run_fails 7 "10.0.0.0/7 is very wide: all of it would skip the country and flood checks" \
		addr add 192.0.2.9 10.0.0.0/7 carrier
	run_fails 7 "2000::/15 is very wide" addr add 2000::/15 carrier
}

@test "a very wide network needs --force" {
	nothing_changes wide_networks
	run_ok addr add 10.0.0.0/7 carrier --force
	run_ok addr add 16.0.0.0/8 2001::/16 carrier
	assert_equal "$(node_addresses | wc -l)" 3
}

@test "an address is answered as soon as it is added, and dropped as soon as it is removed" {
	shieldadm country allow US
	sip_dropped 127.2.1.7 phone
	run_ok addr add 127.2.1.7 carrier
	fates <<-'FATES'
		answered 127.2.1.7 phone
		dropped 127.2.1.8 phone
	FATES
	run_ok addr add 127.2.4.0/24 customer
	fates <<-'FATES'
		answered 127.2.4.200 phone
		dropped 127.2.5.1 phone
	FATES
	run_ok addr remove 127.2.1.7 --yes
	fates <<-'FATES'
		dropped 127.2.1.7 phone
		answered 127.2.4.201 phone
	FATES
}

# with_delta SECONDS: the node refuses a second reload of addresses for so long; 5 are
# Kamailio's own.
with_delta() {
	LAB_EXTRA_CFG="modparam(\"permissions\", \"reload_delta\", $1)" lab_kamailio_config "$NODE" "$LAB_DBURL"
	lab_kamailio_restart "$NODE"
	lab_kamailio_config "$NODE" "$LAB_DBURL"
}

@test "two additions in a row both reach a node that refuses a reload within 5 s" {
	with_delta 5
	run_ok addr add 127.2.1.7 carrier
	run_ok addr add 127.2.1.8 carrier
	assert_equal "$(node_addresses)" $'1 127.2.1.7 0\n1 127.2.1.8 0'
	shieldadm country allow US
	sip_answered 127.2.1.8 phone
}

@test "a row that stands is told, not doubled, and costs no reload" {
	# A second reload would be refused, however long this takes.
	with_delta 3600
	run_ok addr add 192.0.2.1 2001:db8::1 carrier
	run_ok addr add 192.0.2.1/32 2001:DB8:0::1/128 192.0.2.1 carrier -o json
	assert_equal "$(json '[.changes[].result]')" '["present","present","present"]'
	assert_equal "$(db_rows 'SELECT count(*) FROM address')" 2
	run_ok addr add 192.0.2.1 carrier --tag other
	[[ $stderr == *"192.0.2.1/32 stands with the tag 'carrier'; to change it, remove the row first"* ]]
}

@test "an address given twice at once is one row" {
	run_ok addr add 198.51.100.1 198.51.100.1 carrier -o json
	assert_equal "$(json '[.changes[].result]')" '["added","present"]'
	assert_equal "$(node_addresses | wc -l)" 1
}

@test "overlaps with what stands are told" {
	shieldadm addr add 192.0.2.0/24 carrier
	run_ok addr add 192.0.2.7 customer
	[[ $stderr == *"192.0.2.7/32 lies in 192.0.2.0/24 of group 1, which stands already"* ]]
	run_ok addr add 192.0.0.0/16 3
	[[ $stderr == *"192.0.0.0/16 covers 192.0.2.0/24 of group 1, which stands already"* ]]
	[[ $stderr == *"192.0.0.0/16 covers 192.0.2.7/32 of group 2, which stands already"* ]]
	run_ok addr add 192.0.2.7 carrier
	[[ $stderr == *"192.0.2.7/32 stands in group 2 too: requests find one of the two"* ]]
	run_ok addr add 198.51.100.1 carrier
	[ -z "$stderr" ]
}

ambiguous_removals() {
	run_fails 2 "several rows are meant: 192.0.2.1/32 in group 1, 192.0.2.1/32 port 5060 in group 1, 192.0.2.1/32 in group 2" \
		addr remove 192.0.2.1
	run_fails 2 "name the group, --port or --id" addr remove 192.0.2.1 carrier
	run_fails 2 "several rows are meant" addr remove 198.51.100.1 192.0.2.1 --port 0
	run_fails 2 "unknown group 'nobody'" addr remove 192.0.2.1 nobody
}

@test "a removal that could mean several rows asks for the group or the port" {
	shieldadm addr add 192.0.2.1 198.51.100.1 carrier
	shieldadm addr add 192.0.2.1 carrier --port 5060
	shieldadm addr add 192.0.2.1 customer
	nothing_changes ambiguous_removals
	run_ok addr remove 192.0.2.1 carrier --port 0
	assert_equal "$(table_addresses)" \
		$'1 198.51.100.1 32 0 carrier\n1 192.0.2.1 32 5060 carrier\n2 192.0.2.1 32 0 customer'
	run_ok addr remove 192.0.2.1 2
	run_ok addr remove 192.0.2.1 192.0.2.1/32 -o json
	assert_equal "$(json '[.changes[].result]')" '["removed"]'
	assert_equal "$(node_addresses)" '1 198.51.100.1 0'
}

@test "removing what does not exist is told, a network is not its host, and the rest is done" {
	shieldadm addr add 192.0.2.0/24 198.51.100.1 sip.example.com carrier
	run_split shieldadm addr remove 192.0.2.0 198.51.100.1 -o json
	assert_equal "$status" 3
	assert_equal "$(json '[.changes[] | [.address, .mask, .group, .result]]')" \
		'[["192.0.2.0",32,null,"absent"],["198.51.100.1",32,1,"removed"]]'
	assert_equal "$stderr" '{"error":{"status":3,"text":"1 of what was to be removed is not there: did you mean 192.0.2.0/24 of group 1?"}}'
	assert_equal "$(node_addresses)" $'1 192.0.2.0/24 0\n1 sip.example.com 0'
	run_ok addr remove SIP.example.COM 192.0.2.0/24 carrier
	assert_equal "$(table_addresses)$(node_addresses)" ''
}

@test "a group is one of the configuration's names, or a number" {
	printf '[groups]\ntrunks = 40\ncustomer = 9\n' >>"$SHIELDADM_CONFIG"
	run_ok addr add 192.0.2.1 trunks
	run_ok addr add 192.0.2.2 customer
	run_ok addr add 192.0.2.3 carrier
	run_ok addr add 192.0.2.4 40
	assert_equal "$(table_addresses)" \
		$'40 192.0.2.1 32 0 trunks\n9 192.0.2.2 32 0 customer\n1 192.0.2.3 32 0 carrier\n40 192.0.2.4 32 0 trunks'
	run_ok addr list trunks -o json
	assert_equal "$(json '[.[] | [.address, .group, .group_name]]')" \
		'[["192.0.2.1",40,"trunks"],["192.0.2.4",40,"trunks"]]'
	run_ok addr list 9 -o plain
	assert_output --partial 192.0.2.2
	run_fails 2 "one of carrier, customer, trunks" addr list nobody
}

bad_sources() {
	run_fails 2 "'sip.example.com' is not an IP address" addr test sip.example.com
	run_fails 2 "'192.0.2.0/24' is not an IP address" addr test 127.2.1.1 192.0.2.0/24
	run_fails 2 "'70000' is not a port" addr test 127.2.1.1:70000
	run_fails 2 "'[::1' is not an IP address" addr test '[::1'
	run_fails 2 "no value is given" addr test
}

@test "test refuses what no request can come from" {
	shieldadm addr add 127.2.1.1 carrier
	nothing_changes bad_sources
}

@test "test names the row that decides: hosts first, then networks by group" {
	shieldadm addr add 127.2.0.0/16 3
	shieldadm addr add 127.2.8.0/24 2 --tag inner
	shieldadm addr add 127.2.8.1 5 --tag host
	shieldadm addr add 2001:db8::/32 1 --port 5060
	run_split shieldadm addr test 127.2.8.1 127.2.8.2 127.2.9.9 127.3.1.1 \
		'[2001:db8::5]:5060' '[2001:db8::5]:5061' 2001:db8::5 -o json
	assert_equal "$status" 1
	assert_equal "$(json '[.[] | [.source, .verdict, .group, .address, .mask]]')" "$(jq -c . <<-'JSON'
		[["127.2.8.1","allowed",5,"127.2.8.1",32],["127.2.8.2","allowed",2,"127.2.8.0",24],
		["127.2.9.9","allowed",3,"127.2.0.0",16],["127.3.1.1","not allowed",null,null,null],
		["[2001:db8::5]:5060","allowed",1,"2001:db8::",32],
		["[2001:db8::5]:5061","not allowed",null,null,null],
		["2001:db8::5","only from its port",1,"2001:db8::",32]]
	JSON
	)"
	run_ok addr test 127.2.8.1 127.2.9.9
}

# same_verdict SOURCE PORT: test says of it what becomes of a request from there.
same_verdict() {
	local verdict=0 fate=0
	shieldadm addr test "$1:$2" >/dev/null || verdict=$?
	SIP_PORT=$2 perl "$LAB_HOME/sip.pl" "$1" "$(lab_kamailio_port "$NODE")" phone OPTIONS \
		$((verdict == 0 ? 5 : 1)) >/dev/null || fate=$?
	verdicts+=$verdict
	assert_equal "$1:$2 $fate" "$1:$2 $verdict"
}

@test "test says of each source what becomes of a request from there" {
	local verdicts='' port
	port=$(lab_free_port)
	shieldadm country allow US
	shieldadm addr add 127.2.0.0/20 4
	shieldadm addr add 127.2.8.0/24 3 --port 9
	shieldadm addr add 127.2.32.0/24 1 --port "$port"
	shieldadm addr add 127.2.32.0/25 2 --port 9
	shieldadm addr add 127.2.40.1 1 --port 9
	shieldadm addr add 127.2.40.1 2 --port "$port"
	shieldadm addr add 127.2.40.2 1 --port 9
	same_verdict 127.2.8.1 "$port"
	same_verdict 127.2.15.255 "$port"
	same_verdict 127.2.16.0 "$port"
	same_verdict 127.2.32.1 "$port"
	same_verdict 127.2.32.200 "$port"
	same_verdict 127.2.32.1 "$((port + 1))"
	same_verdict 127.2.40.1 "$port"
	same_verdict 127.2.40.1 "$((port + 1))"
	same_verdict 127.2.40.2 "$port"
	assert_equal "$verdicts" 001001011
}

@test "a row whose address has bits beyond its mask is removed by what is stored" {
	db_rows "INSERT INTO address (grp, ip_addr, mask, port, tag) VALUES
		(1, '2001:db8::5', 32, 0, 'v6'), (2, '192.0.2.7', 24, 0, 'v4'), (3, '192.0.2.7', 32, 0, 'host')"
	run_ok sync
	run_split shieldadm addr remove 2001:db8::5
	assert_equal "$status" 3
	assert_equal "$(db_rows 'SELECT count(*) FROM address')" 3
	run_ok addr remove 2001:db8::5/32
	assert_equal "$(table_addresses)" $'2 192.0.2.7 24 0 v4\n3 192.0.2.7 32 0 host'
	run_ok addr remove 192.0.2.7/24
	assert_equal "$(table_addresses)" '3 192.0.2.7 32 0 host'
	assert_equal "$(node_addresses)" '3 192.0.2.7 0'
	run_ok status
}

mapped_addresses() {
	run_fails 2 "'::ffff:192.0.2.1' is an IPv4 address in another form" addr add ::ffff:192.0.2.1 carrier
	run_fails 2 "write it with dots alone" addr add 192.0.2.9 ::FFFF:c000:0201 carrier
	run_fails 2 "write it with dots alone" addr add ::ffff:192.0.2.0/120 carrier --force
}

@test "an IPv4 address in the form of an IPv6 one is refused, with the form to write" {
	shieldadm addr add 192.0.2.1 carrier
	nothing_changes mapped_addresses
	db_rows "INSERT INTO address (grp, ip_addr, mask, port) VALUES (1, '::ffff:192.0.2.2', 128, 0)"
	run_ok addr remove ::ffff:192.0.2.2
	assert_equal "$(table_addresses)" '1 192.0.2.1 32 0 carrier'
}
