# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # run sets status, output, stderr
#
# The text that "shieldadm config show" puts out, as Kamailio reads it, and the sentinel.
# What the route does is in attack.bats.

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

PARTS="sqli country ua lists flood logins sanity hops contact method options"

# valid ARGUMENT...: Kamailio takes the stock config with this hardening in it.
valid() {
	local dir=$BATS_TEST_TMPDIR/valid
	mkdir -p "$dir/run"
	shieldadm config show -o json --mmdb "$LAB_DIR/geo.mmdb" "$@" |
		perl "$LAB_HOME/harden.pl" "$LAB_DBURL" "$LAB_STOCK_CFG" "${defines[@]}" >"$dir/hardened.cfg"
	lab_kamailio_port "$NODE" >"$dir/port"
	lab_kamailio_private "$dir" "$dir/hardened.cfg"
	run kamailio -c -f "$dir/kamailio.cfg"
	[ "$status" -eq 0 ] && [[ $output != *ERROR* ]] && return 0
	printf 'with %s:\n%s\n' "$*" "$output" >&2
	return 1
}

@test "Kamailio takes the hardening as a whole, each part of it alone, and all but each" {
	local part defines=(WITH_USRLOCDB)
	valid --db-url "$LAB_DBURL"
	valid
	for part in $PARTS; do
		valid --db-url "$LAB_DBURL" --only "$part"
		valid --only "$(tr ' ' , <<<"$PARTS" | sed "s/\\b$part\\b,\\?//; s/,$//")"
	done
	defines+=(SHIELDADM_DROP_UNKNOWN_COUNTRY SHIELDADM_DROP_NO_UA SHIELDADM_PASS_LOST_LISTS
		SHIELDADM_CONTACT_NAME)
	valid --db-url "$LAB_DBURL"
}

@test "what is shown to people is what programs are given, with a heading to each place" {
	run_ok config show
	local text=$output
	run_ok config show -o json
	assert_equal "$(jq -r '.[].place' <<<"$output" | tr '\n' ' ')" \
		'defines modules params reqinit login_failed login_passed routes '
	assert_equal "$text" "$(jq -r '.[] | "# ===== \(.where) =====\n\(.text)"' <<<"$output")"
	run_ok config show -o plain
	assert_equal "$(wc -l <<<"$output")" 7
	run_ok config show -o csv --only hops
	assert_line --partial 'place,where,text'
}

@test "the database's URL stands there only where it was given, and shieldadm's own never" {
	sed -i 's|^url = .*|url = mysql://kamailio:hush@127.0.0.1:3306/kamailio|' "$SHIELDADM_CONFIG"
	run_ok config show -o json
	refute_output --partial hush
	assert_output --partial '\"db_url\", DBURL)'
	refute_output --partial sqlops.so
	run_ok config show --db-url mysql://k:pw@db/k
	assert_line 'modparam("secfilter", "db_url", "mysql://k:pw@db/k")'
	assert_line 'modparam("sqlops", "sqlcon", "cb=>mysql://k:pw@db/k")'
	sed -i "s|^url = .*|url = $LAB_DBURL|" "$SHIELDADM_CONFIG"
}

@test "what cannot stand in kamailio.cfg is refused, and so is a part that there is not" {
	run_fails 2 '--mmdb: quotes' config show --mmdb 'a"b'
	run_fails 2 '--db-url: quotes' config show --db-url 'mysql://k:a\b@db/k'
	run_fails 2 '--mmdb: quotes' config show --mmdb $'a\nb'
	run_fails 2 "unknown part 'uas': use sqli, country, ua, lists" config show --only ua,uas
}

@test "the sentinel is stored and live like any rule, once, and people are told what it is" {
	run_ok config sentinel
	assert_line --regexp '^added +country +allow +ZZ'
	run_ok config sentinel
	assert_line --regexp '^present +country +allow +ZZ'
	assert_equal "$(table_rules)" '1 1 ZZ'
	assert_equal "$(node_rules country)" 'allow ZZ'
	run_ok country list
	assert_line --regexp 'ZZ +none: a sign that the lists are loaded'
	run_ok status
}

