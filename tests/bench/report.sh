#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# report over a gigabyte of log with all lines of the article's route, against an awk
# one-liner that only counts the sources, and against wc -l; then its memory over a log
# in which every request has a source and a user agent of its own.

# shellcheck source=tests/bench/bench.bash
. "$(dirname "${BASH_SOURCE[0]}")/bench.bash"

log=$LAB_DIR/kamailio.log
strangers=$LAB_DIR/strangers.log

# make_log BYTES: requests of all kinds from some thousands of sources; always the same.
make_log() {
	perl - "$1" <<'PERL'
use strict;
use warnings;

my $want = shift;
my $seed = 42;
sub below { $seed = ( $seed * 1103515245 + 12345 ) & 0x7fffffff; return ( $seed >> 8 ) % $_[0] }
my @agents = ( 'Yealink SIP-T46U 108.86.0.20', 'Grandstream GXP2170 1.0.11.6',
    'PolycomVVX-VVX_411-UA/5.9.5', 'friendly-scanner', 'sipcli/v1.8', 'Asterisk PBX 16.2' );
my ( $bytes, $n ) = ( 0, 0 );
while ( $bytes < $want ) {
    my $ip     = join '.', 10 + below(3), below(256), below(16), below(64);
    my $method = (qw(REGISTER INVITE OPTIONS))[ below(3) ];
    my $agent  = $agents[ below( scalar @agents ) ];
    my $id     = sprintf '%08x%08x@%s', below( 1 << 23 ), below( 1 << 23 ), $ip;
    my $s      = int( $n++ / 4 );
    my $head   = sprintf 'Nov %2d %02d:%02d:%02d edge1 /usr/sbin/kamailio[%d]: INFO: '
        . '{1 1 %s %s} <script>: [REQINIT]: %s from %s ',
        1 + $s / 86400 % 28, $s / 3600 % 24, $s / 60 % 60, $s % 60, 1000 + below(8),
        $method, $id, $method, $ip;
    my ( $ok, $no, $fate ) = ( "allowed for call-id: $id, ", "blocked for call-id: $id, ", below(10) );
    my @lines = ("${ok}passed sql injection attack test");
    push @lines, $fate == 0
        ? "${no}source IP country 'CN' is not allowlisted"
        : "${ok}source IP country 'US' is allowlisted or is from an approved IP";
    push @lines, $agent =~ /^(?:friendly|sipcli)/
        ? "${no}useragent '$agent' is blocklisted"
        : "${ok}useragent '$agent' is not blocklisted"
        if $lines[-1] !~ /^blocked/;
    push @lines, map {"$ok$_"} 'request from a unblocked IP', 'pike not blocking',
        "current register attempts = 0 for $ip", 'request is sane', 'passed hop test'
        if $lines[-1] !~ /^blocked/;
    push @lines, $fate < 3
        ? "${no}using IP instead of dns for hostname"
        : ( "${ok}hostname is not IP", "${ok}method is allowed" )
        if $lines[-1] !~ /^blocked/;
    for (@lines) { $bytes += length("$head$_\n"); print "$head$_\n" }
}
PERL
}

# 4 million requests, none like the other.
make_strangers() {
	awk 'BEGIN {
		for (i = 0; i < 4000000; i++)
			printf "Nov 25 11:59:58 edge1 kamailio[7]: INFO: <script>: [REQINIT]: INVITE from %d.%d.%d.%d blocked for call-id: %d, useragent \047agent %d\047 is blocklisted\n",
			    10 + i / 16777216, i / 65536 % 256, i / 256 % 256, i % 256, i, i
	}'
}

memory() {
	/usr/bin/time -f '  %M KB at most, %e s' "$SHIELDADM" report "$1" 2>&1 >/dev/null |
		tail -n 1
}

make_log 64000000 >"$LAB_DIR/part"
for ((i = 0; i < 16; i++)); do
	cat "$LAB_DIR/part"
done >"$log"
cat >"$LAB_DIR/sources.awk" <<'AWK'
/\[REQINIT\]/ { for (i = 1; i < NF; i++) if ($i == "from") { n[$(i + 1)]++; break } } END { for (s in n) print n[s], s }
AWK

printf '%s\n' "$(wc -c <"$log") bytes of log, $(wc -l <"$log") lines"
compare 'report, against counting the sources' 3 1 \
	'shieldadm report' "$SHIELDADM report $log" \
	'awk' "awk -f $LAB_DIR/sources.awk $log"
compare 'report, against counting the lines' 7 3 \
	'shieldadm report' "$SHIELDADM report $log" \
	'wc -l' "wc -l $log"
printf 'memory of report over the same log\n%s\n' "$(memory "$log")"
rm "$log"
make_strangers >"$strangers"
printf 'memory of report over %s requests, none like the other\n%s\n' \
	"$(wc -l <"$strangers")" "$(memory "$strangers")"
