# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # run sets status, output, stderr
#
# Rows as others write them, drawn at random: the node's word on each, and shieldadm's.

# A node on SQLite, and tables that hold anything.
rows_up() {
	lab_up sqlite
	db_rows 'DROP TABLE address; DROP TABLE secfilter;
		CREATE TABLE address (id INTEGER PRIMARY KEY, grp INTEGER, ip_addr VARCHAR(255),
			mask INTEGER, port INTEGER, tag VARCHAR(255));
		CREATE TABLE secfilter (id INTEGER PRIMARY KEY, action INTEGER, type INTEGER,
			data VARCHAR(255))'
	make_conf "$LAB_DBURL" < <(lab_node_conf "$NODE" edge1)
	export ROWS_SEED=${ROWS_SEED:-$RANDOM}
}

# draw SEED N: N rows, with the node's word on each, and shieldadm's.
draw() {
	local kind
	DRAWN=$BATS_TEST_TMPDIR/$1
	mkdir -p "$DRAWN"
	perl "$LAB_HOME/rows.pl" "$LAB_DIR/kamailio.sqlite" "$NODE/run" "$1" "$2" "$DRAWN"
	db_rows 'DELETE FROM address; DELETE FROM secfilter'
	sqlite3 -bail "$LAB_DIR/kamailio.sqlite" <"$DRAWN/rows.sql"
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
				port: .value.port, mask: .value.mask} end
		else
			{harms: (.value.harms or .value.value == ""), kind: .value.kind, action: .value.action,
				value: .value.value} end) as $word |
		(if .key | startswith("address") then
			if $harms[.key] then {harms: true} else
			$addresses[.key] | {harms: false, form: .form, ip: .address, group: .group,
				port: .port, mask: (if .form == "network" then .mask else null end)} end
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
		draw $((ROWS_SEED * 1000 + i)) "$2"
		[ "$(jq length "$DRAWN/node.json")" -eq "$2" ]
		compare >"$DRAWN/differs"
		refute_difference "$DRAWN/differs"
	done
}
