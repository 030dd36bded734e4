"""The post office: one letter for each customer, whatever happens to hands, leases and servers."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from inboxd.config.store import StoreSettings
from inboxd.core.compose.message import SenderIdentity
from inboxd.core.compose.templates import compile_templates
from inboxd.core.decide.arrival import decide_arrival
from inboxd.core.decide.reply import decide_answered
from inboxd.core.values.effect import Effect, EffectState
from inboxd.core.values.history import History
from inboxd.core.values.outcome import Failed
from inboxd.core.values.plan import Plan
from inboxd.edge.metrics import Metrics
from inboxd.edge.rulefiles import load_rules
from inboxd.edge.store.store import SqlStore
from inboxd.errors import OutcomeUnknown, Transient
from inboxd.ports import Envelope, Sent
from inboxd.run.posting import Desk, PostOffice
from tests.builders import NOW, SetClock, make_ground, make_judged, make_mail, make_policy

RULES = load_rules(Path(__file__).resolve().parents[2] / "rules")
LETTERS = (RULES, compile_templates(RULES.replies))
LEASE = timedelta(minutes=2)


class Server:
    """A sender whose every mail stops where the test says."""

    def __init__(self) -> None:
        self.sent: list[Envelope] = []
        self.script: deque[Exception | None] = deque()
        self.before_dot, self.after_dot = asyncio.Event(), asyncio.Event()
        self.before_dot.set()
        self.after_dot.set()
        self.began = 0
        self.marked = 0

    async def send(self, envelope: Envelope, before_final_dot: Callable[..., object]) -> Sent:
        self.began += 1
        await self.before_dot.wait()
        await before_final_dot()
        self.marked += 1
        self.sent.append(envelope)
        await self.after_dot.wait()
        if self.script and (error := self.script.popleft()) is not None:
            raise error
        return Sent("250 OK")

    async def close(self) -> None:
        return


class Office:
    """A post office over a real store."""

    def __init__(self, store: SqlStore, *mailboxes: str, shadow: bool = False) -> None:
        self.store, self.clock = store, SetClock()
        self.servers = {name: Server() for name in mailboxes or ("support",)}
        self.is_current = True
        self.copies = 0
        policy = make_policy(shadow=shadow)
        desks = {
            name: Desk(
                replace(policy, name=name),
                SenderIdentity(policy.address),
                server,
                copy_waits=self._count,
                is_current=lambda: self.is_current,
            )
            for name, server in self.servers.items()
        }
        self.office = PostOffice(store, desks, lambda: LETTERS, self.clock, Metrics(), owner="inboxd")

    def _count(self) -> None:
        self.copies += 1

    @property
    def server(self) -> Server:
        return self.servers["support"]

    async def plan(self, **changes) -> tuple[Plan, tuple[Effect, ...]]:
        """A customer's message, decided and recorded."""
        plan = decide_arrival(make_judged(make_mail(**changes)), History(), make_ground(now=self.clock.now()))
        effects = await self.store.record([plan], None, now=self.clock.now(), owner="inboxd")
        return plan, tuple(each for each in effects if each.deed.kind == "acknowledgment")

    async def state(self, effect_id: str) -> EffectState:
        effect = await self.store.effect(effect_id)
        assert effect is not None
        return effect.state

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        stop = asyncio.Event()
        task = asyncio.create_task(self.office.run(stop, workers=2))
        try:
            yield
        finally:
            stop.set()
            await asyncio.wait_for(task, 5)


@pytest.fixture
async def store(tmp_path):
    store = SqlStore(StoreSettings(url=f"sqlite:///{tmp_path}/inboxd.db", lease=LEASE))
    await store.migrate()
    await store.open(exclusive=True)
    yield store
    await store.close()


async def until(condition) -> None:
    async with asyncio.timeout(5):
        while True:
            found = condition()
            if asyncio.iscoroutine(found):
                found = await found
            if found:
                return
            await asyncio.sleep(0.005)


async def test_a_letter_whose_lease_ends_while_it_waits_goes_out_once(store):
    here = Office(store)
    _, (letter,) = await here.plan()
    here.server.before_dot.clear()
    here.server.after_dot.clear()
    async with here.running():
        here.office.hand_in([letter])
        await until(lambda: here.server.began == 1)
        here.clock.moment += LEASE + timedelta(seconds=1)
        here.office.ring()
        await until(lambda: _attempts(store, letter, 2))
        here.server.before_dot.set()
        await until(lambda: here.server.marked == 1)
        here.server.after_dot.set()
        await until(lambda: _is(here, letter, EffectState.DONE))
        here.clock.moment += timedelta(hours=1)
        here.office.ring()
        await until(lambda: not here.office.in_flight)
    assert len(here.server.sent) == 1
    assert here.server.began == 1


async def _attempts(store, letter, number):
    return (await store.effect(letter.effect_id)).attempts == number


async def _is(here, letter, state):
    return await here.state(letter.effect_id) is state


