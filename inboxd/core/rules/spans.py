"""Spans of a day as an admin writes them."""

from __future__ import annotations

import re

from inboxd.core.values.hours import MINUTES_A_DAY, Span

_SPAN = re.compile(r"\s*(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s*", re.ASCII)


def parse_span(text: str) -> Span:
    """`"09:00-12:30"` → minutes 540 to 750; "24:00" ends a day; "22:00-06:00" ends on the next one.

    Raises:
        ValueError: it is none; the text says how one is written.
    """
    match = _SPAN.fullmatch(text)
    if match is None:
        raise ValueError(f'{text!r} is not a span of time: write for example "09:00-12:30"')
    start, end = _minutes(match[1], match[2]), _minutes(match[3], match[4])
    if not 0 <= start < MINUTES_A_DAY or not 0 <= end <= MINUTES_A_DAY:
        raise ValueError(f"{text!r} must lie between 00:00 and 24:00")
    if start == end:
        raise ValueError(f'{text!r} must not end when it begins: a whole day is "00:00-24:00"')
    return Span(start, end if end > start else end + MINUTES_A_DAY)


def _minutes(hours: str, minutes: str) -> int:
    return int(hours) * 60 + int(minutes) if int(minutes) < 60 else -1
