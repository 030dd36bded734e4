"""One open SMTP session, and a mail on it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable

import aiosmtplib

from inboxd.config.accounts import SmtpSettings
from inboxd.edge.outbox.replies import CLOSING, Ear, Step
from inboxd.errors import ConnectionLost, OutcomeUnknown, Permanent
from inboxd.ports import Envelope, Sent

QUICK = 5.0
"""Seconds for RSET and QUIT: a server that does not answer these soon is not worth waiting for."""

BROKEN = (aiosmtplib.SMTPException, OSError)
"""What the library raises when a session has ended or an answer is none."""

_LINE_END = re.compile(rb"\r\n|\r|\n")
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


class Connection:
    """A session after the login, used by one task at a time.

    After anything that leaves client and server out of step (a break, a timeout, a cancellation) the session is
    dropped at once: a late answer would be taken for the answer to another command.

    Attributes:
        mails: how many were begun.
        idle_since: loop time at which it was put aside.
        in_transaction: whether an envelope is open that must be reset first.
    """

    def __init__(self, smtp: aiosmtplib.SMTP, settings: SmtpSettings, ear: Ear) -> None:
        self._smtp, self._settings, self._ear = smtp, settings, ear
        self.mails = 0
        self.idle_since = 0.0
        self.in_transaction = False

    @property
    def is_open(self) -> bool:
        """Whether the session can be used, as far as is known on this side."""
        return self._smtp.is_connected

    async def begin(self, envelope: Envelope) -> None:
        """Announce a mail: MAIL FROM with its size (RFC 1870).

        Raises:
            ConnectionLost: the session had died meanwhile, or the server ends it.
            Transient: not now.
            Misconfigured: the sender is refused.
            Permanent: the mail is too large, or an address needs SMTPUTF8 (RFC 6531) and the server cannot.
        """
        options = self._options(envelope)
        self.mails += 1
        self.in_transaction = True
        code, text = await self._command(Step.MAIL, f"MAIL FROM:<{envelope.sender}>", *options)
        if code == CLOSING:
            raise ConnectionLost(f"the server ended the session: {code} {self._ear.clean(text)}".rstrip())
        if code != 250:
            raise self._ear.refusal(Step.MAIL, code, text)

    def _options(self, envelope: Envelope) -> list[str]:
        options, size = [], len(envelope.raw)
        if self._smtp.supports_extension("size"):
            limit = self._smtp.esmtp_extensions["size"]
            if limit.isascii() and limit.isdigit() and 0 < int(limit) < size:
                raise Permanent(f"the message has {size} octets, the server takes {limit}")
            options.append(f"SIZE={size}")
        if not f"{envelope.sender}{envelope.recipient}{envelope.copy_to}".isascii():
            if not self._smtp.supports_extension("smtputf8"):
                raise Permanent("an address needs SMTPUTF8, which the server does not offer")
            options.append("SMTPUTF8")
        return options

    async def deliver(self, envelope: Envelope, before_final_dot: Callable[[], Awaitable[None]]) -> Sent:
        """The rest of a mail that was begun. Raises as `Sender.send` does."""
        code, text = await self._recipient(envelope.recipient)
        if code not in {250, 251}:
            raise self._ear.refusal(Step.RCPT, code, text)
        copied = await self._copy(envelope.copy_to)
        code, text = await self._command(Step.DATA, "DATA")
        if code != 354:
            raise self._ear.refusal(Step.DATA, code, text)
        code, text = await self._transmit(envelope.raw, before_final_dot)
        if not 200 <= code <= 299:
            raise self._ear.refusal(Step.DOT, code, text)
        return Sent(f"{code} {self._ear.clean(text)}".rstrip(), copied)

    async def _recipient(self, address: str) -> tuple[int, str]:
        # Nobody is to be told that an automatic mail could not be delivered (RFC 5230 §5.1).
        never = ("NOTIFY=NEVER",) if self._smtp.supports_extension("dsn") else ()
        return await self._command(Step.RCPT, f"RCPT TO:<{address}>", *never)

    async def _copy(self, address: str) -> bool:
        if not address:
            return False
        code, text = await self._recipient(address)
        if code == CLOSING:
            raise self._ear.refusal(Step.RCPT, code, text)
        return code in {250, 251}

    async def _transmit(self, raw: bytes, before_final_dot: Callable[[], Awaitable[None]]) -> tuple[int, str]:
        """Text, record, final dot, answer, in this order: whatever breaks before the dot was certainly not sent."""
        protocol = self._smtp.protocol
        if protocol is None:
            raise ConnectionLost("lost after DATA")
        try:
            protocol.write(_as_data(raw))
            await before_final_dot()
            protocol.write(b".\r\n")
        except aiosmtplib.SMTPServerDisconnected as error:
            # Raised instead of writing, never after it.
            self.drop()
            raise ConnectionLost("lost before the final dot") from error
        except BaseException:
            self.drop()
            raise
        response = await self._final_answer(protocol.read_response(self._settings.final_timeout.total_seconds()))
        self.in_transaction = False
        if response.code == CLOSING:
            self.drop()
        return response.code, response.message

    async def _final_answer(self, answer: Awaitable[aiosmtplib.SMTPResponse]) -> aiosmtplib.SMTPResponse:
        try:
            response = await answer
        except BROKEN as error:
            self.drop()
            raise OutcomeUnknown(f"lost after the final dot: {self._ear.what(error)}") from error
        except BaseException:
            self.drop()
            raise
        if not (200 <= response.code <= 299 or 400 <= response.code <= 599):
            self.drop()
            words = self._ear.clean(response.message)
            raise OutcomeUnknown(f"no answer to the final dot: {response.code} {words}".rstrip())
        return response

    async def reset(self) -> bool:
        """RSET: whether the session lives and is ready for the next mail."""
        try:
            code, _ = await self._command(Step.RSET, "RSET", seconds=QUICK)
        except ConnectionLost:
            return False
        self.in_transaction = False
        return code == 250

    async def quit(self) -> None:
        """QUIT and close. Never raises."""
        try:
            await self._smtp.execute_command(b"QUIT", timeout=QUICK)
        except BROKEN:
            return  # it is gone already, which is what was wanted
        finally:
            self.drop()

    def drop(self) -> None:
        """Close at once and throw away what has not left yet."""
        transport = self._smtp.transport
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()
        self._smtp.close()

    async def _command(self, step: Step, *words: str, seconds: float | None = None) -> tuple[int, str]:
        limit = self._settings.timeout.total_seconds() if seconds is None else seconds
        try:
            response = await self._smtp.execute_command(*(word.encode() for word in words), timeout=limit)
        except BROKEN as error:
            self.drop()
            raise ConnectionLost(f"lost at {step}: {self._ear.what(error)}") from error
        except BaseException:
            self.drop()
            raise
        return response.code, response.message


def _as_data(raw: bytes) -> bytes:
    """Ready for the wire: leading dots doubled (RFC 5321 §4.5.2), and CRLF only, for a bare LF could smuggle a dot."""
    text = _LINE_END.sub(b"\r\n", raw)
    return _LEADING_DOT.sub(b"..", text if text.endswith(b"\r\n") else text + b"\r\n")
