from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from inboxd.core.decide.hours import next_spans
from inboxd.core.decide.outlook import next_openings
from inboxd.core.values.hours import Hours, PublicHolidays, Span

H = 60
SOFIA = ZoneInfo("Europe/Sofia")
OFFICE = (*(((Span(9 * H, 12 * H), Span(13 * H, 18 * H)),) * 5), (), ())
WEEK = Hours("Europe/Sofia", OFFICE, frozenset({date(2026, 12, 23)}), PublicHolidays("BG"))


def at(*when: int) -> datetime:
    return datetime(*when, tzinfo=SOFIA)


def test_the_holidays_between_two_spans_are_told_once_with_their_names():
    today, after, *rest = next_openings(at(2026, 12, 22, 14), WEEK, 4)
    assert (today.opens, today.closes, today.holidays) == (at(2026, 12, 22, 14), at(2026, 12, 22, 18), ())
    assert after.opens == at(2026, 12, 29, 9)
    assert after.holidays == (
        (date(2026, 12, 23), ""),
        (date(2026, 12, 24), "Christmas Eve"),
        (date(2026, 12, 25), "Christmas Day"),
        (date(2026, 12, 28), "Christmas Day (observed)"),
    )
    assert not any(each.holidays for each in rest)


def test_a_holiday_on_a_day_that_is_closed_anyway_is_not_told():
    assert all(day.weekday() < 5 for each in next_openings(at(2026, 12, 22, 14), WEEK, 9) for day, _ in each.holidays)


def test_a_holiday_whose_hours_are_over_already_is_not_told():
    (first,) = next_openings(at(2026, 12, 28, 19), WEEK, 1)
    assert first.holidays == ()


def test_a_change_of_the_clocks_is_told_where_it_lies():
    before, after = next_openings(at(2027, 3, 26, 14), WEEK, 2)
    assert (before.shifted_before, before.shifted_within) == (timedelta(), timedelta())
    assert (after.shifted_before, after.shifted_within) == (timedelta(hours=1), timedelta())
    night = Hours("Europe/Sofia", ((Span(22 * H, 30 * H),),) * 7)
    (first,) = next_openings(at(2026, 10, 24, 22), night, 1)
    assert (first.shifted_before, first.shifted_within) == (timedelta(), timedelta(hours=-1))


@given(
    st.integers(0, 3650 * 24 * 60).map(lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))
)
def test_openings_are_the_next_spans_on_the_clock_of_the_wall(start):
    found = next_openings(start, WEEK, 5)
    assert tuple((each.opens, each.closes) for each in found) == next_spans(start, WEEK, 5)
    assert all(each.opens.tzinfo == SOFIA for each in found)
    told = [day for each in found for day, _ in each.holidays]
    assert told == sorted(set(told))
    assert all(WEEK.spans_on(day) == () for day in told)
