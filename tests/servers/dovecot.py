"""A real Dovecot on loopback: IMAP, IMAPS, LMTP, users made on the spot."""

from __future__ import annotations

import imaplib
import re
import smtplib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from imapclient import imap_utf7

from tests.servers.certificates import Certificates, shared_certificates
from tests.servers.dovecotconf import CAPABILITIES, CONFIG, FOLDER
from tests.servers.ports import HOST, reserve_port
from tests.servers.process import (
    Program,
    ProgramServer,
    ServerUnavailable,
    find_program,
    wait_until,
)
from tests.servers.proctable import processes_of, program_name

SPECIAL_USE = MappingProxyType({"Sent": "Sent", "Junk": "Junk", "Drafts": "Drafts", "Trash": "Trash"})
"""Folder → its special use (RFC 6154) without the backslash; the folders exist from the start."""

INSTANCES = Path("/proc/sys/fs/inotify/max_user_instances")


@dataclass(frozen=True, slots=True)
class Stored:
    """One message as the server has it; `raw` begins with the lines that LMTP put on top."""

    uid: int
    flags: frozenset[str]
    raw: bytes


class Dovecot(ProgramServer):
    """One Dovecot with its own ports, users and mail.

    hide: capabilities not to announce, e.g. {"MOVE", "IDLE"}.
    prefix, separator: the personal namespace; "INBOX." with "." is the other usual kind.
    special_use: folder → use, the folders that exist for every user from the start.
    fsync: True makes deliveries as durable, and as slow, as in real life.
    idle_sessions: how many IDLEs there will be at once, if more than about sixty: Linux gives each
        user 128 inotify instances, then Dovecot silently polls; as root the limit is raised (and
        stays raised).
    extra: more lines of configuration.
    """

    def __init__(
        self,
        *,
        hide: Collection[str] = (),
        prefix: str = "",
        separator: str = "/",
        special_use: Mapping[str, str] = SPECIAL_USE,
        mail_location: str = "maildir:~/Maildir",
        fsync: bool = False,
        idle_sessions: int = 0,
        extra: str = "",
        certificates: Certificates | None = None,
    ) -> None:
        program = find_program("dovecot", "dovecot-imapd dovecot-lmtpd")
        _require_inotify(idle_sessions)
        super().__init__("dovecot")
        self.certificates = certificates or shared_certificates()
        self.imap_port, self.imaps_port, self.lmtp_port = reserve_port(), reserve_port(), reserve_port()
        self.prefix = prefix
        self.passwords: dict[str, str] = {}
        shown = " ".join(name for name in CAPABILITIES.split() if name not in hide)
        config = self.directory / "dovecot.conf"
        config.write_text(
            CONFIG.format(
                directory=self.directory,
                host=HOST,
                user=self.account.user,
                group=self.account.group,
                uid=min(self.account.uid, 500),
                gid=min(self.account.gid, 1),
                certificates=self.certificates,
                imap_port=self.imap_port,
                imaps_port=self.imaps_port,
                lmtp_port=self.lmtp_port,
                mail_location=mail_location,
                fsync="optimized" if fsync else "never",
                prefix=prefix,
                separator=separator,
                folders="\n".join(FOLDER.format(name=name, use=use) for name, use in special_use.items()),
                hidden=f"imap_capability = {shown}" if hide else "",
                extra=extra,
            )
        )
        for name in ("users", "mail", "run"):
            (self.directory / name).mkdir()
            self.account.own(self.directory / name)
        self.program = Program([program, "-F", "-c", config], self.directory, self.account)

    @property
    def authority(self) -> Path:
        """The CA certificate that a client must trust (PEM)."""
        return self.certificates.authority

    def start(self) -> None:
        if self.running:
            return
        # A killed master leaves its number behind; by now it could be another process.
        (self.directory / "run" / "master.pid").unlink(missing_ok=True)
        self.program.start()
        self.program.wait_for_greeting(self.imap_port, b"* OK")
        self.program.wait_for_greeting(self.lmtp_port, b"220")
        self.program.wait_for_greeting(self.imaps_port, b"")

    def session_processes(self) -> list[int]:
        """Process ids of the logged-in IMAP sessions, e.g. to kill one inside a command."""
        return sorted(pid for pid in processes_of(self.program.pid) if program_name(pid) == "imap")

    def log(self) -> str:
        """What Dovecot has logged so far."""
        path = self.directory / "dovecot.log"
        return path.read_text(errors="replace") if path.exists() else ""

    # ── users ──

    def add_user(self, name: str, password: str = "secret") -> None:
        """Make a user (also one who exists: a changed password holds within a second)."""
        home = self.home(name)
        line = f"{name.lower()}:{password}:{self.account.uid}:{self.account.gid}::{home}::\n"
        # One file a user: Dovecot looks at a file it knows only once a second.
        entry = self.directory / "users" / name.lower()
        entry.write_text(line)
        home.mkdir(exist_ok=True)
        self.account.own(entry, home)
        self.passwords[name] = password

    def home(self, user: str) -> Path:
        """The user's directory on disk; the mail is in `Maildir` below it."""
        return self.directory / "mail" / user.lower()

    # ── mail in ──

    def deliver(self, user: str, raw: bytes, sender: str = "postmaster@bluehill.example") -> None:
        """Deliver one message by LMTP (RFC 2033); it is in the mailbox when this returns."""
        self.deliver_many(user, [raw], sender)

    def deliver_many(self, user: str, raws: Iterable[bytes], sender: str = "postmaster@bluehill.example") -> None:
        """Deliver messages in order over one connection; raises smtplib.SMTPException when refused."""
        with smtplib.LMTP(HOST, self.lmtp_port) as connection:
            for raw in raws:
                connection.sendmail(sender, [user], raw)

    def append(self, user: str, folder: str, raw: bytes, flags: str = "") -> None:
        """File one message by IMAP, as a person's mail client does."""
        with self.imap(user) as client:
            _ok(client.append(_quoted(folder), f"({flags})", None, raw))

    # ── the world as it is ──

    def imap(self, user: str, *, tls: bool = False) -> imaplib.IMAP4:
        """A plain client, logged in; use it as a context."""
        if tls:
            context = self.certificates.client_context()
            client: imaplib.IMAP4 = imaplib.IMAP4_SSL(HOST, self.imaps_port, ssl_context=context, timeout=30)
        else:
            client = imaplib.IMAP4(HOST, self.imap_port, timeout=30)
        try:
            client.login(user, self.passwords[user])
        except BaseException:
            client.shutdown()
            raise
        return client

    def folders(self, user: str) -> list[str]:
        """Names of all folders that can hold mail, decoded and sorted."""
        with self.imap(user) as client:
            return sorted(filter(None, map(_folder_name, _ok(client.list()))))

    def stored(self, user: str, folder: str = "INBOX") -> list[Stored]:
        """All messages of a folder in UID order; reading changes no flag."""
        with self.imap(user) as client:
            _ok(client.select(_quoted(folder), readonly=True))
            rows = _ok(client.uid("FETCH", "1:*", "(UID FLAGS BODY.PEEK[])"))
        return [_stored(row[0], row[1]) for row in rows if isinstance(row, tuple)]

    def messages(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """The raw messages of a folder in UID order."""
        return [message.raw for message in self.stored(user, folder)]

    def count(self, user: str, folder: str = "INBOX") -> int:
        """How many messages a folder has; 0 when there is no such folder."""
        with self.imap(user) as client:
            status, data = client.status(_quoted(folder), "(MESSAGES)")
        found = re.search(rb"MESSAGES (\d+)", data[0] or b"") if status == "OK" else None
        return int(found[1]) if found else 0

    def wait_for(self, user: str, folder: str, count: int, seconds: float = 10) -> list[bytes]:
        """Wait until a folder has at least so many messages; returns them."""
        wait_until(lambda: self.count(user, folder) >= count, seconds, f"{count} messages in {folder} of {user}")
        return self.messages(user, folder)


def _require_inotify(sessions: int) -> None:
    needed = sessions + 64
    if not sessions or int(INSTANCES.read_text()) >= needed:
        return
    try:
        INSTANCES.write_text(str(needed))
    except OSError as error:
        message = f"too few inotify instances. Type: sudo sysctl fs.inotify.max_user_instances={needed}"
        raise ServerUnavailable(message) from error


def _ok(answer: tuple[str, list]) -> list:
    status, data = answer
    if status != "OK":
        message = f"{status} {data}"
        raise imaplib.IMAP4.error(message)
    return data


def _quoted(folder: str) -> str:
    name = imap_utf7.encode(folder).decode("ascii")
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


_LISTED = re.compile(rb'\((?P<flags>[^)]*)\) (?:"[^"]*"|NIL) (?P<name>.+)', re.DOTALL)


def _folder_name(row: bytes | tuple[bytes, bytes] | None) -> str:
    if not row:
        return ""
    literal = row[1] if isinstance(row, tuple) else None
    found = _LISTED.match(row[0] if isinstance(row, tuple) else row)
    if found is None or b"\\Noselect" in found["flags"]:
        return ""
    name = found["name"]
    if literal is not None:
        name = literal
    elif name.startswith(b'"'):
        name = re.sub(rb"\\(.)", rb"\1", name[1:-1])
    return str(imap_utf7.decode(name))


def _stored(head: bytes, raw: bytes) -> Stored:
    uid = re.search(rb"UID (\d+)", head)
    flags = re.search(rb"FLAGS \(([^)]*)\)", head)
    if uid is None or flags is None:
        message = f"unexpected FETCH answer: {head!r}"
        raise ValueError(message)
    return Stored(int(uid[1]), frozenset(flags[1].decode().split()), raw)
