"""When a team works: the value by which reply clocks run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MINUTES_A_DAY = 24 * 60
DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a day: minutes since local midnight, the end excluded; 0 ≤ start < end ≤ 1440."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= MINUTES_A_DAY:
            raise ValueError(f"a span must begin before it ends, within 0 to 1440 minutes: {self.start} to {self.end}")


@dataclass(frozen=True, slots=True)
class Hours:
    """Working time of a week.

    Attributes:
        time_zone: IANA name; the clock on the team's wall.
        spans: for Monday to Sunday, sorted spans that do not overlap (they may touch); a closed day has none.
        holidays: local days without working time.

    Raises:
        ValueError: an unknown time zone, not seven days, spans out of order, or a week without any working time
            (a clock that never runs would promise nothing; who never closes says so with `ROUND_THE_CLOCK`).
    """

    time_zone: str
    spans: tuple[tuple[Span, ...], ...]
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"there is no time zone {self.time_zone!r}") from error
        if len(self.spans) != DAYS_A_WEEK:
            raise ValueError(f"a week has seven days, here are {len(self.spans)}")
        if not any(self.spans):
            raise ValueError("a week without working time")
        for day in self.spans:
            if any(earlier.end > later.start for earlier, later in pairwise(day)):
                raise ValueError("the spans of a day must be in order and must not overlap")

    @property
    def zone(self) -> ZoneInfo:
        """The time zone with its rules."""
        return ZoneInfo(self.time_zone)

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """Working spans of a local day; none on a holiday."""
        return () if day in self.holidays else self.spans[day.weekday()]


ROUND_THE_CLOCK = Hours("UTC", ((Span(0, MINUTES_A_DAY),),) * DAYS_A_WEEK)
"""Always open."""
