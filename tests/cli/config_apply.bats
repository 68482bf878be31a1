# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154,SC2030,SC2031 # run sets status, output, stderr
#
# config apply and revert: kamailio.cfg is changed as a whole or not at all, and a real
# Kamailio runs what comes out.

load luck

setup_file() {
	lab_begin "$BATS_FILE_TMPDIR"
	lab_db_sqlite "$LAB_DIR/kamailio.sqlite"
	export LAB_DBURL=sqlite:///$LAB_DIR/kamailio.sqlite NODE=$LAB_DIR/edge1
	mkdir -p "$NODE/run"
	lab_free_port >"$NODE/port"
	LAB_EXTRA_CFG='' awk -f "$LAB_HOME/private.awk" -v port="$(cat "$NODE/port")" \
		-v run="$NODE/run" "$LAB_STOCK_CFG" >"$LAB_DIR/stock.cfg"
	make_conf "$LAB_DBURL" < <(lab_node_conf "$NODE" edge1)
}

setup() {
	mkdir "$BATS_TEST_TMPDIR/etc"
	CFG=$BATS_TEST_TMPDIR/etc/kamailio.cfg
	cp "$LAB_DIR/stock.cfg" "$CFG"
}

teardown_file() {
	lab_cleanup
}

# nothing_left: beside the file there is nothing but its backups.
nothing_left() {
	[ -z "$(find "$(dirname "$CFG")" -name '.*shieldadm*')" ]
}

# is_untouched: the file, and nothing beside it.
is_untouched() {
	cmp "$CFG" "${1:-$LAB_DIR/stock.cfg}" && [ "$(ls -A "$(dirname "$CFG")")" = kamailio.cfg ]
}

# refuses STATUS TEXT [ARGUMENT...]: apply does, and changes nothing.
refuses() {
	local before=$BATS_TEST_TMPDIR/before
	cp "$CFG" "$before"
	run_fails "$1" "$2" config apply "$CFG" --yes "${@:3}"
	is_untouched "$before"
}

@test "a stock config that was hardened boots, and asks for what shieldadm stores" {
	run_ok config apply "$CFG" --yes
	cp "$CFG" "$NODE/kamailio.cfg"
	lab_kamailio_start "$NODE"
	run_ok ua block friendly-scanner
	run_ok country allow US
	run_ok addr add 127.1.7.0/24 carrier
	sip_answered 127.1.7.1 Yealink
	sip_dropped 127.1.7.2 friendly-scanner/2
	sip_dropped 127.2.7.1 Yealink REGISTER
	sip_answered 127.1.8.1 Yealink REGISTER
	lab_kamailio_stop "$NODE"
}

@test "show --full prints the whole file, as apply would write it, and it boots" {
	run_ok config show --full "$CFG"
	cmp "$CFG" "$LAB_DIR/stock.cfg"
	shieldadm config show --full "$CFG" 2>/dev/null >"$BATS_TEST_TMPDIR/whole.cfg"
	assert_equal "$(shieldadm -q config show --full "$CFG" -o json | jq -r '.[0].text')" \
		"$(cat "$BATS_TEST_TMPDIR/whole.cfg")"
	run_ok config apply "$CFG" --yes
	cmp "$CFG" "$BATS_TEST_TMPDIR/whole.cfg"
	cp "$BATS_TEST_TMPDIR/whole.cfg" "$NODE/kamailio.cfg"
	lab_kamailio_start "$NODE"
	run_ok ua block friendly-scanner
	sip_dropped 127.1.7.3 friendly-scanner
	lab_kamailio_stop "$NODE"
	run_fails 2 'a file needs --full' config show "$CFG"
}

