"""A message as it was found: where, when, and its bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """The address of a message on the server. It changes when the message moves: never an identity.

    Attributes:
        mailbox: name of the configured account, e.g. "support".
        folder: our folder name with "/" between levels, e.g. "INBOX" or "Priority"; the mailbox edge translates it
            into the server's own name.
        uidvalidity: UIDVALIDITY of the folder when the UID was read (RFC 9051 §2.3.1.1).
        uid: unique identifier within folder and UIDVALIDITY.
    """

    mailbox: str
    folder: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class Identity:
    """What names a message wherever it lies: its Message-ID together with a digest of its content.

    The Message-ID alone can be missing, repeated or forged; the digest alone differs between two
    deliveries of one mail.

    Attributes:
        message_id: without angle brackets; "" when the message has none.
        digest: hex SHA-256 of the raw header block (up to and without the empty line) and the size in octets.
    """

    message_id: str
    digest: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message found in a folder.

    Attributes:
        place: where it lies.
        identity: what names it.
        raw: the whole message; for big mails a smaller, well-formed MIME message with the original header block, the
            text parts (each cut at a cap) and the other parts' headers with empty bodies.
        size: RFC822.SIZE in octets, of the original.
        received_at: INTERNALDATE, aware UTC.
        flags: IMAP flags and keywords as the server spells them.
        partial: True when `raw` is the smaller form.
    """

    place: Place
    identity: Identity
    raw: bytes
    size: int
    received_at: datetime
    flags: tuple[str, ...] = ()
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Sighting:
    """A message of which only place and identity were read.

    Attributes:
        received_at: INTERNALDATE, aware UTC.
    """

    place: Place
    identity: Identity
    received_at: datetime


@dataclass(frozen=True, slots=True)
class FolderState:
    """What SELECT says about a folder.

    Attributes:
        uidvalidity: changes when all known UIDs of the folder lost their meaning.
        uidnext: the UID that the next message will get at least.
        exists: how many messages the folder holds.
    """

    folder: str
    uidvalidity: int
    uidnext: int
    exists: int


@dataclass(frozen=True, slots=True)
class FolderPosition:
    """How far a folder was handled; stored, and never derived from `\\Seen`.

    Attributes:
        uid: the highest UID that is recorded; everything above it is new.
        since: messages received before this moment predate inboxd and are left alone, aware UTC.
    """

    mailbox: str
    folder: str
    uidvalidity: int
    uid: int
    since: datetime
