"""What is left of a deed when the person in it is nobody's business any more."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from inboxd.core.values.effect import Alarm, Bulletin, Deed, FileCopy, Letter, Move, Note, Silence


def bare_deed(deed: Deed) -> Deed:
    """The deed without names, addresses, subjects and words.

    All bare letters of one kind are equal, so that a store can tell them from the others. A move names no person; it is
    given back as it is, because one that was not carried out yet needs its place.
    """
    match deed:
        case Letter():
            return bare_letter(deed.kind)
        case FileCopy():
            return replace(deed, raw="")
        case Alarm():
            return replace(deed, title="", text="")
        case Move() | Silence() | Bulletin() | Note():
            return deed


def bare_letter(kind: Literal["acknowledgment", "follow_up", "reminder", "notice"]) -> Letter:
    """A letter of this kind to nobody."""
    return Letter(
        kind=kind,
        template="",
        language="und",
        to="",
        to_name="",
        mailbox="",
        from_address="",
        subject="",
        token="",
    )
