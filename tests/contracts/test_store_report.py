"""What the store tells of a period, and the reviews of our people's replies."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from inboxd.core.rules.compile import compile_rules
from inboxd.core.values.arrival import Arrival, FolderPosition, Identity, Place
from inboxd.core.values.case import CaseState, EventKind
from inboxd.core.values.effect import EffectState
from inboxd.core.values.outcome import Failed, Held
from inboxd.core.values.plan import Plan
from inboxd.core.values.tone import Review, ToneFinding, ToneKind
from inboxd.edge.metrics import Metrics
from inboxd.edge.store.tables import ratings, trends
from inboxd.run.pipeline import Pipeline
from tests.builders import KEY, SetClock, make_policy
from tests.contracts.storing import NOW, make_case, make_entry, make_event, make_plan, record
from tests.core.rules.folders import rules_files

SOFIA = ZoneInfo("Europe/Sofia")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SINCE, UNTIL = NOW - DAY, NOW + DAY
FOUND = (ToneFinding(ToneKind.BLAME, "you should have “read”", "Say what helps.", "tone/en.yaml", 5),)


async def ask(store, *, since=SINCE, until=UNTIL, quiet=("hugs",), now=NOW):
    return await store.report(since, until, now=now, zone=SOFIA, quiet=quiet)


def case(number, **changes):
    return make_case(number, token=f"AAAA-{number:04d}", **changes)


def plan(number, made, *events, **changes):
    return make_plan(number, case=made, events=events, effects=(), answers=(), **changes)


async def test_an_empty_store_tells_of_nothing(store):
    found = await ask(store)
    assert (found.waiting, found.waiting_count, found.late_count, found.oldest) == ((), 0, 0, ())
    assert (found.arrivals, found.comments, found.reviews, found.held) == ({}, (), (), ())


async def test_who_waits_comes_in_the_order_of_the_promises_and_is_counted_whole(store):
    late = case(1, reply_due_at=NOW - HOUR)
    soon = case(2, reply_due_at=NOW + HOUR)
    without = case(3, reply_due_at=None)
    answered = case(4, state=CaseState.REPLIED, waiting_since=None, reply_due_at=None)
    await record(store, *(plan(n, each) for n, each in enumerate((without, soon, late, answered), 1)))
    found = await ask(store)
    assert [each.case_id for each in found.waiting] == ["case-1", "case-2", "case-3"]
    assert (found.waiting_count, found.late_count) == (3, 1)


async def test_a_case_is_listed_once_with_the_last_thing_that_happened_in_the_period(store):
    first = make_event(1, EventKind.BREACHED, at=NOW - 3 * HOUR)
    second = make_event(1, EventKind.ESCALATED, at=NOW - 2 * HOUR)
    before = make_event(2, EventKind.ESCALATED, at=SINCE - HOUR)
    reopened = make_event(3, EventKind.REOPENED, at=NOW)
    await record(store, plan(1, case(1), first, second), plan(2, case(2), before), plan(3, case(3), reopened))
    found = await ask(store)
    assert [(line.case.case_id, line.event.kind) for line in found.escalated] == [("case-1", EventKind.ESCALATED)]
    assert [line.case.case_id for line in found.reopened] == ["case-3"]


async def test_bad_ratings_are_told_worst_first_and_good_ones_are_not(store, store_settings):
    await record(store, *(plan(number, case(number)) for number in (1, 2, 3)))
    rows = [
        {"rating_key": f"r{number}", "case_id": f"case-{number}", "at": NOW, "value": value, "source": "reply"}
        for number, value in ((1, 2), (2, 1), (3, 5))
    ]
    await store._database.write(lambda connection: connection.execute(ratings.insert(), rows))
    found = await ask(store)
    assert [(each.case.case_id, each.value) for each in found.rated] == [("case-2", 1), ("case-1", 2)]
    assert (await ask(store, until=NOW)).rated == ()


async def test_open_cases_are_told_oldest_first_with_their_topics(store):
    old = case(1, opened_at=NOW - 40 * DAY, topics=("login", "refund"))
    new = case(2, topics=("login",))
    over = case(3, state=CaseState.RESOLVED, waiting_since=None, resolved_at=NOW, opened_at=NOW - 50 * DAY)
    await record(store, plan(1, new), plan(2, old), plan(3, over))
    found = await ask(store)
    assert [each.case_id for each in found.oldest] == ["case-1", "case-2"]
    assert found.open_topics == {"login": 2, "refund": 1}


async def test_first_answers_and_ends_of_the_period_are_told_with_their_stretch(store):
    answered = case(1, opened_at=NOW - 5 * HOUR, first_replied_at=NOW - HOUR)
    ended = case(2, opened_at=NOW - 9 * DAY, resolved_at=NOW - HOUR, state=CaseState.RESOLVED, topics=("login",))
    before = case(3, first_replied_at=SINCE - HOUR, resolved_at=SINCE - HOUR)
    await record(store, *(plan(number, each) for number, each in enumerate((answered, ended, before), 1)))
    found = await ask(store)
    assert [(each.case_id, each.end - each.start) for each in found.answered] == [("case-1", 4 * HOUR)]
    assert [(each.case_id, each.topics) for each in found.resolved] == [("case-2", ("login",))]


async def test_messages_are_counted_by_route_and_local_day(store):
    midnight = datetime(2030, 1, 30, 22, 0, tzinfo=NOW.tzinfo)  # in Sofia the 31st begins
    entries = [
        make_entry(1, received_at=midnight - timedelta(seconds=1)),
        make_entry(2, received_at=midnight),
        make_entry(3, received_at=midnight, route="", outcome="needs-human"),
        make_entry(4, received_at=midnight, outcome="known"),
        make_entry(5, received_at=SINCE - HOUR),
    ]
    await record(store, *(Plan(entry) for entry in entries))
    assert (await ask(store)).arrivals == {
        (date(2030, 1, 30), "priority"): 1,
        (date(2030, 1, 31), "priority"): 1,
        (date(2030, 1, 31), ""): 1,
    }


async def test_comments_are_messages_of_quiet_routes_with_the_name_the_customer_is_known_by(store):
    hug = make_entry(1, route="hugs", case_id="", verdict_json=json.dumps({"heat": 0}))
    other = make_entry(2, route="automatic", case_id="")
    await record(store, plan(3, case(3, customer_name="Mira Stone")), Plan(hug), Plan(other))
    (found,) = (await ask(store)).comments
    assert (found.sender, found.name, found.verdict_json) == ("mira@bluehill.example", "Mira Stone", '{"heat": 0}')
    assert await store.comments(SINCE, UNTIL, ()) == ()


async def test_trends_of_the_period_and_open_ones_are_told_the_biggest_first(store):
    def trend(name, state, alerted_at, customers):
        figures = {"window": 3600.0, "expected": 1.0, "seen": 9, "domains": 2, "url": "", "texts": "[]", "cases": ()}
        words = {"topic": "login", "words": ("login",), "subject": name}
        times = {"since": alerted_at, "alerted_at": alerted_at}
        return {"trend_id": name, "state": state, "customers": customers, **times, **figures, **words}

    rows = [
        trend("open", "open", SINCE - DAY, 5),
        trend("now", "subsided", NOW, 12),
        trend("before", "resolved", SINCE - DAY, 50),
    ]
    await store._database.write(lambda connection: connection.execute(trends.insert(), rows))
    told = (await ask(store)).trends
    assert [(each.trend_id, each.topic, each.customers) for each in told] == [
        ("now", "login", 12),
        ("open", "login", 5),
    ]


async def test_held_letters_are_told(store):
    await record(store, make_plan(1), owner="worker")
    await store.mark_sending("acknowledgment:1", now=NOW, owner="worker")
    await store.finish([Held("acknowledgment:1", NOW, "no copy proves it")], now=NOW)
    assert [(each.effect_id, each.state) for each in (await ask(store)).held] == [
        ("acknowledgment:1", EffectState.HELD)
    ]


async def test_held_letters_stand_before_what_failed_and_of_that_the_newest_first(store):
    await record(store, *(make_plan(number) for number in (1, 2, 3)), owner="worker")
    failed = [Failed(f"acknowledgment:{number}", NOW + number * HOUR, "550") for number in (1, 2)]
    await store.finish([*failed, Held("acknowledgment:3", NOW + 3 * HOUR, "lost")], now=NOW, owner="worker")
    shown = [each.effect_id for each in (await ask(store)).held]
    assert shown == ["acknowledgment:3", "acknowledgment:2", "acknowledgment:1"]


async def test_a_review_is_kept_once_with_all_its_findings(store):
    review = Review("case-1", "reply-1", "ana@ourshop.example", NOW, FOUND * 2)
    reply = make_entry(9, message_key="reply-1", case_id="case-1", outcome="reply")
    await record(store, plan(1, case(1)), Plan(reply, review=review))
    await record(store, Plan(reply, review=replace(review, agent="somebody@else.example")))
    found = await ask(store)
    assert found.reviews == (review,)
    assert found.tokens == {"case-1": "AAAA-0001"}
    assert (await ask(store, until=NOW)).reviews == ()


RULES = compile_rules(
    rules_files(**{"tone/en.yaml": "language: en\nstock: [{phrase: as per our policy, say: Why.}]\n"})
)
CUSTOMER = b"""From: Mira <mira@bluehill.example>\r
To: support@ourshop.example\r
Message-ID: <one@bluehill.example>\r
Subject: Deposit\r
\r
When do I get my deposit back? I hope you do not refuse it as per our policy, as they say.\r
"""
ANSWER = b"""From: Ana <ana@ourshop.example>\r
To: mira@bluehill.example\r
Message-ID: <two@ourshop.example>\r
In-Reply-To: <one@bluehill.example>\r
Subject: Re: Deposit\r
\r
Dear Mira, you will get it in 45 days%s.\r
\r
On Monday, Mira wrote:\r
> I hope you do not refuse it as per our policy, as they say.\r
"""


@pytest.mark.parametrize(("words", "quotes"), [(b", as per our policy", ["as per our policy"]), (b"", [])])
async def test_only_an_agents_own_words_bring_a_reply_up_for_review(store, words, quotes):
    pipeline = Pipeline(store, lambda: RULES, SetClock(), Metrics(), key=KEY, owner="worker")
    policy = make_policy()

    def arrival(raw, folder, message_id, at):
        digest = f"{len(raw):064d}"
        return Arrival(Place("support", folder, 7, 1), Identity(message_id, digest), raw, len(raw), at)

    position = FolderPosition("support", "INBOX", 7, 1, NOW - DAY)
    asked = arrival(CUSTOMER, "INBOX", "one@bluehill.example", NOW - HOUR)
    answer = arrival(ANSWER % words, "Sent", "two@ourshop.example", NOW - HOUR / 2)
    await pipeline.incoming(policy, [asked], position)
    await pipeline.sent(policy, [answer], replace(position, folder="Sent"))
    (waiting,) = await store.cases()
    assert waiting.state is CaseState.REPLIED
    found = (await ask(store)).reviews
    assert [finding.quote for review in found for finding in review.findings] == quotes
    assert {review.agent for review in found} <= {"ana@ourshop.example"}
