"""Working time: when a reply clock that starts now will have run out.

A day's spans become stretches of real time first, then only real time is counted. So a shift over the change of the
clocks is as long as people really sit there, and a day from 0 to 24 follows the next without a gap or an overlap.
Times on the wall that the change skips count as the moment of the change; times that come twice, as the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from inboxd.core.values.hours import DAYS_A_WEEK, MINUTES_A_DAY, Hours

HORIZON = timedelta(days=3700)
"""How far ahead a clock is followed, so that no amount makes it a long computation."""

_DAY = timedelta(days=1)


def add_working_time(start: datetime, amount: timedelta, hours: Hours) -> datetime:
    """The moment at which `amount` of working time has passed since `start`.

    A clock that runs out exactly at closing time runs out then, not at the next opening. Nothing to wait for returns
    `start` itself, also outside working time. What would end after ten years ends there.

    Args:
        start: aware; the result is aware UTC.

    Raises:
        ValueError: a negative amount.
    """
    if amount < timedelta():
        raise ValueError(f"working time cannot be taken back: {amount}")
    at, left = start.astimezone(UTC), amount
    if not left:
        return at
    limit = at + HORIZON
    for opens, closes in _stretches(at, hours):
        if opens >= limit:
            break
        if left <= closes - opens:
            return min(opens + left, limit)
        left -= closes - opens
    return limit


def working_time_between(start: datetime, end: datetime, hours: Hours) -> timedelta:
    """How much working time lies between two moments; what `add_working_time` adds. Nothing when `end` is not later."""
    worked = timedelta()
    for opens, closes in _stretches(start.astimezone(UTC), hours):
        if opens >= end:
            break
        worked += min(closes, end) - opens
    return worked


def is_open(at: datetime, hours: Hours) -> bool:
    """Whether somebody works at this moment; closing time itself is closed."""
    return next_opening(at, hours) == at


def next_opening(at: datetime, hours: Hours) -> datetime:
    """When somebody works next, aware UTC: `at` itself when that is in working time.

    Where public holidays close every open day of the week, it is the horizon.
    """
    at = at.astimezone(UTC)
    return next((opens for opens, _ in _stretches(at, hours)), at + HORIZON)


def next_spans(at: datetime, hours: Hours, count: int) -> tuple[tuple[datetime, datetime], ...]:
    """The next stretches of working time as (opens, closes), aware UTC; the first may have begun: it starts at `at`."""
    return tuple(islice(_stretches(at.astimezone(UTC), hours), count))


def _stretches(at: datetime, hours: Hours) -> Iterator[tuple[datetime, datetime]]:
    """Stretches of working time that end after `at`, in order, without what lies before `at`."""
    zone = hours.zone
    closed_days, most_closed = 0, _most_closed_days(hours)
    # Yesterday's span may go over midnight, and a change of the clocks can push that of the day before past it.
    day = at.astimezone(zone).date() - 2 * _DAY
    while closed_days <= most_closed:
        closed_days += 1
        for span in hours.spans_on(day):
            opens, closes = max(at, _moment(day, span.start, zone)), _moment(day, span.end, zone)
            if opens < closes:
                closed_days = 0
                yield opens, closes
                # The span of a special day may lie over that of the night before it.
                at = closes
        day += _DAY


def _most_closed_days(hours: Hours) -> int:
    """How many closed days in a row there can be; with public holidays of all years, how many are looked at."""
    listed = DAYS_A_WEEK * (len(hours.holidays) + len(hours.open_on) + 3)
    return max(listed, HORIZON.days) if hours.public else listed


def _moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """When the clock on the wall shows this minute of the day, aware UTC."""
    days, rest = divmod(minute, MINUTES_A_DAY)
    wall = datetime.combine(day + days * _DAY, time(rest // 60, rest % 60), zone)
    first, second = wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC)
    if first <= second:
        return first
    return _change_between(second, first, zone)


def _change_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """When the clocks are changed, known to lie between these moments."""
    early = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == early:
            before = middle
        else:
            after = middle
    return after
