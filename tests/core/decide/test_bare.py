"""What is left of a deed when the person in it is nobody's business any more."""

from __future__ import annotations

from dataclasses import asdict

from inboxd.core.decide.bare import bare_deed
from inboxd.core.values.arrival import Identity, Place
from inboxd.core.values.effect import Alarm, FileCopy, Letter, Move, Silence, Stage

MIRA = "mira@bluehill.example"


def letter(**changes):
    given = {
        "kind": "acknowledgment", "template": "urgent", "language": "en", "to": MIRA, "to_name": "Mira",
        "mailbox": "support", "from_address": "support@ourshop.example", "subject": "Help", "token": "AAAA-0001",
    }  # fmt: skip
    return Letter(**{**given, **changes})


def test_a_bare_letter_names_nobody_and_is_like_every_other_of_its_kind():
    bare = bare_deed(letter(references=("m1@bluehill.example",), in_reply_to="m1@bluehill.example"))
    assert MIRA not in str(asdict(bare))
    assert "Mira" not in str(asdict(bare))
    assert bare == bare_deed(letter(to="noor@redfield.example", language="fr"))
    assert bare != bare_deed(letter(kind="follow_up"))
    assert bare_deed(bare) == bare


def test_a_bare_copy_has_no_bytes_and_a_bare_alarm_no_words():
    assert bare_deed(FileCopy(f"To: {MIRA}", "ours@ourshop.example", "")) == FileCopy("", "ours@ourshop.example", "")
    assert bare_deed(Alarm(Stage.BREACH, ("chat",), title=MIRA, text="waits")) == Alarm(Stage.BREACH, ("chat",))


def test_what_names_nobody_stays():
    move = Move(Place("support", "INBOX", 7, 1), Identity("m1@bluehill.example", "d"), "Priority")
    assert [bare_deed(deed) for deed in (move, Silence(asked=True))] == [move, Silence(asked=True)]
