#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# docs.bats: help, manual pages, completion and README tell of the commands that there
# are, and of no others.  What there is says the table itself, as build/pages prints it.

load helper

setup_file() {
	local file
	export PAGES=${SHIELDADM%/*}/pages MANUAL=${SHIELDADM%/*}/man
	export TABLE=$BATS_FILE_TMPDIR/table SHOWN=$BATS_FILE_TMPDIR/shown
	"$PAGES" --table >"$TABLE"
	# A configuration is none of the things that these need.
	export SHIELDADM_CONFIG=/nonexistent
	mkdir "$SHOWN"
	for file in "$MANUAL"/man?/*; do
		page "$file" >"$SHOWN/${file##*/}"
	done
}

# page FILE: as a terminal without letters in bold shows it, each paragraph in a line.
page() {
	mandoc -T ascii -O width=1000 "$1" | sed 's/.\x08//g'
}

# things KIND [NOUN [VERB]]: their names, in order; "-" is a noun's only verb.
things() {
	awk -F '\t' -v kind="$1" -v noun="${2:-}" -v verb="${3:-}" '
		$1 == kind && (noun == "" || $2 == noun) && (verb == "" || $3 == verb) {
			print $(kind == "noun" || kind == "shell" ? 2 : kind == "verb" ? 3 : 4)
		}' "$TABLE" | sort
}

# commands: "NOUN", "NOUN VERB" of each, in the order of the table.
commands() {
	awk -F '\t' '$1 == "verb" { print $2 ($3 == "-" ? "" : " " $3) }' "$TABLE"
}

# groups: the nouns that have verbs.
groups() {
	awk -F '\t' '$1 == "verb" && $3 != "-" && !seen[$2]++ { print $2 }' "$TABLE"
}

# of_commands KIND: "NOUN VERB<TAB>THING" of each command's options or arguments.
of_commands() {
	awk -F '\t' -v OFS='\t' -v kind="$1" '
		$1 == kind && $2 != "-" { print $2 ($3 == "-" ? "" : " " $3), $4 }' "$TABLE" | sort
}

# answers: of each line on stdin, which is a command of the shell, what it prints, as
# "QUESTION<TAB>LINE".  One process answers all; the version stands between two answers.
answers() {
	local questions=$BATS_TEST_TMPDIR/questions end
	cat >"$questions"
	end=$("$SHIELDADM" --version)
	sed 's/$/\n--version/' "$questions" | "$SHIELDADM" shell >"$BATS_TEST_TMPDIR/answers"
	[ "$(grep -cxF "$end" "$BATS_TEST_TMPDIR/answers")" -eq "$(wc -l <"$questions")" ]
	awk -v OFS='\t' -v end="$end" '
		NR == FNR { question[NR] = $0; next }
		FNR == 1 { n = 1 }
		$0 == end { n++; next }
		{ print question[n], $0 }' "$questions" "$BATS_TEST_TMPDIR/answers"
}

# same WHAT GOT WANTED: two lists of lines; what only one of them has is shown.
same() {
	[ "$2" = "$3" ] && return 0
	printf '%s: only there (<) or only in the table (>)\n' "$1" >&2
	diff <(printf '%s\n' "$2") <(printf '%s\n' "$3") | grep '^[<>]' >&2
	return 1
}

# helps: what "help X" says of each line X on stdin, as "X<TAB>LINE"; "X --help" says the
# same.
helps() {
	local asked=$BATS_TEST_TMPDIR/asked
	cat >"$asked"
	sed 's/^/help /' "$asked" | answers | sed 's/^help //' >"$asked.help"
	sed 's/$/ --help/' "$asked" | answers | sed 's/ --help\t/\t/' >"$asked.option"
	same 'help and --help' "$(cat "$asked.help")" "$(cat "$asked.option")" || return 1
	cat "$asked.help"
}

# The lines that are explained, by their first words; what precedes the TAB stays.
names() {
	sed -n 's/^\(.*\t\|\)  \([a-z][a-z0-9-]*\)\( .*\)\?$/\1\2/p' | grep -v $'\\(^\\|\t\\)shieldadm$' | sort
}

options() {
	sed -n 's/^\(.*\t\|\)  \(-[a-zA-Z], \)\?\(--[a-z-]*\).*/\1\3/p' | sort
}