async def test_a_letter_that_another_hand_has_at_its_final_dot_is_let_go_without_a_word(store):
    here = Office(store)
    _, (letter,) = await here.plan()
    await store.mark_sending(letter.effect_id, now=NOW, owner="inboxd")
    here.office.hand_in([letter])
    async with here.office.at_work(workers=1):
        await here.office.drain()
    assert here.server.sent == []
    assert await here.state(letter.effect_id) is EffectState.SENDING


@pytest.mark.parametrize("mistake", [ValueError("what is this answer"), OutcomeUnknown("lost")])
async def test_after_the_final_dot_only_a_known_refusal_lets_a_letter_go_out_again(store, mistake):
    here = Office(store)
    _, (letter,) = await here.plan()
    here.server.script.append(mistake)
    here.office.hand_in([letter])
    async with here.office.at_work(workers=1):
        await here.office.drain()
    here.clock.moment += timedelta(hours=1)
    async with here.office.at_work(workers=1):
        await here.office.drain()
    assert len(here.server.sent) == 1
    assert await here.state(letter.effect_id) is EffectState.SENDING


async def test_a_letter_that_was_refused_for_now_goes_out_later(store):
    here = Office(store)
    _, (letter,) = await here.plan()
    here.server.script.append(Transient("451 greylisted"))
    here.office.hand_in([letter])
    async with here.office.at_work(workers=1):
        await here.office.drain()
    assert await here.state(letter.effect_id) is EffectState.QUEUED
    here.clock.moment += timedelta(minutes=5)
    async with here.office.at_work(workers=1):
        await here.office.drain()
    assert await here.state(letter.effect_id) is EffectState.DONE
    assert here.copies == 1


async def _answered(here: Office) -> Effect:
    plan, _ = await here.plan()
    await store_answer(here, plan)
    follow_up = next(each for each in plan.effects if each.deed.kind == "follow_up")
    here.clock.moment += timedelta(days=5)
    return follow_up


async def store_answer(here: Office, plan: Plan) -> None:
    record = await here.store.case(plan.case.case_id)
    answered = decide_answered(record.case, plan.entry.message_key, make_ground(now=here.clock.now()))
    await here.store.record([answered], None, now=here.clock.now(), owner="inboxd")


async def test_what_comes_due_waits_until_the_mailbox_was_looked_through(store):
    here = Office(store)
    follow_up = await _answered(here)
    here.is_current = False
    async with here.office.at_work(workers=1):
        await here.office.drain()
    assert await here.state(follow_up.effect_id) is EffectState.QUEUED
    assert here.server.sent == []
    here.is_current = True
    async with here.office.at_work(workers=1):
        await here.office.drain()
    assert await here.state(follow_up.effect_id) is EffectState.DONE


async def test_shadow_sends_nothing_that_was_queued_before_and_keeps_it(store):
    follow_up = await _answered(Office(store))
    shadow = Office(store, shadow=True)
    shadow.clock.moment += timedelta(days=6)
    async with shadow.office.at_work(workers=1):
        await shadow.office.drain()
    assert shadow.server.sent == []
    assert await shadow.state(follow_up.effect_id) is EffectState.QUEUED


async def test_letters_of_a_mailbox_that_another_process_serves_are_left_to_it(store):
    here = Office(store, "sales")
    _, (letter,) = await here.plan()
    here.clock.moment += LEASE + timedelta(seconds=1)
    for _ in range(4):
        async with here.office.at_work(workers=1):
            await here.office.drain()
        here.clock.moment += timedelta(hours=1)
    assert (await store.effect(letter.effect_id)).attempts == 1
    assert await here.state(letter.effect_id) is EffectState.QUEUED


async def test_a_server_that_does_not_answer_holds_up_the_letters_of_its_own_mailbox_only(store):
    here = Office(store, "support", "sales")
    here.server.before_dot.clear()
    stuck = [(await here.plan(number=number, sender=f"c{number}@c{number}.example"))[1][0] for number in range(2, 6)]
    _, (letter,) = await here.plan(number=9, sender="noor@redfield.example")
    free = replace(letter, mailbox="sales")
    async with here.running():
        here.office.hand_in(stuck)
        here.office.hand_in([free])
        await until(lambda: here.servers["sales"].marked == 1)
        assert here.server.marked == 0
        here.server.before_dot.set()


async def test_an_acknowledgment_that_a_person_sends_again_is_looked_at_again_first(store):
    here = Office(store)
    plan, (letter,) = await here.plan()
    await store.finish([Failed(letter.effect_id, NOW, "550 no such user")], now=NOW, owner="inboxd")
    await store_answer(here, plan)
    assert await store.change_effect(letter.effect_id, EffectState.QUEUED, now=NOW, reason="a person asked for it now")
    async with here.office.at_work(workers=1):
        await here.office.drain()
    assert await here.state(letter.effect_id) is EffectState.CANCELLED
    assert here.server.sent == []
