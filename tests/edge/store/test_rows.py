"""Values survive the database: what goes in comes out, and what no database can hold is mended, not refused."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from inboxd.core.values.arrival import Identity, Place
from inboxd.core.values.case import Case, CaseState
from inboxd.core.values.effect import Effect, EffectState, FileCopy, Letter, Move
from inboxd.core.values.plan import Direction, JournalEntry
from inboxd.edge.store.columns import KEY_BYTES, Moment, clean_key, clean_text
from inboxd.edge.store.rows import (
    case_from,
    case_row,
    deed_from,
    deed_json,
    effect_from,
    effect_row,
    entry_from,
    entry_row,
    in_chunks,
)
from inboxd.edge.store.tables import cases, messages, metadata, outbox

NOW = datetime(2030, 1, 31, 9, 30, tzinfo=UTC)
ANY_TEXT = st.text(st.characters(categories=None))
TEXT = ANY_TEXT.map(clean_text)
KEY = ANY_TEXT.map(clean_key)
MOMENT = st.datetimes(timezones=st.just(UTC))
NUMBER = st.integers(0, 2**32 - 1)
PLACE = st.builds(Place, KEY, KEY, NUMBER, NUMBER)
IDENTITY = st.builds(Identity, KEY, KEY)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
DEED = st.one_of(
    st.builds(Move, PLACE, IDENTITY, TEXT, TEXTS),
    st.builds(
        Letter,
        kind=st.sampled_from(["acknowledgment", "follow_up"]),
        template=TEXT,
        language=TEXT,
        to=TEXT,
        to_name=TEXT,
        mailbox=TEXT,
        from_address=TEXT,
        subject=TEXT,
        token=TEXT,
        in_reply_to=TEXT,
        references=TEXTS,
        html=st.booleans(),
        reply_by=st.none() | MOMENT,
        sent_on=st.none() | MOMENT,
    ),
    st.builds(FileCopy, TEXT, TEXT, TEXT),
)
EFFECT = st.builds(
    Effect,
    effect_id=KEY,
    mailbox=KEY,
    deed=DEED,
    state=st.sampled_from(EffectState),
    due_at=MOMENT,
    case_id=KEY,
    message_key=KEY,
    message_id=KEY,
    attempts=st.integers(0, 1000),
    delay=st.none() | st.timedeltas(timedelta(), timedelta(days=36500)),
    last_error=TEXT,
    started_at=st.none() | MOMENT,
)
ENTRY = st.builds(
    JournalEntry,
    message_key=KEY,
    identity=IDENTITY,
    place=PLACE,
    direction=st.sampled_from(Direction),
    received_at=MOMENT,
    size=st.integers(0, 2**62),
    sender=KEY,
    subject=TEXT,
    outcome=KEY,
    heat=st.floats(allow_nan=False),
    case_id=KEY,
    defects=TEXTS,
    in_reply_to=KEY,
)
CASE = st.builds(
    Case,
    case_id=KEY,
    token=KEY,
    mailbox=KEY,
    customer=KEY,
    customer_name=TEXT,
    subject=TEXT,
    language=TEXT,
    route=TEXT,
    state=st.sampled_from(CaseState),
    opened_at=MOMENT,
    waiting_since=st.none() | MOMENT,
    messages=st.integers(0, 10_000),
    references=TEXTS,
)


@pytest.fixture(scope="module")
def engine():
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    yield engine
    engine.dispose()


def store_and_read(engine, table, values):
    """The row as it comes out of a database; nothing stays."""
    with engine.connect() as connection:
        connection.execute(insert(table), values)
        row = connection.execute(select(table)).one()
        connection.rollback()
    return row


@given(DEED)
def test_a_deed_comes_back_as_it_was(deed):
    assert deed_from(deed_json(deed)) == deed


@given(st.builds(FileCopy, ANY_TEXT, ANY_TEXT, ANY_TEXT))
def test_a_deed_with_any_text_at_all_can_be_kept(deed):
    kept = clean_text(deed_json(deed))
    kept.encode()
    assert "\0" not in kept
    assert deed_from(kept).folder.replace("\0", "\ufffd") == clean_text(deed.folder)


@given(EFFECT)
def test_an_effect_comes_back_as_it_was(engine, effect):
    assert effect_from(store_and_read(engine, outbox, effect_row(effect, NOW))) == effect


@given(ENTRY)
def test_a_journal_entry_comes_back_as_it_was(engine, entry):
    assert entry_from(store_and_read(engine, messages, entry_row(entry, NOW))) == entry


@given(CASE)
def test_a_case_comes_back_one_revision_further(engine, case):
    found = case_from(store_and_read(engine, cases, case_row(case)))
    assert found.revision == case.revision + 1
    assert case_row(found) | {"revision": 1} == case_row(case)


@given(ANY_TEXT)
def test_clean_text_can_be_written_and_clean_text_stays_as_it_is(text):
    clean = clean_text(text)
    clean.encode("utf-8")
    assert "\0" not in clean
    assert clean_text(clean) == clean


@given(st.text())
def test_text_without_nul_is_not_touched(text):
    assert clean_text(text.replace("\0", "")) == text.replace("\0", "")


def test_halves_of_a_surrogate_pair_that_belong_together_become_their_character():
    assert clean_text("\ud83d\ude00 \ud83d") == "\U0001f600 \ufffd"


@given(ANY_TEXT, st.integers(1, 3000))
def test_a_key_always_fits_into_an_index_and_stays_as_it_is(text, times):
    key = clean_key(text * times)
    assert len(key.encode()) <= KEY_BYTES
    assert clean_key(key) == key


def test_long_keys_that_differ_at_their_ends_stay_different():
    assert clean_key("x" * 5000 + "a") != clean_key("x" * 5000 + "b")


@given(MOMENT, MOMENT)
def test_moments_sort_on_sqlite_as_they_do_in_time(one, other):
    spell = Moment().bind_processor(sqlite.dialect())
    assert (spell(one) < spell(other)) == (one < other)
    assert len(spell(one)) == len("2030-01-31T09:30:00.000000Z")


@given(MOMENT)
def test_a_moment_comes_back_aware_in_utc(moment):
    for dialect in (sqlite.dialect(), postgresql.dialect()):
        there, back = Moment().bind_processor(dialect), Moment().result_processor(dialect, None)
        found = back(there(moment))
        assert (found, found.tzinfo) == (moment, UTC)


def test_a_moment_of_another_zone_is_the_same_moment():
    bangkok = NOW.astimezone(timezone(timedelta(hours=7)))
    for dialect in (sqlite.dialect(), postgresql.dialect()):
        spell = Moment().bind_processor(dialect)
        assert spell(bangkok) == spell(NOW)


def test_a_naive_moment_is_refused():
    for dialect in (sqlite.dialect(), postgresql.dialect()):
        with pytest.raises(ValueError, match="without zone"):
            Moment().bind_processor(dialect)(NOW.replace(tzinfo=None))


def test_lists_are_cut_into_chunks():
    assert list(in_chunks(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(in_chunks([], 2)) == []
