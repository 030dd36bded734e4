"""A real Courier IMAP on loopback: Debian's courier-imap, unpacked, with mail and users of its own."""

from __future__ import annotations

import itertools
import os
import shutil
import socket
from collections.abc import Iterable
from pathlib import Path

from tests.servers.certificates import Certificates
from tests.servers.passwords import PasswordDaemon, read_courier_request
from tests.servers.ports import HOST
from tests.servers.process import Program
from tests.servers.unpacked import Unpacked, UnpackedServer, find_unpacked

# Debian's own settings (/etc/courier/imapd), with a shorter look into the folder while a client idles.
SETTINGS = {
    "IMAP_CAPABILITY": "IMAP4rev1 UIDPLUS CHILDREN NAMESPACE THREAD=ORDEREDSUBJECT THREAD=REFERENCES SORT QUOTA IDLE",
    "IMAP_KEYWORDS": "1",
    "IMAP_ACL": "1",
    "IMAP_IDLE_TIMEOUT": "1",
    "IMAP_MAILBOX_SANITY_CHECK": "1",
    "IMAP_USELOCKS": "1",
    "IMAP_ENHANCEDIDLE": "1",
    "IMAP_TRASHFOLDERNAME": "Trash",
    "IMAP_EMPTYTRASH": "Trash:7",
    "IMAP_MOVE_EXPUNGE_TO_TRASH": "0",
    "IMAP_STARTTLS": "YES",
    "IMAP_TLS_REQUIRED": "0",
    "TLS_VERIFYPEER": "NONE",
}

FOLDERS = ("Sent", "Drafts", "Junk", "Trash")
"""There from the start; Courier marks none of them as such (it has no SPECIAL-USE)."""

PASSWORD_SOCKET = "/run/courier/authdaemon/socket"
"""Compiled into Courier's library, so a copy of the library gets a path of the same length instead."""

_numbers = itertools.count(1)


