"""Mail + RuleSet → Verdict. Pure: the same mail and rules always give the same verdict."""

from __future__ import annotations

from collections.abc import Mapping

from inboxd.core.judge.customer import customer_of, customer_type
from inboxd.core.judge.routing import Facts, choose_route, grade_of, heat_of
from inboxd.core.judge.signals import find_evidence, read_signals, trial_scores
from inboxd.core.parse.automatic import automatic_signs
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.rules.vocabulary import HEAT
from inboxd.core.text.language import guess_language
from inboxd.core.values.mail import Mail
from inboxd.core.values.verdict import Sign, Verdict

_SPOKEN = 500  # the first lines tell the language; logs and listings further down only confuse the guess


def judge(mail: Mail, rules: RuleSet, contacts: int = 0) -> Verdict:
    """Judge a message.

    Args:
        contacts: earlier messages of this customer within the period that the caller counts.
    """
    language = guess_language(f"{mail.subject}\n{mail.text.new[:_SPOKEN]}")
    found = find_evidence(mail, rules, language)
    signals = read_signals(found, rules)
    signs = automatic_signs(mail)
    scores = {signal.name: signal.score for signal in signals}
    facts = _facts(mail, rules, scores, signs, language, contacts)
    route, misses = choose_route(rules.routes, facts)
    shadow_route = ""
    if any(signal.shadow for signal in signals):
        trial = _facts(mail, rules, trial_scores(found, rules), signs, language, contacts)
        trial_route, _ = choose_route(rules.routes, trial)
        shadow_route = trial_route.name if trial_route.name != route.name else ""
    return Verdict(
        route=route.policy,
        heat=facts.measure(HEAT),
        signals=signals,
        language=language,
        customer_type=facts.customer,
        signs=signs,
        misses=misses,
        rules_version=rules.version,
        shadow_route=shadow_route,
    )


def _facts(
    mail: Mail, rules: RuleSet, scores: Mapping[str, float], signs: tuple[Sign, ...], language: str, contacts: int
) -> Facts:
    heat = heat_of(scores, rules.heat)
    kind = customer_type(customer_of(mail, rules.customers), rules.customers, scores, contacts)
    return Facts({**scores, HEAT: heat}, grade_of(signs), kind.value, language)
