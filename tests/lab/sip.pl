#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# sip.pl FROM PORT USER-AGENT [METHOD [SECONDS]]: send one SIP request over UDP
# from the address FROM to 127.0.0.1:PORT.  Prints the reply's status ("404 Not
# Found") and ends with 0, or prints "dropped" and ends with 1 when none comes.
#
# Knows nothing of shieldadm, so that the tests do not rest on its own probe.
# An empty USER-AGENT sends no such header.  SIP_CONTACT sets the Contact's host,
# SIP_PORT the port to send from; SIP_FROM and SIP_TO what stands in these headers,
# SIP_USER the user in the Contact, SIP_HOPS Max-Forwards, SIP_CSEQ the method in CSeq,
# SIP_CALLEE whom the request is for.  SIP_TIMES sends as many, one behind the other, and
# waits for no reply.
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;
use Time::HiRes 'time';

my ( $from, $port, $ua, $method, $seconds ) = @ARGV;
die "usage: sip.pl FROM PORT USER-AGENT [METHOD [SECONDS]]\n" if !defined $ua;
$method  //= 'OPTIONS';
$seconds //= 1;

my $socket = IO::Socket::INET->new(
    Proto     => 'udp',
    LocalAddr => $from,
    LocalPort => $ENV{SIP_PORT} // 0,
    PeerAddr  => '127.0.0.1',
    PeerPort  => $port,
) or die "cannot send from '$from': $@\n";
my $mine    = $from . ':' . $socket->sockport;
my $id;
my $contact = $ENV{SIP_CONTACT} // 'caller.invalid';
my $callee  = $ENV{SIP_CALLEE} // '1000';

sub request {
    $id = sprintf '%d.%08x', $$, rand 2**32;
    return join "\r\n",
    "$method sip:$callee\@127.0.0.1:$port SIP/2.0",
    "Via: SIP/2.0/UDP $mine;branch=z9hG4bK$id;rport",
    'Max-Forwards: ' . ( $ENV{SIP_HOPS} // 70 ),
    'From: ' . ( $ENV{SIP_FROM} // '<sip:caller@caller.invalid>' ) . ";tag=$$",
    'To: ' . ( $ENV{SIP_TO} // "<sip:$callee\@127.0.0.1:$port>" ),
    "Call-ID: $id",
    'CSeq: 1 ' . ( $ENV{SIP_CSEQ} // $method ),
    'Contact: <sip:' . ( $ENV{SIP_USER} // 'caller' ) . "\@$contact>",
    ( $ua eq '' ? () : "User-Agent: $ua" ),
    'Content-Length: 0', '', '';
}

for ( 1 .. $ENV{SIP_TIMES} // 1 ) {
    $socket->send(request) or die "cannot send: $!\n";
}
exit 0 if $ENV{SIP_TIMES};

my $select = IO::Select->new($socket);
my $end    = time + $seconds;
while ( ( my $left = $end - time ) > 0 ) {
    next if !$select->can_read($left);
    $socket->recv( my $reply, 65536 ) // die "nobody listens on 127.0.0.1:$port: $!\n";
    next if $reply !~ /^Call-ID: \Q$id\E\r$/mi;
    next if $reply !~ m{^SIP/2\.0 ([2-6]\d\d [^\r]*)};
    print "$1\n";
    exit 0;
}
print "dropped\n";
exit 1;
