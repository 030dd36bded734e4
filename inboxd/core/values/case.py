"""A customer's matter, from the first word to verified or escalated."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class CaseState(StrEnum):
    """Where a case stands."""

    WAITING = "waiting"
    """The customer waits for us; the reply clock runs."""
    REPLIED = "replied"
    """A human has answered; the follow-up's clock runs."""
    VERIFYING = "verifying"
    """The follow-up went out; the customer's word is awaited."""
    RESOLVED = "resolved"
    """Verified, or closed by a person."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number that the customer gave, so that nobody asks for it again.

    Attributes:
        name: what it is, as the rules name it, e.g. "order".
        value: as written, e.g. "A-20417".
    """

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Case:
    """One matter of one customer.

    Attributes:
        case_id: derived from the first message's identity, so that deciding the same message twice makes the same case.
        token: short form for subjects, e.g. "K7QX-2M4D".
        mailbox: the account that the first message reached.
        customer: lower-case address that answers go to.
        customer_name: display name, may be empty.
        subject: of the first message.
        language: of the customer's last message, "und" when unknown.
        route: name of the route of the customer's last message.
        state: where it stands.
        opened_at: when the first message was received, aware UTC.
        waiting_since: when the oldest unanswered customer message was received; None while nobody waits for us.
        reply_due_at: when the reply target is over; None without a reply clock.
        replied_at: when a human answered last; None before the first answer.
        resolved_at: when it was closed; None while open.
        messages: how many messages the customer has sent in it.
        last_message_id: Message-ID of the customer's last message, for threading; may be empty.
        references: Message-IDs of the thread so far, oldest first, for the References field of our mails.
        first_replied_at: when a human answered first.
        resolve_due_at: when the target for the solution is over; None without one.
        escalation: how many steps of its escalation were taken since the customer began to wait.
        reopened: how often it was taken up again.
        agents: who of our people has answered, in order, each once; lower-case addresses.
        topics: names of the topics that it is about.
        identifiers: numbers that the customer gave.
        rating: the customer's last rating, 1 to 5.
        linked_to: id of an earlier open case of the same person, "" when it stands alone.
        hands_off: why no automatic mail goes out in this case (grief, danger, law), "" when nothing forbids it.
        revision: how often the store had written the case when it was read, 0 for a new one. A case that somebody
            else changed meanwhile is not overwritten.
    """

    case_id: str
    token: str
    mailbox: str
    customer: str
    customer_name: str
    subject: str
    language: str
    route: str
    state: CaseState
    opened_at: datetime
    waiting_since: datetime | None = None
    reply_due_at: datetime | None = None
    replied_at: datetime | None = None
    resolved_at: datetime | None = None
    messages: int = 1
    last_message_id: str = ""
    references: tuple[str, ...] = ()
    first_replied_at: datetime | None = None
    resolve_due_at: datetime | None = None
    escalation: int = 0
    reopened: int = 0
    agents: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    rating: int | None = None
    linked_to: str = ""
    hands_off: str = ""
    revision: int = field(default=0, compare=False)


class EventKind(StrEnum):
    """What can happen to a case; the words of the case's history, in the order in which one moment is told."""

    OPENED = "opened"
    CUSTOMER_WROTE = "customer-wrote"
    CONFIRMED = "confirmed"
    """The customer says that it is solved."""
    DENIED = "denied"
    """The customer says that it is not."""
    UNSURE = "unsure"
    """The customer's word on it needs a human reader."""
    THANKED = "thanked"
    RATED = "rated"
    LINKED = "linked"
    ACKNOWLEDGMENT_PLANNED = "acknowledgment-planned"
    ACKNOWLEDGMENT_SUPPRESSED = "acknowledgment-suppressed"
    ACKNOWLEDGED = "acknowledged"
    WARNED = "warned"
    """The reply target is close."""
    BREACHED = "breached"
    """The reply target is over."""
    REPORTED = "reported"
    """A person was told: passed around, old, unreachable, or nothing for a machine to answer."""
    ESCALATED = "escalated"
    REPLIED = "replied"
    CONSULTED = "consulted"
    """One of our people wrote about it to somebody else than the customer."""
    FOLLOW_UP_DUE = "follow-up-due"
    FOLLOW_UP_SENT = "follow-up-sent"
    FOLLOW_UP_CANCELLED = "follow-up-cancelled"
    REMINDED = "reminded"
    UNREACHABLE = "unreachable"
    """A mail to the customer came back."""
    NOTIFIED = "notified"
    """The customer was told that what many complained about is solved."""
    HELD = "held"
    FAILED = "failed"
    RESOLVED = "resolved"
    REOPENED = "reopened"


SOMEBODY_ELSE = "somebody else"
"""Actor of the line of a message that nobody on the customer's side wrote."""


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One line of a case's history.

    Attributes:
        event_key: makes a repeated recording harmless: the same key is stored once.
        reason: why, as a reason code or a short sentence without customer text.
        actor: "inboxd", "customer", "somebody else" (who wrote in the customer's case), "a person" or an agent's
            address.
    """

    event_key: str
    case_id: str
    at: datetime
    kind: EventKind
    reason: str = ""
    actor: str = "inboxd"
