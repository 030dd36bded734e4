"""The breaker over everything: since when, until when, and that it closes by itself."""

from datetime import timedelta

from inboxd.core.decide.breaker import breaker_of
from tests.builders import NOW


def minutes(*ago):
    return [NOW - timedelta(minutes=each) for each in ago]


def test_it_is_closed_below_the_limit():
    found = breaker_of(minutes(1, 2, 70), 3, NOW)
    assert (found.count, found.is_open, found.closes_at) == (2, False, None)


def test_it_is_open_since_the_last_mail_that_was_allowed_and_closes_when_the_oldest_is_an_hour_old():
    found = breaker_of(minutes(10, 30, 50), 3, NOW)
    assert found.is_open
    assert found.open_since == NOW - timedelta(minutes=10)
    assert found.closes_at == NOW + timedelta(minutes=10)
    assert not breaker_of(minutes(10, 30, 50), 3, found.closes_at).is_open


def test_mails_that_went_out_while_it_was_open_do_not_make_it_younger():
    found = breaker_of(minutes(5, 10, 30, 50), 3, NOW)
    assert found.open_since == NOW - timedelta(minutes=10)
    assert found.closes_at == NOW + timedelta(minutes=30)


def test_it_is_open_anew_after_it_was_closed():
    assert breaker_of(minutes(2, 40, 45, 63, 64, 65), 3, NOW).open_since == NOW - timedelta(minutes=2)
