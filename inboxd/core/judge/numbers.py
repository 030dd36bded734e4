"""Numbers that a customer gave: orders, invoices, contracts. Read once, so that nobody asks for them again.

A number counts when a word such as "order number" stands beside it, or when it has the shape that the admin described.
What looks like a number of ours but is not named is kept under `UNNAMED`: reason enough not to ask, never spoken of.
Dates, times, amounts, telephone and card numbers are none. All of it takes linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from inboxd.core.rules.pattern_text import unify
from inboxd.core.rules.understanding import Understanding, WordOf
from inboxd.core.text.fold import Folded
from inboxd.core.values.acknowledging import UNNAMED
from inboxd.core.values.case import Identifier

MOST = 8
_WITHOUT_BLANKS = "\u0e00"
"""The first letter of scripts that put no blanks between words."""
_LONGEST_TEXT = 20_000
_LONGEST_GAP = 40
_LONGEST_NUMBER = 32
_SHORTEST_CODE = 5
_TOKEN = re.compile(r"[A-Za-z\u0400-\u04ff0-9]+(?:[-_/][A-Za-z\u0400-\u04ff0-9]+)*")
_LOOSE = re.compile(
    r"(?<![\w@.,:/+\-])(?<!\d )(?:#\s?)?((?=[A-Za-z0-9\-_/]*\d)[A-Za-z0-9]+(?:[-_/][A-Za-z0-9]+)*)"
    r"(?![\w@]|[.,:]\d|\.[a-z])"
)
_MARKS = re.compile(r"(?:no|nr|num|nº|n°|id)(?=[\s.:#=\d-])\.?|[:#№=-]", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t]*(?:\n[ \t]*)?[\"'(\[„“”«»「『]*[ \t]*")
_FIGURE = re.compile(r"\d")
_AND = re.compile(r"\s*[,;&+、،]\s*|\s+")
_DATE = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[-/]\d{1,2}(?:[-/]\d{2,4})?|(?:19|20)\d\d[-/](?:19|20)?\d\d")
_YEAR = re.compile(r"(?:19|20)\d\d")
_UNIT = re.compile(
    r"\s?(?:[€$£¥₽₺₫₹₩₴%°฿￥]|(?:eur|usd|gbp|chf|jpy|bgn|euros?|dollars?|pounds?|yen|kr|zł|pln|tl|руб|лв|грн|uhr|h|hrs|"
    r"hours?|days?|weeks?|months?|years?|minutes?|am|pm|kg|km|cm|mm|gb|mb|tb|kb|px|stück|tage|wochen)\b|[円元年月日時時분원])",
    re.IGNORECASE,
)
_AFTER = re.compile(r"[.,:]\d|@|://|\.[a-z]{2}|\s?[x×]\s?\d", re.IGNORECASE)
_ACCOUNT = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_COUNTED = re.compile(r"\d+[a-z]{1,8}|[a-zа-я]{4,}-?\d{1,2}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Label:
    name: str
    kind: str
    start: int
    end: int


def find_numbers(texts: tuple[Folded, ...], understanding: Understanding) -> tuple[Identifier, ...]:
    """The numbers of a message, in order of appearance, each once, named ones first; at most eight.

    Args:
        texts: subject and what was written now.
    """
    named: dict[str, Identifier] = {}
    loose: dict[str, Identifier] = {}
    for text in texts:
        if not _FIGURE.search(text.original, 0, _LONGEST_TEXT):
            continue
        for found in _named(text, understanding):
            named.setdefault(_key(found.value), found)
        for found in _loose(unify(text.original[:_LONGEST_TEXT]), text.original):
            loose.setdefault(_key(found.value), found)
    rest = (found for key, found in loose.items() if key not in named)
    return (*named.values(), *rest)[:MOST]


def _named(text: Folded, understanding: Understanding) -> Iterator[Identifier]:
    original = text.original
    plain = unify(original[:_LONGEST_TEXT])
    taken: dict[int, tuple[int, Identifier, int]] = {}
    for pattern in understanding.patterns:
        for start, end in pattern.find(plain):
            value = original[start:end].strip()
            if 0 < len(value) <= _LONGEST_NUMBER and re.search(r"\d", value) and not re.search(r"[@:]|\.\w\w", value):
                taken[start] = (_LONGEST_GAP, Identifier(pattern.name, value), end)
    for label in _labels(text, understanding):
        for start, end in _beside(plain, label, understanding):
            width = label.end - label.start
            if start not in taken or taken[start][0] < width:
                taken[start] = (width, Identifier(label.name, original[start:end]), end)
    for start in sorted(taken):
        yield taken[start][1]


def _labels(text: Folded, understanding: Understanding) -> Iterator[_Label]:
    for hit in understanding.labels.find(text, "new", ""):
        yield _Label(hit.rule.name, str(hit.rule.signal), hit.start, hit.end)


def _beside(plain: str, label: _Label, understanding: Understanding) -> Iterator[tuple[int, int]]:
    """Spans of the numbers that this word names."""
    if label.kind == WordOf.BEHIND:
        yield from _in_front(plain, label.start)
        return
    at, is_sure = _over_gap(plain, label.end, understanding.between)
    first = _number_at(plain, at, is_sure=is_sure)
    while first is not None:
        yield first
        at = _over_join(plain, first[1], understanding.joins)
        following = _number_at(plain, at, is_sure=False) if at else None
        alike = following is not None and abs((following[1] - following[0]) - (first[1] - first[0])) <= 1
        first = following if alike else None


def _over_gap(plain: str, at: int, between: tuple[str, ...]) -> tuple[int, bool]:
    """Where a number may begin behind a word, and whether the gap says that one does."""
    end, is_sure = min(len(plain), at + _LONGEST_GAP), False
    while at < end:
        blanks = _BLANKS.match(plain, at, end)
        at = blanks.end() if blanks else at
        mark = _MARKS.match(plain, at, end)
        word = next((each for each in between if _stands(plain, each, at)), "")
        if not mark and not word:
            break
        at, is_sure = (mark.end() if mark else at + len(word)), True
    return at, is_sure


def _stands(plain: str, word: str, at: int) -> bool:
    end = at + len(word)
    if plain[at:end].lower() != word:
        return False
    following = plain[end : end + 1]
    if len(word) == 1 and word < _WITHOUT_BLANKS and (following == "-" or following.isalnum()):
        return False  # the "A" of "A-20417" is part of the number
    # Scripts with blanks between words: the word must be whole.
    return not (following.isalpha() and word[-1].isascii())


def _over_join(plain: str, at: int, joins: tuple[str, ...]) -> int:
    match = _AND.match(plain, at)
    if match is None:
        return 0
    behind = match.end()
    word = next((each for each in joins if _stands(plain, each, behind)), "")
    if word:
        blanks = _BLANKS.match(plain, behind + len(word))
        return blanks.end() if blanks else behind + len(word)
    return behind if match[0].strip() else 0


def _number_at(plain: str, at: int, *, is_sure: bool) -> tuple[int, int] | None:
    match = _TOKEN.match(plain, at)
    if match is None or not is_number(match[0], plain[match.end() : match.end() + 12], is_sure=is_sure):
        return None
    return match.span()


def _in_front(plain: str, at: int) -> Iterator[tuple[int, int]]:
    begin = max(0, at - _LONGEST_NUMBER)
    for match in _TOKEN.finditer(plain, begin, at):
        if not plain[match.end() : at].strip() and is_number(match[0], "", is_sure=True):
            yield match.span()


def is_number(token: str, after: str = "", *, is_sure: bool = False) -> bool:
    """Whether this can be somebody's number: no date, time, amount, telephone, card or account number.

    Args:
        after: what stands behind it.
        is_sure: whether words say that a number follows; else years and short figures are none.
    """
    digits = sum(char.isdigit() for char in token)
    if len(token) > _LONGEST_NUMBER or not digits or _DATE.fullmatch(token) or _ACCOUNT.fullmatch(token):
        return False
    if _UNIT.match(after) or _AFTER.match(after):
        return False
    if token.isdigit():
        if _is_card(token) or (token.startswith("00") and digits > 9):
            return False
        return digits >= 3 if is_sure else digits >= 4 and not _YEAR.fullmatch(token)
    if not any(char.isalpha() for char in token):
        return digits >= 4 and not _is_card(re.sub(r"\D", "", token)) and not (token.startswith("0") and digits > 8)
    if _COUNTED.fullmatch(token):
        return digits >= 5
    return digits >= 2 or (token.isupper() and len(token) >= _SHORTEST_CODE)


def _loose(plain: str, original: str) -> Iterator[Identifier]:
    """Numbers that nothing names: at least five figures, or letters with three."""
    for match in _LOOSE.finditer(plain):
        token = match[1]
        digits = sum(char.isdigit() for char in token)
        enough = digits >= 5 if token.isdigit() else digits >= 3
        if enough and is_number(token, plain[match.end(1) : match.end(1) + 12]):
            yield Identifier(UNNAMED, original[match.start(1) : match.end(1)])


def _is_card(digits: str) -> bool:
    """A payment card's number has 13 to 19 figures that fulfil Luhn's sum."""
    if not 13 <= len(digits) <= 19:
        return False
    total = 0
    for place, figure in enumerate(reversed(digits)):
        value = int(figure) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _key(value: str) -> str:
    return unify(value).casefold()