@test "apply stores the sentinel that its route waits for, or says that it could not" {
	db_rows 'DELETE FROM secfilter'
	run_ok config apply "$CFG" --yes --dry-run
	assert_equal "$(table_rules)" ''
	run_ok config apply "$CFG" --yes --no-sentinel
	assert_equal "$(table_rules)" ''
	run_ok config apply "$CFG" --yes --only sqli,flood
	assert_equal "$(table_rules)" ''
	run_split shieldadm config apply "$CFG" --yes
	assert_equal "$(table_rules)" '1 1 ZZ'
	cp "$LAB_DIR/stock.cfg" "$CFG"
	db_rows 'DELETE FROM secfilter; ALTER TABLE secfilter RENAME TO hidden'
	run_ok config apply "$CFG" --yes
	[[ $stderr == *"is not stored: table 'secfilter' does not exist"*'run this before you start Kamailio: shieldadm config sentinel'* ]] || show_run 'not said'
	grep -q WITH_SHIELDADM "$CFG"
	db_rows 'ALTER TABLE hidden RENAME TO secfilter'
}

@test "a database beside kamailio.cfg is no hindrance to the sentinel" {
	cp "$LAB_DIR/stock.cfg" "$LAB_DIR/beside.cfg"
	db_rows 'DELETE FROM secfilter'
	run_ok config apply "$LAB_DIR/beside.cfg" --yes
	[[ $stderr != *'waiting for another shieldadm'* ]] || show_run 'it waits for itself'
	assert_equal "$(table_rules)" '1 1 ZZ'
}

@test "a kamailio that does not end its check leaves the file alone, without one it is only told" {
	mkdir "$BATS_TEST_TMPDIR/bin"
	printf '#!/bin/sh\nexec sleep 60\n' >"$BATS_TEST_TMPDIR/bin/kamailio"
	chmod +x "$BATS_TEST_TMPDIR/bin/kamailio"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH refuses 8 'was not changed' --timeout 0.2
	unshare -m true 2>/dev/null || skip 'no mount of its own is allowed here'
	run env PATH=/usr/bin:/bin unshare -m sh -c 'mount -t tmpfs none /usr/sbin && exec "$@"' sh \
		"$SHIELDADM" config apply "$CFG" --yes
	assert_success
	assert_output --partial 'kamailio is not installed here'
	grep -q WITH_SHIELDADM "$CFG"
	run env PATH=/usr/bin:/bin unshare -m sh -c 'mount -t tmpfs none /usr/sbin && exec "$@"' sh \
		"$SHIELDADM" config check "$CFG"
	assert_output --partial 'not installed'
}

@test "the diff is shown first, and --dry-run stops there" {
	run_ok config apply "$CFG" --dry-run
	says "+++ $CFG (after)"
	says $'\n+#!define WITH_SECFILTER\n'
	says 'would be changed'
	is_untouched
}

@test "a second apply changes nothing, and keeps no second backup" {
	run_ok config apply "$CFG" --yes
	cp "$CFG" "$BATS_TEST_TMPDIR/once"
	run_ok config apply "$CFG" --yes -o plain
	assert_output "$CFG"$'\tunchanged\t\t\t'
	cmp "$CFG" "$BATS_TEST_TMPDIR/once"
	[ "$(find "$BATS_TEST_TMPDIR/etc" -name 'kamailio.cfg.shieldadm-*' | wc -l)" -eq 1 ]
}

@test "revert takes out what apply put in, and nothing that came later" {
	run_ok config apply "$CFG" --yes
	echo '# written later' >>"$CFG"
	run_ok config revert "$CFG" --yes
	diff "$LAB_DIR/stock.cfg" "$CFG" | grep -v '^[0-9]' >"$BATS_TEST_TMPDIR/more"
	assert_equal "$(cat "$BATS_TEST_TMPDIR/more")" '> # written later'
	run_ok config revert "$CFG" --yes -o plain
	[[ $output == *unchanged* ]]
}

@test "owner, group and mode stay, the old file is kept, and a symlink stays one" {
	local folder=$BATS_TEST_TMPDIR/elsewhere backup
	mkdir "$folder"
	mv "$CFG" "$folder/real.cfg"
	ln -s "$folder/real.cfg" "$CFG"
	chmod 640 "$folder/real.cfg"
	[ "$(id -u)" -ne 0 ] || chown 65534:65534 "$folder/real.cfg"
	run_ok config apply "$CFG" --yes -o json
	backup=$(jq -r '.[0].backup' <<<"$output")
	[ -L "$CFG" ]
	cmp "$backup" "$LAB_DIR/stock.cfg"
	assert_equal "$(stat -c '%a %u %g' "$folder/real.cfg")" "$(stat -c '%a %u %g' "$backup")"
	[ "$(stat -c %a "$backup")" = 640 ]
	[ "$(id -u)" -ne 0 ] || [ "$(stat -c %u:%g "$folder/real.cfg")" = 65534:65534 ]
	nothing_left
}

