from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from inboxd.core.decide.digest import local_days, make_digest, middle, percentile, quiet_routes
from inboxd.core.decide.happy import find_hugs
from inboxd.core.rules.compile import compile_rules
from inboxd.core.values.case import CaseEvent, CaseState, EventKind
from inboxd.core.values.digest import Matter, Period, PeriodKind, ReplyTimes, TopicTimes
from inboxd.core.values.effect import Bulletin, Effect, EffectState
from inboxd.core.values.report import CaseLine, Comment, Rated, Report, Stretch, TrendRow
from inboxd.core.values.tone import Review, ToneFinding, ToneKind
from tests.builders import make_case
from tests.core.rules.folders import rules_files

HOURS = 'time_zone: Europe/Sofia\ndays: {mon: ["09:00-17:00"], tue: ["09:00-17:00"], wed: ["09:00-17:00"]}\n'
TOPICS = "topics: [{name: login, title: Signing in, phrases: [log in]}]\n"
RULES = compile_rules(rules_files(**{"hours.yaml": HOURS, "topics.yaml": TOPICS}))
MONDAY, TUESDAY = datetime(2026, 3, 2, 6, 0, tzinfo=UTC), datetime(2026, 3, 3, 6, 0, tzinfo=UTC)  # 08:00 in Sofia
PERIOD = Period(PeriodKind.DAILY, MONDAY, TUESDAY)
HOUR = timedelta(hours=1)


def digest(**report):
    return make_digest(Report(MONDAY, TUESDAY, **report), PERIOD, RULES, TUESDAY)


def verdict(praise=4.0, words=("wonderful",), where="new", **others):
    signals = {"praise": {"score": praise, "evidence": [[word, where, "signals/en.yaml", 7] for word in words]}}
    signals |= {name: {"score": score, "evidence": []} for name, score in others.items()}
    return json.dumps({"heat": 0, "signals": signals})


def comment(verdict_json, **changes):
    return replace(Comment("mira@bluehill.example", "hugs", MONDAY, "en", verdict_json, "Mira"), **changes)


def test_who_waits_is_told_with_the_time_until_the_promise():
    late = make_case(waiting_since=TUESDAY - 3 * HOUR, reply_due_at=TUESDAY - HOUR, opened_at=TUESDAY - 9 * HOUR)
    found = digest(waiting=(late,), waiting_count=31, late_count=1)
    assert found.waiting == (
        Matter(late.token, f"{late.customer_name} <{late.customer}>", late.subject, late.route, 3 * HOUR, -HOUR),
    )
    assert (found.waiting_count, found.late_count) == (31, 1)


def test_cases_in_lists_say_how_old_they_are_and_why_they_are_there():
    case = make_case(opened_at=TUESDAY - 5 * HOUR, customer_name="")
    event = CaseEvent("key", case.case_id, MONDAY, EventKind.ESCALATED, "step 1")
    found = digest(escalated=(CaseLine(case, event),), rated=(Rated(case, MONDAY, 1),), oldest=(case,))
    assert (found.escalated[0].note, found.rated[0].note, found.oldest[0].note) == (
        "escalated: step 1", "1 of 5", CaseState.WAITING.value,
    )  # fmt: skip
    assert found.oldest[0].age == 5 * HOUR
    assert found.oldest[0].customer == case.customer


def test_first_answers_are_measured_in_working_time_against_the_routes_target():
    friday = datetime(2026, 2, 27, 12, 0, tzinfo=UTC)
    over_the_weekend = Stretch("a", "support", "priority", friday, MONDAY + 2 * HOUR)  # one hour after opening
    at_once = Stretch("b", "support", "priority", MONDAY + 2 * HOUR, MONDAY + 2 * HOUR + timedelta(minutes=20))
    slow = Stretch("c", "support", "priority", MONDAY + 2 * HOUR, MONDAY + 5 * HOUR)
    (times,) = digest(answered=(over_the_weekend, at_once, slow)).reply_times
    assert times == ReplyTimes("priority", 3, HOUR, 3 * HOUR, HOUR, 2)


def test_routes_without_a_target_have_none_to_keep():
    answer = Stretch("a", "support", "gone-by-now", MONDAY + HOUR, MONDAY + 2 * HOUR)
    (times,) = digest(answered=(answer,)).reply_times
    assert (times.target, times.within) == (None, 0)


def test_topics_are_told_slowest_first_and_those_that_nothing_ended_of_last():
    def ended(topic, hours):
        return Stretch(f"{topic}{hours}", "support", "question", MONDAY, MONDAY + hours * HOUR, (topic,))

    stretches = (ended("login", 2), ended("login", 4), ended("parcel", 40))
    found = digest(resolved=stretches, open_topics={"login": 5, "refund": 7})
    assert found.topics == (
        TopicTimes("parcel", 1, 0, 40 * HOUR),
        TopicTimes("Signing in", 2, 5, 3 * HOUR),
        TopicTimes("refund", 0, 7, None),
    )


