# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # stderr: run_split sets it
#
# A whole policy as a file: export, plan and apply.

load helper

setup_file() {
	lab_up sqlite
}

setup() {
	lab_empty
	db_rows 'DELETE FROM shieldadm_change; DELETE FROM shieldadm_change_row'
	FILE=$BATS_TEST_TMPDIR/policy.yaml
}

teardown_file() {
	lab_cleanup
}

a_policy() {
	run_ok -q ua block friendly-scanner 'Cisco-SIPGateway' 'a "quoted", one: #no'
	run_ok -q ua allow Yealink
	run_ok -q country allow US NO
	run_ok -q domain block bad.example
	run_ok -q user block 1e3 0x10 yes null
	run_ok -q ip block 203.0.113.
	run_ok -q dst block 00882
	run_ok -q addr add 192.0.2.0/24 2001:db8::/48 sip.example.com customer
	run_ok -q addr add 127.2.55.1 carrier --port 5060 --tag 'ACME, Berlin: #1'
	run_ok -q addr add 192.0.2.9 7
}

@test "export shows all that is stored, in a stable order, groups by name" {
	a_policy
	shieldadm export >"$FILE"
	diff "$FILE" - <<-'YAML'
		# a policy of shieldadm: man shieldadm-policy
		ua:
		  block:
		    - "a \"quoted\", one: #no"
		    - Cisco-SIPGateway
		    - friendly-scanner
		  allow:
		    - Yealink
		country:
		  allow:
		    - "NO"
		    - US
		addr:
		  carrier:
		    - {address: 127.2.55.1, port: 5060, tag: "ACME, Berlin: #1"}
		  customer:
		    - 192.0.2.0/24
		    - "2001:db8::/48"
		    - sip.example.com
		  "7":
		    - 192.0.2.9
		domain:
		  block:
		    - bad.example
		user:
		  block:
		    - "0x10"
		    - "1e3"
		    - "null"
		    - "yes"
		ip:
		  block:
		    - 203.0.113.
		dst:
		  block:
		    - "00882"
	YAML
	shieldadm export --only country,dst -o json | jq -c . >"$BATS_TEST_TMPDIR/json"
	assert_equal "$(cat "$BATS_TEST_TMPDIR/json")" '{"country":{"allow":["NO","US"]},"dst":{"block":["00882"]}}'
	assert_equal "$(shieldadm export --only addr -o csv | head -3 | paste -sd'|' | tr -d '\r')" \
		'group,address,mask,port,tag,stored|1,127.2.55.1,32,5060,"ACME, Berlin: #1",127.2.55.1|2,192.0.2.0,24,0,customer,192.0.2.0'
	assert_equal "$(shieldadm export --only ua,dst -o plain | wc -l)" 5
	run_fails 2 'not of both' export -o csv
	run_fails 2 "'x' is not a kind" export --only x
}

@test "export, apply elsewhere and export again are byte for byte the same, in either form" {
	local form
	a_policy
	for form in table json; do
		shieldadm export -o "$form" >"$FILE"
		db_rows 'DELETE FROM secfilter; DELETE FROM address'
		run_ok -q -y apply "$FILE"
		shieldadm export -o "$form" | cmp - "$FILE"
		run_ok apply "$FILE"
		[[ $stderr == *'nothing was to be done'* ]] || show_run 'done twice'
	done
	run_ok status
}

