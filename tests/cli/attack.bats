# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # run sets status, output, stderr
#
# A stock Kamailio with the hardening of "shieldadm config", attacked by SIP, while two
# phones log in and call each other.

load helper
load attack

setup_file() {
	attack_up sqlite SHIELDADM_CONTACT_NAME
	customers_begin
}

teardown_file() {
	lab_cleanup
}

@test "each of the article's twelve user agents is dropped, in either case, with more behind it" {
	local ua pids=() i=0
	for ua in $SCANNERS; do
		i=$((i + 1))
		blocked "useragent '${ua^^}1.0' is blocklisted" "127.1.10.$i" "${ua^^}1.0" &
		pids+=($!)
	done
	all_of "${pids[@]}"
	let_in 401 127.1.10.100 'my friendly-scanner'
}

# sqli WHERE FROM [UA]: dropped by secfilter itself, which says where it found it.
sqli() {
	local got
	got=$(request "$2" "${3:-phone}" REGISTER 0.3)
	[ "$got" = dropped ]
	grep -F 'Possible SQL injection found in' "$NODE/kamailio.log" | grep -qF " in $1"
}

@test "SQL in User-Agent, From, To or Contact is dropped" {
	sqli User-agent 127.1.11.1 "a' OR 1=1--"
	SIP_FROM="\"x' OR 1=1\" <sip:a@b.example>" sqli 'From name' 127.1.11.2
	SIP_FROM="<sip:a'--@b.example>" sqli 'From user' 127.1.11.3
	SIP_TO="\"x' OR 1=1\" <sip:a@b.example>" sqli 'To name' 127.1.11.4
	SIP_TO='<sip:a%27@b.example>' sqli 'To user' 127.1.11.5
	SIP_USER="x'--" sqli 'Contact user' 127.1.11.6
	let_in 401 127.1.11.7 phone
}

@test "a country that is not allowed is dropped, but for an address of the table" {
	blocked "source IP country 'CN' is not allowlisted" 127.2.12.1 phone
	blocked "source IP country '<null>' is not allowlisted" 127.4.12.1 phone
	let_in 401 127.2.1.1 phone
	let_in 401 127.1.12.1 phone
}

@test "who comes from no country that GeoIP knows, or sends no user agent, passes by default" {
	let_in 401 127.9.13.1 phone
	let_in 401 127.1.13.1 ''
}

@test "an entry of the lists ip, user, domain and dst drops whom it names" {
	shieldadm -q ip block 127.1.14.9 >/dev/null
	shieldadm -q user block mallory >/dev/null
	shieldadm -q domain block evil.example >/dev/null
	shieldadm -q dst block 1900555 >/dev/null
	blocked 'source IP is blocklisted' 127.1.14.9 phone
	SIP_FROM='<sip:Mallory2@b.example>' blocked 'user or domain is blocklisted' 127.1.14.1 phone
	SIP_TO='<sip:mallory@b.example>' blocked 'user or domain is blocklisted' 127.1.14.2 phone
	SIP_USER=mallory blocked 'user or domain is blocklisted' 127.1.14.3 phone
	SIP_FROM='<sip:a@evil.example>' blocked 'user or domain is blocklisted' 127.1.14.4 phone
	SIP_CALLEE=1900555 blocked 'destination is blocklisted' 127.1.14.5 phone INVITE
	let_in 401 127.1.14.6 phone
}

# back_by_undo FROM STATUS REASON COMMAND...: FROM gets through, is dropped after the
# command, and gets through after undo; what is in SIP_FROM, ... goes with the request.
back_by_undo() {
	let_in "$2" "$1" phone "${SIP_METHOD:-REGISTER}" || return 1
	shieldadm -q "${@:4}" >/dev/null || return 1
	blocked "$3" "$1" phone "${SIP_METHOD:-REGISTER}" || return 1
	shieldadm -q -y undo >/dev/null || return 1
	let_in "$2" "$1" phone "${SIP_METHOD:-REGISTER}"
}

