"""The page of threats says what is true: each one names tests, and each of these is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/threats.md"
_NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def threats() -> dict[int, list[str]]:
    """Number → the cells of its row."""
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if re.match(r"\| \d+ \|", line)]
    return {int(cells[0]): cells for cells in ([cell.strip() for cell in row.strip("|").split("|")] for row in rows)}


THREATS = threats()


@cache
def names_in(path: str) -> frozenset[str]:
    """Names of the tests in a file, methods of its classes among them."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(node.name for node in functions if node.name.startswith("test_"))


@pytest.mark.parametrize("number", THREATS)
def test_every_threat_is_met_and_names_tests_that_are_there(number):
    _, threat, answer, shown = THREATS[number]
    assert threat
    assert answer
    named = _NAMED.findall(shown)
    assert named, "no test shows it"
    assert _NAMED.sub("", shown).strip() == "", "something that is no test"
    missing = [f"{path}::{name}" for path, name in named if not (ROOT / path).exists() or name not in names_in(path)]
    assert missing == []


def test_no_number_is_given_twice_and_none_is_lost():
    numbers = re.findall(r"^\| (\d+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(numbers) == len(set(numbers)) == len(THREATS) >= 40
    assert list(map(int, numbers)) == sorted(map(int, numbers))


@pytest.mark.parametrize(
    "actor",
    ["customer", "stranger", "robot", "admin", "user of the machine", "attacker in the network", "mail server gone bad",
     "reader of the database", "visitor of the page", "supply chain"],
)  # fmt: skip
def test_everybody_who_might_do_harm_is_thought_of(actor):
    assert f"**{actor}**" in PAGE.read_text(encoding="utf-8")


def test_who_finds_a_hole_finds_the_page_of_threats():
    assert "docs/threats.md" in (ROOT / "SECURITY.md").read_text(encoding="utf-8")
