"""Cases of one matter find each other, and what is known around a case is read in bounded time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from inboxd.core.values.case import CaseEvent, CaseState, EventKind
from inboxd.core.values.history import Suppression
from tests.contracts.storing import NOW, ask, identity, make_case, make_entry, make_plan, record

NUMBER, TOPIC = "number:0123", "topic:sign-in"


def plan(number, *marks, at=NOW - timedelta(hours=1), **changes):
    """A message that opens a case with these marks."""
    case = make_case(number, opened_at=at, customer=f"customer-{number}@larch.example", **changes)
    entry = make_entry(number, received_at=at, sender=case.customer)
    return make_plan(number, case=case, entry=entry, marks=marks)


async def by_mark(store, *marks):
    history = await store.history(ask(marks=frozenset(marks)), NOW)
    return history, dict(history.open_by_mark)


async def test_an_open_case_is_found_by_its_marks_together_with_its_acknowledgment(store):
    await record(store, plan(1, NUMBER, TOPIC))
    history, found = await by_mark(store, NUMBER, "number:9999")
    assert found == {NUMBER: "case-1"}
    assert history.cases["case-1"].customer == "customer-1@larch.example"


@pytest.mark.parametrize(
    "old",
    [
        {"at": NOW - timedelta(days=8)},
        {"state": CaseState.RESOLVED, "waiting_since": None},
    ],
)
async def test_old_and_resolved_cases_are_not_found_by_marks(store, old):
    await record(store, plan(1, NUMBER, **old))
    assert (await by_mark(store, NUMBER))[1] == {}


async def test_the_first_of_its_kin_comes_with_a_linked_case(store):
    await record(store, plan(1), plan(2, NUMBER, linked_to="case-1"))
    history, _ = await by_mark(store, NUMBER)
    assert history.cases.keys() == {"case-1", "case-2"}


async def test_a_mark_that_is_recorded_twice_stays_as_it_was(store):
    await record(store, plan(1, NUMBER))
    await record(store, replace(plan(1, NUMBER, "number:4567"), entry=make_entry(2, case_id="case-1"), answers=()))
    assert (await by_mark(store, NUMBER, "number:4567"))[1] == {NUMBER: "case-1", "number:4567": "case-1"}


async def test_a_forgotten_case_leaves_no_marks(store):
    await record(store, plan(1, NUMBER))
    await store.personal.forget("customer-1@larch.example", now=NOW)
    assert (await by_mark(store, NUMBER))[1] == {}


async def test_cases_of_a_customer_are_counted(store):
    await record(store, plan(1), plan(2), plan(3, at=NOW - timedelta(days=91)))
    addresses = frozenset({"customer-1@larch.example", "customer-3@larch.example", "customer-4@larch.example"})
    history = await store.history(ask(addresses=addresses), NOW)
    assert history.cases_of == {"customer-1@larch.example": 1}


async def test_it_is_known_which_customer_wrote_a_message(store):
    await record(store, plan(1))
    history = await store.history(ask(message_ids=frozenset({identity(1).message_id})), NOW)
    assert history.writer_of == {identity(1).message_id: "customer-1@larch.example"}


async def test_a_suppression_is_written_with_its_plan(store):
    silent = Suppression("mira@bluehill.example", "undeliverable", NOW + timedelta(days=60))
    await record(store, replace(plan(1), suppressions=(silent,)))
    history = await store.history(ask(addresses=frozenset({silent.address})), NOW)
    assert history.suppressions == {silent.address: silent}


async def ends(store):
    """Six cases: an earlier one of the same person, one linked, three similar ones, one of something else."""
    resolved = {"state": CaseState.RESOLVED, "waiting_since": None}
    day = timedelta(days=1)
    line = CaseEvent("e1", "case-2", NOW - day, EventKind.RESOLVED, "Asked, and no answer: silence is consent.")
    await record(
        store,
        plan(1, NUMBER, TOPIC),
        replace(plan(2, TOPIC, at=NOW - 3 * day, rating=4, reopened=1, **resolved), events=(line,)),
        plan(3, TOPIC, at=NOW - 2 * day),
        plan(4, NUMBER, at=NOW - 9 * day, **resolved),
        plan(5, "topic:billing"),
        plan(6, linked_to="case-1"),
    )
    return (await store.case("case-1")).case


async def test_similar_cases_are_those_with_the_same_number_then_the_newest_of_the_same_topic(store):
    around = await store.surroundings(await ends(store))
    assert [each.case.case_id for each in around.similar] == ["case-4", "case-3", "case-2"]
    assert around.similar[-1].ended == "resolved by silence, reopened once, rated 4"


async def test_cases_of_the_persons_other_addresses_are_earlier_ones_and_not_similar(store):
    around = await store.surroundings(await ends(store), frozenset({"customer-2@larch.example"}))
    assert [each.case.case_id for each in around.earlier] == ["case-2"]
    assert [each.case.case_id for each in around.similar] == ["case-4", "case-3"]


async def test_linked_cases_know_each_other_in_both_directions(store):
    case = await ends(store)
    other = (await store.case("case-6")).case
    assert [each.case.case_id for each in (await store.surroundings(case)).linked] == ["case-6"]
    assert [each.case.case_id for each in (await store.surroundings(other)).linked] == ["case-1"]


async def test_not_more_is_shown_than_a_person_reads(store):
    await record(store, plan(1, TOPIC), *(plan(number, TOPIC) for number in range(2, 60)))
    around = await store.surroundings((await store.case("case-1")).case)
    assert len(around.similar) == 5
