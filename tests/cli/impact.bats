# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # stderr: run_split sets it
#
# Whom a change would cut off is told before it is made, by what usrloc has stored.

load helper

setup_file() {
	lab_up sqlite
}

setup() {
	db_rows 'DELETE FROM location'
	lab_empty
	# Two phones in the US, one of them behind NAT; one in China that an address lets
	# in, one there that is blocked anyway, one that GeoIP does not know.
	shieldadm country allow US >/dev/null
	shieldadm addr add 127.2.3.0/24 customer --tag ACME >/dev/null
	phone 1 alice sip:alice@127.1.3.4:5060 '' 'Yealink SIP-T46G'
	phone 2 bob sip:bob@10.0.0.7:5060 'sip:127.1.3.5:1234' 'Zoiper 5'
	phone 3 carol sip:carol@127.2.3.9 '' 'Yealink SIP-T20'
	phone 4 dave sip:dave@127.2.8.8 '' 'Yealink SIP-T20'
	phone 5 eve sip:eve@phone.example '' 'SIPp'
}

teardown_file() {
	lab_cleanup
}

# phone ID USER CONTACT RECEIVED USER-AGENT: as usrloc would write it.
phone() {
	db_rows "INSERT INTO location (ruid, username, domain, contact, received, user_agent)
		VALUES ('r$1', '$2', 'example.com', '$3', NULLIF('$4', ''), '$5')"
}

# cuts STATUS WHO ARGUMENT...: those are cut off, and it ends so.
cuts() {
	local wanted=$1 who=$2
	shift 2
	run_split shieldadm "$@" -o json
	[ "$status" -eq "$wanted" ] || show_run "not status $wanted: $*" || return 1
	assert_equal "$(jq -r '[.cut_off[]? | .who] | join(" ")' <<<"${output:-{\}}")" "$who"
}

unchanged() {
	assert_equal "$(all_that_is_held)" "$before"
}

@test "without a terminal a change that cuts somebody off is refused, and names him" {
	before=$(all_that_is_held)
	run_split shieldadm ua block Yealink
	assert_equal "$status" 7
	assert_line --regexp '^phone +alice@example\.com +sip:alice@127\.1\.3\.4:5060 +127\.1\.3\.4 +Yealink SIP-T46G +.Yealink. is blocked'
	assert_line --regexp '^phone +carol@example\.com '
	refute_output --partial dave
	[[ $stderr == *'2 registered phones would be cut off; --yes does it all the same'* ]]
	unchanged
	cuts 7 'alice@example.com carol@example.com' ua block Yealink
	assert_equal "$(jq -c '.impact' <<<"$output")" \
		'[{"kind":"phone","cut_off":2},{"kind":"addr","cut_off":0}]'
	unchanged
}

@test "with --yes it is done, told, and what was told is what happens" {
	sip_answered 127.1.3.4 'Yealink SIP-T46G' REGISTER
	sip_answered 127.2.3.9 'Yealink SIP-T20' REGISTER
	cuts 0 'alice@example.com carol@example.com' ua block Yealink --yes
	assert_equal "$(jq -r '.changes[0].result' <<<"$output")" added
	sip_dropped 127.1.3.4 'Yealink SIP-T46G' REGISTER
	sip_dropped 127.2.3.9 'Yealink SIP-T20' REGISTER
	sip_answered 127.1.3.5 'Zoiper 5' REGISTER
}

@test "a dry run shows it too, and changes nothing" {
	before=$(all_that_is_held)
	cuts 7 'alice@example.com carol@example.com' ua block Yealink --dry-run
	cuts 0 'alice@example.com carol@example.com' ua block Yealink --dry-run --yes
	assert_equal "$(jq -r '.changes[0].result' <<<"$output")" added
	unchanged
}

