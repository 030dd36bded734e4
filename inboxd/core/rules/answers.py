"""Answer files as written → one automaton; `verification.yaml` → how it is asked."""

from __future__ import annotations

from collections.abc import Iterator

from inboxd.core.rules.answers_file import AnswersFile
from inboxd.core.rules.evidence import Rule
from inboxd.core.rules.folder import VERIFICATION, OfLanguage, RulesFolder
from inboxd.core.rules.lint import lint_words
from inboxd.core.rules.mistakes import suggest
from inboxd.core.rules.phrase import Phrase, make_phrase
from inboxd.core.rules.phrases import PhraseIndex, index_phrases
from inboxd.core.rules.ruleset import Route
from inboxd.core.values.verification import Verification, WordKind

PLACE = "new"
"""Where answers are looked for: in what was written now."""

_FREE = frozenset({WordKind.NOT, WordKind.GOOD, WordKind.OKAY, WordKind.BAD})
"""Lists whose words may stand in another list too."""


def build_answers(folder: RulesFolder) -> PhraseIndex:
    """The words of all answer files; mistakes go to the folder."""
    phrases: list[Phrase] = []
    while folder.answers:
        answers = folder.answers.pop(0)
        folder.documents.pop(answers.document.file, None)
        own = list(_phrases(folder, answers))
        _warn_of_contradictions(folder, own)
        phrases.extend(own)
    kept = tuple(phrases)
    folder.problems.extend(lint_words(kept))
    return index_phrases(kept)


def build_verification(folder: RulesFolder, routes: tuple[Route, ...]) -> Verification:
    """How it is asked whether a case is solved; the defaults where nobody wrote it."""
    entry = folder.verification
    if entry is None:
        return Verification()
    names = tuple(route.name for route in routes)
    if names and entry.reopen_as not in names:
        line = folder.line(VERIFICATION, ("reopen_as",))
        folder.error(VERIFICATION, line, f"there is no route {entry.reopen_as!r}", suggest(entry.reopen_as, names))
    if entry.remind is not None and ("reminder", "en") not in folder.replies:
        line = folder.line(VERIFICATION, ("remind",))
        folder.error(VERIFICATION, line, "there is no text to remind with", "write replies/reminder.en.txt")
    elif entry.remind is not None and entry.remind >= entry.silence:
        line = folder.line(VERIFICATION, ("remind",))
        folder.error(VERIFICATION, line, "the reminder would come after the silence", "make `silence` longer")
    return Verification(**{name: getattr(entry, name) for name in type(entry).model_fields})


def _phrases(folder: RulesFolder, answers: OfLanguage[AnswersFile]) -> Iterator[Phrase]:
    file, language = answers.document.file, answers.entries.language
    for kind in WordKind:
        words = getattr(answers.entries, "not_" if kind is WordKind.NOT else kind.value)
        lines = answers.document.entry_lines((kind.value,))
        for written, line in zip(words, lines, strict=True):
            rule = Rule(kind, written, 1.0, frozenset({PLACE}), language=language, file=file, line=line)
            try:
                yield make_phrase(rule)
            except ValueError as error:
                folder.error(file, line, str(error), "write words as they stand in answers; `*` ends a word")


def _warn_of_contradictions(folder: RulesFolder, phrases: list[Phrase]) -> None:
    """The same words must not mean two things; a word may rate, or turn others round, and answer at once."""
    first: dict[object, Rule] = {}
    for phrase in phrases:
        rule = phrase.rule
        if rule.signal in _FREE:
            continue
        earlier = first.setdefault((phrase.folded, phrase.tail, phrase.open_end), rule)
        if earlier.signal != rule.signal:
            what = f"{rule.written!r} stands under {earlier.signal.value!r} too, in line {earlier.line}"
            folder.warn(rule.file, rule.line, what, "leave it where it is meant most often")
