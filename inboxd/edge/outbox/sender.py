"""Sends mails over a few SMTP sessions that are kept open and used again."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Awaitable, Callable

from inboxd.config.accounts import SmtpSettings
from inboxd.edge.outbox.connection import Connection
from inboxd.edge.outbox.opening import make_context, open_connection
from inboxd.errors import ConnectionLost, Misconfigured, NotLetIn, Permanent, Transient
from inboxd.ports import Envelope, Sent

IDLE = 60.0
"""Seconds that an unused session is kept; servers hang up after some minutes (RFC 5321 §4.5.3.2.7 asks for five)."""

PROBE_AFTER = 10.0
"""Seconds after which an unused session is asked for a sign of life before a mail is trusted to it."""

MAILS = 100
"""Mails on one session; many servers refuse more or grow slow."""

REST_AFTER_REFUSAL = 60.0
"""Seconds without a further session after a refused login or certificate: a person must act first, and with many
mails waiting a try for each would count as an attack."""

# A quoted local part is legal and hardly ever seen; refusing it keeps every trick off the command line.
_WORD = r"[^\s<>\"\\@\x00-\x1f\x7f-\x9f\ud800-\udfff]+"
_USABLE = re.compile(f"{_WORD}@{_WORD}")


class SmtpSender:
    """One SMTP account (implements `inboxd.ports.Sender`). Belongs to one event loop.

    Args:
        settings: how to reach the server; the secret is read anew for every session.
        address: of the mailbox: login name where none is set, and our name in EHLO.
        idle: seconds that an unused session is kept.
    """

    def __init__(self, settings: SmtpSettings, address: str, *, idle: float = IDLE) -> None:
        self._settings, self._address, self._idle_limit = settings, address, idle
        self._slots = asyncio.Semaphore(settings.connections)
        self._idle: list[Connection] = []
        self._context: ssl.SSLContext | None = None
        self._refused: tuple[float, Misconfigured] | None = None
        self._sweep: asyncio.TimerHandle | None = None
        self._farewells: set[asyncio.Task[None]] = set()
        self._closed = False

    async def send(self, envelope: Envelope, before_final_dot: Callable[[], Awaitable[None]]) -> Sent:
        """Send one mail; see `inboxd.ports.Sender`. Waits while all sessions are in use."""
        _check_addresses(envelope)
        async with self._slots:
            connection = await self._begin(envelope)
            try:
                return await connection.deliver(envelope, before_final_dot)
            finally:
                self._put_aside(connection)

    async def check(self) -> None:
        """Connect and log in, and send nothing: what `inboxd doctor` tries. Raises as `send` does."""
        async with self._slots:
            self._put_aside(await self._open())

    async def close(self) -> None:
        """QUIT all sessions; those in use end with their mail. Never raises."""
        self._closed = True
        if self._sweep is not None:
            self._sweep.cancel()
        for connection in self._idle:
            self._say_goodbye(connection)
        self._idle.clear()
        if self._farewells:
            await asyncio.wait(self._farewells)

    async def _begin(self, envelope: Envelope) -> Connection:
        """A session on which the mail is announced; one that died while unused is replaced, which is no error."""
        connection = await self._take_idle()
        if connection is not None:
            try:
                await connection.begin(envelope)
            except ConnectionLost:
                # What ended this one has ended the others too, most likely: the server restarted.
                self._drop_idle()
            except BaseException:
                self._put_aside(connection)
                raise
            else:
                return connection
        connection = await self._open()
        try:
            await connection.begin(envelope)
        except BaseException:
            self._put_aside(connection)
            raise
        return connection

    async def _take_idle(self) -> Connection | None:
        loop = asyncio.get_running_loop()
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_open:
                continue
            if connection.mails >= MAILS:
                await connection.quit()
                continue
            unused = loop.time() - connection.idle_since
            if not connection.in_transaction and unused < PROBE_AFTER:
                return connection
            if await connection.reset():
                return connection
            connection.drop()
            self._drop_idle()
        return None

    async def _open(self) -> Connection:
        if self._closed:
            raise Transient("the sender is closed")
        now = asyncio.get_running_loop().time()
        if self._refused is not None and now < self._refused[0]:
            raise NotLetIn(str(self._refused[1]), hint=self._refused[1].hint)
        try:
            if self._context is None and self._settings.tls != "none":
                self._context = await asyncio.to_thread(make_context, self._settings)
            connection = await open_connection(self._settings, self._address, self._context)
        except Misconfigured as error:
            self._refused = (now + REST_AFTER_REFUSAL, error)
            raise NotLetIn(str(error), hint=error.hint) from error
        self._refused = None
        return connection

    # ── sessions that are not in use ──

    def _put_aside(self, connection: Connection) -> None:
        if not connection.is_open:
            return
        if self._closed:
            self._say_goodbye(connection)
            return
        loop = asyncio.get_running_loop()
        connection.idle_since = loop.time()
        self._idle.append(connection)
        if self._sweep is None:
            self._sweep = loop.call_later(self._idle_limit, self._end_unused)

    def _end_unused(self) -> None:
        loop = asyncio.get_running_loop()
        self._sweep = None
        # Sorted by age: the last one used is the first one taken.
        while self._idle and loop.time() - self._idle[0].idle_since >= self._idle_limit:
            self._say_goodbye(self._idle.pop(0))
        if self._idle:
            due = self._idle[0].idle_since + self._idle_limit
            self._sweep = loop.call_at(due, self._end_unused)

    def _say_goodbye(self, connection: Connection) -> None:
        task = asyncio.create_task(connection.quit(), name="smtp-quit")
        self._farewells.add(task)
        task.add_done_callback(self._farewells.discard)

    def _drop_idle(self) -> None:
        for connection in self._idle:
            connection.drop()
        self._idle.clear()


def _check_addresses(envelope: Envelope) -> None:
    if not _USABLE.fullmatch(envelope.recipient):
        raise Permanent("the recipient's address cannot be used")
    for own in (envelope.sender, envelope.copy_to):
        if own and not _USABLE.fullmatch(own):
            raise Misconfigured("one of our own addresses cannot be used", hint="Check `address` and `aliases`.")
