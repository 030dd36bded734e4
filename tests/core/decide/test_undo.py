"""Which moves are taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inboxd.core.decide.effects import move_by_route
from inboxd.core.decide.journal import journal_entry
from inboxd.core.decide.undo import decide_undo, is_undo, is_wanted, undo_id, undone_id
from inboxd.core.values.arrival import Place
from inboxd.core.values.difference import Trace
from inboxd.core.values.effect import Effect, EffectState, Move
from inboxd.core.values.plan import Direction
from inboxd.core.values.undo import Fate
from tests.builders import NOW, PRIORITY, make_arrival, make_ground, make_judged, make_mail

JUDGED = make_judged(make_mail())
(EFFECT,) = move_by_route(JUDGED, PRIORITY, "case", make_ground())
assert isinstance(EFFECT.deed, Move)
MOVE: Move = EFFECT.deed
TRACE = Trace(EFFECT.effect_id, "move", EffectState.DONE, NOW, NOW, "case", EFFECT.message_key, move=MOVE)
ENTRY = replace(journal_entry(make_arrival(JUDGED.mail), JUDGED.mail, "routed", Direction.INCOMING), route="priority")
LIES = Place("support", "Priority", 9, 3)


def decided(before: Effect | None = None, lies: Place | None = LIES, *, is_known: bool = True):
    return decide_undo(TRACE, MOVE, before, lies, NOW, is_known=is_known)


def test_the_move_back_takes_off_the_very_marks_and_goes_where_the_message_came_from():
    step = decided()
    assert step.fate is Fate.BACK
    assert step.effect is not None
    back = step.effect.deed
    assert isinstance(back, Move)
    assert (back.place, back.folder, back.unset, back.flags) == (LIES, "INBOX", MOVE.flags, ())
    assert MOVE.flags
    assert step.effect.effect_id == f"{EFFECT.effect_id}/undo"
    assert decided() == step, "asked twice it is the same effect"


def test_the_name_of_an_undo_leads_back_to_its_move():
    assert is_undo(undo_id("move:k"))
    assert not is_undo("move:k")
    assert undone_id(undo_id("move:k")) == "move:k"


@pytest.mark.parametrize(
    ("step", "fate", "word"),
    [
        (decided(lies=None), Fate.LEFT, "a person moved or deleted it"),
        (decided(is_known=False), Fate.LEFT, "take it for new"),
        (decided(decided().effect), Fate.FINISHING, ""),
        (decided(replace(decided().effect, state=EffectState.FAILED, last_error="no right")), Fate.LEFT, "no right"),
    ],
)
def test_what_cannot_be_taken_back_says_why(step, fate, word):
    assert step.fate is fate
    assert word in step.why


def test_only_customers_messages_that_are_not_back_already_and_took_the_route_are_wanted():
    assert is_wanted(TRACE, ENTRY, None, "")
    assert is_wanted(TRACE, ENTRY, None, "priority")
    assert not is_wanted(TRACE, ENTRY, None, "hugs")
    assert not is_wanted(TRACE, None, None, "priority")
    assert is_wanted(TRACE, None, None, "")
    assert not is_wanted(TRACE, replace(ENTRY, direction=Direction.OWN), None, "")
    assert not is_wanted(replace(TRACE, effect_id=undo_id(TRACE.effect_id)), ENTRY, None, "")
    assert not is_wanted(TRACE, ENTRY, replace(decided().effect, state=EffectState.DONE), "")
    assert is_wanted(TRACE, ENTRY, decided().effect, "")
