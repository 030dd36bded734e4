"""Each way in which mailbox and journal can disagree has its one explanation."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from inboxd.core.decide.difference import (
    explain_elsewhere,
    explain_folder,
    explain_gone,
    explain_in_inbox,
    explain_missing_folder,
    explain_unknown,
    explain_unreadable_folder,
)
from inboxd.core.decide.letter_difference import (
    answered_later,
    explain_letter,
    explain_missing_copy,
    explain_overdue,
    explain_unnoticed_answer,
)
from inboxd.core.values.arrival import FolderPosition, FolderState, Identity, Place, Sighting
from inboxd.core.values.difference import STRENGTHS, Code, KnownMessage, KnownMove, Strength, Trace
from inboxd.core.values.effect import EffectState
from tests.builders import NOW, make_case

PLACE = Place("support", "INBOX", 7, 12)
SEEN = Sighting(PLACE, Identity("a@bluehill.example", "0" * 64), NOW - timedelta(minutes=1))
POSITION = FolderPosition("support", "INBOX", 7, 20, NOW - timedelta(days=30))
KNOWN = KnownMessage("Priority")
MOVE = KnownMove("move:k", EffectState.DONE, "INBOX", 7, 5, "Priority")
LETTER = Trace("acknowledgment:c:k", "acknowledgment", EffectState.DONE, NOW, NOW, message_key="k", message_id="i@x")


def code_of(found):
    return found.code if found is not None else None


@pytest.mark.parametrize(
    ("seen", "position", "code"),
    [
        (SEEN, POSITION, Code.UNACCOUNTED),
        (SEEN, replace(POSITION, uid=11), Code.NOT_YET_HANDLED),
        (SEEN, replace(POSITION, uidvalidity=8), Code.NOT_YET_HANDLED),
        (SEEN, None, Code.NOT_YET_HANDLED),
        (replace(SEEN, received_at=NOW - timedelta(hours=1)), replace(POSITION, uid=11), Code.NOT_HANDLED),
        (replace(SEEN, received_at=NOW - timedelta(hours=1)), POSITION, Code.UNACCOUNTED),
        (replace(SEEN, received_at=NOW - timedelta(days=40)), POSITION, None),
    ],
)
def test_a_message_in_no_journal_is_new_forgotten_or_older_than_inboxd(seen, position, code):
    assert code_of(explain_unknown(seen, "k", position, NOW)) == code


@pytest.mark.parametrize(
    ("known", "move", "in_target", "code"),
    [
        (replace(KNOWN, folder="INBOX"), None, False, None),
        (KNOWN, None, False, Code.PUT_BACK),
        (replace(KNOWN, folder="INBOX"), replace(MOVE, target="INBOX"), False, None),
        (KNOWN, MOVE, False, Code.PUT_BACK),
        (KNOWN, replace(MOVE, uid=12), False, Code.NOT_MOVED),
        (KNOWN, replace(MOVE, undone=EffectState.DONE), False, Code.UNDONE),
        (KNOWN, replace(MOVE, undone=EffectState.QUEUED), False, Code.PUT_BACK),
        (KNOWN, replace(MOVE, uid=12), True, Code.LEFT_BEHIND),
        (KNOWN, MOVE, True, Code.TWICE),
        (KNOWN, replace(MOVE, state=EffectState.QUEUED, uid=12), True, Code.MOVE_QUEUED),
        (KNOWN, replace(MOVE, state=EffectState.QUEUED, uid=12), False, Code.MOVE_QUEUED),
        (KNOWN, replace(MOVE, state=EffectState.FAILED, error="no right"), False, Code.MOVE_STOPPED),
        (KNOWN, replace(MOVE, state=EffectState.HELD), False, Code.MOVE_STOPPED),
        (KNOWN, replace(MOVE, state=EffectState.CANCELLED), False, Code.MOVE_CALLED_OFF),
        (KNOWN, replace(MOVE, state=EffectState.SHADOW), False, None),
    ],
)
def test_a_message_that_lies_in_the_watched_folder_again_or_still(known, move, in_target, code):
    assert code_of(explain_in_inbox(PLACE, "k", known, move, in_target=in_target)) == code


def test_a_move_that_failed_names_its_reason_and_the_command_that_helps():
    move = replace(MOVE, state=EffectState.FAILED, error="no right")
    found = explain_in_inbox(PLACE, "k", KNOWN, move, in_target=False)
    assert found is not None
    assert found.effect_id == "move:k"
    assert "(no right)" in found.text
    assert "`inboxd outbox retry move:k`" in found.text


@pytest.mark.parametrize(
    ("folder", "discarded", "waits", "code"),
    [
        ("Priority", False, "", None),
        ("Archive", False, "", Code.MOVED_BY_A_PERSON),
        ("Archive", False, "K7QX-2M4D", Code.MOVED_BY_A_PERSON),
        ("Trash", True, "", Code.THROWN_AWAY),
        ("Trash", True, "K7QX-2M4D", Code.GONE_UNANSWERED),
    ],
)
def test_a_message_that_a_person_moved_is_fine_unless_its_customer_waits(folder, discarded, waits, code):
    place = replace(PLACE, folder=folder)
    assert code_of(explain_elsewhere(place, "k", KNOWN, MOVE, discarded=discarded, waits=waits)) == code


def test_a_message_lies_right_where_inboxd_wants_it_though_nobody_has_written_that_down_yet():
    known, place = replace(KNOWN, folder="INBOX"), replace(PLACE, folder="Priority")
    queued = replace(MOVE, state=EffectState.QUEUED)
    assert explain_elsewhere(place, "k", known, queued, discarded=False, waits="") is None
    shadow = replace(MOVE, state=EffectState.SHADOW)
    assert code_of(explain_elsewhere(place, "k", known, shadow, discarded=False, waits="")) is Code.MOVED_BY_A_PERSON


def test_a_deleted_message_is_fine_unless_its_customer_waits():
    assert explain_gone("support", "k", KNOWN, "").strength is Strength.FINE
    waiting = explain_gone("support", "k", KNOWN, "K7QX-2M4D")
    assert (waiting.strength, waiting.case) == (Strength.LOOK, "K7QX-2M4D")


@pytest.mark.parametrize(
    ("state", "in_sent", "code"),
    [
        (EffectState.DONE, True, None),
        (EffectState.DONE, False, None),
        (EffectState.WAITING, False, None),
        (EffectState.QUEUED, False, None),
        (EffectState.QUEUED, True, Code.WOULD_GO_TWICE),
        (EffectState.WAITING, True, Code.WOULD_GO_TWICE),
        (EffectState.SENDING, False, Code.LETTER_IN_DOUBT),
        (EffectState.HELD, False, Code.LETTER_HELD),
        (EffectState.HELD, True, Code.SENT_AFTER_ALL),
        (EffectState.FAILED, False, Code.LETTER_FAILED),
        (EffectState.FAILED, True, Code.SENT_AFTER_ALL),
        (EffectState.CANCELLED, False, None),
        (EffectState.CANCELLED, True, Code.SENT_AFTER_ALL),
        (EffectState.SHADOW, False, None),
    ],
)
def test_a_letter_against_its_copy_in_sent(state, in_sent, code):
    assert code_of(explain_letter(replace(LETTER, state=state), "support", "Sent", in_sent=in_sent)) == code


@pytest.mark.parametrize(
    ("filing", "code"),
    [
        (EffectState.DONE, Code.COPY_GONE),
        (EffectState.QUEUED, Code.COPY_QUEUED),
        (EffectState.FAILED, Code.COPY_STOPPED),
        (None, Code.NO_COPY),
    ],
)
def test_a_letter_without_a_copy(filing, code):
    assert explain_missing_copy(LETTER, "support", "Sent", filing, "append").code is code


def test_each_way_to_a_copy_says_what_may_be_wrong_with_it():
    texts = {
        how: explain_missing_copy(LETTER, "support", "Sent", None, how).text for how in ("server", "bcc", "append")
    }
    assert len(set(texts.values())) == 3
    assert 'sent_copy = "append"' in texts["server"]


def test_work_that_nobody_takes_is_stuck_only_after_a_whole_lease():
    lease, due = timedelta(minutes=2), replace(LETTER, state=EffectState.QUEUED, error="no route to host")
    assert explain_overdue(due, "support", NOW + lease, lease, shadow=False) is None
    late = NOW + lease + timedelta(seconds=1)
    stuck = explain_overdue(due, "support", late, lease, shadow=False)
    assert stuck is not None
    assert (stuck.code, stuck.strength) == (Code.STUCK, Strength.WRONG)
    assert "no route to host" in stuck.text
    assert code_of(explain_overdue(due, "support", late, lease, shadow=True)) is Code.SHADOWED
    assert explain_overdue(replace(due, state=EffectState.DONE), "support", late, lease, shadow=False) is None


def test_a_case_waits_although_it_was_answered_only_when_the_answer_is_newer_than_the_last_word():
    case = make_case(waiting_since=NOW)
    cases, hour = {case.case_id: case}, timedelta(hours=1)

    def found(last, reply):
        return answered_later(cases, {case.case_id: last}, {case.case_id: reply})

    assert found(NOW, NOW + hour) == (case,)
    assert found(NOW + 2 * hour, NOW + hour) == ()
    assert found(NOW - 2 * hour, NOW - hour) == ()
    assert answered_later(cases, {}, {}) == ()
    unread = explain_unnoticed_answer(case, "support", "Sent", read=False)
    assert case.token in unread.text
    assert unread.text != explain_unnoticed_answer(case, "support", "Sent", read=True).text


def test_a_renumbered_or_missing_folder_is_told():
    state = FolderState("INBOX", 8, 100, 10)
    found = explain_folder(state, POSITION, "support")
    assert found is not None
    assert "7 before, 8 now" in found.text
    assert explain_folder(replace(state, uidvalidity=7), POSITION, "support") is None
    assert explain_folder(state, None, "support") is None
    assert code_of(explain_missing_folder("VIP", "support", shadow=False)) is Code.FOLDER_MISSING
    assert explain_missing_folder("VIP", "support", shadow=True) is None


def test_a_folder_that_the_server_does_not_open_is_told_with_its_words():
    found = explain_unreadable_folder("Priority", "support", "could not open the folder Priority: [SERVERBUG]")
    assert (found.code, found.strength, found.folder) == (Code.FOLDER_UNREADABLE, Strength.LOOK, "Priority")
    assert found.text.startswith("could not open the folder Priority: [SERVERBUG]: what lies there was not compared")


def test_every_code_has_a_strength_and_stands_on_the_page():
    assert set(STRENGTHS) == set(Code)
    page = (Path(__file__).parents[3] / "docs/audit.md").read_text(encoding="utf-8")
    assert [code for code in Code if f"| `{code}` | {STRENGTHS[code]} |" not in page] == []
