"""Due work with the real store, on both databases: whose turn it is, and what a bad moment does to it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from inboxd.core.values.effect import Alarm, Effect, EffectState, Silence, Stage
from inboxd.core.values.outcome import Done
from inboxd.core.values.plan import Plan
from inboxd.edge.metrics import Metrics
from inboxd.errors import Transient
from inboxd.run.clerk import Clerk
from tests.builders import NOW

MINUTE = timedelta(minutes=1)
OWNER = "worker"


class Desk:
    """A clock that stands until it is set, and a hand that notes what it did."""

    def __init__(self, store, *current) -> None:
        self.store, self.at, self.done, self.current = store, NOW, [], frozenset(current)
        self.clerk = self.another(OWNER)

    def another(self, owner):
        hands = {"alarm": self.do, "silence": self.do}
        return Clerk(self.store, hands, self, Metrics(), current=lambda: self.current, owner=owner)

    def now(self):
        return self.at

    async def do(self, effect):
        self.done.append(effect.effect_id)
        return Done(effect.effect_id, self.at)

    async def plan(self, *effects, owner=""):
        return await self.store.record([Plan(None, effects=effects)], None, now=self.at, owner=owner)


def alarm(name, mailbox="support", **changes):
    deed = changes.pop("deed", Alarm(Stage.TREND, title="Many complain"))
    return Effect(name, mailbox, deed, EffectState.QUEUED, NOW, **changes)


async def test_a_mailbox_that_is_dead_keeps_only_its_own_work_waiting(store):
    desk = Desk(store, "support")
    await desk.plan(
        alarm("alive"), alarm("dead", "sales"), alarm("about-none", ""), alarm("end", deed=Silence(asked=True))
    )
    assert await desk.clerk.work_once() == 3
    assert sorted(desk.done) == ["about-none", "alive", "end"]
    desk.current = frozenset({"support", "sales"})
    assert await desk.clerk.work_once() == 1
    assert desk.done[-1] == "dead"


async def test_what_was_handed_in_for_a_mailbox_that_went_away_waits_for_it(store):
    desk = Desk(store, "support")
    desk.clerk.hand_in(await desk.plan(alarm("dead", "sales"), owner=OWNER))
    assert await desk.clerk.work_once() == 0
    desk.current = frozenset({"sales"})
    assert await desk.clerk.work_once() == 1
    assert desk.done == ["dead"]


async def test_what_waited_longer_than_its_lease_is_left_to_whoever_has_it_now(store):
    desk = Desk(store)
    desk.clerk.hand_in(await desk.plan(alarm("late"), owner=OWNER))
    desk.at += timedelta(days=1)
    desk.current = frozenset({"support"})
    other = desk.another("another worker")
    assert await other.work_once() == 1
    assert await desk.clerk.work_once() == 0
    assert desk.done == ["late"]


async def test_what_was_done_is_written_down_although_the_database_is_busy_for_a_moment(store, monkeypatch):
    desk, finish, busy = Desk(store, "support"), store.finish, [Transient("a deadlock"), Transient("a deadlock")]

    async def sometimes(*args, **kwargs):
        if busy:
            raise busy.pop()
        await finish(*args, **kwargs)

    monkeypatch.setattr(store, "finish", sometimes)
    await desk.plan(alarm("told"))
    assert await desk.clerk.work_once() == 1
    assert (await store.effect("told")).state is EffectState.DONE
    desk.at += timedelta(days=1)
    assert await desk.clerk.work_once() == 0
    assert desk.done == ["told"]


async def test_nothing_further_is_begun_once_we_are_told_to_stop(store):
    desk, stop = Desk(store, "support"), asyncio.Event()
    await desk.plan(alarm("first"), alarm("second"))
    do = desk.do

    async def last(effect):
        stop.set()
        return await do(effect)

    clerk = Clerk(store, {"alarm": last}, desk, Metrics(), current=lambda: None, owner=OWNER)
    assert await clerk.work_once(stop) == 1
    assert await store.release() == 1


@pytest.mark.parametrize("current", [frozenset(), frozenset({"sales"})])
async def test_nobody_is_woken_for_work_that_may_not_be_done_yet(store, current):
    desk = Desk(store)
    desk.current = current
    await desk.plan(alarm("dead"))
    assert await desk.clerk.work_once() == 0
    assert desk.done == []


async def test_work_for_a_mailbox_that_another_process_has_is_not_kept_for_ever(store):
    desk = Desk(store)
    desk.clerk.hand_in(await desk.plan(alarm("elsewhere"), owner=OWNER))
    assert await desk.clerk.work_once() == 0
    desk.at += timedelta(hours=1)
    assert await desk.clerk.work_once() == 0
    assert desk.clerk._handed_in == []
    desk.current = frozenset({"support"})
    assert await desk.another("another").work_once() == 1
