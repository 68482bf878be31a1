# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154,SC2030,SC2031,SC2016 # run sets status, output, stderr
#
# doctor: each fault made for real, and what it says of it.

load luck

setup_file() {
	lab_up sqlite
	shieldadm db init >/dev/null
	cp "$LAB_DIR/kamailio.sqlite" "$LAB_DIR/empty.sqlite"
	cp "$NODE/kamailio.cfg" "$LAB_DIR/good.cfg"
	cp "$SHIELDADM_CONFIG" "$LAB_DIR/good.conf"
}

# All is well: what is stored is live, and nobody else's file or socket is left.
setup() {
	cat "$LAB_DIR/good.conf" >"$SHIELDADM_CONFIG"
	cmp -s "$LAB_DIR/good.cfg" "$NODE/kamailio.cfg" || {
		cp "$LAB_DIR/good.cfg" "$NODE/kamailio.cfg"
		lab_kamailio_restart "$NODE"
	}
	lab_is_running "$(lab_kamailio_pid "$NODE")" || lab_kamailio_start "$NODE"
	cp "$LAB_DIR/empty.sqlite" "$LAB_DIR/kamailio.sqlite"
	db_rows "INSERT INTO secfilter (id, action, type, data) VALUES
		(1, 1, 1, 'US'), (2, 0, 0, 'friendly-scanner')"
	shieldadm sync >/dev/null
}

teardown_file() {
	lab_cleanup
}

# finding SUBJECT CHECK: "LEVEL TEXT | MEND" of each, of the last doctor.
finding() {
	jq -r --arg subject "$1" --arg check "$2" '.[] |
		select(.subject == $subject and .check == $check) |
		.level + " " + .text + (if .mend then " | " + .mend else "" end)' <<<"$output"
}

# examine STATUS [OPTION...]: run the doctor; valid JSON, and a mend where one is due.
examine() {
	local wanted=$1
	shift
	run_split shieldadm doctor -o json "$@"
	[ "$status" -eq "$wanted" ] || show_run "not status $wanted: doctor $*" || return 1
	jq -e 'type == "array" and length > 0 and
		all(.[]; keys == ["check", "level", "mend", "subject", "text"] and
			((.level == "ok") == (.mend == null)))' <<<"$output" >/dev/null ||
		show_run "not as it should be"
}

# finds SUBJECT CHECK TEXT: one finding says exactly this.
finds() {
	finding "$1" "$2" | grep -Fxq -- "$3" && return
	printf 'no such finding: %s\n--- but\n%s\n' "$3" "$(finding "$1" "$2")" >&2
	return 1
}

# with_cfg SCRIPT: the node runs on its kamailio.cfg changed by sed.
with_cfg() {
	sed -E "$1" "$LAB_DIR/good.cfg" >"$NODE/kamailio.cfg"
	! cmp -s "$LAB_DIR/good.cfg" "$NODE/kamailio.cfg" || return 1
	lab_kamailio_restart "$NODE"
}

# with_conf SCRIPT: shieldadm.conf changed by sed.
with_conf() {
	sed -E "$1" "$LAB_DIR/good.conf" >"$SHIELDADM_CONFIG"
	! cmp -s "$LAB_DIR/good.conf" "$SHIELDADM_CONFIG"
}

restart="; systemctl restart kamailio"

