#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Rows as others write them, one by one in front of a real node: what it makes of each.
#
#   rows.pl RUN SEED N FOLDER CLIENT...
#
# RUN is the folder of the node's sockets, CLIENT... runs SQL from its standard input:
# sqlite3, or mariadb, which prints nothing but the values then.  Draws N rows, half of
# each table, and writes into FOLDER:
#   rows.sql   all of them
#   node.json  what the node did with each alone: {"address 7": {"harms": false, "form":
#              "host", "ip": ..., "mask": ..., "port": ..., "group": ...}, "secfilter 3":
#              {"harms": false, "kind": "ua", "action": "block", "value": ...}}
use strict;
use warnings;
use IO::Socket::UNIX;
use IPC::Open2;
use JSON::PP;

my ( $run, $seed, $n, $folder, @client ) = @ARGV;
my $is_mysql = $client[0] eq 'mariadb';
srand $seed;

# -- drawing --

sub any { return $_[ int rand @_ ] }
sub chance { return rand() < $_[0] }

sub octet {
    my ($value) = @_;
    return chance(0.25) ? $value + 256 * int( rand 3 )
        : chance(0.15)  ? sprintf( '%03d', $value )
        : chance(0.05)  ? ''
        :                 $value;
}

sub ipv4 {
    return join '.', octet(127), octet(2), map { octet( int rand 256 ) } 1 .. 2;
}

# Of a country that none of the rows below allows.
sub plain_ipv4 { return join '.', 127, 2, map { int rand 256 } 1 .. 2 }

sub word {
    my $word = sprintf '%x', int rand 65536;
    $word = uc $word if chance(0.3);
    $word = "1$word" if chance(0.1);
    return $word;
}

sub ipv6 {
    my @words = map { word() } 1 .. any( 8, 8, 7, 6, 3, 2, 9 );
    my $text = join ':', @words;
    $text =~ s/:[^:]*:/::/ if chance(0.6);
    $text = ":$text" if chance(0.1);
    $text = "$text:" if chance(0.1);
    return chance(0.2) ? "[$text]" : $text;
}

sub address_text {
    my $plain = plain_ipv4();
    return any(
        sub { $plain },
        sub { ipv4() },
        sub { ipv4() },
        sub { ipv6() },
        sub { ipv6() },
        sub { "$plain/" . any( 8, 24, 30, 32, 33 ) },
        sub { any( " $plain", "$plain ", "\t$plain", "$plain\n", " $plain " ) },
        sub { any( '127.2.9', "$plain.1", '...', '1.2.3.', '', '.', '[', '[]', '[1.2.3.4]', '::', ':' ) },
        sub { any( "::ffff:$plain", '::ffff:7f02:102', '::1', '1::2::3', '0:0:0:0:0:0:0:1' ) },
        sub { any( 'sip.example.com', 'Sip.Example.COM', 'localhost', 'x' x 58 . '.example', "b\xc3\xbccher.example" ) },
        sub { any( "'$plain'", "\"$plain\"", "$plain,", "$plain;", "$plain # carrier", 'NULL', "$plain:5060" ) },
    )->();
}

sub tag_text {
    return any( undef, '', 'carrier', 'ACME, Berlin', 'x' x 70, 'y' x 200, "tab\there",
        "esc\e[1m", "quote'd", '"', '\\x09', '=1+1', "gr\xc3\xbcn", "nl\n", ' ', 'NULL' );
}

# What an SQLite column of numbers holds as well, and MySQL turns into a number.
sub odd_number { return any( 4294967297, 4294967328, -4294967295, 2147483648, '32', '32x', ' 8', '1.9', 'x', '' ) }

sub address_row {
    my %row = ( ip_addr => address_text(), tag => tag_text() );
    $row{grp} = chance(0.05) ? any( 0, -1, undef ) : 1 + int rand 5;
    $row{mask} = chance(0.1) ? any( 33, 64, 128, 129, -1, undef ) : any( 32, 32, 32, 24, 16, 0, 8, 31 );
    $row{port} = chance(0.05) ? undef : any( 0, 0, 0, 5060, 65535, 70000, -1 );
    $row{ip_addr} = undef if chance(0.02);
    $row{ any(qw(grp mask port)) } = odd_number() if chance(0.08);
    return \%row;
}

