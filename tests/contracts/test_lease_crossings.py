"""Several workers where one's work touches another's mailbox, or both are at it in the same moment. On PostgreSQL."""

import asyncio

import pytest

from inboxd.core.values.plan import Plan
from tests.contracts.storing import NOW, make_acknowledgment, make_case, make_move, make_plan, position, record
from tests.contracts.test_leases import LATER, MAILBOXES, hire, let_lapse

__all__ = ["hire"]

pytestmark = pytest.mark.real


async def test_what_happens_in_one_mailbox_changes_a_case_of_another_worker_s_mailbox(hire):
    owner, other = await hire("a"), await hire("b")
    await owner.tend({"support"})
    await other.tend({"sales"})
    await record(owner.store, make_plan(1), at=position(1), owner="a")
    case = (await owner.store.case(make_case(1).case_id)).case
    changed = Plan(None, case=case, events=())
    await other.store.record([changed], None, now=NOW, owner="b")
    assert (await owner.store.case(case.case_id)).case.revision == case.revision + 1


async def test_what_a_living_worker_has_in_hand_is_not_released_with_the_mailbox_it_gave_away(hire):
    before, after = await hire("a"), await hire("b")
    await before.tend({"support"})
    await record(before.store, make_plan(1, effects=(make_move(1), make_acknowledgment(1))), at=position(1), owner="a")
    await before.leases.give_back({"support"})
    await after.tend({"support"})
    assert await after.store.release("support", owner="b") == 0
    await before.store.mark_sending("acknowledgment:1", now=NOW, owner="a")
    await before.leases.leave()
    assert await after.store.release("support", owner="b") == 1


async def test_a_guest_takes_what_is_free_and_nobody_keeps_a_share_for_it(hire):
    daemon, guest = await hire("a"), await hire("b")
    await daemon.tend({"box01"})
    roster = await guest.leases.tend(MAILBOXES, is_guest=True)
    assert roster.held == MAILBOXES - {"box01"}
    await guest.leases.give_back(roster.held)
    assert (await daemon.tend()).held == MAILBOXES
    beside = await guest.leases.tend(MAILBOXES, is_guest=True)
    assert (beside.held, beside.workers) == (frozenset(), 2)
    assert (await daemon.tend()).surplus == ()


async def test_a_guest_that_only_keeps_what_it_has_takes_nothing_more(hire):
    guest = await hire("a")
    held = (await guest.leases.tend({"box01"}, is_guest=True)).held
    await guest.tend({"box02"})
    await guest.leases.give_back({"box02"})
    assert (await guest.leases.tend(held, is_guest=True)).held == held


async def test_a_renewal_and_a_look_at_several_mailboxes_do_not_wait_for_each_other_for_ever(hire):
    worker = await hire("a")
    for name in ("b", "a"):
        await worker.tend({name})
    await worker.tend({"a", "b"})
    renewing = None
    loop = asyncio.get_running_loop()

    def look(connection):
        nonlocal renewing
        worker.leases.still_held(connection, {"a"})
        renewing = asyncio.run_coroutine_threadsafe(worker.tend({"a", "b"}), loop)
        while not waits(connection):
            pass
        return worker.leases.still_held(connection, {"b"})

    assert await worker.store._database.write(look) == {"b"}
    assert (await asyncio.wrap_future(renewing)).held == {"a", "b"}


def waits(connection):
    query = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    return connection.exec_driver_sql(query).scalar_one() > 0


async def test_a_dead_worker_s_claims_are_due_at_once_for_the_next_owner(hire):
    dead, heir = await hire("a"), await hire("b")
    await dead.tend({"support"})
    await record(dead.store, make_plan(1, effects=(make_move(1),)), at=position(1), owner="a")
    await let_lapse(dead)
    await heir.tend({"support"})
    assert await heir.store.release("support", owner="b") == 1
    taken = await heir.store.claim(frozenset({"move"}), mailbox="support", now=LATER, owner="b", limit=9)
    assert [each.effect_id for each in taken] == ["move:1"]
