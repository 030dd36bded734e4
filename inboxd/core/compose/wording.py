"""Times and days as people say them, in the languages that have an idiom here; numbers only in all others.

Every phrase is one that a sentence can end with: "You will hear from us {{ reply_by }}."
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from inboxd.core.compose.idiom import Idiom
from inboxd.core.compose.idioms import IDIOMS

_GRAIN = timedelta(minutes=5)
"""A promise to the minute sounds like a machine, and is one minute late too easily."""


def phrase_reply_by(
    at: datetime, now: datetime, zone: ZoneInfo, language: str, *, name_zone: bool | None = None
) -> str:
    """The promise to answer by `at`, e.g. "today by 16:20", "tomorrow by 09:30", "by Monday, 23 November, 10:00".

    Rounded up to five minutes, never into the next day. "" when the time has come already: a letter that was delayed
    must not promise the past.

    Args:
        zone: of the team; days and times are those on its wall.
        language: ISO 639-1; without an idiom of our own it is "2026-11-23 10:00".
        name_zone: whether the zone stands beside the time; None leaves it out only where the language is at home.
    """
    if at <= now:
        return ""
    due = _round_up(at).astimezone(zone)
    if (due.hour, due.minute) == (0, 0):
        due = (due.astimezone(UTC) - timedelta(minutes=1)).astimezone(zone)
    idiom = IDIOMS.get(language.lower().partition("-")[0])
    named = _is_abroad(due, idiom) if name_zone is None else name_zone
    label = f" ({_zone_label(due, zone)})" if named else ""
    if idiom is None:
        return f"{due:%Y-%m-%d %H:%M}{label}"
    pattern = {0: idiom.today, 1: idiom.tomorrow}.get((due.date() - now.astimezone(zone).date()).days, idiom.later)
    return _spell(pattern.format(time=_time(due, idiom, label), date=_date(due, idiom)), idiom, label)


def phrase_day(at: datetime, zone: ZoneInfo, language: str) -> str:
    """A day, e.g. "Monday, 23 November"; "2026-11-23" in languages without an idiom of our own."""
    day = at.astimezone(zone)
    idiom = IDIOMS.get(language.lower().partition("-")[0])
    return f"{day:%Y-%m-%d}" if idiom is None else _spell(_date(day, idiom), idiom, "")


def phrase_opening(at: datetime, now: datetime, zone: ZoneInfo, language: str, forms: tuple[str, str, str]) -> str:
    """When somebody works next, e.g. "on Monday, 23 November, at 09:00"; "" when that has come, or without forms.

    Args:
        forms: patterns for today, tomorrow and later, with {time} and {date}.
    """
    idiom = IDIOMS.get(language.lower().partition("-")[0])
    there = at.astimezone(zone)
    days = (there.date() - now.astimezone(zone).date()).days
    pattern = forms[min(days, 2)] if days >= 0 else ""
    if at <= now or not pattern or idiom is None:
        return ""
    label = f" ({_zone_label(there, zone)})" if _is_abroad(there, idiom) else ""
    filled = pattern.replace("{time}", _time(there, idiom, label)).replace("{date}", _date(there, idiom))
    return _spell(filled, idiom, label)


def _round_up(at: datetime) -> datetime:
    past = (at - datetime(2000, 1, 1, tzinfo=UTC)) % _GRAIN
    return at - past + _GRAIN if past else at


def _is_abroad(due: datetime, idiom: Idiom | None) -> bool:
    if idiom is None or not idiom.home:
        return True
    return due.utcoffset() != due.astimezone(ZoneInfo(idiom.home)).utcoffset()


_TAKEN_TWICE = frozenset({"CST", "CDT", "IST", "PST"})
"""Short names that mean other clocks elsewhere."""


def _zone_label(due: datetime, zone: ZoneInfo) -> str:
    name, key = due.tzname() or "", zone.key or ""
    if name.isalpha() and name not in _TAKEN_TWICE:
        return name
    if "/" in key and not key.startswith("Etc/"):
        return key.rpartition("/")[2].replace("_", " ")
    offset = f"{due:%z}"
    return f"UTC{offset[:3]}:{offset[3:5]}"


def _time(due: datetime, idiom: Idiom, label: str) -> str:
    one, several = idiom.articles
    article = one if due.hour == 1 else several
    return idiom.time.format(hour=due.hour, hh=f"{due:%H}", mm=f"{due:%M}", article=article, zone=label)


def _date(day: datetime, idiom: Idiom) -> str:
    return idiom.date.format(
        weekday=idiom.weekdays[day.weekday()],
        day=idiom.first if day.day == 1 and idiom.first else day.day,
        month=idiom.months[day.month - 1],
        number=day.month,
    )


def _spell(phrase: str, idiom: Idiom, label: str) -> str:
    if not idiom.digits:
        return phrase
    before, found, after = phrase.partition(label) if label else (phrase, "", "")
    own = str.maketrans("0123456789", idiom.digits)
    return before.translate(own) + found + after.translate(own)
