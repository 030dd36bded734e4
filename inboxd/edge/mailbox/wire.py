"""imaplib's protocol engine over a socket that is connected already, with a read buffer of our own.

The buffer is what makes IDLE safe: bytes that came together with the last answer stay visible, half a line waits for
its other half, and the end of the stream is an error instead of silence. It also ends imaplib's limit on the length of
a line (a SEARCH in a big folder) and its habit of keeping the last commands, the password among them.
"""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
from time import monotonic
from typing import cast

_CHUNK = 65536
_ROUNDS = 32

LARGEST_ANSWER = 64 * 1024 * 1024
"""Octets that may come for one command: 200 header blocks, the most that is ever asked for at once, fit in."""

PATIENCE = 20
"""How many times the timeout one answer may take in all; with 30 s, a batch of 4 MB comes through a line of 7 kB/s."""

_LINE = re.compile(rb"\* (?:(\d{1,10}) )?([A-Za-z]+)\b.*", re.DOTALL)
# What other clients do to old mail, and the server's "still here": no reason to wake up.
_NOT_MAIL = frozenset({b"OK", b"FLAGS", b"FETCH", b"EXPUNGE", b"RECENT"})


class Wire(imaplib.IMAP4):
    """One IMAP conversation.

    The socket belongs to whoever opened it: nothing in here closes it, so that its number cannot be reused by another
    connection while a thread still reads from it.
    """

    def __init__(self, sock: socket.socket, host: str, timeout: float) -> None:
        self._given = sock
        self._patience = timeout
        self._expect_answer()
        self._unread = bytearray()
        self._idle_tag = b""
        self._exists = 0
        super().__init__(host)

    # What imaplib asks its subclasses for.

    def open(self, host: str = "", port: int = 0, timeout: float | None = None) -> None:  # noqa: ARG002
        """Take the given socket instead of opening one."""
        self.host, self.port, self.sock = host, port, self._given
        self.sock.settimeout(self._patience)

    def shutdown(self) -> None:
        """Leave the socket to its owner."""

    def readline(self) -> bytes:
        """The next line with its CRLF."""
        start = 0
        while (end := self._unread.find(b"\n", start)) < 0:
            start = len(self._unread)
            self._wait()
        return self._take(end + 1)

    def read(self, size: int) -> bytes:
        """Exactly `size` bytes of a literal."""
        if size - len(self._unread) > self._room:
            raise self._too_much()
        while len(self._unread) < size:
            self._wait()
        return self._take(size)

    def _command(self, name: str, *args: object) -> bytes:
        self._expect_answer()
        return cast("bytes", super()._command(name, *args))  # type: ignore[misc]

    def _expect_answer(self) -> None:
        """The limits in size and time begin anew: the socket's own holds for each octet only."""
        self._room = LARGEST_ANSWER
        self._until = monotonic() + PATIENCE * self._patience

    def _wait(self) -> None:
        if monotonic() > self._until:
            raise TimeoutError("the answer takes too long")
        self._fill()

    def _fill(self) -> None:
        data = self.sock.recv(_CHUNK)
        if not data:
            raise self.abort("socket error: EOF")
        self._unread += data
        self._room -= len(data)
        if self._room < 0:
            raise self._too_much()

    def _too_much(self) -> imaplib.IMAP4.abort:
        return self.abort("socket error: the answer is far larger than anything that was asked for")

    def _take(self, size: int) -> bytes:
        taken = bytes(self._unread[:size])
        del self._unread[:size]
        return taken

    def _log(self, line: object) -> None:
        """Keep no history of commands: it would hold the password and customers' words."""

    # TLS on a connection that began without.

    def ask_for_tls(self) -> None:
        """STARTTLS up to the point where the handshake begins (RFC 9051 §6.2.1)."""
        answer, data = self._simple_command("STARTTLS")
        if answer != "OK":
            raise self.error(data[-1])
        if self._unread:
            # Somebody in between slipped plain text in, to be taken for the server's protected words.
            raise self.abort("socket error: data before the TLS handshake")

    def finish_tls(self, sock: ssl.SSLSocket) -> None:
        """Shake hands on the wrapped socket and forget what was announced in the clear."""
        self.sock = sock
        sock.do_handshake()
        self._tls_established = True
        self.untagged_responses.clear()
        self._get_capabilities()

    # IDLE (RFC 2177).

    def begin_idle(self) -> bool:
        """Start IDLE; False when the server refuses it.

        Lines may come before the continuation: they stay unread for `news`, because imapclient takes them for an error.
        """
        tag = self._command("IDLE")
        early = bytearray()
        while (line := self.readline()).startswith(b"* "):
            early += line
        if line.startswith(b"+"):
            self._unread[:0] = early
            self._idle_tag = tag
            return True
        self._unread[:0] = early + line
        answer, _ = self._get_tagged_response(tag)
        if answer == "OK":
            raise self.abort("socket error: IDLE ended before it began")
        return False

    def end_idle(self) -> None:
        """DONE, and everything up to its answer."""
        self._expect_answer()
        self.send(b"DONE\r\n")
        self._command_complete("IDLE", self._idle_tag)

    def receive(self) -> None:
        """Take what has arrived, without waiting. Only while no command runs."""
        self.sock.settimeout(0)
        try:
            for _ in range(_ROUNDS):
                self._fill()
        except (BlockingIOError, ssl.SSLWantReadError):
            pass
        finally:
            self.sock.settimeout(self._patience)

    def expect(self, exists: int) -> None:
        """How many messages the selected folder has, so that a server which only repeats the number rings no bell."""
        self._exists = exists

    def has_news(self) -> bool:
        """Drop the complete lines that announce no mail; True when another one is there."""
        while (end := self._unread.find(b"\n")) >= 0:
            if self._is_news(bytes(self._unread[: end + 1])):
                return True
            del self._unread[: end + 1]
        return False

    def _is_news(self, line: bytes) -> bool:
        found = _LINE.fullmatch(line)
        if found is None or line.endswith(b"}\r\n"):
            return True
        word = found[2].upper()
        if word == b"EXISTS" and found[1]:
            return int(found[1]) != self._exists
        if word == b"EXPUNGE":
            # Counted, because the next mail may bring the number back to what it was.
            self._exists -= 1
        return word not in _NOT_MAIL

    # What imaplib collects on the side.

    def take_untagged(self, name: str) -> list[bytes]:
        """Untagged responses of this kind since the last `tidy` or SELECT."""
        return [each for each in self.untagged_responses.pop(name, []) if isinstance(each, bytes)]

    def tidy(self) -> None:
        """Forget collected responses: imaplib itself does so at SELECT only, and the list grows without limit."""
        for name in self.untagged_responses.keys() - {"BYE", "READ-ONLY", "READ-WRITE"}:
            del self.untagged_responses[name]
