"""One phrase: its folded words, and whether a place where the automaton found them is really one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from inboxd.core.rules.evidence import Rule
from inboxd.core.text.fold import Folded, fold
from inboxd.core.text.scripts import is_word_edge

_LONGEST_ENDING = 40


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words to look for.

    Attributes:
        rule: what they are evidence of.
        folded: the words up to the first `*`, as the automaton knows them.
        tail: folded words after each further `*`, with the blank before them.
        open_end: any ending may follow the last word.
        exact: the original slice must be spelled like this; empty when any spelling will do.
        shields: folded longer words inside which it does not count.
    """

    rule: Rule
    folded: str
    tail: tuple[str, ...] = ()
    open_end: bool = False
    exact: str = ""
    shields: tuple[str, ...] = ()


def make_phrase(rule: Rule, *, exact: bool = False, unless: Iterable[str] = ()) -> Phrase:
    """Fold the rule's words.

    Raises:
        ValueError: nothing is left to look for, a `*` stands where no word ends, or a shield cannot cover the phrase;
            the text says what.
    """
    words, tail, open_end = _pieces(rule.written)
    folded = fold_words(words)
    if not folded or (len(folded) == 1 and not folded.isalnum()):
        raise ValueError(f"the phrase {rule.written!r} has nothing to look for")
    if exact and tail:
        raise ValueError(f"`exact` does not go together with a `*` inside {rule.written!r}")
    shields = tuple(dict.fromkeys(fold_words(each.replace("*", "")) for each in unless)) if unless else ()
    for shield in shields:
        if folded not in shield or shield == folded:
            raise ValueError(f"`unless` cannot shield {rule.written!r} by {shield!r}, which does not hold it")
    pieces = tuple(fold(each).text.rstrip() for each in tail) if tail else ()
    kept = rule.written if folded == rule.written else folded  # the same words once in memory
    return Phrase(rule, kept, pieces, open_end, words.strip() if exact else "", shields)


def _pieces(written: str) -> tuple[str, list[str], bool]:
    """The words up to the first `*`, what stands behind each further one, and whether a `*` is the end."""
    words, *tail = written.strip().split("*")
    if not tail:
        return words, tail, False
    open_end = not tail[-1].strip()
    tail = tail[:-1] if open_end else tail
    starred = [words, *tail] if open_end else [words, *tail][:-1]
    if any(not piece.strip() or piece.endswith(" ") for piece in starred):
        raise ValueError(f"in {written!r} a `*` stands where no word ends")
    return words, tail, open_end


def fold_words(words: str) -> str:
    """The words as the automaton knows them."""
    return fold(words).text.strip()


def fit(view: Folded, phrase: Phrase, start: int, end: int) -> tuple[int, int] | None:
    """The hit's span in the original when word edges, tail and, if wanted, the spelling are right there; else None."""
    if _is_inside_word(view.text, start) or (
        not phrase.tail and not phrase.open_end and _is_inside_word(view.text, end)
    ):
        return None
    original = view.original
    for piece in phrase.tail:
        following = _after_ending(view, end, piece)
        if following is None:
            return None
        end = following
    first, last = view.original_span(start, end)
    if not is_word_edge(original, first):
        return None
    if phrase.exact and not _same_spelling(original[first:last], phrase.exact):
        return None
    if is_word_edge(original, last, closing=True):
        return first, last
    return (first, _word_end(original, last)) if phrase.open_end else None


_PLAIN_LETTERS = frozenset(map(chr, (*range(ord("a"), ord("z") + 1), *range(0x430, 0x460))))


def _is_inside_word(text: str, index: int) -> bool:
    """Whether Latin or Cyrillic letters stand on both sides: most hits end here, before the original is looked at."""
    return 0 < index < len(text) and text[index] in _PLAIN_LETTERS and text[index - 1] in _PLAIN_LETTERS


def _after_ending(view: Folded, start: int, piece: str) -> int | None:
    """Where the piece ends that follows the rest of the word at `start`; None when something else follows."""
    text, bare = view.text, piece.lstrip()
    for offset in range(start, min(len(text), start + _LONGEST_ENDING) + 1):
        if text.startswith(piece, offset):
            return offset + len(piece)
        if bare != piece and text.startswith(bare, offset) and _is_next_word(view, start, offset):
            return offset + len(bare)
        if not text[offset : offset + 1].strip():
            return None
    return None


def _is_next_word(view: Folded, start: int, offset: int) -> bool:
    """Whether the original has one word from `start` on and the next at `offset`, though folding joined them."""
    original = view.original
    before, after = view.original_span(start - 1, start)[1], view.original_span(offset, offset + 1)[0]
    return is_word_edge(original, after) and not any(map(str.isspace, original[before:after].rstrip()))


def _same_spelling(found: str, wanted: str) -> bool:
    return found == wanted or " ".join(found.split()) == " ".join(wanted.split())


def _word_end(text: str, offset: int) -> int:
    for end in range(offset + 1, min(len(text), offset + _LONGEST_ENDING) + 1):
        if is_word_edge(text, end, closing=True):
            return end
    return min(len(text), offset + _LONGEST_ENDING)
