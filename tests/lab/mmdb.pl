#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# mmdb.pl FILE [NETWORK=CODE=NAME...]: write a database of the shape of GeoLite2-Country
# that places loopback sources in countries, so that a test can call from any of them.
use strict;
use warnings;
use MaxMind::DB::Writer::Tree;

my %country = (
    '127.1.0.0/16' => [ 'US', 'United States' ],
    '127.2.0.0/16' => [ 'CN', 'China' ],
    '127.3.0.0/16' => [ 'DE', 'Germany' ],
);
my %type = (
    country  => 'map',
    iso_code => 'utf8_string',
    names    => 'map',
    en       => 'utf8_string',
    continent => 'map',
    code      => 'utf8_string',
);

my $file = shift // die "usage: mmdb.pl FILE [NETWORK=CODE=NAME...]\n";
for (@ARGV) {
    my ( $net, @of ) = split /=/;
    $country{$net} = \@of;
}
my $tree = MaxMind::DB::Writer::Tree->new(
    ip_version              => 6,
    record_size             => 24,
    database_type           => 'GeoLite2-Country',
    languages               => ['en'],
    description             => { en => 'loopback sources for tests' },
    map_key_type_callback   => sub { $type{ $_[0] } },
    remove_reserved_networks => 0,
);
for my $net ( keys %country ) {
    my ( $code, $name ) = @{ $country{$net} };
    $tree->insert_network( $net,
        { country => { iso_code => $code, names => { en => $name } } } );
}

# An entry without a country, as satellites and anycast addresses have.
$tree->insert_network( '127.4.0.0/16', { continent => { code => 'EU' } } );

# Beside the file, then renamed: a server that has it mapped keeps a whole one.
open my $out, '>:raw', "$file.new" or die "cannot write '$file.new': $!\n";
$tree->write_tree($out);
close $out or die "cannot write '$file.new': $!\n";
rename "$file.new", $file or die "cannot rename to '$file': $!\n";
