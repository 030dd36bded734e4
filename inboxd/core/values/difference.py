"""What the mailbox and our memory of it disagree about: kinds, strengths and what is compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from inboxd.core.values.effect import EffectState, Move


class Strength(StrEnum):
    """How much a difference matters."""

    FINE = "fine"
    """As it should be: told so that nothing is left out."""
    LOOK = "look"
    """A person should look."""
    WRONG = "wrong"
    """Something that must not be."""


class Code(StrEnum):
    """The kinds of differences; scripts rely on these names."""

    NOT_YET_HANDLED = "not-yet-handled"
    """It arrived a moment ago."""
    NOT_HANDLED = "not-handled"
    """It arrived after the last look, longer ago than a look takes."""
    UNACCOUNTED = "unaccounted"
    """It lies where everything was looked through, and is in no journal."""
    MOVE_QUEUED = "move-queued"
    """Its move is still to come."""
    MOVE_STOPPED = "move-stopped"
    """Its move was held or failed."""
    MOVE_CALLED_OFF = "move-called-off"
    """Its move was cancelled."""
    NOT_MOVED = "not-moved"
    """It lies where it lay before a move that is recorded as done."""
    LEFT_BEHIND = "left-behind"
    """A move left a second copy where the message came from."""
    TWICE = "twice"
    """The very same message lies in the mailbox twice."""
    PUT_BACK = "put-back"
    """A person moved it back into the watched folder."""
    UNDONE = "undone"
    """`inboxd undo` brought it back."""
    MOVED_BY_A_PERSON = "moved-by-a-person"
    """It lies in another folder than the journal says."""
    THROWN_AWAY = "thrown-away"
    """It lies in the trash or among junk."""
    GONE = "gone"
    """It is in none of the account's folders any more."""
    GONE_UNANSWERED = "gone-unanswered"
    """It was deleted or thrown away while its customer still waits."""
    LETTER_IN_DOUBT = "letter-in-doubt"
    """Nobody knows yet whether the letter went out."""
    LETTER_HELD = "letter-held"
    """Nobody could prove that the letter went out."""
    LETTER_FAILED = "letter-failed"
    """The letter was refused, or tried too often."""
    SENT_AFTER_ALL = "sent-after-all"
    """A copy of a letter that is held, failed or cancelled lies in Sent."""
    WOULD_GO_TWICE = "would-go-twice"
    """A copy of a letter that is still to be sent lies in Sent."""
    COPY_QUEUED = "copy-queued"
    """The copy of a letter is still to be filed."""
    COPY_STOPPED = "copy-stopped"
    """The copy of a letter could not be filed."""
    COPY_GONE = "copy-gone"
    """The copy of a letter was filed and is not in Sent any more."""
    NO_COPY = "no-copy"
    """The server took the letter, and the copy that should prove it is missing."""
    ANSWERED_UNNOTICED = "answered-unnoticed"
    """The case waits, and a later answer lies in Sent."""
    STUCK = "stuck"
    """Work that is overdue by more than a lease: nobody takes it."""
    SHADOWED = "shadowed"
    """Work that waits because inboxd may touch nothing."""
    FOLDER_MISSING = "folder-missing"
    """A folder that the rules name does not exist."""
    FOLDER_UNREADABLE = "folder-unreadable"
    """The server does not open a folder, so that nobody knows what lies there."""
    RENUMBERED = "renumbered"
    """The folder's UIDVALIDITY is another one than the position's."""


STRENGTHS: dict[Code, Strength] = {
    **dict.fromkeys(Code, Strength.LOOK),
    **dict.fromkeys(
        (
            Code.NOT_YET_HANDLED,
            Code.MOVE_QUEUED,
            Code.MOVE_CALLED_OFF,
            Code.PUT_BACK,
            Code.UNDONE,
            Code.MOVED_BY_A_PERSON,
            Code.THROWN_AWAY,
            Code.GONE,
            Code.COPY_QUEUED,
            Code.COPY_GONE,
            Code.SHADOWED,
        ),
        Strength.FINE,
    ),
    **dict.fromkeys(
        (Code.UNACCOUNTED, Code.NOT_MOVED, Code.LEFT_BEHIND, Code.WOULD_GO_TWICE, Code.STUCK), Strength.WRONG
    ),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One disagreement, explained.

    Attributes:
        text: one sentence: what is so, why, and what to do where something is to be done; no customer text.
        folder: where it was found, "" when that says nothing.
        uid: of the message there, 0 for none.
        message_key: the journal's name of the message, "" when it has none.
        effect_id: the outbox row that it is about, "" for none.
        case: token of the case that it is about, "" for none.
    """

    code: Code
    mailbox: str
    text: str
    folder: str = ""
    uid: int = 0
    message_key: str = ""
    effect_id: str = ""
    case: str = ""

    @property
    def strength(self) -> Strength:
        """How much it matters."""
        return STRENGTHS[self.code]


@dataclass(frozen=True, slots=True)
class Trace:
    """An outbox row without its words.

    Attributes:
        changed_at: when it was written last: for an ended one, when it ended.
        move: what was to be done, for moves only.
        error: of the last attempt, without customer text.
    """

    effect_id: str
    kind: str
    state: EffectState
    due_at: datetime
    changed_at: datetime
    case_id: str = ""
    message_key: str = ""
    message_id: str = ""
    attempts: int = 0
    error: str = ""
    move: Move | None = None


@dataclass(frozen=True, slots=True)
class KnownMessage:
    """What an audit keeps of a journal row.

    Attributes:
        folder: where it lay when it was last seen.
        predates: whether it is older than inboxd.
        incoming: whether a customer wrote it.
    """

    folder: str
    incoming: bool = True
    predates: bool = False


@dataclass(frozen=True, slots=True)
class KnownMove:
    """What an audit keeps of a move.

    Attributes:
        source, uidvalidity, uid: where the message lay before.
        undone: how far its undoing has come, None when nobody undid it.
    """

    effect_id: str
    state: EffectState
    source: str
    uidvalidity: int
    uid: int
    target: str
    error: str = ""
    undone: EffectState | None = None
