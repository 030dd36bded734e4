"""What words of an answer stand where: the longest ones, with their place in line and sentence."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice

from inboxd.core.rules.answers import PLACE
from inboxd.core.rules.evidence import Rule
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.text.fold import fold, squeezed
from inboxd.core.text.scripts import Script, script_of, writes_without_blanks
from inboxd.core.values.verification import WordKind

_SIGNS = {
    WordKind.YES: "👍👌✅✔☑🆗💯🎉🥳🙌",
    WordKind.NO: "👎❌✖🚫😡😠🤬🙅",
    WordKind.THANKS: "🙏❤💐🌹🫶💕💖🤗",
    WordKind.RESERVE: "🤷🤔😭😢😞☹🙁😕",
    WordKind.IGNORE: "🙂😊😀😃😄😁😉🤩😍👋☺",
}
"""Signs that every language shares."""

_KIND_OF_SIGN = {sign: kind for kind, signs in _SIGNS.items() for sign in signs}
_SIGN = re.compile(f"[{''.join(_KIND_OF_SIGN)}]")
_STOPS = re.compile(r"[.!?…。！？؟।۔；;:\n]|--|—|–|、|,|，|،| - ")
_COMMAS = frozenset({"、", ",", "，", "،"})
_FREE = frozenset({WordKind.NOT, WordKind.GOOD, WordKind.OKAY, WordKind.BAD})
"""Kinds that may share their very words with another kind."""
_MAY_STAND_BEFORE = frozenset({WordKind.YES, WordKind.NO, WordKind.THANKS, WordKind.IGNORE, WordKind.GOOD})
"""Kinds behind which an answer still begins its sentence."""
_CAUTIOUS = (
    WordKind.RESERVE,
    WordKind.UNSOLVED,
    WordKind.NO,
    WordKind.NOT,
    WordKind.SOLVED,
    WordKind.THANKS,
    WordKind.YES,
    WordKind.IGNORE,
)
"""Of equally long matches of several languages the first of these counts."""
_WRAPPED = 55
"""A line of so many characters may have been broken by the mail client: the next does not begin a sentence."""
_MOST_SIGNS = 50
_WORDS_BEFORE, _WORDS_AFTER = 3, 2
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that stand for something.

    Attributes:
        rule: where they come from; None for signs.
        leads: whether they begin the text, a line or a sentence, or stand alone.
        turned: whether a negation beside them turned them round.
    """

    kind: WordKind
    start: int
    end: int
    rule: Rule | None = None
    leads: bool = False
    turned: bool = False

    def covers(self, other: Mark) -> bool:
        """Whether they are the same words."""
        return (self.start, self.end) == (other.start, other.end)


def find_marks(text: str, rules: RuleSet, languages: frozenset[str]) -> tuple[Mark, ...]:
    """All words that count, in order of appearance; those inside longer ones are left out.

    Args:
        languages: whose words are asked; empty asks all.
    """
    plain = fold(text)
    # A drawn-out "nooo" holds a plain "no", which a search for what is new in the squeezed text would not count.
    hits = {
        (id(hit.rule), hit.start): hit
        for view in (plain, *squeezed(plain))
        for hit in rules.answers.find(view, PLACE, "")
        if (not languages or hit.rule.language in languages) and not _is_elided(text, hit.start, hit.end)
    }
    found = [Mark(WordKind(hit.rule.signal), hit.start, hit.end, hit.rule) for hit in hits.values()]
    found += [
        Mark(_KIND_OF_SIGN[each[0]], each.start(), each.end()) for each in islice(_SIGN.finditer(text), _MOST_SIGNS)
    ]
    return _turned(text, _placed(text, _longest(found, len(text))))


def _is_elided(text: str, start: int, end: int) -> bool:
    """Whether a single letter is what an apostrophe has left of a word: the "n" of "n'ai" is no short "no"."""
    return end - start == 1 and text[end : end + 1] in {"'", "’"}


def count_unaccounted(text: str, marks: Iterable[Mark]) -> int:
    """Letters that no mark accounts for; those of dense scripts count twice."""
    left = list(text)
    for mark in marks:
        left[mark.start : mark.end] = " " * (mark.end - mark.start)
    return sum(1 + _is_dense(char) for char in left if char.isalnum())


def _is_dense(char: str) -> bool:
    return char >= "\u0e00" and (script_of(char) is Script.HANGUL or writes_without_blanks(char))


def _longest(found: list[Mark], size: int) -> list[Mark]:
    taken: list[Mark | None] = [None] * size
    kept: list[Mark] = []
    for mark in sorted(found, key=_longest_first):
        above = {id(each): each for each in taken[mark.start : mark.end] if each is not None}.values()
        if any(not each.covers(mark) or not _may_share(mark, each) for each in above):
            continue
        kept.append(mark)
        if not above:
            taken[mark.start : mark.end] = [mark] * (mark.end - mark.start)
    return sorted(kept, key=lambda each: (each.start, each.end))


