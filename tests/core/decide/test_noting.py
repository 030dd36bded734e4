"""What our people see beside a message: keywords on it, or a note in its thread."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from inboxd.core.decide.arrival import decide_arrival
from inboxd.core.values import ids
from inboxd.core.values.case import CaseState
from inboxd.core.values.effect import EffectState, Move, Note
from inboxd.core.values.history import History
from tests.builders import KEY, NOW, PRIORITY, QUESTIONS, make_case, make_ground, make_judged, make_mail, make_policy


def decided(how="keyword", *, before=None, route=PRIORITY, shadow=False, cases_of=None, **verdict):
    known = {before.case_id: before} if before else {}
    history = History(
        cases=known,
        case_of_message=dict.fromkeys(before.references, before.case_id) if before else {},
        cases_of=cases_of or {},
    )
    mail = make_mail(references=before.references if before else (), number=4)
    policy = make_policy(notes=how, shadow=shadow)
    return decide_arrival(make_judged(mail, route, **verdict), history, make_ground(policy=policy))


def flags(plan):
    return [flag for effect in plan.effects if isinstance(effect.deed, Move) for flag in effect.deed.flags]


def notes(plan):
    return [effect for effect in plan.effects if isinstance(effect.deed, Note)]


def test_a_first_message_of_a_stranger_needs_no_keyword():
    assert flags(decided()) == ["\\Flagged"]


def test_a_vip_is_marked():
    assert "VIP" in flags(decided(customer_type="vip"))


@pytest.mark.parametrize(("messages", "word"), [(1, "Case-2nd"), (2, "Case-3rd"), (3, "Case-4th"), (30, "Case-4th")])
def test_it_is_said_which_message_of_its_case_it_is(messages: int, word: str):
    assert word in flags(decided(before=make_case(messages=messages)))


def test_a_reopened_case_is_marked():
    before = make_case(CaseState.RESOLVED, resolved_at=NOW - timedelta(days=1))
    assert "Reopened" in flags(decided(before=before))


@pytest.mark.parametrize(("cases", "words"), [(0, []), (1, ["Earlier-1"]), (4, ["Earlier-4"]), (80, ["Earlier-5"])])
def test_it_is_said_how_many_cases_there_were_before(cases: int, words: list[str]):
    plan = decided(cases_of={"mira@bluehill.example": cases})
    assert [flag for flag in flags(plan) if flag.startswith("Earlier")] == words


def test_the_case_itself_is_no_earlier_one():
    plan = decided(before=make_case(), cases_of={"mira@bluehill.example": 1})
    assert not any(flag.startswith("Earlier") for flag in flags(plan))


def test_a_message_that_stays_in_the_inbox_is_marked_there():
    plan = decided(route=QUESTIONS, customer_type="vip")
    (move,) = [effect.deed for effect in plan.effects if isinstance(effect.deed, Move)]
    assert (move.folder, move.flags) == (move.place.folder, ("VIP",))


def test_a_note_is_filed_beside_the_message_and_known_as_ours():
    plan = decided("mail")
    (note,) = notes(plan)
    assert note.deed.folder == "Priority"
    assert ids.is_own_message_id(note.message_id, KEY)
    assert flags(plan) == ["\\Flagged"]
    assert [each.effect_id for each in notes(decided("mail"))] == [note.effect_id]


def test_no_note_lies_in_the_watched_folder():
    assert notes(decided("mail", route=QUESTIONS)) == []
    assert notes(decided("mail", route=replace(QUESTIONS, folder="INBOX"))) == []


def test_a_further_message_of_a_waiting_case_gets_no_second_note():
    assert notes(decided("mail", before=make_case())) == []
    assert len(notes(decided("mail", before=make_case(CaseState.REPLIED)))) == 1


def test_in_shadow_no_note_is_written():
    assert [each.state for each in notes(decided("mail", shadow=True))] == [EffectState.SHADOW]


def test_nobody_who_wants_no_notes_gets_any():
    plan = decided("none", customer_type="vip", before=make_case(messages=2))
    assert (flags(plan), notes(plan)) == (["\\Flagged"], [])
