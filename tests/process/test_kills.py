"""A short torture on both databases; the long ones are started by hand (docs/torture.md)."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.torture.harms import KINDS, WIRE, plan_harms
from tests.torture.installation import QUICK
from tests.torture.run import Order, Outcome, torture
from tests.torture.stepping import MOMENTS, STEPS

pytestmark = [pytest.mark.process, pytest.mark.real, pytest.mark.timeout(400)]

PAGE = Path(__file__).resolve().parents[2] / "docs" / "torture.md"
ROUNDS = 2


@pytest.fixture(scope="module")
def tortured() -> dict[str, Future[Outcome]]:
    """Both at once, because most of the time is waiting."""
    orders = [_order("sqlite", 41), _order("postgres", 43)]
    with ThreadPoolExecutor(len(orders)) as pool:
        return {order.store: pool.submit(torture, order) for order in orders}


def _order(store: str, seed: int) -> Order:
    kinds = tuple(kind for kind in KINDS if kind != "database" or store == "postgres")
    rounds = (*kinds * ROUNDS, "kill", "step", "step", "step")
    return Order(store, rounds, len(rounds), seed, patience=240, pace=QUICK)


@pytest.mark.parametrize("store", ["sqlite", "postgres"])
def test_whatever_is_done_to_it_nothing_is_lost_and_nobody_is_answered_twice(store, tortured):
    outcome = tortured[store].result()
    assert outcome.wrongs == [], outcome.details()
    assert sum(world.delivered for world in outcome.worlds) > 60
    assert outcome.harms.keys() >= {"kill", "step", "stop", "disk", *WIRE} - {"wire:final-dot"}
    # No letter may be on its way in the seconds in which the final dot is waited for.
    assert outcome.harms.keys() | outcome.missed.keys() >= {"wire:final-dot"}


def test_the_same_seed_means_the_same_harms_and_another_one_others():
    def plan(seed: int) -> list[str]:
        return [repr(harm) for harm in plan_harms(KINDS, 200, seed, lease=3, store="postgres")]

    assert plan(7) == plan(7)
    assert plan(7) != plan(8)


def test_every_kind_of_harm_comes_alike_often_and_every_step_has_its_turn():
    harms = plan_harms(("kill", "step"), 2 * len(MOMENTS) + 8, 7, lease=3, store="sqlite")
    assert sum(harm.kind == "kill" for harm in harms) == len(MOMENTS) + 4
    assert {harm.step for harm in harms if harm.step} == set(MOMENTS)


def test_the_page_names_every_step_and_what_happens_there():
    page = PAGE.read_text(encoding="utf-8")
    missing = [step.name for step in STEPS if f"| {step.name} | {step.what} |" not in page]
    assert missing == []
