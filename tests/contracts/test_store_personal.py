"""What every `Store` owes to people: what is held is found, what is forgotten is gone, and nothing happens twice."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import String, cast, select

from inboxd.core.values.case import CaseState
from inboxd.core.values.effect import Alarm, EffectState, FileCopy, Stage
from inboxd.core.values.history import Suppression
from inboxd.core.values.outcome import Cancelled, Done, Held
from inboxd.core.values.plan import Direction, Plan
from inboxd.core.values.tone import Review, ToneFinding, ToneKind
from inboxd.edge.store.forgetting import forgotten_lines
from inboxd.edge.store.holdings import HOLDINGS, Fate, held_tables
from inboxd.edge.store.retention import BARE_LETTERS, RULES
from inboxd.edge.store.rows import insert_new
from inboxd.edge.store.store import SqlStore
from inboxd.edge.store.tables import case_marks, cases, complaints, metadata, ratings, trend_members, trends
from inboxd.errors import Conflict, Overtaken
from tests.contracts.storing import (
    LETTERS,
    NOW,
    ask,
    identity,
    make_acknowledgment,
    make_answer,
    make_case,
    make_entry,
    make_event,
    make_letter,
    make_move,
    make_plan,
    position,
    record,
    state_of,
)

# The sample mails' Message-IDs hold the address's domain, as many real ones do; they are kept on purpose.
MIRA, NOOR = "mira@bluehill.example", "noor@redfield.example"
LATER = NOW + timedelta(hours=1)
CLOSED = {"state": CaseState.RESOLVED, "waiting_since": None, "reply_due_at": None, "resolved_at": NOW}
ANSWER_KEY = f"acknowledgment:{MIRA}:mail-1"


def of_noor(number, **changes):
    answer = make_answer(number, address=NOOR, domain="redfield.example")
    effect = make_acknowledgment(number, deed=make_letter("acknowledgment", to=NOOR, to_name="Noor"))
    plan = make_plan(
        number,
        entry=make_entry(number, sender=NOOR),
        case=make_case(number, customer=NOOR, customer_name="Noor"),
        effects=(make_move(number), effect),
        answers=(answer,),
    )
    return replace(plan, **changes)


def of_mira(**changes):
    return make_plan(1, **{"answers": (make_answer(answer_key=ANSWER_KEY),), **changes})


async def add_rest(store):
    """Rows of the tables that other parts of the program fill."""
    trend = {
        "trend_id": "t1", "subject": "topic:login", "topic": "login", "words": (), "state": "open", "since": NOW,
        "alerted_at": NOW, "window": 3600.0, "expected": 1.0, "seen": 9, "customers": 9, "domains": 9, "cases": (),
        "declared_at": None, "resolved_at": None, "url": "", "texts": "{}",
    }  # fmt: skip
    complaint = {
        "message_key": "message-support-1", "at": NOW, "recorded_at": NOW, "mailbox": "support", "customer": MIRA,
        "domain": "bluehill.example", "case_id": "case-1", "language": "en", "topics": (), "words": ("printer",),
    }  # fmt: skip
    member = {
        "trend_id": "t1", "customer": MIRA, "case_id": "case-1", "message_key": "message-support-1", "at": NOW,
    }  # fmt: skip
    rating = {"rating_key": "r1", "case_id": "case-1", "at": NOW, "value": 5, "source": "mail"}

    def fill(connection):
        mark = {"mark": "topic:login", "case_id": "case-1", "at": NOW}
        rows = (
            (trends, trend),
            (complaints, complaint),
            (trend_members, member),
            (ratings, rating),
            (case_marks, mark),
        )
        for table, row in rows:
            connection.execute(insert_new(table, connection.dialect.name), row)

    await store._database.write(fill)


@pytest.fixture
async def full(store):
    """Mira's case with everything that can follow from one, and Noor's beside it."""
    review = Review(
        "case-1", "sent-1", "jo@ourshop.example", NOW, (ToneFinding(ToneKind.BLAME, "you forgot", "", "f", 1),)
    )
    reply = make_entry(7, message_key="sent-1", direction=Direction.SENT, sender="jo@ourshop.example", case_id="case-1")
    alarm = replace(
        make_move(8), effect_id="alarm:1", deed=Alarm(Stage.BREACH, title=f"{MIRA} waits"), case_id="case-1"
    )
    told = make_event(2, reason=f"asked together with {MIRA}")
    await record(store, of_mira(effects=(*make_plan(1).effects, alarm)), at=position(2))
    await record(store, of_noor(2, events=(*make_plan(2).events, replace(told, event_key="told"))))
    await record(store, Plan(reply, review=review))
    await store.suppress(Suppression(MIRA, "asked", None))
    await add_rest(store)
    return store


async def dump(store):
    """Every value of every table as text."""

    def read(connection):
        return {
            name: [tuple(map(str, row)) for row in connection.execute(select(*(cast(c, String) for c in table.c)))]
            for name, table in metadata.tables.items()
        }

    return await store._database.read(read)


async def places_of(store, word):
    return {name for name, rows in (await dump(store)).items() if any(word in value for row in rows for value in row)}


# ── the list of what is held ──


def test_every_table_says_what_it_holds_of_a_person_and_how_long():
    assert set(HOLDINGS) == set(metadata.tables)
    ruled = {rule.table.name for rule in RULES.values()}
    # These go with their case.
    ruled |= {
        name for name, table in metadata.tables.items() for key in table.foreign_keys if key.column.table is cases
    }
    for name, holding in HOLDINGS.items():
        assert (name in ruled) == (holding.fate is not Fate.UNTOUCHED), name
        assert holding.kept or holding.why, name


def test_every_column_that_points_to_a_person_is_looked_at():
    for name, table in metadata.tables.items():
        holding, columns = HOLDINGS[name], set(table.c.keys())
        if holding.fate is Fate.UNTOUCHED:
            assert not columns & {"customer", "sender", "address", "case_id", "message_key"}, name
            continue
        if name not in {"cases", "messages"}:
            assert columns & {"case_id", "message_key"} == set(holding.through), name
        assert columns & {"customer", "sender", "address"} <= {holding.address}, name


# ── found ──


async def test_everything_of_a_person_is_found_and_nothing_of_others(full):
    held = await full.personal.held(MIRA)
    assert set(held.rows) == set(held_tables())
    assert held.counts["messages"] == 2
    assert held.waiting == ("AAAA-0001",)
    assert held.places == {("support", "INBOX"): 2}
    assert {name: len(rows) for name, rows in held.mentions.items()} == {"case_events": 1}
    assert NOOR not in str(held.rows)


async def test_an_address_that_is_part_of_a_longer_one_is_somebody_else(store):
    other = make_plan(
        1,
        entry=make_entry(1, sender=f"sa{MIRA}", subject=f"for {MIRA}.com and sa{MIRA}"),
        case=make_case(1, customer=f"sa{MIRA}"),
        effects=(),
        answers=(),
    )
    await record(store, other)
    assert (await store.personal.held(MIRA)).is_empty
    assert (await store.personal.forget(MIRA, now=LATER)).rows == {}
    assert (await store.entry(identity(1), "support")).sender == f"sa{MIRA}"


# ── forgotten ──


async def test_a_forgotten_person_is_in_no_table_any_more(full):
    await full.personal.forget(MIRA, now=LATER)
    assert await places_of(full, MIRA) == set()
    assert await places_of(full, "Mira") == set()
    assert (await full.personal.held(MIRA)).counts == {"suppressions": 1, "answers": 1}


async def test_what_others_have_is_left_as_it_was_but_for_the_address_in_their_words(full):
    before = await full.case("case-2")
    await full.personal.forget(MIRA, now=LATER)
    after = await full.case("case-2")
    assert (after.case, after.effects) == (before.case, before.effects)
    assert (await full.entry(identity(2), "support")).sender == NOOR
    assert "asked together with (forgotten)" in [event.reason for event in after.events]


async def test_that_somebody_was_forgotten_is_written_down_without_saying_who(full):
    gone = await full.personal.forget(MIRA, now=LATER)
    ((name, counts),) = (await full._database.read(forgotten_lines)).items()
    assert name.startswith(f"forgotten {LATER.isoformat()} forgotten:")
    assert counts == {**gone.rows, "mentions": 1}
    assert await full.personal.forget(MIRA, now=LATER) == replace(gone, rows={}, mentions=0)
    assert len(await full._database.read(forgotten_lines)) == 1


async def test_a_forgotten_message_is_still_known_and_is_not_handled_again(full):
    await full.personal.forget(MIRA, now=LATER)
    history = await full.history(ask(identities=frozenset({identity(1)})), LATER)
    assert history.known == {identity(1): "message-support-1"}
    entry = await full.entry(identity(1), "support")
    assert (entry.sender, entry.subject, entry.verdict_json, entry.case_id) == ("", "", "", "")
    assert (entry.outcome, entry.route, entry.place) == ("routed", "priority", make_entry(1).place)


async def test_our_own_letters_are_still_recognised_as_ours(full):
    await full.personal.forget(MIRA, now=LATER)
    history = await full.history(ask(message_ids=frozenset({"ours-1@ourshop.example"})), LATER)
    assert history.own_message_ids == {"ours-1@ourshop.example": "acknowledgment:1"}


async def test_caps_and_a_wish_for_silence_still_hold_when_the_person_is_back(full):
    await full.personal.forget(MIRA, now=LATER)
    asked = ask(addresses=frozenset({MIRA}), domains=frozenset({"bluehill.example"}))
    history = await full.history(asked, NOW + timedelta(minutes=1))
    (answer,) = history.answers
    assert (answer.address, answer.domain, answer.case_id) == (MIRA, "bluehill.example", "")
    assert history.suppressions == {MIRA: Suppression(MIRA, "asked", None)}
    of_noor_only = await full.history(ask(addresses=frozenset({NOOR})), NOW + timedelta(minutes=1))
    assert [each.address for each in of_noor_only.answers] == [NOOR]


async def test_an_undeliverable_address_is_forgotten_too(store):
    await store.suppress(Suppression(MIRA, "undeliverable", LATER))
    await store.personal.forget(MIRA, now=LATER)
    assert not (await store.history(ask(addresses=frozenset({MIRA})), NOW)).suppressions


# ── beside a daemon at work ──


async def test_letters_that_have_not_gone_out_are_called_off_also_in_the_hands_of_a_worker(full):
    assert await state_of(full, "acknowledgment:1") is EffectState.QUEUED
    await full.personal.forget(MIRA, now=NOW)
    assert await state_of(full, "acknowledgment:1") is EffectState.CANCELLED
    assert await state_of(full, "follow_up:1") is EffectState.CANCELLED
    with pytest.raises(Overtaken):
        await full.mark_sending("acknowledgment:1", now=NOW, owner="worker")
    await full.finish([Done("acknowledgment:1", NOW)], now=NOW, owner="worker")
    assert await state_of(full, "acknowledgment:1") is EffectState.CANCELLED
    assert await full.claim(LETTERS, mailbox=None, now=NOW + timedelta(days=30), owner="x", limit=9) != ()


async def test_while_a_letter_is_at_its_final_dot_nothing_is_forgotten(full):
    await full.mark_sending("acknowledgment:1", now=NOW, owner="worker")
    before = await dump(full)
    gone = await full.personal.forget(MIRA, now=LATER)
    assert gone.underway
    after = await dump(full)
    assert {name for name in after if after[name] != before[name]} <= {"facts"}
    await full.finish([Done("acknowledgment:1", NOW)], now=NOW, owner="worker")
    assert not (await full.personal.forget(MIRA, now=LATER)).underway
    assert await state_of(full, "acknowledgment:1") is EffectState.DONE


async def test_a_letter_that_nobody_could_prove_is_called_off_with_the_person(full):
    await full.mark_sending("acknowledgment:1", now=NOW, owner="worker")
    await full.finish([Held("acknowledgment:1", NOW, "no copy")], now=NOW, owner="worker")
    await full.personal.forget(MIRA, now=LATER)
    assert await state_of(full, "acknowledgment:1") is EffectState.CANCELLED


async def test_a_move_that_is_due_is_still_carried_out(full):
    await full.personal.forget(MIRA, now=NOW)
    assert (await full.effect("move:1")).deed == make_move(1).deed
    await full.finish([Done("move:1", NOW, place=make_entry(1).place)], now=NOW, owner="worker")
    assert await state_of(full, "move:1") is EffectState.DONE


async def test_a_case_that_was_forgotten_does_not_come_back_by_what_a_worker_remembers(full):
    remembered = (await full.case("case-1")).case
    await full.personal.forget(MIRA, now=LATER)
    with pytest.raises(Conflict):
        await record(full, Plan(make_entry(9), replace(remembered, messages=2)))
    assert await full.case("case-1") is None
    assert await full.entry(identity(9), "support") is None


async def test_what_a_person_writes_afterwards_begins_a_new_case(full):
    await full.personal.forget(MIRA, now=LATER)
    taken = await record(full, make_plan(5), now=LATER)
    assert {effect.effect_id for effect in taken} == {"move:5", "acknowledgment:5"}
    assert (await full.case("case-5")).case.customer == MIRA


async def test_a_stranger_in_somebody_elses_case_is_forgotten_and_the_case_stays(store):
    await record(store, of_noor(2))
    guest = make_entry(3, case_id="case-2")
    letter = make_acknowledgment(3, case_id="case-2", message_key=guest.message_key)
    await record(store, Plan(guest, effects=(letter,)))
    await store.personal.forget(MIRA, now=LATER)
    assert await places_of(store, MIRA) == set()
    assert (await store.case("case-2")).case.customer == NOOR
    assert await state_of(store, "acknowledgment:2") is EffectState.QUEUED
    assert await state_of(store, "acknowledgment:3") is EffectState.CANCELLED


# ── in the file itself ──


async def test_nothing_of_a_forgotten_person_is_left_in_the_files(full, store_settings, tmp_path):
    if store_settings.file is None:
        assert (await full.personal.forget(MIRA, now=LATER)).overwritten is False
        return
    assert any(MIRA.encode() in path.read_bytes() for path in tmp_path.glob("inboxd.db*"))
    assert (await full.personal.forget(MIRA, now=LATER)).overwritten is True
    assert [path.name for path in tmp_path.glob("inboxd.db*") if MIRA.encode() in path.read_bytes()] == []


async def test_two_stores_on_one_database_may_do_it_at_once(full, store_settings):
    beside = SqlStore(store_settings)
    await beside.open()
    try:
        await beside.personal.forget(MIRA, now=LATER)
    finally:
        await beside.close()
    await record(full, of_noor(3), now=LATER)
    assert await places_of(full, MIRA) == set()


# ── copies of our letters ──


@pytest.mark.parametrize("outcome", [Done("copy:1", NOW), Cancelled("copy:1", NOW, "called off")])
async def test_the_bytes_of_a_filed_copy_are_dropped_as_soon_as_it_is_filed(store, outcome):
    copy = make_move(1, effect_id="copy:1", deed=FileCopy("To: mira@bluehill.example", "ours@ourshop.example", ""))
    await record(store, make_plan(effects=(copy,)))
    assert (await store.effect("copy:1")).deed.raw
    await store.finish([outcome], now=NOW, owner="worker")
    assert (await store.effect("copy:1")).deed == FileCopy("", "ours@ourshop.example", "")


async def test_a_copy_that_must_be_tried_again_keeps_its_bytes(store):
    copy = make_move(1, effect_id="copy:1", deed=FileCopy("To: mira@bluehill.example", "ours@ourshop.example", ""))
    await record(store, make_plan(effects=(copy,)))
    await store.finish([Held("copy:1", NOW, "nobody knows")], now=NOW, owner="worker")
    assert (await store.effect("copy:1")).deed == copy.deed


def test_the_deed_of_a_bare_letter_names_nobody():
    for kind, deed in BARE_LETTERS.items():
        tree = json.loads(deed)
        assert tree["kind"] == kind
        personal = ("to", "to_name", "from_address", "subject", "token", "in_reply_to", "references", "identifiers")
        assert not any(tree[name] for name in personal)


def test_cases_have_no_words_that_a_bare_row_would_keep():
    assert HOLDINGS[cases.name].keeps == frozenset()
