"""What every store owes to trends: complaints in two orders, trends that nobody overwrites, members once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from inboxd.core.values.plan import Plan
from inboxd.core.values.trend import Complaint, Trend, TrendMember, TrendState
from inboxd.edge.store import trends as trend_tables
from tests.contracts.storing import NOW, make_entry

BEGINNING = (datetime(1970, 1, 1, tzinfo=UTC), "")


def make_complaint(number, at=NOW):
    customer = f"p{number}@bluehill.example"
    return Complaint(
        f"message-support-{number}", at, "support", customer, "bluehill.example", f"case-{number}", "th",
        ("sign-in", "outage"), ("#err-5512", "เข็มขัด"),
    )  # fmt: skip


def make_trend(**changes):
    trend = Trend(
        "0a1b2c3d4e5f", "topic:outage", "outage", ("down", "site"), TrendState.OPEN, NOW - timedelta(hours=1), NOW,
        timedelta(hours=6), 1.25, 7, 9, 4, ("case-1", "case-2"),
    )  # fmt: skip
    return replace(trend, **changes)


def make_member(number, trend_id="0a1b2c3d4e5f"):
    return TrendMember(trend_id, f"p{number}@bluehill.example", f"case-{number}", f"message-{number}", NOW)


async def record(store, *complaints, now=NOW):
    plans = [Plan(make_entry(number), complaint=each) for number, each in enumerate(complaints, 1)]
    await store.record(plans, None, now=now, owner="a")


async def test_a_complaint_is_recorded_with_its_message_and_comes_back_as_it_was(store):
    complaint = make_complaint(1)
    await record(store, complaint)
    assert await store.complaints_by_receipt(BEGINNING) == (complaint,)
    await record(store, replace(complaint, topics=()), now=NOW + timedelta(hours=1))
    assert await store.complaints_by_receipt(BEGINNING) == (complaint,)


async def test_complaints_come_in_the_order_of_receipt_and_in_that_of_recording(store, monkeypatch):
    monkeypatch.setattr(trend_tables, "PAGE", 2)
    early, late = make_complaint(1, NOW), make_complaint(2, NOW - timedelta(days=1))
    third = make_complaint(3, NOW - timedelta(days=2))
    await record(store, early)
    await store.record([Plan(make_entry(2), complaint=late)], None, now=NOW + timedelta(seconds=1), owner="a")
    await store.record([Plan(make_entry(3), complaint=third)], None, now=NOW + timedelta(seconds=2), owner="a")
    assert await store.complaints_by_receipt(BEGINNING) == (third, late)
    assert await store.complaints_by_receipt((late.at, late.message_key)) == (early,)
    page, bookmark = await store.complaints_by_record(BEGINNING)
    assert page == (early, late)
    page, bookmark = await store.complaints_by_record(bookmark)
    assert page == (third,)
    assert await store.complaints_by_record(bookmark) == ((), bookmark)


async def test_a_trend_comes_back_as_it_was(store):
    trend = make_trend(
        texts=(("en", "We know."), ("", "เรารู้")), url="https://issues.example/7", declared_at=NOW, resolved_at=NOW
    )
    assert await store.save_trend(trend, None, [make_member(2), make_member(1)])
    assert await store.trend(trend.trend_id) == trend
    assert await store.trend("0a1b") == trend
    assert [each.customer[:2] for each in await store.trend_members(trend.trend_id)] == ["p1", "p2"]


@pytest.mark.parametrize("unknown", ["", "ffff", "%"])
async def test_what_is_not_there_is_not_found(store, unknown):
    await store.save_trend(make_trend(), None)
    assert await store.trend(unknown) is None


async def test_a_beginning_that_fits_two_trends_finds_none(store):
    await store.save_trend(make_trend(), None)
    await store.save_trend(make_trend(trend_id="0a1bffffffff"), None)
    assert await store.trend("0a1b") is None


async def test_a_new_trend_is_written_once(store):
    assert await store.save_trend(make_trend(), None)
    assert not await store.save_trend(make_trend(customers=99), None, [make_member(1)])
    assert (await store.trend("0a1b2c3d4e5f")).customers == 9
    assert await store.trend_members("0a1b2c3d4e5f") == ()


async def test_a_trend_that_a_person_turned_meanwhile_is_not_overwritten(store):
    await store.save_trend(make_trend(), None)
    assert await store.save_trend(make_trend(state=TrendState.DECLARED, declared_at=NOW), TrendState.OPEN)
    assert not await store.save_trend(make_trend(state=TrendState.SUBSIDED), TrendState.OPEN, [make_member(1)])
    assert (await store.trend("0a1b2c3d4e5f")).state is TrendState.DECLARED
    assert await store.trend_members("0a1b2c3d4e5f") == ()


async def test_members_are_added_and_keep_their_first_message(store):
    await store.save_trend(make_trend(), None, [make_member(1)])
    later = replace(make_member(1), message_key="later")
    await store.save_trend(make_trend(), TrendState.OPEN, [later, make_member(2)])
    members = await store.trend_members("0a1b2c3d4e5f")
    assert [each.message_key for each in members] == ["message-1", "message-2"]


async def test_trends_are_listed_by_state_the_last_told_first(store):
    await store.save_trend(make_trend(), None)
    await store.save_trend(make_trend(trend_id="b", alerted_at=NOW + timedelta(hours=1)), None)
    await store.save_trend(make_trend(trend_id="c", state=TrendState.RESOLVED), None)
    assert [each.trend_id for each in await store.trends(limit=2)] == ["b", "0a1b2c3d4e5f"]
    assert [each.trend_id for each in await store.trends(states=frozenset({TrendState.RESOLVED}))] == ["c"]
