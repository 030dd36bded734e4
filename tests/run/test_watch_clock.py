"""When a watch looks at Sent, marks and doubts, whatever becomes of the machine's clock."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from inboxd.core.values.arrival import Arrival, FolderState
from inboxd.edge.metrics import Metrics
from inboxd.errors import ConnectionLost, InboxdError, Misconfigured, StoreUnusable, Transient
from inboxd.run.looks import Blind
from inboxd.run.moving import Mover
from inboxd.run.pipeline import Pipeline
from inboxd.run.posting import PostOffice
from inboxd.run.watch import Hands, Watch, WatchPolicy
from tests.builders import KEY, NOW, SetClock, make_policy
from tests.run.test_nothing_kept import RULES, arrival

MINUTE = timedelta(minutes=1)


class Quiet:
    """A mailbox without mail, that notes when Sent was looked at, and for how many seconds a wait was asked."""

    name = "support"

    def __init__(self) -> None:
        self.looks = 0
        self.waits: list[float] = []
        self.refused: InboxdError | None = None
        self.sent: list[Arrival] = []

    def folder_for(self, role):
        return None

    async def ensure_folder(self, folder):
        return False

    async def look(self, folder):
        return FolderState(folder, 7, 1, 0)

    async def state_of(self, folder):
        self.looks += 1
        if self.refused is not None:
            raise self.refused
        return FolderState(folder, 7, len(self.sent) + 1, len(self.sent))

    async def arrivals(self, folder, after):
        """One mail a connection: the server hangs up before the next one."""
        yield [self.sent[after]]
        if after + 1 < len(self.sent):
            raise ConnectionLost("the server closed the connection")

    async def sightings(self, folder, after=0):
        for batch in ():
            yield batch

    async def wait(self, folder, seconds, wake):
        self.waits.append(seconds)


@pytest.fixture
async def watched(store):
    """A mailbox, the clock, and the watch that looks every minute."""
    mailbox, clock, policy, metrics = Quiet(), SetClock(), make_policy(), Metrics()
    hands = Hands(
        Pipeline(store, lambda: RULES, clock, metrics, key=KEY, owner="inboxd"),
        Mover(mailbox, store, clock, metrics, sent="Sent", owner="inboxd"),
        PostOffice(store, {}, lambda: (None, None), clock, metrics, owner="inboxd"),
        store,
        clock,
        metrics,
        hand_over=lambda _: None,
        folders=frozenset,
        wake=asyncio.Event(),
        stop=asyncio.Event(),
    )
    watch = Watch(mailbox, policy, WatchPolicy("now", MINUTE, MINUTE), hands)
    await watch.prepare()
    return mailbox, clock, watch


async def test_it_looks_when_the_time_is_over_and_waits_for_what_is_left(watched):
    mailbox, clock, watch = watched
    for seconds in (0, 20, 59, 60, 90):
        clock.moment = NOW + timedelta(seconds=seconds)
        await watch.wait_and_work()
    assert mailbox.looks == 2
    assert mailbox.waits == [60, 40, 1, 60, 30]


async def test_a_clock_that_is_set_back_does_not_stop_the_looking_until_it_has_caught_up(watched):
    mailbox, clock, watch = watched
    await watch.wait_and_work()
    clock.moment = NOW - timedelta(hours=5)
    await watch.wait_and_work()
    assert mailbox.looks == 2
    clock.moment += MINUTE
    await watch.wait_and_work()
    assert mailbox.looks == 3
    assert mailbox.waits == [60, 60, 60]


async def test_a_clock_that_is_set_back_in_the_middle_of_a_turn_makes_no_long_wait(watched, monkeypatch):
    mailbox, clock, watch = watched
    work = watch.work

    async def work_and_set_back():
        await work()
        clock.moment = NOW - timedelta(hours=5)

    monkeypatch.setattr(watch, "work", work_and_set_back)
    await watch.wait_and_work()
    assert mailbox.waits == [0]


@pytest.mark.parametrize(
    ("refusal", "turns"),
    [(Misconfigured("the server says: [NOPERM] no"), 1), (Transient("the server says: [SERVERBUG] no"), 3)],
)
async def test_a_sent_folder_that_cannot_be_read_keeps_letters_waiting_for_seconds_only(watched, refusal, turns):
    mailbox, clock, watch = watched
    mailbox.refused = refusal
    for turn in range(turns):
        assert not watch.is_current, turn
        await watch.wait_and_work()
    assert watch.is_current
    assert mailbox.waits == [5] * (turns - 1) + [60]
    assert str(refusal) in watch.blind.what
    mailbox.refused = None
    clock.moment += MINUTE
    await watch.wait_and_work()
    assert watch.blind.what == ""


async def test_a_database_that_a_person_must_mend_is_no_fault_of_the_folder_that_was_looked_at(watched, store):
    _, clock, watch = watched
    await watch.wait_and_work()
    file = store._database.path
    file.rename(file.with_name("away.db"))
    clock.moment += MINUTE
    with pytest.raises(StoreUnusable, match="moved or deleted"):
        await watch.wait_and_work()
    assert watch.blind == Blind()


async def test_a_sent_folder_that_takes_many_connections_is_read_to_its_end_before_letters_go_out(watched, store):
    mailbox, _, watch = watched
    await watch.wait_and_work()
    mailbox.sent = [arrival(number, "You can try again now.", folder="Sent") for number in range(1, 8)]
    turns = []
    for _ in range(10):
        await watch.prepare()
        try:
            await watch.wait_and_work()
        except ConnectionLost:
            turns.append("cut")
        else:
            turns.append("all" if watch.is_current else "new mail only")
        assert watch.blind == Blind()
    # Four in a row may be one damaged message; from then on new mail has a turn in between.
    assert turns == [*["cut"] * 4, *["new mail only", "cut"] * 2, "new mail only", "all"]
    assert (await store.position("support", "Sent")).uid == 7


async def test_a_look_that_is_refused_later_on_is_tried_at_the_usual_pace(watched):
    mailbox, clock, watch = watched
    await watch.wait_and_work()
    mailbox.refused = Transient("the server says: [UNAVAILABLE] in a moment")
    clock.moment += MINUTE
    await watch.wait_and_work()
    assert watch.is_current
    assert mailbox.waits == [60, 60]
