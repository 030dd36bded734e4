"""Changes of the clocks in many zones, nights, holidays and special days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from inboxd.core.decide.hours import HORIZON, add_working_time, is_open, next_opening, next_spans, working_time_between
from inboxd.core.values.hours import MINUTES_A_DAY, Hours, PublicHolidays, Span

H = 60
EARLY = ((Span(0, 6 * H),),) * 7
OFFICE = (*(((Span(9 * H, 17 * H),),) * 5), (), ())
NIGHTS = (*(((Span(22 * H, 30 * H),),) * 4), (), (), ())


def local(zone: str, *when: int) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo(zone))


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


class TestChangesOfTheClocks:
    @pytest.mark.parametrize(
        ("zone", "day", "worked"),
        [
            ("Europe/Berlin", (2026, 3, 29), 5),
            ("Europe/Berlin", (2026, 10, 25), 7),
            ("America/New_York", (2026, 3, 8), 5),
            ("America/New_York", (2026, 11, 1), 7),
            ("Australia/Sydney", (2026, 10, 4), 5),  # spring of the south
            ("Australia/Sydney", (2026, 4, 5), 7),
            ("America/Santiago", (2026, 9, 6), 5),  # there is no midnight
            ("Australia/Lord_Howe", (2026, 10, 4), 5.5),  # half an hour
            ("Australia/Lord_Howe", (2026, 4, 5), 6.5),
            ("Asia/Kolkata", (2026, 3, 29), 6),  # never changes
            ("Asia/Tokyo", (2026, 10, 25), 6),
            ("Asia/Kathmandu", (2026, 10, 25), 6),
        ],
    )
    def test_a_shift_is_as_long_as_people_really_sit_there(self, zone, day, worked):
        start, end = local(zone, *day, 0), local(zone, *day, 6)
        week = Hours(zone, EARLY)
        assert working_time_between(start, end, week) == hours(worked)
        assert add_working_time(start, hours(worked), week) == end

    @pytest.mark.parametrize(
        ("zone", "change"),
        [
            ("Europe/Berlin", (2026, 3, 29)),
            ("Europe/Berlin", (2026, 10, 25)),
            ("America/New_York", (2026, 11, 1)),
            ("Australia/Sydney", (2026, 10, 4)),
            ("Australia/Lord_Howe", (2026, 4, 5)),
            ("Asia/Kolkata", (2026, 3, 29)),
        ],
    )
    def test_monday_opens_at_the_same_time_on_the_wall_after_a_change_on_sunday(self, zone, change):
        sunday = local(zone, *change)
        assert next_opening(sunday, Hours(zone, OFFICE)) == sunday.replace(hour=9) + timedelta(days=1)

    def test_a_day_that_a_zone_skipped_as_a_whole_is_no_working_time(self):
        # Samoa went over the date line: 29 December 2011 was followed by the 31st.
        week = Hours("Pacific/Apia", ((Span(9 * H, 17 * H),),) * 7)
        thursday = local("Pacific/Apia", 2011, 12, 29, 16)
        assert add_working_time(thursday, hours(2), week) == local("Pacific/Apia", 2011, 12, 31, 10)
        assert add_working_time(thursday, hours(2), week) - thursday == hours(18)

    def test_a_night_over_the_change_of_spring_is_an_hour_shorter(self):
        week = Hours("Europe/Berlin", ((Span(22 * H, 30 * H),),) * 7)
        saturday = local("Europe/Berlin", 2026, 3, 28, 22)
        assert add_working_time(saturday, hours(7), week) == local("Europe/Berlin", 2026, 3, 29, 6)


class TestNights:
    WEEK = Hours("Europe/Sofia", NIGHTS)

    def test_the_clock_runs_on_over_midnight(self):
        assert add_working_time(local("Europe/Sofia", 2026, 11, 23, 23), hours(2), self.WEEK) == local(
            "Europe/Sofia", 2026, 11, 24, 1
        )

    def test_the_small_hours_belong_to_the_evening_before(self):
        assert is_open(local("Europe/Sofia", 2026, 11, 27, 5, 59), self.WEEK)
        assert not is_open(local("Europe/Sofia", 2026, 11, 27, 6), self.WEEK)
        assert not is_open(local("Europe/Sofia", 2026, 11, 23, 5), self.WEEK)

    def test_a_night_that_began_before_a_holiday_is_worked_to_its_end(self):
        week = Hours("Europe/Sofia", NIGHTS, frozenset({date(2026, 11, 24)}))
        assert is_open(local("Europe/Sofia", 2026, 11, 24, 5), week)
        assert not is_open(local("Europe/Sofia", 2026, 11, 24, 23), week)
        assert not is_open(local("Europe/Sofia", 2026, 11, 25, 5), week)

    def test_nights_that_touch_the_next_day_make_one_time_without_a_gap(self):
        ring = Hours("UTC", ((Span(6 * H, 30 * H),),) * 7)
        start = datetime(2026, 11, 23, 5, 59, tzinfo=UTC)
        assert add_working_time(start, hours(100), ring) == start + hours(100)


class TestHolidays:
    BULGARIA = Hours("Europe/Sofia", OFFICE, public=PublicHolidays("BG"))

    def test_public_holidays_do_not_count(self):
        # 24 and 25 December are a Thursday and a Friday, the 28th stands in for the 26th, a Saturday.
        wednesday = local("Europe/Sofia", 2026, 12, 23, 16)
        assert add_working_time(wednesday, hours(2), self.BULGARIA) == local("Europe/Sofia", 2026, 12, 29, 10)

    def test_they_are_known_in_every_year_without_being_written_down(self):
        assert not any(is_open(local("Europe/Sofia", year, 12, 25, 12), self.BULGARIA) for year in range(2020, 2040))

    def test_a_region_keeps_its_own(self):
        epiphany = local("Europe/Berlin", 2026, 1, 6, 12)
        assert not is_open(epiphany, Hours("Europe/Berlin", OFFICE, public=PublicHolidays("DE", "BY")))
        assert is_open(epiphany, Hours("Europe/Berlin", OFFICE, public=PublicHolidays("DE", "BE")))

    def test_a_holiday_that_is_worked_has_the_hours_of_its_weekday_or_its_own(self):
        christmas_eve, saturday = date(2026, 12, 24), date(2026, 12, 26)
        week = Hours(
            "Europe/Sofia",
            OFFICE,
            public=PublicHolidays("BG"),
            open_on=((christmas_eve, (Span(9 * H, 12 * H),)), (saturday, (Span(10 * H, 11 * H),))),
        )
        assert next_spans(local("Europe/Sofia", 2026, 12, 23, 18), week, 3) == (
            (local("Europe/Sofia", 2026, 12, 24, 9), local("Europe/Sofia", 2026, 12, 24, 12)),
            (local("Europe/Sofia", 2026, 12, 26, 10), local("Europe/Sofia", 2026, 12, 26, 11)),
            (local("Europe/Sofia", 2026, 12, 29, 9), local("Europe/Sofia", 2026, 12, 29, 17)),
        )

    def test_the_reason_of_a_closed_day_is_told(self):
        week = Hours(
            "Europe/Sofia",
            OFFICE,
            frozenset({date(2026, 12, 23)}),
            PublicHolidays("BG"),
            ((date(2026, 12, 24), (Span(9 * H, 12 * H),)),),
        )
        days = [date(2026, 12, day) for day in (22, 23, 24, 25)]
        assert [week.holiday_on(day) for day in days] == [None, "", None, "Christmas Day"]

    def test_the_names_do_not_depend_on_the_language_of_the_process(self, monkeypatch):
        monkeypatch.setenv("LANGUAGE", "bg")
        monkeypatch.setenv("LANG", "bg_BG.UTF-8")
        assert PublicHolidays("BG").name_of(date(2019, 12, 25)) == "Christmas Day"

    @pytest.mark.parametrize("country", ["BG", "IN", "JP", "US", "CN", "AE", "SA"])
    def test_a_year_of_which_nothing_is_known_is_an_ordinary_year(self, country):
        found = [PublicHolidays(country).name_of(date(year, 12, 31)) for year in (1700, 2090, 2500)]
        assert found[0] == found[2] == ""

    @pytest.mark.parametrize(
        "keep",
        [("XX", ""), ("DE", "ZZ"), ("", ""), ("DE", "BY", ("nonsense",))],
        ids=["land", "region", "none", "kind"],
    )
    def test_holidays_of_nowhere_cannot_be_kept(self, keep):
        with pytest.raises(ValueError, match="no public holidays are known"):
            PublicHolidays(*keep)

    def test_a_special_day_over_a_night_counts_its_time_once(self):
        week = Hours("UTC", NIGHTS, open_on=((date(2026, 11, 24), (Span(4 * H, 8 * H),)),))
        start, end = datetime(2026, 11, 23, 22, tzinfo=UTC), datetime(2026, 11, 24, 8, tzinfo=UTC)
        assert working_time_between(start, end, week) == hours(10)

    def test_public_holidays_that_close_every_open_day_end_at_the_horizon(self):
        closed = Hours("UTC", (*((),) * 6, (Span(0, MINUTES_A_DAY),)), public=_Sundays("BG"))
        start = datetime(2026, 1, 1, tzinfo=UTC)
        assert next_opening(start, closed) == start + HORIZON
        assert add_working_time(start, hours(1), closed) == start + HORIZON
        assert next_spans(start, closed, 2) == ()

    def test_closed_days_of_our_own_are_followed_beyond_the_horizon(self):
        sundays = frozenset(date(2026, 1, 4) + timedelta(weeks=week) for week in range(530))
        closed = Hours("UTC", (*((),) * 6, (Span(0, MINUTES_A_DAY),)), sundays, PublicHolidays("BG"))
        assert next_opening(datetime(2026, 1, 1, tzinfo=UTC), closed) == datetime(2036, 3, 2, tzinfo=UTC)


class _Sundays(PublicHolidays):
    """A country in which every Sunday is a public holiday."""

    def name_of(self, day: date) -> str:
        return "Sunday" if day.weekday() == 6 else ""