def _longest_first(mark: Mark) -> tuple[int, int, str, int]:
    caution = _CAUTIOUS.index(mark.kind) if mark.kind in _CAUTIOUS else len(_CAUTIOUS)
    file, line = (mark.rule.file, mark.rule.line) if mark.rule else ("", 0)
    return mark.start - mark.end, caution, file, line


def _may_share(mark: Mark, other: Mark) -> bool:
    return mark.kind is not other.kind and (mark.kind in _FREE or other.kind in _FREE)


# --- places ----------------------------------------------------------------------------------------------------------


def _placed(text: str, marks: list[Mark]) -> list[Mark]:
    """The marks with `leads`, in one pass from left to right."""
    stops = [stop for stop in _STOPS.finditer(text) if _is_stop(text, stop)]
    ends = [stop.end() for stop in stops]
    starts = [stop.start() for stop in stops]
    placed: list[Mark] = []
    clear = 0  # nothing but what may stand before an answer lies between the sentence's beginning and here
    for mark in marks:
        before = bisect_right(ends, mark.start)
        begin = ends[before - 1] if before else 0
        while before and stops[before - 1][0] in _COMMAS:
            before -= 1
        sentence = ends[before - 1] if before else 0
        after = bisect_left(starts, mark.end)
        finish = starts[after] if after < len(starts) else len(text)
        alone = not _has_words(text, begin, mark.start) and not _has_words(text, mark.end, finish)
        clear = max(clear, sentence)
        leads = alone or not _has_words(text, clear, mark.start) or not _has_words(text, begin, mark.start, sentence)
        placed.append(replace(mark, leads=leads))
        if mark.kind in _MAY_STAND_BEFORE and not _has_words(text, clear, mark.start):
            clear = max(clear, mark.end)
    return placed


def _has_words(text: str, start: int, end: int, sentence: int | None = None) -> bool:
    """Whether letters or digits lie there; a clause counts as a beginning only where it begins its sentence."""
    if sentence is not None and sentence != start:
        return True
    return any(char.isalnum() for char in text[start:end])


def _is_stop(text: str, stop: re.Match[str]) -> bool:
    if stop[0] == ".":
        return not (text[stop.end() : stop.end() + 1].isalnum() and text[stop.start() - 1 : stop.start()].isalnum())
    if stop[0] != "\n":
        return True
    line = text[text.rfind("\n", 0, stop.start()) + 1 : stop.start()]
    return len(line) < _WRAPPED or not line.rstrip()[-1:].isalnum()


# --- negation --------------------------------------------------------------------------------------------------------


def _turned(text: str, marks: list[Mark]) -> tuple[Mark, ...]:
    """Phrases about the matter, turned round by what stands beside them; a "no" that did this is spent.

    Words of `no` and `unsolved` inside a sentence negate too ("works unfortunately not yet", "far from solved"), and
    never the other way.
    """
    result = list(marks)
    for index, mark in enumerate(marks):
        if mark.kind is WordKind.UNSOLVED:
            near = _beside(text, result, index, 1, 1)
        elif mark.kind is WordKind.NOT or (mark.kind is WordKind.NO and not mark.leads):
            near = _beside(text, result, index, 1, _WORDS_BEFORE)
            near = _beside(text, result, index, -1, _WORDS_AFTER) if near is None else near
        else:
            continue
        if near is None or (mark.kind is not WordKind.NOT and result[near].kind is WordKind.UNSOLVED):
            continue
        other = result[near]
        if other.kind is WordKind.SOLVED:
            result[near] = replace(other, kind=WordKind.UNSOLVED, turned=True)
        elif near > index and _count_words(text[mark.end : other.start]) == 0:
            # "Not broken" says that all is well; "not, I am still waiting" and "still not" do not.
            result[near] = replace(other, kind=WordKind.SOLVED, turned=True)
            _spend(result, index)
    return tuple(result)


def _spend(marks: list[Mark], index: int) -> None:
    for place in (index - 1, index + 1):
        if 0 <= place < len(marks) and marks[place].covers(marks[index]) and marks[place].kind is WordKind.NO:
            marks[place] = replace(marks[place], kind=WordKind.IGNORE)


def _beside(text: str, marks: list[Mark], index: int, step: int, most: int) -> int | None:
    """The nearest phrase about the matter in this direction, at most so many words away in the same clause."""
    mark, place = marks[index], index + step
    while 0 <= place < len(marks) and (marks[place].covers(mark) or marks[place].kind in _BETWEEN):
        place += step
    if not 0 <= place < len(marks) or marks[place].turned or marks[place].kind not in _MATTER:
        return None
    other = marks[place]
    gap = text[mark.end : other.start] if step > 0 else text[other.end : mark.start]
    return place if not _STOPS.search(gap) and _count_words(gap) <= most else None


_MATTER = frozenset({WordKind.SOLVED, WordKind.UNSOLVED})
_BETWEEN = frozenset({WordKind.IGNORE, WordKind.NO, *_FREE})


def _count_words(gap: str) -> int:
    dense = sum(map(_is_dense, gap))
    return len(_WORD.findall(gap)) + dense // 4
