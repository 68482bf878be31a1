# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154,SC2030,SC2031 # run sets status, output, stderr
#
# setup, as somebody uses it who knows the article and not the tool: on a terminal, a real
# database and a real Kamailio, whose answers to SIP requests prove what was done.

load dialog

setup_file() {
	lab_up sqlite
	shieldadm db init >/dev/null
}

setup() {
	lab_empty
	db_rows 'DELETE FROM location'
	export XDG_STATE_HOME=$BATS_TEST_TMPDIR/state
}

teardown_file() {
	lab_cleanup
}

# The answers of somebody who does the article's steps 5 to 7.
everything() {
	cat <<-'END'
		see scanners [yes]
		type
		see agents [none]
		type Cisco-SIPGateway
		see agents [these 1]
		type
		see countries [none]
		type United States, germany
		see carriers [none]
		type 127.2.7.1 ACME
		see carriers [these 1]
		type 203.0.113.16-203.0.113.31 東京
		see carriers [these 2]
		type
		see customers [none]
		type 127.2.8.0/24
		see customers [these 1]
		type
		see Do it? [yes]
	END
}

@test "whoever knows the article gets its steps 5 to 7 done, and calls prove it" {
	sip_dropped 127.1.20.1 phone REGISTER
	dialog 0 setup < <(
		everything
		echo 'type'
	)
	assert_equal "$(table_rules | wc -l)" 15
	assert_equal "$(table_rules | tail -3)" $'0 0 Cisco-SIPGateway\n1 1 US\n1 1 DE'
	assert_equal "$(table_addresses)" "1 127.2.7.1 32 0 ACME
1 203.0.113.16 28 0 東京
2 127.2.8.0 24 0 customer"
	assert_equal "$(node_rules ua | wc -l)" 13
	raw_answered 127.1.20.1 phone REGISTER
	raw_answered 127.3.20.1 phone REGISTER
	raw_dropped 127.2.20.1 phone REGISTER
	raw_dropped 127.1.20.1 friendly-scanner REGISTER
	raw_dropped 127.1.20.1 Cisco-SIPGateway/3 REGISTER
	raw_answered 127.2.7.1 phone OPTIONS
	raw_answered 127.2.8.9 phone OPTIONS
	[ ! -e "$(kept)" ]
}

@test "it tells what was proved from this machine, and what cannot be and why" {
	dialog 0 setup < <(
		everything
		echo 'type'
	)
	shown " proved edge1 plain request answered 127.0.0.1 answered 401" \
		" proved edge1 'friendly-scanner' dropped 127.0.0.1 no answer" \
		"unproved allowed countries let in 127.0.0.1 we are in none of them" \
		" proved edge1 carriers answered 127.2.7.1 answered 200" \
		" proved edge1 customers answered 127.2.8.1 answered 200" \
		"shieldadm check IP" "Step 8, the restart, is not needed"
}

@test "no proof is claimed where another check has dropped the request" {
	# This machine is in a country that is not allowed.
	lab_mmdb "$LAB_DIR/other.mmdb" 127.0.0.0/16=CN=China
	cp "$LAB_DIR/geo.mmdb" "$BATS_TEST_TMPDIR/geo.mmdb"
	mv "$LAB_DIR/other.mmdb" "$LAB_DIR/geo.mmdb"
	lab_kamailio_restart "$NODE"
	dialog 0 setup < <(
		everything
		echo 'type'
	)
	mv "$BATS_TEST_TMPDIR/geo.mmdb" "$LAB_DIR/geo.mmdb"
	lab_kamailio_restart "$NODE"
	shown "unproved edge1 plain request answered 127.0.0.1 CN (China) is not allowed" \
		"unproved edge1 'friendly-scanner' dropped 127.0.0.1 CN (China) is not allowed"
	not_shown " proved edge1 'friendly-scanner'"
}

