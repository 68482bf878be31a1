# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # run sets status, output, stderr
#
# Rows as others write them, drawn at random: the node's word on each, and shieldadm's.

# rows_up sqlite|mysql: a node that reloads as often as it is asked to, and tables.
rows_up() {
	# Kamailio 5 has no such parameter.
	kamailio -v | grep -q 'kamailio 5' || export LAB_EXTRA_CFG='modparam("secfilter", "reload_delta", 0)'
	lab_up "$1"
	export ROWS_DATABASE=$1 ROWS_SEED=${ROWS_SEED:-$RANDOM}
	tables_of "$ROWS_SEED"
}

# tables_of SEED: new tables, of a form that others have.
tables_of() {
	case $ROWS_DATABASE in
	sqlite) sqlite_tables ;;
	mysql) mysql_tables "$1" ;;
	esac
}

# Columns that hold anything.
sqlite_tables() {
	db_rows 'DROP TABLE address; DROP TABLE secfilter;
		CREATE TABLE address (id INTEGER PRIMARY KEY, grp INTEGER, ip_addr VARCHAR(255),
			mask INTEGER, port INTEGER, tag VARCHAR(255));
		CREATE TABLE secfilter (id INTEGER PRIMARY KEY, action INTEGER, type INTEGER,
			data VARCHAR(255))'
}

# mysql_tables SEED: Kamailio's own with dSIPRouter's tags, or columns that hold anything;
# of either character set, on a server of either sql_mode.
mysql_tables() {
	local charset=latin1 mode=''
	(($1 & 1)) || charset=utf8mb4
	(($1 & 2)) || mode='STRICT_ALL_TABLES,ANSI_QUOTES,NO_BACKSLASH_ESCAPES,NO_ZERO_DATE'
	db_rows "SET GLOBAL sql_mode = '$mode'; DROP TABLE address; DROP TABLE secfilter; DROP TABLE trusted;
		DELETE FROM version WHERE table_name IN ('address', 'secfilter', 'trusted')"
	lab_mariadb kamailio < <(
		cat "$LAB_STOCK_SQL"/mysql/{permissions,secfilter}-create.sql
		printf "ALTER TABLE address MODIFY tag VARCHAR(255) NOT NULL DEFAULT '';\n"
		(($1 & 4)) || printf '%s;\n' 'ALTER TABLE address MODIFY grp INT, MODIFY ip_addr VARCHAR(255),
			MODIFY mask INT, MODIFY port INT, MODIFY tag VARCHAR(255)' \
			'ALTER TABLE secfilter MODIFY action INT, MODIFY type INT, MODIFY data VARCHAR(255)'
		printf 'ALTER TABLE %s CONVERT TO CHARACTER SET %s;\n' address "$charset" secfilter "$charset"
	)
}

# rows_client: the program that runs SQL from its standard input.
rows_client() {
	case $ROWS_DATABASE in
	sqlite) CLIENT=(sqlite3 -bail "$LAB_DIR/kamailio.sqlite") ;;
	mysql) CLIENT=(mariadb --no-defaults --socket="$LAB_MYSQL_SOCKET" --user=root --batch
		--skip-column-names --unbuffered kamailio) ;;
	esac
}

# draw SEED N: N rows, with the node's word on each, and shieldadm's.
draw() {
	local kind
	DRAWN=$BATS_TEST_TMPDIR/$1
	mkdir -p "$DRAWN"
	rows_client
	perl "$LAB_HOME/rows.pl" "$NODE/run" "$1" "$2" "$DRAWN" "${CLIENT[@]}"
	db_rows 'DELETE FROM address; DELETE FROM secfilter'
	"${CLIENT[@]}" <"$DRAWN/rows.sql"
	shieldadm db check -o json >"$DRAWN/check.json" 2>/dev/null || true
	shieldadm addr list -o json >"$DRAWN/addr.json" 2>/dev/null
	for kind in ua country domain ip user dst; do
		shieldadm "$kind" list -o json 2>/dev/null | jq "map(. + {kind: \"$kind\"})"
	done | jq -s add >"$DRAWN/rules.json"
}

