"""The scripted week's world: a real Dovecot, a real SMTP server, the real daemon, and a clock that is set by hand."""

from __future__ import annotations

import imaplib
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from inboxd.app import Daemon
from inboxd.building import key_of, policy_of
from inboxd.config.settings import Settings
from inboxd.core.decide.closing import close_case, reopen_case
from inboxd.core.decide.ground import ground_of
from inboxd.core.values.record import CaseRecord
from inboxd.run.posting import LETTER_KINDS, PostOffice
from tests.builders import SetClock
from tests.servers.dovecot import Dovecot
from tests.servers.faults import Accepted
from tests.servers.smtpsink import SmtpSink
from tests.week.script import Story, Turn

OURS = "support@ourshop.example"
DUE_KINDS = LETTER_KINDS | {"alarm", "silence"}


@dataclass
class Thread:
    """What a customer and we have written to each other.

    Attributes:
        letters: kinds of our letters to the customer, in order.
        to_answer: Message-ID of our last letter; "" before one.
        answer: Message-ID of an agent's last answer; "" before one.
    """

    story: Story
    message_ids: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    to_answer: str = ""
    answer: str = ""


class World:
    """Mail flows, time is set, and the daemon works when it is told to."""

    def __init__(self, settings: Settings, start: datetime, dovecot: Dovecot, user: str, sink: SmtpSink) -> None:
        self.clock = SetClock(start)
        self.daemon = Daemon(settings, clock=self.clock)
        self.threads: dict[str, Thread] = {}
        self._dovecot, self._user, self._sink = dovecot, user, sink
        self._seen = 0
        self._numbers = itertools.count(1)
        self._office: PostOffice | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async with self.daemon.opened() as office:
            self._office = office
            yield

    async def work(self) -> list[tuple[Thread, str]]:
        """Let the daemon handle what is there; the letters that customers got meanwhile, with their kinds."""
        assert self._office is not None
        await self.daemon.handle_what_is_there(self._office)
        return [found for letter in self._new_letters() if (found := self._receive(letter)) is not None]

    async def next_due(self) -> datetime | None:
        return await self.daemon.store.next_due(frozenset(DUE_KINDS))

    async def case_of(self, thread: Thread) -> CaseRecord | None:
        for case in await self.daemon.store.cases(limit=10_000):
            if case.customer == thread.story.customer:
                return await self.daemon.store.case(case.case_id)
        return None

    async def take(self, turn: Turn, thread: Thread) -> None:
        """Somebody does something."""
        story = thread.story
        match turn.does:
            case "writes":
                self._file("INBOX", self._mail(thread, story.customer, OURS, turn.text))
            case "is away":
                away = self._mail(thread, story.customer, OURS, turn.text, subject="Out of office")
                away["Auto-Submitted"] = "auto-replied"
                self._file("INBOX", away)
            case "bounces":
                self._file("INBOX", self._bounce(thread, thread.to_answer))
            case "bounces the answer":
                self._file("INBOX", self._bounce(thread, thread.answer))
            case "answers":
                answer = self._mail(thread, turn.agent, story.customer, turn.text)
                self._file("Sent", answer, "\\Seen")
                thread.answer = str(answer["Message-ID"])
            case "marks":
                self._mark_answered(story)
            case "closes" | "reopens":
                await self._turn(thread, turn.does)
            case _:
                raise AssertionError(turn.does)

    def begin(self, story: Story) -> Thread:
        """The customer's first message."""
        thread = self.threads[story.customer] = Thread(story)
        self._file("INBOX", self._mail(thread, story.customer, OURS, story.text, subject=story.subject))
        return thread

    async def _turn(self, thread: Thread, does: str) -> None:
        """What `inboxd cases resolve` and `inboxd cases reopen` do, at the world's time."""
        record, rules, now = await self.case_of(thread), self.daemon.rules.current, self.clock.now()
        assert record is not None, thread.story.name
        if does == "closes":
            plan = close_case(record.case, "by hand", now)
        else:
            key = await key_of(self.daemon.settings, self.daemon.store)
            policy = policy_of(self.daemon.settings.mailbox[0], self.daemon.settings, key)
            plan = reopen_case(record.case, "by hand", ground_of(rules, policy, key=key, since=now, now=now))
        await self.daemon.store.record([plan], None, now=now, owner="")

    def _mail(self, thread: Thread, sender: str, to: str, text: str, subject: str = "") -> EmailMessage:
        message_id = f"<week{next(self._numbers)}@{sender.partition('@')[2]}>"
        mail = EmailMessage()
        mail["From"], mail["To"] = sender, to
        mail["Subject"] = subject or f"Re: {thread.story.subject}"
        mail["Date"] = format_datetime(self.clock.now())
        mail["Message-ID"] = message_id
        if thread.message_ids:
            mail["In-Reply-To"] = thread.to_answer if to == OURS and thread.to_answer else thread.message_ids[-1]
            mail["References"] = " ".join(thread.message_ids[-10:])
        mail.set_content(text)
        thread.message_ids.append(message_id)
        return mail

    def _bounce(self, thread: Thread, message_id: str) -> EmailMessage:
        report = EmailMessage()
        report["From"], report["To"] = "MAILER-DAEMON@mx.kundin.example", OURS
        report["Subject"], report["Auto-Submitted"] = "Undelivered Mail Returned to Sender", "auto-replied"
        report["Date"] = format_datetime(self.clock.now())
        report["Message-ID"] = f"<week{next(self._numbers)}@mx.kundin.example>"
        report["Return-Path"] = "<>"
        customer = thread.story.customer
        parts = (
            ("text/plain; charset=us-ascii", f"The mail to {customer} could not be delivered: user unknown.\r\n"),
            (
                "message/delivery-status",
                f"Reporting-MTA: dns; mx.kundin.example\r\n\r\nFinal-Recipient: rfc822; {customer}\r\n"  # noqa: ISC004
                "Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 user unknown\r\n",
            ),
            ("text/rfc822-headers", f"Message-ID: {message_id}\r\nTo: {customer}\r\nFrom: {OURS}\r\n"),
        )
        body = "".join(f"--report\r\nContent-Type: {kind}\r\n\r\n{text}\r\n" for kind, text in parts) + "--report--\r\n"
        report["MIME-Version"] = "1.0"
        report["Content-Type"] = 'multipart/report; report-type=delivery-status; boundary="report"'
        report.set_payload(body)
        return report

    def _file(self, folder: str, mail: EmailMessage, flags: str = "") -> None:
        with self._dovecot.imap(self._user) as client:
            stamp = imaplib.Time2Internaldate(self.clock.now())
            answer, _ = client.append(folder, f"({flags})", stamp, mail.as_bytes())
            assert answer == "OK"

    def _mark_answered(self, story: Story) -> None:
        with self._dovecot.imap(self._user) as client:
            for folder in ("INBOX", "Priority", "Wishes", "VIP"):
                if client.select(folder)[0] != "OK":
                    continue
                _, found = client.search(None, "FROM", story.customer)
                for number in found[0].split():
                    client.store(number, "+FLAGS", "\\Answered")

    def _new_letters(self) -> list[Accepted]:
        accepted = self._sink.accepted
        new, self._seen = accepted[self._seen :], len(accepted)
        return new

    def _receive(self, letter: Accepted) -> tuple[Thread, str] | None:
        thread = self.threads.get(letter.recipients[0])
        if thread is None:
            return None
        mail = letter.message
        kind = "acknowledgment" if mail["Auto-Submitted"] == "auto-replied" else "follow_up"
        thread.letters.append(kind)
        thread.to_answer = str(mail["Message-ID"])
        thread.message_ids.append(thread.to_answer)
        return thread, kind


def is_within(moment: datetime | None, end: datetime) -> bool:
    return moment is not None and moment <= end


FOREVER = timedelta(days=60)
