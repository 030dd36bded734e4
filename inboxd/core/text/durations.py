"""Durations as people write them in rules and settings: `90s`, `20m`, `1h30m`, `3d`, `2w`."""

from __future__ import annotations

import re
from datetime import timedelta

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_PART = re.compile(r"(\d{1,6})\s*([smhdw])", re.ASCII)
_WHOLE = re.compile(r"\s*(?:\d{1,6}\s*[smhdw]\s*)+", re.ASCII)


def parse_duration(text: str) -> timedelta:
    """`1h30m` → 90 minutes.

    Raises:
        ValueError: it is not a duration; the text says how one is written.
    """
    if not _WHOLE.fullmatch(text):
        raise ValueError(f"{text!r} is not a duration: write for example 90s, 20m, 1h30m, 3d or 2w")
    return sum((timedelta(**{_UNITS[unit]: int(number)}) for number, unit in _PART.findall(text)), timedelta())


def format_duration(duration: timedelta) -> str:
    """The shortest spelling that `parse_duration` reads back: 90 minutes → `1h30m`."""
    seconds = int(duration.total_seconds())
    parts = []
    for unit, length in (("w", 604800), ("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        count, seconds = divmod(seconds, length)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"
