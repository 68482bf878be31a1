#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Phones: what good customers do, and those who guess passwords.  Over UDP to 127.0.0.1:PORT.
#
#   phone.pl PORT register IP USER PASSWORD      log in; prints the last reply's status
#   phone.pl PORT guess IP USER N                N logins with a wrong password each, all
#                                                with one challenge, 8 a second; prints how
#                                                many were answered
#   phone.pl PORT call IP1 USER1 IP2 USER2 PASSWORD [STOP]
#                                                both log in; then the one calls the other,
#                                                who answers, and hangs up; until the file
#                                                STOP is there, a call in two seconds.  Prints
#                                                "CALLS WHOLE", and what was missing
#
# A Contact names its host as USER.phone.example, for which the server has to know the
# address (its RPC dns.add_a).  PHONE_UA is the user agent ("phone").  Ends with 0 when all
# went well.
use strict;
use warnings;
use Digest::MD5 'md5_hex';
use IO::Select;
use IO::Socket::INET;
use Time::HiRes qw(sleep time);

$| = 1;

my ( $port, $verb, @args ) = @ARGV;
my $ua    = $ENV{PHONE_UA} // 'phone';
my $here  = "127.0.0.1:$port";
my $count = 0;

sub phone {
    my ( $ip, $user, $password ) = @_;
    my $socket = IO::Socket::INET->new( Proto => 'udp', LocalAddr => $ip, PeerAddr => $here )
        or die "cannot send from '$ip': $@\n";
    my $contact = sprintf 'sip:%s@%s.phone.example:%d', $user, $user, $socket->sockport;
    return { socket => $socket, user => $user, password => $password, contact => $contact,
        mine => $ip . ':' . $socket->sockport };
}

# One request; %r: method, uri, to, call, cseq, more (lines).
sub say_to {
    my ( $phone, %r ) = @_;
    my $branch = sprintf 'z9hG4bK%d-%d', $$, $count++;
    $phone->{socket}->send( join "\r\n",
        "$r{method} $r{uri} SIP/2.0",
        "Via: SIP/2.0/UDP $phone->{mine};branch=$branch;rport",
        'Max-Forwards: 70',
        "From: <sip:$phone->{user}\@$here>;tag=$r{call}",
        "To: <sip:$r{to}\@$here>" . ( $r{tag} // '' ),
        "Call-ID: $r{call}",
        "CSeq: $r{cseq} $r{method}",
        "Contact: <$phone->{contact}>",
        "User-Agent: $ua",
        @{ $r{more} // [] },
        'Content-Length: 0',
        '', '' ) // die "cannot send: $!\n";
    return;
}

# The next message of this call that comes to the phone, or undef after SECONDS.
sub hear {
    my ( $phone, $call, $seconds ) = @_;
    my $end = time + $seconds;
    while ( ( my $left = $end - time ) > 0 ) {
        IO::Select->new( $phone->{socket} )->can_read($left) or last;
        $phone->{socket}->recv( my $message, 65_536 ) // last;
        return $message if $message =~ /^Call-ID: \Q$call\E\r$/mi;
    }
    return;
}

# The final reply to what was said, or ''.
my $patience = $ENV{PHONE_PATIENCE} // 60;

sub final {
    my ( $phone, $call, $cseq, $seconds ) = @_;
    while ( my $m = hear( $phone, $call, $seconds // $patience ) ) {
        return $m if $m =~ m{^SIP/2\.0 [2-6]} && $m =~ /^CSeq: $cseq /mi;
    }
    return '';
}

sub status { return $_[0] =~ m{^SIP/2\.0 (\d+)} ? $1 : 0 }

# The line that answers a challenge.
sub credentials {
    my ( $phone, $reply, $method, $uri ) = @_;
    my ($kind) = $reply =~ /^(WWW|Proxy)-Authenticate:/mi or return;
    my ($realm) = $reply =~ /realm="([^"]*)"/;
    my ($nonce) = $reply =~ /nonce="([^"]*)"/;
    my $ha1 = md5_hex("$phone->{user}:$realm:$phone->{password}");
    my $response = md5_hex( "$ha1:$nonce:" . md5_hex("$method:$uri") );
    return ( lc $kind eq 'www' ? '' : 'Proxy-' )
        . qq(Authorization: Digest username="$phone->{user}", realm="$realm", )
        . qq(nonce="$nonce", uri="$uri", response="$response", algorithm=MD5);
}

# Log in; the status of the last reply.  A server whose clock lags behind takes its own
# challenge for an old one and sends another, which is answered as well.
sub log_in {
    my ($phone) = @_;
    my $call = sprintf 'reg-%d-%d', $$, $count++;
    my %r = ( method => 'REGISTER', uri => "sip:$here", to => $phone->{user}, call => $call );
    say_to( $phone, %r, cseq => 1 );
    my $reply = final( $phone, $call, 1 );
    return status($reply) if status($reply) != 401;
    for my $cseq ( 2 .. 6 ) {
        last if status($reply) != 401;
        say_to( $phone, %r, cseq => $cseq,
            more => [ credentials( $phone, $reply, 'REGISTER', $r{uri} ) ] );
        $reply = final( $phone, $call, $cseq );
    }
    return status($reply);
}

