"""Legal boilerplate below a mail: it speaks of damage, urgency and lawyers without anybody being upset."""

from __future__ import annotations

import re
from collections.abc import Sequence

from inboxd.core.parse.disclaimer_words import (
    CAUTION_ADVICE,
    CAUTION_TITLES,
    CAUTION_WORDS,
    CAUTIONS,
    GROUPS,
    LESSER,
    THIS_MESSAGE,
    TITLES,
)
from inboxd.core.parse.marked import Label

_SHORTEST = 60
_LONGEST_LESSER = 300
_LONGEST_CAUTION = 600
_LONGEST_LOOK = 4_000
_MOST_LINES = 60
_MOST_PARAGRAPHS = 12
_BANNER_WORDS = CAUTIONS + CAUTION_ADVICE
_DRAWN = " \t-_=*~#\u2013\u2014\u2500\u2501"
_BLANKS = re.compile(r"\s+")
_FRAME = re.compile(r"[\[(*!#<{=_~|\u26a0\u3010\u2757\ufe0f\s-]{1,9}")
_TITLE_END = re.compile("[:\uff1a.\u2013\u2014\n-]")


def find_disclaimer(lines: Sequence[str], labels: Sequence[Label]) -> frozenset[int]:
    """Which new and signature lines are boilerplate: paragraphs at the end, and the outside-sender banner.

    A paragraph is boilerplate when it speaks of itself as a message and has two of these ideas: confidential, intended
    recipient, received in error, delete or notify, forbidden, no liability; or when its title says so.
    """
    paragraphs = _paragraphs(lines, labels)
    found: set[int] = set()
    pending: list[int] = []
    rulers: list[int] = []
    for paragraph in reversed(paragraphs[-_MOST_PARAGRAPHS:]):
        text = _text(lines, paragraph)
        if is_boilerplate(text):
            found.update(_from_first_idea(lines, paragraph), pending, rulers)
            pending, rulers = [], []
        elif not text.strip(_DRAWN):
            rulers.extend(paragraph)
        elif _is_lesser(text):
            pending.extend(paragraph)
        else:
            break
    found.update(pending)
    found.update(_rulers_above(lines, labels, found))
    for paragraph in paragraphs[:1] + paragraphs[-1:]:
        found.update(_banner(lines, paragraph))
    return frozenset(found)


def is_boilerplate(text: str) -> bool:
    """Whether a paragraph (lower case, single blanks) is legal boilerplate."""
    if len(text) < _SHORTEST and not _is_dense(text):
        return False
    if _is_title(text):
        return True
    if not any(phrase in text for phrase in THIS_MESSAGE):
        return False
    return sum(any(phrase in text for phrase in group) for group in GROUPS) >= 2


def _from_first_idea(lines: Sequence[str], paragraph: Sequence[int]) -> Sequence[int]:
    """Without what stands right above boilerplate, with no empty line between, and may be the person's own."""
    for position, index in enumerate(paragraph):
        line = lines[index][:_LONGEST_LOOK].lower()
        if any(phrase in line for phrase in THIS_MESSAGE) or _is_title(line):
            return paragraph[position:]
        if any(phrase in line for group in GROUPS for phrase in group):
            return paragraph[position:]
    return paragraph


def _rulers_above(lines: Sequence[str], labels: Sequence[Label], found: set[int]) -> list[int]:
    """The drawn and empty lines right above boilerplate."""
    rulers: list[int] = []
    for index in range(min(found, default=0) - 1, -1, -1):
        if labels[index] is not Label.NEW or lines[index].strip(_DRAWN):
            break
        rulers.append(index)
    return rulers


def _is_title(text: str) -> bool:
    return _TITLE_END.split(text[:80], maxsplit=1)[0].strip(" *_#[(") in TITLES


def _is_dense(text: str) -> bool:
    """Scripts that say in twenty characters what Latin needs sixty for."""
    return len(text) >= 18 and not text.isascii() and any(ord(char) > 0x2E00 for char in text[:40])


def _is_lesser(text: str) -> bool:
    return len(text) <= _LONGEST_LESSER and any(phrase in text for phrase in LESSER)


def _banner(lines: Sequence[str], paragraph: Sequence[int]) -> Sequence[int]:
    """The lines of the outside-sender banner with which a paragraph begins; empty when it begins with none."""
    text = _text(lines, paragraph)
    if len(text) > _LONGEST_CAUTION or not _is_caution(text):
        return ()
    said = [index for index in paragraph if any(phrase in lines[index].lower() for phrase in _BANNER_WORDS)]
    last = said[-1] if said else paragraph[0]
    return [index for index in paragraph if index <= last]


def _is_caution(text: str) -> bool:
    """Whether a server warns here; a person's "!!! ATTENTION !!!" and "I can not click it" are neither of it enough."""
    frame = _FRAME.match(text)
    heading = text[frame.end() :] if frame else text
    if frame and frame[0].strip() and heading.startswith(CAUTION_TITLES):
        return True
    if heading.startswith(CAUTION_WORDS) and any(phrase in text for phrase in CAUTION_ADVICE):
        return True
    return any(phrase in text for phrase in CAUTIONS)


def _paragraphs(lines: Sequence[str], labels: Sequence[Label]) -> list[list[int]]:
    paragraphs: list[list[int]] = [[]]
    for index, line in enumerate(lines):
        is_ruler = not line.strip(_DRAWN)
        if (labels[index] is Label.QUOTED or is_ruler) and paragraphs[-1]:
            paragraphs.append([])
        if labels[index] is not Label.QUOTED and line.strip():
            paragraphs[-1].append(index)
    return [paragraph for paragraph in paragraphs if paragraph]


def _text(lines: Sequence[str], paragraph: Sequence[int]) -> str:
    start = " ".join(lines[index][:_LONGEST_LOOK] for index in paragraph[:_MOST_LINES])
    return _BLANKS.sub(" ", start[:_LONGEST_LOOK]).strip().lower()