@test "help has every noun, verb, option and argument, and no other" {
	local text
	text=$("$SHIELDADM" help)
	same help "$(names <<<"$text")" "$(sort <(things noun) <(things shell))"
	same 'options of help' "$(options <<<"$text")" "$(things option -)"
	[ "$(things noun | wc -l)" -ge 20 ]
	text=$(groups | helps)
	same 'verbs of help' "$(names <<<"$text")" \
		"$(awk -F '\t' -v OFS='\t' '$1 == "verb" && $3 != "-" { print $2, $3 }' "$TABLE" | sort)"
	text=$(commands | helps)
	same 'options of each help' "$(options <<<"$text")" "$(of_commands option)"
	same 'arguments of each help' "$(names <<<"$text")" "$(of_commands argument)"
	same 'examples of each help' "$(commands)" "$(awk -F '\t' '
		is_next { split($1, noun, " "); if (index($2, "  shieldadm " noun[1]) == 1) print $1 }
		{ is_next = $2 == "Examples:" }' <<<"$text")"
}

# offered: by completion, behind the words of each line on stdin, as "WORDS<TAB>WORD".
offered() {
	sed 's/^/complete zsh -- /' | answers | sed 's/^complete zsh -- //' |
		awk -F '\t' -v OFS='\t' '$1 != last { last = $1; next } { print $1, $2 }' | sort
}

@test "completion has every noun, verb and option, and no other" {
	same Tab "$("$SHIELDADM" complete zsh -- '' | sed 1d | cut -f 1 | sort)" "$(things noun)"
	same 'Tab behind a noun' "$(groups | sed "s/\$/ ''/" | offered)" \
		"$(awk -F '\t' '$1 == "verb" && $3 != "-" { print $2 " '\'\''\t" $3 }' "$TABLE" | sort)"
	same 'Tab behind a command' "$(commands | sed 's/$/ --/' | offered)" \
		"$({
			of_commands option
			awk -F '\t' -v OFS='\t' '
				$1 == "option" && $2 == "-" { all[++n] = $4 }
				$1 == "verb" { command[++m] = $2 ($3 == "-" ? "" : " " $3) }
				END { for (i = 1; i <= m; i++) for (j = 1; j <= n; j++) print command[i], all[j] }
			' "$TABLE"
		} | sed 's/\t/ --\t/' | sort)"
}

# section NAME [FILE...]: "NOUN<TAB>LINE" of that section of the nouns' pages.
section() {
	awk -v OFS='\t' -v name="$1" '
		FNR == 1 { noun = FILENAME; sub(/.*shieldadm-?/, "", noun); sub(/\.[0-9]$/, "", noun) }
		/^[A-Z]/ { is_it = $0 == name; next }
		is_it && NF { sub(/^ */, ""); print noun, $0 }' "${@:2}"
}

# page_options [FILE...]: "NOUN<TAB>OPTION", as the section OPTIONS has them.
page_options() {
	section OPTIONS "$@" | sed -n 's/\t\(-[a-z], \)\?\(--[a-z-]*\).*/\t\2/p' | sort -u
}

# usage: "NOUN<TAB>USAGE" of each answer on stdin, as the manual writes it.
usage() {
	awk -F '\t' '
		$1 != last { flush(); last = $1; has_ended = is_in = 0 }
		!has_ended && $2 ~ /^  shieldadm/ { is_in = 1 }
		is_in && $2 == "" { is_in = 0; has_ended = 1 }
		is_in { text = text " " $2 }
		END { flush() }
		function flush() {
			if (text == "")
				return
			gsub(/ +/, " ", text); gsub(/^ | $|[<>]/, "", text)
			sub(/ .*/, "", last)
			print last "\t" text
			text = ""
		}' | sed 's/\([a-z]\)\.\.\./\1 .../g'
}

