"""Name blocks and device lines at the end of what a person wrote. Closing formulas stay: they say how people feel."""

from __future__ import annotations

import re
from collections.abc import Sequence

from inboxd.core.parse.device_lines import DEVICE_ENDS, DEVICE_STARTS, DEVICES
from inboxd.core.parse.marked import Label

_DELIMITER = re.compile(r"[ \t]{0,2}(?:--|\u2014|\u2013\u2013|_{2,3}|- -)[ \t]*")
_MOST_LINES = 20
_LAST_LINES = 1_000
_MOST_CHARACTERS = 1_500
_LONGEST_DEVICE_LINE = 100


def label_signature(lines: Sequence[str], labels: list[Label]) -> None:
    """Turn the lines of a signature from new into signature, in place.

    A signature begins at "-- " (RFC 3676 §4.3) or what people make of it, and is at most twenty lines long; device
    lines ("Sent from my iPhone") are one wherever they stand.
    """
    new = [index for index, label in enumerate(labels) if label is Label.NEW]
    _label_device_lines(lines, labels, new)
    _label_after_delimiter(lines, labels, new)


def is_device_line(line: str) -> bool:
    """Whether the line is what phones and apps put below every mail."""
    if len(line) > _LONGEST_DEVICE_LINE:
        return False
    text = line.strip(" \t-_*.\u200e\u200f<>\u2014").lower()
    starts = text[:2] in _FIRST_LETTERS and text.startswith(DEVICE_STARTS)
    ends = text[-2:] in _LAST_LETTERS and text.endswith(DEVICE_ENDS)
    return (starts or ends) and ((starts and ends) or any(device in text for device in DEVICES))


_FIRST_LETTERS = frozenset(start[:2] for start in DEVICE_STARTS) | {start for start in DEVICE_STARTS if len(start) < 2}
_LAST_LETTERS = frozenset(end[-2:] for end in DEVICE_ENDS)


def _label_device_lines(lines: Sequence[str], labels: list[Label], new: list[int]) -> None:
    for index in new[-_LAST_LINES:]:
        if is_device_line(lines[index]):
            labels[index] = Label.SIGNATURE


def _label_after_delimiter(lines: Sequence[str], labels: list[Label], new: list[int]) -> None:
    tail: list[int] = []
    characters = filled = 0
    for index in reversed(new):
        line = lines[index]
        if _DELIMITER.fullmatch(line):
            for each in (index, *tail):
                labels[each] = Label.SIGNATURE
            return
        filled += bool(line.strip())
        characters += len(line)
        if filled > _MOST_LINES or characters > _MOST_CHARACTERS:
            return
        tail.append(index)