@test "a node whose route lets a blocked user agent through is found out" {
	sed '/secf_check_ua/,/}/d' "$LAB_HOME/reqinit.cfg" >"$BATS_TEST_TMPDIR/reqinit.cfg"
	LAB_REQINIT=$BATS_TEST_TMPDIR/reqinit.cfg lab_kamailio_config "$NODE" "$LAB_DBURL"
	lab_kamailio_restart "$NODE"
	dialog 9 setup < <(
		everything
		echo 'type'
	)
	lab_kamailio_config "$NODE" "$LAB_DBURL"
	lab_kamailio_restart "$NODE"
	shown "NOT SO edge1 'friendly-scanner' dropped 127.0.0.1 answered 401" \
		"stored, but 'edge1' does something else than its lists come to" \
		"is its route[REQINIT] the article's?"
	not_shown "Done:"
}

@test "every question explains itself, and the plan too" {
	dialog 1 setup <<-'END'
		see scanners [yes]
		type ?
		see blocks every user agent
		see scanners [yes]
		type
		see agents [none]
		type ?
		see Nothing has to be named
		type
		see countries [none]
		type ?
		see are dropped
		see countries [none]
		type US
		see carriers [none]
		type ?
		see a range 192.0.2.16-40
		see carriers [none]
		type
		see customers [none]
		type ?
		see a range 192.0.2.16-40
		see customers [none]
		type
		see Do it? [yes]
		type ?
		see in one transaction
		see Do it? [yes]
		type no
	END
	shown "back leads to the question before, skip leaves this one out"
}

# Each question, by its prompt, and what is answered to it.
readonly PROMPTS=("scanners [" "agents [" "countries [" "carriers [" "customers [" "Do it? [")
readonly ANSWERS=("yes" "" "US" "" "" "yes")

# answer FROM TO: questions FROM to TO - 1.
answer() {
	local i
	for ((i = $1; i < $2; i++)); do
		printf 'see %s\ntype %s\n' "${PROMPTS[i]}" "${ANSWERS[i]}"
	done
}

# leaves_at QUESTION KEYS: and goes on there.
leaves_at() {
	db_rows 'DELETE FROM secfilter'
	dialog 1 setup < <(
		answer 0 "$1"
		printf 'see %s\nkeys %s\nsee no rule was stored\n' "${PROMPTS[$1]}" "$2"
	)
	assert_equal "$(table_rules)" ''
	[ "$1" -eq 0 ] || shown "Your answers are kept in '$(kept)'" \
		"To go on where you were: shieldadm setup"
	dialog 0 setup < <(answer "$1" 6)
	[ "$1" -eq 0 ] || shown "is taken up:" "shieldadm setup --new begins anew"
	assert_equal "$(table_rules | wc -l)" 13
	[ ! -e "$(kept)" ]
}

@test "it can be left at each question by quit, and taken up there again" {
	local i
	for i in 0 1 2 3 4 5; do
		leaves_at "$i" 'quit\r'
	done
}

@test "it can be left at each question by Ctrl-C, and taken up there again" {
	local i
	for i in 0 1 2 3 4 5; do
		leaves_at "$i" '\x03'
	done
}

@test "it can be left at each question by the end of input, and taken up there again" {
	local i
	for i in 0 2 3 5; do
		leaves_at "$i" '\x04'
	done
}

