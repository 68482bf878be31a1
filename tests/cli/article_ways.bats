# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# The article's steps by each way into the node alone.

load helper
load article

setup_file() {
	lab_up sqlite
}

setup() {
	lab_empty
}

teardown_file() {
	lab_cleanup
}

only_by() {
	make_conf "$LAB_DBURL" < <(lab_node_conf "$NODE" edge1 "$1")
}

@test "the article's steps work with nothing but the ctl socket" {
	only_by ctl
	steps_5_to_7_hold
}

@test "the article's steps work with nothing but the datagram socket" {
	only_by unixgram
	steps_5_to_7_hold
}

@test "the article's steps work with nothing but HTTP" {
	only_by http
	steps_5_to_7_hold
}

@test "strange values arrive byte for byte over HTTP" {
	only_by http
	values_arrive_byte_for_byte
}

@test "strange values arrive byte for byte over the datagram socket" {
	only_by unixgram
	values_arrive_byte_for_byte
}
