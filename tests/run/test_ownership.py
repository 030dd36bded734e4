"""What one process owns while others come and go: the leases and the work on them never disagree."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from inboxd.core.values.lease import DUTIES, Roster
from inboxd.edge.metrics import Metrics
from inboxd.run.ownership import Ownership, Post


class Ledger:
    """Leases of which each step takes a while; it notes when two steps are under way at once."""

    are_shared = True
    renewed_every = timedelta(seconds=5)

    def __init__(self, *rosters: Roster) -> None:
        self.rosters, self.given, self.under_way, self.overlaps = list(rosters), [], 0, 0
        self.changed = asyncio.Event()

    def is_safe(self, name: str) -> bool:
        return True

    async def tend(self, names, *, is_guest=False) -> Roster:
        await self._take_a_while()
        return self.rosters.pop(0) if len(self.rosters) > 1 else self.rosters[0]

    async def give_back(self, names) -> None:
        await self._take_a_while()
        self.given += names
        self.changed.set()

    async def _take_a_while(self) -> None:
        self.overlaps += self.under_way
        self.under_way += 1
        for _ in range(20):
            await asyncio.sleep(0)
        self.under_way -= 1


class Line:
    """A mailbox's connection that ends when it is told to."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        self.begun.set()
        await stop.wait()


class Outbox:
    async def release(self, mailbox=None, *, owner="") -> int:
        return 0


class Bench:
    def __init__(self, ledger: Ledger, cleared) -> None:
        self.line, self.stop = Line(), asyncio.Event()
        post = Post(self.line, asyncio.Event(), asyncio.Event())
        self.ownership = Ownership(ledger, Outbox(), {"support": post}, cleared, Metrics(), owner="a")
        self.task = asyncio.create_task(self.ownership.run(self.stop))

    async def end(self) -> None:
        self.stop.set()
        async with asyncio.timeout(5):
            await self.task


ALL = frozenset({"support", DUTIES})


async def at_once(name: str) -> None:
    return


async def test_a_mailbox_is_given_back_before_or_after_a_look_at_the_leases_and_never_during_one():
    surplus = Roster(ALL, ("support",), 2)
    ledger = Ledger(Roster(ALL, (), 1), surplus, surplus, Roster(frozenset({DUTIES}), (), 2))
    ledger.renewed_every = timedelta()
    bench = Bench(ledger, at_once)
    async with asyncio.timeout(5):
        await ledger.changed.wait()
    await bench.end()
    assert (ledger.given, ledger.overlaps) == (["support"], 0)


async def test_a_stop_does_not_wait_for_letters_of_a_mailbox_that_is_being_handed_over():
    waiting = asyncio.Event()

    async def never(name: str) -> None:
        waiting.set()
        await asyncio.Event().wait()

    ledger = Ledger(Roster(ALL, (), 1), Roster(ALL, ("support",), 2))
    ledger.renewed_every = timedelta()
    bench = Bench(ledger, never)
    async with asyncio.timeout(5):
        await waiting.wait()
    await bench.end()
    assert ledger.given == []


async def test_the_work_begins_with_the_lease_and_ends_with_the_stop():
    ledger = Ledger(Roster(ALL, (), 1))
    bench = Bench(ledger, at_once)
    async with asyncio.timeout(5):
        await bench.line.begun.wait()
    await bench.end()
    assert bench.ownership.state() == {}


async def test_one_pass_waits_for_the_lease_of_a_process_that_may_be_dead_and_leaves_alone_what_is_renewed():
    everything = frozenset({"support", DUTIES})
    for rosters, held in (
        ([Roster(frozenset(), workers=2), Roster(frozenset(), workers=2), Roster(everything, workers=1)], {"support"}),
        ([Roster(frozenset({DUTIES}), workers=2)], set()),
    ):
        ledger = Ledger(*rosters)
        ledger.renewed_every = timedelta(milliseconds=5)
        post = Post(Line(), asyncio.Event(), asyncio.Event())
        ownership = Ownership(ledger, Outbox(), {"support": post}, None, Metrics(), owner="a")
        async with asyncio.timeout(5), ownership.held_for_once() as found:
            assert found == held
