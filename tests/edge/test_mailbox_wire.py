"""The wire to a mail server that has gone bad: what it sends, and how long it takes, has an end."""

from __future__ import annotations

import imaplib
import tracemalloc
from collections.abc import Iterable, Iterator
from itertools import chain, repeat

import pytest

from inboxd.edge.mailbox import wire as wire_module
from inboxd.edge.mailbox.wire import LARGEST_ANSWER, PATIENCE, Wire

TIMEOUT = 30.0
GREETING = (b"* PREAUTH hello\r\n", b"* CAPABILITY IMAP4rev1 IDLE\r\n{tag} OK done\r\n")
MEGABYTE = 1024 * 1024


class Server:
    """The other end, as a socket: each `recv` takes a while and gives the next piece of what is said."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, said: Iterable[bytes], seconds: float) -> None:
        self.said: Iterator[bytes] = chain(GREETING, said)
        self.seconds, self.now, self.octets, self.tag = seconds, 0.0, 0, b""
        monkeypatch.setattr(wire_module, "monotonic", lambda: self.now)

    def settimeout(self, _seconds: float) -> None:
        """Each piece comes within it."""

    def sendall(self, data: bytes) -> None:
        self.tag = self.tag if data.startswith(b"DONE") else data.partition(b" ")[0]

    def recv(self, _size: int) -> bytes:
        self.now += self.seconds
        piece = next(self.said, b"").replace(b"{tag}", self.tag)
        self.octets += len(piece)
        return piece


@pytest.fixture
def talk(monkeypatch):
    """A wire to a server that says these pieces, one every so many seconds, and that server."""

    def begin(said: Iterable[bytes], seconds: float = 0.0) -> tuple[Wire, Server]:
        server = Server(monkeypatch, said, seconds)
        wire = Wire(server, "mail.bluehill.example", TIMEOUT)  # type: ignore[arg-type]
        wire.debug = 0
        wire.state = "SELECTED"
        server.now = 0.0
        return wire, server

    return begin


def listen(wire: Wire) -> None:
    while not wire.has_news():
        wire.receive()


def pieces(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


@pytest.mark.parametrize(
    "said",
    [
        chain([b"* 1 FETCH (BODY[] {400000000}\r\n"], repeat(b"a" * 65536, 2000)),
        chain([b"* 1 FETCH (BODY[] "], repeat(b"a" * 65536, 2000)),
        repeat(b"* OK " + b"a" * 60000 + b"\r\n", 2000),
        repeat(b"* 1 FETCH (BODY[] {60000}\r\n" + b"a" * 60000 + b")\r\n", 2000),
    ],
    ids=["a literal", "a line", "many lines", "many literals"],
)
def test_an_answer_without_end_is_hung_up_on(talk, said):
    wire, server = talk(said)
    with pytest.raises(imaplib.IMAP4.abort, match="far larger"):
        wire.uid("FETCH", "1", "(BODY.PEEK[])")
    assert server.octets <= LARGEST_ANSWER + MEGABYTE


def test_a_literal_that_says_to_be_too_large_is_not_taken_at_all(talk):
    tracemalloc.start()
    try:
        wire, server = talk(chain([b"* 1 FETCH (BODY[] {400000000}\r\n"], repeat(b"a" * 65536, 2000)))
        with pytest.raises(imaplib.IMAP4.abort, match="far larger"):
            wire.uid("FETCH", "1", "(BODY.PEEK[])")
        assert tracemalloc.get_traced_memory()[1] < MEGABYTE
    finally:
        tracemalloc.stop()
    assert server.octets < 1000


def test_an_answer_that_drips_for_ever_is_given_up_after_a_time(talk):
    wire, server = talk(repeat(b"a", 5000), seconds=0.4)
    with pytest.raises(TimeoutError):
        wire.uid("FETCH", "1", "(BODY.PEEK[])")
    assert server.now <= PATIENCE * TIMEOUT + 1


def test_a_server_that_says_for_ever_that_it_is_still_there_is_given_up_after_a_time(talk):
    wire, server = talk(repeat(b"* OK Still here\r\n", 100), seconds=20)
    with pytest.raises(TimeoutError):
        wire.uid("SEARCH", "ALL")
    assert server.now <= PATIENCE * TIMEOUT + 20


def test_each_command_has_the_whole_time_and_the_whole_size_for_itself(talk):
    answer = [b"* SEARCH" + b" 1" * 10_000_000 + b"\r\n", b"{tag} OK done\r\n"]
    wire, server = talk(answer * 4, seconds=PATIENCE * TIMEOUT / 3)
    for _ in range(4):
        assert wire.uid("SEARCH", "ALL")[0] == "OK"
    assert server.octets > LARGEST_ANSWER
    assert server.now > PATIENCE * TIMEOUT


def test_a_server_that_is_slow_and_honest_is_waited_for(talk):
    batch = b"* 1 FETCH (UID 1 BODY[] {%d}\r\n" % (4 * MEGABYTE) + b"a" * 4 * MEGABYTE + b")\r\n{tag} OK done\r\n"
    wire, _ = talk(pieces(batch, 8192), seconds=1)
    answer, ((_, body), _) = wire.uid("FETCH", "1", "(BODY.PEEK[])")
    assert (answer, len(body)) == ("OK", 4 * MEGABYTE)


def test_a_mail_of_fifty_megabytes_whose_size_was_told_wrong_is_read(talk):
    size = 50 * MEGABYTE
    said = chain([b"* 1 FETCH (BODY[] {%d}\r\n" % size], repeat(b"a" * MEGABYTE, 50), [b")\r\n{tag} OK done\r\n"])
    wire, _ = talk(said)
    _, ((_, body), _) = wire.uid("FETCH", "1", "(BODY.PEEK[])")
    assert len(body) == size


def test_a_search_over_a_hundred_thousand_messages_is_one_long_line(talk):
    numbers = b" ".join(b"%d" % uid for uid in range(100_000, 200_000))
    wire, _ = talk(pieces(b"* SEARCH " + numbers + b"\r\n{tag} OK done\r\n", 65536))
    _, (found,) = wire.uid("SEARCH", "ALL")
    assert len(found.split()) == 100_000


class TestIdle:
    def test_may_last_longer_than_any_answer_and_ends_with_a_whole_one(self, talk):
        wire, server = talk([b"+ idling\r\n", b"* OK Still here\r\n", b"{tag} OK done\r\n"])
        assert wire.begin_idle()
        server.now += 2 * PATIENCE * TIMEOUT
        wire.end_idle()

    def test_does_not_fill_the_memory_with_a_line_that_never_ends(self, talk):
        wire, server = talk(chain([b"+ idling\r\n"], repeat(b"a" * 65536, 2000)))
        assert wire.begin_idle()
        with pytest.raises(imaplib.IMAP4.abort, match="far larger"):
            listen(wire)
        assert server.octets <= LARGEST_ANSWER + MEGABYTE
