"""No machine is answered and every human is: the corpus, judged by the shipped rules."""

from __future__ import annotations

import importlib.util
import random
from collections import Counter
from pathlib import Path

import pytest

from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.values.reasons import Reason
from tests.robots.corpus import Case, angry_words, automatic, humans
from tests.robots.variations import vary
from tests.robots.world import decide, decide_case, shipped_rules

SEEDS = (11, 12)
SHOWN_BY_ONE_MAIL = {*range(1, 30), 36}
KNOWN_MISSES = 0
"""Humans who are taken for machines as yet; each says why."""


@pytest.fixture(scope="module", autouse=True)
def rules() -> RuleSet:
    return shipped_rules()


@pytest.mark.parametrize("case", automatic(), ids=lambda case: case.title)
def test_a_machine_is_never_answered_and_the_reason_is_the_right_one(case: Case):
    _, verdict, decision = decide_case(case)
    assert not decision.allowed, verdict.signs
    assert decision.reason in case.expect, decision.detail


@pytest.mark.parametrize("case", humans(), ids=lambda case: case.title)
def test_an_angry_human_is_answered_first(case: Case):
    _, verdict, decision = decide_case(case)
    if case.known:
        assert not decision.allowed, "mended: take the note away"
        return
    assert decision.allowed, (decision.reason, decision.detail)
    assert verdict.route.name == case.route, verdict.heat


@pytest.mark.parametrize("seed", SEEDS)
def test_order_case_folding_comments_and_line_ends_change_no_decision_about_machines(seed):
    changed = [
        (case.title, decision.reason, again.reason)
        for case in automatic()
        for decision in (decide_case(case)[2],)
        for again in (decide(vary(case.raw, random.Random(f"{seed} {case.title}")), case.before)[2],)
        if (again.allowed, again.reason) != (decision.allowed, decision.reason)
    ]
    assert changed == []


@pytest.mark.parametrize("seed", SEEDS)
def test_order_case_folding_comments_and_line_ends_change_no_decision_about_humans(seed):
    changed = [
        (case.title, decision, again)
        for case in humans()
        for _, verdict, decision in (decide_case(case),)
        for _, second, again in (decide(vary(case.raw, random.Random(f"{seed} {case.title}"))),)
        if (again, second.route.name) != (decision, verdict.route.name)
    ]
    assert changed == []


def test_the_text_that_fills_the_corpus_is_answered_without_a_sign():
    bare = next(case for case in humans() if case.name == "to our alias")
    for number in range(40):
        subject, text = angry_words(f"bare {number}")
        raw = f"From: mira@bluehill.example\r\nTo: support@ourshop.example\r\nSubject: {subject}\r\n"
        whole = f"{raw}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode()
        _, verdict, decision = decide(whole)
        assert decision.allowed, (text, decision)
        assert verdict.route.name == "priority", text
    assert decide_case(bare)[2].allowed


def test_most_machines_of_the_corpus_would_be_answered_for_their_words_alone():
    hot = [case for case in automatic() if decide_case(case)[1].route.acknowledge.value != "never"]
    assert len(hot) >= 200, "the corpus must burn: else the route alone holds the answers back"


def test_the_corpus_shows_every_condition_that_one_mail_can_show():
    shown = Counter(number for case in (*automatic(), *humans()) for number in case.conditions)
    assert set(shown) >= SHOWN_BY_ONE_MAIL
    assert {number for number in SHOWN_BY_ONE_MAIL if shown[number] < 3} == set()


def test_the_corpus_is_large_and_names_every_mail_once():
    assert len(automatic()) >= 300
    assert len(humans()) >= 100
    titles = Counter(case.title for case in (*automatic(), *humans()))
    assert [title for title, count in titles.items() if count > 1] == []
    raws = Counter(case.raw for case in (*automatic(), *humans()))
    assert max(raws.values()) == 1


def test_every_expected_reason_exists_and_says_no():
    named = {reason for case in automatic() for reason in case.expect}
    assert named <= {each.value for each in Reason} - {Reason.ALLOWED.value}
    assert all(case.expect for case in automatic())


def test_humans_write_in_fifteen_languages_and_machines_in_twenty():
    people = {decide_case(case)[1].language for case in humans()}
    machines = {decide_case(case)[1].language for case in automatic() if 26 in case.conditions}
    assert len(people) >= 15, people
    assert len(machines) >= 20, machines


def test_no_more_humans_than_known_are_taken_for_machines():
    assert len([case for case in humans() if case.known]) == KNOWN_MISSES


def test_the_page_about_the_corpus_is_up_to_date():
    root = Path(__file__).resolve().parents[2]
    spec = importlib.util.spec_from_file_location("docs_robots", root / "docs/robots.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (root / "docs/robots.md").read_text(encoding="utf-8") == module.page(), "run `python docs/robots.py`"