@test "who may not write there sees what would change, and can change nothing" {
	local folder
	[ "$(id -u)" -eq 0 ] || skip "needs to be root, to become somebody else"
	folder=$(mktemp -d /tmp/shieldadm-apply.XXXXXX)
	cp "$CFG" "$LAB_DIR/geo.mmdb" "$SHIELDADM" "$folder"
	chmod 755 "$folder"
	printf '[geoip]\ndatabase = %s/geo.mmdb\n' "$folder" >"$folder/conf"
	for option in --dry-run --yes; do
		run_split setpriv --reuid 65534 --regid 65534 --clear-groups \
			env -u TMPDIR "$folder/shieldadm" --config "$folder/conf" \
			config apply "$folder/kamailio.cfg" "$option"
		printf '%s %s\n' "$status" "${stderr//$'\n'/ }" >>"$BATS_TEST_TMPDIR/said"
		cmp "$folder/kamailio.cfg" "$CFG"
	done
	rm -r "$folder"
	cat "$BATS_TEST_TMPDIR/said"
	grep -q '^0 .*kamailio -c was not run' "$BATS_TEST_TMPDIR/said"
	grep -q '^8 .*cannot write beside' "$BATS_TEST_TMPDIR/said"
}

@test "JSON tells the file, the result, the backup and the diff" {
	run_ok config apply "$CFG" --yes -o json
	jq -e --arg file "$CFG" '.[0] | .file == $file and .result == "changed" and
		.kamailio == "fine" and (.diff | contains("+#!define WITH_GEOIP2"))' <<<"$output"
	run_ok config apply "$CFG" --yes -o csv
	[[ $output == *unchanged* ]]
}

@test "without --yes it asks on a terminal, and writes nothing where there is none" {
	run_split shieldadm config apply "$CFG" </dev/null
	[ "$status" -eq 7 ]
	said 'cannot ask whether to write'
	is_untouched
	printf 'n\n' | script -qec "$SHIELDADM config apply $CFG" /dev/null >"$BATS_TEST_TMPDIR/tty" || true
	grep -q 'write that?' "$BATS_TEST_TMPDIR/tty"
	is_untouched
	printf 'y\n' | script -qec "$SHIELDADM config apply $CFG" /dev/null >"$BATS_TEST_TMPDIR/tty"
	grep -q 'shieldadm: begin routes' "$CFG"
}

@test "a worker's init route that is there already stays the only one" {
	printf 'event_route[core:worker-one-init] {\n\txlog("L_INFO", "mine\\n");\n}\n' >>"$CFG"
	run_ok config apply "$CFG" --yes
	assert_equal "$(grep -c '^event_route.core:worker-one-init' "$CFG")" 1
	run_ok config apply "$CFG" --yes
	run_ok config revert "$CFG" --yes
	assert_equal "$(grep -c '^event_route.core:worker-one-init' "$CFG")" 1
	cp "$LAB_DIR/stock.cfg" "$CFG"
	run_ok config apply "$CFG" --yes
	assert_equal "$(grep -c '^event_route.core:worker-one-init' "$CFG")" 1
	run_ok config apply "$CFG" --yes
	assert_equal "$(grep -c '^event_route.core:worker-one-init' "$CFG")" 1
}

@test "the article's own text is mended, and boots" {
	awk -f "$LAB_HOME/article.awk" -v dburl="$LAB_DBURL" -v mmdb="$LAB_DIR/geo.mmdb" \
		-v reqinit="$LAB_HOME/reqinit_article.cfg" "$LAB_DIR/stock.cfg" |
		sed 's|"cb=>[^"]*"|"cb=>DBURL"|' >"$CFG"
	cp "$CFG" "$BATS_TEST_TMPDIR/article"
	run_ok config apply "$CFG" --yes
	[ -z "$stderr" ] || [[ $stderr != *"not shieldadm's"* ]]
	run_ok config check -q "$CFG"
	cp "$CFG" "$NODE/kamailio.cfg"
	lab_kamailio_start "$NODE"
	lab_kamailio_stop "$NODE"
	run_ok config revert "$CFG" --yes
	cmp "$CFG" "$BATS_TEST_TMPDIR/article"
}

