"""`inboxd trends`: what grows, and a person's word about it."""

from __future__ import annotations

import json

import pytest

from inboxd.core.values.effect import EffectState
from inboxd.core.values.trend import TrendState
from tests.cli.conftest import Installation, Run
from tests.contracts.storing import make_case, make_entry, make_plan, record
from tests.contracts.test_store_trends import make_member, make_trend

ID = "0a1b2c3d4e5f"


@pytest.fixture
def trends(installation: Installation) -> Installation:
    """One open trend of three customers; one of them has a case."""

    async def prepare(store):
        case = make_case(1, customer="p1@bluehill.example")
        await record(store, make_plan(1, entry=make_entry(1, sender=case.customer), case=case))
        await store.save_trend(make_trend(), None, [make_member(number) for number in (1, 2, 3)])

    installation.with_store(prepare)
    return installation


def stored(trends: Installation):
    return trends.with_store(lambda store: store.trend(ID))


def test_the_list_names_topic_people_and_beginning(run: Run, trends):
    shown = run("trends", "list", "-c", trends.config)
    assert shown.code == 0
    assert ID in shown.out
    assert "9 customers of 4 domains: outage" in shown.out
    assert json.loads(run("trends", "list", "--json", "-c", trends.config).out)[0]["trend_id"] == ID
    assert run("trends", "list", "--state", "resolved", "-c", trends.config).out == "No such trends.\n"
    assert run("trends", "list", "--state", "gone", "-c", trends.config).code == 2


def test_one_trend_is_shown_with_its_customers(run: Run, trends):
    shown = run("trends", "show", "0a1b", "-c", trends.config)
    assert "7 customers in 6 h where 1.2 are usual" in shown.out
    assert "p3@bluehill.example" in shown.out
    assert run("trends", "show", "ffff", "-c", trends.config).code == 1


def test_declaring_keeps_the_texts_by_language(run: Run, trends):
    said = run("trends", "declare", ID, "--text", "en=We know about it.", "--text", "Bekannt: a=b", "-c", trends.config)
    assert f"{ID} is declared now." in said.out
    found = stored(trends)
    assert found.state is TrendState.DECLARED
    assert found.declared_at is not None
    assert found.texts == (("en", "We know about it."), ("", "Bekannt: a=b"))
    assert "We know about it." in run("trends", "show", ID, "-c", trends.config).out


def test_resolving_writes_to_nobody_unless_asked(run: Run, trends):
    run("trends", "resolve", ID, "-c", trends.config)
    assert stored(trends).state is TrendState.RESOLVED
    effects = trends.with_store(lambda store: store.effects())
    assert [each for each in effects if each.deed.kind == "notice"] == []


def test_resolving_with_notify_queues_one_letter_each_and_says_who_is_left_out(run: Run, trends, small_rules):
    said = run("trends", "resolve", ID, "--notify", "-c", trends.config)
    assert said.code == 0, said.err
    assert "Letters queued: 1, customers left out: 2" in said.out
    assert "p2@bluehill.example" in said.out
    run("trends", "resolve", ID, "--notify", "-c", trends.config)
    effects = trends.with_store(lambda store: store.effects())
    (notice,) = (each for each in effects if each.deed.kind == "notice")
    assert (notice.deed.to, notice.state) == ("p1@bluehill.example", EffectState.QUEUED)


def test_a_link_is_remembered(run: Run, trends):
    run("trends", "link", ID, "https://issues.example/7", "-c", trends.config)
    assert stored(trends).url == "https://issues.example/7"
    assert run("trends", "link", ID, "javascript:x", "-c", trends.config).code == 2


def test_a_promoted_trend_is_a_file_to_review_and_the_rules_stay_as_they_are(run: Run, trends, small_rules):
    before = run("rules", "check", small_rules)
    said = run("trends", "promote", ID, "--name", "site-down", "--title", "The site is down", "-c", trends.config)
    assert said.code == 0, said.err
    assert "site-down" in said.out
    assert "nothing of it is live" in said.out
    assert "site-down" in (small_rules.parent / "proposed" / "site-down.yaml").read_text(encoding="utf-8")
    assert run("rules", "check", small_rules).out == before.out
    assert run("trends", "promote", ID, "--name", "../x", "-c", trends.config).code == 2
