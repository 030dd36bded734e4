"""What the suites about mailboxes share: servers of several kinds, an account on each, mails, watching from outside."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import imaplib
import itertools
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from imapclient import imap_utf7

from inboxd.config.settings import MailboxSettings
from inboxd.core.values.arrival import Arrival, Sighting
from inboxd.demo.imap import ImapServer
from inboxd.edge.clock import SystemClock
from inboxd.edge.mailbox.account import ImapMailbox
from inboxd.ports import Bell
from tests.servers.dovecot import Dovecot, Stored
from tests.servers.process import HOST

T = TypeVar("T")
PASSWORD = "correct horse"
now = SystemClock().now
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of server.

    hide: capabilities that it does not have.
    prefix, separator: of the personal namespace.
    """

    name: str
    hide: frozenset[str] = frozenset()
    prefix: str = ""
    separator: str = "/"
    tls: str = "none"

    @property
    def has_idle(self) -> bool:
        return "IDLE" not in self.hide


KINDS = (
    Kind("plain"),
    Kind("tls", tls="implicit"),
    Kind("starttls", tls="starttls"),
    Kind("namespace", prefix="INBOX.", separator="."),
    Kind("no-move", frozenset({"MOVE"})),
    Kind("no-idle", frozenset({"IDLE"})),
    Kind("no-uidplus", frozenset({"UIDPLUS", "MOVE"})),
)
PLAIN = KINDS[0]
DEMO = Kind("demo")


@functools.cache
def _dovecot(hide: frozenset[str], prefix: str, separator: str) -> Dovecot:
    return Dovecot(hide=hide, prefix=prefix, separator=separator)


def dovecot_of(kind: Kind) -> Dovecot:
    """A running server of this kind; made once, stopped with the test process."""
    server = _dovecot(kind.hide, kind.prefix, kind.separator)
    server.start()
    return server


class Account:
    """An empty mailbox on some server, with what other people can do to it."""

    def __init__(self, kind: Kind, server: Dovecot | ImapServer, user: str) -> None:
        self.kind, self.server, self.user = kind, server, user

    @property
    def port(self) -> int:
        if isinstance(self.server, ImapServer):
            return self.server.port
        return self.server.imaps_port if self.kind.tls == "implicit" else self.server.imap_port

    def settings(self, **changes: Any) -> MailboxSettings:
        imap = {"host": HOST, "port": self.port, "tls": self.kind.tls, "password": PASSWORD, "poll": "1s", **changes}
        if isinstance(self.server, Dovecot):
            imap.setdefault("ca_file", self.server.authority)
        return MailboxSettings.model_validate(
            {"name": "support", "address": self.user, "imap": imap, "smtp": {"host": HOST}}
        )

    async def deliver(self, *raws: bytes) -> None:
        """New mail in INBOX."""
        if isinstance(self.server, ImapServer):
            for raw in raws:
                await self.server.deliver(raw, now())
        else:
            await asyncio.to_thread(self.server.deliver_many, self.user, raws)

    async def as_person(self, act: Callable[[imaplib.IMAP4], T]) -> T:
        """Do something with another mail client."""
        return await asyncio.to_thread(self._as_person, act)

    def _as_person(self, act: Callable[[imaplib.IMAP4], T]) -> T:
        port = self.server.port if isinstance(self.server, ImapServer) else self.server.imap_port
        with imaplib.IMAP4(HOST, port, timeout=30) as client:
            client.login(self.user, PASSWORD)
            return act(client)

    async def stored(self, folder: str = "INBOX") -> list[Stored]:
        """All messages of one of our folders in UID order."""

        def read(client: imaplib.IMAP4) -> list[Stored]:
            expect_ok(client.select(self.quoted(folder), readonly=True))
            uids = expect_ok(client.uid("SEARCH", "ALL"))[0]
            if not uids:
                return []
            rows = expect_ok(client.uid("FETCH", uids.replace(b" ", b",").decode(), "(UID FLAGS BODY.PEEK[])"))
            return [_stored(rows[at][0], rows[at][1], rows[at + 1]) for at in range(0, len(rows), 2)]

        return await self.as_person(read)

    async def mark(self, uids: Sequence[int], flags: str, folder: str = "INBOX") -> None:
        """Another client sets flags."""

        def store(client: imaplib.IMAP4) -> None:
            expect_ok(client.select(self.quoted(folder)))
            expect_ok(client.uid("STORE", ",".join(map(str, uids)), "+FLAGS", f"({flags})"))

        await self.as_person(store)

    async def expunge(self, uids: Sequence[int], folder: str = "INBOX") -> None:
        """Another client deletes messages for good."""
        await self.mark(uids, "\\Deleted", folder)
        await self.as_person(lambda client: (client.select(self.quoted(folder)), client.expunge()))

    def quoted(self, folder: str) -> str:
        """The server's name of our folder, as it is written in a command."""
        name = folder if folder == "INBOX" else self.kind.prefix + folder.replace("/", self.kind.separator)
        return '"' + imap_utf7.encode(name).decode("ascii") + '"'