@test "the order of an export, and what it takes for the same, is that of entries and not of their texts" {
	db_rows "INSERT INTO address (grp, ip_addr, mask, port, tag) VALUES
		(2, '2001:DB8::2', 128, 0, 'customer'), (2, '2001:db8:0::1', 128, 0, 'customer'), (2, '2001:db8::2', 128, 0, 'customer'),
		(2, '192.0.2.10', 32, 0, 'customer'), (2, '192.0.2.9', 32, 0, 'customer'), (2, '192.0.2.9', 0, 0, 'customer'),
		(2, 'SIP.example.com', 32, 0, 'customer'), (2, 'b.example.com', 32, 0, 'customer'), (2, 'sip.example.com', 32, 0, 'customer')"
	db_rows "INSERT INTO secfilter (action, type, data) VALUES (0, 0, 'scanner-b'), (0, 0, 'Scanner-C'), (0, 0, 'SCANNER-B'), (1, 1, 'us')"
	shieldadm export --only ua,country,addr >"$FILE"
	diff "$FILE" - <<-'YAML'
		# a policy of shieldadm: man shieldadm-policy
		ua:
		  block:
		    - SCANNER-B
		    - Scanner-C
		country:
		  allow:
		    - US
		addr:
		  customer:
		    - 192.0.2.9
		    - 192.0.2.10
		    - "2001:db8::1"
		    - "2001:db8::2"
		    - b.example.com
		    - sip.example.com
	YAML
	run_ok plan "$FILE"
	db_rows 'DELETE FROM secfilter; DELETE FROM address'
	run_ok -q apply "$FILE"
	shieldadm export --only ua,country,addr | cmp - "$FILE"
}

@test "an export of more rows than it keeps in memory has all of them, in order" {
	perl -e 'srand 5; print "address\n"; printf "10.%d.%d.%d\n", map { int rand 256 } 1 .. 3 for 1 .. 250000' >"$BATS_TEST_TMPDIR/many"
	tail -n +2 "$BATS_TEST_TMPDIR/many" | sort -u -t. -k1,1n -k2,2n -k3,3n -k4,4n >"$BATS_TEST_TMPDIR/sorted"
	awk '{ print "INSERT INTO address (grp, ip_addr, mask, port, tag) VALUES (1, \047" $1 "\047, 32, 0, \047carrier\047);" }
		BEGIN { print "BEGIN;" } END { print "COMMIT;" }' <(tail -n +2 "$BATS_TEST_TMPDIR/many") >"$BATS_TEST_TMPDIR/sql"
	sqlite3 "${LAB_DBURL#sqlite:///}" <"$BATS_TEST_TMPDIR/sql"
	shieldadm export --only addr | sed -n 's/^    - //p' | cmp - "$BATS_TEST_TMPDIR/sorted"
	TMPDIR=/nowhere run_fails 8 'cannot make a temporary file' export
	refute_output
}

@test "a policy is read by others as it is meant: each value is a text" {
	a_policy
	run_ok -q --force user block y no On ~ .5 1_000 12:30:45 2026-01-02 0o17 +1 1.5 =x '<<'
	shieldadm export >"$FILE"
	python3 -c 'import json, sys, yaml
def texts(x):
    for v in x.values() if isinstance(x, dict) else x:
        if isinstance(v, (dict, list)): texts(v)
        else: assert isinstance(v, str) or v == 5060, repr(v)
p = yaml.safe_load(open(sys.argv[1])); texts(p)
assert p == json.load(sys.stdin)' "$FILE" < <(shieldadm export -o json)
}

