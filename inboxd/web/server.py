"""The web server inside the daemon's own loop. It owns no signal: stopping is the daemon's business."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from inboxd.errors import Misconfigured
from inboxd.web.access import Access
from inboxd.web.guard import Guard

LONGEST = 20.0
"""Seconds that one connection may live."""
LONGEST_HEAD = 16384
"""Octets of a request's line and headers."""
_GRACE_SECONDS = 2
_BACKLOG = 128


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class _Protocol(H11Protocol):
    """HTTP with a limit on how long a connection lives: one request, asked and answered.

    uvicorn itself waits for ever for the rest of a request, so a hundred slow ones would shut everybody out.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._end = self.loop.call_later(LONGEST, transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        self._end.cancel()
        super().connection_lost(exc)


class WebServer:
    """Serves an ASGI application on one address, with a guard in front.

    Args:
        app: what to serve.
        listen: "address:port"; port 0 takes a free one, IPv6 addresses stand in brackets.
        access: what opens the page; without token or proxy only this machine can reach it.

    Raises:
        Misconfigured: the address is not one, is not this machine's, is taken, or lies open to strangers.
    """

    def __init__(self, app: ASGIApp, listen: str, access: Access | None = None) -> None:
        access = access or Access()
        self._socket = _bind(listen)
        _refuse_strangers(self._socket, listen, access)
        host, port = self._socket.getsockname()[:2]
        self.address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        """Where it really listens, e.g. "http://127.0.0.1:8025"."""
        config = uvicorn.Config(
            Guard(app, access),
            http=_Protocol,
            lifespan="off",
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
            limit_concurrency=100,
            h11_max_incomplete_event_size=LONGEST_HEAD,
        )
        self._server = _Server(config)

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set; requests that run get two seconds to end."""
        serving = asyncio.create_task(self._server.serve(sockets=[self._socket]), name="web.serve")
        stopping = asyncio.create_task(stop.wait(), name="web.stop")
        try:
            await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            self._server.should_exit = True
            await serving
            self._socket.close()

    def close(self) -> None:
        """Give the address back when `run` was never called."""
        self._socket.close()


def _refuse_strangers(bound: socket.socket, listen: str, access: Access) -> None:
    # By the address that was bound, not by its name: a name can be made to point anywhere.
    if access.is_needed or ipaddress.ip_address(bound.getsockname()[0].partition("%")[0]).is_loopback:
        return
    bound.close()
    raise Misconfigured(
        f"web.listen: {listen} would show customers to everybody who can reach it",
        hint="Set `web.token_file`, or `web.proxy_header` and `web.trusted_proxies`, or listen on 127.0.0.1.",
    )


def address_of(listen: str) -> tuple[str, int]:
    """Host, without brackets, and port. Raises `Misconfigured` when it is no address."""
    host, _, port = listen.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not (port.isascii() and port.isdigit()) or int(port) > 65535:
        raise Misconfigured(f"web.listen: {listen!r} is not an address", hint="Write it as 127.0.0.1:8025.")
    return host, int(port)


def _bind(listen: str) -> socket.socket:
    host, port = address_of(listen)
    link = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    link.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        link.bind((host, port))
        # From here on the address is ours, and who connects before `run` waits instead of being refused.
        link.listen(_BACKLOG)
    except OSError as error:
        link.close()
        what = (
            "is in use by another program" if error.errno == errno.EADDRINUSE else f"cannot be used: {error.strerror}"
        )
        raise Misconfigured(
            f"web.listen: {listen} {what}", hint='Choose another port, or listen = "" for no web server.'
        ) from error
    link.setblocking(False)
    return link
