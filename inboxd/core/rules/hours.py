"""`hours.yaml` → when the reply clocks of each mailbox run."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from inboxd.core.rules.folder import HOURS, RulesFolder
from inboxd.core.rules.hours_file import DaysEntry, HolidaysEntry, HoursFile, MailboxHoursEntry, OpenDayEntry
from inboxd.core.rules.mistakes import suggest
from inboxd.core.values.hours import (
    MINUTES_A_DAY,
    ROUND_THE_CLOCK,
    Hours,
    PublicHolidays,
    Span,
    colliding_nights,
    overlapping,
)
from inboxd.core.values.public_holidays import categories_of, countries, regions_of

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONG_NIGHT = 12 * 60
"""Minutes from which a span over midnight looks like one whose ends were exchanged."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The keys that hold for one mailbox, and where each stands."""

    folder: RulesFolder
    entry: HoursFile
    mailbox: str = ""
    own: frozenset[str] = frozenset()

    def error(self, path: tuple[str | int, ...], what: str, meant: str) -> None:
        self.folder.error(HOURS, self._line(path), what, meant)

    def warn(self, path: tuple[str | int, ...], what: str, meant: str) -> None:
        self.folder.warn(HOURS, self._line(path), what, meant)

    def _line(self, path: tuple[str | int, ...]) -> int:
        above = ("mailboxes", self.mailbox) if path[0] in self.own else ()
        return self.folder.line(HOURS, (*above, *path))


def build_hours(folder: RulesFolder) -> tuple[Hours, Mapping[str, Hours]]:
    """The hours of all mailboxes, and those of mailboxes that have their own, by name. Mistakes go to the folder."""
    entry = folder.hours
    if entry is None:
        return ROUND_THE_CLOCK, {}
    own = {name: _build(_inherit(folder, entry, name, mailbox)) for name, mailbox in entry.mailboxes.items()}
    return _build(_Sheet(folder, entry)), own


def _inherit(folder: RulesFolder, entry: HoursFile, name: str, mailbox: MailboxHoursEntry) -> _Sheet:
    # `holidays_of: none` is said; an empty value of another key says nothing.
    own = {
        key: getattr(mailbox, key)
        for key in mailbox.model_fields_set
        if key == "holidays_of" or getattr(mailbox, key) is not None
    }
    return _Sheet(folder, entry.model_copy(update=own), name, frozenset(own))


def _build(sheet: _Sheet) -> Hours:
    before = _count_errors(sheet)
    spans = _week(sheet, sheet.entry.days)
    _check_zone(sheet, sheet.entry.time_zone)
    public = _public(sheet, sheet.entry.holidays_of) if sheet.entry.holidays_of else None
    open_on = _open_days(sheet, spans)
    if _count_errors(sheet) > before:
        return ROUND_THE_CLOCK
    return Hours(sheet.entry.time_zone, spans, frozenset(sheet.entry.holidays), public, open_on)


def _count_errors(sheet: _Sheet) -> int:
    return sum(not problem.warning for problem in sheet.folder.problems)


def _check_zone(sheet: _Sheet, name: str) -> None:
    # Asking for the zone reads time zone data only: the same for everybody, like a table in the code.
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        sheet.error(("time_zone",), f"there is no time zone {name!r}", "an IANA name, e.g. Europe/Sofia")


def _week(sheet: _Sheet, days: DaysEntry) -> tuple[tuple[Span, ...], ...]:
    week = tuple(tuple(sorted(getattr(days, day))) for day in WEEKDAYS)
    for day, spans in zip(WEEKDAYS, week, strict=True):
        _check_spans(sheet, ("days", day), day, spans)
    for number in colliding_nights(week):
        day, after = WEEKDAYS[number], WEEKDAYS[(number + 1) % len(WEEKDAYS)]
        sheet.error(("days", day), f"the night of {day!r} lasts into the hours of {after!r}", "end it where they begin")
    if not any(week):
        sheet.error(("days",), "no day has working time", "reply clocks would never run")
    return week


def _check_spans(sheet: _Sheet, path: tuple[str | int, ...], name: str, spans: tuple[Span, ...]) -> None:
    if overlapping(spans):
        sheet.error(path, f"two spans of {name!r} overlap", "join them")
    for span in spans:
        if span.end > MINUTES_A_DAY and span.end - span.start > _LONG_NIGHT:
            length = (span.end - span.start) / 60
            sheet.warn(path, f"a span of {name!r} lasts {length:g} hours over midnight", "are its ends exchanged?")


def _open_days(sheet: _Sheet, week: tuple[tuple[Span, ...], ...]) -> tuple[tuple[date, tuple[Span, ...]], ...]:
    found: dict[date, tuple[Span, ...]] = {}
    for number, entry in enumerate(sheet.entry.open_on):
        path = ("open_on", number)
        if _is_overruled(sheet, entry, week):
            continue
        if entry.day in found:
            sheet.error(path, f"{entry.day} stands under 'open_on' already", "remove one of them")
        if entry.day in sheet.entry.holidays and ("open_on" in sheet.own) == ("holidays" in sheet.own):
            sheet.error(path, f"{entry.day} stands under 'holidays' already", "remove one of them")
        found[entry.day] = _spans_of(sheet, path, entry, week)
    return tuple(sorted(found.items()))


def _is_overruled(sheet: _Sheet, entry: OpenDayEntry, week: tuple[tuple[Span, ...], ...]) -> bool:
    """Whether a day that is worked elsewhere is not by this mailbox, whose own holidays or weekdays say so."""
    if "open_on" in sheet.own:
        return False
    is_closed = "days" in sheet.own and entry.spans is None and not week[entry.day.weekday()]
    return is_closed or ("holidays" in sheet.own and entry.day in sheet.entry.holidays)


def _spans_of(
    sheet: _Sheet, path: tuple[str | int, ...], entry: OpenDayEntry, week: tuple[tuple[Span, ...], ...]
) -> tuple[Span, ...]:
    usual = week[entry.day.weekday()]
    spans = usual if entry.spans is None else tuple(sorted(entry.spans))
    if not spans:
        sheet.error(
            path, f"nothing says when {entry.day:%A, %Y-%m-%d} is worked", f'{entry.day}: ["09:00-13:00"], for example'
        )
    _check_spans(sheet, path, str(entry.day), spans)
    return spans


def _public(sheet: _Sheet, entry: HolidaysEntry) -> PublicHolidays | None:
    country, region = entry.country, entry.region.strip().upper()
    known = countries()
    if country not in known.values():
        sheet.error(
            ("holidays_of", "country"), f"no public holidays are known of {country!r}", _suggest_country(country, known)
        )
        return None
    # Some regions are towns, written as words.
    region = next((each for each in regions_of(country) if each.upper() == region), region)
    if region and region not in regions_of(country):
        sheet.error(
            ("holidays_of", "region"),
            f"no public holidays are known of the region {region!r} of {country}",
            suggest(region, regions_of(country)) if regions_of(country) else "the country has none: leave it out",
        )
        return None
    if strange := [each for each in entry.categories if each not in categories_of(country)]:
        sheet.error(
            ("holidays_of", "categories"),
            f"there are no holidays of the kind {strange[0]!r} in {country}",
            suggest(strange[0], categories_of(country)),
        )
        return None
    return PublicHolidays(country, region, tuple(sorted(set(entry.categories))))


def _suggest_country(word: str, known: Mapping[str, str]) -> str:
    near = difflib.get_close_matches(word.lower(), known, n=1, cutoff=0.6)
    return f"did you mean {known[near[0]]!r}?" if near else "an ISO 3166 code of two letters, e.g. BG"