@test "who is killed in the middle of a list has lost nothing he has ended with Enter" {
	run "$LAB_HOME/dialog.exp" 80 "$SHIELDADM" setup <<-'END'
		see scanners [
		type
		see agents [
		type
		see countries [
		type US
		see carriers [none]
		type 192.0.2.1 ACME
		see carriers [these 1]
		type 192.0.2.2
		see carriers [these 2]
		run kill -KILL $PID
	END
	dialog 0 setup <<-'END'
		see is taken up: 12 scanners, 1 country, 2
		see carriers [these 2]
		type
		see customers [
		type
		see Do it? [yes]
		type
	END
	assert_equal "$(table_addresses)" $'1 192.0.2.1 32 0 ACME\n1 192.0.2.2 32 0 carrier'
}

@test "back leads from the plan to the questions, and what is added there is in it" {
	dialog 0 setup <<-'END'
		see scanners [
		type no
		see agents [
		type
		see countries [
		type US
		see carriers [
		type
		see customers [
		type
		see allow countries: US (United States)
		see Do it? [yes]
		type back
		see customers [
		type back
		see carriers [
		type back
		see countries [US]
		type CA
		see carriers [
		type
		see customers [
		type
		see allow countries: US (United States), CA (Canada)
		see Do it? [yes]
		type yes
	END
	assert_equal "$(table_rules)" $'1 1 US\n1 1 CA'
}

@test "on a configured system it shows what is there, adds what is new and removes nothing" {
	shieldadm ua block friendly-scanner old-phone >/dev/null
	shieldadm country allow DE >/dev/null
	shieldadm addr add 192.0.2.0/24 carrier >/dev/null
	dialog 0 setup <<-'END'
		see scanners [yes]
		type skip
		see agents [none]
		type
		see countries [no more]
		type
		see carriers [none]
		type 192.0.2.0/24
		see carriers [these 1]
		type 192.0.2.7
		see carriers [these 2]
		type
		see customers [none]
		type skip
		see Do it? [yes]
		type
	END
	shown "stays: 1 of the 12." "stays: old-phone." "stays: DE (Germany)." \
		"stays: 192.0.2.0/24." "carriers: 192.0.2.7/32 (carrier) =" \
		"1 stored already, which stays as it is"
	assert_equal "$(table_rules)" $'0 0 friendly-scanner\n0 0 old-phone\n1 1 DE'
	assert_equal "$(table_addresses)" $'1 192.0.2.0 24 0 carrier\n1 192.0.2.7 32 0 carrier'
}

skips_all() {
	dialog 0 setup < <(for prompt in "${PROMPTS[@]:0:5}"; do
		printf 'see %s\ntype skip\n' "$prompt"
	done)
	shown "Nothing was answered that changes anything"
}

@test "who skips every question changes nothing" {
	nothing_changes skips_all
	[ ! -e "$(kept)" ]
}

dry_run() {
	dialog 0 setup --dry-run < <(everything | head -n -1)
	shown "allow countries: US (United States), DE (Germany)" "this was a dry run"
}

@test "a dry run shows the plan and ends" {
	nothing_changes dry_run
}

pasted() {
	cat <<-'END'
		see scanners [
		type no
		see agents [
		type
		see countries [
		type US
		see carriers [
	END
}

@test "a list is pasted with its blank lines, and each line of it is answered" {
	dialog 0 setup < <(
		pasted
		printf 'keys %s\n' '198.51.100.0/24 ACME Ltd\r\r# old\r1.1.1.300\rour list\r198.51.100.7, 192.0.2.10-11;GmbH & Co\r\r192.0.2.99\r\r'
		cat <<-'END'
			see 2 were not taken
			type
			see customers [none]
			type
			see Do it? [yes]
			type
		END
	)
	shown "+ 198.51.100.0/24 ACME Ltd" "! '1.1.1.300' is not an IP address" \
		"! 'our list': no address in this line" "+ 192.0.2.10/31 GmbH & Co"
	assert_equal "$(table_addresses)" "1 198.51.100.0 24 0 ACME Ltd
1 198.51.100.7 32 0 GmbH & Co
1 192.0.2.10 31 0 GmbH & Co
1 192.0.2.99 32 0 carrier"
}

@test "a pasted list has the dialect of files: comments, JSON and a byte order mark" {
	dialog 0 setup < <(
		pasted
		printf 'keys %s\n' $'\xef\xbb\xbf''198.51.100.0/24 # ACME\r; comment\r["192.0.2.1", "192.0.2.2"]\r# comment\r\r'
		cat <<-'END'
			see customers [none]
			type
			see Do it? [yes]
			type
		END
	)
	assert_equal "$(table_addresses)" "1 198.51.100.0 24 0 ACME
1 192.0.2.1 32 0 carrier
1 192.0.2.2 32 0 carrier"
}

@test "the article's own commands can be pasted, and mean what they mean there" {
	dialog 0 setup <<-'END'
		see scanners [
		type no
		see agents [none]
		keys kamcmd secfilter.add_bl ua friendly-scanner\rkamcmd secfilter.add_bl ua sipcli/\r
		see agents [these 2]
		type
		see countries [
		type kamcmd secfilter.add_wl country US
		see carriers [none]
		type insert into address (id, grp, ip_addr, mask, port, tag) values (1, 1, '1.1.1.1', 32, 0, 'Carrier');
		see carriers [these 1]
		type
		see customers [none]
		type insert into address (id, grp, ip_addr, mask, port, tag) values (2, 2, '2.2.2.2', 32, 0, 'Customer');
		see customers [these 1]
		type
		see Do it? [yes]
		type
	END
	assert_equal "$(table_rules)" $'0 0 friendly-scanner\n0 0 sipcli/\n1 1 US'
	assert_equal "$(table_addresses)" $'1 1.1.1.1 32 0 Carrier\n2 2.2.2.2 32 0 Customer'
}

@test "a thousand pasted lines are taken in one go" {
	local lines
	lines=$(for ((i = 0; i < 1000; i++)); do printf '10.7.%d.%d host %d\\r' $((i / 250)) $((i % 250)) "$i"; done)
	dialog 0 setup < <(
		pasted
		printf 'keys %s\\r\n' "$lines"
		cat <<-'END'
			see customers [none]
			type
			see Do it? [yes]
			type
			see Done:
		END
	)
	assert_equal "$(db_rows 'SELECT count(*) FROM address')" 1000
	assert_equal "$(lab_kamcmd "$NODE" permissions.addressDump | grep -c 'ip:')" 1000
}

# registered NAME ADDRESS USER-AGENT
registered() {
	db_rows "INSERT INTO location (ruid, username, contact, user_agent)
		VALUES ('$1', '$1', 'sip:$1@$2:5060', '$3')"
}

cuts_somebody() {
	cat <<-'END'
		see scanners [
		type
		see agents [
		type Grandstream
		see agents [these 1]
		type
		see countries [
		type
		see carriers [
		type
		see customers [
		type
		see Do it all the same? [no]
	END
}

@test "whom it cuts off is shown before it is done, and Enter does not do it then" {
	registered alice 127.3.30.1 'Grandstream GXP'
	shieldadm country allow DE >/dev/null
	dialog 1 setup < <(
		cuts_somebody
		echo 'type'
	)
	shown "It would cut off 1 registered phone" "alice" "'Grandstream' is blocked"
	assert_equal "$(table_rules)" '1 1 DE'
	dialog 0 setup <<-'END'
		see Do it all the same? [no]
		type yes
	END
	assert_equal "$(table_rules | wc -l)" 14
}

@test "the countries of registered phones are what Enter stands for" {
	registered alice 127.3.30.1 phone
	registered bob 127.3.30.2 phone
	registered carol 127.1.30.3 phone
	registered mallory 127.9.30.4 phone
	dialog 0 setup <<-'END'
		see scanners [
		type skip
		see agents [
		type
		see Registered phones are in Germany (2), United States (1).
		see countries [DE US]
		type
		see carriers [
		type
		see customers [
		type
		see Do it? [yes]
		type
	END
	assert_equal "$(table_rules)" $'1 1 DE\n1 1 US'
}

@test "without a terminal it refuses, and names what does the same in a script" {
	run_fails 2 'there is no terminal to ask on' setup </dev/null
	[[ $stderr == *"shieldadm ua block --scanners; shieldadm country allow"* ]]
	printf 'yes\n\nUS\n\n\nyes\n' | run_fails 2 'there is no terminal' setup
	assert_equal "$(table_rules)" ''
}

@test "-o json prints what became of each row, each node and each proof on stdout" {
	run_split "$LAB_HOME/dialog.exp" 80 sh -c "exec '$SHIELDADM' -o json setup >'$BATS_TEST_TMPDIR/out'" < <(
		everything
		echo 'type'
	)
	[ "$status" -eq 0 ] || show_run "failed"
	run jq -c '[(.changes | length), .changes[12].value, .changes[-1].address,
		.nodes[0].verified, [.proofs[].proved]]' "$BATS_TEST_TMPDIR/out"
	assert_output '[18,"Cisco-SIPGateway","127.2.8.0",true,[true,true,null,true,true]]'
	run jq -r '.proofs[2] | keys_unsorted | join(" ")' "$BATS_TEST_TMPDIR/out"
	assert_output 'node claim from proved why'
}

@test "no line of the conversation is wider than a terminal of 40 columns" {
	COLUMNS=40 NO_COLOR=1 dialog 0 setup < <(
		everything
		echo 'type'
	)
	# Up to the tables, whose columns have widths of their own.
	run awk '/^edge1 /{ exit } length > 40 && !/\/|\[/' <<<"$output"
	assert_output ''
}

@test "the terminal is given back as it was" {
	run_split "$LAB_HOME/dialog.exp" 80 sh -c \
		"trap : INT; stty -a >'$BATS_TEST_TMPDIR/before'; '$SHIELDADM' setup; stty -a >'$BATS_TEST_TMPDIR/after'" <<-'END'
			see scanners [
			keys \x03
			see no rule was stored
		END
	run diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
	assert_success
	[ -s "$BATS_TEST_TMPDIR/before" ]
}

@test "in the shell it asks as well, Ctrl-C leads back there, and begun changes come first" {
	dialog 0 shell <<-'END'
		see >
		type setup
		see scanners [yes]
		type
		see agents [none]
		keys \x03
		see Your answers are kept
		see >
		type begin
		see >
		type setup
		see commit or abort the open set first
		see >
		type abort
		see >
		type setup
		see agents [none]
		type
		see countries [none]
		type US
		see carriers [none]
		type
		see customers [none]
		type
		see Do it? [yes]
		type
		see Done:
		see >
		type exit
	END
	assert_equal "$(table_rules | wc -l)" 13
}

# -- the file with the answers --

leaves_answers() {
	dialog 1 setup <<-'END'
		see scanners [
		type
		see agents [none]
		type quit
	END
}

@test "the answers are in a file for the user alone" {
	leaves_answers
	assert_equal "$(stat -c '%a %F' "$(kept)")" '600 regular file'
	assert_equal "$(stat -c %a "$XDG_STATE_HOME/shieldadm")" 700
	assert_equal "$(ls -A "$XDG_STATE_HOME/shieldadm")" setup
}

# put_aside TEXT: the answers are not taken up, which is told with TEXT, and not lost.
put_aside() {
	local before
	before=$(cat "$(kept)")
	dialog 1 setup <<-'END'
		see 1 of 5
		see scanners [yes]
		type quit
	END
	shown "Answers of an earlier run are not taken up: $1" \
		"They are put aside, in '$(kept).old'"
	assert_equal "$(cat "$(kept).old")" "$before"
	rm -f "$(kept)"*
}

@test "a file with answers that is damaged or of another version is told, and put aside" {
	leaves_answers
	sed -i '$d' "$(kept)"
	put_aside 'it is damaged: its end is missing'
	leaves_answers
	sed -i 's/^shieldadm-setup 1$/shieldadm-setup 2/' "$(kept)"
	put_aside 'it is of another version of shieldadm'
	leaves_answers
	sed -i 's/^scanners.*/country\tXX/' "$(kept)"
	put_aside "it is damaged: line 4: 'XX' is not a country"
	leaves_answers
	printf 'x\0y' >"$(kept)"
	put_aside 'it is damaged: its first line is missing'
}

@test "answers for another database are not taken up" {
	leaves_answers
	sed -i 's/^for\t.*/for\tmysql:\/\/elsewhere\/kamailio/' "$(kept)"
	put_aside "they are for the database 'mysql://elsewhere/kamailio'"
}

@test "--new begins anew, and puts the old answers aside" {
	leaves_answers
	dialog 1 setup --new <<-'END'
		see you begin anew
		see scanners [yes]
		type quit
	END
	[ -s "$(kept).old" ]
}

@test "where answers cannot be kept that is told, once, and it goes on" {
	export XDG_STATE_HOME=/dev/null/nowhere
	dialog 0 setup < <(
		everything
		echo 'type'
	)
	assert_equal "$(grep -c 'cannot be kept' <<<"$output")" 1
	assert_equal "$(table_rules | wc -l)" 15
}