def _stored(head: bytes, raw: bytes, tail: bytes) -> Stored:
    words = (head + tail).replace(b"(", b" ( ").replace(b")", b" ) ").split()
    uid = int(words[words.index(b"UID") + 1])
    start = words.index(b"FLAGS") + 2
    flags = words[start : words.index(b")", start)]
    return Stored(uid, frozenset(each.decode() for each in flags) - {"\\Recent"}, raw)


def expect_ok(answer: tuple[str, list[Any]]) -> list[Any]:
    status, data = answer
    assert status == "OK", (status, data)
    return data


@contextlib.asynccontextmanager
async def accounts(kind: Kind) -> AsyncIterator[Account]:
    """A new user on a server of this kind."""
    user = f"box{next(_numbers)}@bluehill.example"
    if kind is not DEMO:
        server = await asyncio.to_thread(dovecot_of, kind)
        server.add_user(user, PASSWORD)
        yield Account(kind, server, user)
        return
    demo = ImapServer(user, PASSWORD)
    try:
        await demo.start()
        yield Account(kind, demo, user)
    finally:
        await demo.stop()


@contextlib.asynccontextmanager
async def connected(account: Account, **changes: Any) -> AsyncIterator[ImapMailbox]:
    """Our mailbox, logged in."""
    mailbox = ImapMailbox(account.settings(**changes), SystemClock())
    try:
        await mailbox.connect()
        yield mailbox
    finally:
        await mailbox.close()


async def arrivals(mailbox: ImapMailbox, folder: str = "INBOX", after: int = 0) -> list[Arrival]:
    return [each async for batch in mailbox.arrivals(folder, after) for each in batch]


async def sightings(mailbox: ImapMailbox, folder: str = "INBOX", after: int = 0) -> list[Sighting]:
    return [each async for batch in mailbox.sightings(folder, after) for each in batch]


async def waiting(mailbox: ImapMailbox, seconds: float = 20.0, wake: asyncio.Event | None = None) -> asyncio.Task[Bell]:
    """A wait that has come so far that it listens on its socket, which it does between commands only."""
    loop = asyncio.get_running_loop()
    listens, add_reader = asyncio.Event(), loop.add_reader

    def add(descriptor, *args):
        add_reader(descriptor, *args)
        listens.set()

    loop.add_reader = add
    task = asyncio.create_task(mailbox.wait("INBOX", seconds, wake or asyncio.Event()))
    signal = asyncio.create_task(listens.wait())
    await asyncio.wait({task, signal}, return_when=asyncio.FIRST_COMPLETED)
    signal.cancel()
    del loop.add_reader
    return task


def mail(number: int = 1, text: str = "It does not start.", headers: str = "") -> bytes:
    """A small message; numbers make different Message-IDs."""
    return (
        f"From: Mira <mira@larch.example>\r\nTo: support@bluehill.example\r\nSubject: Help {number}\r\n"
        f"Message-ID: <mail-{number}@larch.example>\r\n{headers}\r\n{text}\r\n"
    ).encode()


def big_mail(size: int, boundary: str = "=_one", message_id: str = "big@larch.example") -> bytes:
    """Text, HTML, and an attachment that makes it as big as wanted."""
    line = b"QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB\r\n"
    head = (
        f"From: Mira <mira@larch.example>\r\nSubject: Big\r\nMessage-ID: <{message_id}>\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/mixed; boundary="{boundary}"\r\n\r\nThis is MIME.\r\n--{boundary}\r\n'
        'Content-Type: multipart/alternative; boundary="=_two"\r\n\r\n'
        "--=_two\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        "Nothing works: größer als je zuvor.\r\n\r\n"
        "--=_two\r\nContent-Type: text/html\r\n\r\n<p>Nothing works.</p>\r\n--=_two--\r\n"
        f"--{boundary}\r\nContent-Type: application/pdf; name=invoice.pdf\r\n"
        "Content-Disposition: attachment; filename=invoice.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    ).encode()
    return head + line * (size // len(line)) + f"--{boundary}--\r\n".encode()


def numbered(count: int, start: int = 1) -> Iterator[bytes]:
    """Small messages in a row."""
    return (mail(number) for number in range(start, start + count))
