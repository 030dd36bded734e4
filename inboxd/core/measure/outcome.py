"""One labelled mail, judged: what it is against what the rules took it for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from inboxd.core.judge.judge import judge
from inboxd.core.judge.objection import why_not_taken
from inboxd.core.judge.source import behind_source
from inboxd.core.measure.corpus import Labelled
from inboxd.core.measure.labels import is_urgent_label, is_urgent_route, right_routes
from inboxd.core.parse.mail import parse_bytes
from inboxd.core.rules.drafts import DRAFTED_AT, compose_draft
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.values.mail import Mail
from inboxd.core.values.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Outcome:
    """A judged mail.

    Attributes:
        labelled: the mail and what people say of it.
        verdict: what the rules say.
        urgent: people want to be interrupted by it.
        raised: the rules interrupt people.
        right: the route is one of those that are right for the label.
        objection: why the right route was not taken; "" when it was.
    """

    labelled: Labelled
    verdict: Verdict
    urgent: bool
    raised: bool
    right: bool
    objection: str = ""

    @property
    def language(self) -> str:
        """As the corpus says, else as the judge found."""
        return self.labelled.language or self.verdict.language

    @property
    def route(self) -> str:
        """Name of the route taken."""
        return self.verdict.route.name

    @property
    def heat(self) -> float:
        """The verdict's heat."""
        return self.verdict.heat


def read_labelled(labelled: Labelled) -> Mail:
    """The mail, parsed as every message is, so that quotes and signatures are cut as ever."""
    raw = labelled.mail if isinstance(labelled.mail, bytes) else compose_draft(labelled.mail)
    return parse_bytes(raw, DRAFTED_AT)


def judge_labelled(labelled: Labelled, mail: Mail, rules: RuleSet) -> Outcome:
    """Judge the mail and compare."""
    verdict = judge(behind_source(mail, rules.customers), rules)
    right = verdict.route.name in right_routes(labelled.label)
    return Outcome(
        labelled=labelled,
        verdict=verdict,
        urgent=is_urgent_label(labelled.label, rules),
        raised=is_urgent_route(verdict.route),
        right=right,
        objection="" if right else _objection(labelled.label, verdict, rules),
    )


def _objection(label: str, verdict: Verdict, rules: RuleSet) -> str:
    wanted = next((name for name in right_routes(label) if rules.route(name)), "")
    return why_not_taken(verdict, wanted) if wanted else f"these rules have no route for {label!r}"


def overlooked(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """Urgent mails that interrupt nobody, the coldest first."""
    return _ranked((each for each in outcomes if each.urgent and not each.raised), 1)


def alarmed(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """Mails that interrupt people for nothing, the hottest first."""
    return _ranked((each for each in outcomes if each.raised and not each.urgent), -1)


def _ranked(outcomes: Iterable[Outcome], sign: int) -> tuple[Outcome, ...]:
    """By heat; of equally hot ones a mail of each language, then the next of each, so that none fills the list."""
    turns = Counter[tuple[float, str]]()
    ranked = []
    for each in sorted(outcomes, key=lambda each: each.labelled.id):
        turns[each.heat, each.language] += 1
        ranked.append((sign * each.heat, turns[each.heat, each.language], each.labelled.id, each))
    return tuple(each for *_, each in sorted(ranked, key=lambda row: row[:3]))
