"""Judged mails → lessons: what the voter would read, what the rules alone say, and what is true."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from inboxd.core.judge.judge import judge
from inboxd.core.judge.texts import place_text
from inboxd.core.judge.vote import points_of, voter_text
from inboxd.core.measure.corpus import Labelled, read_corpus
from inboxd.core.measure.labels import LABELS
from inboxd.core.measure.outcome import read_labelled
from inboxd.core.rules.compile import compile_rules
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.rules.vocabulary import HEAT
from inboxd.core.values.mail import Mail
from inboxd.core.vote.voter import KINDS
from inboxd.edge.corpusfiles import read_corpus_files
from inboxd.edge.rulefiles import read_rules_folder
from inboxd.errors import RulesRefused

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "tests" / "corpus"
RULES = ROOT / "rules"
_KIND_OF = {route: label for label, routes in LABELS.items() for route in routes}


@dataclass(frozen=True, slots=True)
class Lesson:
    """One judged mail, read.

    Attributes:
        text: what the voter reads.
        language: ISO 639-1 code: as the corpus says, else as the judge found.
        measures: of each kind, the points that the rules give it, at most `vote.FULL`; 0 for a question.
    """

    labelled: Labelled
    mail: Mail
    text: str
    language: str
    measures: tuple[float, ...]

    @property
    def kind(self) -> int:
        """Number of the true kind."""
        return KINDS.index(self.labelled.label)


def bare_rules() -> RuleSet:
    """The shipped rules without a voter."""
    return compile_rules(read_rules_folder(RULES))


def read_lessons(rules: RuleSet, corpus: Path = CORPUS) -> tuple[Lesson, ...]:
    """Every mail of the corpus, in the order of files and lines.

    Raises:
        RulesRefused: a line of the corpus is wrong.
    """
    found = read_corpus(read_corpus_files(corpus), KINDS)
    if found.problems:
        raise RulesRefused(found.problems)
    return tuple(_lessons(found.mails, rules))


def read_examples(rules: RuleSet) -> tuple[Lesson, ...]:
    """The examples of the rules themselves, whose routes must hold."""
    mails = (
        Labelled(f"{example.file}:{example.line}", _KIND_OF[example.route], example.mail, example.file, example.line)
        for example in rules.examples
    )
    return tuple(_lessons(mails, rules))


def _lessons(mails: Iterable[Labelled], rules: RuleSet) -> Iterator[Lesson]:
    for labelled in mails:
        mail = read_labelled(labelled)
        verdict = judge(mail, rules)
        scores = {HEAT: verdict.heat, **{signal.name: signal.score for signal in verdict.signals}}
        measures = tuple(points_of(kind, scores) for kind in KINDS)
        text = voter_text(place_text(mail, "subject"), mail.text.new)
        yield Lesson(labelled, mail, text, labelled.language or verdict.language, measures)
