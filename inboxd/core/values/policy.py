"""What the operator settled about a mailbox and about automatic mail, as the core needs it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class AnswerLimits:
    """How many automatic mails may go out. Each cap counts the acknowledgments that were planned.

    Attributes:
        once_per: at most one acknowledgment per customer in this time.
        per_address_week: to one address in seven days.
        per_domain_hour: to one domain in an hour.
        same_body: no answer to a body that was answered within this time.
        per_hour: over everything; beyond it the breaker opens.
        oldest: no acknowledgment to messages received longer ago than this (backlog, import, restored folder).
    """

    once_per: timedelta = timedelta(hours=24)
    per_address_week: int = 5
    per_domain_hour: int = 20
    same_body: timedelta = timedelta(hours=24)
    per_hour: int = 500
    oldest: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class MailboxPolicy:
    """One mailbox as deciding sees it.

    Attributes:
        name: of the account.
        address: the main address; answers come from it unless the customer wrote to an alias.
        addresses: every address of this mailbox, lower case, with aliases.
        all_own: every address of every mailbox of this installation.
        inbox, sent, needs_human: our folder names.
        sent_copy: "server", "append" or "bcc": how a copy of our mails comes into Sent.
        shadow: decide everything and touch nothing.
        limits: the caps.
        loop_token: value of our own loop header; the same for the whole installation.
        create_sent: whether a missing Sent folder is made.
        notes: how our people are told what is known of a customer: "keyword", "mail" or "none".
        authserv_id: name of our own server in Authentication-Results; "" means that none is trusted.
    """

    name: str
    address: str
    addresses: frozenset[str]
    all_own: frozenset[str]
    inbox: str = "INBOX"
    sent: str = "Sent"
    needs_human: str = "Needs human"
    sent_copy: str = "append"
    shadow: bool = False
    limits: AnswerLimits = field(default_factory=AnswerLimits)
    loop_token: str = ""
    authserv_id: str = ""
    notes: str = "none"
    create_sent: bool = True
