"""Legal boilerplate below a mail: it speaks of damage, urgency and lawyers without anybody being upset."""

from __future__ import annotations

import re
from collections.abc import Sequence

from inboxd.core.parse.disclaimer_words import CAUTIONS, GROUPS, LESSER, TITLES
from inboxd.core.parse.marked import Label

_SHORTEST = 60
_LONGEST_LESSER = 300
_LONGEST_CAUTION = 600
_LONGEST_LOOK = 4_000
_MOST_LINES = 60
_MOST_PARAGRAPHS = 12
_BLANKS = re.compile(r"\s+")
_TITLE_END = re.compile("[:\uff1a.\u2013\u2014\n-]")


def find_disclaimer(lines: Sequence[str], labels: Sequence[Label]) -> frozenset[int]:
    """Which new and signature lines are boilerplate: paragraphs at the end, and the outside-sender banner on top.

    A paragraph is boilerplate when it has two of these ideas: confidential, intended recipient, received in error,
    delete or notify, forbidden, no liability; or when its title says so.
    """
    paragraphs = _paragraphs(lines, labels)
    found: set[int] = set()
    pending: list[int] = []
    for paragraph in reversed(paragraphs[-_MOST_PARAGRAPHS:]):
        text = _text(lines, paragraph)
        if is_boilerplate(text):
            found.update(paragraph, pending)
            pending = []
        elif _is_lesser(text):
            pending.extend(paragraph)
        else:
            break
    found.update(pending)
    if paragraphs and _is_caution(_text(lines, paragraphs[0])):
        found.update(paragraphs[0])
    return frozenset(found)


def is_boilerplate(text: str) -> bool:
    """Whether a paragraph (lower case, single blanks) is legal boilerplate."""
    if len(text) < _SHORTEST and not _is_dense(text):
        return False
    if _TITLE_END.split(text[:80], maxsplit=1)[0].strip(" *_#[(") in TITLES:
        return True
    return sum(any(phrase in text for phrase in group) for group in GROUPS) >= 2


def _is_dense(text: str) -> bool:
    """Scripts that say in twenty characters what Latin needs sixty for."""
    return len(text) >= 18 and not text.isascii() and any(ord(char) > 0x2E00 for char in text[:40])


def _is_lesser(text: str) -> bool:
    return len(text) <= _LONGEST_LESSER and any(phrase in text for phrase in LESSER)


def _is_caution(text: str) -> bool:
    return len(text) <= _LONGEST_CAUTION and any(caution in text for caution in CAUTIONS)


def _paragraphs(lines: Sequence[str], labels: Sequence[Label]) -> list[list[int]]:
    paragraphs: list[list[int]] = [[]]
    for index, line in enumerate(lines):
        if labels[index] is Label.QUOTED or not line.strip():
            if paragraphs[-1]:
                paragraphs.append([])
        else:
            paragraphs[-1].append(index)
    return [paragraph for paragraph in paragraphs if paragraph]


def _text(lines: Sequence[str], paragraph: Sequence[int]) -> str:
    start = " ".join(lines[index][:_LONGEST_LOOK] for index in paragraph[:_MOST_LINES])
    return _BLANKS.sub(" ", start[:_LONGEST_LOOK]).strip().lower()
