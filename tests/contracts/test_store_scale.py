"""Cost follows what is asked for, not what is stored: shown by the databases' own plans, not by time."""

from datetime import timedelta

import pytest
from sqlalchemy import event, text

from inboxd.config.store import StoreSettings
from inboxd.core.values.effect import EffectState
from inboxd.core.values.history import Suppression
from inboxd.core.values.plan import Cancel, Plan, StartClock
from inboxd.edge.store.journal import _WHERE_IT_LIES
from inboxd.edge.store.store import SqlStore
from tests.contracts.storing import (
    ALL_KINDS,
    LETTERS,
    NOW,
    ask,
    identity,
    make_case,
    make_entry,
    make_event,
    make_follow_up,
    make_plan,
    record,
)

PENDING = 100_000
STORED = 20_000
BATCH = 20
NUMBERS = {
    "sqlite": "WITH RECURSIVE numbers(n) AS (SELECT 10 UNION ALL SELECT n + 1 FROM numbers WHERE n < 9 + {count}) ",
    "postgresql": "WITH numbers(n) AS (SELECT generate_series(10, 9 + {count})) ",
}


def copies(table, changes, columns, dialect, count):
    """An INSERT that copies the first row of a table many times."""
    values = ", ".join(changes.get(name, f'pattern."{name}"') for name in columns)
    if dialect == "postgresql":
        values = values.replace(LONG_AGO, f"{LONG_AGO}::timestamptz")
    names = ", ".join(f'"{name}"' for name in columns)
    numbers = NUMBERS[dialect].format(count=count)
    return f"INSERT INTO {table} ({names}) {numbers} SELECT {values} FROM {table} AS pattern, numbers"


FILLS = (
    ("outbox", PENDING, {"effect_id": "'f' || n", "case_id": "'case-' || n", "message_id": "'o-' || n"}),
    ("messages", STORED, {"message_key": "'m' || n", "message_id": "'id-' || n", "digest": "'d-' || n"}),
    ("cases", STORED, {"case_id": "'case-' || n", "token": "'T-' || n", "customer": "'c-' || n"}),
    ("case_events", STORED, {"event_key": "'e' || n", "case_id": "'case-' || n"}),
    ("answers", STORED, {"answer_key": "'a' || n", "address": "'c-' || n", "domain": "'d-' || n"}),
    ("suppressions", STORED, {"address": "'c-' || n"}),
    ("case_marks", STORED, {"mark": "'topic:' || n", "case_id": "'case-' || n"}),
)
LONG_AGO = "'2029-01-31T09:30:00.000000Z'"
EXTRA = {
    "messages": {
        "uid": "n",
        "case_id": "'case-' || n",
        "sender": "'c-' || n",
        "outcome": "'routed'",
        "in_reply_to": "'r-' || n",
    },
    "cases": {"waiting_since": "NULL", "state": "'resolved'"},
    "answers": {"case_id": "'case-' || n", "body_hash": "'b-' || n", "at": LONG_AGO},
}


def fill(connection):
    """100,000 follow-ups that are due in three days, and an old installation's journal around them."""
    dialect = connection.dialect.name
    for table, count, changes in FILLS:
        columns = list(connection.execute(text(f"SELECT * FROM {table} LIMIT 0")).keys())
        connection.execute(text(copies(table, changes | EXTRA.get(table, {}), columns, dialect, count)))
    if dialect == "postgresql":
        connection.execute(text("ANALYZE"))


async def begin(store):
    """The rows that are copied."""
    pending = make_follow_up(due_at=NOW + timedelta(days=3), state=EffectState.QUEUED)
    answer = make_plan().answers[0]
    await record(store, make_plan(effects=(pending,), events=(make_event(),), answers=(answer,), marks=("topic:1",)))
    await store.suppress(Suppression("noor@larch.example", "asked", None))


@pytest.fixture
async def full_store(store):
    await begin(store)
    await store._database.write(fill)
    return store


async def plans_of(store, call):
    """How the database carries out each statement of a call, in its own words."""
    seen = []

    def note(connection, _cursor, statement, parameters, _context, _many):
        if statement.lstrip().upper().startswith(("SELECT", "UPDATE")):
            first = parameters[0] if _many else parameters
            explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
            cursor = connection.connection.cursor()
            cursor.execute(f"{explain} {statement}", first)
            seen.append("\n".join([statement, *(" ".join(map(str, row)) for row in cursor.fetchall())]))

    event.listen(store._database._engine, "before_cursor_execute", note)
    await call
    event.remove(store._database._engine, "before_cursor_execute", note)
    assert seen
    return seen


def assert_no_scans(plans):
    for plan in plans:
        for line in plan.splitlines():
            # In the order of an index, as far as a LIMIT wants it, is no whole scan; nor are the values of an IN list.
            whole = "SCAN " in line and "USING INDEX" not in line and "CONSTANT ROW" not in line
            assert not whole, plan
            # The table of facts holds a handful of rows for ever.
            assert "Seq Scan" not in line or "Seq Scan on facts" in line, plan


