"""Tone files as written → one automaton of phrases that we do not want to write."""

from __future__ import annotations

from collections.abc import Iterator

from inboxd.core.rules.evidence import Rule
from inboxd.core.rules.folder import OfLanguage, RulesFolder
from inboxd.core.rules.lint import lint_phrases
from inboxd.core.rules.phrase import Phrase, make_phrase
from inboxd.core.rules.phrases import PhraseIndex, index_phrases
from inboxd.core.rules.tone_file import ToneEntry, ToneFile
from inboxd.core.text.language import UNDETERMINED
from inboxd.core.values.tone import ToneKind

PLACE = "new"
"""Where tone is looked for: in what was written now, never in what is quoted."""


def build_tone(folder: RulesFolder) -> PhraseIndex:
    """The phrases of all tone files; mistakes go to the folder. Each counts in texts of its own language only."""
    phrases: list[Phrase] = []
    while folder.tone:
        tone = folder.tone.pop(0)
        folder.documents.pop(tone.document.file, None)
        for kind in ToneKind:
            entries = getattr(tone.entries, kind.value)
            lines = tone.document.entry_lines((kind.value,))
            for entry, line in zip(entries, lines, strict=True):
                phrases.extend(_phrase(folder, tone, kind, entry, line))
    kept = tuple(phrases)
    folder.problems.extend(lint_phrases(kept))
    return index_phrases(kept)


def _phrase(
    folder: RulesFolder, tone: OfLanguage[ToneFile], kind: ToneKind, entry: ToneEntry, line: int
) -> Iterator[Phrase]:
    language = tone.entries.language
    rule = Rule(
        signal=kind,
        written=entry.phrase,
        weight=1.0,
        places=frozenset({PLACE}),
        only_in=frozenset({language, UNDETERMINED}),
        language=language,
        file=tone.document.file,
        line=line,
        say=entry.say,
    )
    try:
        yield make_phrase(rule, exact=entry.exact, unless=entry.unless)
    except ValueError as error:
        folder.error(rule.file, line, str(error), "write words as they stand in answers; `*` ends a word")
