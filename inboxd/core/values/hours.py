"""When a team works: the value by which reply clocks run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from inboxd.core.values.public_holidays import public_holidays

MINUTES_A_DAY = 24 * 60
DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of working time that begins on some day: minutes since its local midnight, the end excluded.

    What goes over midnight ends after minute 1440, e.g. 22:00 to 06:00 is 1320 to 1800. At most a whole day long.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < MINUTES_A_DAY or not self.start < self.end <= self.start + MINUTES_A_DAY:
            raise ValueError(
                f"a span must begin before it ends, at most 1440 minutes later: {self.start} to {self.end}"
            )


@dataclass(frozen=True, slots=True)
class PublicHolidays:
    """Whose public holidays are kept.

    Attributes:
        country: ISO 3166-1 alpha-2.
        region: ISO 3166-2 without the country; "" for what the whole country keeps.
        categories: kinds of holidays that are kept; empty for the public ones.

    Raises:
        ValueError: nothing is known of them.
    """

    country: str
    region: str = ""
    categories: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.name_of(date(2000, 1, 1))

    def name_of(self, day: date) -> str:
        """What is kept on that day; "" on other days."""
        return public_holidays(self.country, self.region, self.categories, day.year).get(day, "")


@dataclass(frozen=True, slots=True)
class Hours:
    """Working time of a week.

    Attributes:
        time_zone: IANA name; the clock on the team's wall.
        spans: for Monday to Sunday, sorted spans that do not overlap (they may touch); a closed day has none. A span
            over midnight belongs to the day on which it begins and is worked to its end.
        holidays: local days without working time.
        public: whose public holidays are days without working time too; None for nobody's.
        open_on: days that have these spans, whatever else is said about them.

    Raises:
        ValueError: an unknown time zone, not seven days, spans out of order, or a week without any working time
            (a clock that never runs would promise nothing; who never closes says so with `ROUND_THE_CLOCK`).
    """

    time_zone: str
    spans: tuple[tuple[Span, ...], ...]
    holidays: frozenset[date] = frozenset()
    public: PublicHolidays | None = None
    open_on: tuple[tuple[date, tuple[Span, ...]], ...] = ()

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"there is no time zone {self.time_zone!r}") from error
        if len(self.spans) != DAYS_A_WEEK:
            raise ValueError(f"a week has seven days, here are {len(self.spans)}")
        if not any(self.spans):
            raise ValueError("a week without working time")
        if any(overlapping(day) for day in (*self.spans, *(spans for _, spans in self.open_on))):
            raise ValueError("the spans of a day must be in order and must not overlap")
        if colliding_nights(self.spans):
            raise ValueError("a span over midnight must not overlap those of the next day")

    @property
    def zone(self) -> ZoneInfo:
        """The time zone with its rules."""
        return ZoneInfo(self.time_zone)

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """Spans of working time that begin on a local day; none on a holiday."""
        for special, spans in self.open_on:
            if special == day:
                return spans
        return () if self.holiday_on(day) is not None else self.spans[day.weekday()]

    def holiday_on(self, day: date) -> str | None:
        """The name of the holiday that closes this local day, "" for a closed day of our own; None when it is none."""
        if any(special == day for special, _ in self.open_on):
            return None
        name = self.public.name_of(day) if self.public else ""
        return name if name or day in self.holidays else None


def overlapping(spans: tuple[Span, ...]) -> bool:
    """Whether one of a day's spans begins before the one ahead of it has ended."""
    return any(earlier.end > later.start for earlier, later in pairwise(spans))


def colliding_nights(week: tuple[tuple[Span, ...], ...]) -> tuple[int, ...]:
    """The weekdays (0 is the first) whose last span runs into the first one of the next day; the week is a ring."""
    following = (*week[1:], *week[:1])
    return tuple(
        number
        for number, (day, after) in enumerate(zip(week, following, strict=True))
        if day and after and day[-1].end - MINUTES_A_DAY > after[0].start
    )


ROUND_THE_CLOCK = Hours("UTC", ((Span(0, MINUTES_A_DAY),),) * DAYS_A_WEEK)
"""Always open."""
