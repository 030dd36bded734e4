"""What a message says, in the form that judging and deciding need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from inboxd.core.values.arrival import Identity
from inboxd.core.values.customers import TrustedSource


@dataclass(frozen=True, slots=True)
class Address:
    """One mail address.

    Attributes:
        email: lower-case `local@domain`; never empty. Only syntactically usable addresses become an `Address`.
        name: the decoded display name without control characters; may be empty.
    """

    email: str
    name: str = ""

    @property
    def local(self) -> str:
        """The part before the last "@"."""
        return self.email.rpartition("@")[0]

    @property
    def domain(self) -> str:
        """The part after the last "@"."""
        return self.email.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Headers:
    """The header fields in their order; names compare without case (RFC 5322 §1.2.2).

    Attributes:
        fields: pairs of (name as written, unfolded and decoded value).
    """

    fields: tuple[tuple[str, str], ...] = ()

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of the field, in order."""
        wanted = name.lower()
        return tuple(value for key, value in self.fields if key.lower() == wanted)

    def first(self, name: str) -> str:
        """The first value of the field, or ""."""
        return next(iter(self.all(name)), "")

    def has(self, name: str) -> bool:
        """Whether the field is there at all, even when empty."""
        wanted = name.lower()
        return any(key.lower() == wanted for key, _ in self.fields)

    def names(self) -> Iterator[str]:
        """The field names in lower case, in order, with repetitions."""
        return (key.lower() for key, _ in self.fields)


@dataclass(frozen=True, slots=True)
class Text:
    """A message's text, taken apart. Each part is plain text with `\\n` line ends; parts may be empty.

    Attributes:
        new: what the person wrote now. When nothing would be left, the whole body (see `Mail.defects`).
        quoted: earlier messages that were quoted or forwarded below it.
        signature: name block or device line.
        disclaimer: legal boilerplate.
    """

    new: str = ""
    quoted: str = ""
    signature: str = ""
    disclaimer: str = ""

    @property
    def all(self) -> str:
        """Everything, joined in this order."""
        return "\n".join(part for part in (self.new, self.quoted, self.signature, self.disclaimer) if part)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is not the message's text.

    Attributes:
        size: encoded size in octets as far as it is known.
    """

    name: str
    content_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Defect:
    """Something that was wrong with a message and how it was read all the same.

    Attributes:
        code: stable, e.g. "charset-unknown".
        detail: one line without customer text.
    """

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """A parsed message. Exists for any bytes; what could not be read is a `Defect`.

    Attributes:
        identity: names the message (see `Identity`).
        sender: the first From address; None when there is none that can be used.
        reply_to: Reply-To addresses.
        to, cc: as written by the sender.
        recipients: lower-case addresses from To, Cc, Bcc, Resent-*, Delivered-To, X-Original-To, Envelope-To,
            X-Envelope-To.
        return_path: address of the envelope sender, "" for the null sender `<>`, None when the header is absent.
        subject: decoded, one line, no control characters.
        in_reply_to, references: Message-IDs without angle brackets, in order.
        sent_at: the Date header, aware UTC; None when absent or unreadable.
        received_at: INTERNALDATE, aware UTC.
        headers: all fields.
        text: the text, taken apart.
        html: whether the person's text came as HTML (so that an answer may have HTML too).
        attachments: parts that are not text.
        content_types: every part's media type in lower case, with the parameters `method` and `report-type` kept,
            e.g. "text/calendar; method=reply".
        size: octets of the original message.
        defects: what was wrong.
        source: the trusted source that brought it; then `reply_to` names the customer behind it.
    """

    identity: Identity
    sender: Address | None
    subject: str
    text: Text
    received_at: datetime
    size: int
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    recipients: tuple[str, ...] = ()
    return_path: str | None = None
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    sent_at: datetime | None = None
    headers: Headers = field(default_factory=Headers)
    html: bool = False
    attachments: tuple[Attachment, ...] = ()
    content_types: tuple[str, ...] = ()
    defects: tuple[Defect, ...] = ()
    source: TrustedSource | None = None

    @property
    def reply_address(self) -> Address | None:
        """Whom an answer would go to: the first Reply-To, else the sender (RFC 5322 §3.6.2)."""
        return self.reply_to[0] if self.reply_to else self.sender
