"""Whoever says in a few words that they are furious waits with the others, and never lies among the praise."""

from __future__ import annotations

import pytest

from inboxd.core.judge.judge import judge
from inboxd.core.rules.ruleset import RuleSet
from tests.core.judge.mails import make_mail
from tests.robots.world import shipped_rules

PLAIN = [
    "Terrible service. Nothing works. I am angry.",
    "I am so angry. I waited for two weeks and nothing works.",
    "Worst company ever. Unacceptable, outrageous, a disgrace.",
    "You are incompetent. Terrible support. I hate your product.",
    "The service at your shop was awful and the staff was rude. Unacceptable.",
    "Horrible service, I am furious, nothing works, this is outrageous.",
    "I ordered a lamp, it came broken and your staff laughed at me. I am so angry.",
    "Furchtbarer Service. Nichts funktioniert. Ich bin wütend.",
    "Service lamentable. Rien ne marche. Je suis en colère.",
    "Pésimo servicio. Nada funciona. Estoy furioso.",
    "Servizio pessimo. Non funziona niente. Sono arrabbiato.",
    "Ужасный сервис. Ничего не работает. Я в ярости.",
    "最悪のサービスです。何も動きません。怒っています。",
]


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return shipped_rules()


@pytest.mark.parametrize("text", PLAIN)
def test_plain_fury_opens_a_case(rules: RuleSet, text: str):
    verdict = judge(make_mail(text), rules)
    assert verdict.route.opens_case, verdict.route.name


def test_most_of_it_comes_first(rules: RuleSet):
    first = [text for text in PLAIN if judge(make_mail(text), rules).route.name == "priority"]
    assert len(first) >= 8
