"""From host and port to a connected socket that notices when the other side dies, and the TLS that goes over it."""

from __future__ import annotations

import asyncio
import functools
import ipaddress
import socket
import ssl
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from inboxd.config.accounts import ImapSettings
from inboxd.errors import Misconfigured

_PROBES = 3


async def dial(settings: ImapSettings) -> socket.socket:
    """A TCP connection to the server, tried address by address. No thread waits for it.

    Raises:
        OSError: no address answers.
        Misconfigured: `tls = "none"` for a server that is not on loopback.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
    if settings.tls == "none" and not all(_is_loopback(address[0]) for *_, address in found):
        raise Misconfigured(
            f"`tls` is none, but {settings.host} is another machine: the password would go over the wire in the clear",
            hint='Set `tls` to "implicit" or "starttls".',
        )
    patience = settings.timeout.total_seconds() / len(found)
    problems: list[OSError] = []
    for family, kind, protocol, _, address in found:
        sock = socket.socket(family, kind, protocol)
        try:
            sock.setblocking(False)
            watch_over(sock, settings.keepalive)
            async with asyncio.timeout(patience):
                await loop.sock_connect(sock, address)
        except OSError as error:
            sock.close()
            problems.append(error)
        except BaseException:
            sock.close()
            raise
        else:
            return sock
    raise problems[0]


def _is_loopback(address: str | int) -> bool:
    return ipaddress.ip_address(str(address).partition("%")[0]).is_loopback


def watch_over(sock: socket.socket, keepalive: timedelta) -> None:
    """Let the kernel probe a silent connection, so that a dead one becomes readable instead of staying quiet.

    With 60 s: first probe after 60 s, then every 10 s, dead after three. The same limit holds for sent bytes that
    nobody confirms (TCP_USER_TIMEOUT, Linux).
    """
    idle = max(1, round(keepalive.total_seconds()))
    interval = max(1, min(10, idle // 3))
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    # imapclient sends a command and its CRLF apart, which Nagle would delay by 40 ms.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for name, value in (
        ("TCP_KEEPIDLE", idle),
        ("TCP_KEEPINTVL", interval),
        ("TCP_KEEPCNT", _PROBES),
        ("TCP_USER_TIMEOUT", (idle + _PROBES * interval) * 1000),
    ):
        if hasattr(socket, name):
            with suppress(OSError):
                sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def tls_context(settings: ImapSettings) -> ssl.SSLContext:
    """Always verifying, TLS 1.2 or later.

    Raises:
        Misconfigured: `ca_file` cannot be used.
    """
    authority = settings.ca_file
    try:
        return _context(authority, authority.stat().st_mtime_ns if authority else 0)
    except OSError as error:
        raise Misconfigured(
            f"{settings.ca_file}: cannot be used as certificate authority: {error.strerror or type(error).__name__}",
            hint="`ca_file` must be a readable PEM file with the authority's certificate.",
        ) from error


@functools.lru_cache(maxsize=8)
def _context(authority: Path | None, _changed: int) -> ssl.SSLContext:
    # Shared by all mailboxes: reading the system's authorities costs 25 ms and half a megabyte each time.
    context = ssl.create_default_context(cafile=authority)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def wrap(sock: socket.socket, context: ssl.SSLContext, settings: ImapSettings) -> ssl.SSLSocket:
    """TLS over a connected socket; the handshake is still to come, because it waits."""
    sock.settimeout(settings.timeout.total_seconds())
    return context.wrap_socket(sock, server_hostname=settings.host, do_handshake_on_connect=False)
