"""The servers of the conformance suite, and a mailbox on each with what other people can do to it."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import imaplib
import itertools
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from importlib.metadata import version as version_of
from typing import Any, Protocol

from imapclient import imap_utf7

from inboxd.demo.imap import ImapServer
from tests.contracts.mailboxes import DEMO, PASSWORD, Account, Kind
from tests.servers.courier import Courier
from tests.servers.cyrus import Cyrus
from tests.servers.dovecot import Dovecot

_numbers = itertools.count(1)


class MailServer(Protocol):
    """A program that serves IMAP on loopback."""

    imap_port: int

    def start(self) -> None: ...
    def add_user(self, name: str, password: str = ...) -> None: ...
    def deliver_many(self, user: str, raws: Any) -> None: ...
    def restart(self) -> None: ...
    def session_processes(self) -> list[int]: ...


DOVECOT = Kind("dovecot")
CYRUS = Kind("cyrus", prefix="INBOX.", separator=".")
COURIER = Kind("courier", prefix="INBOX.", separator=".", hide=frozenset({"MOVE"}))
PYMAP = replace(DEMO, name="pymap")
SERVERS = (DOVECOT, CYRUS, COURIER, PYMAP)
PROGRAMS = (DOVECOT, CYRUS, COURIER)
"""Those that are programs of their own: they can be restarted, and their sessions killed."""


@dataclass(frozen=True, slots=True)
class Made:
    """How to make a server, as a key: each way is made once."""

    kind: Kind
    options: tuple[tuple[str, Any], ...] = ()


@functools.cache
def _server(made: Made) -> Dovecot | Cyrus | Courier:
    makers = {"dovecot": Dovecot, "cyrus": Cyrus, "courier": Courier}
    return makers[made.kind.name](**dict(made.options))


def server_of(kind: Kind, **options: Any) -> Dovecot | Cyrus | Courier:
    """A running server; made once for each set of options, stopped with the test process."""
    server = _server(Made(kind, tuple(sorted(options.items()))))
    server.start()
    return server


class Box(Account):
    """An empty mailbox on one of these servers; Sent, Drafts, Junk and Trash exist."""

    @property
    def port(self) -> int:
        return self.server.port if isinstance(self.server, ImapServer) else self.server.imap_port

    def quoted(self, folder: str) -> str:
        """The server's name of our folder, as it is written in a command."""
        return _quote(self.server_name(folder))

    def server_name(self, folder: str) -> str:
        """The server's name of our folder, decoded."""
        return folder if folder == "INBOX" else self.kind.prefix + folder.replace("/", self.kind.separator)

    def _as_person(self, act):
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=30) as client:
            client.login(self.user, PASSWORD)
            return act(client)


def _quote(name: str) -> str:
    encoded = imap_utf7.encode(name).decode("ascii")
    return '"' + encoded.replace("\\", "\\\\").replace('"', '\\"') + '"'


@contextlib.asynccontextmanager
async def boxes(kind: Kind, **options: Any) -> AsyncIterator[Box]:
    """A new user on a server of this kind."""
    user = f"conf{next(_numbers)}@bluehill.example"
    if kind is PYMAP:
        demo = ImapServer(user, PASSWORD)
        try:
            await demo.start()
            yield Box(kind, demo, user)
        finally:
            await demo.stop()
        return
    server = await asyncio.to_thread(server_of, kind, **options)
    server.add_user(user, PASSWORD)
    yield Box(kind, server, user)


def version(kind: Kind) -> str:
    """The version that runs here."""
    if kind is PYMAP:
        return version_of("pymap")
    server = server_of(kind)
    if not isinstance(server, Dovecot):
        return server.version
    said = subprocess.run([server.program.command[0], "--version"], capture_output=True, text=True, check=True)
    return said.stdout.split()[0]
