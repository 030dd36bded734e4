"""What looks like despair and is none: each sort in at least six languages, none of them learned from."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from inboxd.core.judge.judge import judge
from inboxd.core.parse.mail import parse_bytes
from inboxd.core.rules.drafts import DRAFTED_AT, compose_draft
from inboxd.core.rules.ruleset import Draft, RuleSet
from inboxd.edge.rulefiles import compile_folder

PACK = Path(__file__).parents[2] / "rules"
LOOK_ALIKES = yaml.safe_load(Path(__file__).with_name("look_alikes.yaml").read_text("utf-8"))
CASES = [
    pytest.param(text, sort["route"], id=f"{name}, {language}")
    for name, sort in LOOK_ALIKES.items()
    for language, text in sort["texts"].items()
]


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return compile_folder(PACK)


def test_each_sort_stands_here_in_at_least_six_languages():
    assert len(LOOK_ALIKES) >= 10
    assert all(len(sort["texts"]) >= 6 for sort in LOOK_ALIKES.values())


@pytest.mark.parametrize(("text", "route"), CASES)
def test_it_interrupts_nobody(text: str, route: str, rules: RuleSet):
    mail = parse_bytes(compose_draft(Draft("", text, "mira@customer.example")), DRAFTED_AT)
    verdict = judge(mail, rules)
    assert verdict.route.name == route, (verdict.heat, verdict.vote)
