"""What is older than it need be is let go, what still matters is not, and old mail is never taken for new."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from inboxd.config.retention import RetentionSettings
from inboxd.core.values.case import CaseState
from inboxd.core.values.effect import EffectState, FileCopy
from inboxd.core.values.history import Suppression
from inboxd.core.values.outcome import Cancelled, Done, Failed, Held
from inboxd.core.values.plan import Plan
from inboxd.edge.store import retention
from inboxd.edge.store.retention import RULES, UNFINISHED
from inboxd.edge.store.rows import insert_new
from inboxd.edge.store.tables import complaints, messages, metadata, outbox, ratings, reviews, trend_members, trends
from inboxd.run.retention import let_go
from tests.contracts.storing import (
    NOW,
    ask,
    identity,
    make_acknowledgment,
    make_answer,
    make_case,
    make_entry,
    make_event,
    make_follow_up,
    make_move,
    make_plan,
    position,
    record,
    state_of,
)

MIRA = "mira@bluehill.example"
YEARS = timedelta(days=800)
CLOSED = {"state": CaseState.RESOLVED, "waiting_since": None, "reply_due_at": None, "resolved_at": NOW}
SETTINGS = RetentionSettings()


class At:
    """A clock that stands still."""

    def __init__(self, moment):
        self.moment = moment

    def now(self):
        return self.moment


async def keep_to(store, settings=SETTINGS, *, after=YEARS):
    return await let_go(store.personal, settings.spans(), At(NOW + after), asyncio.Event())


def closed(number=1, **changes):
    """A case that is over, with everything done."""
    return make_plan(
        number,
        case=make_case(number, **CLOSED),
        effects=(make_move(number), make_acknowledgment(number)),
        **changes,
    )


async def finish_all(store, *numbers):
    for number in numbers:
        ends = [Done(f"move:{number}", NOW), Done(f"acknowledgment:{number}", NOW)]
        await store.finish(ends, now=NOW, owner="worker")


async def count(store, table):
    query = select(func.count()).select_from(table)
    return await store._database.read(lambda connection: connection.execute(query).scalar_one())


async def insert(store, table, *rows):
    def fill(connection):
        connection.execute(insert_new(table, connection.dialect.name), list(rows)).all()

    await store._database.write(fill)


async def test_nothing_is_let_go_before_its_time(store):
    await record(store, closed())
    await finish_all(store, 1)
    before = [await count(store, table) for table in metadata.sorted_tables]
    gone = await keep_to(store, after=timedelta(days=89))
    assert set(gone.values()) == {0}
    assert [await count(store, table) for table in metadata.sorted_tables] == before
    assert (await store.entry(identity(1), "support")).sender == MIRA


async def test_a_closed_case_goes_with_its_history_and_its_messages_are_made_bare(store):
    await record(store, closed(), at=position(1))
    await finish_all(store, 1)
    gone = await keep_to(store)
    assert {rule: number for rule, number in gone.items() if number} == {
        "messages": 1, "letters": 1, "effects": 1, "cases": 1, "answers": 1,
    }  # fmt: skip
    assert await store.case("case-1") is None
    assert await count(store, metadata.tables["case_events"]) == 0
    entry = await store.entry(identity(1), "support")
    assert (entry.sender, entry.subject, entry.verdict_json, entry.body_hash) == ("", "", "", "")
    assert (entry.outcome, entry.place, entry.received_at) == ("routed", make_entry(1).place, make_entry(1).received_at)


async def test_old_mail_is_not_taken_for_new_after_its_row_was_made_bare(store):
    await record(store, closed(), at=position(1))
    await finish_all(store, 1)
    await keep_to(store)
    before, later = await store.entry(identity(1), "support"), NOW + YEARS
    question = ask(identities=frozenset({identity(1)}), message_ids=frozenset({identity(1).message_id}))
    history = await store.history(question, later)
    assert history.known == {identity(1): "message-support-1"}
    assert history.seen_message_ids == {identity(1).message_id}
    assert await record(store, Plan(make_entry(1, outcome="known")), now=later) == ()
    assert await store.entry(identity(1), "support") == before


async def test_our_own_letters_are_recognised_for_good(store):
    await record(store, closed())
    await finish_all(store, 1)
    await keep_to(store)
    assert (await store.effect("acknowledgment:1")).deed.to == ""
    history = await store.history(ask(message_ids=frozenset({"ours-1@ourshop.example"})), NOW + YEARS)
    assert history.own_message_ids == {"ours-1@ourshop.example": "acknowledgment:1"}


async def test_a_second_time_there_is_nothing_to_do(store):
    await record(store, closed(1), closed(2))
    await finish_all(store, 1, 2)
    assert any((await keep_to(store)).values())
    assert set((await keep_to(store)).values()) == {0}


@pytest.mark.parametrize("state", [state for state in CaseState if state is not CaseState.RESOLVED])
async def test_a_case_that_is_open_stays_with_its_messages_however_old(store, state):
    await record(store, make_plan(1, case=make_case(1, state=state), effects=()))
    gone = await keep_to(store)
    assert (gone["cases"], gone["messages"], gone.get("identities", 0)) == (0, 0, 0)
    assert (await store.case("case-1")).case.customer == MIRA
    assert await store.entry(identity(1), "support") == make_entry(1)


@pytest.mark.parametrize("state", sorted(UNFINISHED))
async def test_work_that_has_not_ended_stays_and_keeps_its_case(store, state):
    effect = make_follow_up(1, state=state)
    await record(store, make_plan(1, case=make_case(1, **CLOSED), effects=(effect,)))
    settings = RetentionSettings(identities="400d")
    gone = await keep_to(store, settings)
    assert (gone["letters"], gone["effects"], gone["cases"], gone["own letters"]) == (0, 0, 0, 0)
    assert (await store.effect("follow_up:1")).deed == effect.deed
    assert await store.case("case-1") is not None


@pytest.mark.parametrize("outcome", [Failed("move:1", NOW, "no"), Cancelled("move:1", NOW, "no"), Done("move:1", NOW)])
async def test_work_that_has_ended_goes_however_it_ended(store, outcome):
    await record(store, make_plan(1, effects=(make_move(1),)))
    await store.finish([outcome], now=NOW, owner="worker")
    await keep_to(store)
    assert await state_of(store, "move:1") is None


async def test_what_was_only_decided_in_shadow_goes_too(store):
    await record(store, make_plan(1, effects=(make_acknowledgment(1, state=EffectState.SHADOW),)))
    await keep_to(store)
    assert (await store.effect("acknowledgment:1")).deed.to == ""


async def test_what_was_taken_up_again_in_between_stays(store):
    await record(store, closed())
    await finish_all(store, 1)
    rule, before = RULES["cases"], NOW + timedelta(days=1)
    keys, _ = await store._database.read(lambda connection: retention.find_old(connection, rule, before, None))
    assert keys == [("case-1",)]
    case = (await store.case("case-1")).case
    reopened = replace(case, state=CaseState.WAITING, waiting_since=NOW)
    await record(store, Plan(None, reopened, (make_event(1, event_key="again"),)))
    assert await store._database.write(lambda connection: retention.let_go(connection, rule, before, keys)) == 0
    assert (await store.case("case-1")).case.state is CaseState.WAITING


async def test_positions_suppressions_and_secrets_are_never_let_go(store):
    await record(store, closed(), at=position(1))
    await store.suppress(Suppression(MIRA, "asked", None))
    await store.suppress(Suppression("noor@redfield.example", "undeliverable", NOW))
    secret = await store.kept_secret("key", lambda: "once")
    await keep_to(store, RetentionSettings(identities="400d"))
    assert await store.position("support", "INBOX") == position(1)
    assert await store.kept_secret("key", lambda: "twice") == secret
    history = await store.history(ask(addresses=frozenset({MIRA, "noor@redfield.example"})), NOW - timedelta(days=1))
    # One that has run out says nothing any more.
    assert set(history.suppressions) == {MIRA}


async def test_identities_go_only_when_they_are_told_to(store):
    await record(store, closed())
    await finish_all(store, 1)
    await keep_to(store)
    assert (await count(store, messages), await count(store, outbox)) == (1, 1)
    gone = await keep_to(store, RetentionSettings(identities="500d"))
    assert (gone["identities"], gone["own letters"]) == (1, 1)
    assert (await count(store, messages), await count(store, outbox)) == (0, 0)


async def test_what_is_kept_forever_stays(store):
    await record(store, closed())
    await finish_all(store, 1)
    names = ("messages", "cases", "outbox", "answers", "ratings", "complaints", "reviews")
    assert await keep_to(store, RetentionSettings(**dict.fromkeys(names, "forever"))) == {"suppressions": 0}
    assert (await store.entry(identity(1), "support")).sender == MIRA


async def test_ratings_reviews_and_complaints_go_by_their_own_time(store):
    await record(store, make_plan(1))
    await insert(store, ratings, {"rating_key": "r", "case_id": "case-1", "at": NOW, "value": 5, "source": "mail"})
    review = {"message_key": "m", "case_id": "case-1", "agent": "jo@ourshop.example", "at": NOW, "findings": "[]"}
    await insert(store, reviews, review)
    trend = {
        "trend_id": "t", "subject": "topic:login", "topic": "login", "words": (), "state": "open", "since": NOW,
        "alerted_at": NOW, "window": 3600.0, "expected": 1.0, "seen": 9, "customers": 9, "domains": 9, "cases": (),
        "declared_at": None, "resolved_at": None, "url": "", "texts": "{}",
    }  # fmt: skip
    await insert(store, trends, trend)
    known = {"case_id": "case-1", "customer": MIRA, "message_key": "m", "at": NOW}
    await insert(store, trend_members, {"trend_id": "t", **known})
    complaint = {"recorded_at": NOW, "mailbox": "support", "domain": "bluehill.example", "language": "en"}
    await insert(store, complaints, {**known, **complaint, "topics": (), "words": ("printer",)})
    settings = RetentionSettings(ratings="30d", reviews="60d", complaints="90d")
    for days, left in ((29, (1, 1, 1, 1)), (31, (0, 1, 1, 1)), (61, (0, 0, 1, 1)), (91, (0, 0, 0, 0))):
        await keep_to(store, settings, after=timedelta(days=days))
        tables = (ratings, reviews, complaints, trend_members)
        assert tuple([await count(store, table) for table in tables]) == left


async def test_many_rows_go_in_batches_with_a_pause_for_others_in_between(store, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 3)
    plans = [closed(number) for number in range(1, 9)]
    await record(store, *plans)
    await finish_all(store, *range(1, 9))
    batches = []

    def note(_connection, _cursor, statement, *_):
        if statement.startswith("UPDATE messages"):
            batches.append(statement)

    event.listen(store._database._engine, "before_cursor_execute", note)
    gone = await keep_to(store)
    assert (gone["messages"], gone["letters"], gone["effects"], gone["cases"], gone["answers"]) == (8, 8, 8, 8, 8)
    assert len(batches) == 3


async def test_letting_go_stops_when_it_is_told_to(store, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 1)
    await record(store, *(closed(number) for number in range(1, 5)))
    stop = asyncio.Event()
    stop.set()
    gone = await let_go(store.personal, SETTINGS.spans(), At(NOW + YEARS), stop)
    assert gone["messages"] == 1


async def test_a_copy_that_is_still_to_be_filed_keeps_its_bytes(store):
    copy = make_move(1, effect_id="copy:1", deed=FileCopy("To: mira@bluehill.example", "ours@ourshop.example", ""))
    await record(store, make_plan(1, effects=(copy,), answers=(make_answer(1),)))
    await store.finish([Held("copy:1", NOW, "nobody knows")], now=NOW, owner="worker")
    await keep_to(store)
    assert (await store.effect("copy:1")).deed == copy.deed
