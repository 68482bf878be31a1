# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154,SC2030,SC2031 # run sets status, output, stderr
#
# config check: what of the article's steps a kamailio.cfg has, lacks, and gets wrong.

load luck

setup_file() {
	lab_begin "$BATS_FILE_TMPDIR"
	lab_db_sqlite "$LAB_DIR/kamailio.sqlite"
	export LAB_DBURL=sqlite:///$LAB_DIR/kamailio.sqlite
	make_conf "$LAB_DBURL" </dev/null
	# The article's words, pasted: its route as printed, its define in a string.
	awk -f "$LAB_HOME/article.awk" -v dburl="$LAB_DBURL" -v mmdb="$LAB_DIR/geo.mmdb" \
		-v reqinit="$LAB_HOME/reqinit_article.cfg" "$LAB_STOCK_CFG" |
		sed 's|"cb=>[^"]*"|"cb=>DBURL"|' >"$LAB_DIR/article.cfg"
}

setup() {
	CFG=$BATS_TEST_TMPDIR/kamailio.cfg
	cp "$LAB_STOCK_CFG" "$CFG"
	db_rows 'DELETE FROM secfilter'
}

teardown_file() {
	lab_cleanup
}

# check STATUS [ARGUMENT...]: config check of $CFG as JSON.
check() {
	run_split shieldadm config check "$CFG" -o json "${@:2}"
	[ "$status" -eq "$1" ] || show_run "not status $1: config check"
}

# found STATE: "step item line" of what is in this state.
found() {
	jq -r --arg state "$1" '.[] | select(.state == $state) |
		"\(.step) \(.item) \(.line)"' <<<"$output"
}

# line_of TEXT: the number of the first line that has it.
line_of() {
	grep -nF -m 1 -- "$1" "$CFG" | cut -d: -f1
}

@test "the article's text has exactly the faults that it is known for" {
	cp "$LAB_DIR/article.cfg" "$CFG"
	check 1
	assert_equal "$(found missing)" ''
	assert_equal "$(found wrong)" "3 sqlcon $(line_of 'cb=>DBURL')
4 failed logins $(line_of 'auth_check(')
4 unknown country $(line_of 'geoip2_match(')
4 no User-Agent $(line_of 'secf_check_ua(')"
	assert_equal "$(found warning | cut -d' ' -f2 | paste -sd' ')" 'domain ip user dst'
	jq -e '[.[] | select(.state == "wrong") | .mend] | all(. != null)' <<<"$output"
}

@test "a stock config lacks what the article adds, each with the text to put there" {
	check 1
	found missing >"$BATS_TEST_TMPDIR/missing"
	for item in '1 WITH_GEOIP2 1' '1 WITH_IPAUTH 1' '2 secfilter' '3 auth_try' \
		'4 user agents' '5 user agents' '6 countries' '7 addresses'; do
		grep -q "^$item" "$BATS_TEST_TMPDIR/missing"
	done
	jq -e '.[] | select(.item == "secfilter") | .mend == "loadmodule \"secfilter.so\""' <<<"$output"
	assert_equal "$(found done | grep '^2' | cut -d' ' -f2 | paste -sd' ')" 'sanity maxfwd registrar usrloc'
	[[ $stderr == *'missing: shieldadm config apply'* ]]
}

@test "what apply makes of it is complete, and its policies are told" {
	run_ok config apply "$CFG" --yes
	check 0
	assert_equal "$(found missing)$(found wrong)$(found warning)" ''
	says 'the policy SHIELDADM_DROP_UNKNOWN_COUNTRY is not defined'
	sed -i 's/^##!define SHIELDADM_DROP_NO_UA/#!define SHIELDADM_DROP_NO_UA/' "$CFG"
	check 0
	jq -e '.[] | select(.item == "no User-Agent") | .text == "dropped"' <<<"$output"
}

@test "a hardened config whose lists lack the sentinel is told, with what to type" {
	run_ok config apply "$CFG" --yes --no-sentinel
	check 1
	assert_equal "$(jq -r '.[] | select(.state == "missing") | "\(.item): \(.mend)"' <<<"$output")" \
		'sentinel: shieldadm config sentinel'
	run shieldadm config sentinel # no node is there to hold it yet
	assert_equal "$status" 6
	check 0
	assert_equal "$(jq -r '.[] | select(.item == "sentinel") | .state' <<<"$output")" 'done'
}

