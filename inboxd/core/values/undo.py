"""What moves back what inboxd moved, and what stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from inboxd.core.values.effect import Effect, EffectState


class Fate(StrEnum):
    """What becomes of a message that somebody wants back."""

    BACK = "back"
    """It is to be moved back."""
    FINISHING = "finishing"
    """An earlier undo was interrupted while it moved this one back."""
    LEFT = "left"
    """It stays where it is."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants undone.

    Attributes:
        since, until: when inboxd moved it, aware UTC, the end excluded.
        route: only messages of this route; "" for all.
    """

    since: datetime
    until: datetime
    route: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One message of an undo.

    Attributes:
        move_id: effect id of the move that is undone.
        effect: the move back; None when nothing is to be done.
        source: where inboxd put it.
        target: where it came from.
        case_id: of the message, "" for none.
        why: why it is left where it is, "" when it is not.
        sender, subject: so that a person finds it; "" for what the journal does not know any more.
    """

    move_id: str
    mailbox: str
    message_key: str
    fate: Fate
    source: str
    target: str
    effect: Effect | None = None
    case_id: str = ""
    why: str = ""
    sender: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class LetterFound:
    """A letter that went out because of a message that was moved, or that will because of one that is moved back.

    Attributes:
        at: when its row changed last, aware UTC: for one that went out, when it did.
    """

    effect_id: str
    kind: str
    to: str
    state: EffectState
    at: datetime
    case_id: str = ""
    message_key: str = ""

    @property
    def is_pending(self) -> bool:
        """Whether it can still be called off."""
        return self.state is EffectState.QUEUED

    @property
    def may_be_out(self) -> bool:
        """Whether it went out, or may have."""
        return self.state in {EffectState.DONE, EffectState.SENDING, EffectState.HELD}
