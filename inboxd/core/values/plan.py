"""A decision about one message, complete before anything of it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from inboxd.core.values.arrival import Identity, Place
from inboxd.core.values.case import Case, CaseEvent
from inboxd.core.values.effect import Effect
from inboxd.core.values.history import Answer, Suppression
from inboxd.core.values.tone import Review
from inboxd.core.values.trend import Complaint
from inboxd.core.values.verification import Rating


class Direction(StrEnum):
    """Who wrote a journalled message, as seen from the mailbox."""

    INCOMING = "incoming"
    SENT = "sent"
    """One of our people wrote it; found in Sent."""
    OWN = "own"
    """inboxd itself wrote it; the copy is the proof that it went out."""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """What the journal keeps of a message: enough to account for it and to explain it, no body.

    Attributes:
        message_key: our own name for the message, derived from mailbox and identity; survives every move.
        place: where it lay when it was decided.
        sender: lower-case reply address, "" when there is none.
        outcome: "routed", "known", "predates", "own-copy", "reply", "sent", "canary" or "needs-human": why it is
            accounted for.
        verdict_json: the verdict with short evidence, for `explain` and the dashboard; "" when it was not judged.
        in_reply_to: for mails of our people, the Message-ID that they answer; "" otherwise.
        topics: names of the topics it is about.
        readers: for mails of our people that answer what we have not read yet, who read them; lower-case addresses.
        answer_reason: reason code of the answer gate: "allowed" or why no acknowledgment went out; "" when not asked.
    """

    message_key: str
    identity: Identity
    place: Place
    direction: Direction
    received_at: datetime
    size: int
    sender: str
    subject: str
    outcome: str
    route: str = ""
    heat: float = 0.0
    language: str = "und"
    customer_type: str = ""
    case_id: str = ""
    body_hash: str = ""
    verdict_json: str = ""
    answer_reason: str = ""
    defects: tuple[str, ...] = ()
    rules_version: str = ""
    in_reply_to: str = ""
    topics: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cancel:
    """Call off every effect of this kind of a case that has not begun (states WAITING and QUEUED).

    Attributes:
        only: what the ids of the effects must begin with; "" calls off all of the kind.
    """

    case_id: str
    kind: str
    reason: str
    only: str = ""


@dataclass(frozen=True, slots=True)
class StartClock:
    """Turn the WAITING effects of this kind of a case into QUEUED ones, due at `replied_at` plus their delay."""

    case_id: str
    kind: str
    replied_at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that follows from one message. Recorded in one transaction, then carried out.

    Attributes:
        entry: the journal's row; None for changes that no message caused.
        case: the case as it is afterwards; None when it does not change.
        own_effect: effect id whose mail this message proves to have been sent; "" otherwise.
        review: what a colleague should look at in this reply of ours; None when there is nothing.
        marks: what this message's matter is known by, see `decide.linking`; kept for its case.
        suppressions: addresses that get no automatic mail from now on.
        complaint: what trends count of this message; None when it opens no case.
        ratings: what the customer gave us with this message.
        unasked: added only where no question whether it is solved is on its way in the answered case: it ends all the
            same.
        cancels are applied before `effects` are added, `starts` after.
    """

    entry: JournalEntry | None
    case: Case | None = None
    events: tuple[CaseEvent, ...] = ()
    effects: tuple[Effect, ...] = ()
    cancels: tuple[Cancel, ...] = ()
    starts: tuple[StartClock, ...] = ()
    answers: tuple[Answer, ...] = ()
    own_effect: str = ""
    review: Review | None = None
    marks: tuple[str, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    complaint: Complaint | None = None
    ratings: tuple[Rating, ...] = ()
    unasked: Effect | None = None
