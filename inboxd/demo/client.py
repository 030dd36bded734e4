"""An ordinary mail client: what a support agent uses in the demo, and what the summary looks with.

It knows nothing of inboxd and shares no code with its mailbox edge, so that what it sees is a second witness.
"""

from __future__ import annotations

import asyncio
import imaplib
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

_HOST = "127.0.0.1"
_LISTED = re.compile(rb'\((?P<flags>[^)]*)\) "[^"]*" "?(?P<name>[^"]+)"?')
_FETCHED = re.compile(rb"UID (?P<uid>\d+).*?FLAGS \((?P<flags>[^)]*)\)|FLAGS \((?P<flags2>[^)]*)\).*?UID (?P<uid2>\d+)")


@dataclass(frozen=True, slots=True)
class Filed:
    """A message as it lies in a folder.

    Attributes:
        message_id: with angle brackets, as written.
        flags: as the server spells them.
    """

    folder: str
    uid: int
    message_id: str
    flags: frozenset[str]


class MailClient:
    """Opens a connection for each errand, like somebody who looks in now and then."""

    def __init__(self, port: int, user: str, password: str) -> None:
        self._port, self._user, self._password = port, user, password

    async def look_everywhere(self) -> tuple[Filed, ...]:
        """Every message of every folder, with its flags; reading changes nothing."""
        return await asyncio.to_thread(self._look_everywhere)

    async def read(self, filed: Filed) -> EmailMessage:
        """The whole message, parsed."""
        return await asyncio.to_thread(self._read, filed)

    async def file(self, folder: str, message: EmailMessage, at: datetime) -> None:
        """Put a message of ours into a folder, read, as clients do with what they sent.

        Args:
            at: when it was sent, aware.
        """
        await asyncio.to_thread(self._file, folder, message, at)

    async def mark_answered(self, filed: Filed) -> None:
        """Set `\\Answered`, as clients do with what was replied to."""
        await asyncio.to_thread(self._mark_answered, filed)

    def _look_everywhere(self) -> tuple[Filed, ...]:
        with self._connected() as server:
            _, rows = server.list()
            names = [found["name"].decode("ascii") for row in rows if (found := _LISTED.match(_plain(row)))]
            return tuple(filed for name in sorted(names) for filed in self._look(server, name))

    def _look(self, server: imaplib.IMAP4, folder: str) -> Iterator[Filed]:
        server.select(f'"{folder}"', readonly=True)
        _, rows = server.uid("FETCH", "1:*", "(UID FLAGS BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")
        for row in rows:
            if isinstance(row, tuple) and (found := _FETCHED.search(row[0])):
                flags = (found["flags"] or found["flags2"] or b"").decode("ascii").split()
                message = message_from_bytes(row[1], policy=policy.compat32)
                uid = int(found["uid"] or found["uid2"])
                yield Filed(folder, uid, (message["Message-ID"] or "").strip(), frozenset(flags))

    def _read(self, filed: Filed) -> EmailMessage:
        with self._connected() as server:
            server.select(f'"{filed.folder}"', readonly=True)
            _, rows = server.uid("FETCH", str(filed.uid), "(BODY.PEEK[])")
            raw = next(row[1] for row in rows if isinstance(row, tuple))
            return message_from_bytes(raw, policy=policy.default)

    def _file(self, folder: str, message: EmailMessage, at: datetime) -> None:
        with self._connected() as server:
            when = imaplib.Time2Internaldate(at)
            server.append(f'"{folder}"', r"(\Seen)", when, message.as_bytes(policy=policy.SMTP))

    def _mark_answered(self, filed: Filed) -> None:
        with self._connected() as server:
            server.select(f'"{filed.folder}"')
            server.uid("STORE", str(filed.uid), "+FLAGS", r"(\Answered)")

    @contextmanager
    def _connected(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4(_HOST, self._port, timeout=10) as server:
            # Small writes would wait 40 ms each for the other side's acknowledgment.
            server.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            server.login(self._user, self._password)
            yield server


def _plain(row: object) -> bytes:
    return row if isinstance(row, bytes) else b""