@test "each noun has a manual page, whose synopsis is what help says, with all that it has" {
	local text noun_pages
	same 'pages' "$(cd "$MANUAL" && printf '%s\n' man?/* | sort)" \
		"$(printf '%s\n' man1/shieldadm.1 man5/shieldadm.conf.5 man5/shieldadm-policy.5 $(things noun | sed 's|.*|man1/shieldadm-&.1|') | sort)"
	mapfile -t noun_pages < <(awk -F '\t' -v shown="$SHOWN" '
		$1 == "noun" { print shown "/shieldadm-" $2 ".1" }' "$TABLE")
	text=$(awk -F '\t' 'NR == FNR { if ($1 == "noun") is_noun[$2] = 1; next }
		{ split($0, word, " ") } is_noun[word[1]]' "$TABLE" <(commands) | helps)
	same 'synopsis' "$(section SYNOPSIS "${noun_pages[@]}" | sort)" "$(usage <<<"$text" | sort)"
	same 'options of the pages' "$(page_options "${noun_pages[@]}")" \
		"$(awk -F '\t' -v OFS='\t' '
			$1 == "noun" { is_noun[$2] = 1 }
			$1 == "option" && is_noun[$2] { print $2, $4 }' "$TABLE" | sort -u)"
	same 'examples' "$(section EXAMPLES "${noun_pages[@]}")" "$(awk -F '\t' -v OFS='\t' '
		$2 == "" { is_in = 0 }
		is_in { split($1, noun, " "); print noun[1], substr($2, 3) }
		$2 == "Examples:" { is_in = 1 }' <<<"$text")"
	same 'options of shieldadm(1)' "$(page_options "$SHOWN/shieldadm.1" | cut -f 2)" "$(things option -)"
	same 'commands of shieldadm-shell(1)' \
		"$(sed -n '/Commands of the shell/,/Sets of changes/s/^     \([a-z][a-z]*\)  .*/\1/p' "$SHOWN/shieldadm-shell.1" | sort)" \
		"$(things shell)"
	same 'commands of shieldadm(1)' \
		"$(grep -o '^ *[a-z]*, shieldadm-[a-z]*(1)' "$SHOWN/shieldadm.1" | grep -o '[a-z]*(1)' | sed 's/(1)//' | sort)" \
		"$(things noun)"
}

@test "no manual page names an option that there is not" {
	assert_equal "$(grep -L shieldadm "$SHOWN"/*)" ''
	same 'manual pages' "$(grep -ohE '(^|[ (])--[a-z][a-z-]*' "$SHOWN"/* | grep -oE -- '--[a-z-]+' |
		sort -u | comm -23 - <(things option | sort -u))" ''
}

# are_understood: the command lines of a text on stdin; what comes behind a comment, a pipe
# or a redirection is none of them.
are_understood() {
	local lines=$BATS_TEST_TMPDIR/lines
	sed 's/  #.*//; s/ | .*//; s/ || .*//; s/ <.*//; s/ >.*//; s/ && .*//' >"$lines"
	! grep -v '^shieldadm ' "$lines" >&2 || return 1
	sed 's/^shieldadm /--help /' "$lines" | "$SHIELDADM" shell 2>"$BATS_TEST_TMPDIR/err" >/dev/null
}

# all_understood WHAT: the lines on stdin; how many there are is in $lines_read.
all_understood() {
	if are_understood; then
		lines_read=$(wc -l <"$BATS_TEST_TMPDIR/lines")
		return 0
	fi
	printf '%s:\n%s\n' "$1" "$(cat -n "$BATS_TEST_TMPDIR/lines" "$BATS_TEST_TMPDIR/err")" >&2
	return 1
}

is_understood() {
	are_understood <<<"$1"
}

@test "a command line that is none is told from one" {
	is_understood "shieldadm ua block 'a b' --scanners  # comment"
	is_understood 'shieldadm status || shieldadm sync'
	run -2 is_understood 'shieldadm ua blok x'
	run -2 is_understood 'shieldadm ua block --nosuch'
	run -2 is_understood 'shieldadm nosuch'
	run -1 is_understood 'kamcmd core.uptime'
}

@test "every command line of the README and of the manual pages is one" {
	local file lines_read
	# Lines of code, and what is code within a sentence.
	all_understood README < <(
		sed -n 's/^    \(\$ \)\?\(.*| \)\?\(shieldadm .*\)/\3/p' "$REPO/README.md" | sed "s/\( '[^']*\)\?<Tab>.*//"
		grep -o '`shieldadm [^`]*`' "$REPO/README.md" | tr -d '`'
	)
	[ "$lines_read" -gt 40 ]
	section EXAMPLES "$SHOWN"/*.1 >"$BATS_TEST_TMPDIR/examples"
	same 'pages with examples' "$(cut -f 1 "$BATS_TEST_TMPDIR/examples" | sort -u)" \
		"$(sort -u <(things noun) <(echo))"
	all_understood 'manual pages' < <(cut -f 2 "$BATS_TEST_TMPDIR/examples" |
		sed 's/.* | \(shieldadm\)/\1/')
}

@test "every noun is in the README" {
	same README "$(grep -ohE 'shieldadm [a-z-]+|`[a-z-]+`' "$REPO/README.md" |
		sed 's/^shieldadm //' | tr -d '`' | sort -u | comm -13 - <(things noun))" ''
}

# Keys of the configuration, as "section key", by the source.
keys_of_source() {
	sed -n 's/^	{ "\([a-z]*\)", "\([a-z_]*\)", offsetof.*/\1 \2/p' "$REPO/src/settings/settings.c"
	sed -n '/^set_node(/,/^}/s/.*strcmp(key, "\([a-z_]*\)").*/node \1/p' "$REPO/src/settings/settings.c"
}

# The same, by the example.
keys_of_example() {
	tr -d ';' <"$REPO/man/shieldadm.conf" | awk '
		/^\[/ { gsub(/[][]|node edge.*/, ""); section = $0 == "" ? "node" : $0 }
		/^[a-z_]+ =/ && section != "groups" { print section " " $1 }'
}

@test "the example and shieldadm.conf(5) have every key of the configuration" {
	local key
	[ "$(keys_of_source | wc -l)" -ge 11 ]
	same example "$(keys_of_example | sort -u)" "$(keys_of_source | sort)"
	for key in $(keys_of_source | cut -d ' ' -f 2); do
		grep -qE "^ +$key( |$)" "$SHOWN/shieldadm.conf.5" || {
			printf 'shieldadm.conf(5) has no %s\n' "$key" >&2
			return 1
		}
	done
}

@test "the example is a configuration, with all of it switched on or off" {
	local conf=$BATS_TEST_TMPDIR/shieldadm.conf
	install -m 600 "$REPO/man/shieldadm.conf" "$conf"
	tr -d ';' <"$REPO/man/shieldadm.conf" >"$conf"
	run_split shieldadm --config "$conf" --node nobody rpc core.uptime
	assert_equal "$status" 2
	# it was read: its nodes are known
	[[ $stderr == *"there is no node 'nobody' in the configuration"* ]]
	run_split shieldadm --config "$conf" -n probe --node edge2
	[[ $stderr != *"$conf"* ]]
	# the password is in it then
	chmod 644 "$conf"
	run_fails 2 "chmod" --config "$conf" rpc core.uptime
	cp "$REPO/man/shieldadm.conf" "$conf" && chmod 644 "$conf"
	run_fails 2 "there is no node 'nobody'" --config "$conf" --node nobody rpc core.uptime
}

@test "the manual pages have nothing that mandoc or man complain about" {
	local flat=$BATS_TEST_TMPDIR/flat file
	mkdir "$flat"
	cp "$MANUAL"/man?/* "$flat"
	cd "$flat"
	# There it finds the pages that they refer to; whether those of others have been
	# indexed is no matter of ours.
	run mandoc -T lint -- *
	output=$(grep -v 'outdated mandoc.db\|not found: Xr kam' <<<"$output" || true)
	assert_equal "$output" ''
	# groff as man runs it, once for all of them.
	run_split groff -mandoc -k -t -w mac -T utf8 -- *
	assert_equal "$status" 0
	assert_equal "$stderr" ''
	assert_equal "$(grep -c '^SHIELDADM.*SHIELDADM' <<<"$output")" "$(ls | wc -l)"
	for file in shieldadm.1 shieldadm-ua.1 shieldadm.conf.5; do
		run_split man --warnings -E UTF-8 -l "$file"
		assert_equal "$status" 0
		assert_equal "$stderr" ''
		[[ $output == SHIELDADM* ]]
	done
}

@test "what man shows is no wider than the terminal, but for examples" {
	cd "$MANUAL"
	groff -mandoc -k -t -r LL=80n -r LT=80n -T utf8 -P -cbou -- man?/* |
		sed '/^EXAMPLES/,/^SEE ALSO/d' >"$BATS_TEST_TMPDIR/pages"
	assert_equal "$(grep -c '^SHIELDADM.*SHIELDADM' "$BATS_TEST_TMPDIR/pages")" "$(ls man?/* | wc -l)"
	[ "$(LC_ALL=C.UTF-8 wc -L <"$BATS_TEST_TMPDIR/pages")" -le 80 ]
	run bash -c "MANWIDTH=80 man -l man1/shieldadm.1 | sed '/^EXAMPLES/,/^SEE ALSO/d' | LC_ALL=C.UTF-8 wc -L"
	[ "$output" -le 80 ]
}
