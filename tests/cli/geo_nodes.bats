# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # output, stderr: run sets them
#
# GeoIP and the nodes: what a 5.6.3 does with the file that geo lookup reads, and with
# one that is replaced; geo reload on scripted 6.1.4.

load helper

ASN=$REPO/tests/mmdb/GeoLite2-ASN-Test.mmdb
REFUSED='geoip2.reload kills a Kamailio before 6.0 (this is 5.6.3) when the file has grown, and reaches only one of its processes; instead: systemctl restart kamailio'

setup_file() {
	lab_up sqlite
	printf 'none null\n' >"$LAB_DIR/script"
	start_fake six --script "$LAB_DIR/script"
	start_fake seven
}

setup() {
	rm -f "$LAB_DIR"/{six,seven}/{behave,calls}
	fresh_file
	db_rows "DELETE FROM secfilter; INSERT INTO secfilter (action, type, data) VALUES (1, 1, 'US')"
	nodes edge1
}

teardown_file() {
	lab_cleanup
}

fresh_file() {
	lab_mmdb "$LAB_DIR/geo.mmdb"
}

# 127.2.0.0/16 is in the US now, and there is more.
grown_file() {
	lab_mmdb "$LAB_DIR/geo.mmdb" 127.2.0.0/16=US=America 127.5.0.0/16=FR=France \
		127.6.0.0/17=IT=Italy 127.7.128.0/19=ES=Spain
}

# nodes NAME...: edge1 is the real one; six and seven are scripted, seven elsewhere.
nodes() {
	local name
	for name in "$@"; do
		case $name in
		edge1) lab_node_conf "$NODE" edge1 ;;
		six) fake_conf six ctl ;;
		seven) fake_conf seven http ;;
		dead) printf '[node dead]\nrpc = ctl:%s/nobody\n' "$LAB_DIR" ;;
		esac
	done >"$BATS_TEST_TMPDIR/nodes"
	make_conf "$LAB_DBURL" <"$BATS_TEST_TMPDIR/nodes"
}

country_of() {
	shieldadm -q -o plain geo lookup "$1" | cut -f 3
}

# reloads NAME: the calls of geoip2.reload that a scripted node got.
reloads() {
	[ ! -e "$LAB_DIR/$1/calls" ] || grep '^geoip2.reload' "$LAB_DIR/$1/calls" || true
}

# in_use WORDS STATE [PATH]: what geo info says of edge1.
in_use() {
	run_ok geo info
	assert_line --regexp "^edge1 +$1"
	run_ok -o json geo info
	assert_equal "$(jq -c '.nodes[] | select(.name == "edge1") | [.state, .path, .error]' <<<"$output")" \
		"[\"$2\",\"${3:-$LAB_DIR/geo.mmdb}\",null]"
}

@test "Kamailio treats a caller by the country that lookup tells" {
	lab_kamailio_restart "$NODE"
	assert_equal "$(country_of 127.1.20.1) $(country_of 127.2.20.1) $(country_of 127.9.20.1)" 'US CN '
	probe_is_right answered 127.1.20.1 phone
	probe_is_right dropped 127.2.20.1 phone
	probe_is_right answered 127.9.20.1 phone
}

@test "a 5.6.3 goes on with the old file: reload is refused, and nobody dies of it" {
	local pid
	lab_kamailio_restart "$NODE"
	pid=$(lab_kamailio_pid "$NODE")
	in_use 'uses it as it is now' current
	grown_file
	in_use 'still uses the one that was replaced' replaced
	assert_equal "$(country_of 127.2.21.1)" US
	run_split shieldadm geo reload
	assert_equal "$status" 7
	assert_line --regexp "^edge1 +NOT RELOADED: ${REFUSED//[()]/.}"
	[[ $stderr == *'1 of 1 node has not been told to open the GeoIP file again' ]]
	# Nor by force.
	run_split shieldadm --force -o json geo reload
	assert_equal "$status" 7
	assert_equal "$(jq -c . <<<"$output")" "[{\"name\":\"edge1\",\"reloaded\":false,\"error\":\"$REFUSED\"}]"
	run_split shieldadm --dry-run geo reload
	assert_equal "$status" 7
	# What it would have died of is the next request.
	probe_is_right dropped 127.2.21.1 phone
	probe_is_right answered 127.1.21.1 phone
	assert_equal "$(lab_kamailio_pid "$NODE")" "$pid"
	kill -0 "$pid"
	grep -cE 'reload(ed)? GeoIP' "$NODE/kamailio.log" | grep -x 0
	# The restart that it was told to be.
	lab_kamailio_restart "$NODE"
	in_use 'uses it as it is now' current
	probe_is_right answered 127.2.21.2 phone
}

# The scripted 6.1.4 shows the processes of the real node as its own.
@test "doctor says what mends it: a reload from 6.0 on, before it a restart" {
	nodes edge1 six
	lab_kamailio_restart "$NODE"
	printf 'pkg.stats %s\n' "$(shieldadm -o json rpc pkg.stats --node edge1 | jq -c '.[0].result')" >"$LAB_DIR/script"
	grown_file
	run_split shieldadm -o json doctor
	assert_equal "$(jq -r '.[] | select(.check == "geoip file" and .subject != "geoip") | "\(.subject): \(.mend)"' <<<"$output")" \
		'edge1: systemctl restart kamailio (not geoip2.reload: a 5.6.3 can die of it)
six: shieldadm geo reload --node six'
	printf 'none null\n' >"$LAB_DIR/script"
}