@test "a country that is allowed no more: the phone behind NAT counts where it really is" {
	shieldadm country allow DE >/dev/null
	cuts 7 'alice@example.com bob@example.com' country remove US
	[[ $(jq -r '.cut_off[1] | "\(.source) \(.why)"' <<<"$output") == \
		'127.1.3.5 US (United States) is not allowed'* ]]
	cuts 0 '' country remove DE
	run_fails_with_cut 'no country would be allowed any more' country remove US
	cuts 0 'alice@example.com bob@example.com' country remove US --yes
	sip_dropped 127.1.3.5 'Zoiper 5' REGISTER
	sip_answered 127.2.3.9 x REGISTER
}

# As run_fails 7, with the list on stdout.
run_fails_with_cut() {
	run_split shieldadm "${@:2}"
	[ "$status" -eq 7 ] && [[ $stderr == *"$1"* ]] && [ -n "$output" ] ||
		show_run "not refused: ${*:2}"
}

@test "an address that goes: its phones and itself, where its country is not allowed" {
	cuts 7 'carol@example.com ACME' addr remove 127.2.3.0/24
	[[ $(jq -r '.error.text' <<<"$stderr") == *"1 registered phone and 1 row of the table 'address' would be cut off"* ]]
	shieldadm addr add 127.2.3.9 carrier >/dev/null
	cuts 7 ACME addr remove 127.2.3.0/24
	shieldadm country allow CN >/dev/null
	cuts 0 '' addr remove 127.2.3.0/24
	sip_answered 127.2.3.9 x REGISTER
}

@test "a user agent that was allowed and hid a blocked one" {
	shieldadm ua allow 'Yealink SIP-T46' >/dev/null
	cuts 7 'carol@example.com' ua block Yealink
	shieldadm ua block Yealink --yes >/dev/null
	cuts 7 'alice@example.com' ua remove 'Yealink SIP-T46'
	cuts 0 '' ua remove Yealink
}

@test "what cuts nobody off is done at once" {
	cuts 0 '' ua block friendly-scanner
	cuts 0 '' country block CN
	cuts 0 '' country allow CN
	# He got in by that.
	cuts 7 'dave@example.com' country remove CN
	cuts 0 '' ua block Yealink-not
	cuts 7 'eve@example.com' ua block SIPp
	# Already blocked: nothing changes for anybody.
	shieldadm ua block SIPp --yes >/dev/null
	cuts 0 '' ua block sipp
}

@test "of many the first ten are named, and all are counted" {
	local i
	for ((i = 10; i < 35; i++)); do
		printf "INSERT INTO location (ruid, username, contact, user_agent) VALUES ('m%d', 'u%d', 'sip:u@127.1.9.%d', 'Snom 300');" "$i" "$i" "$i"
	done | sqlite3 "$LAB_DIR/kamailio.sqlite"
	run_split shieldadm ua block Snom
	assert_equal "$status" 7
	assert_equal "$(grep -c '^phone' <<<"$output")" 10
	[[ $stderr == *'25 registered phones would be cut off'* ]]
	run_split shieldadm ua block Snom -o json
	assert_equal "$(jq -c '[.impact[0].cut_off, (.cut_off | length)]' <<<"$output")" '[25,10]'
}

@test "without a GeoIP file countries cannot be told, and nobody is refused for that" {
	sed 's|^database = .*|database = /nonexistent.mmdb|' "$SHIELDADM_CONFIG" >"$BATS_TEST_TMPDIR/conf"
	chmod 600 "$BATS_TEST_TMPDIR/conf"
	shieldadm country allow DE >/dev/null
	run_ok country remove US --config "$BATS_TEST_TMPDIR/conf"
	[[ $stderr == *'by their country cannot be told'*'there is no such file'* ]]
	run_fails_with_cut 'would be cut off' ua block SIPp --config "$BATS_TEST_TMPDIR/conf"
}

@test "without the table location, or with nobody in it, there is no noise" {
	db_rows 'DELETE FROM location'
	run_ok ua block Yealink
	assert_equal "$stderr" ''
	db_rows 'ALTER TABLE location RENAME TO away'
	run_ok ua block Zoiper
	db_rows 'ALTER TABLE away RENAME TO location'
	assert_equal "$stderr" ''
	refute_output --partial 'USER AGENT'
}

