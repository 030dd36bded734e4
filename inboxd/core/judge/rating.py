"""A rating in a reply: "4", "5/5", "4 stars", "★★★★☆", "good"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from inboxd.core.judge.answer_marks import Mark
from inboxd.core.text.fold import fold
from inboxd.core.values.verification import WordKind

_WORDS = {WordKind.GOOD: 5, WordKind.OKAY: 3, WordKind.BAD: 1}
_OF_FIVE = re.compile(r"(?<![\d/.,:-])([1-5])\s{0,2}/\s{0,2}5(?![\d/.,:]\d|\d|/)")
_SPOKEN = re.compile(r"(?<![\d/.,:-])([1-5])[^\W\d_\s]{0,4}\s{0,2}(?:[^\W\d_]+\s{0,2}){1,3}([1-5])(?!\d)")
_NUMBER = re.compile(r"(?<![\d/.,:+-])([1-5])(?![\d/:%+-]|[.,]\d)")
_LABELLED = re.compile(r"(?:^|[.!?,;\n。！？、，]\s{0,2})[^\W\d]{2,20}\s?:\s?([1-5])\s{0,3}(?:$|[.!,;\n。！])")
_STARS = re.compile(r"[★⭐🌟]\ufe0f?(?:\s?[★⭐🌟]\ufe0f?){0,4}(?![★⭐🌟])")
_STAR_BESIDE = re.compile(r"(?<![★⭐🌟])(?:([1-5])\s?[★⭐🌟]\ufe0f?|[★⭐🌟]\ufe0f?\s?([1-5])(?!\d))(?!\s?[★⭐🌟])")
_STOP = ".!?…。！？؟।۔；;\n,，،、"
_NEAR = 14
_SHORT = 60


def read_rating(text: str, marks: Sequence[Mark]) -> int | None:
    """1 to 5, or None where the customer does not rate. Linear in the length of the text."""
    view = fold(text, joined=False).text
    beside = _STAR_BESIDE.search(text)
    if beside is not None:
        return int(beside[1] or beside[2])
    stars = _STARS.search(text)
    if stars is not None:
        return sum(char in "★⭐🌟" for char in stars[0])
    spoken = _OF_FIVE.search(view)
    if spoken is not None:
        return int(spoken[1])
    labelled = _LABELLED.search(view)
    return _beside_score(text, marks) or (int(labelled[1]) if labelled else _alone(text, marks))


def _beside_score(text: str, marks: Sequence[Mark]) -> int | None:
    for mark in marks:
        if mark.kind is not WordKind.SCORE:
            continue
        for other in marks:
            gap = text[mark.end : other.start] if other.start >= mark.end else text[other.end : mark.start]
            if other.kind in _WORDS and len(gap) <= 3 and "\n" not in gap:
                return _WORDS[other.kind]
        around = fold(text[max(0, mark.start - _NEAR) : mark.end + _NEAR], joined=False).text
        pair = _SPOKEN.search(around)
        if pair is not None and "5" in pair.groups():
            return _of_pair(pair)
        numbers = _NUMBER.findall(around)
        if numbers:
            return int(numbers[0])
    return None


def _of_pair(pair: re.Match[str]) -> int:
    """ "4 of 5", and languages that say "of 5, 4"."""
    first, second = int(pair[1]), int(pair[2])
    return first if second == 5 else second


def _alone(text: str, marks: Sequence[Mark]) -> int | None:
    """A number or word that is a whole clause of a short answer."""
    if len(text) > _SHORT:
        return None
    for mark in marks:
        if mark.kind in _WORDS and _is_clause(text, mark.start, mark.end, marks):
            return _WORDS[mark.kind]
    pair = _SPOKEN.search(text)
    if pair is not None and "5" in pair.groups() and _is_clause(text, pair.start(), pair.end(), marks):
        return _of_pair(pair)
    for match in _NUMBER.finditer(text):
        if _is_clause(text, match.start(), match.end(), marks):
            return int(match[1])
    return None


def _is_clause(text: str, start: int, end: int, marks: Iterable[Mark]) -> bool:
    before = max((text.rfind(stop, 0, start) for stop in _STOP), default=-1) + 1
    after = min((place for stop in _STOP if (place := text.find(stop, end)) >= 0), default=len(text))
    spared = [mark for mark in marks if mark.kind in {WordKind.IGNORE, WordKind.THANKS, WordKind.YES, WordKind.NO}]
    return not any(
        text[index].isalnum() and not any(each.start <= index < each.end for each in spared)
        for index in (*range(before, start), *range(end, after))
    )
