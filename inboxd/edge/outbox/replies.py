"""What a server's answer means for us. The code decides; the library's error classes do not tell 4xx from 5xx."""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Iterable
from enum import StrEnum

import aiosmtplib

from inboxd.edge.secretforms import all_forms, cut_out
from inboxd.errors import InboxdError, Misconfigured, Permanent, Transient


class Step(StrEnum):
    """Where in a session a server answers."""

    CONNECT = "the greeting"
    EHLO = "EHLO"
    STARTTLS = "STARTTLS"
    AUTH = "login"
    RSET = "RSET"
    MAIL = "the sender"
    RCPT = "the recipient"
    DATA = "DATA"
    DOT = "the message"


CLOSING = 421
"""The server ends the session with this answer (RFC 5321 §3.8)."""

_LOGIN_CODES = frozenset({530, 534, 535, 538})  # RFC 4954 §6
_TOO_LARGE = re.compile(r"\b552\b|\b5\.3\.4\b")
_SESSION_STEPS = frozenset({Step.CONNECT, Step.EHLO, Step.STARTTLS, Step.AUTH})

# Postfix tells at RCPT what it holds against the client or the sender (smtpd_delay_reject), Exchange at the final dot.
# Taken for the customer's fault, one wrong setting would give up on every customer.
_AGAINST_US = re.compile(
    r"relay(?:ing)?\b.{0,40}\b(?:denied|not permitted|not allowed|prohibited|restricted)"
    r"|\b(?:not permitted|not allowed|unable|cannot) to relay|relay not permitted"
    r"|sender address rejected|client host rejected|helo command rejected"
    r"|authentication (?:is )?required|must (?:be authenticated|issue a STARTTLS)"
    r"|send ?as ?denied|permissions? to send as|not owned by user",
    re.IGNORECASE,
)
# Bounded: without an end, a long word without "@" takes a square of the time.
_ADDRESS = re.compile(r"<[^<>\s]{0,320}@[^<>\s]{0,320}>|[^\s<>\"'(),;:]{1,128}@[^\s<>\"'(),;:]{1,255}")
_LONGEST_TEXT = 200

_HINTS = {
    Step.CONNECT: "The server does not take this client at all: check `smtp.host` and `smtp.port`.",
    Step.EHLO: "The server does not take this client at all: check `smtp.host` and `smtp.port`.",
    Step.STARTTLS: "Check `smtp.tls` and `smtp.port`; port 465 usually wants `implicit`.",
    Step.AUTH: "Check `smtp.user` and the password or token.",
    Step.MAIL: "The login must be allowed to send from this mailbox's address; check `address` and `aliases`.",
}
_SENDING_HINT = "The login must be allowed to send from this address to everybody; check `smtp.user` and `smtp.port`."


class Ear:
    """Hears what one server says, so that nobody else hears in it what was told to it.

    Args:
        secrets: that the server gets to know and may repeat.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets = all_forms(secrets)

    def refusal(self, step: Step, code: int, text: str) -> InboxdError:
        """The error for an answer that is not the wanted one. Its text names no address and no secret."""
        shown = self.clean(text)
        message = f"the server refused {step}: {code} {shown}".rstrip()
        if code in _LOGIN_CODES:
            return Misconfigured(message, hint=_HINTS[Step.AUTH])
        if not 500 <= code <= 599:
            return Transient(message)
        if step in _SESSION_STEPS or (step is Step.MAIL and not _TOO_LARGE.search(f"{code} {text}")):
            return Misconfigured(message, hint=_HINTS[step])
        if _AGAINST_US.search(shown):
            return Misconfigured(message, hint=_SENDING_HINT)
        return Permanent(message)

    def what(self, error: Exception) -> str:
        """A library error in words fit for logs; some of them quote the server."""
        if isinstance(error, aiosmtplib.SMTPReadTimeoutError):
            return "no answer in time"
        for each in (error, error.__cause__):
            if isinstance(each, OSError) and each.errno and each.errno > 0 and not isinstance(each, ssl.SSLError):
                # asyncio puts a text of its own into the error, and the address with it.
                return os.strerror(each.errno)
        return self.clean(str(error)) or type(error).__name__

    def clean(self, text: str) -> str:
        """A server's text on one line, without secrets, addresses and control characters, fit for everybody."""
        line = " ".join(_ADDRESS.sub("<address>", cut_out(self._secrets, text)).split())
        printable = "".join(char if char.isprintable() else "?" for char in line)
        return printable if len(printable) <= _LONGEST_TEXT else printable[: _LONGEST_TEXT - 1] + "…"
