"""What may be wrong with inboxd itself: what one look finds, and what people were told of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Code(StrEnum):
    """What may be wrong."""

    IMAP_REFUSED = "imap-refused"
    SMTP_REFUSED = "smtp-refused"
    DISCONNECTED = "disconnected"
    BEHIND = "behind"
    FOLDER_UNREADABLE = "folder-unreadable"
    CANARY_MISSING = "canary-missing"
    RULES_REFUSED = "rules-refused"
    OUTBOX_STUCK = "outbox-stuck"
    LETTERS_HELD = "letters-held"
    LETTERS_FAILED = "letters-failed"
    BREAKER_OPEN = "breaker-open"
    CLOCK_JUMPED = "clock-jumped"
    STORE_UNAVAILABLE = "store-unavailable"


TITLES: Mapping[Code, str] = {
    Code.IMAP_REFUSED: "the IMAP server refuses inboxd",
    Code.SMTP_REFUSED: "the SMTP server refuses inboxd",
    Code.DISCONNECTED: "the mailbox is not connected",
    Code.BEHIND: "mail is not worked through",
    Code.FOLDER_UNREADABLE: "part of the mailbox cannot be read",
    Code.CANARY_MISSING: "mail does not flow",
    Code.RULES_REFUSED: "the rule files have mistakes",
    Code.OUTBOX_STUCK: "the outbox is stuck",
    Code.LETTERS_HELD: "effects wait for a person",
    Code.LETTERS_FAILED: "effects have failed for good",
    Code.BREAKER_OPEN: "too many automatic mails, none goes out",
    Code.CLOCK_JUMPED: "the clock jumped or the process slept",
    Code.STORE_UNAVAILABLE: "the database cannot be used",
}

DEEDS: Mapping[Code, str] = {
    Code.IMAP_REFUSED: "Mend the IMAP login or certificate; `inboxd doctor` tries it. New mail waits on the server.",
    Code.SMTP_REFUSED: "Mend the SMTP login or certificate; `inboxd doctor` tries it. Letters wait in the outbox.",
    Code.DISCONNECTED: "Look whether the IMAP server can be reached; `inboxd doctor` tries it.",
    Code.BEHIND: "Look at the log, at the load of the machine and of the mail server, and at the database.",
    Code.FOLDER_UNREADABLE: "Give the account the right to read it, or mend the server. Answers there go unnoticed.",
    Code.CANARY_MISSING: "Look into the junk folder, at the provider's filters and queues, and at the log.",
    Code.RULES_REFUSED: "`inboxd rules check` lists every mistake; the last good rules stay live until then.",
    Code.OUTBOX_STUCK: "`inboxd outbox list --state queued` shows the last errors; `inboxd doctor` tries the servers.",
    Code.LETTERS_HELD: "`inboxd outbox list --state held` shows them; `inboxd outbox send` or `cancel` decides each.",
    Code.LETTERS_FAILED: "`inboxd outbox list --state failed` shows why; once it is mended, `inboxd outbox retry`.",
    Code.BREAKER_OPEN: "No automatic mail goes out for now. Look for a loop, or raise `limits.per_hour`.",
    Code.CLOCK_JUMPED: "Look whether the machine slept or its clock was set; due times may have passed meanwhile.",
    Code.STORE_UNAVAILABLE: "Mend the database or free its disk. Mail waits on the server; nothing is lost.",
}


ALARM_NOTES = "operator alarms "
"""How the names begin under which the store keeps what was told."""


@dataclass(frozen=True, slots=True)
class Trying:
    """Mail does not flow through a mailbox: its test mails do not arrive.

    Attributes:
        since: when the first of them was made.
        accepted_at: when the SMTP server took the last one; None when it did not.
        refusal: why not, "" when that is not known.
    """

    since: datetime
    accepted_at: datetime | None = None
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class MailboxCondition:
    """One mailbox at this moment.

    Attributes:
        reason: what is wrong with the connection; "" while connected.
        since: since when the connection is as it is; None when nothing has been tried yet.
        needs_person: whether the server refuses us until a person changes something.
        behind_since: since when there is mail that has not been worked through.
        smtp_refusal: why the SMTP server does not let us in; "" when it does, None when that was not tried yet.
        smtp_since: since when.
        canary: what is known of test mails that do not arrive; None when they do.
        is_canary_known: whether `canary` says anything.
        unseen: what cannot be looked at beside the new mail, and why; "" when all can.
        unseen_since: since when.
    """

    name: str
    connected: bool = True
    reason: str = ""
    since: datetime | None = None
    needs_person: bool = False
    behind_since: datetime | None = None
    smtp_refusal: str | None = ""
    smtp_since: datetime | None = None
    canary: Trying | None = None
    is_canary_known: bool = True
    unseen: str = ""
    unseen_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stuck:
    """Work that does not get done: how much of it, since when the first, and the last error of that one."""

    count: int
    since: datetime
    error: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """inboxd at one moment, as far as this process answers for it.

    Attributes:
        now: aware UTC.
        problems: mistakes in the rule files, each with file and line.
        problems_since: since when.
        overdue: effects that nobody tries, or that were tried too often; None when there are none.
        held: letters and other effects that wait for a person; None when there are none.
        failed: effects that failed for good lately; None when there are none.
        letters: automatic mails of the last hour.
        most_letters: how many may go out in an hour.
        jump: by how much the clock ran differently from the work since the last look.
    """

    now: datetime
    mailboxes: tuple[MailboxCondition, ...] = ()
    problems: tuple[str, ...] = ()
    problems_since: datetime | None = None
    overdue: Stuck | None = None
    held: Stuck | None = None
    letters: int = 0
    most_letters: int = 1
    jump: timedelta = timedelta()
    is_installation_ours: bool = True
    failed: Stuck | None = None


@dataclass(frozen=True, slots=True)
class Patience:
    """How long each may last before it is told, how often it is told again, and how long all must be well."""

    disconnected: timedelta = timedelta(minutes=5)
    behind: timedelta = timedelta(minutes=10)
    rules: timedelta = timedelta(minutes=1)
    jump: timedelta = timedelta(minutes=1)
    again: timedelta = timedelta(hours=12)
    calm: timedelta = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Sign:
    """Something is wrong.

    Attributes:
        mailbox: "" when it is about the whole installation.
        since: aware UTC.
        what: one or two sentences, free of customer text.
    """

    code: Code
    mailbox: str
    since: datetime
    what: str

    @property
    def key(self) -> str:
        """Names the alarm."""
        return alarm_key(self.code, self.mailbox)


@dataclass(frozen=True, slots=True)
class Told:
    """What people know of one alarm.

    Attributes:
        number: counts every word about it, so that each has an id of its own, over restarts.
        since: since when it is wrong; None when it is over.
        told_at: when people were told last.
        well_since: since when it looks well again; None while it does not.
    """

    number: int = 0
    since: datetime | None = None
    told_at: datetime | None = None
    well_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """One thing to tell."""

    key: str
    number: int
    title: str
    text: str
    is_over: bool = False


def alarm_key(code: Code, mailbox: str) -> str:
    """The same for the same trouble, e.g. "imap-refused:support"."""
    return f"{code}:{mailbox}" if mailbox else code.value


def note_of(subject: str) -> str:
    """Name under which the store keeps what was told about a mailbox, or about the installation (`DUTIES`)."""
    return f"{ALARM_NOTES}{subject}"


def write_told(told: Mapping[str, Told]) -> str:
    """As `read_told` reads it: what was told about one subject, by alarm."""
    return json.dumps(
        {
            key: [each.number, *(at.isoformat() if at else "" for at in (each.since, each.told_at, each.well_since))]
            for key, each in sorted(told.items())
            if each != Told()
        }
    )


def read_told(text: str) -> dict[str, Told]:
    """What was told, by alarm; nothing for ""."""
    kept = json.loads(text) if text else {}
    return {
        key: Told(int(number), *(datetime.fromisoformat(at) if at else None for at in moments))
        for key, (number, *moments) in kept.items()
    }


def read_key(key: str) -> tuple[Code, str]:
    """An alarm's code and its mailbox, "" for the installation; the way back from `alarm_key`."""
    code, _, mailbox = key.partition(":")
    return Code(code), mailbox
