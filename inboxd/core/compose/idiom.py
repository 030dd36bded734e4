"""What a language needs to speak of times and days."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Idiom:
    """How a language speaks of times.

    Attributes:
        weekdays: from Monday. months: from January.
        today, tomorrow, later: patterns with {time} (zone included) and, for `later`, {date}.
        date: pattern with {weekday}, {day}, {month}, {number} (of the month).
        time: pattern with {hour}, {hh}, {mm}, {article} and {zone}, which has its own blank.
        home: where nearly all who read the language live, so that a time there needs no zone; "" when they are spread.
        first: how the first of a month is written; "" when like all others.
        articles: what stands before the hour at one o'clock, and at all others.
        digits: its own digits from 0 to 9; "" for Latin ones.
    """

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    today: str
    tomorrow: str
    later: str
    date: str
    time: str
    home: str = ""
    first: str = ""
    digits: str = ""
    articles: tuple[str, str] = ("", "")