# in_memory NODE USER CONTACT: a phone that usrloc has in its memory alone.
in_memory() {
	lab_kamcmd "$1" ul.add location "$2" "$3" 3600 1.0 . 0 0 0 >/dev/null
}

@test "phones that Kamailio keeps in its memory alone count where the table has none" {
	db_rows 'DELETE FROM location'
	in_memory "$NODE" frank sip:frank@127.1.3.9
	in_memory "$NODE" grace sip:grace@127.2.3.7
	in_memory "$NODE" heidi sip:heidi@127.2.9.9
	cuts 7 frank country remove US
	cuts 7 'grace ACME' addr remove 127.2.3.0/24
	cuts 7 'frank grace' ua block 'kamailio SIP'
	db_rows 'ALTER TABLE location RENAME TO away'
	cuts 7 'frank grace' ua block 'kamailio SIP'
	db_rows 'ALTER TABLE away RENAME TO location'
	# The table knows better.
	phone 9 alice sip:alice@127.1.3.4 '' 'Yealink SIP-T46G'
	cuts 0 '' ua block 'kamailio SIP'
	lab_kamcmd "$NODE" ul.rm location frank
	lab_kamcmd "$NODE" ul.rm location grace
	lab_kamcmd "$NODE" ul.rm location heidi
}

# expires ID VALUE: when this phone's registration ends.
expires() {
	db_rows "UPDATE location SET expires = $2 WHERE ruid = 'r$1'"
}

# Kamailio's SQLite driver writes a Julian day, and so does its MySQL driver local time;
# with usrloc's expires_type 1 it is the Unix time.
@test "a registration that is over keeps nobody from a change, one without an end does" {
	local over
	db_rows 'DELETE FROM location WHERE ruid != '"'r1'"
	for over in "'2020-01-01 00:00:00'" "julianday('now', '-1 minute')" \
		"$(($(date +%s) - 60))" "'$(date -d '1 minute ago' '+%F %T')'"; do
		expires 1 "$over"
		cuts 0 '' ua block Yealink --dry-run
	done
	for over in "'1970-01-01 00:00:00'" "julianday('1970-01-01 00:00:00')" 0 \
		"julianday('now', '+1 minute')" "$(($(date +%s) + 60))" \
		"'$(date -d '1 minute' '+%F %T')'"; do
		expires 1 "$over"
		cuts 7 'alice@example.com' ua block Yealink --dry-run
	done
}

@test "a registration that is over does not hide the phones in a node's memory" {
	db_rows 'DELETE FROM location WHERE ruid != '"'r1'"
	expires 1 "'2020-01-01'"
	in_memory "$NODE" frank sip:frank@127.1.3.9
	cuts 7 frank country remove US
	lab_kamcmd "$NODE" ul.rm location frank
}

has_rows() {
	[ "$(db_rows 'SELECT count(*) FROM location')" -eq "$1" ]
}

# What Kamailio itself writes, in its own form; once it is stopped nothing tidies up.
@test "phones that Kamailio has stored are live as long as Kamailio says" {
	local node=$LAB_DIR/edge9
	db_rows 'DELETE FROM location'
	lab_kamailio_config "$node" "$LAB_DBURL"
	sed -i -e 's/^#!KAMAILIO$/&\n#!define WITH_USRLOCDB/' \
		-e 's/"usrloc", "timer_interval", 60/"usrloc", "timer_interval", 1/' "$node/kamailio.cfg"
	lab_kamailio_start "$node"
	lab_kamcmd "$node" ul.add location frank sip:frank@127.1.3.9 3600 1.0 . 0 0 0 >/dev/null
	lab_kamcmd "$node" ul.add location grace sip:grace@127.1.3.9 8 1.0 . 0 0 0 >/dev/null
	lab_kamcmd "$node" ul.add location heidi sip:heidi@127.1.3.9 0 1.0 . 0 0 0 >/dev/null
	lab_wait 60 has_rows 3
	lab_kamailio_stop "$node"
	sleep 8 # until grace's time is over
	assert_equal "$(db_rows "SELECT count(*) FROM location WHERE username = 'grace'")" 1
	cuts 7 'heidi frank' country remove US
}