@test "what is added to these lists goes back by undo" {
	back_by_undo 127.1.16.1 401 'source IP is blocklisted' ip block 127.1.16.1
	SIP_FROM='<sip:trudy@b.example>' back_by_undo 127.1.16.2 401 'user or domain is blocklisted' user block trudy
	SIP_FROM='<sip:a@bad.example>' back_by_undo 127.1.16.3 401 'user or domain is blocklisted' domain block bad.example
	SIP_METHOD=INVITE SIP_CALLEE=1900777 back_by_undo 127.1.16.4 404 'destination is blocklisted' dst block 1900777
}

@test "a flood bans its source, and nobody else, until the ban ends" {
	lab_wait 120 flood_is_banned 127.1.15.1
	lab_wait 60 blocked_in_log 'pike blocking' 127.1.15.1
	let_in 401 127.1.15.2 phone
	lab_wait 60 let_in 401 127.1.15.1 phone REGISTER 2
	run_ok ban test 127.1.15.1
}

@test "a flood from an address of the table is no flood" {
	flood 127.2.1.2 phone REGISTER
	let_in 401 127.2.1.2 phone
}

@test "after 21 failed logins a source is shut out, until it is reset" {
	assert_equal "$(phone guess 127.1.16.1 1001 23)" 21
	blocked 'exceeds register attempts' 127.1.16.1 phone
	PHONE_PATIENCE=2 run -1 phone register 127.1.16.1 1001 secret
	run_ok auth reset 127.1.16.1
	assert_equal "$(phone register 127.1.16.1 1001 secret)" 200
}

@test "a login that succeeds clears what was counted, and a wrong user name counts too" {
	assert_equal "$(phone guess 127.1.17.1 nobody 3)" 3
	assert_equal "$(lab_kamcmd "$NODE" htable.get auth_try 127.1.17.1 | awk '/value:/ { print $2 }')" 3
	assert_equal "$(phone register 127.1.17.1 1001 secret)" 200
	run lab_kamcmd "$NODE" htable.get auth_try 127.1.17.1
	assert_output --partial 'Key name doesn'
}

@test "an address in Contact is dropped, a name is not, and neither is the carrier's address" {
	SIP_CONTACT=192.0.2.1 blocked 'using IP instead of dns' 127.1.18.1 phone
	SIP_CONTACT=192.0.2.1:5060 blocked 'using IP instead of dns' 127.1.18.2 phone INVITE
	SIP_CONTACT='[2001:db8::1]' blocked 'using IP instead of dns' 127.1.18.3 phone
	SIP_CONTACT=192.0.2.1.example let_in 401 127.1.18.4 phone
	SIP_CONTACT=192.0.2.1 let_in 401 127.2.1.3 phone
}

@test "a method that is not served is refused, and so are too many hops" {
	let_in 405 127.1.19.1 phone MESSAGE
	blocked_in_log 'method is not allowed' 127.1.19.1
	let_in 405 127.1.19.2 phone FOO
	SIP_HOPS=0 let_in 483 127.1.19.3 phone
	blocked_in_log 'too many hops' 127.1.19.3
}

@test "a malformed request gets nowhere" {
	SIP_CSEQ=INVITE let_in 400 127.1.20.1 phone
	blocked_in_log 'malformed SIP request' 127.1.20.1
}

@test "OPTIONS is answered to the carrier and to a registered phone, not to a stranger" {
	let_in 200 127.2.1.4 phone OPTIONS
	let_in 200 127.1.200.2 phone OPTIONS
	blocked 'is not from a registered endpoint' 127.1.21.1 phone OPTIONS
}

@test "report reads what the route writes" {
	run_ok report -o json "$NODE/kamailio.log"
	local reason
	for reason in 'sql injection' country 'user agent' banned flood 'failed logins' malformed \
		'too many hops' 'contact is an address' method 'not registered' other; do
		jq -e --arg r "$reason" '[.reasons[] | select(.reason == $r and .blocked > 0)] | length == 1' \
			<<<"$output" >/dev/null || { printf 'no %s in %s\n' "$reason" "$output" >&2 && false; }
	done
	jq -e '.summary[0].unfinished == 0 and .summary[0].allowed > 20' <<<"$output" >/dev/null
}

@test "through all of it the phones have logged in, and every call of theirs came about" {
	customers_end 8
}
