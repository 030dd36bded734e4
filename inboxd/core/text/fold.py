"""One spelling for what readers take as one: folded text whose every offset leads back to the original.

Case, width, accents, digits' shapes, Arabic and Persian twins of a letter, katakana and hiragana, invisible characters
and blanks stop mattering. Folding is coarse on purpose: what must be exact (`=Apple`, a whole word) is tested on the
original slice after the hit, so one automaton serves every strictness.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from inboxd.core.text.letters import DROPPED, SECOND_HALVES, SPELLINGS, UNIFIED, is_kept_as_is
from inboxd.core.text.offsets import BlankMap, Offsets, rewritten

_MARKER = "\ue000"
_REPLACEMENT = "\ufffd"
_MOST_REMEMBERED = 60_000  # all letters in use, not all that a stranger can send
_LONGEST_CLUSTER = 32  # canonical ordering is quadratic in the marks on one letter


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text that knows its original.

    Attributes:
        text: the folded text.
        original: what was folded.
        maps: how offsets of the text lead back, one for each rewriting; use `original_span`.
    """

    text: str
    original: str
    maps: tuple[Offsets, ...] = ()

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The slice of `original` that became `text[start:end]`; whole characters of the original, marks included."""
        for offsets in reversed(self.maps):
            start, end = offsets.span(start, end)
        return start, end


def fold(text: str, *, joined: bool = True) -> Folded:
    """Fold a text; folding it again changes nothing. Linear in its length.

    Neither NUL nor a lone surrogate gets through.

    Args:
        joined: take out blanks between letters of scripts where writers set them as they like. False keeps them, for
            readers that look at words.
    """
    if text.isascii():
        folded, maps = text.translate(_TABLE), list[Offsets]()
    else:
        folded, maps = _fold_letters(text)
    folded = _fold_blanks(folded, maps, joined=joined)
    if "\u0e40" in folded or _THAI_VOWEL.search(folded):
        folded = _fold_thai(folded, maps)
    return Folded(folded, text, tuple(maps))


def squeezed(folded: Folded) -> tuple[Folded, ...]:
    """Two further views of a text with drawn-out letters: every run of three or more cut to one and to two.

    "sooo coool" → "so col" and "soo cool". Empty when no letter is repeated that often.
    """
    if not _is_drawn_out(folded.text):
        return ()
    runs = [(match.start(), match.end(), match[1]) for match in _RUN.finditer(folded.text)]
    return tuple(_squeeze(folded, runs, length) for length in (1, 2)) if runs else ()


def _squeeze(folded: Folded, runs: list[tuple[int, int, str]], length: int) -> Folded:
    maps = list(folded.maps)
    text = rewritten(folded.text, maps, ((start, end, letter * length) for start, end, letter in runs))
    return Folded(text, folded.original, tuple(maps))


_RUN = re.compile(r"([^\W\d_])\1{2,}")
_FEW_LETTERS = 80


def _is_drawn_out(text: str) -> bool:
    letters = set(text)
    if len(letters) > _FEW_LETTERS:
        return _RUN.search(text) is not None
    return any(letter * 3 in text for letter in letters if letter.isalpha())


# --- letters ---------------------------------------------------------------------------------------------------------


class _LazyTable(dict[int, int]):
    """Folds that keep one character one character; everything else becomes the marker and is folded as a cluster."""

    def __missing__(self, code: int) -> int:
        char = chr(code)
        folded = _fold_cluster(char)
        combines = unicodedata.combining(char) and not is_kept_as_is(char)
        alone = len(folded) == 1 and not combines and not SECOND_HALVES.match(char)
        target = ord(folded) if alone else ord(_MARKER)
        if len(self) < _MOST_REMEMBERED:
            self[code] = target
        return target


_TABLE = _LazyTable()
_MARKED = re.compile(f"{_MARKER}+")


def _fold_letters(text: str) -> tuple[str, list[Offsets]]:
    maps: list[Offsets] = []
    marked = text.translate(_TABLE)
    if _MARKER not in marked:
        return marked, maps
    return rewritten(marked, maps, _folded_clusters(text, marked)), maps


def _folded_clusters(text: str, marked: str) -> Iterable[tuple[int, int, str]]:
    done = 0
    for match in _MARKED.finditer(marked):
        start = match.start()
        while start > done and _joins_previous(text[start]):
            start -= 1
        done = match.end()
        if done - start <= 2:
            yield start, done, _fold_cluster(text[start:done])
            continue
        for index in range(start + 1, done):
            if not _joins_previous(text[index]):
                yield start, index, _fold_cluster(text[start:index])
                start = index
        yield start, done, _fold_cluster(text[start:done])


@lru_cache(maxsize=8192)
def _joins_previous(char: str) -> bool:
    return bool(
        unicodedata.combining(char)
        or unicodedata.category(char) == "Me"
        or char in DROPPED
        or SECOND_HALVES.match(char)
    )


def _fold_cluster(cluster: str) -> str:
    return _fold_short_cluster(cluster[:_LONGEST_CLUSTER])


@lru_cache(maxsize=8192)
def _fold_short_cluster(cluster: str) -> str:
    spelled = "".join(SPELLINGS.get(char, char) for char in cluster if char not in DROPPED)
    folded = "".join(_fold_compatible(char) for char in spelled)
    composed = unicodedata.normalize("NFC", folded)
    bare = "".join(_fold_composed(char) for char in composed)
    return unicodedata.normalize("NFC", bare)  # letters that a dropped mark kept apart


def _fold_compatible(char: str) -> str:
    """NFKC and case folding of one character, where NFKC does not tear it apart."""
    if char.isspace() or unicodedata.category(char) in {"Cc", "Zs", "Zl", "Zp"}:
        return " "
    if unicodedata.category(char) == "Cs" or char == _MARKER:
        return _REPLACEMENT
    decimal = unicodedata.decimal(char, None)
    if decimal is not None:
        return str(decimal)
    if is_kept_as_is(char):
        return char
    compatible = unicodedata.normalize("NFKC", char)
    if compatible.startswith(" "):  # a spacing accent such as "¨" would become a blank and a loose mark
        return char
    folded = unicodedata.normalize("NFKC", compatible.casefold())
    return "".join(SPELLINGS.get(each, each) for each in folded if each not in DROPPED)


def _fold_composed(char: str) -> str:
    """Accents off Latin and Greek, loose marks off everything, twins of a letter to the one that stands for them."""
    twin = UNIFIED.get(char)
    if twin is not None:
        return twin
    if char in DROPPED:
        return ""
    bare = unicodedata.normalize("NFD", char)[0]
    if bare != char and unicodedata.name(bare, "").startswith(("LATIN ", "GREEK ")):
        return UNIFIED.get(bare, bare)
    return char


# --- blanks ----------------------------------------------------------------------------------------------------------

_JOINED = (
    "\u0620-\u064a\u066e-\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c7"  # Arabic
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece"  # Thai, Lao
    "\u3005-\u3007\u3041-\u3096\u309d\u309e\u30f7-\u30fa\u30fc\u31f0-\u31ff"  # kana
    "\u3131-\u318e\uac00-\ud7a3"  # Hangul
    "\u3400-\u4dbf\u4e00-\u9fff\ufa0e-\ufa29\U00020000-\U0003134f"  # Han
)
_NEEDLESS_BLANK = re.compile(rf" (?<=[{_JOINED}] )(?=[{_JOINED}])")
_JOINED_LETTER = re.compile(f"[{_JOINED}]")
_SEVERAL_BLANKS = re.compile("  +")


def _fold_blanks(text: str, maps: list[Offsets], *, joined: bool) -> str:
    """Any run of blanks becomes one, and if `joined` none between letters that writers join as they like."""
    if "  " in text:
        runs = ((match.start(), match.end(), " ") for match in _SEVERAL_BLANKS.finditer(text))
        text = rewritten(text, maps, runs)
    if not joined or text.isascii() or not _JOINED_LETTER.search(text):
        return text
    pieces = _NEEDLESS_BLANK.split(text)
    if len(pieces) == 1:
        return text
    maps.append(BlankMap(tuple(accumulate(map(len, pieces[:-1])))))
    return "".join(pieces)


# --- Thai ------------------------------------------------------------------------------------------------------------

_THAI_VOWEL = re.compile("[\u0e38\u0e39\u0e48-\u0e4b\u0e4d\u0e33]")
_THAI = re.compile("[\u0e38\u0e39\u0e48-\u0e4b\u0e4d\u0e33]{2,}\u0e32?|\u0e4d\u0e32|\u0e40\u0e40")
_THAI_ROUNDS = 4  # a sara am that came together may stand beside further marks


def _fold_thai(text: str, maps: list[Offsets]) -> str:
    for _ in range(_THAI_ROUNDS):
        runs = ((match.start(), match.end(), _order_thai(match[0])) for match in _THAI.finditer(text))
        folded = rewritten(text, maps, runs)
        if folded == text:
            break
        text = folded
    return text


def _order_thai(run: str) -> str:
    return _order_short_thai(run) if len(run) <= _LONGEST_CLUSTER else _order_any_thai(run)


def _order_any_thai(run: str) -> str:
    """Vowel below, tone, then sara am, in whichever order they were typed; two sara e are one sara ae.

    Compatibility normalisation tears sara am into nikhahit and sara aa, and people type the tone after it.
    """
    if run == "\u0e40\u0e40":
        return "\u0e41"
    marks, has_aa = run.rstrip("\u0e32"), run.endswith("\u0e32")
    below = "".join(mark for mark in marks if mark in "\u0e38\u0e39")
    tones = "".join(mark for mark in marks if "\u0e48" <= mark <= "\u0e4b")
    circles = marks.count("\u0e4d")
    if "\u0e33" in marks:
        return below + tones + "\u0e33" + "\u0e32" * has_aa
    if circles and has_aa:
        return below + tones + "\u0e33"
    return below + tones + "\u0e4d" * circles + "\u0e32" * has_aa


_order_short_thai = lru_cache(maxsize=4096)(_order_any_thai)  # a stranger's endless runs are not remembered
