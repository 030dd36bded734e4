from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxd.core.decide.hours import (
    HORIZON,
    add_working_time,
    is_open,
    next_opening,
    next_spans,
    working_time_between,
)
from inboxd.core.values.hours import MINUTES_A_DAY, ROUND_THE_CLOCK, Hours, PublicHolidays, Span

H = 60
OFFICE_DAY = (Span(9 * H, 12 * H + 30), Span(13 * H + 30, 17 * H))
OFFICE = Hours("Europe/Berlin", (*((OFFICE_DAY,) * 5), (), ()))
ALL_DAY = (Span(0, MINUTES_A_DAY),)


def berlin(*when: int) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo("Europe/Berlin"))


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def round_the_clock(zone: str) -> Hours:
    return Hours(zone, (ALL_DAY,) * 7)


def moments_between(first_year: int, last_year: int) -> st.SearchStrategy[datetime]:
    edges = [int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (first_year, last_year)]
    return st.integers(*edges).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


class TestACommonWeek:
    def test_time_within_a_span_is_simply_added(self):
        assert add_working_time(berlin(2026, 11, 23, 9, 15), hours(1), OFFICE) == berlin(2026, 11, 23, 10, 15)

    def test_the_lunch_break_does_not_count_as_chatwoot_14009_asks(self):
        assert add_working_time(berlin(2026, 11, 23, 12), hours(1), OFFICE) == berlin(2026, 11, 23, 14)

    def test_a_clock_started_during_lunch_runs_from_its_end(self):
        assert add_working_time(berlin(2026, 11, 23, 13), hours(1), OFFICE) == berlin(2026, 11, 23, 14, 30)

    def test_the_evening_the_night_and_the_weekend_do_not_count_as_zammad_4432_asks(self):
        friday_evening = berlin(2026, 11, 20, 22)
        assert add_working_time(friday_evening, hours(1), OFFICE) == berlin(2026, 11, 23, 10)

    def test_what_is_left_on_friday_goes_on_on_monday(self):
        assert add_working_time(berlin(2026, 11, 20, 16, 30), hours(1), OFFICE) == berlin(2026, 11, 23, 9, 30)

    def test_a_clock_that_ends_at_closing_time_ends_then_and_not_the_next_morning(self):
        assert add_working_time(berlin(2026, 11, 23, 16), hours(1), OFFICE) == berlin(2026, 11, 23, 17)

    def test_a_long_target_is_not_forced_to_midnight_of_a_day_as_in_glpi_22678(self):
        assert add_working_time(berlin(2026, 11, 23, 10), hours(21), OFFICE) == berlin(2026, 11, 26, 10)

    def test_a_holiday_does_not_count(self):
        closed = Hours(OFFICE.time_zone, OFFICE.spans, frozenset({date(2026, 12, 25)}))
        assert add_working_time(berlin(2026, 12, 24, 16), hours(2), closed) == berlin(2026, 12, 28, 10)

    def test_nothing_to_wait_for_is_now_even_at_night(self):
        midnight = berlin(2026, 11, 23, 0, 30)
        assert add_working_time(midnight, timedelta(), OFFICE) == midnight

    def test_time_cannot_be_taken_back(self):
        with pytest.raises(ValueError, match="taken back"):
            add_working_time(berlin(2026, 11, 23, 9), timedelta(minutes=-1), OFFICE)

    def test_the_result_is_utc(self):
        assert add_working_time(berlin(2026, 11, 23, 9), hours(1), OFFICE).tzinfo is UTC


class TestRoundTheClock:
    def test_no_minute_is_lost_at_midnight_as_in_zammad_3180(self):
        start = datetime(2026, 11, 23, 23, 59, tzinfo=UTC)
        assert add_working_time(start, timedelta(minutes=2), ROUND_THE_CLOCK) == start + timedelta(minutes=2)

    @pytest.mark.parametrize(
        "zone",
        [
            "Europe/Berlin",
            "America/Havana",  # winter begins at 1:00, which becomes 0:00: midnight comes twice
            "Asia/Beirut",  # summer begins at 0:00, which becomes 1:00: there is no midnight
            "Australia/Lord_Howe",  # half an hour
            "Pacific/Apia",  # 30 December 2011 did not happen
            "Asia/Tehran",
        ],
    )
    @given(start=moments_between(2008, 2030), minutes=st.integers(0, 60 * 24 * 500))
    def test_a_day_and_night_clock_is_real_time_in_every_zone(self, zone, start, minutes):
        amount = timedelta(minutes=minutes)
        assert add_working_time(start, amount, round_the_clock(zone)) == start + amount

    def test_a_span_until_24_00_meets_the_next_day_from_0_00(self):
        late = Hours("Europe/Berlin", ((Span(20 * H, MINUTES_A_DAY),), (Span(0, 4 * H),), (), (), (), (), ()))
        assert add_working_time(berlin(2026, 11, 23, 23), hours(2), late) == berlin(2026, 11, 24, 1)


