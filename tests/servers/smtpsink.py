"""An SMTP server in a thread: keeps what it accepts, and misbehaves when told to."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from tests.servers.certificates import Certificates, shared_certificates
from tests.servers.dovecot import Dovecot
from tests.servers.faults import Accepted, Fault, Step
from tests.servers.looping import LoopThread
from tests.servers.ports import HOST, release_port, reserve_port
from tests.servers.process import Server
from tests.servers.smtpsession import Session


def refuse(at: Step, reply: str = "451 4.3.0 Try again later", *, recipient: str = "") -> Fault:
    """Answer with an error; after a 421 the connection closes (RFC 5321 §3.8).

    recipient: at RCPT, only this address is refused.
    """
    return Fault(at, reply, recipient=recipient.casefold())


def drop(at: Step, *, accept: bool = False, reset: bool = False) -> Fault:
    """Close the connection instead of answering.

    accept: at DOT, keep the message first: the client cannot know that it was accepted.
    reset: close with RST instead of FIN.
    """
    return Fault(at, hangs_up=True, accepts=accept, resets=reset)


def stall(at: Step, *, accept: bool = False) -> Fault:
    """Never answer and keep the connection open; `accept` as in `drop`."""
    return Fault(at, accepts=accept)


class SmtpSink(Server):
    """A submission server for tests.

    starttls: offer STARTTLS with the test certificate; `tls` speaks TLS from the first byte.
    credentials: user → password; then authentication is required before MAIL.
    smtputf8: announce SMTPUTF8 (RFC 6531).
    """

    def __init__(
        self,
        *,
        starttls: bool = False,
        tls: bool = False,
        credentials: Mapping[str, str] | None = None,
        smtputf8: bool = True,
        size_limit: int = 33_554_432,
        certificates: Certificates | None = None,
    ) -> None:
        self.starttls, self.tls = starttls, tls
        self.credentials = dict(credentials or {})
        self.smtputf8, self.size_limit = smtputf8, size_limit
        self.certificates = certificates or (shared_certificates() if tls or starttls else None)
        self.context = self.certificates.server_context() if self.certificates else None
        self.port = reserve_port()
        self.sessions = 0
        self._changed = threading.Condition()
        self._accepted: list[Accepted] = []
        self._commands: list[str] = []
        self._faults: list[Fault] = []
        self._forward_to: dict[str, tuple[Dovecot, str]] = {}
        self._forwarder = ThreadPoolExecutor(1, "forward")
        self._forwarding: list[Future[None]] = []
        self._loop = LoopThread("smtp-sink")
        self._listener: asyncio.Server | None = None
        self.open: set[Session] = set()

    @property
    def authority(self) -> Path:
        """The CA certificate that a client must trust (PEM); raises without TLS."""
        if self.certificates is None:
            raise RuntimeError("this sink has no TLS")
        return self.certificates.authority

    # ── running ──

    @property
    def running(self) -> bool:
        """Whether the port is open."""
        return self._listener is not None

    def start(self) -> None:
        if not self.running:
            self._loop.start()
            self._listener = self._loop.run(self._listen())

    def kill(self) -> None:
        """Close the port and cut every session with RST; `start` brings the sink back."""
        if self._listener is not None:
            self._loop.run(self._cut_all(self._listener))
            self._listener = None
            self._loop.stop()

    def stop(self) -> None:
        self.kill()
        self._forwarder.shutdown()
        release_port(self.port)

    async def _listen(self) -> asyncio.Server:
        context = self.context if self.tls else None
        loop = asyncio.get_running_loop()
        patience = {"ssl_shutdown_timeout": 1} if context else {}
        return await loop.create_server(lambda: Session(self, loop), HOST, self.port, ssl=context, **patience)

    async def _cut_all(self, listener: asyncio.Server) -> None:
        listener.close()
        for session in list(self.open):
            session.hang_up(reset=True)
        await asyncio.gather(*(session.gone.wait() for session in list(self.open)))

    # ── what came ──

    @property
    def accepted(self) -> list[Accepted]:
        """What was accepted since the last `reset`, in order."""
        with self._changed:
            return list(self._accepted)

    @property
    def commands(self) -> list[str]:
        """Every SMTP command since the last `reset`, without secrets."""
        with self._changed:
            return list(self._commands)

    def sent_to(self, address: str) -> list[Accepted]:
        """What was accepted for one recipient."""
        wanted = address.casefold()
        return [mail for mail in self.accepted if wanted in map(str.casefold, mail.recipients)]

    def wait_for(self, count: int = 1, seconds: float = 30) -> list[Accepted]:
        """Wait until at least so many messages are accepted; returns them."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._accepted) >= count, seconds):
                message = f"waited {seconds:g} s for {count} messages, {len(self._accepted)} came"
                raise TimeoutError(message)
            return list(self._accepted)

    def reset(self) -> None:
        """Forget messages, commands, faults and forwarding; sessions stay open."""
        with self._changed:
            for what in (self._accepted, self._commands, self._faults, self._forward_to):
                what.clear()
            self.sessions = 0

    # ── what to do with it ──

    def misbehave(self, fault: Fault, times: int = 1) -> None:
        """Do this the next so many times the step is reached, in whichever session.

        Counted by event and not by session, because a client may keep its session open.
        """
        with self._changed:
            self._faults.extend([fault] * times)

    def behave(self) -> None:
        """Forget all faults; stalled sessions stay stalled."""
        with self._changed:
            self._faults.clear()

    def forward(self, dovecot: Dovecot, address: str, user: str = "") -> None:
        """Deliver what is accepted for this address into a mailbox, shortly after the answer."""
        self._forward_to[address.casefold()] = (dovecot, user or address)

    def wait_forwarded(self, seconds: float = 10) -> None:
        """Wait until all that was accepted so far is delivered; raises what went wrong with it."""
        while self._forwarding:
            self._forwarding.pop(0).result(seconds)

    # ── for the sessions ──

    def note_session(self, session: Session) -> int:
        self.open.add(session)
        self.sessions += 1
        return self.sessions

    def note_command(self, command: str) -> None:
        with self._changed:
            self._commands.append(command)

    def take_fault(self, at: Step, recipient: str) -> Fault | None:
        with self._changed:
            for index, fault in enumerate(self._faults):
                if fault.at is at and fault.recipient in {"", recipient}:
                    return self._faults.pop(index)
        return None

    def keep(self, mail: Accepted) -> None:
        for recipient in mail.recipients:
            found = self._forward_to.get(recipient.casefold())
            if found:
                dovecot, user = found
                self._forwarding.append(self._forwarder.submit(dovecot.deliver, user, mail.raw, mail.sender))
        with self._changed:
            self._accepted.append(mail)
            self._changed.notify_all()
