"""One IMAP connection for one task: commands run in a worker thread, waiting happens in the event loop.

Rules, each of which was bought with a hang or a loss somewhere:
1. One command at a time (a lock), because imapclient is not thread-safe and loses answers silently.
2. A call that was cancelled or timed out takes the connection with it: shutting the socket down wakes its thread.
3. The socket is closed here only, and only after the thread has come back: its number must not be reused under it.
"""

from __future__ import annotations

import asyncio
import imaplib
import socket
import ssl
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from inboxd.config.accounts import ImapSettings
from inboxd.config.secretplaces import all_secrets
from inboxd.edge.mailbox import login
from inboxd.edge.mailbox.client import Client
from inboxd.edge.mailbox.dialing import dial, tls_context, wrap
from inboxd.edge.mailbox.refusals import LoginRefused, translate
from inboxd.edge.secretforms import all_forms
from inboxd.errors import ConnectionLost, InboxdError, Misconfigured

T = TypeVar("T")

WORKERS = ThreadPoolExecutor(max_workers=32, thread_name_prefix="imap")
"""Shared by all mailboxes. An idle mailbox has no thread; a busy one has one for as long as a command runs."""

_GOODBYE = 2.0
"""Seconds that LOGOUT may take."""


class Connection:
    """A logged-in IMAP session over one socket."""

    def __init__(self, settings: ImapSettings, user: str, workers: Executor = WORKERS) -> None:
        self._settings = settings
        self._user = user
        self._workers = workers
        self._lock = asyncio.Lock()
        self._sock: socket.socket | None = None
        self._client: Client | None = None
        self._work: Future[object] | None = None
        self._lost = ""
        self._secrets: Sequence[str] = ()

    @property
    def client(self) -> Client:
        """The session. Raises ConnectionLost when there is none."""
        if self._client is None or self._lost:
            raise ConnectionLost(self._lost or "not connected")
        return self._client

    @property
    def is_open(self) -> bool:
        """Whether commands can be sent."""
        return self._client is not None and not self._lost

    async def open(self) -> None:
        """Connect, TLS, log in. Raises as `Mailbox.connect`; nothing stays open after an error."""
        where = f"{self._settings.host}:{self._settings.port}"
        try:
            await self._open()
        except InboxdError:
            await self.close()
            raise
        except (OSError, imaplib.IMAP4.error, LoginRefused, ValueError) as error:
            await self.close()
            raise translate(error, f"connect to {where}", self._secrets) from _harmless(error)
        except BaseException:
            self.drop("connecting was cancelled")
            await self.close()
            raise

    async def _open(self) -> None:
        settings, host = self._settings, self._settings.host
        context = tls_context(settings)
        self._sock = await dial(settings)
        if settings.tls == "implicit":
            self._sock = wrap(self._sock, context, settings)
            await self._in_thread(self._sock.do_handshake)
        client = await self._in_thread(Client, self._sock, host, settings.timeout.total_seconds())
        if settings.tls == "starttls":
            await self._start_tls(client, context)
        await self._in_thread(self._log_in, client)
        self._client = client

    def _log_in(self, client: Client) -> None:
        # As they are now: files change while the program runs, and from here on the server may repeat what it was told.
        self._secrets = all_forms(all_secrets(self._settings))
        login.log_in(client, self._settings, self._user)

    async def _start_tls(self, client: Client, context: ssl.SSLContext) -> None:
        if client.is_logged_in or not client.can("STARTTLS") or self._sock is None:
            # PREAUTH would let somebody in between skip the encryption; so would a removed capability.
            raise Misconfigured(
                f"{self._settings.host} offers no STARTTLS on port {self._settings.port}; no password was sent",
                hint='Try `tls = "implicit"` with port 993.',
            )
        await self._in_thread(client.wire.ask_for_tls)
        self._sock = wrap(self._sock, context, self._settings)
        await self._in_thread(client.finish_tls, self._sock)

    async def run(self, doing: str, work: Callable[[], T]) -> T:
        """Run one piece of blocking work on the session, alone, in a worker thread.

        Args:
            doing: for the text of an error, e.g. "move messages to Priority".
            work: sends commands; may raise what imapclient raises.

        Raises:
            InboxdError: what the error means; after `ConnectionLost` the connection cannot be used any more.
        """
        async with self._lock:
            return await self.run_alone(doing, work)

    async def run_alone(self, doing: str, work: Callable[[], T]) -> T:
        """As `run`, for a caller that holds the lock."""
        client = self.client
        try:
            result = await self._in_thread(work)
        except (OSError, imaplib.IMAP4.error, InboxdError, ValueError) as error:
            ours = translate(error, doing, self._secrets)
            if isinstance(ours, ConnectionLost):
                self.drop(str(ours))
            if ours is error:
                raise
            raise ours from _harmless(error)
        except BaseException:
            self.drop(f"interrupted: {doing}")
            raise
        client.wire.tidy()
        return result

    def alone(self) -> asyncio.Lock:
        """The lock, for a caller that sends several commands that belong together (IDLE … DONE)."""
        return self._lock

    async def _in_thread(self, work: Callable[..., T], *args: object) -> T:
        future = self._workers.submit(work, *args)
        self._work = future  # type: ignore[assignment]
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            self.drop("interrupted")
            raise

    def drop(self, why: str) -> None:
        """Make the connection unusable at once and wake the thread that reads from it. Closes nothing."""
        self._lost = self._lost or why
        if self._sock is None or self._sock.fileno() < 0:
            return
        # SSLSocket.shutdown would pull the TLS state from under the thread; a plain socket of the same number does not.
        raw = socket.socket(fileno=self._sock.fileno())
        with suppress(OSError):
            raw.shutdown(socket.SHUT_RDWR)
        raw.detach()

    async def close(self) -> None:
        """Say goodbye when that is possible at once, then close the socket. Never raises."""
        if self.is_open and not self._lock.locked():
            with suppress(InboxdError, TimeoutError):
                async with asyncio.timeout(_GOODBYE):
                    await self.run("log out", self.client.logout)
        self.drop("closed")
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(_GOODBYE), self._lock:
                    await self._thread_is_back()
        finally:
            self._close_socket()

    async def _thread_is_back(self) -> None:
        if self._work is not None and not self._work.cancel():
            await asyncio.gather(asyncio.wrap_future(self._work), return_exceptions=True)

    def _close_socket(self) -> None:
        sock, self._sock, self._client = self._sock, None, None
        if sock is None:
            return
        if self._work is None or self._work.done():
            sock.close()
        else:
            self._work.add_done_callback(lambda _: sock.close())


def _harmless(error: Exception) -> Exception | None:
    """The cause to show beside our error; None where its text may quote mail."""
    return error if isinstance(error, OSError | LoginRefused) else None
