from __future__ import annotations

import pytest

from inboxd.core.judge.routing import Facts, choose_route, heat_of, missing_heat, put_in_words, why_not
from inboxd.core.rules.compile import compile_rules
from inboxd.core.rules.document import read_document
from inboxd.core.rules.routes import read_conditions
from inboxd.core.rules.schema import WhenEntry
from inboxd.core.rules.vocabulary import AutomaticGrade
from tests.core.rules.folders import ROUTES, rules_files


def routes_with(when: str):
    routes = ROUTES.replace('{praise: ">= 3", heat: "< 3"}', when)
    return compile_rules(rules_files(**{"routes.yaml": routes})).routes


def conditions(when: str):
    return read_conditions(WhenEntry.model_validate(read_document("", when.encode())[0].tree))


def facts(automatic: AutomaticGrade = AutomaticGrade.NONE, customer="plain", language="en", **measures: float) -> Facts:
    return Facts(measures, automatic, customer, language)


@pytest.mark.parametrize(
    ("when", "given", "sentence"),
    [
        ('{heat: ">= 5"}', facts(heat=3.2), "heat is 3.2, needs >= 5"),
        ('{heat: [">= 5", "< 9"]}', facts(heat=9.5), "heat is 9.5, needs < 9"),
        ('{anger: "> 0"}', facts(), "anger is 0, needs > 0"),
        ("{customer: [vip, meek]}", facts(), "customer is plain, needs customer: vip or meek"),
        ("{language: ja}", facts(language="und"), "language is und, needs language: ja"),
        ("{automatic: hard}", facts(), "there is no sign of a machine, needs automatic: hard"),
        ("{automatic: false}", facts(AutomaticGrade.HARD), "a sign proves a machine, needs automatic: false"),
        ("{not: {customer: plain}}", facts(), "it must not be that customer is plain"),
        (
            '{any: [{heat: ">= 5"}, {customer: vip, wish: ">= 1"}]}',
            facts(heat=1),
            "none of these: heat is 1, needs >= 5; or customer is plain, needs customer: vip and wish is 0, needs >= 1",
        ),
    ],
)
def test_an_unmet_condition_says_why(when: str, given: Facts, sentence: str):
    (condition,) = conditions(when)
    assert why_not(condition, given) == sentence


@pytest.mark.parametrize(
    ("when", "given"),
    [
        ('{heat: ">= 5"}', facts(heat=5)),
        ("{customer: [vip, plain]}", facts()),
        ("{not: {customer: vip}}", facts()),
        ("{not: {customer: plain, heat: '>= 5'}}", facts(heat=1)),
        ('{any: [{heat: ">= 5"}, {customer: plain}]}', facts()),
        ("{automatic: none}", facts()),
    ],
)
def test_a_met_condition_says_nothing(when: str, given: Facts):
    (condition,) = conditions(when)
    assert why_not(condition, given) == ""


def test_the_first_route_that_fits_is_taken():
    routes = routes_with('{praise: ">= 3"}')
    chosen, misses = choose_route(routes, facts(heat=5, praise=3))
    assert (chosen.name, misses) == ("hugs", ())
    chosen, misses = choose_route(routes, facts())
    assert chosen.name == "question"
    assert [miss.route for miss in misses] == ["hugs", "priority"]


def test_heat_is_a_weighted_sum_to_one_hundredth():
    assert heat_of({"anger": 3, "chasing": 1.5}, {"anger": 0.8, "chasing": 0.7, "loss": 1}) == 3.45
    assert heat_of({"calm": 3}, {"calm": -1}) == 0


def test_conditions_can_be_said():
    when = '{heat: ">= 5", customer: vip, any: [{anger: "> 1"}, {loss: "> 1"}], not: {language: ja}}'
    said = "customer is vip and heat >= 5 and (anger > 1 or loss > 1) and not (language is ja)"
    assert put_in_words(conditions(when)) == said
    assert put_in_words(()) == "anything"


def test_the_heat_that_is_missing():
    hugs, priority, question = routes_with('{praise: ">= 3", heat: "< 3"}')
    assert missing_heat(priority, 3.2) == 1.8
    assert missing_heat(priority, 7) == 0
    assert missing_heat(hugs, 1) == missing_heat(question, 1) == 0
