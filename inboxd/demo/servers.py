"""The little world of the demo: a mailbox to watch and a server to send through, on loopback, in one event loop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

from inboxd.errors import Misconfigured

if TYPE_CHECKING:
    from inboxd.demo.imap import ImapServer
    from inboxd.demo.smtp import SmtpServer


@dataclass(frozen=True, slots=True)
class Servers:
    """Both servers, running.

    Attributes:
        address: of the watched mailbox; also its login name.
    """

    imap: ImapServer
    smtp: SmtpServer
    address: str
    password: str
    now: Callable[[], datetime]

    async def deliver(self, sender: str, raw: bytes) -> datetime:
        """Deliver a message into INBOX as a mail server does, with trace lines on top; when it was there, aware UTC.

        Args:
            sender: envelope sender, "" for the null sender.
        """
        at = self.now()
        trace = (
            f"Return-Path: <{sender}>\r\nDelivered-To: {self.address}\r\n"
            f"Received: from mail.demo.example by mail.harbourlight.example with LMTP; {format_datetime(at)}\r\n"
        )
        await self.imap.deliver(trace.encode("ascii") + raw, at)
        return at


@asynccontextmanager
async def run_servers(address: str, password: str, now: Callable[[], datetime]) -> AsyncIterator[Servers]:
    """Start both servers on free loopback ports; they stop when the block ends.

    Raises:
        Misconfigured: the extra that brings the servers is not installed.
    """
    try:
        from inboxd.demo.imap import ImapServer  # noqa: PLC0415 - only a demo needs these libraries
        from inboxd.demo.smtp import SmtpServer  # noqa: PLC0415 - only a demo needs these libraries
    except ImportError as error:
        raise Misconfigured(
            f"the demo needs the package {(error.name or 'pymap').partition('.')[0]!r}, which is not installed",
            hint="Install inboxd with its extra: pip install 'inboxd[demo]'",
        ) from error
    imap = ImapServer(address, password)

    async def take_own(sender: str, raw: bytes) -> None:
        await servers.deliver(sender, raw)

    smtp = SmtpServer(address, take_own, now)
    servers = Servers(imap, smtp, address, password, now)
    try:
        await imap.start()
        await smtp.start()
        yield servers
    finally:
        await smtp.stop()
        await imap.stop()
