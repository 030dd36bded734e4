"""The demo's IMAP server: pymap's in-memory backend, mended from outside. Imported only when the demo is asked for.

pymap 0.36.7 is a fine small server with five habits that a mail client cannot live with; each is mended here:
updates that arrive while one is being written are not announced; from Python 3.13 on connections die with the garbage
collection; one line leaves in several pieces; keywords are silently dropped; Sent is not marked as such (RFC 6154).
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from argparse import Namespace
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, closing
from datetime import datetime
from io import BytesIO
from uuid import uuid4

from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import Config, Login
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxData, MailboxSet
from pymap.concurrent import Event, Subsystem
from pymap.config import BackendCapability
from pymap.context import connection_exit
from pymap.imap import IMAPConnection
from pymap.imap.state import ConnectionState
from pymap.listtree import ListEntry, ListTree
from pymap.parsing.message import AppendMessage
from pymap.parsing.response import Response
from pymap.parsing.specials import ObjectId
from pymap.parsing.specials.flag import Flag, Wildcard
from pymap.selected import SelectedMailbox
from pymap.user import UserMetadata
from pysasl.hashing import Cleartext

_log = logging.getLogger(__name__)
_HOST = "127.0.0.1"
_SPECIAL_USE: Mapping[str, bytes] = {"Sent": b"Sent", "Drafts": b"Drafts", "Junk": b"Junk", "Trash": b"Trash"}


class ImapServer:
    """One account on a free loopback port, in the running event loop.

    Args:
        user, password: of the one account; its Sent, Drafts, Junk and Trash exist from the start.
    """

    def __init__(self, user: str, password: str) -> None:
        self.user, self.password = user, password
        self._config = _Config(user, password)
        self._login = Login(self._config)
        self._folders = _Folders()
        self._connections: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """The TCP port; 0 before `start`."""
        return int(self._server.sockets[0].getsockname()[1]) if self._server else 0

    async def start(self) -> None:
        """Listen. Everything is ready when this returns."""
        await self._login.demo_user_identity.set(UserMetadata(self._config, self.user, password=self.password))
        self._config.set_cache[self.user] = (self._folders, FilterSet())
        for name in _SPECIAL_USE:
            await self._folders.add_mailbox(name)
        self._server = await asyncio.start_server(self._accept, _HOST, 0)

    async def stop(self) -> None:
        """Close the port and every connection."""
        if self._server is not None:
            self._server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def deliver(self, raw: bytes, at: datetime) -> None:
        """Put a message into INBOX as a delivery agent does; everyone who is in IDLE hears of it."""
        inbox = await self._folders.get_mailbox("INBOX")
        await inbox.append(AppendMessage(raw, at), recent=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # pymap's own way in (`ProxyProtocolReader`) starts a task that nobody holds: 3.13 collects it as garbage.
        task = asyncio.current_task()
        if task is not None:
            self._connections.add(task)
            task.add_done_callback(self._connections.discard)
        connection = _Connection(
            self._config.commands, self._config, reader, writer, SocketInfo.get(writer, None, unique_id=uuid4().bytes)
        )
        async with AsyncExitStack() as stack:
            connection_exit.set(stack)
            stack.enter_context(closing(connection))
            try:
                await connection.run(ConnectionState(self._login, self._config))
            except ConnectionError:
                _log.debug("a client is gone")


class _Config(Config):
    """In-memory account without TLS; the password is compared in clear, because hashing it costs half a second."""

    def __init__(self, user: str, password: str) -> None:
        super().__init__(
            Namespace(proxy_protocol=None, passlib_cfg=None),
            demo_data=False,
            demo_user=user,
            demo_password=password,
            host=_HOST,
            port=0,
            # Given here so that CERT_FILE in somebody's environment is not read.
            ssl_context=ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER),
            tls_enabled=False,
            hash_context=Cleartext(),
            cpu_subsystem=Subsystem.for_asyncio(),
        )

    @property
    def greeting(self) -> bytes:
        # pymap would ask the DNS for this machine's name at every connection.
        return b"inboxd demo ready"

    @property
    def backend_capability(self) -> BackendCapability:
        return BackendCapability(idle=True, object_id=True, multi_append=True, custom=[b"SPECIAL-USE"])


class _Connection(IMAPConnection):
    async def write_response(self, resp: Response) -> None:
        # Written piece by piece, a client in IDLE reads half a line and gives up.
        whole = BytesIO()
        await resp.async_write(whole)
        try:
            self.writer.write(whole.getvalue())
            await self.writer.drain()
        except ConnectionError:
            _log.debug("a client went away while it was answered")


class _Folder(MailboxData):
    @property
    def permanent_flags(self) -> frozenset[Flag]:
        # `\*` (RFC 9051 §7.1 PERMANENTFLAGS): keywords may be made up.
        return super().permanent_flags | {Wildcard}

    async def update_selected(self, selected: SelectedMailbox, *, wait_on: Event | None = None) -> SelectedMailbox:
        # pymap waits for the next change even when there was one since the last answer, or when DONE came meanwhile.
        if wait_on is not None and selected.mod_sequence == self._mod_sequences.highest:
            changed_or_done = wait_on.or_event(self._updated)
            if not wait_on.is_set():
                await changed_or_done.wait()
        return await super().update_selected(selected)


class _Folders(MailboxSet):
    def __init__(self) -> None:
        super().__init__()
        self._inbox = _Folder(self._content_cache, self._thread_cache)

    async def add_mailbox(self, name: str) -> ObjectId:
        async with self._set_lock.write_lock():
            if name in self._set:
                raise ValueError(name)
            self._set[name] = folder = _Folder(self._content_cache, self._thread_cache)
            return folder.mailbox_id

    async def list_mailboxes(self) -> ListTree:
        async with self._set_lock.read_lock():
            return _Tree(self.delimiter).update("INBOX", *self._set)


class _Tree(ListTree):
    def list_matching(self, ref_name: str, filter_: str) -> Iterable[ListEntry]:
        for entry in super().list_matching(ref_name, filter_):
            yield _Entry(entry.name, entry.exists, entry.marked, entry.has_children)


class _Entry(ListEntry):
    @property
    def attributes(self) -> Sequence[bytes]:
        use = _SPECIAL_USE.get(self.name)
        return [*super().attributes, *([use] if use else [])]
