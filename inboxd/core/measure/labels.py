"""What a judged mail is said to be, and which routes are right for it."""

from __future__ import annotations

from collections.abc import Mapping

from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.values.verdict import Acknowledge, RoutePolicy

LABELS: Mapping[str, tuple[str, ...]] = {
    "priority": ("priority", "vip"),
    "question": ("questions", "winback"),
    "wish": ("wishes",),
    "praise": ("hugs",),
    "automatic": ("automatic", "notices"),
    "spam": ("spam",),
}
"""Label → the shipped routes that are right for it. Any other label is the name of a route and stands for itself."""

_URGENT = frozenset(LABELS["priority"])


def right_routes(label: str) -> tuple[str, ...]:
    """Names of the routes that are right for the label, the best one first; a route of its own name is always right."""
    return tuple(dict.fromkeys((*LABELS.get(label, ()), label)))


def known_labels(*sets: RuleSet) -> frozenset[str]:
    """Every label that a mail may have which these rule sets are measured with."""
    return frozenset(LABELS).union(route.name for rules in sets for route in rules.routes)


def is_urgent_route(policy: RoutePolicy) -> bool:
    """Whether people are interrupted: it is named "priority" or "vip", or asks for the urgent acknowledgment."""
    return policy.name in _URGENT or policy.acknowledge is Acknowledge.URGENT


def is_urgent_label(label: str, rules: RuleSet) -> bool:
    """Whether people want to be interrupted by mails of this label."""
    route = rules.route(label)
    return label in _URGENT or (route is not None and is_urgent_route(route.policy))