def test_messages_are_counted_by_local_day_with_the_busiest_route_first():
    monday, tuesday = date(2026, 3, 2), date(2026, 3, 3)
    found = digest(
        arrivals={(monday, "question"): 4, (tuesday, "question"): 1, (monday, "priority"): 2, (monday, ""): 1}
    )
    assert found.days == (monday, tuesday)
    assert found.traffic == (("question", (4, 1)), ("priority", (2, 0)), ("not judged", (1, 0)))


def test_complaints_are_the_messages_of_urgent_routes_and_praise_is_set_against_them():
    arrivals = {(date(2026, 3, 2), "priority"): 2, (date(2026, 3, 2), "question"): 9}
    comments = tuple(comment(verdict(), sender=f"{name}@bluehill.example") for name in "abcdef")
    found = digest(arrivals=arrivals, comments=comments)
    assert (found.praise, found.complaints, found.ratio) == (6, 2, 3.0)
    assert digest(comments=comments).ratio is None


def test_replies_to_review_come_with_their_cases_token():
    finding = ToneFinding(ToneKind.STOCK, "as per our policy", "Say why.", "tone/en.yaml", 9)
    review = Review("case-1", "message-1", "ana@ourshop.example", MONDAY, (finding,))
    (found,) = digest(reviews=(review,), tokens={"case-1": "K7QX-2M4D"}).reviews
    assert (found.token, found.findings) == ("K7QX-2M4D", (("stock", "as per our policy", "Say why."),))


def test_held_letters_and_trends_are_one_line_each():
    trends = (
        TrendRow("t1", "login", (), MONDAY, 12, "open"),
        TrendRow("t2", "", ("e-77", "cable"), MONDAY, 4, "declared"),
    )
    held = Effect(
        "bulletin:1", "support", Bulletin("ana@ourshop.example", PERIOD), EffectState.HELD, MONDAY, last_error="?"
    )
    found = digest(held=(held,), trends=trends)
    assert found.held == (("bulletin:1", "digest to ana@ourshop.example", "?"),)
    assert found.trends == (
        "Signing in: 12 customers, open (inboxd trends show t1)",
        "e-77, cable: 4 customers, declared (inboxd trends show t2)",
    )


def test_the_days_of_a_week_are_local_days_and_its_end_belongs_to_no_further_day():
    midnight = datetime(2026, 3, 1, 22, 0, tzinfo=UTC)
    week = Period(PeriodKind.WEEKLY, midnight, midnight + timedelta(days=7))
    assert local_days(week, RULES.hours.zone) == tuple(date(2026, 3, day) for day in range(2, 9))


def test_praise_is_looked_for_in_routes_that_open_no_case():
    assert quiet_routes(RULES) == {"hugs"}


@pytest.mark.parametrize(
    ("values", "median", "ninth"), [([7], 7, 7), ([1, 3], 2, 3), ([1, 2, 9], 2, 9), (list(range(1, 11)), 5.5, 9)]
)
def test_medians_and_nine_of_ten(values, median, ninth):
    times = [timedelta(hours=each) for each in values]
    assert (middle(times), percentile(times, 0.9)) == (timedelta(hours=median), timedelta(hours=ninth))


class TestHugs:
    def test_the_warmest_words_come_first_with_the_name_of_who_wrote_them(self):
        cool = comment(verdict(2.0, ["nice"]), sender="olu@fern.example", name="")
        warm = comment(verdict(5.0, ["you saved  my day", "wonderful", "wonderful"]))
        assert [(hug.who, hug.quote) for hug in find_hugs([cool, warm])] == [
            ("Mira", "you saved my day … wonderful"),
            ("olu@fern.example", "nice"),
        ]

    def test_what_is_not_praise_first_of_all_is_left_out(self):
        mixed = comment(verdict(2.0, spam=5.0))
        assert find_hugs([mixed, comment(""), comment(json.dumps({"signals": {}}))]) == ()

    def test_the_same_words_of_one_person_count_once(self):
        assert (
            len(find_hugs([comment(verdict()), comment(verdict()), comment(verdict(), sender="b@fern.example")])) == 2
        )

    def test_words_of_header_fields_are_not_quoted(self):
        (hug,) = find_hugs([comment(verdict(where="header.subject"))])
        assert hug.quote == ""

    def test_a_quote_is_short(self):
        (hug,) = find_hugs([comment(verdict(words=["so very good " * 5, "and " * 40]))])
        assert len(hug.quote) <= 160
