from __future__ import annotations

import pytest

from inboxd.core.rules.conditions import AnyOf, Measure, NotAll, OneOf, implies, interval, parse_comparison


def measure(*comparisons: str, name: str = "heat") -> Measure:
    return Measure(name, tuple(map(parse_comparison, comparisons)))


@pytest.mark.parametrize(
    ("text", "passes", "fails"),
    [
        (">= 3", [3, 4], [2.99]),
        ("> 3", [3.01], [3]),
        ("<3", [2], [3]),
        ("<= 3", [3], [3.1]),
        ("== 3", [3], [2]),
        ("=3", [3], [2]),
        ("3", [3], [2]),
        (">= -1.5", [-1.5], [-2]),
    ],
)
def test_comparisons_hold_as_written(text: str, passes: list[float], fails: list[float]):
    comparison = parse_comparison(text)
    assert all(comparison.holds(value) for value in passes)
    assert not any(comparison.holds(value) for value in fails)


def test_sums_of_tenths_compare_as_they_are_shown():
    assert parse_comparison(">= 0.3").holds(0.1 + 0.2)
    assert parse_comparison("<= 0.3").holds(0.1 + 0.2)


@pytest.mark.parametrize("text", ["", "three", ">> 3", ">= 3 4", "3.", "1e9", "nan"])
def test_what_is_no_comparison_says_how_one_is_written(text: str):
    with pytest.raises(ValueError, match='">= 3"'):
        parse_comparison(text)


@pytest.mark.parametrize(
    ("comparisons", "empty"),
    [
        ((">= 3", "< 5"), False),
        ((">= 5", "< 5"), True),
        (("> 3", "<= 3"), True),
        (("== 3", "== 4"), True),
        (("3",), False),
    ],
)
def test_intervals_know_whether_anything_passes(comparisons: tuple[str, ...], empty: bool):
    assert interval(measure(*comparisons).comparisons).empty is empty


VIP = OneOf("customer", frozenset({"vip"}), "vip")
VIP_OR_MEEK = OneOf("customer", frozenset({"vip", "meek"}), "vip or meek")


@pytest.mark.parametrize(
    ("strict", "loose", "implied"),
    [
        ((measure(">= 5"),), (measure(">= 3"),), True),
        ((measure(">= 3"),), (measure(">= 5"),), False),
        ((measure("> 3"),), (measure(">= 3"),), True),
        ((measure(">= 3"),), (measure("> 3"),), False),
        ((measure(">= 4", "< 5"),), (measure(">= 3"),), True),
        ((measure(">= 4"),), (measure(">= 3", "< 5"),), False),
        ((measure(">= 5", name="anger"),), (measure(">= 3"),), False),
        ((VIP, measure(">= 5")), (VIP,), True),
        ((VIP,), (VIP, measure(">= 5")), False),
        ((VIP,), (VIP_OR_MEEK,), True),
        ((VIP_OR_MEEK,), (VIP,), False),
        ((VIP,), (), True),
        ((), (VIP,), False),
        ((VIP,), (AnyOf(((VIP,), (measure(">= 5"),))),), True),
        ((NotAll((VIP,)),), (NotAll((VIP,)),), True),
        ((NotAll((VIP,)),), (NotAll((VIP_OR_MEEK,)),), False),
    ],
)
def test_implication_is_only_claimed_where_it_is_sure(strict, loose, implied: bool):
    assert implies(strict, loose) is implied
