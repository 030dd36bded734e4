"""Which language a text in Latin letters is in, by its commonest words; also languages that only borrow the letters."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from inboxd.core.text.language_model import ask_model
from inboxd.core.text.language_words import LATIN_LETTERS
from inboxd.core.text.latin_words import LATIN_WORDS
from inboxd.core.text.romanised_words import ROMANISED_WORDS

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_ELISIONS: Mapping[str, frozenset[str]] = {
    "fr": frozenset(("c", "d", "j", "jusqu", "l", "m", "n", "qu", "s", "t")),
    "it": frozenset(("all", "c", "d", "dall", "dell", "l", "nell", "sull", "un")),
}
_ARABIC_DIGIT = re.compile("[235679]")
_SHORTEST_ARABIC = 4
_CANDIDATES = tuple(LATIN_WORDS)

_SHARED = 0.7  # exponent: a word of many languages says little of each
_BARE = 0.6  # a word whose accents were left out
_ELISION = 0.7
_MOST_TIMES = 3
_ENOUGH = 1.0
_LEAD, _LEAD_BESIDES = 1.25, 0.3
_FEWEST_ROMANISED = 2
_SHORTEST_BARE = 3


def guess_latin(text: str, with_digits: Iterable[str] = ()) -> str:
    """ISO 639-1 code of the likeliest language.

    Args:
        with_digits: further words in which digits stand for letters, as people type Arabic.
    """
    lowered = text.lower().replace("\u2019", "'")
    words = Counter(_WORD.findall(lowered))
    scores = _score(words, {word.lower() for word in with_digits})
    for letter in LATIN_LETTERS.keys() & set(lowered):
        scores[LATIN_LETTERS[letter]] += min(lowered.count(letter), _MOST_TIMES)
    (best, most), (_, next_most) = [*sorted(scores.items(), key=_by_score)[:2], ("", 0.0), ("", 0.0)][:2]
    if most >= _ENOUGH and most >= _LEAD * next_most + _LEAD_BESIDES:
        return best
    return ask_model(" ".join(words.elements()), _CANDIDATES)


def _score(words: Mapping[str, int], with_digits: Iterable[str]) -> defaultdict[str, float]:
    """What the words say for each language."""
    weights = _weights()
    scores: defaultdict[str, float] = defaultdict(float)
    different: Counter[str] = Counter()
    for word, times in (*words.items(), *((word, 1) for word in with_digits)):
        found = weights.get(word) or _weigh_unknown(word)
        for language, weight in found:
            scores[language] += weight * min(times, _MOST_TIMES)
            different[language] += 1
    for language in ROMANISED_WORDS:
        if different[language] < _FEWEST_ROMANISED:
            scores.pop(language, None)
    return scores


def _by_score(item: tuple[str, float]) -> tuple[float, str]:
    return -item[1], item[0]


_Weights = tuple[tuple[str, float], ...]


def _weigh_unknown(word: str) -> _Weights:
    """A word behind an elision ("l'ordre"), or one with digits for Arabic letters."""
    first, apostrophe, second = word.partition("'")
    if apostrophe:
        elided = ((language, _ELISION) for language, each in _ELISIONS.items() if first in each)
        return (*elided, *((language, weight * _ELISION) for language, weight in _weights().get(second, ())))
    is_arabic = len(word) >= _SHORTEST_ARABIC and _ARABIC_DIGIT.search(word)
    return (("ar", 1.0),) if is_arabic else ()


@cache
def _weights() -> Mapping[str, _Weights]:
    """By word, the languages that it speaks for, also where its accents are left out."""
    owners: dict[str, dict[str, float]] = {}
    for language, words in (*LATIN_WORDS.items(), *ROMANISED_WORDS.items()):
        for word in words:
            owners.setdefault(word, {})[language] = 1.0
    for language, words in LATIN_WORDS.items():
        for word in words:
            bare = _without_accents(word)
            if bare != word and len(bare) >= _SHORTEST_BARE:
                owners.setdefault(bare, {}).setdefault(language, _BARE)
    return {
        word: tuple((language, weight / len(found) ** _SHARED) for language, weight in found.items())
        for word, found in owners.items()
    }


def _without_accents(word: str) -> str:
    letters = unicodedata.normalize("NFD", word).translate(_WITHOUT_DECOMPOSITION)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


_WITHOUT_DECOMPOSITION = str.maketrans("ıđłø", "idlo")