@test "a node that is as the article wants it gets nothing but ok lines, and status 0" {
	examine 0
	assert_equal "$(jq -r '[.[].level] | unique | join(" ")' <<<"$output")" ok
	assert_equal "$(jq -r '[.[].subject] | reduce .[] as $s ([]; if .[-1] == $s then . else . + [$s] end) | join(" ")' \
		<<<"$output")" "configuration database geoip edge1"
	finds configuration file "ok '$SHIELDADM_CONFIG'"
	finds configuration nodes "ok edge1"
	finds database "table secfilter" "ok it is there, version 1"
	finds database "table address" "ok it is there, version 6"
	finds database "table shieldadm_ban" "ok it is there"
	finds edge1 reachable "ok over ctl:$NODE/run/kamailio_ctl"
	finds edge1 version "ok Kamailio 5.6.3"
	finds edge1 modules "ok it has all that the article needs"
	finds edge1 "htable ipban" "ok 0 entries, each for 300 seconds"
	finds edge1 "geoip file" "ok it uses '$LAB_DIR/geo.mmdb' as it is now"
	finds edge1 "stored rules" "ok it holds them, and nothing else"
	assert_equal "$stderr" ""
	run_split shieldadm doctor -q -o json
	assert_equal "$status $output" "0 []"
	run_ok doctor
	assert_line --regexp '^ok +database +table secfilter +it is there, version 1$'
	run_split shieldadm doctor -q
	assert_equal "$status$output$stderr" 0
}

@test "people get words, a line for each mend and colour, and with -q only what is not ok" {
	db_rows "DELETE FROM secfilter WHERE type = 0"
	run_split shieldadm doctor -q --color always
	assert_equal "$status" 1 # the node still has the user agent
	assert_line --regexp $'^\e\\[31mwarning\e\\[0m.*database.*user agents.*no user agent is blocked'
	assert_line --regexp '^ +-> shieldadm ua block --scanners$'
	refute_output --partial 'it is there'
	run_split shieldadm doctor
	assert_line --regexp '^wrong +edge1 +stored rules +it holds 1 that must go'
	assert_equal "$stderr" "shieldadm: 1 wrong, 1 warning"
}

@test "the nodes are looked at without a database" {
	with_conf 's,^url.*,url = sqlite:////nonexistent/db,'
	examine 1
	finding database connection | grep -F "wrong cannot open 'sqlite:////nonexistent/db'" |
		grep -F " | start the database, or correct its URL in '$SHIELDADM_CONFIG'; then: shieldadm db init"
	finds edge1 modules "ok it has all that the article needs"
	assert_equal "$(finding edge1 "stored rules")" ""
}

@test "without a database's URL that is what is wrong, and the rest is looked at" {
	with_conf "s,^url.*,,; \$a [kamailio]\nconfig = $LAB_DIR/none"
	examine 1
	finding database connection | grep -F 'wrong no database is configured' |
		grep -F " | write [database] and url = mysql://user:password@host/kamailio into $SHIELDADM_CONFIG"
}

@test "a missing table is wrong, and db init makes it" {
	db_rows 'DROP TABLE address'
	examine 1
	finds database "table address" "wrong it is missing | shieldadm db init"
	finds database "countries" "ok 1 allowed"
	finding edge1 "stored rules" | grep -F "warning it cannot be compared with the database: table 'address' does not exist"
	run_ok db init
	examine 0
}

@test "without the table of bans there is a warning, and db init makes it" {
	db_rows 'DROP TABLE shieldadm_ban'
	examine 0
	finds database "table shieldadm_ban" "warning it is missing: a node that restarts has lost its bans, and sync cannot bring them back | shieldadm db init"
	run_ok db init
	examine 0
}

@test "a table of another version, or with none noted, is wrong" {
	db_rows "UPDATE version SET table_version = 5 WHERE table_name = 'address'"
	db_rows "DELETE FROM version WHERE table_name = 'secfilter'"
	examine 1
	finds database "table address" "wrong its version is 5, and Kamailio 5.5 to 6.1 want 6: they do not start | bring it to what Kamailio's release notes say, then in the database: UPDATE version SET table_version = 6 WHERE table_name = 'address';"
	finds database "table secfilter" "wrong it has no row in the table 'version': Kamailio does not start | shieldadm db init"
}

