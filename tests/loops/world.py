"""Mail flows between inboxd and those who answer it; the clock jumps from one event to the next."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Protocol

from tests.builders import SetClock
from tests.loops.installation import Installation

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LONGEST = timedelta(days=30)
MOST_MAILS = 6000
OURS = "support@ourshop.example"

_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Post:
    """A mail on its way.

    Attributes:
        later: how long until it arrives.
    """

    to: str
    raw: bytes
    later: timedelta = timedelta(seconds=3)


class Actor(Protocol):
    """Somebody, or something, with one address or many."""

    def owns(self, address: str) -> bool:
        """Whether mail to the address reaches it."""

    def receive(self, mail: EmailMessage, now: datetime) -> Iterable[Post]:
        """A mail arrives; what is sent because of it."""


@dataclass
class World:
    """Everybody who writes to everybody.

    Attributes:
        ours: the installation that is looked at; others are actors among actors.
        letters: what `ours` sent, with the kind of each letter.
        gateway: what a server between us and the others makes of a mail.
    """

    clock: SetClock
    ours: Installation
    actors: Sequence[Actor] = ()
    others: Sequence[Installation] = ()
    gateway: Callable[[bytes], bytes] = bytes
    letters: list[tuple[datetime, str, EmailMessage]] = field(default_factory=list)
    from_them: int = 0
    _due: list[tuple[datetime, int, Post | Callable[[], Awaitable[None]]]] = field(default_factory=list)
    _counter: Iterator[int] = field(default_factory=itertools.count)

    def post(self, mail: Post) -> None:
        """Send a mail."""
        self.at(mail.later, mail)

    def at(self, later: timedelta, what: Post | Callable[[], Awaitable[None]]) -> None:
        """Let something happen later."""
        heapq.heappush(self._due, (self.clock.now() + later, next(self._counter), what))

    async def play(self) -> bool:
        """Until nothing happens any more, or 30 days are over; whether the world got quiet by itself."""
        every = (self.ours, *self.others)
        while self.from_them < MOST_MAILS:
            moments = [each for one in every if (each := await one.next_due()) is not None]
            moment = min([*moments, *(due[0] for due in self._due[:1])], default=None)
            if moment is None or moment > START + LONGEST:
                return True
            self.clock.moment = max(moment, self.clock.moment)
            while self._due and self._due[0][0] <= self.clock.now():
                what = heapq.heappop(self._due)[2]
                await (self._deliver(what) if isinstance(what, Post) else what())
            for one in every:
                for letter in await one.work():
                    self._send(one, letter)
        return False

    def _send(self, one: Installation, letter: EmailMessage) -> None:
        if one is self.ours:
            self.letters.append((self.clock.now(), _kind(letter), letter))
        self.post(Post(parseaddr(letter["To"])[1], self.gateway(letter.as_bytes())))

    async def _deliver(self, mail: Post) -> None:
        for one in (self.ours, *self.others):
            if mail.to in one.addresses:
                self.from_them += one is self.ours
                # The last server writes who sent it to whom.
                await one.receive(mail.to, mail.raw)
                return
        for actor in self.actors:
            if actor.owns(mail.to):
                for answer in actor.receive(_read(mail.raw), self.clock.now()):
                    self.post(answer)

    async def answer_all(self, text: str = "We have repaired it. Please try again.") -> None:
        """One of our people answers every case that waits."""
        for case in await self.ours.cases_of(bool):
            if case.waiting_since is None:
                continue
            policy_ = self.ours.policies[case.mailbox]
            raw = write(
                policy_.address, case.customer, f"Re: {case.subject}", text, self.clock.now(),
                answers=f"<{case.last_message_id}>" if case.last_message_id else "",
            )  # fmt: skip
            await self.ours.file_answer(case.mailbox, raw)
            self.post(Post(case.customer, raw))


def _kind(letter: EmailMessage) -> str:
    return str(letter["Message-ID"]).partition("inboxd.")[2].partition(".")[0]


def _read(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def write(
    sender: str,
    to: str,
    subject: str,
    text: str,
    at: datetime,
    *,
    answers: str = "",
    message_id: str = "",
    headers: Iterable[tuple[str, str]] = (),
) -> bytes:
    """A mail as a mail program writes it.

    Args:
        answers: the Message-ID that it answers, with angle brackets.
    """
    mail = EmailMessage()
    bare = parseaddr(sender)[1]
    mail["Return-Path"] = f"<{bare}>"
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id or f"<m{next(_numbers)}@{bare.rpartition('@')[2]}>"
    if answers:
        mail["In-Reply-To"] = mail["References"] = answers
    for name, value in headers:
        if name in mail:
            mail.replace_header(name, value)
        else:
            mail[name] = value
    mail.set_content(text)
    return mail.as_bytes()
