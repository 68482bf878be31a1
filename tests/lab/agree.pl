#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Whether "shieldadm check" says what Kamailio does, with everything drawn at random.
#
#   agree.pl draw DIR SEED N     write DIR/rows.sql (what is to be stored), DIR/calls
#                                (kamcmd's parameters, a call a line: bans and logins),
#                                DIR/phones (the same, for a hardened node: who has logged
#                                in) and DIR/requests (N of them, JSON lines)
#   agree.pl ask DIR NODE=PORT=LOG...
#                                send each request to each node, and compare with
#                                DIR/answers (check -o json): whether a reply comes and
#                                which, and which check Kamailio logs as the reason.
#                                Prints how many there were, and each difference;
#                                ends with 1 when there is one.
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;
use JSON::PP;
use Time::HiRes qw(sleep time);

sub any { return $_[ rand @_ ] }

# -- draw -------------------------------------------------------------------

my @blockable = (
    'friendly-scanner', 'sipcli/', 'VaxSIPUserAgent/', 'pplsip', 'Yealink SIP-T2',
    'SIPVICIOUS', 'exec.', 'Grand', '100%', 'z',
);
my @allowable = ( 'sipcli/v2', 'Yealink', 'Grandstream HT', 'friendly' );
my @ua = (
    'friendly-scanner', 'Friendly-Scanner/2', 'xfriendly-scanner', 'sipcli/v1.8',
    'SIPCLI/V2.0',     'sipcli', 'pplsip', 'Yealink SIP-T46G', 'yealink sip-t20',
    'Grandstream HT801', 'GRANDFATHER', 'exec.cgi', 'execute', 'Zoiper', 'system',
    'a - b', 'caf\xc3\xa9 phone', '100% phone',
);
my @evil = ( "'", '"', '--', '%27', '%22', '%24', '%60', '`', '-', '%2527', ';', '=', '%2' );
my @method = (
    ('OPTIONS') x 8, ('REGISTER') x 5, ('INVITE') x 4, 'BYE', 'INFO', 'UPDATE', 'ACK',
    'CANCEL', 'MESSAGE', 'SUBSCRIBE', 'PUBLISH', 'REFER', 'FOO', 'options', 'Register',
);