class TestChangeOfTheClocks:
    def test_the_skipped_hour_of_spring_is_not_working_time(self):
        early = Hours("Europe/Berlin", ((Span(1 * H, 5 * H),),) * 7)
        assert add_working_time(berlin(2026, 3, 29, 1), hours(3), early) == berlin(2026, 3, 29, 5)

    def test_the_repeated_hour_of_autumn_is_worked_twice(self):
        early = Hours("Europe/Berlin", ((Span(1 * H, 5 * H),),) * 7)
        assert add_working_time(berlin(2026, 10, 25, 1), hours(5), early) == berlin(2026, 10, 25, 5)

    def test_opening_in_the_skipped_hour_means_opening_at_the_change(self):
        odd = Hours("Europe/Berlin", ((Span(2 * H + 30, 6 * H),),) * 7)
        assert next_opening(berlin(2026, 3, 29, 0), odd) == berlin(2026, 3, 29, 3)

    def test_a_span_that_was_skipped_as_a_whole_is_left_out(self):
        gone = Hours("Europe/Berlin", ((Span(2 * H, 3 * H),),) * 7)
        assert next_opening(berlin(2026, 3, 29, 0), gone) == berlin(2026, 3, 30, 2)

    def test_nine_in_the_morning_stays_nine_in_the_morning(self):
        saturday = berlin(2026, 3, 28, 12)
        assert add_working_time(saturday, hours(1), OFFICE) == berlin(2026, 3, 30, 10)


class TestQuestions:
    @pytest.mark.parametrize(
        ("at", "open_"),
        [
            (berlin(2026, 11, 23, 8, 59), False),
            (berlin(2026, 11, 23, 9), True),
            (berlin(2026, 11, 23, 12, 29), True),
            (berlin(2026, 11, 23, 12, 30), False),
            (berlin(2026, 11, 23, 17), False),
            (berlin(2026, 11, 22, 10), False),
        ],
    )
    def test_it_knows_when_somebody_works(self, at, open_):
        assert is_open(at, OFFICE) is open_

    def test_in_working_time_the_next_opening_is_now(self):
        now = berlin(2026, 11, 23, 10, 7)
        assert next_opening(now, OFFICE) == now

    def test_the_next_spans_begin_with_what_is_left_of_this_one(self):
        found = next_spans(berlin(2026, 11, 20, 14), OFFICE, 3)
        assert found == (
            (berlin(2026, 11, 20, 14), berlin(2026, 11, 20, 17)),
            (berlin(2026, 11, 23, 9), berlin(2026, 11, 23, 12, 30)),
            (berlin(2026, 11, 23, 13, 30), berlin(2026, 11, 23, 17)),
        )

    def test_a_year_of_holidays_is_passed_over(self):
        days = frozenset(date(2027, 1, 1) + timedelta(days=each) for each in range(365))
        closed = Hours("Europe/Berlin", ((Span(9 * H, 10 * H),), (), (), (), (), (), ()), days)
        assert next_opening(berlin(2027, 1, 1, 0), closed) == berlin(2028, 1, 3, 9)


class TestLimits:
    def test_an_absurd_target_ends_at_the_horizon(self):
        start = berlin(2026, 11, 23, 9)
        assert add_working_time(start, timedelta.max, OFFICE) == start + HORIZON

    def test_a_minute_a_week_is_followed_for_ten_years_and_no_longer(self):
        rare = Hours("UTC", ((Span(0, 1),), (), (), (), (), (), ()))
        start = datetime(2026, 11, 23, 1, tzinfo=UTC)
        assert add_working_time(start, timedelta(days=30), rare) == start + HORIZON


class TestTheValue:
    @pytest.mark.parametrize(
        ("zone", "spans", "message"),
        [
            ("Europe/Atlantis", (ALL_DAY,) * 7, "no time zone"),
            ("../etc/passwd", (ALL_DAY,) * 7, "no time zone"),
            ("", (ALL_DAY,) * 7, "no time zone"),
            ("UTC", (ALL_DAY,) * 5, "seven days"),
            ("UTC", ((),) * 7, "without working time"),
            ("UTC", ((Span(600, 720), Span(660, 780)), *((),) * 6), "overlap"),
            ("UTC", ((Span(780, 900), Span(600, 720)), *((),) * 6), "in order"),
            ("UTC", ((Span(1320, 1800),), (Span(300, 720),), *((),) * 5), "next day"),
            ("UTC", ((Span(300, 720),), *((),) * 5, (Span(1320, 1800),)), "next day"),
        ],
    )
    def test_hours_that_make_no_sense_cannot_be_made(self, zone, spans, message):
        with pytest.raises(ValueError, match=message):
            Hours(zone, spans)

    @pytest.mark.parametrize(("start", "end"), [(10, 10), (20, 10), (-1, 5), (0, 1441), (1440, 1500), (600, 2041)])
    def test_a_span_begins_on_its_day_and_lasts_a_day_at_most(self, start, end):
        with pytest.raises(ValueError, match="begin before it ends"):
            Span(start, end)


