"""The first route whose conditions hold, and for every route above it the sentence that says why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inboxd.core.rules.conditions import AnyOf, Condition, Measure, NotAll, OneOf
from inboxd.core.rules.ruleset import Route
from inboxd.core.rules.vocabulary import HEAT, AutomaticGrade
from inboxd.core.values.verdict import RouteMiss, Sign


@dataclass(frozen=True, slots=True)
class Facts:
    """What conditions can ask for.

    Attributes:
        measures: heat and scores by name; what is missing is 0.
        automatic: how sure it is that a machine wrote it.
        reads_like: the kind of mail that it is most like; "" when the statistical judge was not asked.
    """

    measures: Mapping[str, float]
    automatic: AutomaticGrade
    customer: str
    language: str
    reads_like: str = ""

    def measure(self, name: str) -> float:
        """Heat or a signal's score."""
        return self.measures.get(name, 0.0)

    def value(self, name: str) -> str:
        """The property that an `OneOf` condition names."""
        values = {"automatic": self.automatic.value, "customer": self.customer, "language": self.language}
        return values.get(name, self.reads_like)


def grade_of(signs: tuple[Sign, ...]) -> AutomaticGrade:
    """One hard sign proves a machine, two soft ones are taken for it."""
    if any(sign.hard for sign in signs):
        return AutomaticGrade.HARD
    if len(signs) >= 2:
        return AutomaticGrade.SOFT_SIGNS
    return AutomaticGrade.SOFT_SIGN if signs else AutomaticGrade.NONE


def heat_of(scores: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The weighted sum, to one hundredth and never below 0."""
    return max(0.0, round(sum(weight * scores.get(name, 0.0) for name, weight in weights.items()), 2))


def choose_route(routes: tuple[Route, ...], facts: Facts) -> tuple[Route, tuple[RouteMiss, ...]]:
    """The route, and why those above it were not taken. The last route takes everything."""
    misses: list[RouteMiss] = []
    for route in routes[:-1]:
        unmet = tuple(sentence for condition in route.when if (sentence := why_not(condition, facts)))
        if not unmet:
            return route, tuple(misses)
        misses.append(RouteMiss(route.name, unmet))
    return routes[-1], tuple(misses)


def why_not(condition: Condition, facts: Facts) -> str:
    """Why the condition does not hold, as a sentence; "" when it holds."""
    match condition:
        case Measure(name, comparisons):
            value = facts.measure(name)
            failed = [str(each) for each in comparisons if not each.holds(value)]
            return f"{name} is {value:g}, needs {' and '.join(failed)}" if failed else ""
        case OneOf(name, values, written):
            value_now = facts.value(name)
            return "" if value_now in values else _one_of_sentence(name, value_now, written)
        case AnyOf(groups):
            misses = [[miss for each in group if (miss := why_not(each, facts))] for group in groups]
            return "" if any(not group for group in misses) else _either_sentence(misses)
        case NotAll(group):
            return "" if any(why_not(each, facts) for each in group) else f"it must not be that {put_in_words(group)}"


def put_in_words(conditions: tuple[Condition, ...]) -> str:
    """The conditions as a clause, e.g. "heat >= 5 and customer is vip"."""
    return " and ".join(_words(condition) for condition in conditions) or "anything"


def _words(condition: Condition) -> str:
    match condition:
        case Measure(name, comparisons):
            return " and ".join(f"{name} {each}" for each in comparisons)
        case OneOf("reads_like", _, written):
            return f"it reads like {written}"
        case OneOf(name, _, written):
            return f"{name} is {written}"
        case AnyOf(groups):
            return "(" + " or ".join(put_in_words(group) for group in groups) + ")"
        case NotAll(group):
            return f"not ({put_in_words(group)})"


_AUTOMATIC_NOW = {
    AutomaticGrade.HARD.value: "a sign proves a machine",
    AutomaticGrade.SOFT_SIGNS.value: "several signs hint at a machine",
    AutomaticGrade.SOFT_SIGN.value: "one sign hints at a machine",
    AutomaticGrade.NONE.value: "there is no sign of a machine",
}


def _one_of_sentence(name: str, value: str, written: str) -> str:
    if name == "automatic":
        now = _AUTOMATIC_NOW[value]
    elif name == "reads_like":
        now = f"it reads like {value or 'nothing that is known'}"
    else:
        now = f"{name} is {value}"
    return f"{now}, needs {name}: {written}"


def _either_sentence(misses: list[list[str]]) -> str:
    return "none of these: " + "; or ".join(" and ".join(group) for group in misses)


def missing_heat(route: Route, heat: float) -> float:
    """How much heat is missing to what the route asks for at least; 0 when it is reached or not asked for."""
    bounds = [
        each.bound
        for condition in route.when
        if isinstance(condition, Measure) and condition.name == HEAT
        for each in condition.comparisons
        if each.operator in {">=", ">"}
    ]
    return max(0.0, round(max(bounds, default=0.0) - heat, 2))