@test "the sentinel is not removed by accident, and is no country that is allowed" {
	run_ok country allow US
	run_ok config sentinel
	run_fails 7 'tells that the lists are loaded' country remove ZZ
	run_fails 7 'no country would be allowed any more' country remove US
	assert_equal "$(table_rules)" $'1 1 US\n1 1 ZZ'
	run_split shieldadm doctor -o json
	assert_equal "$(jq -r '.[] | select(.check == "countries") | .text' <<<"$output")" '1 allowed'
	run_ok country remove ZZ --yes
	assert_equal "$(table_rules)" '1 1 US'
}

# route_finding: level, text and mend of what the doctor says of the node's route.
route_finding() {
	run_split shieldadm doctor -o json
	jq -r '.[] | select(.subject == "edge3" and .check == "route") |
		"\(.level): \(.text); \(.mend)"' <<<"$output"
}

@test "the doctor tells whether a hardened node has the sentinel, and when its lists are lost" {
	local node=$LAB_DIR/edge3
	lab_kamailio_harden "$node" "$LAB_DBURL"
	lab_kamailio_start "$node"
	make_conf "$LAB_DBURL" < <(lab_node_conf "$node" edge3)
	run_ok country allow US
	run route_finding
	assert_output --regexp '^warning: the sentinel is not in its lists.*; shieldadm config sentinel$'
	run_ok config sentinel
	run route_finding
	assert_output --regexp '^ok: it is that of shieldadm config'
	NODE=$node raw_answered 127.1.60.1 phone REGISTER
	db_rows 'ALTER TABLE secfilter RENAME TO elsewhere'
	run lab_kamcmd "$node" secfilter.reload
	db_rows 'ALTER TABLE elsewhere RENAME TO secfilter'
	run route_finding
	assert_output --regexp '^wrong: its lists are lost.*; shieldadm sync$'
	run_ok sync
	run route_finding
	assert_output --regexp '^ok: '
	lab_kamailio_stop "$node"
	make_conf "$LAB_DBURL" < <(lab_node_conf "$NODE" edge1)
}

@test "whom a list of ours would cut off is told where a node has our route" {
	local node=$LAB_DIR/edge4
	db_rows "DELETE FROM location; INSERT INTO location (ruid, username, domain, contact, user_agent)
		VALUES ('r1', 'alice', 'example.com', 'sip:alice@127.1.3.4:5060', 'Yealink')"
	run_ok country allow US
	run_ok user block alice
	run_ok undo
	lab_kamailio_harden "$node" "$LAB_DBURL"
	lab_kamailio_start "$node"
	make_conf "$LAB_DBURL" < <(lab_node_conf "$node" edge4)
	run_split shieldadm user block ALI
	assert_equal "$status" 7
	assert_line --partial alice@example.com
	run_split shieldadm ip block 127.1.3.
	assert_equal "$status" 7
	run_ok user block bob
	lab_kamailio_stop "$node"
	make_conf "$LAB_DBURL" < <(lab_node_conf "$NODE" edge1)
	db_rows 'DELETE FROM location'
}

@test "where the lists are filled one by one, the sentinel comes last" {
	start_fake node9
	make_conf "$LAB_DBURL" < <(fake_conf node9)
	db_rows "INSERT INTO secfilter (action, type, data) VALUES
		(1, 1, 'ZZ'), (0, 4, 'mallory'), (0, 3, '192.0.2.'), (0, 0, 'sipcli/'), (1, 1, 'US')"
	run_ok sync
	assert_equal "$(fake_calls node9 | grep -o 'secfilter.add_.*' | wc -l)" 5
	assert_equal "$(fake_calls node9 | grep -o 'secfilter.add_.*' | tail -n 1 | grep -c ZZ)" 1
	stop_fake node9
	make_conf "$LAB_DBURL" < <(lab_node_conf "$NODE" edge1)
}
