"""A message's telling words: what alike complaints have in common, without keeping any sentence.

Words come whole where writers set blanks. Han is cut into pairs, Thai and its neighbours into runs of five letters,
katakana is kept as whole words. Codes and names in Latin letters stand in any language and therefore come first: they
are all that joins complaints of different languages, besides topics.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from zlib import crc32

from inboxd.core.text.fold import fold
from inboxd.core.text.latin_words import LATIN_WORDS

MOST = 24
"""Words that are kept of one message."""

CODE = "#"
"""What a code begins with, e.g. "#e-4711"."""

_READ = 4_000  # letters of a message: what is wrong stands near the top
_MOST_CODES = 6
_LONGEST = 32
_LONG_ENOUGH = 8
_BLANKLESS = "\u0e01-\u0e4e\u0e81-\u0ece\u1000-\u109f\u1780-\u17ff"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff々"
_KANA = "\u3041-\u3096ー"
_KATAKANA = re.compile(r"[\u30a1-\u30fa\uff66-\uff9fー゛゜]{3,}")
_TOKEN = re.compile(
    rf"(?P<code>(?=[a-z0-9_./-]{{0,20}}[0-9])[a-z0-9]+(?:[_./-][a-z0-9]+)*)"
    rf"|(?P<latin>[a-z]+(?:['_-][a-z]+)*)|(?P<han>[{_HAN}]{{2,}})|(?P<joined>[{_BLANKLESS}]{{4,}})"
    rf"|(?P<other>[^\W\da-z_{_HAN}{_BLANKLESS}{_KANA}]+)"
)
_SHORT_NUMBER = re.compile(r"[1-9]\d{2,3}")
_MANY_DIGITS = 6
_COMMON = frozenset(fold(word, joined=False).text for words in LATIN_WORDS.values() for word in words)
_HANGUL = re.compile("[\uac00-\ud7a3]+")


def features(subject: str, text: str) -> tuple[str, ...]:
    """At most `MOST` distinct folded words of a message, codes first, then the subject's words.

    Which ones of many are taken depends on the words alone, so that alike texts keep alike words.

    Args:
        subject: without reply prefixes and tokens.
        text: what the customer wrote now, without quotes and signature.
    """
    codes, latin, first = _words(subject[: _LONGEST * 10])
    more_codes, more_latin, rest = _words(text[:_READ])
    is_latin = len(latin) + len(more_latin) >= len(first) + len(rest)
    names = () if is_latin else sorted({*latin, *more_latin}, key=_rank)
    ranked = [*sorted(set(first + latin), key=_rank)[: MOST // 3], *sorted({*rest, *more_latin}, key=_rank)]
    kept = [*dict.fromkeys((*codes, *more_codes))][:_MOST_CODES]
    return tuple(dict.fromkeys((*kept, *names[:_MOST_CODES], *ranked)))[:MOST]


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """What counts as the same word: the first letters, because endings change with grammar."""
    if word.startswith(CODE):
        return word
    if _HANGUL.match(word):
        return word[:3]
    return word[:6]


def _words(text: str) -> tuple[list[str], list[str], list[str]]:
    """Codes, words in Latin letters, and all others, in order and with repetitions."""
    codes: list[str] = []
    latin: list[str] = []
    others = [fold(match[0]).text[:_LONGEST] for match in _KATAKANA.finditer(text)]
    for match in _TOKEN.finditer(fold(text, joined=False).text):
        word, kind = match[0], match.lastgroup
        if kind == "code":
            codes.extend(_code(word))
        elif kind == "latin":
            if len(word) > 2:
                latin.append(word[:_LONGEST])
        elif kind == "han":
            others.extend(word[at : at + 2] for at in range(len(word) - 1))
        elif kind == "joined":
            others.extend(word[at : at + 5] for at in range(max(1, len(word) - 4)))
        elif len(word) > 2 or _HANGUL.match(word):
            others.append(word[:_LONGEST])
    return codes, latin, others


def _code(word: str) -> Iterable[str]:
    """Error codes, versions, names with digits; no order numbers, dates or amounts, which are each customer's own."""
    if word.isdigit():
        if _SHORT_NUMBER.fullmatch(word):
            yield CODE + word
    elif (
        sum(map(str.isdigit, word)) < _MANY_DIGITS
        and not word.replace(".", "").replace("/", "").replace("-", "").isdigit()
    ):
        yield CODE + word[:_LONGEST]


@lru_cache(maxsize=32_768)
def _rank(word: str) -> tuple[bool, bool, int]:
    """Rare words first, as far as one can tell by looking at them; among equals always the same ones."""
    return word in _COMMON, len(word) < _LONG_ENOUGH, crc32(word.encode("utf-8", "replace"))
