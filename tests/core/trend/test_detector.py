"""What many customers say at once is noticed; what one customer or one company says is not."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from inboxd.core.trend.counting import WINDOWS
from inboxd.core.trend.detector import Detector, TrendPolicy
from inboxd.core.trend.features import features
from inboxd.core.trend.providers import is_public_domain
from inboxd.core.values.trend import AlertKind, Complaint

BEGIN = datetime(2030, 4, 1, tzinfo=UTC)
PUBLIC = "freemail.example"
POLICY = TrendPolicy(public_domains=frozenset({PUBLIC}))


def complaint(at, customer, topics=(), text="", number=None):
    key = f"{customer}@{at.isoformat()}" if number is None else str(number)
    domain = customer.rpartition("@")[2]
    return Complaint(key, at, "support", customer, domain, f"case-{key}", "en", topics, features("", text))


def quiet_weeks(detector, weeks=3, an_hour=1.0, topics=("delivery", "refund")):
    """Ordinary complaints; the moment after them."""
    chance = random.Random(7)
    end = BEGIN + timedelta(weeks=weeks)
    at, alerts = BEGIN, []
    while (at := at + timedelta(hours=chance.expovariate(an_hour))) < end:
        person = f"usual{chance.randrange(10_000)}@{PUBLIC}"
        alerts += detector.see(complaint(at, person, (chance.choice(topics),)))
    return end, alerts


@pytest.fixture
def detector():
    return Detector(POLICY)


@pytest.fixture
def now(detector):
    end, alerts = quiet_weeks(detector)
    assert alerts == []
    return end


def burst(detector, begin, customers, topics=("outage",), minutes=60, text=""):
    step = timedelta(minutes=minutes) / len(customers)
    found = []
    for number, customer in enumerate(customers):
        found += detector.see(complaint(begin + number * step, customer, topics, text))
    return found


def people(count, domain=PUBLIC):
    return [f"person{number}@{domain}" for number in range(count)]


def test_many_customers_with_the_same_topic_are_an_alert_that_says_what_and_since_when(detector, now):
    alert, *more = burst(detector, now, people(10))
    assert more == []
    assert (alert.kind, alert.subject, alert.topic) == (AlertKind.NEW, "topic:outage", "outage")
    assert alert.since == now
    assert 5 <= alert.seen <= 8
    assert alert.expected < 1
    assert alert.customers == alert.seen
    assert alert.domains == 1
    assert len(alert.cases) == 5
    assert alert.window in {timedelta(hours=length) for length in WINDOWS}


def test_one_customer_forty_times_is_no_alert(detector, now):
    assert burst(detector, now, ["angry@bluehill.example"] * 40) == []


def test_thirty_people_of_one_company_are_no_alert(detector, now):
    assert burst(detector, now, people(30, "bigfirm.example")) == []


def test_people_of_different_companies_are(detector, now):
    found = burst(detector, now, [f"one@firm{number}.example" for number in range(12)])
    assert [alert.kind for alert in found] == [AlertKind.NEW]


def test_an_incident_is_told_once_until_it_is_three_times_as_big(detector, now):
    found = burst(detector, now, people(60))
    kinds = [alert.kind for alert in found]
    assert kinds[0] is AlertKind.NEW
    assert set(kinds[1:]) == {AlertKind.GROWN}
    sizes = [alert.customers for alert in found]
    assert all(after >= 3 * before for before, after in pairwise(sizes))


def test_it_subsides_and_the_same_people_are_not_told_again_but_a_second_wave_is(detector, now):
    burst(detector, now, people(12))
    (subsided,) = detector.advance(now + timedelta(days=3))
    assert subsided.kind is AlertKind.SUBSIDED
    assert subsided.customers == 12
    assert detector.open_surges(now) == ()
    wave = [f"second{number}@{PUBLIC}" for number in range(14)]
    assert burst(detector, now + timedelta(days=4), wave)[0].kind is AlertKind.NEW


def test_an_unknown_fault_is_noticed_by_the_words_that_its_messages_share(detector, now):
    texts = ["the blue valve of the kettle leaks hot oil", "my kettle leaks oil at the blue valve, help"]
    found = []
    for number, customer in enumerate(people(10)):
        text = texts[number % 2]
        found += detector.see(complaint(now + timedelta(minutes=10 * number), customer, (), text))
    (alert,) = found
    assert alert.topic == ""
    assert len({"kettle", "valve", "leaks", "blue", "oil"} & set(alert.words)) >= 4


def test_a_code_joins_languages(detector, now):
    texts = ["It says ERR-5512", "今朝から ERR-5512 と表示", "ขึ้น ERR-5512 ตลอด", "излиза ERR-5512", "پیام ERR-5512"]
    found = []
    for number, customer in enumerate(people(12)):
        text = texts[number % 5]
        found += detector.see(complaint(now + timedelta(minutes=5 * number), customer, (), text))
    assert [alert.kind for alert in found] == [AlertKind.NEW]
    assert "err-5512" in found[0].words


def test_greetings_that_everybody_writes_are_no_group(detector):
    chance = random.Random(3)
    alphabet = "bcdfghklmnprst"
    found, at = [], BEGIN
    for number in range(3000):
        at += timedelta(minutes=chance.expovariate(1 / 7))
        own = " ".join("".join(chance.choice(alphabet) + chance.choice("aeiou") for _ in range(4)) for _ in range(5))
        text = f"Dear support team, {own}. Kind regards and many thanks in advance"
        found += detector.see(complaint(at, f"own{number}@{PUBLIC}", (), text))
    assert found == []


def test_a_slow_rise_over_days_is_noticed_in_the_long_windows(detector, now):
    found = []
    for day in range(7):
        for number in range(2 + 3 * day):
            at = now + timedelta(days=day, hours=20 * number / (2 + 3 * day))
            found += detector.see(complaint(at, f"slow{day}-{number}@{PUBLIC}", ("double-charge",)))
    assert found[0].kind is AlertKind.NEW
    assert found[0].window >= timedelta(hours=24)


def test_the_first_day_is_silent(detector):
    assert burst(detector, BEGIN, people(50)) == []


def test_a_backlog_does_not_count_as_if_it_came_now(detector, now):
    burst(detector, now, people(1))
    assert burst(detector, now - timedelta(days=5), people(50)) == []


def test_the_same_complaints_give_the_same_alerts(now, detector):
    again = Detector(POLICY)
    quiet_weeks(again)
    assert burst(detector, now, people(30)) == burst(again, now, people(30))


def test_a_smaller_budget_asks_for_more():
    sizes = []
    for budget in (5.0, 0.01):
        detector = Detector(TrendPolicy(false_alarms=budget, public_domains=frozenset({PUBLIC})))
        end, _ = quiet_weeks(detector, topics=("outage", "refund"))
        sizes.append(burst(detector, end, people(40))[0].seen)
    assert sizes[0] < sizes[1]


def test_providers_are_known_by_family_and_by_name():
    assert is_public_domain("yahoo.co.jp")
    assert is_public_domain("web.de")
    assert is_public_domain(PUBLIC, frozenset({PUBLIC}))
    assert not is_public_domain("bluehill.example")