class Courier(UnpackedServer):
    """One Courier with IMAP and IMAPS on Maildirs.

    keywords: False refuses them, as an installation without IMAP_KEYWORDS does.
    hide: capabilities not to announce.
    per_address: how many connections one address may have.
    """

    def __init__(
        self,
        *,
        keywords: bool = True,
        hide: Iterable[str] = (),
        per_address: int = 100,
        certificates: Certificates | None = None,
    ) -> None:
        package = find_unpacked("courier-imap")
        super().__init__("courier", package, certificates)
        (self.directory / "mail").mkdir()
        self.account.own(self.directory / "mail")
        environment = {
            **SETTINGS,
            "IMAP_KEYWORDS": "1" if keywords else "0",
            "GAM_CLIENT_ID": self.directory.name,
            "LD_LIBRARY_PATH": f"{self._patch(package)}:{package.libraries}",
            "COURIERTLS": str(package.root / "usr/bin/couriertls"),
            "TLS_CERTFILE": str(self._write_certificate()),
        }
        shown = [name for name in environment["IMAP_CAPABILITY"].split() if name not in hide]
        environment["IMAP_CAPABILITY"] = " ".join(shown)
        environment["IMAP_CAPABILITY_TLS"] = " ".join([*shown, "AUTH=PLAIN"])
        # The daemon that tells Courier of changes; without one, Courier waits for it a second at each command.
        watcher = f"{package.root}/usr/libexec/gam_server --notimeout {environment['GAM_CLIENT_ID']} &"
        command = [
            "/bin/sh",
            "-c",
            f'{watcher} exec "$@"',
            "courier",
            package.root / "usr/sbin/couriertcpd",
            f"-address={HOST}",
            "-maxprocs=100",
            f"-maxperip={per_address}",
            "-nodnslookup",
            "-noidentlookup",
            str(self.imap_port),
            self._patch_login(package),
            package.root / "usr/bin/imapd",
            "Maildir",
        ]
        self.program = Program(command, self.directory, self.account, environment)
        self.asked = PasswordDaemon(self.directory / "s", self._check)

    def _patch(self, package: Unpacked) -> Path:
        """A copy of Courier's library that looks for passwords here."""
        folder = self.directory / "lib"
        folder.mkdir()
        library = (package.root / "usr/lib/libcourierauth.so.0").resolve()
        # The compiler has cut the path into two overlapping pieces of 16 octets.
        old, new = (os.fsencode(path) + b"\0" for path in (PASSWORD_SOCKET, self._padded_socket()))
        whole = library.read_bytes()
        for piece in (slice(0, 16), slice(len(old) - 16, None)):
            assert whole.count(old[piece]) == 1, "another build of Courier"
            whole = whole.replace(old[piece], new[piece])
        (folder / "libcourierauth.so.0").write_bytes(whole)
        return folder

    def _padded_socket(self) -> str:
        start = str(self.directory)
        padded = start + "/" * (len(PASSWORD_SOCKET) - len(start) - 1) + "s"
        assert len(padded) == len(PASSWORD_SOCKET), "the directory's name is too long"
        return padded

    def _patch_login(self, package: Unpacked) -> Path:
        """A copy of Courier's greeter that starts TLS as ourselves, where it wants the system user `courier`."""
        user = self.account.user.encode()
        path = self.directory / "imaplogin"
        whole = (package.root / "usr/lib/courier/courier/imaplogin").read_bytes()
        if len(user) <= len(b"courier"):
            whole = whole.replace(b"\0courier\0", b"\0" + user.ljust(len(b"courier"), b"\0") + b"\0")
        path.write_bytes(whole)
        path.chmod(0o755)
        return path

    def _write_certificate(self) -> Path:
        """Courier wants key and certificate in one file."""
        path = self.directory / "imapd.pem"
        path.write_bytes(self.certificates.key.read_bytes() + self.certificates.certificate.read_bytes())
        self.account.own(path)
        path.chmod(0o600)
        return path

    def start(self) -> None:
        if self.running:
            return
        self.program.start()
        self.program.wait_for_greeting(self.imap_port, b"* OK")

    # ── users ──

    def add_user(self, name: str, password: str = "secret") -> None:
        """Make a user with a Maildir, and the folders that mail clients make, in it."""
        self.passwords[name] = password
        self._own(self.home(name))
        for folder in ("", *(f".{each}" for each in FOLDERS)):
            for part in ("", "tmp", "new", "cur"):
                self._own(self.home(name) / "Maildir" / folder / part)

    def _own(self, path: Path) -> None:
        path.mkdir(exist_ok=True)
        self.account.own(path)

    def home(self, user: str) -> Path:
        """The user's directory on disk."""
        return self.directory / "mail" / user.lower()

    def _check(self, connection: socket.socket) -> None:
        words = read_courier_request(connection)
        user, password = [*words[2:], "", ""][:2]
        if words[1:2] != ["login"] or self.passwords.get(user) != password:
            connection.sendall(b"FAIL\n")
            return
        about = {
            "UID": self.account.uid,
            "GID": self.account.gid,
            "HOME": self.home(user),
            "ADDRESS": user,
            "MAILDIR": "Maildir",
        }
        connection.sendall("".join(f"{name}={value}\n" for name, value in about.items()).encode() + b".\n")

    # ── mail in ──

    def deliver_many(self, user: str, raws: Iterable[bytes]) -> None:
        """Deliver messages in order as maildrop does: written aside, then renamed into `new`, LF at line ends."""
        maildir = self.home(user) / "Maildir"
        for raw in raws:
            number = next(_numbers)
            name = f"{1_700_000_000 + number}.M{number}P{os.getpid()}.bluehill"
            path = maildir / "tmp" / name
            path.write_bytes(raw.replace(b"\r\n", b"\n"))
            self.account.own(path)
            shutil.move(path, maildir / "new" / name)
