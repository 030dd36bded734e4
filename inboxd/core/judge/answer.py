"""A customer's reply to "Is it solved?": yes, no, thanks, or something that a human must read.

A wrong yes hides somebody who still has the problem, so everything doubtful is unclear.
"""

from __future__ import annotations

from collections.abc import Iterable

from inboxd.core.judge.answer_marks import Mark, count_unaccounted, find_marks
from inboxd.core.judge.rating import read_rating
from inboxd.core.parse.subjects import says_answer
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.text.language import UNDETERMINED, guess_language
from inboxd.core.values.ids import find_rating_mark
from inboxd.core.values.mail import Mail
from inboxd.core.values.verdict import Evidence
from inboxd.core.values.verification import WORST_GOOD_ENOUGH, Reading, Word, WordKind

_LONGEST = 4_000
_LONG = 400
"""Characters from which an opening word alone says nothing about the rest."""
_SHORT = 60
_MOST_BESIDE_YES = 12
_MOST_BESIDE_THANKS = 20
_MOST_AFTER_SOLVED = 120
"""Letters of a long text behind the last word that it is solved: a story that goes on may end otherwise."""
_QUESTION_MARKS = frozenset("?？؟")
_EVERYBODYS = "en"
"""People of all languages write a word or two of it."""
_ABOUT_THE_MATTER = frozenset({WordKind.SOLVED, WordKind.UNSOLVED})
_TELLING = frozenset({WordKind.YES, WordKind.NO, WordKind.SOLVED, WordKind.UNSOLVED, WordKind.THANKS, WordKind.RESERVE})


def read_answer(mail: Mail, rules: RuleSet, language: str = UNDETERMINED) -> Reading:
    """What the mail says to the question whether it is solved. Takes time linear in its length.

    Args:
        language: of the case, ISO 639-1; the words of all languages are asked when it is "und", or when its own say
            nothing.
    """
    reading = read_words(mail.text.new.strip()[:_LONGEST], rules, language)
    if find_rating_mark(mail.subject) is not None:
        return reading  # a link of ours wrote the subject
    if reading.evidence or len(mail.text.new) > _SHORT or says_answer(mail.subject):
        return reading
    # Some write the answer into the subject, behind our question, and leave nothing but their phone's signature below.
    _, mark, behind = mail.subject.rpartition("?")
    return read_words(behind if mark and behind.strip() else mail.subject, rules, language, "subject")


def read_words(text: str, rules: RuleSet, language: str = UNDETERMINED, place: str = "new") -> Reading:
    """The same for a text."""
    if not _says_something(text):
        return Reading()
    marks = find_marks(text, rules, _languages(text, rules, language))
    if not any(mark.kind in _TELLING for mark in marks):
        marks = find_marks(text, rules, frozenset())
    rating = read_rating(text, marks)
    explicit = any(mark.kind in _ABOUT_THE_MATTER for mark in marks)
    return Reading(_weigh(text, marks, rating), rating, tuple(_evidence(text, marks, place)), explicit)


def _says_something(text: str) -> bool:
    return any((not char.isspace() and not char.isascii()) or char.isalnum() or char == "?" for char in text)


def _languages(text: str, rules: RuleSet, language: str) -> frozenset[str]:
    known = {phrase.rule.language for phrase in rules.answers.phrases}
    wanted = language if language != UNDETERMINED else guess_language(text)
    return frozenset({wanted, _EVERYBODYS}) if wanted in known else frozenset()


def _weigh(text: str, marks: tuple[Mark, ...], rating: int | None) -> Word:
    kinds = {mark.kind for mark in marks if _counts(mark)}
    asks = any(char in _QUESTION_MARKS for char in text)
    if WordKind.UNSOLVED in kinds:
        return Word.UNCLEAR if WordKind.SOLVED in kinds else Word.NO
    if WordKind.SOLVED in kinds:
        doubtful = asks or kinds & {WordKind.RESERVE, WordKind.NO} or _goes_on(text, marks)
        return Word.UNCLEAR if doubtful else Word.YES
    if len(text) > _LONG:
        return Word.UNCLEAR
    return _weigh_openings(text, marks, kinds, rating, asks=asks)


def _weigh_openings(
    text: str, marks: tuple[Mark, ...], kinds: set[WordKind], rating: int | None, *, asks: bool
) -> Word:
    beside = count_unaccounted(text, marks)
    if WordKind.NO in kinds:
        return Word.UNCLEAR if asks and not beside else Word.NO
    if asks or WordKind.RESERVE in kinds:
        return Word.UNCLEAR
    if WordKind.YES in kinds:
        return Word.YES if beside <= _MOST_BESIDE_YES else Word.UNCLEAR
    if rating is not None and rating != WORST_GOOD_ENOUGH and beside <= _MOST_BESIDE_YES:
        return Word.YES if rating > WORST_GOOD_ENOUGH else Word.NO
    if WordKind.THANKS in kinds and beside <= _MOST_BESIDE_THANKS:
        return Word.THANKS
    return Word.UNCLEAR


def _goes_on(text: str, marks: tuple[Mark, ...]) -> bool:
    if len(text) <= _LONG:
        return False
    last = max(mark.end for mark in marks if mark.kind is WordKind.SOLVED)
    return count_unaccounted(text[last:], ()) > _MOST_AFTER_SOLVED


def _counts(mark: Mark) -> bool:
    return mark.leads or mark.rule is None or mark.kind not in {WordKind.YES, WordKind.NO}


def _evidence(text: str, marks: Iterable[Mark], place: str) -> Iterable[Evidence]:
    for mark in marks:
        if mark.kind in _TELLING and _counts(mark):
            rule = mark.rule
            written, file, line = (rule.written, rule.file, rule.line) if rule else (mark.kind.value, "", 0)
            yield Evidence(text[mark.start : mark.end], place, mark.start, mark.end, written, file, line, 1.0)
