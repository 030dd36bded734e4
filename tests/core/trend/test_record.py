"""What an alert makes of the trends that are remembered."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import yaml

from inboxd.core.trend.proposal import write_proposal
from inboxd.core.trend.record import Remembered, decide_alert, declared_incidents, headline
from inboxd.core.values.trend import Alert, AlertKind, Complaint, TrendState

NOW = datetime(2030, 4, 22, 9, tzinfo=UTC)


def make_alert(count=6, *, kind=AlertKind.NEW, subject="topic:outage", begin=0, at=NOW):
    complaints = tuple(
        Complaint(
            f"message-{n}", NOW - timedelta(hours=1), "support", f"p{n}@freemail.example", "freemail.example", f"c{n}"
        )
        for n in range(begin, begin + count)
    )
    return Alert(
        kind, subject, subject.partition(":")[2], ("down",), at, complaints[0].at, timedelta(hours=1), 0.5, count,
        count, 1, tuple(each.case_id for each in complaints[:5]), complaints,
    )  # fmt: skip


def remembered(decided):
    return Remembered(decided.trend, {member.customer for member in decided.members})


@pytest.fixture
def new():
    return decide_alert(make_alert(), [])


def test_a_new_alert_is_a_new_trend_and_news(new):
    assert new.is_told
    assert new.was is None
    assert new.trend.state is TrendState.OPEN
    assert new.members[0].customer == "p0@freemail.example"
    assert {member.trend_id for member in new.members} == {new.trend.trend_id}
    assert decide_alert(make_alert(), []) == new


def test_the_same_alert_after_a_restart_is_no_news(new):
    again = decide_alert(make_alert(count=7), [remembered(new)])
    assert not again.is_told
    assert again.trend == new.trend
    assert len(again.members) == 7


def test_another_subject_with_the_same_customers_is_the_same_trend(new):
    assert not decide_alert(make_alert(subject="group:message-0"), [remembered(new)]).is_told


def test_the_same_subject_with_other_customers_after_it_was_resolved_is_a_new_trend(new):
    resolved = replace(remembered(new), trend=replace(new.trend, state=TrendState.RESOLVED))
    later = decide_alert(make_alert(begin=100), [resolved])
    assert later.is_told
    assert later.trend.trend_id != new.trend.trend_id


def test_growth_is_news_when_it_is_three_times_what_was_told(new):
    assert not decide_alert(make_alert(count=15, kind=AlertKind.GROWN), [remembered(new)]).is_told
    grown = decide_alert(make_alert(count=18, kind=AlertKind.GROWN), [remembered(new)])
    assert grown.is_told
    assert grown.trend.customers == 18
    assert grown.was is TrendState.OPEN


def test_what_subsides_stays_declared_when_a_person_declared_it(new):
    declared = replace(remembered(new), trend=replace(new.trend, state=TrendState.DECLARED))
    alert = make_alert(kind=AlertKind.SUBSIDED)
    assert decide_alert(alert, [declared]).trend.state is TrendState.DECLARED
    assert decide_alert(alert, [remembered(new)]).trend.state is TrendState.SUBSIDED
    assert decide_alert(alert, []) is None


def test_acknowledgments_speak_of_declared_topics_only(new):
    declared = replace(new.trend, state=TrendState.DECLARED, texts=(("en", "We know."), ("", "Bekannt.")))
    (incident,) = declared_incidents([new.trend, declared, replace(declared, topic="")])
    assert incident.trend_id == declared.trend_id
    assert incident.topics == {"outage"}
    assert incident.text("en") == "We know."


def test_a_headline_says_how_many_and_what(new):
    assert headline(new.trend) == "6 customers complain about outage"
    assert headline(replace(new.trend, topic="")) == "6 customers complain about down"


def test_a_proposal_is_yaml_that_names_cases_to_read(new):
    trend = replace(new.trend, words=("err-5512", 'a "quoted" word'))
    written = write_proposal(trend, new.members, "export-error", "Export: fails")
    tree = yaml.safe_load(written)
    assert tree["topics"] == [{"name": "export-error", "title": "Export: fails"}]
    assert tree["words"]["export-error"]["phrases"] == ["err-5512", 'a "quoted" word']
    assert "inboxd cases show c0" in written
    assert yaml.safe_load(write_proposal(replace(trend, words=()), (), "x", "x"))["words"]["x"]["phrases"] == []
