"""The forecast of working time: what it says, as a page and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from rich.console import Console

from inboxd.cli.wording import page
from inboxd.core.compose.wording import phrase_reply_by
from inboxd.core.decide.hours import add_working_time
from inboxd.core.decide.outlook import Opening, next_openings
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.text.durations import format_duration
from inboxd.core.values.hours import Hours

_WITHOUT_NAME = "closed day of ours"


@dataclass(frozen=True, slots=True)
class Promise:
    """What a customer would be promised whose message takes this route."""

    route: str
    within: timedelta
    due: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """Working time from a moment on; `mailbox` is "" for those without hours of their own."""

    mailbox: str
    hours: Hours
    at: datetime
    openings: tuple[Opening, ...]
    promises: tuple[Promise, ...]


def forecast(rules: RuleSet, mailbox: str, at: datetime, count: int) -> Forecast:
    """The next `count` spans and the promise of every route that has a target."""
    hours = rules.hours_of(mailbox)
    targets = ((route.name, route.policy.reply_within) for route in rules.routes)
    promises = tuple(_promise(route, within, at, hours) for route, within in targets if within)
    own = mailbox if mailbox in rules.mailbox_hours else ""
    return Forecast(own, hours, at.astimezone(UTC), next_openings(at, hours, count), promises)


def _promise(route: str, within: timedelta, at: datetime, hours: Hours) -> Promise:
    due = add_working_time(at, within, hours)
    return Promise(route, within, due.astimezone(hours.zone), phrase_reply_by(due, at, hours.zone, "en"))


def forecast_json(found: Forecast) -> dict[str, Any]:
    """Times in ISO 8601 with the team's offset, durations in seconds."""
    return {
        "mailbox": found.mailbox,
        "time_zone": found.hours.time_zone,
        "from": found.at.astimezone(found.hours.zone).isoformat(),
        "spans": [_span_json(opening) for opening in found.openings],
        "promises": [
            {
                "route": each.route,
                "reply_within": each.within.total_seconds(),
                "due": each.due.isoformat(),
                "words": each.words,
            }
            for each in found.promises
        ],
    }


def _span_json(opening: Opening) -> dict[str, Any]:
    return {
        "opens": opening.opens.isoformat(),
        "closes": opening.closes.isoformat(),
        "length": _length(opening).total_seconds(),
        "clocks_changed_before": opening.shifted_before.total_seconds(),
        "clocks_changed_within": opening.shifted_within.total_seconds(),
        "holidays_before": [{"date": str(day), "name": name} for day, name in opening.holidays],
    }


def print_forecast(found: Forecast) -> None:
    """One line a span; what closed days are for, and changes of the clocks, stand between them."""
    out: Console = page()
    start = found.at.astimezone(found.hours.zone)
    whose = f"the mailbox {found.mailbox}" if found.mailbox else "all mailboxes without hours of their own"
    out.print(f"Working time of {whose}, {found.hours.time_zone}, from {start:%a %Y-%m-%d %H:%M}")
    for opening in found.openings:
        for line in _lines(opening):
            out.print(line)
    if not found.openings:
        out.print("  nobody works within the next ten years: public holidays close every open day")
    if found.promises:
        out.print("A message that arrives then would be promised an answer:")
    for promise in found.promises:
        within = f"{promise.route} (within {format_duration(promise.within)})"
        out.print(f"  {within}: {promise.words or 'at once'}")


def _lines(opening: Opening) -> Iterator[str]:
    for day, name in opening.holidays:
        yield f"  {day:%a %Y-%m-%d}  closed: {name or _WITHOUT_NAME}"
    if opening.shifted_before:
        yield f"  clocks go {_change(opening.shifted_before)}"
    within = f", clocks go {_change(opening.shifted_within)} meanwhile" if opening.shifted_within else ""
    length = format_duration(_length(opening))
    yield f"  {opening.opens:%a %Y-%m-%d %H:%M}–{_closing(opening)} {_offset(opening.closes)}  {length}{within}"


def _closing(opening: Opening) -> str:
    if opening.opens.date() == opening.closes.date():
        return f"{opening.closes:%H:%M}"
    if opening.closes.time() == time() and opening.closes.date() - opening.opens.date() == timedelta(days=1):
        return "24:00"
    return f"{opening.closes:%a %H:%M}"


def _change(shift: timedelta) -> str:
    return f"{'forward' if shift > timedelta() else 'back'} by {format_duration(abs(shift))}"


def _offset(moment: datetime) -> str:
    text = f"{moment:%z}"
    return f"{text[:3]}:{text[3:5]}"


def _length(opening: Opening) -> timedelta:
    # In real time: two times on one wall are subtracted without regard to a change of the clocks between them.
    return opening.closes.astimezone(UTC) - opening.opens.astimezone(UTC)
