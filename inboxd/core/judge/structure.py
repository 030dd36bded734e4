"""Evidence that needs no language: shouting and repeated marks. Its rules are named "built-in:…"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inboxd.core.rules.evidence import Hit, Rule
from inboxd.core.rules.vocabulary import SignalName

_PLACES = frozenset({"subject", "new"})
_MARKS = re.compile(r"[!?！？؟]{3,}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_MIN_SHOUTED_LETTERS = 12
_SHOUTED_SHARE = 0.7
_HEAD = 1_000

REPEATED_MARKS = Rule(SignalName.URGENCY, "built-in:repeated-marks", 0.5, _PLACES)
SHOUTING = Rule(SignalName.ANGER, "built-in:shouting", 1.0, _PLACES)


def find_structure(place: str, text: str) -> Iterator[Hit]:
    """Runs of three or more exclamation and question marks, and text that is mostly in capitals."""
    if place not in _PLACES:
        return
    head = text[:_HEAD]
    if marks := _MARKS.search(head):
        yield Hit(REPEATED_MARKS, marks.start(), marks.end())
    if shouted := _shouted(head):
        yield Hit(SHOUTING, *shouted)


def _shouted(text: str) -> tuple[int, int] | None:
    """The first shouted word's span when most letters of scripts with two cases are capitals."""
    capitals = sum(map(str.isupper, text))
    if capitals < _MIN_SHOUTED_LETTERS or capitals < _SHOUTED_SHARE * (capitals + sum(map(str.islower, text))):
        return None
    word = next((match for match in _WORD.finditer(text) if match[0].isupper()), None)
    return word.span() if word else None
