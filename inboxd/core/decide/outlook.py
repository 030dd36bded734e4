"""When a team works next, and why not earlier: what people look at to see whether their hours are as they meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from inboxd.core.decide.hours import next_spans
from inboxd.core.values.hours import MINUTES_A_DAY, Hours

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Opening:
    """One of the next stretches of working time.

    Attributes:
        opens, closes: aware, on the clock of the team's wall.
        shifted_before: by how much the clocks were changed since the stretch before it closed.
        shifted_within: by how much they are changed between opening and closing.
        holidays: days since the stretch before it on which nobody works only because they are holidays, with their
            names; "" for closed days of our own.
    """

    opens: datetime
    closes: datetime
    shifted_before: timedelta = timedelta()
    shifted_within: timedelta = timedelta()
    holidays: tuple[tuple[date, str], ...] = ()


def next_openings(at: datetime, hours: Hours, count: int) -> tuple[Opening, ...]:
    """The next stretches of working time after `at`; the first begins at `at` when somebody works then.

    Fewer than `count` where public holidays close every open day of the week.
    """
    return tuple(_openings(at, hours, count))


def _openings(at: datetime, hours: Hours, count: int) -> Iterator[Opening]:
    zone = hours.zone
    before, told = at.astimezone(zone), at.astimezone(zone).date() - _DAY
    for opens, closes in next_spans(at, hours, count):
        here, there = opens.astimezone(zone), closes.astimezone(zone)
        holidays = tuple(_holidays(told + _DAY, here.date(), at, hours))
        told = max(told, here.date())
        yield Opening(here, there, _shift(before, here), _shift(here, there), holidays)
        before = there


def _shift(earlier: datetime, later: datetime) -> timedelta:
    return (later.utcoffset() or timedelta()) - (earlier.utcoffset() or timedelta())


def _holidays(first: date, last: date, at: datetime, hours: Hours) -> Iterator[tuple[date, str]]:
    """Holidays of days that would be worked otherwise, and not over already at `at`."""
    day = first
    while day <= last:
        usual = hours.spans[day.weekday()]
        name = hours.holiday_on(day) if usual else None
        if name is not None and _end(day, usual[-1].end, hours.zone) > at:
            yield day, name
        day += _DAY


def _end(day: date, minute: int, zone: ZoneInfo) -> datetime:
    days, rest = divmod(minute, MINUTES_A_DAY)
    wall = datetime(day.year, day.month, day.day, rest // 60, rest % 60, tzinfo=zone)
    return (wall + days * _DAY).astimezone(UTC)
