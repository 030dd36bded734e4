"""Mail + RuleSet → Verdict. Pure: the same mail and rules always give the same verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from inboxd.core.judge.customer import customer_of, customer_type
from inboxd.core.judge.numbers import find_numbers
from inboxd.core.judge.routing import Facts, choose_route, grade_of, heat_of, why_not
from inboxd.core.judge.signals import find_evidence, read_signals, trial_scores
from inboxd.core.judge.source import sort_signs
from inboxd.core.judge.texts import place_texts
from inboxd.core.judge.topics import find_topics
from inboxd.core.judge.vote import cast_vote
from inboxd.core.parse.automatic.signs import automatic_signs
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.rules.vocabulary import HEAT, SignalName
from inboxd.core.text.fold import fold
from inboxd.core.text.language import UNDETERMINED, guess_language
from inboxd.core.values.mail import Mail
from inboxd.core.values.reasons import Reason
from inboxd.core.values.verdict import Sign, Signal, Verdict, Vote

_CHASES = 2.0
_SPOKEN = 500  # the first lines tell the language; logs and listings further down only confuse the guess


def judge(mail: Mail, rules: RuleSet, contacts: int = 0) -> Verdict:
    """Judge a message.

    Args:
        contacts: earlier messages of this customer within the period that the caller counts.
    """
    language = guess_language(f"{mail.subject}\n{mail.text.new[:_SPOKEN]}")
    found = find_evidence(mail, rules, language)
    signals = read_signals(found, rules)
    scores = {signal.name: signal.score for signal in signals}
    signs, forgiven = sort_signs(mail, _without_tales(automatic_signs(mail), scores))
    case = _Hearing(mail, rules, signs, language, contacts)
    vote = case.vote(scores)
    facts = case.facts(scores, vote)
    route, misses = choose_route(rules.routes, facts)
    shadow_route = ""
    if any(signal.shadow for signal in signals):
        trial_route, _ = choose_route(rules.routes, case.facts(trial_scores(found, rules), vote))
        shadow_route = trial_route.name if trial_route.name != route.name else ""
    texts = tuple(fold(text) for _, text in place_texts(mail, ("subject", "new")))
    return Verdict(
        route=route.policy,
        heat=facts.measure(HEAT),
        signals=_with_vote(signals, facts.measures, vote),
        language=language,
        customer_type=facts.customer,
        signs=case.signs,
        misses=misses,
        rules_version=rules.version,
        shadow_route=shadow_route,
        vote=vote,
        topics=find_topics(texts, rules, language),
        identifiers=find_numbers(texts, rules.understanding),
        hands_off=_hands_off(rules, facts),
        forgiven=forgiven,
    )


def _without_tales(signs: tuple[Sign, ...], scores: Mapping[str, float]) -> tuple[Sign, ...]:
    """The signs, but for a receipt's words in the mouth of whoever complains that nothing came after it.

    No program does: it has just got the mail. That nobody needs to write again is said in calm words.
    """
    chases = scores.get(SignalName.CHASING.value, 0.0) - scores.get(SignalName.CALM.value, 0.0) >= _CHASES
    return tuple(sign for sign in signs if not (chases and sign.code == Reason.RECEIPT_TEXT))


def _hands_off(rules: RuleSet, facts: Facts) -> str:
    """Why a machine keeps silent: the first of the rules' conditions that holds; "" when none does."""
    held = (each for each in rules.hands_off if not any(why_not(condition, facts) for condition in each.when))
    return next((each.why for each in held), "")


@dataclass(frozen=True, slots=True)
class _Hearing:
    """What is known of a message before its words are weighed."""

    mail: Mail
    rules: RuleSet
    signs: tuple[Sign, ...]
    language: str
    contacts: int

    def vote(self, scores: Mapping[str, float]) -> Vote:
        """The statistical judge's vote beside those scores of the rules."""
        voter = self.rules.voter
        if voter is None or not self.rules.vote or self.language not in {*voter.languages, UNDETERMINED}:
            return Vote()
        measures = {**scores, HEAT: heat_of(scores, self.rules.heat)}
        return cast_vote(self.mail, voter, measures, self.rules.vote, is_signless=not self.signs)

    def facts(self, scores: Mapping[str, float], vote: Vote) -> Facts:
        """What the routes may ask for. The type of customer comes from the rules' words alone."""
        customer = customer_of(self.mail)
        kind = customer_type(customer, self.rules.customers, scores, self.contacts, self.mail.headers)
        measures = dict(scores)
        for measure, added in vote.added.items():
            measures[measure] = max(0.0, round(scores.get(measure, 0.0) + added, 2))
        heat = heat_of(scores, self.rules.heat)
        measures[HEAT] = max(0.0, round(heat + vote.added.get(HEAT, 0.0), 2))
        return Facts(measures, grade_of(self.signs), kind.value, self.language, vote.kind)


def _with_vote(signals: tuple[Signal, ...], measures: Mapping[str, float], vote: Vote) -> tuple[Signal, ...]:
    """The signals with the scores that the routes compared, by score, then by name."""
    known = {signal.name for signal in signals}
    voted = [Signal(name, 0.0) for name in vote.added if name not in known and name != HEAT and measures[name]]
    scored = [replace(signal, score=measures[signal.name]) for signal in (*signals, *voted)]
    return tuple(sorted(scored, key=lambda signal: (-signal.score, signal.name)))
