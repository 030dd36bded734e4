"""The table of arrows is a sound state machine."""

from __future__ import annotations

import pytest

from inboxd.core.decide.life import ARROWS, Happening, arrow_of, draw_life, state_after
from inboxd.core.values.case import CaseState
from inboxd.errors import Bug


def test_an_arrow_stands_once():
    assert len({(arrow.before, arrow.happening) for arrow in ARROWS}) == len(ARROWS)


def test_everything_that_can_happen_has_an_arrow():
    assert {arrow.happening for arrow in ARROWS} == set(Happening)


def test_every_state_can_be_reached_from_nothing():
    reached: set[CaseState | None] = {None}
    for _ in CaseState:
        reached |= {arrow.after for arrow in ARROWS if arrow.before in reached}
    assert reached == {None, *CaseState}


@pytest.mark.parametrize("state", CaseState)
def test_from_every_state_a_case_can_end(state):
    ends = {CaseState.RESOLVED}
    for _ in CaseState:
        ends |= {arrow.before for arrow in ARROWS if arrow.after in ends and arrow.before is not None}
    assert state in ends


def test_nobody_is_asked_before_a_human_has_answered():
    asked_from = {arrow.before for arrow in ARROWS if arrow.happening in {Happening.ASKED, Happening.REMINDED}}
    assert asked_from == {CaseState.REPLIED, CaseState.VERIFYING}


def test_thanks_reopen_nothing():
    assert all(arrow.before is arrow.after for arrow in ARROWS if arrow.happening is Happening.THANKED)


def test_a_no_always_brings_the_case_back():
    for state in (CaseState.REPLIED, CaseState.VERIFYING, CaseState.RESOLVED):
        assert state_after(state, Happening.DENIED) is CaseState.WAITING
        assert arrow_of(state, Happening.DENIED).reopens


def test_silence_ends_no_waiting():
    assert arrow_of(CaseState.WAITING, Happening.SILENCE) is None
    with pytest.raises(Bug):
        state_after(CaseState.WAITING, Happening.SILENCE)


def test_the_diagram_shows_every_arrow():
    drawn = draw_life()
    assert drawn.startswith("stateDiagram-v2\n")
    for arrow in ARROWS:
        line = next(line for line in drawn.splitlines() if f"{arrow.before or '[*]'} --> {arrow.after}:" in line)
        assert str(arrow.happening) in line
