"""One connection to the sink: aiosmtpd's protocol with a gate in front of every command."""

from __future__ import annotations

import asyncio
import functools
import socket
import struct
import time
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from tests.servers.faults import Accepted, Fault, Step

if TYPE_CHECKING:
    from tests.servers.smtpsink import SmtpSink

HOSTNAME = "sink.bluehill.example"


class Hooks:
    """What aiosmtpd asks of a handler."""

    def __init__(self, sink: SmtpSink) -> None:
        self.sink = sink

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [line for line in responses if self.sink.credentials or not line.startswith("250-AUTH")]

    async def handle_DATA(self, server: Session, session: Any, envelope: Any) -> str:  # noqa: N802
        mail = Accepted(
            sender="" if envelope.mail_from == "<>" else envelope.mail_from,
            recipients=tuple(envelope.rcpt_tos),
            raw=bytes(envelope.original_content),
            at=time.monotonic(),
            session=server.number,
            tls=session.ssl is not None or self.sink.tls,
            user=session.auth_data.login.decode() if session.auth_data else "",
        )
        fault = self.sink.take_fault(Step.DOT, "")
        if fault is None:
            self.sink.keep(mail)
            return "250 2.0.0 Accepted"
        if fault.accepts:
            self.sink.keep(mail)
        return await server.carry_out(fault)


class Session(SMTP):
    def __init__(self, sink: SmtpSink, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(
            Hooks(sink),
            hostname=HOSTNAME,
            ident="ESMTP",
            data_size_limit=sink.size_limit,
            enable_SMTPUTF8=sink.smtputf8,
            tls_context=sink.context if sink.starttls else None,
            require_starttls=False,
            auth_require_tls=sink.starttls,
            authenticator=self._check_password,
            loop=loop,
        )
        self.sink = sink
        self.number = 0
        self.gone = asyncio.Event()
        # Every command passes one gate, so that each of them can fail.
        self._smtp_methods = {
            verb: functools.partial(self._gate, verb, method) for verb, method in self._smtp_methods.items()
        }

    def _check_password(
        self, server: Any, session: Any, envelope: Any, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        given = self.sink.credentials.get(data.login.decode())
        success = given is not None and given == data.password.decode()
        return AuthResult(success=success, handled=False, auth_data=data)

    def connection_lost(self, error: Exception | None) -> None:
        self.sink.open.discard(self)
        self.gone.set()
        super().connection_lost(error)

    async def _handle_client(self) -> None:
        self.number = self.sink.note_session(self)
        fault = self.sink.take_fault(Step.CONNECT, "")
        if fault is not None:
            await self.push(await self.carry_out(fault))
            self.hang_up()
            return
        await super()._handle_client()

    async def _gate(self, verb: str, method: Any, argument: str | None) -> None:
        shown = "" if verb == "AUTH" else argument or ""
        self.sink.note_command(f"{verb} {shown}".strip())
        step = Step(verb) if verb in Step.__members__ else None
        fault = self.sink.take_fault(step, _address(argument)) if step else None
        if fault is not None:
            await self.push(await self.carry_out(fault))
        elif verb == "MAIL" and self.sink.credentials and not self.session.authenticated:
            await self.push("530 5.7.0 Authentication required")
        else:
            await method(argument)

    async def push(self, status: str | bytes) -> None:
        await super().push(status)
        if str(status).startswith("421"):
            self.hang_up()

    async def carry_out(self, fault: Fault) -> str:
        """The reply to give; a fault without one never returns, the session's end cancels it."""
        if fault.reply:
            return fault.reply
        if fault.hangs_up:
            self.hang_up(reset=fault.resets)
        await asyncio.Event().wait()
        return ""

    def hang_up(self, *, reset: bool = False) -> None:
        """Close the connection with FIN or RST."""
        if self.transport is None or self.transport.is_closing():
            return
        if reset:
            raw: socket.socket = self.transport.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.transport.abort()
        else:
            self.transport.close()


def _address(argument: str | None) -> str:
    inside = (argument or "").partition("<")[2].partition(">")[0]
    return inside.casefold()
