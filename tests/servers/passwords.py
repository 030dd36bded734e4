"""The password daemons that Cyrus and Courier ask over a Unix socket, in one thread: we say who may log in."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable
from pathlib import Path


class PasswordDaemon:
    """Listens on a Unix socket; `answer` serves one connection.

    Cyrus speaks as to saslauthd, Courier as to authdaemond.
    """

    def __init__(self, path: Path, answer: Callable[[socket.socket], None]) -> None:
        self._answer = answer
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        path.chmod(0o777)
        self._listener.listen(64)
        threading.Thread(target=self._serve, name="passwords", daemon=True).start()

    def close(self) -> None:
        """Answer no more."""
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                try:
                    self._answer(connection)
                except (OSError, ValueError, struct.error):
                    continue


def read_sasl_request(connection: socket.socket) -> tuple[str, str]:
    """User and password of a saslauthd request: four counted strings (login, password, service, realm)."""
    login, password, _, realm = (_counted(connection) for _ in range(4))
    return (f"{login}@{realm}" if realm and "@" not in login else login), password


def give_sasl_answer(connection: socket.socket, *, allowed: bool) -> None:
    """What saslauthd says."""
    words = b"OK" if allowed else b"NO wrong"
    connection.sendall(struct.pack(">H", len(words)) + words)


def _counted(connection: socket.socket) -> str:
    (size,) = struct.unpack(">H", _exactly(connection, 2))
    return _exactly(connection, size).decode()


def _exactly(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = connection.recv(size - len(data))
        if not more:
            raise ValueError("cut short")
        data += more
    return data


def read_courier_request(connection: socket.socket) -> list[str]:
    """What one request to authdaemond authenticates: service, kind, and what belongs to the kind.

    Lines about the client come first, then `AUTH n` and n octets.
    """
    while True:
        line = b""
        while not line.endswith(b"\n"):
            line += _exactly(connection, 1)
        verb, _, size = line.decode().strip().partition(" ")
        if verb == "AUTH":
            return _exactly(connection, int(size)).decode().splitlines()
