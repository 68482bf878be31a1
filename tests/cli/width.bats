#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# width.bats: what a terminal shows of a table, on a real one: each command gets one of
# its own, of 80 and of 40 columns.

load luck

setup_file() {
	lab_up mysql
	make_conf "$LAB_DBURL" < <(
		lab_node_conf "$NODE" edge1-of-the-frankfurt-rack ctl http
		printf '[node edge2]\nrpc = ctl:%s/nobody\n' "$LAB_DIR"
	)
	export ONE=edge1-of-the-frankfurt-rack
	fill_tables
}

teardown_file() {
	lab_cleanup
}

fill_tables() {
	LONG="Yealink SIP-T46G $(printf 'very %.0s' {1..30})long"
	export LONG
	db_rows 'ALTER TABLE secfilter CONVERT TO CHARACTER SET utf8mb4'
	shieldadm db init -q >/dev/null
	shieldadm ua block "${LONG:0:60}" '電話番号電話番号電話番号電話番号電話番号' \
		"📞📞📞📞📞📞📞📞📞📞📞📞📞📞📞📞" \
		$'Mu\xcc\x88ller Mu\xcc\x88ller Mu\xcc\x88ller Mu\xcc\x88ller' --node "$ONE" -q >/dev/null
	shieldadm country allow US --yes --node "$ONE" -q >/dev/null
	shieldadm addr add 2001:db8:1111:2222:3333:4444:5555:6666 192.0.2.0/24 customer \
		--tag 'ACME, with the branch offices of Berlin and Hamburg' --node "$ONE" -q >/dev/null
	shieldadm ban add 203.0.113.88 --for 1h --node "$ONE" -q \
		--reason 'scans all night, ticket 7, and the one before it, and the one before that' >/dev/null
	lab_kamcmd "$NODE" htable.seti auth_try 203.0.113.99 7
	kamailio_log >"$BATS_FILE_TMPDIR/log"
}

# Something that no reload has dropped yet.
differ() {
	lab_kamcmd "$NODE" secfilter.add_bl ua 'typed into kamcmd, by somebody who was in a hurry'
}

# Requests that a rule for their user agent would have stopped before, as the article's
# route logs them.
kamailio_log() {
	local i said
	for i in {1..9}; do
		said="Nov 24 08:00:0$i sip kamailio[7]: INFO: <script>: [REQINIT]: INVITE from 203.0.113.9"
		printf "%s allowed for call-id: c%s, useragent '%s' is not blocklisted\n" "$said" "$i" \
			'a scanner with a name that is as long as names of scanners are'
		printf '%s blocked for call-id: c%s, pike blocking\n' "$said" "$i"
	done
}

# terminal COMMAND: what this command of sh shows on a terminal, without colours.
terminal() {
	TERM=xterm SHELL=/bin/sh timeout 120 script -qec "$1" /dev/null </dev/null 3>&- 4>&- |
		tr -d '\r' | sed 's/\x1b\[[0-9;]*[A-Za-z]//g'
}

# on_terminal COLUMNS ARGUMENT...: shieldadm on a terminal; what it shows is $output, and
# what it says beside that $stderr.
on_terminal() {
	local command
	printf -v command '%q ' "$SHIELDADM" "${@:2}"
	status=0
	output=$(set -o pipefail && terminal \
		"stty cols $1 rows 200; exec $command 2>$BATS_TEST_TMPDIR/err") || status=$?
	mapfile -t lines <<<"$output"
	stderr=$(cat "$BATS_TEST_TMPDIR/err")
}

widest() {
	LC_ALL=C.UTF-8 wc -L <<<"$output"
}

# fits ARGUMENT...: it is one of those that all_fit runs.
fits() {
	local columns command
	printf -v command '%q ' "$@"
	for columns in 80 40; do
		printf 'stty cols %s; echo "== %s %s"; %q %s 2>>%q\n' "$columns" "$columns" \
			"${command//\"/}" "$SHIELDADM" "$command" "$BATS_TEST_TMPDIR/err"
	done >>"$BATS_TEST_TMPDIR/script"
}