def _week(edges_of_days: list[list[int]]) -> tuple[tuple[Span, ...], ...]:
    """Spans between every second edge; one that has a beginning only lasts over midnight, until the next day begins."""
    days = []
    for number, edges in enumerate(edges_of_days):
        spans = [Span(*pair) for pair in zip(edges[::2], edges[1::2], strict=False)]
        following = edges_of_days[(number + 1) % 7]
        if len(edges) % 2 and edges[-1] < MINUTES_A_DAY:
            free = following[0] if following else 6 * H
            spans.append(Span(edges[-1], min(MINUTES_A_DAY + free, edges[-1] + MINUTES_A_DAY)))
        days.append(tuple(spans))
    return tuple(days)


@st.composite
def weeks(draw: st.DrawFn) -> Hours:
    zone = draw(st.sampled_from(["UTC", "Europe/Berlin", "America/Havana", "Asia/Tehran", "Australia/Lord_Howe"]))
    spans = _week([sorted(draw(st.sets(st.integers(0, MINUTES_A_DAY), max_size=6))) for _ in range(7)])
    if not any(spans):
        spans = (*spans[:4], (Span(540, 1020),), *spans[5:])
    dates = st.dates(date(2026, 1, 1), date(2026, 12, 31))
    public = draw(st.sampled_from([None, PublicHolidays("BG"), PublicHolidays("DE", "BY")]))
    special = draw(st.dictionaries(dates, st.sampled_from([(Span(60, 120),), (Span(1380, 1500),)]), max_size=3))
    return Hours(zone, spans, draw(st.frozensets(dates, max_size=5)), public, tuple(sorted(special.items())))


moments = moments_between(2025, 2027)
amounts = st.integers(0, 60 * 60 * 24 * 3).map(lambda seconds: timedelta(seconds=seconds))


@given(moments, amounts, amounts, weeks())
def test_adding_twice_is_adding_once(start, first, second, week):
    step = add_working_time(start, first, week)
    if step < start + HORIZON / 2:
        assert add_working_time(step, second, week) == add_working_time(start, first + second, week)


@given(moments, amounts, amounts, weeks())
def test_more_work_never_ends_earlier(start, first, second, week):
    assert add_working_time(start, first, week) <= add_working_time(start, first + second, week)


@given(moments, moments, amounts, weeks())
def test_who_starts_later_never_ends_earlier(one, other, amount, week):
    early, late = sorted((one, other))
    assert add_working_time(early, amount, week) <= max(add_working_time(late, amount, week), late)


@given(moments, amounts, weeks())
def test_work_takes_at_least_its_own_time(start, amount, week):
    assert add_working_time(start, amount, week) >= start + amount


@given(moments, weeks())
def test_spans_come_in_order_without_overlap_and_are_open_at_their_beginning(at, week):
    spans = next_spans(at, week, 12)
    assert len(spans) == 12
    assert all(earlier[1] <= later[0] for earlier, later in pairwise(spans))
    assert all(is_open(opens, week) for opens, _ in spans)


@given(moments, weeks(), amounts.filter(bool))
def test_the_time_between_start_and_end_that_is_open_is_what_was_asked(start, week, amount):
    end = add_working_time(start, amount, week)
    if end >= start + HORIZON:
        return
    worked = timedelta()
    at = start
    while at < end:
        ((opens, closes),) = next_spans(at, week, 1)
        worked += max(timedelta(), min(closes, end) - opens)
        at = closes
    assert worked == amount


@given(moments, weeks(), amounts)
def test_what_was_added_lies_between(start, week, amount):
    end = add_working_time(start, amount, week)
    if end < start + HORIZON:
        assert working_time_between(start, end, week) == amount


@given(moments, weeks(), amounts.filter(bool))
def test_a_clock_runs_out_in_working_time_or_at_closing_time_so_no_reminder_falls_outside(start, week, amount):
    end = add_working_time(start, amount, week)
    if end < start + HORIZON:
        assert is_open(end - timedelta(seconds=1), week)


@given(moments, moments, moments, weeks())
def test_working_time_of_two_stretches_is_that_of_the_whole(one, two, three, week):
    first, second, third = sorted((one, two, three))
    parts = working_time_between(first, second, week) + working_time_between(second, third, week)
    assert parts == working_time_between(first, third, week)


@given(moments, moments, weeks())
def test_adding_the_working_time_between_never_goes_beyond_the_end(one, other, week):
    start, end = sorted((one, other))
    amount = working_time_between(start, end, week)
    assert amount <= end - start
    assert add_working_time(start, amount, week) <= end
    assert working_time_between(end, start, week) == timedelta() or start == end
