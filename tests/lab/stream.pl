#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# stream.pl PORT STOP [SECONDS]: a stream of STREAM_METHOD (OPTIONS) to 127.0.0.1:PORT,
# some 500 a second from 250 sources in STREAM_NET (127.1.77), each sent once, until the
# file STOP is there, or for SECONDS (60) at the most.  Their User-Agent is STREAM_UA
# ("phone").  Prints "SENT ANSWERED" and ends with 0.
#
# So slow that pike bans nobody, and so fast that a list that is empty for a few
# milliseconds is met.
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;
use Time::HiRes 'time';

my ( $port, $stop, $seconds ) = @ARGV;
die "usage: stream.pl PORT STOP [SECONDS]\n" if !defined $stop;
my $method  = $ENV{STREAM_METHOD} // 'OPTIONS';
my $net     = $ENV{STREAM_NET}    // '127.1.77';
my $ua      = $ENV{STREAM_UA}     // 'phone';
my $end     = time + ( $seconds // 60 );
my $select  = IO::Select->new;
my @sources = map {
    my $socket = IO::Socket::INET->new(
        Proto     => 'udp',
        LocalAddr => "$net.$_",
        PeerAddr  => '127.0.0.1',
        PeerPort  => $port,
    ) or die "cannot send from $net.$_: $@\n";
    $select->add($socket);
    { socket => $socket, mine => "$net.$_:" . $socket->sockport };
} 1 .. 250;
my ( $sent, %answered ) = (0);

sub ask {
    my ($source) = @_;
    my $id = "stream-$$-" . $sent++;
    $source->{socket}->send(
        join "\r\n", "$method sip:1000\@127.0.0.1:$port SIP/2.0",
        "Via: SIP/2.0/UDP $source->{mine};branch=z9hG4bK$id;rport",
        'Max-Forwards: 70',
        "From: <sip:caller\@caller.invalid>;tag=$id",
        "To: <sip:1000\@127.0.0.1:$port>",
        "Call-ID: $id",
        "CSeq: 1 $method",
        'Contact: <sip:caller@caller.invalid>',
        "User-Agent: $ua",
        'Content-Length: 0',
        '', ''
    ) or die "cannot send: $!\n";
}

sub hear {
    my ($patience) = @_;
    for my $socket ( $select->can_read($patience) ) {
        $socket->recv( my $reply, 65536 ) // die "nobody listens: $!\n";
        $answered{$1} = 1 if $reply =~ /^Call-ID: (stream-\d+-\d+)\r$/mi;
    }
}

my $next = time;
while ( time < $end && !-e $stop ) {
    if ( time >= $next ) {
        ask( $sources[ $sent % @sources ] );
        $next += 0.002;
    }
    my $left = $next - time;
    hear( $left > 0 ? $left : 0 );
}
my $last = time + 2;
hear(0.1) while time < $last && keys %answered < $sent;
print "$sent ", scalar keys %answered, "\n";
