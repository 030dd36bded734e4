"""Several at once, and ends in the middle: nobody gets what another holds, and nothing is ever half there."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import event

from inboxd.config.store import StoreSettings
from inboxd.core.values.plan import Plan
from inboxd.edge.store.store import SqlStore
from inboxd.edge.worker import _start_of, worker_name
from inboxd.errors import Conflict, Misconfigured
from tests.contracts.storing import (
    ALL_KINDS,
    NOW,
    ask,
    identity,
    make_answer,
    make_case,
    make_entry,
    make_event,
    make_move,
    make_plan,
    position,
    record,
)

SOON = NOW + timedelta(minutes=1)
LATER = NOW + timedelta(hours=1)


@contextmanager
def blocked(settings):
    """Somebody else holds the database's write lock."""
    if settings.url.startswith("sqlite"):
        connection = sqlite3.connect(settings.url.removeprefix("sqlite:///"), isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
    else:
        connection = psycopg.connect(settings.url.replace("+psycopg", ""))
        connection.execute("LOCK TABLE messages IN ACCESS EXCLUSIVE MODE")
    try:
        yield
    finally:
        connection.rollback()
        connection.close()


def begins(store):
    """Is set as soon as a transaction has a connection."""
    begun = threading.Event()
    event.listen(store._database._engine, "engine_connect", lambda _: begun.set())
    return begun


def start_process(settings, script, **kwargs):
    """Another Python with an opened `store`, running the script's lines in `main`."""
    prelude = """
        import asyncio, os, signal, sys
        from datetime import timedelta
        from inboxd.config.store import StoreSettings
        from inboxd.edge.store import recording
        from inboxd.edge.store.store import SqlStore
        from tests.contracts.storing import *

        async def main():
            store = SqlStore(StoreSettings(url=sys.argv[1]))
    """
    body = textwrap.indent(textwrap.dedent(script), "    ")
    program = f"{textwrap.dedent(prelude)}{body}\nasyncio.run(main())\n"
    return subprocess.Popen([sys.executable, "-c", program, settings.url], stdout=subprocess.PIPE, text=True, **kwargs)


async def assert_whole(store, numbers):
    """These messages are there with everything that belongs to them, and no others."""
    entries = {entry.message_key async for entry in store.entries()}
    assert entries == {f"message-support-{number}" for number in numbers}
    for number in numbers:
        found = await store.case(f"case-{number}")
        assert (len(found.events), len(found.effects)) == (2, 3)
    assert len(await store.cases(limit=1000)) == len(numbers)
    history = await store.history(ask(addresses=frozenset({"mira@bluehill.example"})), NOW)
    assert len(history.answers) == len(numbers)


async def claim_all(store, owner):
    """Everything that this owner gets in many small claims."""
    taken = []
    while batch := await store.claim(ALL_KINDS, mailbox=None, now=LATER, owner=owner, limit=7):
        taken.extend(effect.effect_id for effect in batch)
    return taken


async def test_claims_of_two_owners_in_one_process_never_overlap(store, store_settings):
    await record(store, make_plan(effects=tuple(make_move(number, due_at=SOON) for number in range(300))))
    other = SqlStore(store_settings)
    await other.open()
    shares = await asyncio.gather(
        claim_all(store, "a"), claim_all(other, "b"), claim_all(store, "a"), claim_all(other, "b")
    )
    await other.close()
    taken = [effect_id for share in shares for effect_id in share]
    assert sorted(taken) == sorted(f"move:{number}" for number in range(300))


@pytest.mark.process
async def test_claims_of_several_processes_never_overlap(store, store_settings):
    await record(store, make_plan(effects=tuple(make_move(number, due_at=SOON) for number in range(300))))
    script = """
        await store.open()
        while batch := await store.claim(
            ALL_KINDS, mailbox=None, now=NOW + timedelta(hours=1), owner=str(os.getpid()), limit=7
        ):
            print(*(effect.effect_id for effect in batch), sep="\\n")
        await store.close()
    """
    workers = [start_process(store_settings, script) for _ in range(3)]
    taken = [line for worker in workers for line in worker.communicate(timeout=60)[0].split()]
    assert [worker.returncode for worker in workers] == [0, 0, 0]
    assert sorted(taken) == sorted(f"move:{number}" for number in range(300))


async def test_of_two_that_answer_the_same_mail_at_once_one_is_sent_back(store, store_settings):
    other = SqlStore(store_settings)
    await other.open()
    plans = [make_plan(number, answers=(make_answer(1, case_id=f"case-{number}"),)) for number in (1, 2)]
    ends = await asyncio.gather(record(store, plans[0]), record(other, plans[1]), return_exceptions=True)
    await other.close()
    assert sorted(type(end) for end in ends if isinstance(end, Exception)) == [Conflict]
    assert len((await store.history(ask(body_hashes=frozenset({"body-1"})), NOW)).answers) == 1
    assert (await store.counts()).messages == {"routed": 1}


async def test_of_two_that_change_a_case_at_once_one_is_sent_back(store, store_settings):
    await record(store, make_plan(1))
    other = SqlStore(store_settings)
    await other.open()
    read = (await store.case("case-1")).case
    ends = await asyncio.gather(
        *(record(each, Plan(make_entry(n), read)) for n, each in ((2, store), (3, other))), return_exceptions=True
    )
    await other.close()
    assert [type(end) for end in ends if isinstance(end, Exception)] == [Conflict]
    assert (await store.case("case-1")).case.revision == 2


async def test_a_cancelled_caller_learns_of_it_when_the_transaction_has_ended(store, store_settings):
    begun = begins(store)
    with blocked(store_settings):
        task = asyncio.create_task(record(store, make_plan(1), at=position(1)))
        await asyncio.to_thread(begun.wait)
        for _ in range(3):
            task.cancel()
            await asyncio.sleep(0)
        assert not task.done()
    with pytest.raises(asyncio.CancelledError):
        await task
    await assert_whole(store, [1])


async def test_what_has_not_begun_is_dropped_when_its_caller_is_cancelled(store, store_settings):
    writers = 1 if store_settings.url.startswith("sqlite") else 4
    begun = begins(store)
    with blocked(store_settings):
        busy = [asyncio.create_task(record(store, make_plan(number))) for number in range(writers)]
        await asyncio.to_thread(begun.wait)
        dropped = asyncio.create_task(record(store, make_plan(99)))
        await asyncio.sleep(0)
        dropped.cancel()
        with pytest.raises(asyncio.CancelledError):
            await dropped
    await asyncio.gather(*busy)
    await assert_whole(store, range(writers))


async def test_closing_lets_a_running_transaction_end(store, store_settings):
    begun = begins(store)
    with blocked(store_settings):
        task = asyncio.create_task(record(store, make_plan(1)))
        await asyncio.to_thread(begun.wait)
        closing = asyncio.create_task(store.close())
        await asyncio.sleep(0)
    await closing
    await task
    await store.open()
    await assert_whole(store, [1])


@pytest.mark.process
@pytest.mark.parametrize("step", ["save_cases", "add_effects", "save_position"])
async def test_a_process_killed_inside_a_transaction_leaves_nothing(store, store_settings, step):
    script = f"""
        recording.{step} = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
        await store.open()
        await record(store, *(make_plan(number) for number in range(20)), at=position(20))
    """
    process = start_process(store_settings, script)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    await assert_whole(store, [])
    assert await store.position("support", "INBOX") is None
    await record(store, *(make_plan(number) for number in range(20)), at=position(20))
    await assert_whole(store, range(20))


@pytest.mark.process
@pytest.mark.parametrize("lines", [1, 7, 23])
async def test_what_a_killed_process_was_told_is_stored_is_stored_whole(store, store_settings, lines):
    script = """
        await store.open()
        for number in range(10_000):
            await record(store, make_plan(number), at=position(number))
            print(number, flush=True)
    """
    process = start_process(store_settings, script)
    told = [int(process.stdout.readline()) for _ in range(lines)]
    process.kill()
    told += [int(line) for line in process.communicate(timeout=60)[0].split()]
    stored = (await store.position("support", "INBOX")).uid + 1
    # The very last one may be stored although nobody was told any more.
    assert stored in {len(told), len(told) + 1}
    await assert_whole(store, range(stored))


async def test_a_second_daemon_is_refused_by_a_clear_line_and_commands_are_not(sqlite_settings):
    daemon, second = SqlStore(sqlite_settings), SqlStore(sqlite_settings)
    await daemon.open(exclusive=True)
    with pytest.raises(Misconfigured, match=rf"in use by another inboxd \(process {os.getpid()}\)") as caught:
        await second.open(exclusive=True)
    assert "PostgreSQL" in caught.value.hint
    await second.open()
    await record(daemon, make_plan(1))
    assert await second.entry(identity(), "support")
    assert await second.change_effect("move:1", make_move().state, now=LATER, reason="by a command")
    await second.close()
    await daemon.close()


async def test_after_a_daemon_has_ended_the_next_one_may_start(sqlite_settings):
    for _ in range(2):
        daemon = SqlStore(sqlite_settings)
        await daemon.open(exclusive=True)
        await daemon.close()


@pytest.mark.process
async def test_a_killed_daemon_leaves_no_lock_behind(sqlite_settings):
    script = """
        await store.open(exclusive=True)
        print("open", flush=True)
        await asyncio.sleep(60)
    """
    killed = start_process(sqlite_settings, script)
    assert killed.stdout.readline() == "open\n"
    daemon = SqlStore(sqlite_settings)
    with pytest.raises(Misconfigured, match=f"process {killed.pid}"):
        await daemon.open(exclusive=True)
    killed.kill()
    killed.communicate()
    await daemon.open(exclusive=True)
    await daemon.close()


@pytest.mark.real
async def test_postgresql_serves_several_daemons(postgres_url):
    daemons = [SqlStore(StoreSettings(url=postgres_url)) for _ in range(2)]
    await daemons[0].migrate()
    for daemon in daemons:
        await daemon.open(exclusive=True)
    await record(daemons[0], make_plan(1, case=make_case(1), events=(make_event(1),)))
    assert await daemons[1].entry(identity(), "support")
    for daemon in daemons:
        await daemon.close()


@pytest.fixture
async def sqlite_settings(tmp_path):
    settings = StoreSettings(url=f"sqlite:///{tmp_path / 'inboxd.db'}")
    store = SqlStore(settings)
    await store.migrate()
    await store.close()
    return settings


async def start_other():
    """Another living process of this machine, and its name among the owners."""
    other = await asyncio.create_subprocess_exec("sleep", "600")
    return other, f"{worker_name().rpartition('/')[0]}/{other.pid}-{_start_of(other.pid)}"


async def test_what_an_undo_began_is_taken_over_only_when_that_process_has_ended(store):
    other, name = await start_other()
    claimed = await record(store, make_plan(1, effects=(make_move(1),)), owner=name)
    effect_id = claimed[0].effect_id
    assert await store.past.take_over([effect_id], owner=worker_name(), now=SOON) == ()
    other.kill()
    await other.wait()
    (taken,) = await store.past.take_over([effect_id], owner=worker_name(), now=SOON)
    assert taken.effect_id == effect_id
    assert len(await store.past.take_over([effect_id], owner=worker_name(), now=SOON)) == 1


@pytest.mark.parametrize("owner", ["", "daemon"])
async def test_what_a_running_undo_has_in_hand_is_not_released_with_what_dead_processes_had(store, owner):
    other, name = await start_other()
    await record(store, make_plan(1, effects=(make_move(1),)), owner=name)
    await record(store, make_plan(2, effects=(make_move(2),)), owner="dead")
    await record(store, make_plan(3, effects=(make_move(3),)), owner=worker_name())
    assert await store.release("support", owner=owner) == 2
    assert await store.release(owner=owner) == 0
    taken = await store.claim(ALL_KINDS, mailbox="support", now=NOW, owner=worker_name(), limit=9)
    assert {each.effect_id for each in taken} == {"move:2", "move:3"}
    other.kill()
    await other.wait()
    assert await store.release("support", owner=worker_name()) == 1


@pytest.mark.real
async def test_a_daemon_that_is_suspended_keeps_no_claims_although_it_is_seen_running(postgres_url):
    store = SqlStore(StoreSettings(url=postgres_url))
    await store.migrate()
    await store.open()
    other, name = await start_other()
    await record(store, make_plan(1, effects=(make_move(1),)), owner=name)
    sign_in = "INSERT INTO workers VALUES (%s, 'scope', clock_timestamp() + %s)"
    await store._database.write(lambda database: database.exec_driver_sql(sign_in, (name, timedelta(minutes=1))))
    assert await store.release("support", owner="heir") == 0
    lapse = "UPDATE workers SET until = clock_timestamp()"
    await store._database.write(lambda database: database.exec_driver_sql(lapse))
    assert await store.release("support", owner="heir") == 1
    other.kill()
    await other.wait()
    await store.close()
