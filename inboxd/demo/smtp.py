"""The demo's SMTP server: aiosmtpd in the running event loop. Imported only when the demo is asked for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

_HOST = "127.0.0.1"
# At every login aiosmtpd warns of an attribute of its own.
logging.getLogger("mail.log").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class SentMail:
    """A mail that the server took over from inboxd.

    Attributes:
        sender: envelope sender, "" for the null sender.
        recipients: envelope recipients in the order given, lower case.
        at: when the whole message was here, aware UTC.
    """

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    at: datetime


class SmtpServer:
    """Takes mail on a free loopback port: our own address goes into the mailbox, customers' mail is kept here.

    Args:
        own_address: whose mail is handed to `deliver`.
        deliver: called with envelope sender and message.
        now: the clock.
    """

    def __init__(
        self, own_address: str, deliver: Callable[[str, bytes], Awaitable[None]], now: Callable[[], datetime]
    ) -> None:
        self._own_address = own_address.lower()
        self._deliver = deliver
        self._now = now
        self._server: asyncio.Server | None = None
        self._sessions: set[_Session] = set()
        self.kept: list[SentMail] = []
        """What went to customers, in order."""

    @property
    def port(self) -> int:
        """The TCP port; 0 before `start`."""
        return int(self._server.sockets[0].getsockname()[1]) if self._server else 0

    async def start(self) -> None:
        """Listen. Everything is ready when this returns."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Session(self, self._sessions, loop), _HOST, 0)

    async def stop(self) -> None:
        """Close the port and every connection."""
        if self._server is not None:
            self._server.close()
        for session in list(self._sessions):
            session.hang_up()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """aiosmtpd's hook for a complete message."""
        sender = "" if envelope.mail_from in {None, "<>"} else str(envelope.mail_from)
        raw = envelope.original_content or b""
        recipients = [str(each).lower() for each in envelope.rcpt_tos]
        customers = tuple(each for each in recipients if each != self._own_address)
        if customers:
            self.kept.append(SentMail(sender, customers, raw, self._now()))
        if self._own_address in recipients:
            await self._deliver(sender, raw)
        return "250 2.0.0 Taken"


class _Session(SMTP):
    def __init__(self, server: SmtpServer, sessions: set[_Session], loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(
            server,
            hostname="mail.harbourlight.example",
            ident="demo",
            enable_SMTPUTF8=True,
            auth_require_tls=False,
            authenticator=lambda *_: AuthResult(success=True),
            loop=loop,
        )
        self._sessions = sessions

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._sessions.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        self._sessions.discard(self)
        super().connection_lost(error)

    def hang_up(self) -> None:
        """Close the connection."""
        if self.transport is not None:
            self.transport.close()
