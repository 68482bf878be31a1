# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # run sets output, stderr, status
#
# shellcheck disable=SC2034 # what other() finds is for the tests
#
# A policy of 10,000 addresses that is applied and taken away again, whatever happens in
# the middle of it.

# shellcheck source=tests/cli/luck.bash
. "${BASH_SOURCE[0]%/*}/../cli/luck.bash"

ROWS=10000

# make_policies: $FULL wants all the rows, $NONE none of them.
make_policies() {
	FULL=$LAB_DIR/full.yaml NONE=$LAB_DIR/none.yaml
	export FULL NONE
	{
		printf 'ua:\n  block: [first-%s, last-%s]\naddr:\n  carrier:\n' x x
		seq $ROWS | awk '{ printf "    - 10.%d.%d.%d\n", $1 / 65536, $1 / 256 % 256, $1 % 256 }'
	} >"$FULL"
	printf 'ua: {}\naddr: {}\n' >"$NONE"
}

# "rules rows changes", and what the history says of the last change.
in_database() {
	db_rows 'SELECT (SELECT count(*) FROM secfilter), (SELECT count(*) FROM address),
		(SELECT count(*) FROM shieldadm_change)' | tr '\t' ' '
}

last_change() {
	db_rows 'SELECT added, removed FROM shieldadm_change ORDER BY id DESC LIMIT 1' | tr '\t' ' '
}

# is_whole BEFORE AFTER WHAT: the tables are exactly before or exactly after, and the
# history agrees, the rows it keeps too; then sync brings the node there.  BEFORE and AFTER:
# "rules rows changes".
is_whole() {
	local now id
	now=$(in_database)
	[ "$now" = "$1" ] || [ "$now" = "$2" ] || fail "neither '$1' nor '$2': '$now'" || return 1
	if [ "$now" = "$2" ]; then
		assert_equal "$(last_change)" "$3"
		id=$(db_rows 'SELECT max(id) FROM shieldadm_change')
		assert_equal "$(shieldadm history "$id" -o json | jq '.rows | length')" $((ROWS + 2))
	fi
	assert_equal "$(db_rows 'SELECT count(*) FROM shieldadm_change_row r
		WHERE NOT EXISTS (SELECT 1 FROM shieldadm_change c WHERE c.id = r.change_id)')" 0
	run_ok -q sync
	run_ok -q status
}

# The state it is in: full or none; how it would be after apply of the other one.
other() {
	local rules rows changes
	read -r rules rows changes <<<"$(in_database)"
	before="$rules $rows $changes"
	if [ "$rows" -eq 0 ]; then
		wanted=$FULL
		after="2 $ROWS $((changes + 1))"
		what="$((ROWS + 2)) 0"
	else
		wanted=$NONE
		after="0 0 $((changes + 1))"
		what="0 $((ROWS + 2))"
	fi
}

# How long an apply takes, in us.
measure() {
	local start=${EPOCHREALTIME/./}
	other
	run_ok -y -q apply "$wanted" --prune
	took=$((${EPOCHREALTIME/./} - start))
	other
	run_ok -y -q apply "$wanted" --prune
}

# moment N OF: sleep until a random moment in this part of that time, and a bit more.
moment() {
	sleep_us $((took * (110 * $1 - RANDOM % 110) / $2 / 100))
}

kill_it() {
	kill -s KILL "$job" 2>/dev/null || true
	timeout 120 tail --pid="$job" -f /dev/null
	wait "$job" 2>/dev/null || true
}