sub party {
    my ($is_contact) = @_;
    my $evil = rand() < 0.06 ? any(@evil) : '';
    my $at   = any( 'name', 'user', 'host', 'parameter', 'password' );
    my %in   = ( $at => $evil );
    $_ //= '' for @in{qw(name user host parameter password)};
    $in{name} = "\\\"$1" if $in{name} =~ /^"(.*)/;
    # What makes a URI no URI, which check refuses to be asked about.
    $in{host} =~ s/[^-]//g;
    $in{user} =~ s/"//g;
    $in{parameter} =~ s/[";=]//g;
    $in{password} =~ s/[";=]//g;
    my $host = any( "x$in{host}y.example", 'example.com', '192.0.2.7', '[2001:db8::7]' );
    my $user = any( "al$in{user}ice", '1001', "bob$in{user}:se$in{password}cret" );
    my $uri  = "sip:$user\@$host" . any( '', ':5062', ";x=a$in{parameter}" );
    return $uri if rand() < 0.2;
    return "<$uri>" if $is_contact || rand() < 0.5;
    return rand() < 0.5 ? "\"Al $in{name}ice\" <$uri>" : "Alice <$uri>";
}

sub source {
    my ($taken) = @_;
    while (1) {
        my $ip = sprintf '127.%d.%d.%d', any( 1, 1, 2, 3, 4, 9 ), rand 4, 1 + rand 250;
        return $ip if !$taken->{$ip}++;
    }
}

sub quoted { my ($s) = @_; $s =~ s/'/''/g; return "'$s'" }

sub address_row {
    my ($ip) = @_;
    my ( $mask, $port ) = ( any( 32, 32, 24, 29, 30 ), any( 0, 0, 0, 5070 ) );
    if ( $mask != 32 ) {
        my $n = unpack 'N', pack 'C4', split /\./, $ip;
        $ip = join '.', unpack 'C4', pack 'N', $n & ~( ( 1 << ( 32 - $mask ) ) - 1 );
        $mask = 30 if $mask == 24 && rand() < 0.7;
    }
    return sprintf "INSERT INTO address (grp, ip_addr, mask, port, tag) VALUES "
        . "(%d, '%s', %d, %d, 'drawn');\n", 1 + rand 3, $ip, $mask, $port;
}

sub rule_row {
    my ( $action, $type, $data ) = @_;
    $data = any( lc $data, uc $data, $data ) if rand() < 0.5;
    return sprintf "INSERT INTO secfilter (action, type, data) VALUES (%d, %d, %s);\n",
        $action, $type, quoted($data);
}

sub draw_rules {
    my $sql = "DELETE FROM secfilter; DELETE FROM address; DELETE FROM location;\n";
    rand() < 0.4 and $sql .= rule_row( 0, 0, $_ ) for @blockable;
    rand() < 0.3 and $sql .= rule_row( 1, 0, $_ ) for @allowable;
    rand() < 0.6 and $sql .= rule_row( 1, 1, $_ ) for qw(US CN DE);
    rand() < 0.3 and $sql .= rule_row( 0, 1, $_ ) for qw(US CN DE);
    $sql .= "INSERT INTO secfilter (action, type, data) VALUES (1, 1, 'ZZ');\n";
    # Lists that the hardened route alone asks about.
    rand() < 0.15 and $sql .= rule_row( 0, 4, $_ ) for qw(bob alice 1001 Al Alice x);
    rand() < 0.15 and $sql .= rule_row( 1, 4, $_ ) for qw(bob ali Alice);
    rand() < 0.15 and $sql .= rule_row( 0, 2, $_ ) for qw(x example.com 192.0.2. 2001: [2001:db8);
    rand() < 0.15 and $sql .= rule_row( 1, 2, $_ ) for qw(example xy);
    rand() < 0.3 and $sql .= rule_row( 0, 3, $_ ) for qw(127.1.1. 127.9.2.1 127.3);
    rand() < 0.3 and $sql .= rule_row( 1, 3, $_ ) for qw(127.1.1.2 127.9);
    return $sql;
}

# A source has an entry somewhere, or nowhere, or one that only looks like it.
sub draw_source {
    my ( $ip, $n ) = @_;
    my ( $sql, $calls ) = ( '', '' );
    $sql .= address_row($ip) if rand() < 0.2;
    $calls .= "htable.seti ipban s:$ip 1\n" if rand() < 0.12;
    $calls .= "htable.seti ipban s:${ip}1 1\n" if rand() < 0.05;
    $calls .= sprintf "htable.seti auth_try s:%s %d\n", $ip, any( 1, 20, 21, 99 )
        if rand() < 0.12;
    $sql .= sprintf "INSERT INTO location (ruid, username, contact) VALUES "
        . "('drawn-%d', 'u%d', 'sip:u\@%s%s:5060;transport=udp');\n", $n, $n, $ip,
        any( '', '', '7' ) if rand() < 0.25;
    return ( $sql, $calls );
}

sub draw {
    my ( $dir, $seed, $n ) = @_;
    my ( %taken, @requests, $calls );
    my $phones = '';
    srand $seed;
    my $sql = "BEGIN;\n" . draw_rules();
    for my $i ( 1 .. $n ) {
        # The node's own address is asked about neither bans nor floods.
        my $ip = $i == 1 ? '127.0.0.1' : source( \%taken );
        my ( $more_sql, $more_calls ) = draw_source( $ip, $i );
        $sql   .= $more_sql;
        $calls .= $more_calls;
        $calls .= "htable.seti ipban s:$ip 1\n" if $i == 1;
        my $ua = rand() < 0.1 ? '' : any(@ua);
        $phones .= "htable.sets phones s:$ip s:phone\n" if rand() < 0.2;
        $ua .= any(@evil) . 'x' if rand() < 0.12;
        my %request = ( ip => $ip, method => any(@method), ua => $ua );
        $request{port} = any( 5070, 5070, 5071 ) if rand() < 0.3;
        $request{from} = party(0);
        $request{to} = party(0);
        $request{contact} = party(1) if rand() < 0.8;
        push @requests, \%request;
    }
    spew( "$dir/rows.sql", "$sql COMMIT;\n" );
    spew( "$dir/calls",    $calls );
    spew( "$dir/phones",   $phones );
    my $json = JSON::PP->new->canonical->latin1;
    spew( "$dir/requests", join '', map { $json->encode($_) . "\n" } @requests );
    return;
}

sub spew {
    my ( $file, $text ) = @_;
    open my $out, '>:raw', $file or die "cannot write '$file': $!\n";
    print {$out} $text;
    close $out or die "cannot write '$file': $!\n";
    return;
}

# -- ask --------------------------------------------------------------------

sub slurp {
    my ($file) = @_;
    open my $in, '<:raw', $file or die "cannot read '$file': $!\n";
    local $/;
    return scalar <$in>;
}

# Sets $sent->{socket}; whoever answers is read by collect().
sub send_request {
    my ( $sent, $port ) = @_;
    my $r = $sent->{request};
    my $socket = IO::Socket::INET->new(
        Proto     => 'udp',
        LocalAddr => $r->{ip},
        LocalPort => $r->{port} // 0,
        ReuseAddr => 1,
        PeerAddr  => "127.0.0.1:$port",
    ) or die "cannot send from $r->{ip}: $!\n";
    my $id = sprintf 'agree%x-%s-%d', $$, $sent->{node}, $sent->{number};
    my @lines = (
        "$r->{method} sip:127.0.0.1:$port SIP/2.0",
        "Via: SIP/2.0/UDP $r->{ip}:" . $socket->sockport . ";branch=z9hG4bK$id;rport",
        'Max-Forwards: 10',
        "From: $r->{from};tag=$id",
        "To: $r->{to}",
        "Call-ID: $id",
        "CSeq: 1 $r->{method}",
    );
    push @lines, "Contact: $r->{contact}" if defined $r->{contact};
    push @lines, "User-Agent: $r->{ua}" if $r->{ua} ne '';
    push @lines, 'Content-Length: 0', q{}, q{};
    $socket->send( join "\r\n", @lines ) or die "cannot send: $!\n";
    $sent->{socket} = $socket;
    return;
}

# Read replies until $done->() or the time is over.
sub collect {
    my ( $select, $of, $seconds, $done ) = @_;
    my $end = time + $seconds;
    while ( time < $end && !$done->() ) {
        for my $socket ( $select->can_read(0.05) ) {
            defined $socket->recv( my $reply, 65_535 ) or next;
            $reply =~ m{^SIP/2\.0 (\d{3})} or next;
            $of->{$socket}{status} = $1 if $1 >= 200;
        }
    }
    return;
}

# What the hardened route says, in the article's words.
my @long = (
    [ qr/^source IP country /           => 'country' ],
    [ qr/^useragent /                   => 'ua' ],
    [ qr/^(?:source IP|user or domain|destination) is blocklisted/ => 'lists' ],
    [ qr/^request from blocked IP/      => 'ban' ],
    [ qr/^exceeds register attempts/    => 'logins' ],
    [ qr/^using IP instead of dns/      => 'contact' ],
    [ qr/^method is not allowed/        => 'method' ],
    [ qr/^is not from a registered/     => 'options' ],
);

my %reason_of = (
    country       => 'country',
    'user agent'  => 'ua',
    banned        => 'ban',
    flood         => 'flood',
    'failed logins' => 'logins',
    malformed     => 'malformed',
    contact       => 'contact',
);

# Which check Kamailio names for each source.
sub reasons {
    my ($log) = @_;
    my %reason;
    while ( $log =~ /\[REQINIT\] \S+ from (\S+) blocked: (\w+(?: agent| logins)?)/g ) {
        $reason{$1} = $reason_of{$2} // $2;
    }
    while ( $log =~ /\[REQINIT\]: \S+ from (\S+) blocked for call-id: [^,]*, ([^\n]*)/g ) {
        my ( $source, $words ) = ( $1, $2 );
        my ($known) = grep { $words =~ $_->[0] } @long;
        $reason{$source} = $known ? $known->[1] : $words;
    }
    $reason{is_hardened} = $log =~ /\[REQINIT\]: /;
    return \%reason;
}

# No request of these is answered by the stock route, once it has passed.
sub is_silent { return $_[0]{method} =~ /^(?:ACK|CANCEL)$/i }

# What is wrong with the answer, or "".
sub difference {
    my ( $sent, $answer, $reason ) = @_;
    my ( $verdict, $check, $status ) =
        ( $answer->{verdict}, $answer->{check} // '', $sent->{status} );
    my $logged = $reason->{ $sent->{request}{ip} } // '';
    my $told = $reason->{is_hardened}
        ? qr/^(?:country|ua|lists|ban|logins|contact|method|options)$/
        : qr/^(?:country|ua|ban|logins)$/;
    my $kept_out = $verdict eq 'dropped' || ( $reason->{is_hardened} && $verdict eq 'refused' );
    my $said = $kept_out && $check =~ $told ? $check : '';
    return "Kamailio's reason is '$logged'" if $logged ne $said;
    return '' if is_silent( $sent->{request} );
    return 'it is answered with ' . $status if $verdict eq 'dropped' && $status;
    return 'it is not answered' if $verdict ne 'dropped' && !$status;
    my %wanted = ( refused => 405, answered => 200 );
    return "the status is $status"
        if $wanted{$verdict} && $status != $wanted{$verdict};
    return "the status is $status" if $verdict eq 'passes' && $status == 405;
    return '';
}

sub ask {
    my ( $dir, @nodes ) = @_;
    my @requests = map { JSON::PP->new->latin1->decode($_) } split /\n/,
        slurp("$dir/requests");
    my ( %answer, %tally, %of, @sent );
    for my $row ( @{ decode_json( slurp("$dir/answers") ) } ) {
        $answer{$_}{ $row->{source} } = $row for @{ $row->{nodes} };
    }
    my $select = IO::Select->new;
    for my $node (@nodes) {
        my ( $name, $port, $log ) = split /=/, $node;
        for my $i ( 0 .. $#requests ) {
            my $sent = { request => $requests[$i], node => $name, number => $i, log => $log };
            send_request( $sent, $port );
            $of{ $sent->{socket} } = $sent;
            $select->add( $sent->{socket} );
            push @sent, $sent;
            sleep 0.002;
        }
        # From the same address and port to the next node.
        my @expected = grep {
            my $a = $answer{$name}{ $_->{request}{ip} };
            $_->{node} eq $name && $a && $a->{verdict} ne 'dropped' && !is_silent( $_->{request} )
        } @sent;
        collect( $select, \%of, 10, sub { !grep { !$_->{status} } @expected } );
        collect( $select, \%of, 1, sub { 0 } );
        for ( grep { $_->{node} eq $name } @sent ) {
            $select->remove( $_->{socket} );
            $_->{socket}->close;
        }
    }
    my $wrong = 0;
    my %reason = map { my ( $n, undef, $log ) = split /=/; $n => reasons( slurp($log) ) } @nodes;
    for my $sent (@sent) {
        my $answer = $answer{ $sent->{node} }{ $sent->{request}{ip} }
            // { verdict => 'none' };
        my $text = difference( $sent, $answer, $reason{ $sent->{node} } );
        $tally{ join ' ', $answer->{verdict}, $answer->{check} // () }++;
        next if $text eq '';
        $wrong++;
        printf "differs on %s: %s\n  request %s\n  answer  %s\n", $sent->{node}, $text,
            map { JSON::PP->new->canonical->encode($_) } $sent->{request}, $answer;
    }
    printf "requests %d, differences %d\n", scalar @sent, $wrong;
    printf "  %-18s %d\n", $_, $tally{$_} for sort keys %tally;
    return $wrong;
}

my $verb = shift // '';
if ( $verb eq 'draw' && @ARGV == 3 ) {
    draw(@ARGV);
} elsif ( $verb eq 'ask' && @ARGV >= 2 ) {
    exit( ask(@ARGV) ? 1 : 0 );
} else {
    die "usage: agree.pl draw DIR SEED N | ask DIR NODE=PORT=LOG...\n";
}