@test "taking one piece away again is found, whatever it is" {
	local piece
	run_ok config apply "$CFG" --yes
	cp "$CFG" "$BATS_TEST_TMPDIR/whole"
	for piece in 'secf_check_sqli_all();' 'secf_check_ua();' 'loadmodule "geoip2.so"' \
		'loadmodule "pike.so"' 'modparam("secfilter", "db_url", DBURL)' \
		'auth_try=>size=12;' '#!define WITH_ANTIFLOOD' 'route(REQINIT);' \
		'route(SHIELDADM_REQINIT);' 'route(SHIELDADM_LOGIN_FAILED);' \
		'secf_check_ip();' 'sanity_check("17895", "7")'; do
		awk -v piece="$piece" 'index($0, piece) { gsub(/"/, "\047"); sub(/^/, "#  ") } { print }' \
			"$BATS_TEST_TMPDIR/whole" >"$CFG"
		run_split shieldadm config check "$CFG" -q -o plain
		[ "$piece" = 'secf_check_ip();' ] || [ "$status" -eq 1 ] || show_run "unnoticed: $piece"
		[ -n "$output" ] || show_run "unnoticed: $piece"
	done
}

@test "a list that holds something nobody asks for is wrong, and not only a warning" {
	cp "$LAB_DIR/article.cfg" "$CFG"
	db_rows "INSERT INTO secfilter (action, type, data) VALUES (0, 3, '192.0.2.1'), (0, 0, 'sipcli')"
	check 1
	assert_equal "$(found wrong | grep -c null)" 1
	says '1 entry of this list is stored, but no route checks it'
}

@test "limits are told with their value, and where it is set" {
	echo 'modparam("permissions", "max_subnets", 4096)' >>"$CFG"
	sed -i '1a #!define WITH_MYSQL\n#!define WITH_AUTH\n#!define WITH_IPAUTH' "$CFG"
	check 1
	jq -e --argjson line "$(wc -l <"$CFG")" '.[] | select(.item == "max_subnets") |
		.line == $line and (.text | startswith("4096: "))' <<<"$output"
	jq -e '.[] | select(.item == "binrpc_max_body_size") | .text | startswith("32, Kamailio")' <<<"$output"
}

@test "includes are followed, and a place in them is told by their name" {
	printf '#!define WITH_GEOIP2\nloadmodule "geoip2.so"\n' >"$BATS_TEST_TMPDIR/kamailio-local.cfg"
	check 1
	jq -e --arg file "$BATS_TEST_TMPDIR/kamailio-local.cfg" '.[] |
		select(.item == "geoip2") | .state == "done" and .file == $file and .line == 2' <<<"$output"
}

@test "a GeoIP file that is not there is missing, with how to get it and what works meanwhile" {
	run_ok config apply "$CFG" --yes
	sed -i "s|$LAB_DIR/geo.mmdb|$BATS_TEST_TMPDIR/none.mmdb|" "$CFG"
	check 1
	jq -e '.[] | select(.item == "GeoIP file") | .state == "missing" and
		(.mend | contains("geoipupdate -d") and contains("licence") and contains("Meanwhile"))' <<<"$output"
}

@test "what Kamailio itself refuses is told in its words, made harmless" {
	printf 'loadmodule "a\x1b[31mb.so"\n' >>"$CFG"
	run_split shieldadm config check "$CFG"
	[ "$status" -eq 1 ]
	says "could not find module <a\\x1b[31mb>"
	[[ $output != *$'\x1b'* ]]
}

@test "a file that is broken is told with its lines, and read as far as it goes" {
	printf 'include_file "none.cfg"\n#!define WITH_X\n#!define WITH_X\n#!ifdef Y\n' >>"$CFG"
	check 1
	assert_equal "$(jq -r '.[] | select(.item == "file") | "\(.state) \(.line)"' <<<"$output" | paste -sd,)" \
		"$(for i in 3 1 0; do printf 'wrong %s\n' $(($(wc -l <"$CFG") - i)); done | paste -sd,)"
	run_fails 3 'No such file' config check "$BATS_TEST_TMPDIR/none.cfg"
	run_fails 8 'not a regular file' config check "$BATS_TEST_TMPDIR"
}

@test "a hundred thousand lines are checked within seconds" {
	awk 'BEGIN { for (i = 0; i < 100000; i++) print "# line " i }' >>"$CFG"
	within 10 check 1
}

@test "all formats tell the same" {
	cp "$LAB_DIR/article.cfg" "$CFG"
	run_split shieldadm config check "$CFG" -q
	says '-> where authentication fails'
	says 'kamailio.cfg:'
	run_split shieldadm config check "$CFG" -q -o csv
	assert_equal "$(head -n 1 <<<"$output" | tr -d '\r')" 'step,state,item,file,line,text,mend'
	run_split shieldadm config check "$CFG" -q -o plain
	assert_equal "$(grep -c "	wrong	" <<<"$output")" 4
}
