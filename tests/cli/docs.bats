#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# docs.bats: help, manual pages, completion and README tell of the commands that there
# are, and of no others.  What there is says the table itself, as build/pages prints it.

load helper

setup_file() {
	export PAGES=${SHIELDADM%/*}/pages MANUAL=${SHIELDADM%/*}/man
	export TABLE=$BATS_FILE_TMPDIR/table
	"$PAGES" --table >"$TABLE"
	# A configuration is none of the things that these need.
	export SHIELDADM_CONFIG=/nonexistent
}

# things KIND [NOUN [VERB]]: their names, in order; "-" is a noun's only verb.
things() {
	awk -F '\t' -v kind="$1" -v noun="${2:-}" -v verb="${3:-}" '
		$1 == kind && (noun == "" || $2 == noun) && (verb == "" || $3 == verb) {
			print $(kind == "noun" || kind == "shell" ? 2 : kind == "verb" ? 3 : 4)
		}' "$TABLE" | sort
}

# each_command COMMAND...: for each noun and verb; the verb is "" of a noun's only one.
each_command() {
	local noun verb
	while IFS=$'\t' read -r noun verb; do
		"$@" "$noun" "${verb#-}" || return 1
	done < <(awk -F '\t' '$1 == "verb" { print $2 "\t" $3 }' "$TABLE")
}

# same WHAT GOT WANTED: two lists of words; what only one of them has is shown.
same() {
	[ "$2" = "$3" ] && return 0
	printf '%s: only there (<) or only in the table (>)\n' "$1" >&2
	diff <(printf '%s\n' "$2") <(printf '%s\n' "$3") | grep '^[<>]' >&2
	return 1
}

# help_of NOUN [VERB]: by both ways, which say the same.
help_of() {
	# shellcheck disable=SC2086 # a verb, or none
	same "help $*" "$(shieldadm help $*)" "$(shieldadm $* --help)"
	# shellcheck disable=SC2086
	shieldadm help $*
}

# The lines that are explained, by their first words.
names() {
	sed -n "s/^  \([a-z][a-z0-9-]*\)\( .*\)\?$/\1/p" | grep -vx shieldadm | sort
}

options() {
	sed -n 's/^  \(-[a-zA-Z], \)\?\(--[a-z-]*\).*/\2/p' | sort
}

helps() {
	local text
	text=$(help_of "$@") || return 1
	same "options of help $*" "$(options <<<"$text")" "$(things option "$1" "${2:--}")"
	same "arguments of help $*" "$(names <<<"$text")" "$(things argument "$1" "${2:--}")"
	[[ $text == *$'\nExamples:\n  shieldadm '"$1"* ]]
}

@test "help has every noun, verb, option and argument, and no other" {
	local noun
	same help "$(shieldadm help | names)" "$(sort <(things noun) <(things shell))"
	same 'options of help' "$(shieldadm help | options)" "$(things option -)"
	[ "$(things noun | wc -l)" -ge 20 ]
	for noun in $(things noun); do
		[ "$(things verb "$noun")" != - ] || continue
		same "help $noun" "$(help_of "$noun" | names)" "$(things verb "$noun")"
	done
	each_command helps
}

# offered WORD...: by completion, behind these words.
offered() {
	"$SHIELDADM" complete zsh -- "$@" | sed 1d | cut -f 1 | sort
}

completes() {
	local words=("$1")
	[ -z "$2" ] || words+=("$2")
	same "Tab behind $*" "$(offered "${words[@]}" --)" \
		"$(sort <(things option "$1" "${2:--}") <(things option -))"
}

@test "completion has every noun, verb and option, and no other" {
	local noun
	same Tab "$(offered '')" "$(things noun)"
	for noun in $(things noun); do
		[ "$(things verb "$noun")" != - ] || continue
		same "Tab behind $noun" "$(offered "$noun" '')" "$(things verb "$noun")"
	done
	each_command completes
}

# page NAME: as a terminal without letters in bold shows it, each paragraph in a line.
page() {
	mandoc -T ascii -O width=1000 "$MANUAL"/man?/"$1" | sed 's/.\x08//g'
}

# section NAME: of a page on stdin.
section() {
	awk -v name="$1" '/^[A-Z]/ { is_it = $0 == name; next } is_it && NF' | sed 's/^ *//'
}

# usage NOUN VERB: as help has it, as the manual writes it.
usage() {
	"$SHIELDADM" help "$@" | sed -n '/^  shieldadm/,/^$/p' | sed '/^$/,$d' | tr -s ' \n' '  ' |
		sed 's/^ //; s/ $//; s/[<>]//g; s/\([a-z]\)\.\.\./\1 .../g'
	echo
}

# Those of all verbs, in the order of the table.
examples() {
	local verb
	awk -F '\t' -v noun="$1" '$1 == "verb" && $2 == noun { print $3 }' "$TABLE" |
		while read -r verb; do
			shieldadm help "$1" ${verb#-} | sed -n '/^Examples:/,/^$/s/^  //p'
		done
}

@test "each noun has a manual page, whose synopsis is what help says, with all that it has" {
	local noun text
	same 'pages' "$(cd "$MANUAL" && printf '%s\n' man?/* | sort)" \
		"$(printf '%s\n' man1/shieldadm.1 man5/shieldadm.conf.5 man5/shieldadm-policy.5 $(things noun | sed 's|.*|man1/shieldadm-&.1|') | sort)"
	for noun in $(things noun); do
		text=$(page "shieldadm-$noun.1")
		same "synopsis of $noun" "$(section SYNOPSIS <<<"$text" | sort)" \
			"$(for verb in $(things verb "$noun"); do usage "$noun" ${verb#-}; done | sort)"
		same "options of the page of $noun" \
			"$(section OPTIONS <<<"$text" | grep -o '^\(-[a-z], \)\?--[a-z-]*' | grep -o -- '--.*' | sort -u)" \
			"$(things option "$noun" | sort -u)"
		same "examples of $noun" "$(section EXAMPLES <<<"$text")" "$(examples "$noun")"
	done
	text=$(page shieldadm.1)
	same 'options of shieldadm(1)' \
		"$(section OPTIONS <<<"$text" | grep -o '^\(-[a-z], \)\?--[a-z-]*' | grep -o -- '--.*' | sort)" \
		"$(things option -)"
	same 'commands of shieldadm-shell(1)' \
		"$(page shieldadm-shell.1 | sed -n '/Commands of the shell/,/Sets of changes/s/^     \([a-z][a-z]*\)  .*/\1/p' | sort)" \
		"$(things shell)"
	same 'commands of shieldadm(1)' \
		"$(grep -o '^ *[a-z]*, shieldadm-[a-z]*(1)' <<<"$text" | grep -o '[a-z]*(1)' | sed 's/(1)//' | sort)" \
		"$(things noun)"
}

@test "no manual page names an option that there is not" {
	local file known
	known=$(things option | sort -u)
	for file in "$MANUAL"/man?/*; do
		page "${file##*/}" | grep -q shieldadm
		same "${file##*/}" \
			"$(page "${file##*/}" | grep -oE '(^|[ (])--[a-z][a-z-]*' | grep -oE -- '--[a-z-]+' | sort -u | comm -23 - <(cat <<<"$known"))" ''
	done
}

# is_understood LINE: a command line of a text; what comes behind a comment, a pipe or
# a redirection is none of it.
is_understood() {
	local line=$1 words=()
	line=${line%%  #*} line=${line%% | *} line=${line%% || *} line=${line%% <*} line=${line%% >*}
	line=${line%% \&\& *}
	mapfile -t words < <(xargs printf '%s\n' <<<"$line")
	[ "${words[0]}" = shieldadm ] || return 1
	"$SHIELDADM" --help "${words[@]:1}" >/dev/null
}

# all_understood WHAT: the lines on stdin; how many there are is in $lines_read.
all_understood() {
	local line
	lines_read=0
	while read -r line; do
		lines_read=$((lines_read + 1))
		is_understood "$line" 2>"$BATS_TEST_TMPDIR/err" && continue
		printf '%s says: %s\n' "$1" "$line" >&2
		cat "$BATS_TEST_TMPDIR/err" >&2
		return 1
	done
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
	local file
	# Lines of code, and what is code within a sentence.
	all_understood README < <(
		sed -n 's/^    \(\$ \)\?\(.*| \)\?\(shieldadm .*\)/\3/p' "$REPO/README.md" | sed 's/<Tab>.*//'
		grep -o '`shieldadm [^`]*`' "$REPO/README.md" | tr -d '`'
	)
	[ "$lines_read" -gt 40 ]
	for file in "$MANUAL"/man1/*; do
		all_understood "${file##*/}" < <(page "${file##*/}" | section EXAMPLES |
			sed 's/.* | \(shieldadm\)/\1/')
		[ "$lines_read" -gt 0 ]
	done
}

@test "every noun is in the README" {
	local noun
	for noun in $(things noun); do
		grep -qE "shieldadm $noun\b|\`$noun\`" "$REPO/README.md" || {
			printf 'the README has no %s\n' "$noun" >&2
			return 1
		}
	done
}

# Keys of the configuration, as "section key", by the source.
keys_of_source() {
	sed -n 's/^	{ "\([a-z]*\)", "\([a-z_]*\)", offsetof.*/\1 \2/p' "$REPO/src/conf/conf.c"
	sed -n '/^set_node(/,/^}/s/.*strcmp(key, "\([a-z_]*\)").*/node \1/p' "$REPO/src/conf/conf.c"
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
		page shieldadm.conf.5 | grep -qE "^ +$key( |$)" || {
			printf 'shieldadm.conf(5) has no %s\n' "$key" >&2
			return 1
		}
	done
}

@test "the example is a configuration, with all of it switched on or off" {
	local conf=$BATS_TEST_TMPDIR/shieldadm.conf
	install -m 600 "$REPO/man/shieldadm.conf" "$conf"
	tr -d ';' <"$REPO/man/shieldadm.conf" >"$conf"
	run --separate-stderr shieldadm --config "$conf" --node nobody rpc core.uptime
	assert_equal "$status" 2
	# it was read: its nodes are known
	[[ $stderr == *"there is no node 'nobody' in the configuration"* ]]
	run --separate-stderr shieldadm --config "$conf" -n probe --node edge2
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
	for file in *; do
		run --separate-stderr man --warnings -E UTF-8 -l "$file"
		assert_equal "$status" 0
		assert_equal "$stderr" ''
		[[ $output == SHIELDADM* ]]
	done
}

@test "what man shows is no wider than the terminal, but for examples" {
	local file
	for file in "$MANUAL"/man?/*; do
		run bash -c "MANWIDTH=80 man -l '$file' | sed '/^EXAMPLES/,/^SEE ALSO/d' | LC_ALL=C.UTF-8 wc -L"
		[ "$output" -le 80 ]
	done
}