sub value_text {
    my $type = $_[0];
    my @texts = (
        [ 'friendly-scanner', 'sipcli/', ' sipvicious', 'sipvicious ', '^sip.*', 'a', 'z' x 70, "tab\tua", "esc\e[1m", 'null', 'ua,count', "gr\xc3\xbcn", "'q'", '"q"', '#x', '\\', '%' ],
        [ 'US', 'us', 'XK', 'ZZ', 'DEU', 'Russia', 'D', 'EU', 'A1', ' DE', 'UK' ],
        [ 'example.com', 'Example.COM', ' example.com', 'evil.example ', 'x' x 66 ],
        [ '127.1.3.0/24', '127.1.3.', '127.1.3.4', '2001:DB8::1', '2001:db8:0:0:0:0:0:1', '10', '127.1.300', ' 10.1' ],
        [ 'bob', 'alice smith', '1001', '+49', 'x' x 65 ],
    );
    my @all = map { @$_ } @texts;
    return any( @{ $texts[ $type // 0 ] // \@all } ) . ( chance(0.2) ? int rand 100 : '' );
}

sub secfilter_row {
    my $type = chance(0.05) ? any( -1, 5, 9, undef ) : int rand 5;
    my %row = (
        type   => $type,
        action => chance(0.05) ? any( -1, 3, undef ) : any( 0, 0, 0, 1, 1, 2 ),
        data   => chance(0.02) ? '' : value_text( defined $type && $type >= 0 && $type < 5 ? $type : 0 ),
    );
    $row{ any(qw(type action)) } = odd_number() if chance(0.05);
    return \%row;
}

# -- the database --

my ( $from, $to );
my $pid = open2( $from, $to, @client );

sub sql {
    print {$to} "$_[0]\nSELECT 'done';\n";
    $to->flush;
    while ( my $line = <$from> ) { return if $line eq "done\n" }
    die "$client[0] ended";
}

sub value {
    my ($value) = @_;
    return 'NULL' if !defined $value;
    return $value if $value =~ /^-?\d+$/ && $_[1];
    my $bytes = "X'" . unpack( 'H*', $value ) . "'";
    return $is_mysql ? "_utf8mb4 $bytes" : "CAST($bytes AS TEXT)";
}

# What a column of MySQL cannot hold becomes what it can, as with an import of others.
sub insert {
    my ( $table, $id, $row ) = @_;
    my @columns = sort keys %$row;
    my $insert = $is_mysql ? 'INSERT IGNORE' : 'INSERT';
    return "$insert INTO $table (id, " . join( ', ', @columns ) . ") VALUES ($id, "
        . join( ', ', map { value( $row->{$_}, /^(?:grp|mask|port|type|action)$/ ) } @columns ) . ');';
}

# -- the node --

my $own = "$run/rows.$$";
my $socket = IO::Socket::UNIX->new( Type => SOCK_DGRAM, Local => $own )
    // die "$own: $!";

sub rpc {
    my ( $method, @params ) = @_;
    my $text = encode_json( { jsonrpc => '2.0', id => 1, method => $method, params => \@params } );
    $socket->send( $text, 0, pack_sockaddr_un("$run/kamailio_rpc.sock") ) // die "send: $!";
    my $reply;
    local $SIG{ALRM} = sub { die "$method: no answer\n" };
    alarm 20;
    $socket->recv( $reply, 65535 );
    alarm 0;
    return JSON::PP->new->latin1->decode($reply);
}

sub dumped {
    my ($method) = @_;
    my $result = rpc($method)->{result};
    my $one = ref $result eq 'ARRAY' ? $result->[0] : $result;
    return ref $one eq 'HASH' && $one->{item} ? $one : undef;
}

sub truth_of_address {
    return { harms => JSON::PP::true } if !rpc('permissions.addressReload')->{result};
    for ( [ host => 'addressDump' ], [ network => 'subnetDump' ], [ name => 'domainDump' ] ) {
        my ( $form, $method ) = @$_;
        my $one = dumped("permissions.$method") // next;
        my $item = $one->{item};
        return {
            harms => JSON::PP::false,
            form  => $form,
            group => $one->{group} + 0,
            ip    => $item->{ip} // $item->{domain_name} // $item->{domain},
            mask  => defined $item->{mask} ? $item->{mask} + 0 : undef,
            port  => $item->{port} + 0,
            tag   => $item->{tag},
        };
    }
    return { harms => JSON::PP::false, form => 'nothing' };
}

# All lists at once; kamcmd's text, for 5.6 prints nothing over JSON-RPC, and the JSON of 6.x
# repeats a key.
sub truth_of_rule {
    my %kinds = (
        'User-agent' => 'ua',   'User-Agent' => 'ua',   'User'   => 'user',   'Username' => 'user',
        'IP Address' => 'ip',   'IP-Address' => 'ip',   'Domain' => 'domain', 'Country' => 'country',
        'Destinations' => 'dst',
    );
    my $harms = !rpc('secfilter.reload')->{result};
    my ( $kind, $action, $found );
    my $call = "kamcmd -s unix:$run/kamailio_ctl secfilter.print";
    for ( split( /\n/, `$call` ), split( /\n/, `$call dst` ) ) {
        $kind   = $kinds{$1} if /^\t?([A-Z][A-Za-z -]+?)(?:: \{)?$/ && exists $kinds{$1};
        $action = $1 eq 'White' ? 'allow' : 'block' if /^(?:\[\+\] |\t\t)(White|Black)listed/;
        $found  = { kind => $kind, action => $action, value => $1 } if /^(?: +\d{4} -> |\t\t\tValue: )(.*)$/;
    }
    return { harms => $harms ? JSON::PP::true : JSON::PP::false, %{ $found // {} } };
}

# -- one by one --

my ( %truth, @sql );
for my $id ( 1 .. $n ) {
    my $table = $id % 2 ? 'address' : 'secfilter';
    my $row = $table eq 'address' ? address_row() : secfilter_row();
    my $insert = insert( $table, $id, $row );
    push @sql, $insert;
    sql("DELETE FROM $table; $insert");
    $truth{"$table $id"} = $table eq 'address' ? truth_of_address() : truth_of_rule();
}
sql('DELETE FROM address; DELETE FROM secfilter;');
rpc('permissions.addressReload');
rpc('secfilter.reload');
unlink $own;
close $to;
waitpid $pid, 0;

open my $out, '>', "$folder/rows.sql" or die $!;
print {$out} map { "$_\n" } @sql;
close $out;
open $out, '>', "$folder/node.json" or die $!;
print {$out} JSON::PP->new->canonical->pretty->latin1->encode( \%truth );
close $out;