# The two words on each row side by side; what differs is printed.
compare() {
	jq -rn --slurpfile node "$DRAWN/node.json" --slurpfile check "$DRAWN/check.json" \
		--slurpfile addr "$DRAWN/addr.json" --slurpfile rules "$DRAWN/rules.json" '
		($check[0].rows | map(select(.verdict == "harms") | {key: "\(.table) \(.id)", value: true})
			| from_entries) as $harms |
		($addr[0] | map({key: "address \(.id)", value: .}) | from_entries) as $addresses |
		($rules[0] | map({key: "secfilter \(.id)", value: .}) | from_entries) as $rows |
		$node[0] | to_entries[] | . as $row |
		(if .key | startswith("address") then
			if .value.harms then {harms: true} else
			{harms: false, form: .value.form, ip: .value.ip, group: .value.group,
				port: .value.port, mask: .value.mask,
				tag: (if .value.tag == "NULL" then "" else .value.tag end)} end
		else
			{harms: (.value.harms or .value.value == ""), kind: .value.kind, action: .value.action,
				value: .value.value} end) as $word |
		(if .key | startswith("address") then
			if $harms[.key] then {harms: true} else
			$addresses[.key] | {harms: false, form: .form, ip: .address, group: .group,
				port: .port, mask: (if .form == "network" then .mask else null end),
				# the node prints a missing one as NULL
				tag: (if .tag == "NULL" then "" else .tag // "" end)} end
		else
			{harms: ($harms[.key] // false)} +
			($rows[.key] // {} | {kind, action, value}) end) as $ours |
		select($word != $ours) | "\(.key): the node says \($word), shieldadm \($ours)"'
}

# refute_difference FILE: nothing may be in it.
refute_difference() {
	[ ! -s "$1" ] || { cat "$1" >&2; return 1; }
}

# all_agree N M: what is said of each of N rows, drawn in rounds of M, is what a node does.
all_agree() {
	local i
	printf '# ROWS_SEED=%s\n' "$ROWS_SEED" >&3
	for ((i = 0; i < $1 / $2; i++)); do
		tables_of $((ROWS_SEED + i))
		draw $((ROWS_SEED * 1000 + i)) "$2"
		[ "$(jq length "$DRAWN/node.json")" -eq "$2" ]
		compare >"$DRAWN/differs"
		refute_difference "$DRAWN/differs"
	done
}

# all_come_back N M: N tables of M rows each are what their export says, and their sources
# are let in as addr test says.
all_come_back() {
	local i
	printf '# ROWS_SEED=%s\n' "$ROWS_SEED" >&3
	for ((i = 0; i < $1; i++)); do
		tables_of $((ROWS_SEED + i))
		draw $((ROWS_SEED * 1000 + 500 + i)) "$2"
		settle
		sources_agree
	done
}

# The rows that do no harm, on the node; all that shieldadm says of the whole agrees.
settle() {
	jq -r '.rows[] | select(.verdict == "harms") | "DELETE FROM \(.table) WHERE id = \(.id);"' \
		"$DRAWN/check.json" | "${CLIENT[@]}"
	assert_equal "$(lab_kamcmd "$NODE" permissions.addressReload)" 'Reload OK'
	assert_equal "$(lab_kamcmd "$NODE" secfilter.reload)" 'Data reloaded'
	run_ok status
	run_ok export
	printf '%s\n' "$output" >"$DRAWN/policy.yaml"
	run_ok plan "$DRAWN/policy.yaml" --prune
	assert_output --partial 'removed 0'
	[[ $stderr == *'nothing is to be done'* ]] || show_run 'plan of an export'
	shieldadm export -o json >"$DRAWN/policy.json"
	run_ok plan "$DRAWN/policy.json" --prune
	[[ $stderr == *'nothing is to be done'* ]] || show_run 'plan of an export in JSON'
	lists_come_back
}

# What lists print can be given back: the same rows.
lists_come_back() {
	local form kind
	# An empty text cannot be told from a missing one.
	db_rows "DELETE FROM address WHERE ip_addr = ''"
	for form in csv json; do
		shieldadm addr list -o "$form" >"$DRAWN/list"
		run_ok import "$DRAWN/list" -o json
		assert_equal "$(jq ".import[0].added" <<<"$output")" 0
	done
	for kind in ua country domain user; do
		shieldadm "$kind" list -o json >"$DRAWN/list"
		[ "$(jq length "$DRAWN/list")" -gt 0 ] || continue
		run_ok import "$DRAWN/list" --kind "$kind" -o json
		assert_equal "$(jq ".import[0].added" <<<"$output")" 0
	done
}

# A request from the address is answered exactly when addr test and check say so.
sources_agree() {
	local source verdict answer
	for source in $(jq -r '[.[] | select(.form != "name" and (.address | startswith("127.2.")))
			| .address] | unique | .[:4][]' "$DRAWN/addr.json") 127.2.250.250; do
		# not of this machine, or the node's own
		[[ $source != 127.255.255.255 && $source != 127.0.0.1 && $source != *.0 ]] || continue
		# of which this machine has one
		answer=$(SIP_PORT=5060 flock "$LAB_TEMPLATES/rows.lock" perl "$LAB_HOME/sip.pl" "$source" "$(lab_kamailio_port "$NODE")" \
			'0 probe' OPTIONS 1) || true
		verdict=$(shieldadm addr test "$source:5060" -o json | jq -r '.[0].verdict') || true
		[[ $answer == dropped && $verdict == 'not allowed' ]] ||
			[[ $answer != dropped && $verdict == allowed ]] ||
			{ printf '%s: %s, addr test %s\n' "$source" "$answer" "$verdict" >&2; return 1; }
	done
}