@test "rows that harm a node are wrong; those that stand twice or open a hole are warned of" {
	db_rows "INSERT INTO secfilter (id, action, type, data) VALUES
		(7, 9, 0, 'x'), (8, 1, 1, 'us'), (9, 1, 1, 'US')"
	db_rows "INSERT INTO address (id, grp, ip_addr, mask, port, tag) VALUES
		(1, 1, '192.0.2.1', 33, 0, 'x'), (2, 1, '192.0.2.7', 32, 0, 'a'),
		(3, 1, '192.0.2.7', 32, 0, 'b'), (4, 1, '2001:db8::1', 32, 0, 'c')"
	examine 1
	finding database rows | grep -F "wrong row 7 of 'secfilter' harms every node that reads it: " | grep -F ' | DELETE FROM secfilter WHERE id = 7;'
	finding database rows | grep -F "wrong row 1 of 'address' harms" | grep -F ' | DELETE FROM address WHERE id = 1;'
	finds database rows "warning country allow 'US' stands 3 times in 'secfilter': nodes hold and walk through each | DELETE FROM secfilter WHERE id IN (8, 9);"
	finds database rows "warning 192.0.2.7/32 of group 1 stands 2 times in 'address': nodes hold and walk through each | DELETE FROM address WHERE id IN (2);"
	finds database rows "warning row 4 of 'address' is not what it looks like: Kamailio matches the whole network 2001:db8::/32, not the host 2001:db8::1; mending it: nothing changes for callers; if the host alone is meant, set its mask to 128, which cuts off the rest | UPDATE address SET ip_addr = '2001:db8::' WHERE id = 4;"
	jq -r '.[] | select(.mend // "" | startswith("DELETE")).mend' <<<"$output" | while read -r sql; do
		db_rows "$sql"
	done
	db_rows 'DELETE FROM address WHERE id = 4'
	shieldadm sync >/dev/null
	examine 0
}

@test "hundreds of bad rows are not hundreds of lines" {
	db_rows "WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 499)
		INSERT INTO secfilter (id, action, type, data) SELECT i, 9, 0, 'x' FROM n"
	examine 1
	assert_equal "$(finding database rows | wc -l)" 21
	finds database rows "wrong and 380 more like these | mend these first; then: shieldadm doctor"
}

@test "that no country is allowed or no user agent blocked is warned of" {
	db_rows 'DELETE FROM secfilter'
	lab_kamailio_restart "$NODE"
	examine 0
	finds database countries "warning no country is allowed: the article's route drops every caller whose country GeoIP knows, unless 'address' lists the caller | shieldadm country allow US"
	finds database "user agents" "warning no user agent is blocked, not even the well-known scanners | shieldadm ua block --scanners"
}

@test "each missing module is named with the article's step that loads it" {
	with_cfg '/^#!define WITH_(GEOIP2|ANTIFLOOD)$/d; /^loadmodule "(sqlops|kex).so"/d; /"sqlops", "sqlcon"/d
		s/(set|is)bflag(set|)\([A-Z_]+\)/xlog("x")/'
	examine 1
	finding edge1 "module geoip2" | grep -F "wrong it is not loaded: no caller's country is known | write into its kamailio.cfg: #!define WITH_GEOIP2 below #!KAMAILIO"
	finding edge1 "module htable" | grep -F 'wrong it is not loaded: bans are not possible | ' | grep -F '#!define WITH_ANTIFLOOD'
	finding edge1 "module pike" | grep -F 'wrong it is not loaded: floods are not noticed | '
	finding edge1 "module sqlops" | grep -F 'warning it is not loaded: ' | grep -F 'loadmodule "sqlops.so" (step 2)'
	finding edge1 "module kex" | grep -F 'warning it is not loaded: it tells neither its memory' | grep -F "$restart"
	assert_equal "$(finding edge1 modules)$(finding edge1 'htable ipban')" ''
}

@test "without secfilter nothing is said of its lists but that" {
	with_cfg '/^#!define WITH_SECFILTER$/d'
	examine 1
	finding edge1 "module secfilter" | grep -F 'wrong it is not loaded: no user agent and no country is checked | write into its kamailio.cfg: #!define WITH_SECFILTER'
	assert_equal "$(finding edge1 'stored rules')" ''
}

