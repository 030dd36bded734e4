from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from inboxd.core.decide.bulletin import (
    Schedule,
    bulletins,
    due_period,
    ending_at,
    month_of,
    next_due,
    parse_schedule,
    with_happy_month,
)
from inboxd.core.values.digest import Period, PeriodKind
from inboxd.core.values.effect import EffectState
from inboxd.core.values.ids import is_own_message_id

SOFIA = ZoneInfo("Europe/Sofia")
DAILY = Schedule(PeriodKind.DAILY, time(8))
WEEKLY = Schedule(PeriodKind.WEEKLY, time(8), 0)
KEY = b"a secret of the tests"


def local(*parts):
    return datetime(*parts, tzinfo=SOFIA).astimezone(UTC)


def test_a_schedule_is_written_as_people_say_it():
    assert parse_schedule(PeriodKind.DAILY, "08:00") == DAILY
    assert parse_schedule(PeriodKind.WEEKLY, "mon 08:00") == WEEKLY
    assert parse_schedule(PeriodKind.WEEKLY, "Sun 17:30") == Schedule(PeriodKind.WEEKLY, time(17, 30), 6)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (PeriodKind.DAILY, "8"),
        (PeriodKind.DAILY, "mon 08:00"),
        (PeriodKind.DAILY, "24:00"),
        (PeriodKind.WEEKLY, "08:00"),
    ],
)
def test_what_is_no_such_time_is_refused_with_an_example(kind, text):
    with pytest.raises(ValueError, match="write for example"):
        parse_schedule(kind, text)


def test_nothing_is_due_before_the_hour_and_the_whole_stretch_at_it():
    last = local(2026, 3, 2, 8, 0)
    assert due_period(DAILY, last, local(2026, 3, 3, 7, 59), SOFIA) is None
    assert due_period(DAILY, last, local(2026, 3, 3, 8, 0), SOFIA) == Period(
        PeriodKind.DAILY, last, local(2026, 3, 3, 8, 0)
    )


def test_after_days_without_service_one_digest_tells_of_all_of_them():
    last = local(2026, 3, 2, 8, 0)
    period = due_period(DAILY, last, local(2026, 3, 6, 11, 0), SOFIA)
    assert (period.since, period.until) == (last, local(2026, 3, 6, 8, 0))


def test_a_digest_that_was_told_is_not_due_again():
    assert due_period(WEEKLY, local(2026, 3, 2, 8, 0), local(2026, 3, 8, 23, 0), SOFIA) is None


def test_the_weekly_digest_waits_for_its_day():
    period = due_period(WEEKLY, local(2026, 3, 2, 8, 0), local(2026, 3, 11, 9, 0), SOFIA)
    assert period.until == local(2026, 3, 9, 8, 0)


def test_the_hour_on_the_wall_stays_when_the_clocks_change():
    before = next_due(DAILY, local(2026, 3, 28, 9, 0), SOFIA)  # the clocks go forward in this night
    assert before == datetime(2026, 3, 29, 5, 0, tzinfo=UTC)
    assert next_due(DAILY, before, SOFIA) - before == timedelta(days=1)
    assert before - local(2026, 3, 28, 8, 0) == timedelta(hours=23)


def test_the_next_one_is_always_later_than_now():
    at = local(2026, 3, 2, 8, 0)
    assert next_due(DAILY, at, SOFIA) == at + timedelta(days=1)
    assert next_due(WEEKLY, at, SOFIA) == at + timedelta(days=7)


def test_last_months_happy_file_goes_with_the_first_digest_of_a_month():
    first = Period(PeriodKind.DAILY, local(2026, 2, 28, 8, 0), local(2026, 3, 1, 8, 0))
    second = Period(PeriodKind.DAILY, local(2026, 3, 1, 8, 0), local(2026, 3, 2, 8, 0))
    assert with_happy_month(first, SOFIA).happy_month == date(2026, 2, 1)
    assert with_happy_month(second, SOFIA) == second


def test_a_month_begins_and_ends_at_local_midnight():
    assert month_of(date(2026, 12, 1), SOFIA) == (local(2026, 12, 1), local(2027, 1, 1))
    assert month_of(date(2026, 3, 15), SOFIA) == (local(2026, 3, 1), local(2026, 4, 1))


def test_every_reader_gets_a_mail_and_the_same_period_makes_the_same_mails():
    period = ending_at(PeriodKind.DAILY, local(2026, 3, 2, 8, 0))
    readers = ["ana@ourshop.example", "ben@ourshop.example", "ana@ourshop.example"]
    effects = bulletins(period, readers, "support", "support@ourshop.example", KEY)
    assert [effect.deed.to for effect in effects] == readers[:2]
    assert {effect.state for effect in effects} == {EffectState.QUEUED}
    assert all(is_own_message_id(effect.message_id, KEY) for effect in effects)
    assert len({effect.message_id for effect in effects}) == 2
    assert bulletins(period, readers, "support", "support@ourshop.example", KEY) == effects
