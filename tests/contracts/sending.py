"""What the suites about sending share: a mail, a sender for a port, a server that follows a script."""

from __future__ import annotations

import asyncio
import base64
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

from inboxd.config.accounts import SmtpSettings
from inboxd.edge.outbox.sender import SmtpSender
from inboxd.ports import Envelope
from tests.servers.process import HOST, wait_until

US = "support@bluehill.example"
CUSTOMER = "mira@larch.example"
RAW = b"Subject: Re: help\r\nMessage-ID: <1@bluehill.example>\r\n\r\nWe are on it.\r\n"

Make = Callable[..., SmtpSender]


async def nothing() -> None:
    """A record that is written at once."""


def envelope(**changes: Any) -> Envelope:
    """A mail to the customer."""
    return Envelope(**{"sender": US, "recipient": CUSTOMER, "raw": RAW, **changes})


@contextlib.asynccontextmanager
async def senders() -> AsyncIterator[Make]:
    """Makes senders for a port and closes them all."""
    made = []

    def make(port: int, *, idle: float = 60, **changes: Any) -> SmtpSender:
        settings = {"host": HOST, "port": port, "tls": "none", "timeout": timedelta(seconds=5), **changes}
        made.append(SmtpSender(SmtpSettings(**settings), US, idle=idle))
        return made[-1]

    yield make
    for each in made:
        await each.close()


async def eventually(true: Callable[[], bool], what: str) -> None:
    """Wait until something is true that happens in a server's thread."""
    await asyncio.to_thread(wait_until, true, 5, what)


class Script:
    """A server for one thing: answers EHLO, then these lines in turn, then as a server that takes all."""

    def __init__(self, hello: str, answers: list[str], greeting: str) -> None:
        self.hello, self.answers, self.greeting = hello, list(answers), greeting
        self.lines: list[str] = []
        self.connections = self.port = 0
        self.sessions: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until the client or the test ends it."""
        task = asyncio.current_task()
        assert task is not None
        self.sessions.add(task)
        task.add_done_callback(self.sessions.discard)
        try:
            await self._talk(reader, writer)
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        writer.write(f"{self.greeting}\r\n".encode())
        in_data = False
        while line := await reader.readline():
            text = line.decode().rstrip("\r\n")
            if in_data:
                in_data = text != "."
                if not in_data:
                    writer.write(b"250 ok\r\n")
                continue
            self.lines.append(text)
            answer = self.answer(text)
            in_data = answer.startswith("354 ") and text == "DATA"
            writer.write(f"{answer}\r\n".encode())

    def answer(self, line: str) -> str:
        if line.startswith("EHLO"):
            return self.hello
        if self.answers:
            return self.answers.pop(0)
        return {"DATA": "354 go on", "QUIT": "221 bye"}.get(line, "250 ok")


@contextlib.asynccontextmanager
async def script(hello: str, answers: list[str], greeting: str = "220 hi") -> AsyncIterator[Script]:
    served = Script(hello, answers, greeting)
    listener = await asyncio.start_server(served.serve, HOST, 0)
    served.port = listener.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        listener.close()
        for session in served.sessions:
            session.cancel()
        await asyncio.gather(*served.sessions, return_exceptions=True)


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
