"""One mailbox's connection: kept, lost, found again, and what the health page and the log say meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from inboxd.edge.metrics import Metrics
from inboxd.edge.retrying import reconnect_pause
from inboxd.errors import ConnectionLost, InboxdError, Misconfigured, Permanent, Transient
from inboxd.run import connecting
from inboxd.run.connecting import Connection
from tests.builders import SetClock

WRONG_PASSWORD = Misconfigured("could not log in", hint="Check `user` and `password`.")


class Line:
    """The mailbox and what is done over it, as far as a connection cares: each connect and each turn as scripted.

    An exception is raised, a function called; once the script is over, `stop` is set.
    """

    name = "support"

    def __init__(self, stop: asyncio.Event) -> None:
        self.stop = stop
        self.script: list[Exception | Callable[[], None] | None] = []
        self.done: list[str] = []
        self.closed = asyncio.Event()
        self.breaks: list[Exception] = []
        self.on_connect: Callable[[], None] = lambda: None

    async def connect(self) -> None:
        self.done.append("connect")
        self.on_connect()
        self._next()

    async def prepare(self) -> None:
        self.done.append("prepare")

    async def wait_and_work(self) -> None:
        self.done.append("work")
        self._next()

    async def work(self) -> None:
        self.done.append("work")
        if self.breaks:
            raise self.breaks.pop()

    async def close(self) -> None:
        self.done.append("close")
        self.closed.set()

    def _next(self) -> None:
        step = self.script.pop(0) if self.script else self.stop.set
        if isinstance(step, Exception):
            raise step
        if step is not None:
            step()


class Bench:
    """A connection over a scripted line, with pauses that are noted and not waited for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.stop, self.clock, self.metrics = asyncio.Event(), SetClock(), Metrics()
        self.line = Line(self.stop)
        self.pauses: list[tuple[int, InboxdError]] = []
        self.reasons: list[str] = []
        monkeypatch.setattr(connecting, "reconnect_pause", self._pause)
        self.connection = Connection(self.line, self.line, self.clock, self.metrics)  # type: ignore[arg-type]

    async def run(self, *script: Exception | Callable[[], None] | None) -> None:
        self.line.script = list(script)
        async with asyncio.timeout(5):
            await self.connection.run(self.stop)

    def _pause(self, failures: int, error: InboxdError) -> float:
        self.pauses.append((failures, error))
        return 0.0

    @property
    def failures(self) -> list[int]:
        return [failures for failures, _ in self.pauses]

    def gauge(self) -> str:
        text, _ = self.metrics.render(None, self.clock.now())
        return next(each for each in text.decode().splitlines() if each.startswith("inboxd_mailbox_connected{"))[-3:]


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    return Bench(monkeypatch)


async def test_works_over_one_connection_until_told_to_stop(bench):
    seen = []
    await bench.run(None, lambda: seen.append((bench.connection.link.connected, bench.gauge())), None)
    assert bench.line.done == ["connect", "prepare", "work", "work", "work", "close"]
    assert seen == [(True, "1.0")]
    assert not bench.connection.link.connected
    assert bench.gauge() == "0.0"
    assert bench.pauses == []


async def test_a_lost_connection_is_closed_and_opened_anew(bench):
    with capture_logs() as logs:
        await bench.run(None, ConnectionLost("the server closed the connection"))
    assert bench.line.done == ["connect", "prepare", "work", "close", "connect", "prepare", "close"]
    (line,) = [each for each in logs if each["event"] == "mailbox.unavailable"]
    assert (line["mailbox"], str(line["error"])) == ("support", "the server closed the connection")


async def test_pauses_grow_while_the_server_is_down_and_start_anew_after_a_good_connection(bench):
    def an_hour_later() -> None:
        bench.clock.moment += timedelta(hours=1)

    down = ConnectionLost("Connection refused")
    await bench.run(down, down, down, None, an_hour_later, down, down)
    assert bench.failures == [1, 2, 3, 1, 2]


async def test_a_server_that_lets_us_in_and_hangs_up_is_not_hammered(bench):
    hangs_up = ConnectionLost("the server closed the connection")
    await bench.run(None, hangs_up, None, hangs_up, None, hangs_up)
    assert bench.failures == [1, 2, 3]


