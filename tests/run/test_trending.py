"""The task that watches complaints: what it tells, once, also after a restart."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from inboxd.config.trends import WebhookSettings
from inboxd.core.trend.detector import TrendPolicy
from inboxd.core.values.plan import Plan
from inboxd.core.values.trend import Complaint, TrendState
from inboxd.edge.webhook import Webhook
from inboxd.errors import Transient
from inboxd.run.trending import Trends

NOW = datetime(2030, 4, 22, 9, tzinfo=UTC)
PUBLIC = "freemail.example"
POLICY = TrendPolicy(public_domains=frozenset({PUBLIC}))


class Hands:
    """A clock that is set by hand, and everything that was announced."""

    def __init__(self):
        self.at = NOW
        self.told = []
        self.fails = 0

    def now(self):
        return self.at

    async def announce(self, key, trend):
        if self.fails:
            self.fails -= 1
            raise Transient("not now")
        self.told.append((key, trend))


@pytest.fixture
def hands():
    return Hands()


def complaint(at, name, topic):
    return Complaint(
        f"{name}-{at.isoformat()}", at, "support", f"{name}@{PUBLIC}", PUBLIC, f"case-{name}", "en", (topic,)
    )


async def record(store, complaints, now):
    await store.record([Plan(None, complaint=each) for each in complaints], None, now=now, owner="a")


async def quiet_weeks(store):
    """Three weeks with a complaint every two hours."""
    found = [
        complaint(NOW - timedelta(weeks=3) + timedelta(hours=2 * n), f"usual{n}", ("refund", "delivery")[n % 2])
        for n in range(3 * 84)
    ]
    await record(store, found, NOW)


async def outage(store, hands, count, begin=0):
    found = [complaint(hands.at + timedelta(minutes=n), f"hit{n + begin}", "outage") for n in range(count)]
    hands.at += timedelta(minutes=count)
    await record(store, found, hands.at)


@pytest.fixture
async def trends(store, hands):
    await quiet_weeks(store)
    trends = Trends(store, hands, POLICY, hands.announce)
    await trends.learn()
    return trends


async def test_a_trend_is_stored_with_everybody_and_told_once(store, hands, trends):
    await outage(store, hands, 9)
    await trends.follow()
    await trends.follow()
    ((key, told),) = hands.told
    assert (told.topic, told.state) == ("outage", TrendState.OPEN)
    assert key == f"{told.trend_id}:{told.customers}"
    (stored,) = await store.trends()
    assert stored == told
    assert len(await store.trend_members(told.trend_id)) == 9


async def test_who_writes_later_becomes_a_member_without_more_words(store, hands, trends):
    await outage(store, hands, 8)
    await trends.follow()
    await outage(store, hands, 3, begin=8)
    await trends.follow()
    assert len(hands.told) == 1
    assert len(await store.trend_members(hands.told[0][1].trend_id)) == 11


async def test_after_a_restart_nothing_is_told_again_and_nothing_is_missed(store, hands, trends):
    await outage(store, hands, 8)
    await trends.follow()
    again = Trends(store, hands, POLICY, hands.announce)
    await again.learn()
    await again.follow()
    assert len(hands.told) == 1
    await outage(store, hands, 40, begin=8)
    await again.follow()
    assert {told.trend_id for _, told in hands.told} == {hands.told[0][1].trend_id}
    assert len(hands.told) >= 2


async def test_what_came_while_inboxd_was_down_is_told_at_the_start(store, hands):
    await quiet_weeks(store)
    await outage(store, hands, 9)
    await Trends(store, hands, POLICY, hands.announce).learn()
    assert len(hands.told) == 1


async def test_news_that_could_not_be_told_is_told_after_the_next_start(store, hands, trends):
    await outage(store, hands, 9)
    hands.fails = 1
    with pytest.raises(Transient):
        await trends.follow()
    assert await store.trends() == ()
    await Trends(store, hands, POLICY, hands.announce).learn()
    assert len(hands.told) == 1


async def test_news_that_could_not_be_told_is_told_at_the_next_look(store, hands, trends):
    await outage(store, hands, 9)
    hands.fails = 1
    with pytest.raises(Transient):
        await trends.follow()
    await trends.follow()
    assert len(hands.told) == 1
    assert len(await store.trend_members(hands.told[0][1].trend_id)) == 9


async def test_a_webhook_that_fails_keeps_nothing_from_being_told(store, hands):
    await quiet_weeks(store)
    nowhere = Webhook(WebhookSettings(url="http://127.0.0.1:9/", timeout="2s"))
    trends = Trends(store, hands, POLICY, hands.announce, [nowhere])
    await trends.learn()
    await outage(store, hands, 9)
    await trends.follow()
    assert len(hands.told) == len(await store.trends()) == 1


async def test_what_subsides_is_remembered_as_that(store, hands, trends):
    await outage(store, hands, 9)
    await trends.follow()
    hands.at += timedelta(days=2)
    await trends.follow()
    assert [each.state for each in await store.trends()] == [TrendState.SUBSIDED]
    assert len(hands.told) == 1


async def test_it_works_when_it_is_woken_and_ends_when_it_is_told(store, hands):
    await quiet_weeks(store)
    told = asyncio.Event()

    async def announce(key, trend):
        await hands.announce(key, trend)
        told.set()

    trends, stop = Trends(store, hands, POLICY, announce), asyncio.Event()
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        group.create_task(trends.run(stop))
        await outage(store, hands, 9)
        trends.wake.set()
        await told.wait()
        stop.set()
