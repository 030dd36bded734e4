"""Who owns which mailbox: one at a time, evenly shared, and nobody writes who was overtaken. On PostgreSQL."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxd.config.store import StoreSettings
from inboxd.core.values.outcome import Done, Held
from inboxd.edge.store.leases import Leases, share_of
from inboxd.edge.store.store import SqlStore
from inboxd.edge.worker import is_gone, worker_name
from inboxd.errors import Conflict, LeaseLost
from tests.contracts.storing import (
    ALL_KINDS,
    NOW,
    make_acknowledgment,
    make_answer,
    make_entry,
    make_move,
    make_plan,
    position,
    record,
    state_of,
)

pytestmark = pytest.mark.real

TERM = timedelta(seconds=10)
LATER = NOW + timedelta(hours=1)
MAILBOXES = frozenset(f"box{number:02}" for number in range(10))


class Worker:
    """A store of its own, with a clock that stands still unless it is moved."""

    def __init__(self, url, name, gone=lambda _: False):
        self.name = name
        self.time = 0.0
        self.store = SqlStore(StoreSettings(url=url))
        self.store.leases = Leases(self.store._database, TERM, gone, lambda: self.time)
        self.leases = self.store.leases
        self.leases.join(name)

    async def tend(self, names=MAILBOXES):
        return await self.leases.tend(names)


@pytest.fixture
async def hire(postgres_url):
    """Makes workers on one database."""
    hired = []
    store = SqlStore(StoreSettings(url=postgres_url))
    await store.migrate()
    await store.close()

    async def make(name, **more):
        worker = Worker(postgres_url, name, **more)
        await worker.store.open()
        hired.append(worker)
        return worker

    yield make
    for worker in hired:
        await worker.store.close()


async def let_lapse(worker):
    """The database's clock goes on although we do not wait: the leases end now."""

    def lapse(connection):
        for table in ("leases", "workers"):
            connection.exec_driver_sql(f"UPDATE {table} SET until = clock_timestamp() - interval '1 second'")

    await worker.store._database.write(lapse)


async def test_the_first_worker_owns_everything_and_the_next_one_gets_its_share_when_it_is_given_back(hire):
    first, second = await hire("a"), await hire("b")
    assert (await first.tend()).held == MAILBOXES
    assert (await second.tend()).held == frozenset()
    roster = await first.tend()
    assert len(roster.surplus) == 5
    assert roster.workers == 2
    await first.leases.give_back(roster.surplus)
    assert (await second.tend()).held == frozenset(roster.surplus)
    assert (await first.tend()).held == MAILBOXES - frozenset(roster.surplus)


async def test_one_mailbox_has_one_owner_however_many_ask_at_once(hire):
    workers = [await hire(f"w{number}") for number in range(4)]
    for _ in range(3):
        rosters = await asyncio.gather(*(worker.tend() for worker in workers))
        for worker, roster in zip(workers, rosters, strict=True):
            await worker.leases.give_back(roster.surplus)
    held = [(await worker.tend()).held for worker in workers]
    assert frozenset().union(*held) == MAILBOXES
    assert sorted(map(len, held)) == [2, 2, 3, 3]


async def test_what_was_not_renewed_in_time_goes_to_another_worker_and_the_old_one_learns_it(hire):
    asleep, awake = await hire("a"), await hire("b")
    await asleep.tend()
    await let_lapse(asleep)
    assert (await awake.tend()).held == MAILBOXES
    assert (await asleep.tend()).held == frozenset()


async def test_whoever_sleeps_longer_than_the_lease_is_not_safe_to_touch_the_world(hire):
    worker = await hire("a")
    await worker.tend()
    worker.leases.check("box01")
    worker.time = 8.1
    with pytest.raises(LeaseLost, match="box01"):
        worker.leases.check("box01")
    await worker.tend()
    worker.leases.check("box01")


async def test_a_worker_that_has_certainly_ended_is_not_waited_for(hire):
    dead = await hire("a")
    await dead.tend()
    heir = await hire("b", gone=lambda name: name == "a")
    assert (await heir.tend()).held == MAILBOXES


async def test_workers_with_other_mailboxes_do_not_wait_for_each_other(hire):
    one, other = await hire("a"), await hire("b")
    assert (await one.tend({"support"})).held == {"support"}
    assert (await other.tend({"sales"})).held == {"sales"}
    assert (await one.tend({"support"})).surplus == ()


async def test_whoever_leaves_leaves_everything_at_once(hire):
    first, second = await hire("a"), await hire("b")
    await first.tend()
    await first.leases.leave()
    assert (await second.tend()).held == MAILBOXES
    assert (await second.tend()).workers == 1


async def overtaken(hire):
    """A worker that slept, and the one that has its mailbox now."""
    zombie, owner = await hire("a"), await hire("b")
    await zombie.tend({"support"})
    await record(zombie.store, make_plan(1, effects=(make_move(1), make_acknowledgment(1))), at=position(1))
    await let_lapse(zombie)
    await owner.tend({"support"})
    return zombie, owner


