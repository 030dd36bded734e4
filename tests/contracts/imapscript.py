"""An IMAP server that says what a test wants, for what no real server says on demand."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Mapping
from typing import Any

from inboxd.config.settings import MailboxSettings
from inboxd.edge.clock import SystemClock
from inboxd.edge.mailbox.account import ImapMailbox
from tests.servers.process import HOST

SELECTED = (
    "* 1 EXISTS\r\n* 0 RECENT\r\n* FLAGS (\\Answered \\Flagged \\Deleted \\Seen)\r\n"
    "* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\*)] ok\r\n* OK [UIDVALIDITY 7] ok\r\n"
    "* OK [UIDNEXT 2] ok\r\n{tag} OK [READ-WRITE] done"
)
BASICS: Mapping[str, str] = {
    "CAPABILITY": "* CAPABILITY {capabilities}\r\n{tag} OK done",
    "LOGIN": "{tag} OK [CAPABILITY {capabilities}] welcome",
    "LIST": '* LIST () "/" INBOX\r\n* LIST (\\Sent) "/" Sent\r\n{tag} OK done',
    "SELECT": SELECTED,
    "EXAMINE": SELECTED,
    "LOGOUT": "* BYE\r\n{tag} OK done",
    "IDLE": "+ idling",
    "DONE": "{tag} OK done",
}
_VERB = re.compile(r"(\S+) ((?:UID )?\S+)")


class Script:
    """Answers each command with its next line of the script; after that, and without one, with `BASICS` or OK.

    answers: verb → answers in turn; the last one stays. `{tag}` stands for the command's tag; an answer without a
        tagged line leaves the command open. "" closes the connection.
    """

    def __init__(self, answers: Mapping[str, str | list[str]], greeting: str, capabilities: str) -> None:
        self.answers = {verb: [said] if isinstance(said, str) else list(said) for verb, said in answers.items()}
        self.greeting, self.capabilities = greeting, capabilities
        self.lines: list[str] = []
        self.port = 0
        self.sessions: set[asyncio.Task[None]] = set()
        self._tag = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.sessions.add(task)
        task.add_done_callback(self.sessions.discard)
        writer.write(f"{self.greeting}\r\n".encode())
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while line := await reader.readline():
                if not await self._answer(line.decode().rstrip("\r\n"), reader, writer):
                    break
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    async def _answer(self, line: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        self.lines.append(line)
        found = _VERB.match(line)
        if found:
            self._tag = found[1]
        verb = found[2].upper() if found else line.upper()
        if literal := re.search(r"\{(\d+)\}$", line):
            writer.write(b"+ go on\r\n")
            await reader.readexactly(int(literal[1]) + 2)
        said = self.answers.get(verb, [])
        answer = said.pop(0) if len(said) > 1 else said[0] if said else BASICS.get(verb, "{tag} OK done")
        answer = re.sub(r"^\{tag\} OK$", "{tag} OK done", answer, flags=re.MULTILINE)
        writer.write(answer.replace("{tag}", self._tag).replace("{capabilities}", self.capabilities).encode() + b"\r\n")
        return bool(answer)

    def verbs(self) -> list[str]:
        """What was asked, without tags and arguments."""
        return [found[2] if (found := _VERB.match(line)) else line for line in self.lines]


@contextlib.asynccontextmanager
async def script(
    answers: Mapping[str, str | list[str]] | None = None,
    *,
    greeting: str = "* OK hello",
    capabilities: str = "IMAP4rev1 IDLE UIDPLUS MOVE",
) -> AsyncIterator[Script]:
    """A running script."""
    served = Script(answers or {}, greeting, capabilities)
    listener = await asyncio.start_server(served.serve, HOST, 0)
    served.port = listener.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        listener.close()
        await asyncio.gather(*served.sessions)


def mailbox_at(port: int, **changes: Any) -> ImapMailbox:
    """Our mailbox for whatever listens there."""
    imap = {"host": HOST, "port": port, "tls": "none", "password": "secret", "timeout": "5s", **changes}
    settings = {"name": "support", "address": "mira@bluehill.example", "imap": imap, "smtp": {"host": HOST}}
    return ImapMailbox(MailboxSettings.model_validate(settings), SystemClock())


@contextlib.asynccontextmanager
async def talking(port: int, **changes: Any) -> AsyncIterator[ImapMailbox]:
    """The same, connected."""
    mailbox = mailbox_at(port, **changes)
    try:
        await mailbox.connect()
        yield mailbox
    finally:
        await mailbox.close()
