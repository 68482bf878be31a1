#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# stream.pl PORT STOP [SECONDS]: a stream of STREAM_METHOD (OPTIONS) to 127.0.0.1:PORT,
# some 500 a second from 250 sources in STREAM_NET (127.1.77), each sent once, until the
# file STOP is there, or for SECONDS (300) at the most.  Their User-Agent is STREAM_UA
# ("phone").  Prints "SENT ANSWERED" and ends with 0; on its way it keeps the same two
# numbers in the file STOP.so_far.
#
# So slow that pike bans nobody, and so fast that a list that is empty for a few
# milliseconds is met.  A server that is behind is waited for, or its socket would be too
# small for what it has not read: of what was sent within a second STREAM_WINDOW (64) may
# be open.
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
my $end     = time + ( $seconds // 300 );
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
my ( %open, @order );
my $window = $ENV{STREAM_WINDOW} // 64;

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
    $open{$id} = time;
    push @order, $id;
    so_far() if $sent % 20 == 0;
}

sub so_far {
    open my $out, '>', "$stop.new" or die "cannot write '$stop.new': $!\n";
    print $out "$sent ", scalar keys %answered, "\n";
    close $out;
    rename "$stop.new", "$stop.so_far";
}

# Whether so many wait for their answer that the server is behind.
sub is_behind {
    shift @order while @order && ( !$open{ $order[0] } || $open{ $order[0] } < time - 1 );
    return @order >= $window && grep( { $open{$_} } @order ) >= $window;
}

sub hear {
    my ($patience) = @_;
    for my $socket ( $select->can_read($patience) ) {
        $socket->recv( my $reply, 65536 ) // die "nobody listens: $!\n";
        next if $reply !~ /^Call-ID: (stream-\d+-\d+)\r$/mi;
        $answered{$1} = 1;
        delete $open{$1};
    }
}

my $next = time;
while ( time < $end && !-e $stop ) {
    if ( time >= $next && !is_behind() ) {
        ask( $sources[ $sent % @sources ] );
        $next = time + 0.002;
    }
    my $left = $next - time;
    hear( $left > 0 ? $left : 0.002 );
}

# What is still under way comes; what was dropped never does.
my $last = time + ( $ENV{STREAM_PATIENCE} // 2 );
hear(0.1) while time < $last && keys %answered < $sent;
print "$sent ", scalar keys %answered, "\n";
