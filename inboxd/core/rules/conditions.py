"""What a route asks of a message, as data that can be compared and put into words."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TypeAlias

_COMPARISON = re.compile(r"\s*(>=|<=|==|>|<|=)?\s*(-?\d{1,6}(?:\.\d{1,4})?)\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A threshold, e.g. ">= 3".

    Attributes:
        operator: one of ">=", "<=", ">", "<" and "==".
        bound: what the measured value is compared with.
    """

    operator: str
    bound: float

    def holds(self, value: float) -> bool:
        """Whether the value passes. Values are compared as they are shown: to one hundredth."""
        value = round(value, 2)
        match self.operator:
            case ">=":
                return value >= self.bound
            case "<=":
                return value <= self.bound
            case ">":
                return value > self.bound
            case "<":
                return value < self.bound
            case _:
                return value == self.bound

    def __str__(self) -> str:
        return f"{self.operator} {self.bound:g}"


def parse_comparison(text: str) -> Comparison:
    """`">= 3"` → a comparison; a bare number means equality.

    Raises:
        ValueError: it is none; the text says how one is written.
    """
    match = _COMPARISON.fullmatch(text)
    if match is None:
        raise ValueError(f'{text!r} is not a comparison: write for example ">= 3" or ["> 1", "<= 4"]')
    operator = match[1] or "=="
    return Comparison("==" if operator == "=" else operator, float(match[2]))


@dataclass(frozen=True, slots=True)
class Measure:
    """The heat or a signal's score lies where all comparisons want it."""

    name: str
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """A property of the message is one of some values.

    Attributes:
        name: "automatic", "customer", "language" or "reads_like".
        values: those that pass. For "automatic" they are `AutomaticGrade` values.
        written: as the admin wrote it.
    """

    name: str
    values: frozenset[str]
    written: str


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of the groups holds as a whole."""

    groups: tuple[tuple[Condition, ...], ...]


@dataclass(frozen=True, slots=True)
class NotAll:
    """The group does not hold as a whole."""

    group: tuple[Condition, ...]


Condition: TypeAlias = Measure | OneOf | AnyOf | NotAll


@dataclass(frozen=True, slots=True)
class Interval:
    """The values that comparisons of one measure let through; `open_*` excludes the end itself."""

    low: float = -math.inf
    high: float = math.inf
    open_low: bool = False
    open_high: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing passes."""
        return self.low > self.high or (self.low == self.high and (self.open_low or self.open_high))

    def within(self, outer: Interval) -> bool:
        """Whether everything that passes here passes there."""
        low_fits = self.low > outer.low or (self.low == outer.low and (self.open_low or not outer.open_low))
        high_fits = self.high < outer.high or (self.high == outer.high and (self.open_high or not outer.open_high))
        return low_fits and high_fits


def interval(comparisons: tuple[Comparison, ...]) -> Interval:
    """What all the comparisons together let through."""
    low, high, open_low, open_high = -math.inf, math.inf, False, False
    for each in comparisons:
        if each.operator in {">", ">=", "=="} and (each.bound, each.operator == ">") > (low, open_low):
            low, open_low = each.bound, each.operator == ">"
        if each.operator in {"<", "<=", "=="} and (-each.bound, each.operator == "<") > (-high, open_high):
            high, open_high = each.bound, each.operator == "<"
    return Interval(low, high, open_low, open_high)


def implies(strict: tuple[Condition, ...], loose: tuple[Condition, ...]) -> bool:
    """Whether every message that passes `strict` surely passes `loose` too. False when that cannot be told."""
    return all(any(_covers(inner, outer) for inner in strict) for outer in loose)


def _covers(strict: Condition, loose: Condition) -> bool:
    if isinstance(strict, Measure) and isinstance(loose, Measure):
        return strict.name == loose.name and interval(strict.comparisons).within(interval(loose.comparisons))
    if isinstance(strict, OneOf) and isinstance(loose, OneOf):
        return strict.name == loose.name and strict.values <= loose.values
    if isinstance(loose, AnyOf) and any(implies((strict,), group) for group in loose.groups):
        return True
    return strict == loose
