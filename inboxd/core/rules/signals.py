"""Signals files as written → phrases and patterns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from inboxd.core.rules.evidence import Rule
from inboxd.core.rules.folder import OfLanguage, RulesFolder
from inboxd.core.rules.lint import lint_phrases
from inboxd.core.rules.patterns import Pattern, compile_pattern
from inboxd.core.rules.phrase import Phrase, make_phrase
from inboxd.core.rules.schema import EvidenceEntry, SignalsFile
from inboxd.core.rules.vocabulary import TEXT_PLACES, SignalName, Status


@dataclass(frozen=True, slots=True)
class Signals:
    """What all signals files hold, in their order."""

    phrases: tuple[Phrase, ...]
    patterns: tuple[Pattern, ...]

    @property
    def places(self) -> frozenset[str]:
        """Every place in which something looks."""
        rules = (*(phrase.rule for phrase in self.phrases), *(pattern.rule for pattern in self.patterns))
        return frozenset(place for rule in rules for place in rule.places)


def build_signals(folder: RulesFolder) -> Signals:
    """Phrases and patterns of all languages; mistakes go to the folder.

    Takes each signals file out of the folder when it is done: as read it is several times as big as what is built.
    """
    phrases: list[Phrase] = []
    patterns: list[Pattern] = []
    while folder.signals:
        signals = folder.signals.pop(0)
        folder.documents.pop(signals.document.file, None)
        for name, entries in signals.entries.signals.items():
            lines = signals.document.entry_lines(("signals", name.value))
            for entry, line in zip(entries, lines, strict=True):
                rule = _rule(signals, name, entry, line)
                if entry.pattern is not None:
                    patterns.extend(_pattern(folder, rule))
                else:
                    phrases.extend(_phrase(folder, rule, entry))
    found = Signals(tuple(phrases), tuple(patterns))
    folder.problems.extend(lint_phrases(found.phrases))
    return found


def _rule(signals: OfLanguage[SignalsFile], signal: SignalName, entry: EvidenceEntry, line: int) -> Rule:
    return Rule(
        signal=signal,
        written=entry.phrase if entry.phrase is not None else entry.pattern or "",
        weight=entry.weight,
        places=spell_out_places(entry.where),
        only_in=frozenset(entry.only_in) if entry.only_in else _ANYWHERE,
        shadow=entry.status is Status.SHADOW,
        language=signals.entries.language,
        file=signals.document.file,
        line=line,
    )


_ANYWHERE = frozenset[str]()


@lru_cache(maxsize=256)
def spell_out_places(places: tuple[str, ...]) -> frozenset[str]:
    """`all` → the parts of the text; header names in lower case. Most phrases share one answer."""
    spelled: set[str] = set()
    for place in places:
        spelled.update(TEXT_PLACES if place == "all" else (place.lower(),))
    return frozenset(spelled)


def _pattern(folder: RulesFolder, rule: Rule) -> Iterable[Pattern]:
    try:
        return (compile_pattern(rule),)
    except ValueError as error:
        folder.error(rule.file, rule.line, str(error), "patterns are RE2: no look-around, no back-references")
        return ()


def _phrase(folder: RulesFolder, rule: Rule, entry: EvidenceEntry) -> Iterable[Phrase]:
    try:
        return (make_phrase(rule, exact=entry.exact, unless=entry.unless),)
    except ValueError as error:
        folder.error(rule.file, rule.line, str(error), "write words as they stand in mails; `*` ends a word")
        return ()
