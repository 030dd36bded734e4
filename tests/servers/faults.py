"""What can go wrong in an SMTP session, and what a session leaves behind when it goes right."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage
from enum import StrEnum


class Step(StrEnum):
    """Where in a session something can go wrong; DOT is the end of the message's text."""

    CONNECT = "CONNECT"
    EHLO = "EHLO"
    STARTTLS = "STARTTLS"
    AUTH = "AUTH"
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    DOT = "DOT"
    QUIT = "QUIT"


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to misbehave; made by `refuse`, `drop` and `stall`."""

    at: Step
    reply: str = ""
    hangs_up: bool = False
    accepts: bool = False
    resets: bool = False
    recipient: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """One accepted message.

    sender is "" for the null reverse path; at is `time.monotonic()` when the text was complete;
    session counts connections from 1; user is "" without authentication.
    """

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    at: float
    session: int
    tls: bool
    user: str

    @property
    def message(self) -> EmailMessage:
        """The message, parsed anew each time."""
        parsed = email.message_from_bytes(self.raw, policy=email.policy.default)
        if not isinstance(parsed, EmailMessage):
            raise TypeError("the default policy makes EmailMessage")
        return parsed