# The INVITE that comes to the callee, the reply to the last one, and its CSeq.
sub invite {
    my ( $caller, $callee, $reply, %r ) = @_;
    for my $cseq ( 2 .. 6 ) {
        my ($tag) = $reply =~ /^To: .*?(;tag=[^\r;]*)/mi;
        say_to( $caller, %r, method => 'ACK', cseq => $cseq - 1, tag => $tag );
        say_to( $caller, %r, cseq => $cseq,
            more => [ credentials( $caller, $reply, 'INVITE', $r{uri} ) ] );
        my $end = time + $patience;
        $reply = '';
        while ( time < $end && status($reply) != 407 ) {
            my $invite = await( $callee, $r{call}, 'INVITE', 0.2 );
            return ( $invite, $cseq ) if $invite ne '';
            $reply = final( $caller, $r{call}, $cseq, 0.01 );
        }
    }
    return;
}

sub guess {
    my ( $phone, $n ) = @_;
    my $call = sprintf 'guess-%d', $$;
    my $answered = 0;
    my %r = ( method => 'REGISTER', uri => "sip:$here", to => $phone->{user}, call => $call );
    say_to( $phone, %r, cseq => 1 );
    my $challenge = final( $phone, $call, 1 );
    for my $cseq ( 2 .. $n + 1 ) {
        $phone->{password} = "wrong$cseq";
        say_to( $phone, %r, cseq => $cseq,
            more => [ credentials( $phone, $challenge, 'REGISTER', $r{uri} ) // () ] );
        my $began = time;
        $answered++ if status( final( $phone, $call, $cseq, 0.5 ) );
        my $left = 0.2 - ( time - $began );
        sleep $left if $left > 0;
    }
    return $answered;
}

# The callee's part: what came to him is answered with 200.
sub answer {
    my ( $phone, $message, $tag ) = @_;
    my @keep = $message =~ /^((?:Via|Record-Route|From|Call-ID|CSeq): .*?)\r$/gmi;
    my ($to) = $message =~ /^(To: .*?)\r$/mi;
    $to .= ";tag=$tag" if $to !~ /;tag=/;
    $phone->{socket}->send( join "\r\n", 'SIP/2.0 200 OK', @keep, $to,
        "Contact: <$phone->{contact}>", 'Content-Length: 0', '', '' );
    return;
}

# Wait for a request of this method at the callee.
sub await {
    my ( $phone, $call, $method, $seconds ) = @_;
    while ( my $m = hear( $phone, $call, $seconds // $patience ) ) {
        return $m if $m =~ /^$method /;
    }
    return '';
}

# One call; '' or what was missing of it.
sub call {
    my ( $caller, $callee ) = @_;
    my $call = sprintf 'call-%d-%d', $$, $count++;
    my $uri  = "sip:$callee->{user}\@$here";
    my %r = ( method => 'INVITE', uri => $uri, to => $callee->{user}, call => $call );
    say_to( $caller, %r, cseq => 1 );
    my $reply = final( $caller, $call, 1 );
    status($reply) == 407 or return 'no challenge: ' . status($reply);
    my ( $invite, $cseq ) = invite( $caller, $callee, $reply, %r )
        or return 'the INVITE does not arrive';
    answer( $callee, $invite, "callee$call" );
    $reply = final( $caller, $call, $cseq );
    status($reply) == 200 or return 'not answered: ' . status($reply);
    my @route = map { "Route: $_" } reverse $reply =~ /^Record-Route: (.*?)\r$/gmi;
    my %in = ( %r, uri => $callee->{contact}, tag => ";tag=callee$call", more => \@route );
    say_to( $caller, %in, method => 'ACK', cseq => $cseq );
    await( $callee, $call, 'ACK' ) or return 'the ACK does not arrive';
    say_to( $caller, %in, method => 'BYE', cseq => $cseq + 1 );
    my $bye = await( $callee, $call, 'BYE' ) or return 'the BYE does not arrive';
    answer( $callee, $bye, "callee$call" );
    return status( final( $caller, $call, $cseq + 1 ) ) == 200 ? '' : 'the BYE is not answered';
}

if ( $verb eq 'register' && @args == 3 ) {
    my $status = log_in( phone(@args) );
    print $status || 'dropped', "\n";
    exit( $status == 200 ? 0 : 1 );
} elsif ( $verb eq 'guess' && @args == 3 ) {
    print guess( phone( @args[ 0, 1 ], 'wrong' ), $args[2] ), "\n";
} elsif ( $verb eq 'call' && @args >= 5 ) {
    my ( $ip1, $user1, $ip2, $user2, $password, $stop ) = @args;
    my ( $caller, $callee ) = ( phone( $ip1, $user1, $password ), phone( $ip2, $user2, $password ) );
    my ( $calls, $whole, $end ) = ( 0, 0, time + 900 );
    do {
        my $wrong = '';
        for my $phone ( $caller, $callee ) {
            my $status = log_in($phone);
            $wrong ||= "$phone->{user} cannot log in: $status" if $status != 200;
        }
        $wrong ||= call( $caller, $callee );
        $calls++;
        $whole++ if $wrong eq '';
        print $wrong eq '' ? "call $calls came about\n" : "$wrong\n";
        sleep 2 if defined $stop && !-e $stop;
    } while ( defined $stop && !-e $stop && time < $end );
    print "$calls $whole\n";
    exit( $calls == $whole ? 0 : 1 );
} else {
    die "usage: phone.pl PORT register|guess|call ...\n";
}
