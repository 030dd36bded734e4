"""What the end of an effect makes of it and of its case."""

from dataclasses import replace
from datetime import timedelta

import pytest

from inboxd.core.decide.aftermath import Aftermath, CaseTurn, aftermath
from inboxd.core.values.arrival import Identity, Place
from inboxd.core.values.case import CaseState, EventKind
from inboxd.core.values.effect import Effect, EffectState, FileCopy, Letter, Move
from inboxd.core.values.outcome import Cancelled, Done, Failed, Held, TryLater
from tests.builders import NOW

LETTER = Letter(
    "acknowledgment", "urgent", "en", "mira@bluehill.example", "Mira", "support", "help@ourshop.example", "Help", "T"
)
DEEDS = {
    "move": Move(Place("support", "INBOX", 7, 1), Identity("1@bluehill.example", "d"), "Priority"),
    "acknowledgment": LETTER,
    "follow_up": replace(LETTER, kind="follow_up"),
    "file_copy": FileCopy("Subject: x\r\n\r\n", "ours@ourshop.example", "Sent"),
}
KINDS = sorted(DEEDS)


def end(kind, outcome, **changes):
    effect = Effect(f"{kind}:1", "support", DEEDS[kind], EffectState.QUEUED, NOW, case_id="case-1")
    return aftermath(replace(effect, **changes), outcome)


def done(kind):
    return Done(f"{kind}:1", NOW)


@pytest.mark.parametrize(
    ("kind", "event"),
    [("acknowledgment", EventKind.ACKNOWLEDGED), ("follow_up", EventKind.FOLLOW_UP_SENT)],
)
def test_a_letter_that_went_out_is_a_line_of_the_history(kind, event):
    after = end(kind, done(kind))
    assert (after.state, after.event.kind, after.event.at) == (EffectState.DONE, event, NOW)


@pytest.mark.parametrize("kind", ["move", "file_copy"])
def test_moves_and_copies_that_are_done_leave_no_line(kind):
    assert end(kind, done(kind)) == Aftermath(EffectState.DONE)


def test_a_letter_that_is_proven_twice_is_one_line():
    later = Done("acknowledgment:1", NOW + timedelta(hours=1), note="its copy was found")
    assert end("acknowledgment", later).event.event_key == end("acknowledgment", done("acknowledgment")).event.event_key


def test_only_a_follow_up_that_went_out_turns_an_answered_case_to_verifying():
    turns = {kind: end(kind, done(kind)).turn for kind in KINDS}
    assert turns.pop("follow_up") == CaseTurn("case-1", CaseState.REPLIED, CaseState.VERIFYING)
    assert set(turns.values()) == {None}
    unsent = (Failed("x", NOW, "e"), Held("x", NOW, "e"), Cancelled("x", NOW, "e"), TryLater("x", NOW, NOW, "e"))
    assert {end("follow_up", outcome).turn for outcome in unsent} == {None}


@pytest.mark.parametrize("kind", KINDS)
def test_trouble_is_a_line_that_names_the_effect(kind):
    held, failed = end(kind, Held("x", NOW, "no proof")), end(kind, Failed("x", NOW, "550 no such user"))
    assert (held.state, held.event.kind, held.event.reason) == (EffectState.HELD, EventKind.HELD, f"{kind}: no proof")
    assert (failed.state, failed.event.kind) == (EffectState.FAILED, EventKind.FAILED)
    assert failed.error == "550 no such user"


@pytest.mark.parametrize("outcome", [Failed("x", NOW, "550"), Held("x", NOW, "no proof")])
def test_trouble_is_known_by_the_time_at_which_it_came(outcome):
    assert end("acknowledgment", outcome, due_at=NOW + timedelta(minutes=2)).due_at == NOW


def test_trouble_that_comes_again_after_a_retry_is_another_line():
    first, second = (end("move", Failed("x", NOW + timedelta(hours=hour), "e")).event for hour in (0, 1))
    assert first.event_key != second.event_key


@pytest.mark.parametrize("kind", KINDS)
def test_later_changes_the_time_and_nothing_else(kind):
    due_at = NOW + timedelta(minutes=5)
    assert end(kind, TryLater("x", NOW, due_at, "busy")) == Aftermath(EffectState.QUEUED, "busy", due_at)


def test_what_a_move_has_left_in_its_target_is_written_down_with_it():
    copy = Place("support", "Priority", 9, 4)
    assert end("move", TryLater("x", NOW, NOW, "no right", copy=copy)).copy == copy


@pytest.mark.parametrize(
    ("kind", "event"),
    [
        ("acknowledgment", EventKind.ACKNOWLEDGMENT_SUPPRESSED),
        ("follow_up", EventKind.FOLLOW_UP_CANCELLED),
        ("move", None),
        ("file_copy", None),
    ],
)
def test_a_letter_that_was_called_off_says_why(kind, event):
    after = end(kind, Cancelled("x", NOW, "the customer wrote again"))
    assert (after.state, after.error) == (EffectState.CANCELLED, "the customer wrote again")
    assert (after.event.kind if after.event else None) is event


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_case_there_is_no_history_to_write(kind):
    for outcome in (done(kind), Failed("x", NOW, "e"), Held("x", NOW, "e"), Cancelled("x", NOW, "e")):
        after = end(kind, outcome, case_id="")
        assert (after.event, after.turn) == (None, None)
