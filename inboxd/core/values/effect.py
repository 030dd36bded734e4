"""What inboxd does to the world, as values that are stored before they are carried out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from inboxd.core.values.arrival import Identity, Place
from inboxd.core.values.case import Identifier
from inboxd.core.values.digest import Period


@dataclass(frozen=True, slots=True)
class Move:
    """Bring a message to its folder and mark it there.

    Attributes:
        place: where it lay when the plan was made.
        identity: what names it when it has moved meanwhile.
        folder: target, our folder name; equal to `place.folder` when only marks are set.
        flags: flags and keywords to set, e.g. `\\Flagged`. `\\Seen` is never among them.
        received_at: when it was received, aware UTC, to find it without a Message-ID; None when that is not known.
        unset: flags and keywords to take off, for a move that undoes another one.
        copy: where a copy lies already, or may lie, because only the first half of the move was done; its UID is 0
            where the server did not tell.
    """

    place: Place
    identity: Identity
    folder: str
    flags: tuple[str, ...] = ()
    kind: Literal["move"] = "move"
    received_at: datetime | None = None
    unset: tuple[str, ...] = ()
    copy: Place | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail of ours to one customer.

    Attributes:
        template: name of the reply template, e.g. "urgent", "standard" or "follow_up".
        language: wanted language of the text; English is the fallback.
        to, to_name: the one recipient.
        mailbox: the account that sends; gives From, Reply-To and domain.
        from_address: the address the customer wrote to, one of the mailbox's own.
        subject: of the customer's message, without our token.
        token: the case token for the subject.
        in_reply_to: Message-ID that is answered; may be empty.
        references: the thread, oldest first.
        html: whether an HTML part is added, because the customer wrote HTML.
        reply_by: the promised time, aware UTC; None when none is promised.
        sent_on: for a follow-up, when our human answered, aware UTC.
        topics: names of the topics that we understood the message to be about.
        identifiers: numbers that the customer gave already.
        questions: names of what we ask, two at most.
        closed: whether it goes out while nobody works.
        incident: id of a declared trend that the message belongs to, "" when there is none.
        incident_text: what is said about it, in a language of the customer.
        opens_at: when somebody works next, aware UTC; None when somebody works as it goes out.
        silence: for a follow-up, how long the customer's word is awaited once it went out.
        rating: how a rating by reply is asked for, "three" or "five"; "" when it is not.
        rate_links: links that prepare a mail with a rating, the best one first: three, five, or none.
    """

    kind: Literal["acknowledgment", "follow_up", "reminder", "notice"]
    template: str
    language: str
    to: str
    to_name: str
    mailbox: str
    from_address: str
    subject: str
    token: str
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    html: bool = False
    reply_by: datetime | None = None
    sent_on: datetime | None = None
    topics: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    questions: tuple[str, ...] = ()
    closed: bool = False
    incident: str = ""
    incident_text: str = ""
    opens_at: datetime | None = None
    silence: timedelta = timedelta(days=5)
    rating: str = ""
    rate_links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileCopy:
    """Put a copy of a mail that we sent into the Sent folder.

    Attributes:
        raw: the message as sent, ASCII.
        message_id: to find it there before filing it a second time.
        folder: our folder name; "" means the mailbox's Sent folder, wherever its server keeps it.
    """

    raw: str
    message_id: str
    folder: str
    kind: Literal["file_copy"] = "file_copy"