@test "info tells that a node uses another file, and nothing of nodes elsewhere" {
	nodes edge1 seven
	cp "$LAB_DIR/geo.mmdb" "$LAB_DIR/other.mmdb"
	sed -i "s|^database = .*|database = $LAB_DIR/other.mmdb|" "$SHIELDADM_CONFIG"
	lab_kamailio_restart "$NODE"
	in_use "uses another file +$LAB_DIR/geo.mmdb" other
	assert_equal "$(jq -c '[.nodes[].name]' <<<"$output")" '["edge1"]'
}

@test "a node that cannot be asked is an error in its row, and the file is told about" {
	nodes edge1 dead
	lab_kamailio_restart "$NODE"
	run_ok geo info
	assert_line --regexp '^type +GeoLite2-Country$'
	assert_line --regexp '^edge1 +uses it as it is now'
	assert_line --regexp '^dead +cannot be seen .*nobody'
}

@test "from 6.0 on all nodes are told, with the file's path" {
	nodes six seven
	run_ok geo reload
	assert_line --regexp '^six +opens it again at its next request$'
	assert_line --regexp '^seven +opens it again at its next request$'
	assert_equal "$(reloads six)" "geoip2.reload \"$LAB_DIR/geo.mmdb\""
	assert_equal "$(reloads seven)" "geoip2.reload \"$LAB_DIR/geo.mmdb\""
	run_ok -o json geo reload --node seven
	assert_equal "$(jq -c . <<<"$output")" '[{"name":"seven","reloaded":true,"error":null}]'
	assert_equal "$(reloads six | wc -l) $(reloads seven | wc -l)" '1 2'
}

@test "a path is told from the root, whatever folder we are in" {
	nodes six
	cd "$LAB_DIR"
	run_ok geo reload --database ./geo.mmdb
	assert_equal "$(reloads six)" "geoip2.reload \"$LAB_DIR/./geo.mmdb\""
}

@test "a dry run asks, and tells nobody" {
	nodes six edge1
	run_split shieldadm -n geo reload
	assert_equal "$status" 7
	assert_line --regexp '^six +would open it again$'
	assert_line --regexp '^edge1 +NOT RELOADED'
	run_split shieldadm -n -o json geo reload --node six
	assert_equal "$status $(jq -c . <<<"$output")" '0 [{"name":"six","reloaded":false,"error":null}]'
	assert_equal "$(reloads six)" ''
}

@test "each node that fails is told, and the others are reloaded" {
	nodes six seven edge1 dead
	fake_behaves seven 'fault geoip2.reload 500 Reload failed'
	run_split shieldadm geo reload
	assert_equal "$status" 5
	assert_line --regexp '^six +opens it again at its next request$'
	assert_line --regexp '^seven +NOT RELOADED: geoip2.reload: .*Reload failed'
	assert_line --regexp '^edge1 +NOT RELOADED: geoip2.reload kills'
	assert_line --regexp '^dead +NOT RELOADED: .*nobody'
	[[ $stderr == *'3 of 4 nodes have not been told to open the GeoIP file again' ]]
	[ -n "$(reloads six)" ]
}

@test "a node without the module, and one that does not answer in time, are told as such" {
	nodes seven
	fake_behaves seven 'fault geoip2.reload 404 Method Not Found'
	run_split shieldadm geo reload
	assert_equal "$status" 5
	assert_line --regexp 'NOT RELOADED: its module geoip2 is not loaded$'
	fake_behaves seven 'hang geoip2.reload'
	run_split shieldadm --timeout 1 geo reload
	assert_equal "$status" 5
	assert_line --regexp 'NOT RELOADED: geoip2.reload may have been done, but'
	fake_behaves seven 'hang core.version'
	run_split shieldadm --timeout 1 geo reload
	assert_equal "$status" 5
	assert_line --regexp "NOT RELOADED: geoip2.reload was not sent: the node's version is unknown"
}

@test "a bad file is not given to a node on this machine" {
	nodes six seven
	head -c 900 "$LAB_DIR/geo.mmdb" >"$LAB_DIR/cut.mmdb"
	run_fails 8 "no node is told to open it: '$LAB_DIR/cut.mmdb': it is damaged" \
		geo reload --database "$LAB_DIR/cut.mmdb"
	run_fails 3 'there is no such file' geo reload --database "$LAB_DIR/none.mmdb"
	run_fails 7 'it has no country.iso_code' geo reload --database "$ASN"
	assert_equal "$(reloads six)$(reloads seven)" ''
	run_ok --force geo reload --database "$ASN" --node six
	assert_equal "$(reloads six)" "geoip2.reload \"$ASN\""
	# That of a node elsewhere is not ours to look at.
	run_ok geo reload --database /elsewhere/geo.mmdb --node seven
	assert_equal "$(reloads seven)" 'geoip2.reload "/elsewhere/geo.mmdb"'
}

@test "without any node it is said so" {
	make_conf "$LAB_DBURL" <<<"[kamailio]
run = $BATS_TEST_TMPDIR"
	run_fails 5 'no node is configured' geo reload
}
