"""When a digest is due, what it is about, and the effects that bring it to each of its readers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from inboxd.core.values.digest import Period, PeriodKind
from inboxd.core.values.effect import Bulletin, Effect, EffectState
from inboxd.core.values.ids import letter_message_id

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"(?:(mon|tue|wed|thu|fri|sat|sun) )?([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_LENGTH = {PeriodKind.DAILY: timedelta(days=1), PeriodKind.WEEKLY: timedelta(days=7)}


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a digest goes out, by the clock on the team's wall.

    Attributes:
        weekday: 0 is Monday; None for every day.
    """

    kind: PeriodKind
    at: time
    weekday: int | None = None


def parse_schedule(kind: PeriodKind, text: str) -> Schedule:
    """`"08:00"` for the daily digest, `"mon 08:00"` for the weekly one.

    Raises:
        ValueError: it is no such time; the text says how one is written.
    """
    match = _TIME.fullmatch(text.strip().lower())
    if match is None or (match[1] is None) != (kind is PeriodKind.DAILY):
        meant = '"08:00"' if kind is PeriodKind.DAILY else '"mon 08:00"'
        raise ValueError(f"{text!r} is no time for a {kind} digest: write for example {meant}")
    weekday = WEEKDAYS.index(match[1]) if match[1] else None
    return Schedule(kind, time(int(match[2]), int(match[3])), weekday)


def due_period(schedule: Schedule, last: datetime, now: datetime, zone: ZoneInfo) -> Period | None:
    """What is due now; None when nothing is. After a long silence one digest tells of all of it.

    Args:
        last: until when the last digest told, or when digests were first switched on.
    """
    until = _latest(schedule, now, zone)
    return Period(schedule.kind, last, until) if until > last else None


def next_due(schedule: Schedule, now: datetime, zone: ZoneInfo) -> datetime:
    """When the next digest goes out, aware UTC; later than `now`."""
    day = now.astimezone(zone).date()
    moments = (_moment(schedule, day + timedelta(days=number), zone) for number in range(9))
    return next(moment for moment in moments if moment is not None and moment > now)


def ending_at(kind: PeriodKind, until: datetime) -> Period:
    """The usual stretch of such a digest up to a moment."""
    return Period(kind, until - _LENGTH[kind], until)


def with_happy_month(period: Period, zone: ZoneInfo) -> Period:
    """The period, with last month's happy file when it is the first one that ends in a new month."""
    first, last = period.since.astimezone(zone).date(), period.until.astimezone(zone).date()
    if (first.year, first.month) == (last.year, last.month):
        return period
    return replace(period, happy_month=(last.replace(day=1) - timedelta(days=1)).replace(day=1))


def month_of(first: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From when to when a month lasts by the clock on the wall, aware UTC."""
    following = (first.replace(day=1) + timedelta(days=31)).replace(day=1)
    start, end = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (first.replace(day=1), following))
    return start, end


def bulletins(period: Period, readers: Iterable[str], mailbox: str, address: str, key: bytes) -> tuple[Effect, ...]:
    """One mail for each reader, due at once. The same period makes the same effects, so that nobody gets it twice.

    Args:
        mailbox: the account that sends.
        address: its address, whose domain the Message-IDs carry.
    """
    return tuple(_bulletin(period, reader, mailbox, address, key) for reader in dict.fromkeys(readers))


def _bulletin(period: Period, reader: str, mailbox: str, address: str, key: bytes) -> Effect:
    effect_id = f"bulletin:{period.kind}:{period.since:%Y%m%dT%H%MZ}:{period.until:%Y%m%dT%H%MZ}:{reader}"
    return Effect(
        effect_id=effect_id,
        mailbox=mailbox,
        deed=Bulletin(reader, period),
        state=EffectState.QUEUED,
        due_at=period.until,
        message_id=letter_message_id(effect_id, "bulletin", address.rpartition("@")[2], key),
    )


def _latest(schedule: Schedule, now: datetime, zone: ZoneInfo) -> datetime:
    day = now.astimezone(zone).date()
    moments = (_moment(schedule, day - timedelta(days=number), zone) for number in range(9))
    return next(moment for moment in moments if moment is not None and moment <= now)


def _moment(schedule: Schedule, day: date, zone: ZoneInfo) -> datetime | None:
    if schedule.weekday is not None and day.weekday() != schedule.weekday:
        return None
    return datetime.combine(day, schedule.at, zone).astimezone(UTC)