@test "a config written by hand, which asks for no define, gets all that it lacks, and boots" {
	cat >"$CFG" <<-CFG
		#!KAMAILIO
		# ours
		debug=2
		log_stderror=no
		children=2
		auto_aliases=no
		listen=udp:127.0.0.1:$(cat "$NODE/port")
		loadmodule "tm.so"
		loadmodule "sl.so"
		loadmodule "pv.so"
		loadmodule "kex.so"
		loadmodule "ctl.so"
		loadmodule "jsonrpcs.so"
		modparam("ctl", "binrpc", "unix:$NODE/run/kamailio_ctl")
		modparam("jsonrpcs", "dgram_socket", "$NODE/run/kamailio_rpc.sock")
		modparam("jsonrpcs", "fifo_name", "$NODE/run/kamailio_rpc.fifo")

		request_route {
			route(REQINIT);
			sl_send_reply("200", "ours");
		}

		route[REQINIT] {
			if (\$hdr(X-Ours) == "drop") { exit; }
		}
	CFG
	run_ok config apply "$CFG" --yes --db-url "$LAB_DBURL"
	said 'no route authenticates'
	said "not shieldadm's: it stays"
	cp "$CFG" "$NODE/kamailio.cfg"
	lab_kamailio_start "$NODE"
	run_ok ua block sipvicious
	run_ok country allow US
	sip_answered 127.1.9.1 Yealink REGISTER
	sip_dropped 127.1.9.1 sipvicious REGISTER
	sip_dropped 127.2.9.1 Yealink REGISTER
	lab_kamailio_stop "$NODE"
}

@test "each part can be put in alone, and one instead of another" {
	local part
	for part in sqli country ua lists flood logins sanity hops contact method options; do
		run_ok config apply "$CFG" --yes --only "$part" -o plain
		[[ $output == *$'\tchanged\t'*$'\tfine\t'* ]]
	done
	run ! grep -q 'secf_check_ua' "$CFG"
	grep -q 'answer OPTIONS from carriers' "$CFG"
	run_ok config revert "$CFG" --yes
	cmp "$CFG" "$LAB_DIR/stock.cfg"
}

# What is known to differ between the stock files of 5.5 to 6.1: words of the log, the scanners'
# names, numbers of sanity_check, blanks and braces.
@test "a login that is asked for in another form is counted, Kamailio takes it, and it is given back" {
	local form
	for form in '!www_authorize("$fd", "subscriber")) { # why\n' \
		'!auth_check("$fd", "subscriber", "1"))\n{' \
		'auth_check("$fd", "subscriber", "1")) $var(x) = 1; else {' \
		'!auth_check("$fd", "subscriber", "1")) route(NO);\nelse $var(x) = 1;\nif ($var(x) == 2) {' \
		'$ua == "x") $var(x) = 1;\nelse if (!auth_check("$fd", "subscriber", "1")) {'; do
		sed "s/if (!auth_check(.*/if ($form/" "$LAB_DIR/stock.cfg" >"$CFG"
		printf '#!ifdef WITH_AUTH\nroute[NO] {\n\tauth_challenge("$fd", "0");\n\texit;\n}\n#!endif\n' >>"$CFG"
		cp "$CFG" "$BATS_TEST_TMPDIR/before"
		run_ok config apply "$CFG" --yes
		[[ $stderr != *'not counted'* && $stderr != *'cannot be counted'* ]] || show_run "not counted: $form"
		is_asked_once 'route(SHIELDADM_LOGIN_FAILED)'
		is_asked_once 'route(SHIELDADM_LOGIN_PASSED)'
		run_ok config revert "$CFG" --yes
		cmp "$CFG" "$BATS_TEST_TMPDIR/before"
	done
}

