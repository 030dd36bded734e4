"""imapclient over our wire: the few calls that the mailbox needs, typed. Blocking; one thread at a time."""

from __future__ import annotations

import logging
import re
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, cast

from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from inboxd.edge.mailbox.refusals import LoginRefused, code_of
from inboxd.edge.mailbox.wire import Wire

# It would write down commands and answers, and with them addresses and Message-IDs.
logging.getLogger("imapclient").setLevel(logging.CRITICAL)

T = TypeVar("T")

_UID = re.compile(rb"\bUID (\d+)")

_STAND_IN = b"From: System Administrator <root@localhost>\r\nSubject: message unavailable\r\n\r\n"
_STAND_INS = frozenset({_STAND_IN, _STAND_IN + b"This message is no longer available on the server.\r\n"})
"""What Courier gives with an OK, header or all, instead of a message that another session expunged, or whose file it
cannot open just then. Taken for the mail itself, it would be judged, and the customer's words never be read."""

Fetched = Mapping[bytes, Any]
"""One message's FETCH items, by upper-case name."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of LIST.

    Attributes:
        name: as the server spells it, modified UTF-7.
        flags: e.g. `\\noselect`, lower case.
    """

    name: str
    delimiter: str
    flags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Selected:
    """What SELECT said.

    Attributes:
        name: the server's name of the folder.
        permanent: flags that can be stored, lower case, with `\\*` where new keywords may be made; None when the server
            did not say.
    """

    name: str
    uidvalidity: int
    uidnext: int
    exists: int
    permanent: frozenset[str] | None = None
    read_only: bool = False


