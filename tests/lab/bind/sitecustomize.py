# SPDX-License-Identifier: GPL-2.0-or-later
#
# sipvicious' svwar and svcrack (0.3.3) take -b, and bind to any address all the same:
# with this folder in PYTHONPATH they bind to BIND_TO, and keep their port.
import os
import socket

bind_anywhere = socket.socket.bind


def bind(self, address):
    if os.environ.get("BIND_TO") and isinstance(address, tuple):
        address = (os.environ["BIND_TO"],) + address[1:]
    return bind_anywhere(self, address)


socket.socket.bind = bind