BIG_QUESTION = ask(
    message_ids=frozenset(identity(number).message_id for number in range(BATCH)),
    addresses=frozenset(f"customer-{number}@larch.example" for number in range(BATCH)),
    domains=frozenset(f"larch-{number}.example" for number in range(BATCH)),
    body_hashes=frozenset(f"body-{number}" for number in range(BATCH)),
    tokens=frozenset({"AAAA-0001"}),
    identities=frozenset(identity(number) for number in range(BATCH)),
    marks=frozenset(f"number:{number}" for number in range(BATCH)),
)
CALLS = {
    "claim": lambda store: store.claim(ALL_KINDS, mailbox=None, now=NOW, owner="a", limit=50),
    "claim of a mailbox": lambda store: store.claim(LETTERS, mailbox="support", now=NOW, owner="a", limit=50),
    "claim of what is due": lambda store: store.claim(
        LETTERS, mailbox="support", now=NOW + timedelta(days=4), owner="a", limit=50
    ),
    "next due": lambda store: store.next_due(ALL_KINDS),
    "next due of a mailbox": lambda store: store.next_due(ALL_KINDS, "support"),
    "release": lambda store: store.release(),
    "in doubt": lambda store: store.in_doubt("support"),
    "list": lambda store: store.effects(limit=20),
    "cancel": lambda store: record(store, Plan(None, cancels=(Cancel("case-500", "follow_up", "wrote"),))),
    "start": lambda store: record(store, Plan(None, starts=(StartClock("case-500", "follow_up", NOW),))),
    "record": lambda store: record(store, make_plan(1), make_plan(2)),
    "history": lambda store: store.history(BIG_QUESTION, NOW),
    "case": lambda store: store.case("case-500"),
    "case by token": lambda store: store.case("T-500"),
    "surroundings": lambda store: store.surroundings(make_case(500, customer="c-500")),
    "waiting messages": lambda store: store.waiting_messages("support"),
    "entry": lambda store: store.entry(identity(), "support"),
    "first page": lambda store: anext(store.entries()),
    "first page of a mailbox": lambda store: anext(store.entries("support")),
}


async def test_no_call_reads_a_whole_table_of_pending_follow_ups_and_old_messages(full_store):
    assert (await full_store.counts()).effects["follow_up/queued"] == PENDING + 1
    for call in CALLS.values():
        plans = await plans_of(full_store, call(full_store))
        assert_no_scans(plans)


async def test_a_claim_reads_due_effects_in_the_order_of_the_index(full_store):
    for name in ("claim", "claim of a mailbox", "claim of what is due"):
        plans = await plans_of(full_store, CALLS[name](full_store))
        assert not [plan for plan in plans if "TEMP B-TREE" in plan or "Sort" in plan]
        assert any("ix_outbox_" in plan for plan in plans)


async def test_waiting_messages_are_found_by_their_cases_and_read_without_their_verdicts(full_store):
    plans = await plans_of(full_store, CALLS["waiting messages"](full_store))
    assert any("ix_cases_waiting_since" in plan for plan in plans)
    assert any("ix_messages_case_id" in plan for plan in plans)
    assert not any("verdict_json" in name for name in map(str, _WHERE_IT_LIES))


async def test_a_history_takes_the_same_number_of_statements_for_one_message_and_for_many(store):
    await record(store, make_plan(1, case=make_case(1), entry=make_entry(1)))
    small = ask(message_ids=frozenset({identity(1).message_id}), identities=frozenset({identity(1)}))
    few = await plans_of(store, store.history(small, NOW))
    many = await plans_of(store, store.history(BIG_QUESTION, NOW))
    assert len(few) <= len(many) <= 20


class Steps:
    """Counts the instructions that SQLite's machine carries out, in hundreds."""

    def __init__(self, store):
        self.hundreds = 0
        event.listen(store._database._engine, "begin", self._watch)

    def _watch(self, connection):
        connection.connection.dbapi_connection.set_progress_handler(self._tick, 100)

    def _tick(self):
        self.hundreds += 1
        return 0

    async def of(self, call):
        before = self.hundreds
        await call
        return self.hundreds - before


async def steps_of_calls(path, *, full):
    """How many steps each call takes on a store of its own."""
    store = SqlStore(StoreSettings(url=f"sqlite:///{path}"))
    await store.migrate()
    await store.open()
    await begin(store)
    if full:
        await store._database.write(fill)
    steps = Steps(store)
    counted = {name: await steps.of(call(store)) for name, call in CALLS.items()}
    await store.close()
    return counted


async def test_sqlite_takes_no_more_steps_with_a_hundred_thousand_follow_ups_than_with_one(tmp_path):
    few = await steps_of_calls(tmp_path / "few.db", full=False)
    many = await steps_of_calls(tmp_path / "many.db", full=True)
    # A claim brings 50 effects instead of one, a page 500 entries; to read all messages once would be a thousand more.
    assert {name: many[name] for name in CALLS if many[name] > few[name] + 300} == {}