@test "a ban of a registered phone is refused, and done with --yes" {
	phone 6 ivan sip:ivan@203.0.113.9:5060 '' 'Snom 870'
	phone 7 judy sip:judy@10.0.0.9 'sip:203.0.113.9:40001' 'Snom 870'
	cuts 7 'ivan@example.com judy@example.com' ban add 203.0.113.9 203.0.113.10
	[[ $(jq -r '.error.text' <<<"$stderr") == *'2 registered phones would be cut off; --yes'* ]]
	run_ok ban test 203.0.113.9
	assert_output --partial 'not banned'
	cuts 0 '' ban add 203.0.113.10
	cuts 7 'ivan@example.com judy@example.com' ban import - <<<'203.0.113.9'
	cuts 0 'ivan@example.com judy@example.com' ban add 203.0.113.9 --yes
	run shieldadm ban test 203.0.113.9
	assert_equal "$status" 1
	cuts 0 '' ban remove 203.0.113.9 203.0.113.10
}

@test "--force passes a guard, and does not cut anybody off: that takes --yes" {
	before=$(all_that_is_held)
	cuts 7 'alice@example.com carol@example.com' ua block Yealink --force
	cuts 7 'alice@example.com bob@example.com' country remove US --force
	cuts 7 'carol@example.com ACME' addr remove 127.2.3.0/24 --force
	cuts 7 'alice@example.com' ban add 127.1.3.4 --force
	db_rows 'DELETE FROM location'
	run_fails 7 'no country would be allowed any more' country remove US --force
	run_fails 7 'unless with --yes' ban flush --force
	unchanged
	run_ok ban list -o plain
	assert_output ''
	phone 1 alice sip:alice@127.1.3.4:5060 '' 'Yealink SIP-T46G'
	cuts 0 'alice@example.com' ban add 127.1.3.4 --force --yes
	cuts 0 '' ban remove 127.1.3.4
}

@test "--yes is not enough where a guard speaks against a ban" {
	run_fails 7 'loopback' ban add 127.2.8.8 --yes
}

@test "what a phone has registered with cannot act on the terminal" {
	local format
	db_rows "UPDATE location SET user_agent = 'Evil' || char(27) || '[31m' || char(10) || 'x' WHERE ruid = 'r1'"
	for format in table csv plain json; do
		run_split shieldadm ua block Evil -o "$format"
		assert_equal "$status" 7
		[[ $output == *alice* ]]
		[[ $output != *$'\e'* ]]
	done
}

# at_terminal ANSWER ARGUMENT...: with a terminal as stdin, stdout and stderr.
at_terminal() {
	local answer=$1
	shift
	run "$LAB_HOME/dialog.exp" 120 "$SHIELDADM" "$@" <<<$'see go ahead?\ntype '"$answer"
}

@test "at a terminal it shows whom, asks, and does what it is told" {
	before=$(all_that_is_held)
	at_terminal n ua block Yealink
	assert_equal "$status" 7
	assert_output --partial 'phone alice@'
	assert_output --partial '2 registered phones would be cut off; go ahead? [y/N]'
	assert_output --partial 'nothing was changed'
	unchanged
	at_terminal '' ua block Yealink
	assert_equal "$status" 7
	unchanged
	at_terminal y ua block Yealink
	assert_equal "$status" 0
	assert_output --partial 'go ahead?'
	assert_equal "$(grep -c 'phone alice@' <<<"$output")" 1
	assert_equal "$(table_rules | grep -c Yealink)" 1
	sip_dropped 127.1.3.4 'Yealink SIP-T46G' REGISTER
	at_terminal n country remove US
	assert_equal "$status" 7
	at_terminal y country remove US
	assert_equal "$status" 0
	assert_output --partial 'no country would be allowed any more'
	assert_equal "$(table_rules | grep -c US)" 0
}
