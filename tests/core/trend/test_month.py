"""Two invented weeks with planted incidents: what must be told is, what must not be is not."""

from __future__ import annotations

import pytest

from benchmarks.complaints_month import PROVIDERS, Planted, complaints, month
from benchmarks.complaints_said import OF_TOPICS, UNKNOWN
from benchmarks.trends import run

PLANTED = (
    Planted("outage", OF_TOPICS["outage"], ("en", "de", "fr"), 9.4, 2, 30),
    Planted("one company", OF_TOPICS["data-loss"], ("en",), 10.4, 2, 30, must_alarm=False, house="bigfirm.example"),
    Planted("one angry customer", OF_TOPICS["refund"], ("en",), 11.4, 20, 1, must_alarm=False, times=40),
    Planted("an error code", UNKNOWN["code"], ("en", "ja", "th", "bg", "fa"), 12.3, 6, 20),
    Planted("a seat belt", UNKNOWN["seat"], ("th",), 13.2, 12, 12),
)


@pytest.fixture(scope="module")
def result():
    written = month(5, messages=2_500, planted=PLANTED, days=14)
    return run(written, list(complaints(written)), PLANTED)


def test_every_planted_incident_is_found_before_most_of_its_people_have_written(result):
    for found in result.found:
        if found.planted.must_alarm:
            assert found.alert is not None, found.planted.name
            assert found.after <= found.planted.customers * 0.7, found.planted.name


def test_one_company_and_one_angry_customer_are_not_told(result):
    assert [each.planted.name for each in result.found if each.alert and not each.planted.must_alarm] == []


def test_false_alarms_keep_to_the_budget_of_one_a_week(result):
    assert len(result.false) <= 2


def test_a_message_costs_well_below_a_millisecond_on_average(result):
    assert result.seconds / result.messages < 0.005  # ten times what it takes when nothing else runs


def test_the_month_is_the_same_for_the_same_seed():
    assert month(5, messages=200, days=2) == month(5, messages=200, days=2)
    assert {each.customer.rpartition("@")[2] for each in month(5, messages=400, days=2)} >= set(PROVIDERS)
