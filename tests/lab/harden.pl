#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A stock kamailio.cfg with shieldadm's hardening in it.
#
#   shieldadm config show -o json | harden.pl DBURL KAMAILIO.CFG [DEFINE...]
#
# Each DEFINE is defined as well, those that are commented out among them; one with a "-"
# in front is not.  Every place must be there, once, or it ends with 1.
use strict;
use warnings;
use JSON::PP;

my ( $dburl, $file, @defines ) = @ARGV;
my %part = map { $_->{place} => $_->{text} } @{ decode_json( do { local $/; <STDIN> } ) };
open my $in, '<', $file or die "cannot read '$file': $!\n";
my $cfg = do { local $/; <$in> };

sub put {
    my ( $place, $pattern, $make ) = @_;
    my $n = $cfg =~ s/$pattern/$make->()/egm;
    die "harden.pl: place '$place' found " . ( $n || 0 ) . " times, not once\n" if $n != 1;
    return;
}

my $driver = $dburl =~ /^sqlite:/ ? 'sqlite' : 'mysql';
my $on = join '', map { /^-/ ? () : "#!define $_\n" } @defines;
for my $off ( map { /^-(.*)/ ? $1 : () } @defines ) {
    $part{defines} =~ s/^#!define \Q$off\E$/##!define $off/m or die "no define $off\n";
}
put( 'header', qr/^#!KAMAILIO\n/m, sub {
    "#!KAMAILIO\n#!define WITH_\U$driver\E\n#!define DBURL \"$dburl\"\n$part{defines}$on" } );
put( 'database', qr/^loadmodule "db_mysql\.so"\n/m, sub {
    "loadmodule \"db_mysql.so\"\n#!endif\n#!ifdef WITH_SQLITE\nloadmodule \"db_sqlite.so\"\n" } );
put( 'modules', qr/^#!ifdef WITH_DEBUG\n(?=loadmodule)/m, sub {
    "$part{modules}\n#!ifdef WITH_DEBUG\n" } );
put( 'params', qr/^#!ifdef WITH_DEBUG\n(?=# -+ debugger params)/m, sub {
    "$part{params}\n#!ifdef WITH_DEBUG\n" } );
put( 'reqinit', qr/^(?:# Per SIP request initial checks\n)?route\[REQINIT\] \{\n.*?^\}\n/ms,
    sub { $part{reqinit} } );
put( 'login', qr/^(\t+)(if \(!auth_check\(.*?\) \{\n)(.*?^\1\}\n)/ms, sub {
    "$1$2$1\t$part{login_failed}$3$1$part{login_passed}" } );

$cfg .= "\n$part{routes}";
print $cfg;