class Stage(StrEnum):
    """Why our own people are told something."""

    WARNING = "warning"
    """The reply target is close."""
    BREACH = "breach"
    """The reply target is over: it is written down, at its very moment. The first step of the escalation tells it."""
    ESCALATION = "escalation"
    """A step of the escalation after the breach."""
    HANDS_OFF = "hands-off"
    """Nothing for a machine to answer: a person is needed."""
    UNREACHABLE = "unreachable"
    """A mail to the customer came back."""
    PASSED_AROUND = "passed-around"
    """Too many of our people had it in hand."""
    OLD = "old"
    """Open for too long."""
    UNSOLVED = "unsolved"
    """The customer says that it is not solved."""
    TREND = "trend"
    """Many customers complain about the same."""
    RULES = "rules"
    """A rule file or reply text has a mistake."""
    OPERATOR = "operator"
    """Something is wrong with inboxd itself, or with what it needs."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A word to our own people, over the channels that the rules name.

    Attributes:
        stage: why.
        channels: names of channels of the configuration; empty means the default ones.
        step: number of the escalation step, from 1; 0 for the word that the target is over, and outside of escalations.
        target: which clock it is about, "reply" or "resolution"; "" when about none.
        due_at: when that clock runs out, aware UTC.
        title, text: the words, where no case tells them.
        quiet: whether it is told in working time only.
    """

    stage: Stage
    channels: tuple[str, ...] = ()
    step: int = 0
    target: str = ""
    due_at: datetime | None = None
    title: str = ""
    text: str = ""
    kind: Literal["alarm"] = "alarm"
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Silence:
    """The customer was asked, or was left in peace, and said nothing until now: silence is consent.

    Attributes:
        asked: whether the customer was asked.
    """

    asked: bool
    kind: Literal["silence"] = "silence"


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A digest for one of our own people. What it says is put together when it goes out.

    Attributes:
        to: the one recipient.
        period: what it is about.
    """

    to: str
    period: Period
    kind: Literal["bulletin"] = "bulletin"


@dataclass(frozen=True, slots=True)
class Note:
    """A mail to our own people that is put beside a customer's message: what is known of the customer.

    What it says is put together when it is filed.

    Attributes:
        folder: where the customer's message goes, our folder name; never the watched one.
    """

    folder: str
    kind: Literal["note"] = "note"


Deed = Move | Letter | FileCopy | Alarm | Silence | Bulletin | Note


class EffectState(StrEnum):
    """How far an effect has come."""

    WAITING = "waiting"
    """Its clock has not started: a follow-up before a human has answered."""
    QUEUED = "queued"
    """Will be done at `due_at`."""
    SENDING = "sending"
    """The final dot was about to be sent: until proven otherwise, the outcome is unknown."""
    DONE = "done"
    HELD = "held"
    """The outcome is unknown and could not be proven: a person decides."""
    FAILED = "failed"
    """Refused for good, or tried too often."""
    CANCELLED = "cancelled"
    SHADOW = "shadow"
    """Decided while inboxd was told to touch nothing."""


@dataclass(frozen=True, slots=True)
class Effect:
    """A row of the outbox: one deed with a stable id, done at most once.

    Attributes:
        effect_id: unique and derived from what causes it, e.g. "acknowledgment:<case_id>:1".
        mailbox: the account it belongs to.
        deed: what to do.
        state: how far it has come.
        due_at: when to do it, aware UTC; for WAITING effects meaningless.
        case_id: "" when there is no case.
        message_key: the message that caused it, "" when none.
        message_id: of the mail it sends, without angle brackets, the same on every try; "" when it sends none.
        attempts: how often it was claimed.
        delay: for WAITING effects, how long after our reply it becomes due; for a delayed acknowledgment, how long it
            waits for a human to be quicker.
        last_error: of the last attempt, without customer text.
        started_at: when the last attempt was recorded as `sending`, aware UTC.
        trying_since: when the first of the attempts began that have failed in a row, aware UTC; None before it. To wait
            for its turn, or for our own database, is no failure.
    """

    effect_id: str
    mailbox: str
    deed: Deed
    state: EffectState
    due_at: datetime
    case_id: str = ""
    message_key: str = ""
    message_id: str = ""
    attempts: int = 0
    delay: timedelta | None = None
    last_error: str = ""
    started_at: datetime | None = None
    trying_since: datetime | None = None
