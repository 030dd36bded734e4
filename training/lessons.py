"""Judged mails → lessons: what the voter would read, what the rules alone say, and what is true."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from inboxd.core.judge.judge import judge
from inboxd.core.judge.texts import place_text
from inboxd.core.judge.vote import FULL, MEASURES, voter_text
from inboxd.core.measure.corpus import Labelled, read_corpus
from inboxd.core.parse.mail import parse_bytes
from inboxd.core.rules.compile import compile_rules
from inboxd.core.rules.drafts import DRAFTED_AT, compose_draft
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


@dataclass(frozen=True, slots=True)
class Lesson:
    """One judged mail, read.

    Attributes:
        text: what the voter reads.
        measures: of each kind, the points that the rules give it, at most `FULL`; 0 for a question.
    """

    labelled: Labelled
    mail: Mail
    text: str
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


def _lessons(mails: Iterable[Labelled], rules: RuleSet) -> Iterable[Lesson]:
    for labelled in mails:
        raw = labelled.mail if isinstance(labelled.mail, bytes) else compose_draft(labelled.mail)
        mail = parse_bytes(raw, DRAFTED_AT)
        verdict = judge(mail, rules)
        scores = {HEAT: verdict.heat, **{signal.name: signal.score for signal in verdict.signals}}
        measures = tuple(_points(scores, MEASURES.get(kind, "")) for kind in KINDS)
        yield Lesson(labelled, mail, voter_text(place_text(mail, "subject"), mail.text.new), measures)


def _points(scores: dict[str, float], measure: str) -> float:
    return min(FULL[measure], scores.get(measure, 0.0)) if measure else 0.0
