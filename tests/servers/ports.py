"""Loopback ports that belong to one test process, also across kills and restarts of the server."""

from __future__ import annotations

import atexit
import os
import socket

HOST = "127.0.0.1"
"""Every server here listens on this address and on no other."""

# Below the range from which the kernel takes ports for outgoing connections, so that nothing
# can take a server's port between its kill and its restart.
PORTS = range(21_000, 32_000)

_reserved: dict[int, socket.socket] = {}


def reserve_port() -> int:
    """A free loopback port that is ours, also across kills and restarts, until this process ends.

    An abstract Unix socket named after the port is held, so that parallel test workers
    never choose the same one.
    """
    start = os.getpid() * 37 % len(PORTS)
    for step in range(len(PORTS)):
        port = PORTS[(start + step) % len(PORTS)]
        if port not in _reserved and _claim(port):
            return port
    raise RuntimeError("no free loopback port is left")


def _claim(port: int) -> bool:
    token = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        token.bind(f"\0inboxd-test-port-{port}")
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, port))
    except OSError:
        token.close()
        return False
    _reserved[port] = token
    return True


def release_port(port: int) -> None:
    """Give a reserved port back."""
    token = _reserved.pop(port, None)
    if token is not None:
        token.close()


@atexit.register
def _release_all() -> None:
    for port in list(_reserved):
        release_port(port)
