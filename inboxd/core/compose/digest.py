"""A digest in words: its sections once, from which the text and the page are both made."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from inboxd.core.compose.lines import one_line
from inboxd.core.text.durations import format_duration
from inboxd.core.values.digest import Digest, Matter, PeriodKind, ReplyTimes

TRAFFIC, REPLIES = "traffic", "replies"
"""Names of the two pictures."""

_LONGEST_CELL = 90
_LONGEST_BAR = 30
_AIM = "3 to 1"
_UNITS = ((86400 * 7, 86400), (86400, 3600), (3600, 60), (60, 60))


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a digest.

    Attributes:
        lead: a sentence below the title; may be empty.
        columns: heads of the columns; "" for a column that needs none.
        rows: cells as text, one line each.
        picture: name of the picture that shows the same; "" for none.
    """

    title: str
    lead: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    picture: str = ""


def digest_subject(digest: Digest) -> str:
    """The subject of the mail, which says already whether somebody must act."""
    late = f", {digest.late_count} late" if digest.late_count else ""
    waiting = f"{_count(digest.waiting_count, 'customer')} waiting{late}" if digest.waiting_count else "nobody waits"
    return f"{digest.period.kind.capitalize()} digest: {waiting}"


def digest_heading(digest: Digest) -> tuple[str, tuple[str, ...]]:
    """The title with the period, and the sentences that say the most."""
    zone = ZoneInfo(digest.zone)
    since, until = (say_moment(moment, zone) for moment in (digest.period.since, digest.period.until))
    name = "The day" if digest.period.kind is PeriodKind.DAILY else "The week"
    return f"{name} in support", tuple(_summary(digest, f"{since} to {until} ({digest.zone})"))


def digest_text(digest: Digest) -> str:
    """The whole digest as plain text; complete by itself."""
    title, summary = digest_heading(digest)
    parts = [f"{title}\n" + "\n".join(summary)]
    parts.extend(_section_text(section) for section in digest_sections(digest))
    return "\n\n".join(parts) + "\n"


def digest_sections(digest: Digest) -> Iterator[Section]:
    """The sections that have something to say, what needs a hand first."""
    yield _waiting(digest)
    yield from _matters("Late or escalated in this time", digest.escalated, "what")
    yield from _matters("Taken up again", digest.reopened, "why")
    yield from _matters("Worst rated", digest.rated, "rating")
    yield from _held(digest)
    yield from _reviews(digest)
    yield from _trends(digest)
    yield from _replies(digest)
    yield from _topics(digest)
    yield from _matters("Oldest open cases", digest.oldest, "state")
    yield from _traffic(digest)
    yield from _hugs(digest)


def say_moment(moment: datetime, zone: ZoneInfo) -> str:
    """E.g. "Mon 2 Mar 08:00"."""
    local = moment.astimezone(zone)
    return f"{say_day(local.date())} {local:%H:%M}"


def say_day(day: date) -> str:
    """E.g. "Mon 2 Mar"."""
    return f"{day:%a} {day.day} {day:%b}"


def say_duration(duration: timedelta) -> str:
    """The two largest units, e.g. "2d3h"; below a minute in seconds."""
    whole = max(int(duration.total_seconds()), 0)
    for unit, smaller in _UNITS:
        if whole >= unit:
            return format_duration(timedelta(seconds=whole - whole % smaller))
    return f"{whole}s"


def _summary(digest: Digest, period: str) -> Iterator[str]:
    yield period
    late = f", {digest.late_count} of them later than promised" if digest.late_count else ""
    yield f"{_count(digest.waiting_count, 'customer').capitalize()} waiting for us now{late}."
    if digest.unaccounted is not None:
        yield f"Messages that nobody can account for: {digest.unaccounted}."
    ratio = f": {digest.ratio:.1f} to 1" if digest.ratio is not None else ""
    yield f"Praise {digest.praise}, complaints {digest.complaints}{ratio} (we aim at {_AIM})."


def _waiting(digest: Digest) -> Section:
    rows = tuple(
        (each.token, _due(each), each.route, each.customer, each.subject, say_duration(each.age))
        for each in digest.waiting
    )
    more = digest.waiting_count - len(rows)
    lead = "Nobody." if not rows else f"And {more} more: inboxd cases list." if more > 0 else ""
    return Section("Who waits now", lead, ("case", "promised", "route", "customer", "about", "waits"), rows)


