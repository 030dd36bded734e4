from __future__ import annotations

import pytest

from inboxd.core.rules.compile import compile_rules
from inboxd.core.rules.conditions import AnyOf, Measure, NotAll, OneOf
from tests.core.rules.folders import ROUTES, problems_of, rules_files


def with_when(when: str) -> dict[str, bytes]:
    return rules_files(**{"routes.yaml": ROUTES.replace('{praise: ">= 3", heat: "< 3"}', when)})


def test_conditions_become_data():
    when = (
        "{automatic: soft, customer: [vip, meek], language: ja, heat: [3, 5], "
        'any: [{anger: "> 1"}], not: {wish: ">= 1"}}'
    )
    conditions = compile_rules(with_when(when)).routes[0].when
    automatic, customer, language, heat, either, never = conditions
    assert isinstance(automatic, OneOf)
    assert automatic.values == {"several soft signs", "one soft sign"}
    assert isinstance(customer, OneOf)
    assert customer.values == {"vip", "meek"}
    assert isinstance(language, OneOf)
    assert isinstance(heat, Measure)
    assert [str(each) for each in heat.comparisons] == [">= 3", "<= 5"]
    assert isinstance(either, AnyOf)
    assert isinstance(never, NotAll)


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("{automatic: maybe}", "there is no 'maybe' for 'automatic' (known: false, hard, none, soft, true)"),
        ("{customer: vipp}", "did you mean 'vip'"),
        ("{heat: hot}", "is not a comparison"),
        ('{heat: [">= 1", "<= 2", "> 0"]}', "a list of two"),
        ("{haet: '>= 3'}", "did you mean 'heat'"),
        ('{heat: [">= 5", "< 3"]}', "'heat' is never >= 5 and < 3 (the bounds exclude each other)"),
        ('{anger: ">= 7"}', "'anger' is never >= 7: it lies between 0 and its cap 6"),
        ('{anger: "< 0"}', "'anger' is never < 0"),
        ("{any: []}", "must not be empty"),
        ("{not: {angr: 1}}", "did you mean 'anger'"),
        ("{any: [{heat: '>= 1'}, {customer: nobody}]}", "there is no 'nobody'"),
    ],
)
def test_mistaken_conditions_are_explained_in_their_line(when: str, said: str):
    found = problems_of(with_when(when))
    assert found[0].startswith("routes.yaml:4: ")
    assert said in found[0]


def test_a_route_that_another_one_hides_is_named():
    hidden = ROUTES.replace('when: {praise: ">= 3", heat: "< 3"}', 'when: {heat: ">= 3"}')
    what = "routes.yaml:7: the route 'priority' is never reached: 'hugs' in line 3 takes its messages first"
    assert problems_of(rules_files(**{"routes.yaml": hidden})) == [
        f"{what} (move it up, or make the conditions above narrower)"
    ]


def test_a_route_without_conditions_hides_all_below():
    open_door = ROUTES.replace('    when: {praise: ">= 3", heat: "< 3"}\n', "")
    found = problems_of(rules_files(**{"routes.yaml": open_door}))
    assert len([problem for problem in found if "is never reached" in problem]) == 2


def test_the_last_route_must_take_everything():
    closed = ROUTES.replace("  - name: question\n", "  - name: question\n    when: {heat: '>= 1'}\n")
    what = "routes.yaml:12: the last route 'question' has conditions, so a message may find no route"
    assert problems_of(rules_files(**{"routes.yaml": closed})) == [f"{what} (end with a route without `when`)"]


def test_two_routes_of_one_name_are_named():
    double = ROUTES.replace("name: question", "name: hugs")
    assert "the route 'hugs' stands in line 3 already" in "\n".join(problems_of(rules_files(**{"routes.yaml": double})))


@pytest.mark.parametrize(
    ("then", "said"),
    [
        ("{folder: /Hugs}", "empty level"),
        ("{folder: 'Hugs/ a'}", "blanks around"),
        ('{folder: "Hu\\x1bgs"}', "control character"),
        ("{keyword: 'two words'}", "'keyword' must not be 'two words'"),
        ("{acknowledge: soon}", "there is no 'soon' for 'acknowledge' (known: never, standard, urgent)"),
        ("{reply_within: soon}", "is not a duration"),
        ("{reply_within: 0s}", "must be longer than nothing"),
        ("{case: false, follow_up: 3d}", "need a case"),
        ("{flag: perhaps}", "'flag' must be true or false, not 'perhaps'"),
    ],
)
def test_mistaken_consequences_are_explained_in_their_line(then: str, said: str):
    routes = ROUTES.replace("{folder: Hugs, case: false}", then)
    found = problems_of(rules_files(**{"routes.yaml": routes}))
    assert found[0].startswith("routes.yaml:5: ")
    assert said in found[0]


def test_an_acknowledgment_without_a_time_is_doubtful():
    routes = ROUTES.replace("{acknowledge: standard, reply_within: 1d}", "{acknowledge: standard}")
    found = problems_of(rules_files(**{"routes.yaml": routes}), warnings=True)
    assert any("has no `reply_within`" in problem for problem in found)