class Client(IMAPClient):  # type: ignore[misc]
    """One IMAP session. Folder names are the server's own, in modified UTF-7."""

    def __init__(self, sock: socket.socket, host: str, timeout: float) -> None:
        self._connected = sock
        self._patience = timeout
        self._tells_next_uid = True
        super().__init__(host, ssl=False, timeout=timeout)
        self.wire.debug = 0
        self.folder_encode = False
        self.normalise_times = False

    def _create_IMAP4(self) -> Wire:  # noqa: N802
        return Wire(self._connected, self.host, self._patience)

    @property
    def wire(self) -> Wire:
        """The protocol engine underneath."""
        return cast("Wire", self._imap)

    @property
    def is_logged_in(self) -> bool:
        """True from the start when the server greets with PREAUTH."""
        return self.wire.state in {"AUTH", "SELECTED"}

    def can(self, capability: str) -> bool:
        """Whether the server announces this."""
        return bool(self.has_capability(capability))

    def finish_tls(self, sock: ssl.SSLSocket) -> None:
        """The handshake after STARTTLS; capabilities that were read before it do not count."""
        self.wire.finish_tls(sock)
        self.forget_capabilities()
        self._starttls_done = True

    def forget_capabilities(self) -> None:
        """What was announced before login does not count after it."""
        self._cached_capabilities = None

    # Login. imapclient raises LoginError for a broken connection too, so the first error is what counts.

    def log_in(self, user: str, password: str) -> None:
        """By AUTHENTICATE PLAIN where the server has it, because LOGIN knows ASCII only. Raises LoginRefused."""
        try:
            if self.can("AUTH=PLAIN"):
                self.plain_login(user, password)
            else:
                self.login(user, password)
        except LoginError as error:
            raise LoginRefused(_first(error)) from None

    def log_in_with_token(self, user: str, token: str) -> None:
        """By XOAUTH2. Raises LoginRefused."""
        words = f"user={user}\x01auth=Bearer {token}\x01\x01"
        try:
            # After a refusal the server sends a second challenge with the reason; its answer is empty.
            self.sasl_login("XOAUTH2", lambda challenge: b"" if challenge else words)
        except LoginError as error:
            raise LoginRefused(_first(error)) from None

    # Folders.

    def list_all(self, pattern: str = "*") -> list[Listed]:
        """LIST from the root."""
        return [_listed(row) for row in self.list_folders("", pattern)]

    def list_special(self) -> list[Listed]:
        """LIST that asks for special uses (RFC 6154 §5), for servers that tell them only when asked."""
        answer, data = self.wire.xatom("LIST", '""', '"*"', "RETURN (SPECIAL-USE)")
        self._checkok("LIST", answer, data)
        _, data = self.wire.response("LIST")
        return [_listed(row) for row in self._proc_folder_list(data)]

    def select(self, name: str) -> Selected:
        """SELECT, or EXAMINE where the account may only read."""
        at_least = 0 if self._tells_next_uid else self.next_uid_told(name)
        try:
            said = self.select_folder(name)
        except IMAPClient.ReadOnlyError:
            said = self.select_folder(name, readonly=True)
        if not said.get(b"UIDNEXT") and self._tells_next_uid:
            self._tells_next_uid = False
            return self.select(name)
        flags = said.get(b"PERMANENTFLAGS")
        exists = said[b"EXISTS"]
        return Selected(
            name=name,
            uidvalidity=said.get(b"UIDVALIDITY", 0),
            uidnext=said.get(b"UIDNEXT") or max(at_least, self._next_uid_seen(exists)),
            exists=exists,
            permanent=None if flags is None else frozenset(each.decode("ascii", "replace").lower() for each in flags),
            read_only=bool(self.wire.is_readonly),
        )

    def next_uid_told(self, name: str) -> int:
        """UIDNEXT by STATUS; 0 where the server does not tell it."""
        # Courier tells UIDNEXT in STATUS only. Asked before SELECT, it promises nothing that SELECT cannot see yet.
        try:
            return self.status(name).uidnext
        except IMAPClient.AbortError:
            raise
        except (IMAPClient.Error, ValueError, LookupError, TypeError):
            return 0

    def _next_uid_seen(self, exists: int) -> int:
        # Very old servers tell it nowhere (optional in RFC 2060). By number, because Courier finds no "UID *".
        if not exists:
            return 1
        said, rows = self.wire.fetch(str(exists), "(UID)")
        if said != "OK":
            raise self.Error(rows[-1])
        found = (_UID.search(row) for row in rows if isinstance(row, bytes))
        return max((int(each[1]) for each in found if each), default=0) + 1

    def status(self, name: str) -> Selected:
        """STATUS."""
        said = self.folder_status(name, ["MESSAGES", "UIDNEXT", "UIDVALIDITY"])
        return Selected(name, said.get(b"UIDVALIDITY", 0), said.get(b"UIDNEXT", 0), said.get(b"MESSAGES", 0))

    # Messages.

    def fetch_items(self, uids: Sequence[int], items: Iterable[str]) -> dict[int, Fetched]:
        """UID FETCH; messages that are gone, or that the server cannot open, are missing from the result."""
        wanted = list(items)
        found = self.once_more(lambda: cast("dict[int, Fetched]", self.fetch(uids, wanted))) if uids else {}
        return {uid: each for uid, each in found.items() if not _STAND_INS.intersection(_texts(each))}

    def once_more(self, act: Callable[[], T]) -> T:
        """Do it, and once more when it failed because others expunged messages that our view still has (RFC 5530)."""
        try:
            return act()
        except IMAPClient.Error as error:
            if code_of(error) != "EXPUNGEISSUED":
                raise
        self.wire.noop()
        return act()

    def still_there(self, uids: Sequence[int]) -> frozenset[int]:
        """Which of these are in the folder now. Some servers leave a message out of an answer and say OK."""
        if not uids:
            return frozenset()
        # Our view may still have what others expunged.
        self.wire.noop()
        return frozenset(self.fetch_items(uids, ["UID"]))

    @contextmanager
    def patience(self, times: float) -> Iterator[float]:
        """Meanwhile the server may be silent for so many times the timeout; gives that in seconds."""
        seconds = self._patience * times
        self.wire.sock.settimeout(seconds)
        try:
            yield seconds
        finally:
            self.wire.sock.settimeout(self._patience)

    def find_uids(self, criteria: str | Sequence[object]) -> list[int]:
        """UID SEARCH, sorted. A text is sent as it stands."""
        return sorted(self.search(criteria))

    def add_marks(self, uids: Sequence[int], flags: Sequence[str]) -> None:
        """UID STORE +FLAGS.SILENT."""
        self.add_flags(uids, flags, silent=True)

    def remove_marks(self, uids: Sequence[int], flags: Sequence[str]) -> None:
        """UID STORE -FLAGS.SILENT."""
        self.remove_flags(uids, flags, silent=True)

    def add_message(self, name: str, raw: bytes, flags: Sequence[str], at: datetime) -> str:
        """APPEND; the server's words, with APPENDUID where it has UIDPLUS."""
        words = self.append(name, raw, flags, at)
        return words.decode("ascii", "replace") if isinstance(words, bytes) else str(words)


def _texts(found: Fetched) -> Iterator[bytes]:
    return (text for item, text in found.items() if item.startswith(b"BODY[") and isinstance(text, bytes))


def _first(error: BaseException) -> Exception:
    cause = error.__context__
    return cause if isinstance(cause, Exception) else RuntimeError(str(error))


def _listed(row: tuple[Sequence[bytes], bytes | None, bytes | str]) -> Listed:
    flags, delimiter, name = row
    return Listed(
        name=name.decode("utf-8", "surrogateescape") if isinstance(name, bytes) else name,
        delimiter=(delimiter or b"").decode("ascii", "replace"),
        flags=frozenset(each.decode("ascii", "replace").lower() for each in flags),
    )