@test "stock files that are written as other releases write them are hardened the same" {
	local change
	for change in 's/xlog("L_ALERT",/xalert(/' 's/friendly|scanner/friendly-scanner/; s/|pplsip"/"/' \
		's/"17895", "7"/"1511", "7"/' 's/^\(\t*\)if(\(.*\)) {$/\1if (\2)\n\1{/' \
		's/^\tforce_rport();$/\t\/\/ no rport\n\tforce_rport(); # as ever/' \
		'/set_reply_no_connect/d' 's/^route\[REQINIT\] {/route["REQINIT"]\n{/'; do
		sed "$change" "$LAB_DIR/stock.cfg" >"$CFG"
		run cmp "$CFG" "$LAB_DIR/stock.cfg"
		[ "$status" -eq 1 ]
		run_ok config apply "$CFG" --yes
		[[ $stderr != *"not shieldadm's"* ]] || show_run "own: $change"
		[ "$(grep -c '^#!ifdef SHIELDADM_REPLACED' "$CFG")" -eq 1 ]
		run_ok config check -q "$CFG"
		[ -z "$output" ]
	done
}

# is_asked_once WHAT: in what Kamailio reads, the lines apart that are switched off.
is_asked_once() {
	[ "$(sed '/^#!ifdef SHIELDADM_REPLACED/,/^# shieldadm: begin replaced/d' "$CFG" |
		grep -c "$1")" -eq 1 ]
}

# Against the texts of 5.7 and of the development of 6.2 release.awk has been compared.
@test "where later releases write it in another way it is hardened, boots, and is given back" {
	local release n
	for release in 5.7 6; do
		awk -v release="$release" -f "$LAB_HOME/release.awk" "$LAB_DIR/stock.cfg" >"$CFG"
		cp "$CFG" "$BATS_TEST_TMPDIR/before"
		run_ok config apply "$CFG" --yes
		# What only they have stays: the limits of sizes.
		n=$(grep -c "not shieldadm's: it stays" <<<"$stderr" || true)
		[ "$n" -eq $([ "$release" = 6 ] && echo 2 || echo 0) ] || show_run "kept: $n"
		is_asked_once 'pike_check_req()'
		is_asked_once 'mf_process_maxfwd_header('
		run_ok config check -q "$CFG"
		[ -z "$output" ]
		cp "$CFG" "$NODE/kamailio.cfg"
		lab_kamailio_start "$NODE"
		run_ok ua block sipvicious
		run_ok country allow US
		sip_answered 127.1.9.1 Yealink REGISTER
		sip_dropped 127.1.9.1 sipvicious REGISTER
		run_ok ban add 127.1.9.1 --force
		sip_dropped 127.1.9.1 Yealink REGISTER
		lab_kamailio_stop "$NODE"
		run_ok config revert "$CFG" --yes
		cmp "$CFG" "$BATS_TEST_TMPDIR/before"
	done
}

@test "a part that is put in alone leaves the checks of the stock file that it does not make" {
	sed -i '1a #!define WITH_ANTIFLOOD' "$CFG"
	run_ok config apply "$CFG" --yes --only ua
	run -1 shieldadm config check "$CFG" -o plain
	[[ $output == *$'\tdone\tflood\t'* && $output == *$'\tdone\tbans\t'* ]] || show_run flood
	[[ $output == *$'\tdone\ttoo many hops\t'* ]] || show_run hops
	[[ $output == *$'\tdone\tmalformed requests\t'* ]] || show_run sanity
	cp "$CFG" "$NODE/kamailio.cfg"
	lab_kamailio_start "$NODE"
	run_ok ban add 127.1.9.3 --force
	sip_dropped 127.1.9.3 Yealink REGISTER
	lab_kamailio_stop "$NODE"
}

@test "a config that Kamailio refuses is told and left" {
	printf 'this is = no config ((\n' >>"$CFG"
	refuses 2 "Kamailio refuses '$CFG' already: parse error in config file $CFG"
}

