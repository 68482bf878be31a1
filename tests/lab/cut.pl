#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# cut.pl DIR PORT: a network that fails on demand, between a client and the server
# on 127.0.0.1:PORT.  Listens on a free port, which it writes to DIR/port.
#
# It waits for the client to send bytes that match PATTERN when DIR/cut says one of
#
#	before PATTERN	cut the connection; it does not arrive
#	after PATTERN	cut it when the server has answered
#	hold PATTERN	it does not arrive, and nobody hears of that
#
# which it does once: DIR/cut becomes DIR/done.  With "down" on a second line it
# takes no connection from then on.
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;

my ( $dir, $port ) = @ARGV;
die "usage: cut.pl DIR PORT\n" if !defined $port;
$SIG{PIPE} = 'IGNORE';

my $listener = IO::Socket::INET->new(
    Listen    => 16,
    LocalAddr => '127.0.0.1',
    LocalPort => 0,
) or die "cannot listen: $@\n";
my $select = IO::Select->new($listener);
my %peer;      # the other side of each connection
my %client;    # of these, the clients' sides
my %silent;    # nothing is forwarded for them any more

write_port();
while (1) {
    for my $from ( $select->can_read ) {
        $listener && $from == $listener ? take() : forward($from);
    }
}

sub write_port {
    open my $file, '>', "$dir/port.new" or die "cannot write '$dir/port.new': $!\n";
    print {$file} $listener->sockport, "\n";
    close $file or die "cannot write '$dir/port.new': $!\n";
    rename "$dir/port.new", "$dir/port" or die "cannot rename: $!\n";
}

sub take {
    my $client = $listener->accept or return;
    my $server = IO::Socket::INET->new("127.0.0.1:$port");
    if ( !$server ) {
        close $client;
        return;
    }
    ( $peer{$client}, $peer{$server} ) = ( $server, $client );
    $client{$client} = 1;
    $select->add( $client, $server );
}

sub cut {
    my ($from) = @_;
    for my $side ( $from, delete $peer{$from} ) {
        delete $peer{$side};
        delete $client{$side};
        delete $silent{$side};
        $select->remove($side);
        close $side;
    }
}

# What is to be done, and the pattern it waits for; nothing when there is none.
sub asked {
    open my $file, '<', "$dir/cut" or return;
    chomp( my ( $line, $down ) = <$file> );
    my ( $what, $pattern ) = split / /, $line, 2;
    return ( $what, $pattern, defined $down );
}

sub done {
    my ($goes_down) = @_;
    if ($goes_down) {
        $select->remove($listener);
        close $listener;
        undef $listener;
    }
    rename "$dir/cut", "$dir/done" or die "cannot rename: $!\n";
}

sub forward {
    my ($from) = @_;
    my $to = $peer{$from} or return;
    my $bytes;
    return cut($from) if !sysread $from, $bytes, 65536;
    return if $silent{$to} || $silent{$from};
    if ( $client{$from} ) {
        my ( $what, $pattern, $goes_down ) = asked();
        if ( defined $pattern && $bytes =~ /$pattern/ ) {
            if ( $what eq 'hold' ) {
                $silent{$from} = 1;
                return done($goes_down);
            }
            if ( $what eq 'after' ) {
                syswrite $to, $bytes;
                sysread $to, my $lost, 65536;
            }
            # down before the client can come back
            done($goes_down);
            return cut($from);
        }
    }
    syswrite $to, $bytes;
}
