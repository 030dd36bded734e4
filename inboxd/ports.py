"""What the daemon asks of the world, as Protocols. The edges implement them; tests run one contract suite a port."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from inboxd.core.values.arrival import Arrival, FolderPosition, FolderState, Identity, Place, Sighting
from inboxd.core.values.case import Case
from inboxd.core.values.effect import Effect, EffectState, Move
from inboxd.core.values.history import History, Question, Suppression
from inboxd.core.values.outcome import Outcome
from inboxd.core.values.plan import JournalEntry, Plan
from inboxd.core.values.record import CaseRecord, StoreCounts, WaitingMessage
from inboxd.core.values.surroundings import Surroundings


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> datetime:
        """The current time, aware UTC."""


class Bell(StrEnum):
    """Why a wait ended. Only a doorbell: what is really there, SELECT says."""

    MAIL = "mail"
    WAKE = "wake"
    TIMEOUT = "timeout"


class Mailbox(Protocol):
    """One IMAP account over one connection.

    Every method raises `ConnectionLost` when the connection broke or timed out (the object must then be closed and
    connected anew), `Transient` for a server that is busy ([UNAVAILABLE], [INUSE], [LIMIT]), `Permanent` for a refusal,
    and `Misconfigured` for what a person must mend (wrong password, missing right, quota). Folder names are ours, with
    "/" between levels; the edge translates them (delimiter, namespace prefix, UTF-7, special use).
    One task uses the object at a time. Cancelling a call makes the connection unusable at once; it never hangs.
    """

    name: str

    async def connect(self) -> None:
        """Connect, verify TLS, log in, read capabilities, namespace and special-use folders."""

    async def close(self) -> None:
        """Log out if that is possible at once, else drop the connection. Never raises."""

    def capabilities(self) -> frozenset[str]:
        """What the server can do after login, upper case."""

    def folder_for(self, role: str) -> str | None:
        """Our name of the special-use folder "sent", "junk", "drafts", "trash" or "archive" (RFC 6154), if known."""

    async def folders(self) -> tuple[str, ...]:
        """All folders that can be selected, in our names."""

    async def ensure_folder(self, folder: str) -> bool:
        """Create and subscribe the folder where it is missing; True when it was created."""

    async def look(self, folder: str) -> FolderState:
        """SELECT the folder. A missing folder raises `Permanent`."""

    async def state_of(self, folder: str) -> FolderState:
        """STATUS of a folder without selecting it."""

    def arrivals(self, folder: str, after: int) -> AsyncIterator[tuple[Arrival, ...]]:
        """Messages with a UID above `after`, in UID order, in batches of at most 200 messages and about 4 MB.

        Never changes `\\Seen`. A message that vanished meanwhile is left out. One that the server failed to give twice,
        breaking the connection or refusing, comes without content: `raw` is b"" and `partial` is true.
        """

    def sightings(self, folder: str, after: int = 0) -> AsyncIterator[tuple[Sighting, ...]]:
        """Place and identity of the messages above `after`, in batches: header blocks only."""

    async def move(self, moves: Sequence[Move], copies: dict[Place, Place] | None = None) -> dict[Place, Place | None]:
        """Move messages of one folder and set their marks, grouped into as few commands as possible.

        Flags are set before the move so that they travel with it. Without MOVE (RFC 6851) it is COPY, `\\Deleted`,
        UID EXPUNGE; `copies` takes up what was copied, or may have been, when this raises (see `Move`). Returns old
        place → new place (None when the server does not tell). Messages whose UID is gone are left out of the result.
        """

    async def find(self, folder: str, identity: Identity, *, since: datetime | None = None) -> tuple[Place, ...]:
        """Where the very message lies: by Message-ID and digest; without a Message-ID by digest among what was received
        since `since`.
        """

    async def find_message_id(self, folder: str, message_id: str) -> tuple[Place, ...]:
        """Messages with exactly this Message-ID, whatever their content."""

    async def remove(self, place: Place) -> bool:
        """Expunge one message that is proven to be elsewhere too, and nothing else; False when it is not here."""

    async def append(self, folder: str, raw: bytes, flags: Sequence[str], at: datetime) -> Place | None:
        """File a message; its place when the server tells (UIDPLUS)."""

    async def answered(self, folder: str, uids: Sequence[int]) -> frozenset[int]:
        """Which of these carry `\\Answered`. The caller checks the folder's UIDVALIDITY through `look`."""

    async def wait(self, folder: str, seconds: float, wake: asyncio.Event) -> Bell:
        """Wait in the selected folder for news, IDLE where the server can, else plain waiting.

        SELECTs before IDLE and compares, so that nothing which arrived in between is missed. Ends early when `wake` is
        set (and clears it). No thread is held while waiting.
        """


@dataclass(frozen=True, slots=True)
class Envelope:
    """A finished mail.

    Attributes:
        sender: envelope sender, "" for the null sender.
        recipient: the one customer.
        raw: the message, CRLF line ends.
        copy_to: our own address that gets the provable copy in the same transaction; "" for none.
    """

    sender: str
    recipient: str
    raw: bytes
    copy_to: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """The server took responsibility for the mail: its last line, and whether it took the copy's recipient too."""

    reply: str
    copied: bool = False


class Sender(Protocol):
    """One SMTP account over a few reused connections."""

    async def send(self, envelope: Envelope, before_final_dot: Callable[[], Awaitable[None]]) -> Sent:
        """Send one mail.

        `before_final_dot` is awaited as late as possible: after DATA was accepted and before the final dot. If it
        raises, the message is not sent and its error passes through.

        Raises:
            Transient: refused for now, or broken before the final dot: safe to try again.
            Permanent: refused for good (5xx for the customer's address or the message).
            Misconfigured: login, TLS or sender refused: a person must act; safe to try again.
            OutcomeUnknown: broken after the final dot was begun and before the answer.
        """

    async def close(self) -> None:
        """QUIT all connections. Never raises."""