WRITES = {
    "record": lambda store: record(store, make_plan(2), at=position(2)),
    "record without a position": lambda store: record(store, make_plan(2)),
    "save_position": lambda store: store.save_position(position(9)),
    "claim": lambda store: store.claim(ALL_KINDS, mailbox="support", now=LATER, owner="a", limit=9),
    "finish of a doubt": lambda store: store.finish([Held("acknowledgment:1", NOW, "no proof")], now=NOW),
}


@pytest.mark.parametrize("write", WRITES)
async def test_no_write_of_an_overtaken_owner_is_accepted(hire, write):
    zombie, owner = await overtaken(hire)
    before = await everything(owner)
    with pytest.raises(LeaseLost, match="support"):
        await WRITES[write](zombie.store)
    assert await everything(owner) == before


async def everything(worker):
    entries = [entry async for entry in worker.store.entries()]
    return entries, await worker.store.effects(), await worker.store.position("support", "INBOX")


async def test_of_several_mailboxes_an_overtaken_owner_gets_work_of_those_that_are_still_his(hire):
    zombie, _ = await overtaken(hire)
    mailboxes = frozenset({"support", ""})
    assert await zombie.store.claim(ALL_KINDS, mailbox=mailboxes, now=LATER, owner="a", limit=9) == ()


async def test_a_letter_that_the_new_owner_released_is_not_sent_by_the_old_one(hire):
    zombie, owner = await overtaken(hire)
    assert await owner.store.release("support", owner="b") == 2
    with pytest.raises(Exception, match="not queued for a any more"):
        await zombie.store.mark_sending("acknowledgment:1", now=NOW, owner="a")


async def test_a_letter_that_went_out_is_recorded_in_whosever_hands_it_is(hire):
    zombie, owner = await hire("a"), await hire("b")
    await zombie.tend({"support"})
    await record(zombie.store, make_plan(1, effects=(make_acknowledgment(1),)), owner="a")
    await zombie.store.mark_sending("acknowledgment:1", now=NOW, owner="a")
    await let_lapse(zombie)
    await owner.tend({"support"})
    await owner.store.finish([Held("acknowledgment:1", NOW, "no proof")], now=NOW)
    await zombie.store.finish([Done("acknowledgment:1", NOW)], now=NOW, owner="a")
    assert await state_of(owner.store, "acknowledgment:1") == "done"


async def test_a_worker_suspended_inside_a_transaction_does_not_keep_its_mailbox_for_ever(hire, postgres_url):
    zombie, owner = await hire("a"), await hire("b")
    await zombie.tend({"support"})
    await let_lapse(zombie)
    with zombie.store._database._engine.connect() as connection:
        zombie.leases.fence(connection, {"support"})
        assert (await owner.tend({"support"})).held == frozenset()
        deadline = asyncio.get_running_loop().time() + 15
        while not (await owner.tend({"support"})).held:
            assert asyncio.get_running_loop().time() < deadline
            await asyncio.sleep(0.2)
        connection.invalidate()


async def test_two_who_answer_one_person_through_two_mailboxes_at_once_do_it_once(hire):
    one, other = await hire("a"), await hire("b")
    await one.tend({"support"})
    await other.tend({"sales"})
    first = make_plan(1, answers=(make_answer(1),))
    second = make_plan(2, entry=make_entry(2), answers=(make_answer(2, answer_key="another"),))
    assert await one.store.record([first], None, now=NOW, owner="", known=()) == ()
    with pytest.raises(Conflict, match="answered one of these people"):
        await one.store.record([second], None, now=NOW, owner="", known=())
    await one.store.record([second], None, now=NOW, owner="", known={make_answer(1).answer_key})


@given(st.sets(st.text(min_size=1), min_size=1, max_size=9), st.integers(0, 300))
def test_shares_are_even_and_add_up(workers, count):
    shares = [share_of(worker, sorted(workers), count) for worker in workers]
    assert sum(shares) == count
    assert max(shares) - min(shares) <= 1


def test_this_process_is_not_gone_and_an_ended_one_is():
    name = worker_name()
    assert not is_gone(name)
    host, realm, _ = name.split("/")
    assert is_gone(f"{host}/{realm}/999999999-1")
    assert not is_gone(f"elsewhere/{realm}/999999999-1")
    assert not is_gone(f"{host}/another-realm/999999999-1")
    assert not is_gone("nonsense")


async def test_due_work_of_a_mailbox_that_another_process_owns_is_left_to_it(hire):
    one, other = await hire("a"), await hire("b")
    await one.tend({"support"})
    await other.tend({"sales"})
    mine, theirs = make_move(1), make_move(2, mailbox="sales")
    plan = make_plan(1, effects=(mine, theirs))
    taken = await one.store.record([plan], position(1), now=NOW, owner="a")
    assert [effect.effect_id for effect in taken] == ["move:1"]
    found = await other.store.claim(ALL_KINDS, mailbox="sales", now=NOW, owner="b", limit=9)
    assert [effect.effect_id for effect in found] == ["move:2"]
