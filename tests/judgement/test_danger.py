"""Whoever speaks of taking their life hears from a person and from no machine; idioms call nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from inboxd.core.judge.judge import judge
from inboxd.core.parse.mail import parse_bytes
from inboxd.core.rules.drafts import DRAFTED_AT, compose_draft
from inboxd.core.rules.ruleset import Draft, RuleSet
from inboxd.core.values.verdict import Verdict
from inboxd.edge.rulefiles import compile_folder

PACK = Path(__file__).parents[2] / "rules"
MAILS = yaml.safe_load(Path(__file__).with_name("danger.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return compile_folder(PACK)


def verdict_of(mail: dict[str, str], rules: RuleSet) -> Verdict:
    draft = compose_draft(Draft(mail["subject"], mail["text"], "mira@customer.example"))
    return judge(parse_bytes(draft, DRAFTED_AT), rules)


@pytest.mark.parametrize("mail", MAILS["danger"], ids=lambda mail: mail["text"][:40])
def test_no_machine_answers_and_nobody_takes_it_for_a_wish(mail: dict[str, str], rules: RuleSet):
    verdict = verdict_of(mail, rules)
    assert verdict.hands_off in {"danger", "grief"}
    assert verdict.route.name in {"priority", "questions", "winback"}


@pytest.mark.parametrize("mail", MAILS["harmless"], ids=lambda mail: mail["text"][:40])
def test_an_idiom_calls_nobody(mail: dict[str, str], rules: RuleSet):
    assert verdict_of(mail, rules).hands_off == ""