@test "a missing hash table is wrong, and one that keeps its entries for ever is warned of" {
	with_cfg 's/^modparam\("htable", "htable", "ipban=>.*/modparam("htable", "htable", "ipban=>size=8")/
		/^modparam\("htable", "htable", "auth_try/d; s/\$sht\(auth_try=>\$si\)/$sht(ipban=>x)/g'
	examine 1
	finds edge1 "htable auth_try" "wrong it is not there: failed logins are not counted | write modparam(\"htable\", \"htable\", \"auth_try=>size=12;initval=0;autoexpire=86400\") into its kamailio.cfg (step 3)$restart"
	finds edge1 "htable ipban" "warning its entries never expire | write modparam(\"htable\", \"htable\", \"ipban=>size=8;autoexpire=300;\") into its kamailio.cfg (step 3)$restart"
}

@test "an address table that is not loaded is wrong, and the node is not told to reload it" {
	with_cfg 's/^(modparam\("permissions", "load_backends", )1\)/\14)/; s/allow_source_address_group\(\)/allow_trusted("$si", "any")/'
	examine 1
	finding edge1 addresses | grep -F 'wrong its permissions module does not load the address table' |
		grep -F " | write modparam(\"permissions\", \"load_backends\", 1) and modparam(\"permissions\", \"db_url\", DBURL) into its kamailio.cfg$restart"
	lab_kamcmd "$NODE" core.uptime # it lives
}

@test "private memory that runs short is warned of, with the size to set" {
	sed 's,^tcp_max_connections=.*,tcp_max_connections=20000,' "$LAB_DIR/good.cfg" >"$NODE/kamailio.cfg"
	LAB_KAMAILIO_ARGS='-M 2' lab_kamailio_restart "$NODE"
	examine 0
	finding edge1 "private memory" | grep -E "^warning (8|9)[0-9] % of 2 MB are in use, by '.*' \\| start Kamailio with -M 4 \\(Debian: PKG_MEMORY=4 in /etc/default/kamailio\\)$restart$"
}

# rows TABLE N: that many more, from SQLite itself.
rows() {
	local row="(0, 0, printf('bad-%06d', n))" columns='action, type, data'
	[ "$1" = secfilter ] || {
		columns='grp, ip_addr, mask, port, tag'
		row="(1, printf('10.%d.%d.0', n / 256, n % 256), 24, 0, 'net')"
	}
	db_rows "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < $2)
		INSERT INTO $1 ($columns) SELECT ${row:1:-1} FROM c"
}

@test "rows, lists and networks that outgrow the node are warned of, then wrong" {
	examine 0
	finding edge1 'room for secfilter' | grep -Fxq 'ok to load its 2 rows takes 0 % of the private memory left'
	rows secfilter 17500
	rows address 430
	examine 1
	finding edge1 'room for secfilter' | grep -Eq "^warning to load the 17502 rows of 'secfilter' takes about [0-9.]+ MiB of private memory, .*raise the core's option -M .* \\| set PKG_MEMORY"
	finding edge1 networks | grep -Eq '^warning its table has room for 512 networks, and 430 are to be in it: .* \| write modparam\("permissions", "max_subnets", 860\)'
	finding edge1 'list length' | grep -Eq '^warning 1750[0-9] entries for ua: '
	finding edge1 'list replies' | grep -Eq '^warning its list for ua is about [0-9]+ KiB long, and its ways carry 16 KiB .* \| add an http:// way'
	rows secfilter 10000
	rows address 100
	examine 1
	finding edge1 'room for secfilter' | grep -Eq "^wrong to load the 27502 rows .*and it does not start again"
	finding edge1 networks | grep -Eq '^wrong its table has room for 512 networks, and 530 are to be in it; what is too many is dropped'
}

@test "a socket that everybody may use is warned of" {
	chmod 0666 "$NODE/run/kamailio_ctl" "$NODE/run/kamailio_rpc.sock"
	make_conf "$LAB_DBURL" < <(lab_node_conf "$NODE" edge1 ctl unixgram)
	examine 0
	finds edge1 socket "warning '$NODE/run/kamailio_ctl' is open to others: anybody on that machine commands Kamailio | write modparam(\"ctl\", \"mode\", 0660) into kamailio.cfg; until it restarts: chmod o-rwx '$NODE/run/kamailio_ctl'"
	finds edge1 socket "warning '$NODE/run/kamailio_rpc.sock' is open to others: anybody on that machine commands Kamailio | write modparam(\"jsonrpcs\", \"dgram_mode\", 0660) into kamailio.cfg; until it restarts: chmod o-rwx '$NODE/run/kamailio_rpc.sock'"
	chmod o-rwx "$NODE/run/kamailio_ctl" "$NODE/run/kamailio_rpc.sock"
	examine 0
	assert_equal "$(finding edge1 socket)" ''
}

@test "the parameters that a socket's mend names are Kamailio's" {
	with_cfg '/^modparam\("jsonrpcs", "pretty_format"/a modparam("ctl", "mode", 0666)\nmodparam("jsonrpcs", "dgram_mode", 0666)'
	make_conf "$LAB_DBURL" < <(lab_node_conf "$NODE" edge1 ctl unixgram)
	examine 0
	assert_equal "$(finding edge1 socket | wc -l)" 2
	sed -i 's/mode", 0666/mode", 0660/' "$NODE/kamailio.cfg"
	lab_kamailio_restart "$NODE"
	examine 0
	assert_equal "$(finding edge1 socket)" ''
	assert_equal "$(stat -c %a "$NODE/run/kamailio_ctl" "$NODE/run/kamailio_rpc.sock" | uniq)" 660
}

@test "a socket that we may not use is wrong, with who may" {
	[ "$(id -u)" -eq 0 ] || skip "only root can be somebody else"
	local folder
	folder=$(mktemp -d)
	cp "$SHIELDADM" "$folder/shieldadm"
	cp "$SHIELDADM_CONFIG" "$folder/conf"
	chmod -R a+rX "$folder"
	run_split setpriv --reuid 65534 --regid 65534 --clear-groups \
		"$folder/shieldadm" --config "$folder/conf" doctor -o json
	rm -r "$folder"
	assert_equal "$status" 1
	finding edge1 reachable | grep -F "wrong cannot reach 'ctl:$NODE/run/kamailio_ctl': permission denied" |
		grep -F " | run it as root; or write modparam(\"ctl\", \"mode\", 0660) into kamailio.cfg, systemctl restart kamailio, and: usermod -aG kamailio \$USER"
}

@test "a missing GeoIP file is wrong, with how to get it, and another one than kamailio.cfg's is warned of" {
	with_conf 's,^database = .*,database = /etc/nonexistent/GeoLite2-Country.mmdb,'
	examine 1
	finding geoip file | grep -F "wrong '/etc/nonexistent/GeoLite2-Country.mmdb': there is no such file | get a free account at https://www.maxmind.com/en/geolite2/signup" |
		grep -F "geoipupdate -d /etc/nonexistent$restart" | grep -F 'Meanwhile: until it is there'
	cp "$LAB_DIR/geo.mmdb" "$LAB_DIR/other.mmdb"
	with_conf "s,^database = .*,database = $LAB_DIR/other.mmdb,; \$a [kamailio]\nconfig = $NODE/kamailio.cfg"
	examine 0
	finds geoip kamailio.cfg "warning '$NODE/kamailio.cfg' names another file: '$LAB_DIR/geo.mmdb' | write [geoip] and database = $LAB_DIR/geo.mmdb into $SHIELDADM_CONFIG"
	finds edge1 "geoip file" "warning it uses '$LAB_DIR/geo.mmdb', not the '$LAB_DIR/other.mmdb' of the configuration | write [geoip] and database = $LAB_DIR/geo.mmdb into $SHIELDADM_CONFIG"
}

@test "a GeoIP file that cannot be read is wrong" {
	[ "$(id -u)" -ne 0 ] || skip "root reads everything"
	cp "$LAB_DIR/geo.mmdb" "$BATS_TEST_TMPDIR/closed.mmdb"
	chmod 0 "$BATS_TEST_TMPDIR/closed.mmdb"
	with_conf "s,^database = .*,database = $BATS_TEST_TMPDIR/closed.mmdb,"
	examine 1
	finds geoip file "wrong '$BATS_TEST_TMPDIR/closed.mmdb': it cannot be read: Permission denied | chmod a+r '$BATS_TEST_TMPDIR/closed.mmdb', or run shieldadm as root"
}

@test "each of MaxMind's damaged GeoIP files is wrong, and the rest is looked at" {
	local file
	for file in "$REPO"/tests/mmdb/bad/*.mmdb; do
		with_conf "s,^database = .*,database = $file,"
		examine 1
		finding geoip file | grep -E "^wrong '.*(damaged: | has no country.iso_code)"
		finds edge1 modules "ok it has all that the article needs"
	done
	head -c 600 "$LAB_DIR/geo.mmdb" >"$BATS_TEST_TMPDIR/cut.mmdb"
	with_conf "s,^database = .*,database = $BATS_TEST_TMPDIR/cut.mmdb,"
	examine 1
	# The mark stands at the end of a whole one.
	finding geoip file |
		grep -F "wrong '$BATS_TEST_TMPDIR/cut.mmdb': it is not a MaxMind database, or damaged" |
		grep -F " | geoipupdate -d $BATS_TEST_TMPDIR$restart"
}

@test "a GeoIP file in which Kamailio finds no countries is wrong" {
	with_conf "s,^database = .*,database = $REPO/tests/mmdb/GeoLite2-ASN-Test.mmdb,"
	examine 1
	finds geoip file "wrong '$REPO/tests/mmdb/GeoLite2-ASN-Test.mmdb' is a GeoLite2-ASN: it has no country.iso_code, which Kamailio's geoip2 reads, so nobody's country is known | use GeoLite2-Country.mmdb or GeoLite2-City.mmdb, in [geoip] database and in modparam(\"geoip2\", \"path\", ...)"
}

# built DAYS: a copy of the GeoIP file that was built so many days ago.
built() {
	perl -0777 -pe 's/(build_epoch\x04\x02)..../$1 . pack("N", time - '"$1"' * 86400)/es' \
		"$LAB_DIR/geo.mmdb" >"$BATS_TEST_TMPDIR/built.mmdb"
	with_conf "s,^database = .*,database = $BATS_TEST_TMPDIR/built.mmdb,"
}

@test "an old GeoIP file is warned of" {
	built 45
	examine 0
	finding geoip age | grep -E '^ok built on 20..-..-.., 45 days ago$'
	built 60
	examine 0
	finding geoip age | grep -E '^warning built on 20..-..-.., 60 days ago: networks have moved' |
		grep -F " | geoipupdate -d $BATS_TEST_TMPDIR$restart"
	built -10
	examine 0
	finding geoip age | grep -F 'warning it says to be built in the future'
}

@test "a GeoIP file that was replaced while Kamailio has it open is warned of" {
	lab_mmdb "$LAB_DIR/geo.mmdb"
	examine 0
	finds edge1 "geoip file" "warning it still uses the '$LAB_DIR/geo.mmdb' that was replaced since it started | systemctl restart kamailio (not geoip2.reload: a 5.6.3 can die of it)"
	lab_kamailio_restart "$NODE"
	shieldadm sync >/dev/null
	examine 0
	finds edge1 "geoip file" "ok it uses '$LAB_DIR/geo.mmdb' as it is now"
}

@test "a dead node is one wrong line, and the others are looked at" {
	{
		printf '[node gone]\nrpc = ctl:%s/gone http://127.0.0.1:1/RPC\n' "$LAB_DIR"
		printf '[node odd]\nrpc = gopher:/x\n'
	} >>"$SHIELDADM_CONFIG"
	examine 1
	assert_equal "$(jq -r '.[] | select(.subject == "gone").check' <<<"$output")" reachable
	finding gone reachable | grep -F "wrong cannot reach 'ctl:$LAB_DIR/gone': no such socket" |
		grep -F "; cannot reach 'http://127.0.0.1:1/RPC': " |
		grep -F " | systemctl start kamailio, or correct 'rpc' of [node gone] in $SHIELDADM_CONFIG"
	finding odd reachable | grep -F "unknown transport 'gopher:/x'"
	finds edge1 "stored rules" "ok it holds them, and nothing else"
	examine 0 --node edge1
	run_fails 2 "there is no node 'nobody'" doctor --node nobody
}

@test "one dead way of a node is wrong, though another one answers" {
	with_conf "s,^rpc = .*,rpc = ctl:$LAB_DIR/gone ctl:$NODE/run/kamailio_ctl,"
	examine 1
	finding edge1 reachable | grep -F "wrong cannot reach 'ctl:$LAB_DIR/gone': no such socket"
	finds edge1 reachable "ok over ctl:$NODE/run/kamailio_ctl"
	finds edge1 "stored rules" "ok it holds them, and nothing else"
}

@test "a 5.6 without a way that shows its lists is warned of" {
	make_conf "$LAB_DBURL" < <(lab_node_conf "$NODE" edge1 http)
	examine 0
	finds edge1 lists "warning it does not show its secfilter lists (Kamailio 5.6.3 does over ctl: only): changes are verified by the memory they take | add ctl:/run/kamailio/kamailio_ctl, or ctl://host:port, to 'rpc' of [node edge1] in $SHIELDADM_CONFIG"
	assert_equal "$(finding edge1 'geoip file')" '' # where it runs is not known
}

@test "two nodes that are the same server are wrong" {
	lab_node_conf "$NODE" edge2 http >>"$SHIELDADM_CONFIG"
	examine 1
	finding edge2 identity | grep -F "wrong it is the same server as 'edge1' (process " |
		grep -F " | remove [node edge2] from $SHIELDADM_CONFIG, and write its way into 'rpc' of [node edge1]"
	assert_equal "$(finding edge1 identity)" ''
}

@test "a recorded ban that runs is compared, and one that a node has lost is wrong" {
	shieldadm ban add 203.0.113.9 --for 1h >/dev/null
	examine 0
	finds edge1 "stored rules" "ok it holds them, and nothing else"
	lab_kamcmd "$NODE" htable.delete ipban s:203.0.113.9
	examine 1
	finding edge1 "stored rules" | grep -F '203.0.113.9' | grep -F ' | shieldadm sync'
	shieldadm sync >/dev/null
	examine 0
	shieldadm ban remove 203.0.113.9 >/dev/null
}

@test "a rule that was typed into kamcmd is wrong, and sync mends it" {
	lab_kamcmd "$NODE" secfilter.add_bl ua typed-in
	examine 1
	finding edge1 "stored rules" | grep -F "ua block 'typed-in' | shieldadm sync"
	shieldadm sync >/dev/null
	examine 0
}

@test "that no node is known is wrong, and so is a configuration that is none" {
	with_conf "/^.node/,\$d"
	printf '[kamailio]\nrun = %s\nconfig = %s\n' "$LAB_DIR/none" "$LAB_DIR/none" >>"$SHIELDADM_CONFIG"
	examine 1
	finds configuration nodes "wrong no node is configured, and '$LAB_DIR/none' does not contain a Kamailio's socket: nothing enforces what is stored | write [node NAME] and rpc = ctl:/run/kamailio/kamailio_ctl into $SHIELDADM_CONFIG"
	finds database "table secfilter" "ok it is there, version 1"
	printf '[nonsense]\nx = y\n' >>"$SHIELDADM_CONFIG"
	examine 1
	finding configuration file | grep -F 'wrong ' | grep -F 'unknown section [nonsense]' |
		grep -F ' | mend that, or name another file with --config'
}

@test "6.1 is known, and a version that was never tried is not" {
	export RECORDINGS=$BATS_TEST_TMPDIR
	cp -r "$REPO/tests/recordings/6.1.4" "$RECORDINGS/6.1.4"
	start_fake new
	make_conf "$LAB_DBURL" < <(fake_conf new)
	run_split shieldadm doctor -o json
	finds new version "ok Kamailio 6.1.4"
	sed -i 's/6\.1\.4/7.0.0/' "$RECORDINGS"/6.1.4/*core.version.json
	run_split shieldadm doctor -o json
	finds new version "warning Kamailio '7.0.0' was never tried: 5.5 to 6.1 were | after each change: shieldadm probe --node new, with and without what was blocked"
	stop_fake new
}

@test "a node that hangs costs its timeout once, whatever the number of its ways" {
	make_conf "$LAB_DBURL" < <(lab_node_conf "$NODE" edge1 ctl unixgram http)
	kill -STOP -- "-$(lab_kamailio_pid "$NODE")"
	within 2 run_split shieldadm doctor -o json --timeout 1
	kill -CONT -- "-$(lab_kamailio_pid "$NODE")"
	assert_equal "$status $(jq -r '.[] | select(.subject == "edge1").check' <<<"$output")" "1 reachable"
}

@test "of many nodes people see what is not ok" {
	local i
	start_fake many
	for ((i = 0; i < 25; i++)); do
		printf '[node n%s]\nrpc = http://127.0.0.1:%s/RPC\n' "$i" "$(cat "$LAB_DIR/many/ready")"
	done >>"$SHIELDADM_CONFIG"
	run_split shieldadm doctor
	assert_equal "$status" 1
	refute_line --regexp '^ok'
	assert_line --regexp "^wrong +n24 +identity +it is the same server as 'n0' "
	[[ $stderr == *" wrong, "*"; what is ok is not shown of so many nodes" ]]
	examine 1
	finds edge1 modules "ok it has all that the article needs"
	stop_fake many
}

@test "the hash table of bans is the one that the configuration names" {
	sed "s/ipban/shut_out/g" "$LAB_DIR/good.cfg" >"$NODE/kamailio.cfg"
	lab_kamailio_restart "$NODE"
	examine 1
	finding edge1 "htable ipban" | grep -F 'wrong it is not there: no ban can be kept | '
	printf '[kamailio]\nban_table = shut_out\n' >>"$SHIELDADM_CONFIG"
	examine 0
	finds edge1 "htable shut_out" "ok 0 entries, each for 300 seconds"
}

@test "MariaDB: a table whose engine knows no transactions is wrong" {
	lab_mariadb_start "$LAB_DIR/db"
	lab_db_mysql
	lab_mariadb kamailio --execute 'ALTER TABLE secfilter ENGINE = MyISAM'
	with_conf "s,^url.*,url = $LAB_MYSQL_URL,"
	examine 1
	finds database connection "ok 'mysql://127.0.0.1:$LAB_MYSQL_PORT/kamailio' (from '$SHIELDADM_CONFIG')"
	finds database "table secfilter" "wrong its engine does not support transactions: a failed change is half stored | ALTER TABLE secfilter ENGINE = InnoDB;"
	lab_mariadb kamailio --execute 'ALTER TABLE secfilter ENGINE = InnoDB'
	lab_mariadb kamailio --execute "REVOKE ALL ON kamailio.* FROM kamailio@'%', kamailio@localhost"
	examine 1
	refute [ -z "$(finding database connection; finding database rows)" ]
	finds edge1 modules "ok it has all that the article needs"
	lab_mariadb_stop
}