class Store(Protocol):
    """The durable memory. Every method is one transaction; when it returns, what it wrote is durable.

    Raises `Transient` when the database cannot be reached or is locked, `Misconfigured` when the disk is full, the
    schema is older or newer than the program, or rights are missing.
    """

    async def open(self) -> None:
        """Connect and check the schema's version (see `migrate`)."""

    async def close(self) -> None:
        """Finish what runs and disconnect."""

    async def migrate(self) -> tuple[str, ...]:
        """Bring the schema up to date; names of the migrations applied. Harmless when there are none."""

    async def ping(self) -> None:
        """Prove that a write would work now."""

    async def kept_secret(self, name: str, make: Callable[[], str]) -> str:
        """The installation's own secret of this name, made by `make` at the first call and the same ever after."""

    async def note(self, name: str, value: str) -> None:
        """Keep a text under this name; the last one counts."""

    async def noted(self, name: str) -> str:
        """The text kept under this name; "" when there is none."""

    async def position(self, mailbox: str, folder: str) -> FolderPosition | None:
        """How far the folder was handled."""

    async def save_position(self, position: FolderPosition) -> None:
        """Store a position without messages."""

    async def history(self, question: Question, now: datetime) -> History:
        """What happened before, for a whole batch."""

    async def record(
        self,
        plans: Sequence[Plan],
        position: FolderPosition | None,
        *,
        now: datetime,
        owner: str,
        known: Collection[str] | None = None,
    ) -> tuple[Effect, ...]:
        """Write complete plans and the new position in one transaction.

        QUEUED effects that are due by `now` are stored as claimed by `owner` (attempts 1, next try pushed out) and
        returned: the caller carries them out at once. Effects, events, answers and entries whose key exists already are
        left as they are, so that recording a plan twice changes nothing; an entry that exists gets its place updated.
        `own_effect` turns a SENDING or HELD effect into DONE. A position never moves back within one UIDVALIDITY.

        Args:
            known: keys of the answers that were in the history; None where that makes no difference.

        Raises:
            Conflict: an answer belongs to another message already, somebody was answered meanwhile by an answer that is
                not `known`, or a case was changed since it was read (see `Case.revision`). Nothing was written; with a
                fresh history another plan will come out.
            LeaseLost: the mailbox is another process's by now. Nothing was written. So do `claim`, `save_position` and
                `finish` of what nobody owns.
        """

    async def claim(
        self, kinds: frozenset[str], *, mailbox: str | frozenset[str] | None, now: datetime, owner: str, limit: int
    ) -> tuple[Effect, ...]:
        """Take due QUEUED effects that no other worker holds: attempts + 1, the next try pushed out by the lease."""

    async def mark_sending(self, effect_id: str, *, now: datetime, owner: str) -> None:
        """Record that the final dot comes now.

        Raises `Overtaken` when it is not this owner's queued effect any more: another attempt may be at its own final
        dot just now. It must not be sent then, and nothing be recorded.
        """

    async def finish(self, outcomes: Sequence[Outcome], *, now: datetime, owner: str | None = None) -> None:
        """Record how effects ended, with the case events and follow-on effects, in one transaction.

        Effects that have ended already, or that belong to another owner than the one named, are left alone, unless the
        outcome is that a letter went out.
        """

    async def release(self, mailbox: str | None = None, *, owner: str = "") -> int:
        """Make claimed QUEUED effects of this mailbox, or of all, due at once, those of `owner` excepted; how many."""

    async def in_doubt(self, mailbox: str | None = None) -> tuple[Effect, ...]:
        """Effects in state SENDING, oldest first."""

    async def next_due(self, kinds: frozenset[str], mailbox: str | frozenset[str] | None = None) -> datetime | None:
        """When the next QUEUED effect of these kinds becomes due, of one mailbox, of any of these, or of all."""

    async def effect(self, effect_id: str) -> Effect | None:
        """One row of the outbox."""

    async def effects(
        self,
        *,
        states: frozenset[EffectState] | None = None,
        limit: int = 100,
        failed_since: datetime | None = None,
        besides: Collection[str] = (),
    ) -> tuple[Effect, ...]:
        """The outbox for people: what is held, what failed, what is to be done, what has ended.

        Of each state what is due longest stands first, and of what has failed or ended the newest.

        Args:
            failed_since: what failed before is left out.
            besides: kinds that are left out.
        """

    async def change_effect(self, effect_id: str, state: EffectState, *, now: datetime, reason: str) -> bool:
        """A person's decision: QUEUED (retry or send), CANCELLED. False when the state does not allow it."""

    async def case(self, case_id_or_token: str) -> CaseRecord | None:
        """One case with its history."""

    async def surroundings(self, case: Case, addresses: Collection[str] = ()) -> Surroundings:
        """Other cases that help with this one, not many; `addresses` are further ones of its customer."""

    async def cases(self, *, states: frozenset[str] | None = None, limit: int = 100) -> tuple[Case, ...]:
        """The case log: those who wait longest first."""

    async def waiting_messages(self, mailbox: str) -> tuple[WaitingMessage, ...]:
        """The newest customer message of each case that waits for us, with its present place; of one moment, all."""

    async def entry(self, identity: Identity, mailbox: str) -> JournalEntry | None:
        """The journal's row of a message."""

    def entries(self, mailbox: str | None = None) -> AsyncIterator[JournalEntry]:
        """The whole journal, oldest first."""

    async def suppress(self, suppression: Suppression) -> None:
        """No automatic mail to this address."""

    async def counts(self) -> StoreCounts:
        """Figures of this moment."""