async def test_a_wrong_password_waits_for_a_person_who_is_told_what_to_do(bench):
    told = []
    bench.line.on_connect = lambda: told.append(bench.connection.link.reason)
    await bench.run(WRONG_PASSWORD, WRONG_PASSWORD)
    assert [error for _, error in bench.pauses] == [WRONG_PASSWORD, WRONG_PASSWORD]
    assert told[1:] == ["could not log in. Check `user` and `password`."] * 2
    assert reconnect_pause(1, WRONG_PASSWORD) >= 300


async def test_what_a_person_must_mend_after_the_login_is_looked_at_again_soon(bench):
    await bench.run(None, Misconfigured("the disk is full", hint="Free some space."))
    ((_, error),) = bench.pauses
    assert isinstance(error, Transient)
    assert str(error) == "the disk is full. Free some space."
    assert reconnect_pause(1, error) < 10


async def test_a_mistake_of_ours_ends_the_connection_and_not_the_service(bench):
    with capture_logs() as logs:
        await bench.run(None, ZeroDivisionError("customer text"), Permanent("refused"))
    assert [type(error) for _, error in bench.pauses] == [Transient, Permanent]
    assert str(bench.pauses[0][1]) == "inboxd made a mistake (ZeroDivisionError); please report it"
    assert [line["mailbox"] for line in logs if line["event"] == "mailbox.mistake"] == ["support"]


async def test_a_stop_ends_the_waiting_for_the_next_try_at_once(bench, monkeypatch):
    monkeypatch.setattr(connecting, "reconnect_pause", lambda _failures, _error: 3600.0)
    bench.line.script = [ConnectionLost("Connection refused")]
    with capture_logs() as logs:
        running = asyncio.create_task(bench.connection.run(bench.stop))
        await bench.line.closed.wait()
        await asyncio.sleep(0)  # the next thing is the pause
    assert [line["again_in_seconds"] for line in logs] == [3600.0]
    assert bench.connection.link.reason == "Connection refused"
    since = bench.connection.link.since
    assert since == bench.clock.now()
    bench.stop.set()
    async with asyncio.timeout(5):
        await running
    assert bench.line.done == ["connect", "close"]


async def test_once_raises_what_goes_wrong_and_leaves_the_connection_open(bench):
    bench.line.script = [None]
    await bench.connection.once()
    await bench.connection.once_more()
    assert bench.line.done == ["connect", "prepare", "work", "work"]
    assert bench.connection.link.connected
    await bench.connection.close()
    assert (bench.connection.link.connected, bench.connection.link.reason) == (False, "stopped")
    bench.line.script = [WRONG_PASSWORD]
    with pytest.raises(Misconfigured):
        await bench.connection.once()


class TestOneOff:
    async def test_a_connection_that_breaks_is_made_anew_a_few_times(self, bench):
        bench.line.script = [None] * 9
        bench.line.breaks = [ConnectionLost("hung up")] * 4
        await bench.connection.once()
        assert bench.line.done == ["connect", "prepare", "work", *["close", "connect", "prepare", "work"] * 4]
        assert bench.connection.link.connected

    async def test_a_connection_that_always_breaks_ends_it(self, bench):
        bench.line.script = [None] * 9
        bench.line.breaks = [ConnectionLost("hung up")] * 9
        with pytest.raises(ConnectionLost):
            await bench.connection.once()
        assert bench.line.done.count("connect") == 5

    async def test_a_server_that_is_down_is_not_asked_again(self, bench):
        bench.line.script = [ConnectionLost("refused"), None]
        with pytest.raises(ConnectionLost):
            await bench.connection.once()
        assert bench.line.done == ["connect"]

    async def test_what_only_a_person_can_mend_is_not_tried_again(self, bench):
        bench.line.script = [None] * 9
        bench.line.breaks = [WRONG_PASSWORD]
        with pytest.raises(Misconfigured):
            await bench.connection.once()
        assert bench.line.done == ["connect", "prepare", "work"]


async def test_a_mailbox_that_is_ours_again_begins_without_memories(bench):
    bench.connection.link = connecting.Link(False, "stopped", bench.clock.now())
    bench.line.behind_since = bench.clock.now()
    seen = []
    bench.line.on_connect = lambda: seen.append((bench.connection.link, bench.line.behind_since))
    await bench.run(None)
    assert seen[0] == (connecting.Link(), None)
