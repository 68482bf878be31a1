#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# circles.pl FOLDER [FILE...]: the circles of files in a build.  Run in the top folder.
#
# FOLDER holds the object files, in the folders of their sources.  A file uses another
# one when it names a function or an object that the other one defines.  Files that use
# each other in a loop are printed, one circle a line, unless all of them are among the
# FILEs that src/README.md argues for.
use strict;
use warnings;

my ($folder, @allowed) = @ARGV;
my %allowed = map { $_ => 1 } @allowed;
my (%defines, %wants, %uses);

open my $nm, '-|', "find '$folder' -name '*.o' -print0 | xargs -0 nm -A -g" or die "nm: $!";
while (<$nm>) {
	my ($file, $type, $name) = m{^\Q$folder\E/(\S+)\.o:\s*[0-9a-f]*\s+([A-Za-z])\s+(\S+)} or next;
	next unless -e "src/$file.c"; # left over from an older build
	if ($type eq 'U') { push @{$wants{$file}}, $name }
	elsif ($type =~ /[TDBRVW]/) { $defines{$name} = $file }
}
close $nm or die "nm failed\n";
die "no object files in $folder\n" unless %defines;
for my $file (keys %wants) {
	for my $name (@{$wants{$file}}) {
		my $other = $defines{$name};
		$uses{$file}{$other} = $name if defined $other && $other ne $file;
	}
}

# Tarjan: the strongly connected parts.
my ($n, @stack, %index, %low, %on) = (0);
sub visit {
	my $v = shift;
	$index{$v} = $low{$v} = ++$n;
	push @stack, $v;
	$on{$v} = 1;
	for my $w (sort keys %{$uses{$v} // {}}) {
		visit($w) unless $index{$w};
		$low{$v} = $low{$w} if $on{$w} && $low{$w} < $low{$v};
	}
	return if $low{$v} != $index{$v};
	my @part;
	do { push @part, pop @stack; delete $on{$part[-1]} } until $part[-1] eq $v;
	circle(sort @part) if @part > 1;
}

sub circle {
	my %in = map { $_ => 1 } @_;
	return unless grep { !$allowed{$_} } @_;
	my @ties = map {
		my $v = $_;
		map { "$v -> $_ ($uses{$v}{$_})" } grep { $in{$_} } sort keys %{$uses{$v}}
	} @_;
	print scalar(@_), " files use each other: ", join(', ', @ties), "\n";
}

no warnings 'recursion';
visit($_) for grep { !$index{$_} } sort keys %wants;