# Values with all that YAML could take for something else.
odd_values() {
	perl -e 'srand $ARGV[0]; my @c = ("a".."f", 0..9, " ", split(//, q(:#,-?{}[]&*!|>%@`~."\\/=+_^$())), "\x{e9}", "\x{20ac}", "\x{2028}", "\x{1f600}");
		binmode STDOUT, ":utf8"; my %s;
		while (keys %s < 300) { my $v = join "", map { $c[rand @c] } 1..3+rand 12; $v =~ s/^\s+|\s+$//g; next if length $v < 4; $s{lc $v} //= $v }
		print "$_\n" for values %s' "$1"
}

@test "whatever is stored comes back as it was" {
	local seed quoted
	for seed in 1 2 3; do
		db_rows 'DELETE FROM secfilter; DELETE FROM address'
		odd_values "$seed" >"$BATS_TEST_TMPDIR/values"
		# A quote at the beginning of a line of a file is CSV's.
		run_ok -q --force user block --file <(grep -v '^[#"]' "$BATS_TEST_TMPDIR/values")
		mapfile -t quoted < <(grep '^"' "$BATS_TEST_TMPDIR/values")
		run_ok -q --force user block -- "${quoted[@]}"
		{ echo 'address,tag,group'; odd_values "$seed" | awk '{ gsub(/"/, "\"\""); printf "10.0.%d.%d,\"%s\",3\n", NR / 250, NR % 250, $0 }'; } |
			grep -v $'\xc2\x85' >"$BATS_TEST_TMPDIR/tags.csv"
		run_ok -q import "$BATS_TEST_TMPDIR/tags.csv" --skip-invalid
		shieldadm export >"$FILE"
		[ "$(wc -l <"$FILE")" -gt 400 ]
		all=$(table_rules | sort; table_addresses | sort)
		db_rows 'DELETE FROM secfilter; DELETE FROM address'
		run_ok -q -y --force apply "$FILE"
		assert_equal "$(table_rules | sort; table_addresses | sort)" "$all"
		shieldadm export | cmp - "$FILE"
	done
}

@test "plan shows what apply would do, and apply does it, by SIP" {
	run_ok -q country allow US
	run_ok -q ua block old-scanner
	cat >"$FILE" <<-'YAML'
		ua:
		  block: [new-scanner]
		addr:
		  carrier:
		    - 127.2.55.3
		    - {address: 127.2.55.4, tag: x}
	YAML
	raw_dropped 127.2.55.3 phone
	raw_answered 127.1.55.3 new-scanner
	nothing_changes run_split shieldadm plan "$FILE" -o json
	assert_equal "$status" 6
	assert_equal "$(jq -c '.changes | map([.kind, .value // .address, .result])' <<<"$output")" \
		'[["ua","new-scanner","added"],["addr","127.2.55.3","added"],["addr","127.2.55.4","added"]]'
	run_ok apply "$FILE"
	raw_answered 127.2.55.3 phone
	raw_dropped 127.1.55.3 new-scanner
	run_ok plan "$FILE"
	assert_equal "$(table_rules)" $'1 1 US\n0 0 old-scanner\n0 0 new-scanner'
	assert_equal "$(shieldadm history -o json | jq -c '.[0] | [.kinds, .added, .command]')" '[["ua","addr"],3,"apply '"$FILE"'"]'
	run_ok -y undo
	raw_dropped 127.2.55.3 phone
	raw_answered 127.1.55.3 new-scanner
}

@test "with --prune what is not in the file goes, of the kinds that are" {
	run_ok -q country allow US
	run_ok -q config sentinel
	run_ok -q ua block old-scanner
	run_ok -q addr add 127.2.55.5 127.2.55.6 carrier
	raw_answered 127.2.55.5 phone
	printf 'ua: {}\naddr:\n  carrier: [127.2.55.6]\n  customer: [127.2.55.7]\n' >"$FILE"
	nothing_changes run_fails 7 '2 rows would be removed' apply "$FILE" --prune
	nothing_changes run_split shieldadm plan "$FILE" --prune -o json
	assert_equal "$(jq -c '.counts | map(.rows)' <<<"$output")" '[1,1,2,0]'
	run_ok -y apply "$FILE" --prune
	raw_dropped 127.2.55.5 phone
	raw_answered 127.2.55.6 phone
	assert_equal "$(table_rules)" $'1 1 US\n1 1 ZZ'
	assert_equal "$(table_addresses)" $'1 127.2.55.6 32 0 carrier\n2 127.2.55.7 32 0 customer'
	printf 'country:\n  allow: [DE]\n' >"$FILE"
	run_ok -y apply "$FILE" --prune --only country
	assert_equal "$(table_rules)" $'1 1 ZZ\n1 1 DE'
}

@test "who would be cut off is told before, and the last country is guarded" {
	db_rows "INSERT INTO location (ruid, username, domain, contact, user_agent)
		VALUES ('r1', 'alice', 'example.com', 'sip:alice@127.2.3.4:5060', 'Yealink')"
	run_ok -q country allow US
	run_ok -q addr add 127.2.3.4 customer
	printf 'addr: {}\n' >"$FILE"
	run_split shieldadm plan "$FILE" --prune
	assert_equal "$status" 6
	assert_output --partial alice@example.com
	nothing_changes run_split shieldadm apply "$FILE" --prune
	assert_equal "$status" 7
	printf 'country: {}\n' >"$FILE"
	nothing_changes run_split shieldadm apply "$FILE" --prune
	assert_equal "$status" 7
	db_rows 'DELETE FROM location'
}

@test "another tag in the file is given to the row, and undo gives the old one back" {
	run_ok -q addr add 192.0.2.1 192.0.2.2 carrier
	printf 'addr:\n  carrier:\n    - {address: 192.0.2.1, tag: new}\n    - 192.0.2.2\n' >"$FILE"
	run_ok -y apply "$FILE"
	assert_equal "$(table_addresses | sort)" $'1 192.0.2.1 32 0 new\n1 192.0.2.2 32 0 carrier'
	run_ok -y undo
	assert_equal "$(table_addresses | sort)" $'1 192.0.2.1 32 0 carrier\n1 192.0.2.2 32 0 carrier'
}

@test "a row that stands twice, with two tags, is wanted with either, and gets a third one once" {
	db_rows "INSERT INTO address (grp, ip_addr, mask, port, tag) VALUES
		(1, '192.0.2.1', 32, 0, 'b'), (1, '192.0.2.1', 32, 0, 'a'),
		(1, 'sip.example.com', 32, 0, 'b'), (1, 'sip.example.com', 32, 0, 'a')"
	shieldadm export >"$FILE"
	run_ok plan "$FILE" --prune
	[[ $stderr == *'nothing is to be done'* ]] || show_run 'something'
	sed -i 's/tag: a/tag: c/' "$FILE"
	run_split shieldadm plan "$FILE" -o json
	assert_equal "$(jq -c '.counts | map(.rows)' <<<"$output")" '[2,0,2,0]'
	run_ok -y apply "$FILE"
	assert_equal "$(table_addresses | cut -d' ' -f2,5 | sort)" \
		$'192.0.2.1 a\n192.0.2.1 c\nsip.example.com a\nsip.example.com c'
	run_ok plan "$FILE" --prune
}

# faults TEXT: "line:column" of each that plan finds in it, and that nothing is done.
faults() {
	printf '%b' "$1" >"$FILE"
	nothing_changes run_split shieldadm apply "$FILE" -o json
	assert_equal "$status" 2
	jq -r '.invalid | map("\(.line):\(.column)") | join(" ")' <<<"$output"
	faults_text=$(jq -r '.invalid[].problem' <<<"$output")
}

# fault PLACES TEXT-OF-FILE PART-OF-A-PROBLEM
fault() {
	local places
	faults "$2" >"$BATS_TEST_TMPDIR/places"
	places=$(cat "$BATS_TEST_TMPDIR/places")
	assert_equal "$places" "$1"
	[[ $(jq -r '.invalid[].problem' <<<"$output") == *"$3"* ]] || show_run "lacks '$3'"
}

@test "everything that is wrong is told with line and column, and nothing is done" {
	run_ok -q ua block stays
	fault '3:7 4:7 6:11 8:5 9:3' 'ua:\n  block:\n    - x\n    - [a]\n    - good-one\n  allow: [""]\naddr:\n    - 1\n  carrier: 5\n' ''
}

@test "each thing that can be wrong with a file" {
	fault '1:1' 'uaa: {}\n' "'uaa' is not a kind: did you mean 'ua'?"
	fault '1:1' '' 'the file is empty'
	fault '2:1' '# nothing\n' 'the file is empty'
	fault '2:1' 'ua: {}\nua: {}\n' 'a second time'
	fault '2:3' 'ua:\n  forbid: [x]\n' "'forbid' is not an action"
	fault '1:5' 'ua: [abcd]\n' 'is wanted here'
	fault '2:12' 'ua:\n  block: [ , abcd]\n' ''
	fault '2:3' 'addr:\n  nobody: [192.0.2.1]\n' "'nobody'"
	fault '3:7' 'addr:\n  carrier:\n    - 10.0.0.1/8\n' '10.0.0.0/8'
	fault '3:7' 'addr:\n  carrier:\n    - {port: 5060}\n' "there is no 'address'"
	fault '3:37' 'addr:\n  carrier:\n    - {address: 192.0.2.1, port: 1, port: 2}\n' 'a second time'
	fault '2:11 2:25 2:28' 'ua:\n  block: [null, "null", ~, !!binary abcd]\n' 'put it in quotes'
	fault '3:28' 'addr:\n  carrier:\n    - {address: 192.0.2.1, tga: x}\n' "'tga' is not a key"
	fault '4:7' 'ua:\n  block: [abcd]\n  allow: &x\n    - *y\n' ''
	fault '1:9' 'ua: {}\n---\nip: {}\n' '' || fault '3:1' 'ua: {}\n---\nip: {}\n' 'a second document'
}

@test "bytes that are no text in UTF-8" {
	printf '\xef\xbb\xbfua:\r\n  block:\r\n    - bom-and-crlf\r\n' >"$FILE"
	run_ok -q apply "$FILE"
	assert_equal "$(table_rules)" '0 0 bom-and-crlf'
	printf 'ua: {}\n' | iconv -t UTF-16 >"$FILE"
	run_split shieldadm plan "$FILE"
	assert_equal "$status" 2
	assert_output --partial 'it is text in UTF-16'
	printf 'ua: {}\n' | gzip >"$FILE"
	run_split shieldadm plan "$FILE"
	assert_equal "$status" 2
	assert_output --partial 'it is compressed'
	printf 'ua:\n  block:\n    - ab\0cd\n' >"$FILE"
	run_split shieldadm plan "$FILE"
	assert_equal "$status" 2
	printf 'ua:\n  block:\n    - ab\xff\xfecd\n' >"$FILE"
	run_split shieldadm plan "$FILE"
	assert_equal "$status" 2
	run_fails 2 'cannot read' plan "$BATS_TEST_TMPDIR/none"
	run_split shieldadm plan "$BATS_TEST_TMPDIR"
	assert_equal "$status" 2
	assert_equal "$(table_rules)" '0 0 bom-and-crlf'
}

@test "what no file can hold is left out of an export, and --prune of that file leaves it alone" {
	db_rows "INSERT INTO secfilter (action, type, data) VALUES (0, 0, CAST(x'63616665e9' AS TEXT)), (0, 0, 'gone'), (0, 0, 'stays')"
	db_rows "INSERT INTO address (grp, ip_addr, mask, port, tag) VALUES
		(1, '127.2.1.9', 32, 0, CAST(x'63616665e9' AS TEXT)), (1, '127.2.1.10', 32, 0, 'gone'), (1, '127.2.1.11', 32, 0, 'stays')"
	run_split shieldadm export
	assert_equal "$status" 4
	[[ $stderr == *'2 rows cannot be written and are left out'* ]]
	grep -v gone <<<"$output" >"$FILE"
	run_split shieldadm -y apply "$FILE" --prune
	assert_equal "$status" 0
	[[ $stderr == *"1 of the table 'secfilter' stay: their text is not UTF-8"* ]]
	[[ $output$stderr == *"1 of the table 'address' stay"* ]]
	assert_equal "$(db_rows 'SELECT hex(data) FROM secfilter' | paste -sd' ')" '63616665E9 7374617973'
	assert_equal "$(db_rows 'SELECT ip_addr FROM address' | paste -sd' ')" '127.2.1.9 127.2.1.11'
}

@test "64 MB in one line, and brackets without an end, are no harm" {
	{ printf 'ua:\n  block: ['; head -c 64M /dev/zero | tr '\0' x; printf ']\n'; } >"$FILE"
	run_split timeout 300 "$SHIELDADM" plan "$FILE"
	assert_equal "$status" 2
	assert_output --partial 'longer than'
	head -c 1M /dev/zero | tr '\0' '[' >"$FILE"
	run_split timeout 300 "$SHIELDADM" plan "$FILE"
	assert_equal "$status" 2
	{ printf '{"addr": {"carrier": ["192.0.2.1"'; seq -f ',"10.%g"' 0 255 | sed 's/"$/.0.0\/16"/' | tr -d '\n'; printf ']}}'; } >"$FILE"
	run_split shieldadm plan "$FILE" -o json
	assert_equal "$(jq -c '.counts[0].rows' <<<"$output")" 257
}

@test "a plan that somebody has overtaken is not done" {
	printf 'ua: {}\n' >"$FILE"
	run_ok -q ua block stays-1
	# The question is asked; meanwhile somebody stores a rule.
	cat >"$BATS_TEST_TMPDIR/overtaken.exp" <<-'EXP'
		set timeout 60
		spawn $env(SHIELDADM) apply $env(FILE) --prune
		expect "go ahead?"
		exec $env(SHIELDADM) ua block stays-2
		send "y\r"
		expect eof
		exit [lindex [wait] 3]
	EXP
	run env FILE="$FILE" SHIELDADM="$SHIELDADM" expect -f "$BATS_TEST_TMPDIR/overtaken.exp"
	assert_equal "$status" 7
	assert_output --partial 'has changed since the plan was made'
	assert_equal "$(table_rules)" $'0 0 stays-1\n0 0 stays-2'
}

@test "stdin is read as a file, and a set that is begun does not take it" {
	run_ok -q apply - <<<'ua: {block: [from-stdin]}'
	assert_equal "$(table_rules)" '0 0 from-stdin'
	printf 'begin\napply %s\n' "$FILE" >"$BATS_TEST_TMPDIR/script"
	printf 'ua: {}\n' >"$FILE"
	run_split shieldadm shell -f "$BATS_TEST_TMPDIR/script"
	assert_equal "$status" 2
}

@test "the policy of a hardened Kamailio is applied elsewhere, with the sign that its route waits for" {
	db_rows 'DELETE FROM secfilter; DELETE FROM address'
	db_rows "INSERT INTO secfilter (action, type, data) VALUES (1, 1, 'ZZ'), (1, 1, 'XK')"
	shieldadm export >"$FILE"
	run_ok plan "$FILE" --prune
	[[ $stderr == *'nothing is to be done'* ]] || show_run 'plan of the export'
	db_rows 'DELETE FROM secfilter'
	run_ok -q apply "$FILE"
	assert_equal "$(table_rules | sort)" $'1 1 XK\n1 1 ZZ'
	# its removal asks the question that it is
	run_fails 7 'ZZ would be gone, by which the route of shieldadm config tells' country remove ZZ
	run_fails 7 'ZZ would be gone' undo
	run_ok -y country remove ZZ
}

@test "a name in a file or a list is told to match no source" {
	printf 'addr:\n  "3":\n    - sip.example.com\n' >"$FILE"
	run_split shieldadm plan "$FILE"
	assert_equal "$status" 6
	[[ $stderr == *'Kamailio compares a name with names only'* ]] || show_run plan
	printf 'sip.example.com\n' >"$BATS_TEST_TMPDIR/names"
	run_ok import "$BATS_TEST_TMPDIR/names" --group 3
	[[ $stderr == *'Kamailio compares a name with names only'* ]] || show_run import
}
