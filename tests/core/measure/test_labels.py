from __future__ import annotations

import pytest

from inboxd.core.measure.labels import is_urgent_label, is_urgent_route, known_labels, right_routes
from inboxd.core.rules.compile import compile_rules
from inboxd.core.values.verdict import Acknowledge, RoutePolicy
from tests.core.rules.folders import ROUTES, rules_files


@pytest.mark.parametrize(
    ("label", "routes"),
    [
        ("priority", ("priority", "vip")),
        ("question", ("questions", "winback", "question")),
        ("wish", ("wishes", "wish")),
        ("praise", ("hugs", "praise")),
        ("automatic", ("automatic", "notices")),
        ("spam", ("spam",)),
        ("outage", ("outage",)),
        ("vip", ("vip",)),
    ],
)
def test_a_label_has_its_routes_and_any_other_name_stands_for_itself(label, routes):
    assert right_routes(label) == routes


def test_routes_of_the_rules_are_labels_too():
    assert known_labels(compile_rules(rules_files())) >= {"priority", "wish", "hugs", "question"}
    assert "outage" not in known_labels(compile_rules(rules_files()))


def test_people_are_interrupted_by_name_or_by_the_urgent_answer():
    assert is_urgent_route(RoutePolicy("vip"))
    assert is_urgent_route(RoutePolicy("outage", acknowledge=Acknowledge.URGENT))
    assert not is_urgent_route(RoutePolicy("questions", acknowledge=Acknowledge.STANDARD))


def test_a_label_is_urgent_when_its_route_is():
    rules = compile_rules(rules_files(**{"routes.yaml": ROUTES.replace("name: priority", "name: outage")}))
    assert is_urgent_label("outage", rules)
    assert is_urgent_label("priority", rules)
    assert not is_urgent_label("question", rules)