def _due(matter: Matter) -> str:
    if matter.due is None:
        return "–"
    if matter.due < timedelta():
        return f"{say_duration(-matter.due)} late"
    return f"in {say_duration(matter.due)}"


def _matters(title: str, matters: Sequence[Matter], note: str) -> Iterator[Section]:
    if matters:
        rows = tuple(
            (each.token, each.note, each.route, each.customer, each.subject, say_duration(each.age)) for each in matters
        )
        yield Section(title, "", ("case", note, "route", "customer", "about", "age"), rows)


def _held(digest: Digest) -> Iterator[Section]:
    if digest.held:
        lead = "Nobody knows whether these went out, or they were refused: inboxd outbox list."
        yield Section("Held or failed: a person decides", lead, ("effect", "what", "why"), digest.held)


def _reviews(digest: Digest) -> Iterator[Section]:
    rows = tuple(
        (each.token, each.agent, kind, f"“{quote}”", say)
        for each in digest.reviews
        for kind, quote, say in each.findings
    )
    if rows:
        lead = "Words that people do not like to read from us, and what to write instead."
        yield Section("Replies to look at together", lead, ("case", "who", "kind", "wrote", "better"), rows)


def _trends(digest: Digest) -> Iterator[Section]:
    if digest.trends:
        rows = tuple((each,) for each in digest.trends)
        yield Section("What many complain about", "", ("trend",), rows)


def _replies(digest: Digest) -> Iterator[Section]:
    if digest.reply_times:
        rows = tuple(_reply_row(each) for each in digest.reply_times)
        columns = ("route", "answers", "median", "nine of ten", "target", "kept")
        yield Section("First answers, in working time", "", columns, rows, REPLIES)


def _reply_row(each: ReplyTimes) -> tuple[str, ...]:
    times = (say_duration(each.median), say_duration(each.p90))
    if each.target is None:
        return (each.route, str(each.answers), *times, "–", "–")
    kept = f"{each.within} of {each.answers} ({each.within * 100 // each.answers} %)"
    return (each.route, str(each.answers), *times, say_duration(each.target), kept)


def _topics(digest: Digest) -> Iterator[Section]:
    if digest.topics:
        rows = tuple(
            (each.title, say_duration(each.median) if each.median is not None else "–", str(each.ended), str(each.open))
            for each in digest.topics
        )
        lead = "The slowest first: this is where a rule or a product wants mending."
        yield Section("Topics by time to the end", lead, ("topic", "median", "ended", "open"), rows)


def _traffic(digest: Digest) -> Iterator[Section]:
    if not digest.traffic:
        return
    totals = [sum(counts[index] for _, counts in digest.traffic) for index in range(len(digest.days))]
    most = max(totals) or 1
    rows = tuple(
        (
            say_day(day),
            str(total),
            "█" * max(round(total / most * _LONGEST_BAR), 1 if total else 0),
            ", ".join(f"{route} {counts[index]}" for route, counts in digest.traffic if counts[index]),
        )
        for index, (day, total) in enumerate(zip(digest.days, totals, strict=True))
    )
    yield Section("Messages by day and route", "", ("day", "all", "", "of which"), rows, TRAFFIC)


def _hugs(digest: Digest) -> Iterator[Section]:
    if digest.hugs:
        zone = ZoneInfo(digest.zone)
        rows = tuple((f"“{each.quote}”", each.who, say_day(each.at.astimezone(zone).date())) for each in digest.hugs)
        yield Section("#hugs", f"{_count(digest.praise, 'kind word')} in this time.", ("", "", ""), rows)


def _section_text(section: Section) -> str:
    lines = [section.title.upper()]
    if section.lead:
        lines.append(section.lead)
    cells = [tuple(one_line(cell, _LONGEST_CELL) for cell in row) for row in section.rows]
    if cells and any(section.columns) and len(section.columns) > 1:
        cells = [section.columns, *cells]
    if cells:
        widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
        lines.extend("  " + _padded(row, widths).rstrip() for row in cells)
    return "\n".join(lines)


def _padded(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))


def _width(text: str) -> int:
    """Columns on a terminal: ideographs take two, marks none."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(unicodedata.combining(char) > 0 for char in text)


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