# all_fit: each command since the last time shows something on a terminal of its own width,
# and no line of that is longer than the terminal is wide.
all_fit() {
	local dir=$BATS_TEST_TMPDIR/shown
	mkdir -p "$dir" && rm -f "$dir"/*
	terminal "stty rows 200; . $BATS_TEST_TMPDIR/script" |
		awk -v dir="$dir" '/^== / { close(file); file = sprintf("%s/%03d", dir, ++n); is_name = 1 }
			{ print >(file (is_name ? ".name" : "")); is_name = 0 }'
	LC_ALL=C.UTF-8 wc -L "$dir"/??? | awk '$2 != "total" {
		getline name <($2 ".name")
		split(name, word, " ")
		n++
		if ($1 == 0 || $1 > word[2]) print name ": " $1 " wide"
	} END { print n " shown" }' >"$BATS_TEST_TMPDIR/widths"
	assert_equal "$(cat "$BATS_TEST_TMPDIR/widths")" \
		"$(wc -l <"$BATS_TEST_TMPDIR/script") shown"
	rm "$BATS_TEST_TMPDIR/script"
}

# What is shown, without blanks, line ends, and what changes: the numbers, and which of its
# processes has the least memory.
words() {
	tr -d ' \n0-9' <<<"$output" | sed "s/inuse,by'[^']*'//g"
}

@test "every command that prints a table fits into 80 and into 40 columns" {
	fits ua list
	fits ua test "$LONG"
	fits country list
	fits domain block -n "$(printf 'd%.0s' {1..50}).example" --node "$ONE"
	fits ua block -n "${LONG:0:50}" --yes --node "$ONE"
	fits country allow DE -n --node "$ONE"
	fits addr add -n 198.51.100.0/24 carrier --tag "$(printf 't%.0s' {1..60})" --node "$ONE"
	fits addr list
	fits addr test 192.0.2.7
	fits geo lookup 127.1.1.1 192.0.2.1
	fits geo info
	fits geo reload
	fits ban list --node "$ONE"
	fits ban test 203.0.113.88
	fits ban add 203.0.113.89 --for 1h -n --node "$ONE" --reason "${LONG:0:120}"
	fits auth list --node "$ONE"
	fits auth reset 203.0.113.1 --node "$ONE"
	fits check 203.0.113.9 --ua "$LONG" --node "$ONE"
	fits probe --ua "$LONG" --from-address 127.9.1.1 --node "$ONE"
	all_fit
	differ
	fits status
	fits sync -n --node "$ONE"
	fits reload
	fits doctor
	fits db check
	fits config check "$NODE/kamailio.cfg"
	fits report "$BATS_FILE_TMPDIR/log"
	all_fit
}

@test "help fits as well, of every command" {
	local columns questions=$BATS_TEST_TMPDIR/questions version
	version=$("$SHIELDADM" --version)
	"${SHIELDADM%/*}/pages" --table | awk -F '\t' '
		BEGIN { print "help" }
		$1 == "noun" { print "help", $2 }
		$1 == "verb" && $3 != "-" { print "help", $2, $3 }' >"$questions"
	sed -i 's/$/\n--version/' "$questions"
	for columns in 80 40; do
		on_terminal "$columns" shell --file "$questions"
		assert_equal "$(grep -cxF "$version" <<<"$output")" "$(grep -c '^help' "$questions")"
		refute_output --partial "$version"$'\n'"$version"
		# An example is there to be typed, and stays in one line.
		[ "$columns" -eq 80 ] || output=$(sed '/^Examples:/,/^$/d' <<<"$output")
		[ "$(widest)" -le "$columns" ] ||
			show_run "wider than $columns: $(LC_ALL=C.UTF-8 grep -E ".{$((columns + 1))}" <<<"$output")"
	done
}

@test "a cell that is cut ends with an ellipsis, which is said, and never in half a character" {
	on_terminal 40 ua list
	assert_line '1  ua   block  Yealink SIP-T46G very ve…'
	assert_line '2  ua   block  電話番号電話番号電話番号…'
	assert_line '3  ua   block  📞📞📞📞📞📞📞📞📞📞📞📞…'
	assert_line $'4  ua   block  Mu\xcc\x88ller Mu\xcc\x88ller Mu\xcc\x88ller Mu\xcc\x88l…'
	assert_equal "$stderr" 'shieldadm: cut to fit the terminal; -o plain shows all of it'
	on_terminal 40 ua list -q
	[ -z "$stderr" ]
	on_terminal 100 ua list
	refute_output --partial …
	[ -z "$stderr" ]
}

@test "a sentence goes on below, with all of its words" {
	# of a node that cannot be asked, for others tell how long they have run
	on_terminal 500 doctor --node edge2
	local whole
	whole=$(words)
	[[ $whole == *kamailio* ]]
	for columns in 100 80; do
		on_terminal "$columns" doctor --node edge2
		assert_equal "$(words)" "$whole"
		[ -z "$stderr" ] || [[ $stderr != *"cut to fit"* ]]
	done
}

@test "where columns have no room each row is a record, of which nothing is cut" {
	differ
	on_terminal 40 status --node "$ONE"
	assert_line "NAME    edge1-of-the-frankfurt-rack"
	assert_line "STATE   differs"
	assert_line --regexp '^MEMORY +[0-9]+% of 8M$'
	refute_output --partial …
}

@test "what is to be copied stays in one line" {
	on_terminal 40 report --suggest "$BATS_FILE_TMPDIR/log"
	assert_line --partial "shieldadm ua block 'a scanner with a name that is as long as names of scanners are'"
}

@test "a pipe and a file get all of it, whatever COLUMNS says" {
	export COLUMNS=40
	run_ok ua list
	assert_line "1  ua   block  ${LONG:0:60}"
	refute_output --partial …
	shieldadm ua list >"$BATS_TEST_TMPDIR/file"
	assert_equal "$(cat "$BATS_TEST_TMPDIR/file")" "$output"
}

@test "a terminal that tells no width is taken for one of 80 columns" {
	on_terminal 0 addr list
	[ "$(widest)" -le 80 ]
	[[ $output == *…* ]]
}

@test "other formats are never cut, on a terminal either" {
	local format
	for format in json csv plain; do
		on_terminal 40 ua list -o "$format"
		[[ $output == *"${LONG:0:60}"* ]] || show_run "cut: $format"
	done
}

# colours VARIABLE=VALUE... -- ARGUMENT...: how many colours are set on a terminal.
colours() {
	local command variables=()
	while [ "$1" != -- ]; do
		variables+=("$1") && shift
	done
	printf -v command '%q ' env "${variables[@]}" "$SHIELDADM" "${@:2}"
	SHELL=/bin/sh timeout 20 script -qec "$command 2>/dev/null" /dev/null </dev/null 3>&- 4>&- |
		grep -c $'\x1b\\['
}

@test "colour is for a terminal, unless NO_COLOR, a plain terminal or --color say no" {
	local alarm=(status --node edge2)
	[ "$(colours TERM=xterm -- "${alarm[@]}")" -gt 0 ]
	assert_equal "$(colours TERM=xterm NO_COLOR=1 -- "${alarm[@]}")" 0
	assert_equal "$(colours TERM=dumb -- "${alarm[@]}")" 0
	assert_equal "$(colours -u TERM -- "${alarm[@]}")" 0
	assert_equal "$(colours TERM=xterm -- "${alarm[@]}" --color never)" 0
	[ "$(colours TERM=dumb NO_COLOR=1 -- "${alarm[@]}" --color always)" -gt 0 ]
	# in a pipe
	run_split shieldadm "${alarm[@]}"
	refute_output --partial $'\x1b'
}

@test "a colour says nothing that the words do not say" {
	differ
	on_terminal 300 status
	local plain=$output
	run_split shieldadm --color never status
	assert_equal "$(tr -s ' 0-9smhd\n' ' ' <<<"$plain")" "$(tr -s ' 0-9smhd\n' ' ' <<<"$output")"
	[[ $output == *unreachable* && $output == *differs* ]]
}

# bar TERM: what a long work shows on a terminal of this kind.
bar() {
	local command
	printf -v command '%q ' env TERM="$1" "$SHIELDADM" ban import "$BATS_FILE_TMPDIR/list" \
		--for "$2" --node "$ONE" -o json
	SHELL=/bin/sh timeout 60 script -qec "$command >/dev/null" /dev/null \
		</dev/null 3>&- 4>&- || true
}

@test "a long work shows its progress on a terminal that can draw, and nothing of it elsewhere" {
	awk 'BEGIN { for (i = 0; i < 48; i++) for (j = 0; j < 250; j++) print "10.9." i "." j }' \
		>"$BATS_FILE_TMPDIR/list"
	[[ $(bar xterm 1h) == *'%  '*' of '* ]]
	[[ $(bar dumb 2h) != *'%  '* ]]
	shieldadm ban import "$BATS_FILE_TMPDIR/list" --for 3h --node "$ONE" -o json \
		>/dev/null 2>"$BATS_TEST_TMPDIR/err" || true
	run -1 grep '%  ' "$BATS_TEST_TMPDIR/err"
}

has_two_pictures() {
	[ "$(grep -c STATE "$1")" -ge 2 ]
}

# pictures TERM: the first two that status --watch shows.
pictures() {
	local command seen=$BATS_TEST_TMPDIR/seen.$1 pid
	printf -v command '%q ' env TERM="$1" "$SHIELDADM" status --watch 1 --color never \
		--node "$ONE"
	SHELL=/bin/sh timeout 60 script -fqec "$command" "$seen" </dev/null >/dev/null 2>&1 3>&- 4>&- &
	pid=$!
	lab_wait 60 has_two_pictures "$seen"
	kill "$pid"
	awk '{ print } /STATE/ && ++n == 2 { exit }' "$seen"
}

@test "a picture takes the place of the last one where the terminal can draw" {
	[[ $(pictures xterm) == *$'\x1b[H'*STATE*$'\x1b[H'*STATE* ]]
	run pictures dumb
	assert_output --partial STATE
	refute_output --partial $'\x1b'
}