@test "files that cannot be read to their end are told with their line, and left" {
	echo 'include_file "not-there.cfg"' >>"$CFG"
	refuses 2 "$CFG:$(wc -l <"$CFG"): cannot read the included file '$BATS_TEST_TMPDIR/etc/not-there.cfg'"
	cp "$LAB_DIR/stock.cfg" "$CFG"
	echo 'include_file "kamailio.cfg"' >>"$CFG"
	refuses 2 'includes itself'
	sed 's/$/\r/' "$LAB_DIR/stock.cfg" >"$CFG"
	refuses 2 'Windows line ends'
	sed 's/REQINIT/OTHER/' "$LAB_DIR/stock.cfg" >"$CFG"
	refuses 2 'has no route[REQINIT]'
	printf 'a\0b' >"$CFG"
	refuses 8 'NUL byte'
	rm "$CFG"
	run_fails 3 'No such file' config apply "$CFG" --yes
}

@test "a config of 100,000 lines is hardened within seconds" {
	awk 'BEGIN { for (i = 0; i < 99000; i++)
		print (i % 3 ? "# line" : "#!ifdef NOT_" i "\nx\n#!endif") }' >>"$CFG"
	within 20 run_ok config apply "$CFG" --yes
	run_ok config apply "$CFG" --yes -o plain
	[[ $output == *unchanged* ]]
}

@test "a GeoIP file that is missing leaves countries out, tells how to get it, and boots" {
	run_ok config apply "$CFG" --yes --mmdb "$BATS_TEST_TMPDIR/none.mmdb"
	said 'the check of countries is left out'
	said "geoipupdate -d $BATS_TEST_TMPDIR;"
	said '/etc/GeoIP.conf'
	run ! grep -q 'geoip2.so' "$CFG"
	cp "$CFG" "$NODE/kamailio.cfg"
	lab_kamailio_start "$NODE"
	lab_kamailio_stop "$NODE"
	run_ok config apply "$CFG" --yes
	grep -q 'geoip2.so' "$CFG"
}

@test "a password is not shown, and not put where everybody can read it" {
	local url=mysql://kamailio:Secret/9@127.0.0.1/kamailio
	chmod 644 "$CFG"
	refuses 7 "chmod 640 '$CFG'" --db-url "$url"
	chmod 640 "$CFG"
	run_ok config apply "$CFG" --yes --db-url "$url"
	grep -q "$url" "$CFG"
	says 'kamailio:***@127.0.0.1'
	[[ $output$stderr != *Secret* ]]
	run_ok config revert "$CFG" --yes -o json
	[[ $output$stderr != *Secret* ]]
}

@test "two at once do not get into each other's way" {
	local pids=() pid
	for _ in 1 2 3 4; do
		shieldadm config apply "$CFG" --yes -o plain >>"$BATS_TEST_TMPDIR/all" 3>&- &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do
		wait "$pid"
	done
	assert_equal "$(cut -f2 "$BATS_TEST_TMPDIR/all" | sort | uniq -c | tr -s ' ' | paste -sd,)" \
		' 1 changed, 3 unchanged'
	nothing_left
}

@test "who waits too long for another one is told, and one that changed meanwhile is left" {
	exec {lock}<"$BATS_TEST_TMPDIR/etc"
	flock "$lock"
	run_fails 8 'another shieldadm is changing' config apply "$CFG" --yes --timeout 0.3
	exec {lock}<&-
	# A kamailio that changes the file while it is asked about the new one.
	mkdir "$BATS_TEST_TMPDIR/bin"
	printf '#!/bin/sh\necho "# by hand" >>%q\n' "$CFG" >"$BATS_TEST_TMPDIR/bin/kamailio"
	chmod +x "$BATS_TEST_TMPDIR/bin/kamailio"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH run_split shieldadm config apply "$CFG" --yes
	[ "$status" -eq 7 ]
	said 'was changed by somebody else'
	assert_equal "$(tail -n 1 "$CFG")" '# by hand'
	[ "$(ls -A "$BATS_TEST_TMPDIR/etc")" = kamailio.cfg ]
}

@test "a disk that is full leaves the file as it was" {
	run_split bash -c 'ulimit -f 8; trap "" XFSZ; exec "$0" config apply "$1" --yes' \
		"$SHIELDADM" "$CFG"
	[ "$status" -eq 8 ]
	said 'File too large'
	is_untouched
}
