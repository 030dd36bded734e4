"""After a bad day everything is there once: servers that come back, letters in doubt, messages that nobody can read.

Where hours pass, the daemon runs in this process with a clock that the test moves; servers and database are real.
"""

from __future__ import annotations

import random
import re
import resource
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from inboxd.app import Daemon
from inboxd.config.loading import load_settings
from inboxd.core.parse.mail import parse_mail
from inboxd.core.values.arrival import Arrival
from inboxd.core.values.effect import Effect, EffectState
from inboxd.core.values.mail import Mail
from inboxd.core.values.record import CaseRecord
from inboxd.edge.mailbox.account import ImapMailbox
from inboxd.edge.store.store import SqlStore
from inboxd.run.audit import audit_mailbox
from tests.process.program import Inboxd, customer_mail, invented_words
from tests.servers.faults import Step
from tests.servers.proxy import FaultProxy
from tests.servers.smtpsink import SmtpSink, drop, refuse

pytestmark = [pytest.mark.process, pytest.mark.real]

ANGRY = "Your page is down since monday and we lose our customers. This is the third time I write!"
QUICK = {"idle_renew": "2s", "poll": "1s", "timeout": "3s", "keepalive": "1s"}
UNREADABLE = (
    b"\x00\xff\xfe no headers at all",
    b"\r\n",
    b"From: <<<>>>\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!",
    b"Subject: =?utf-8?b?////?=\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--y\r\n",
)
UNLIMITED = resource.RLIM_INFINITY


class MovedClock:
    """The real time and what the test adds to it."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Days:
    """An installation that is run once now and then."""

    def __init__(self, program: Inboxd) -> None:
        self.program = program
        self.clock = MovedClock()
        self.settings = load_settings(program.config, {})
        self.logs: list[dict[str, object]] = []

    async def once(self, *, later: timedelta = timedelta()) -> None:
        """`inboxd run --once`, so much later than the last time."""
        self.clock.ahead += later
        with capture_logs() as logs:
            await Daemon(self.settings, clock=self.clock).run(once=True)
        self.logs = [dict(line) for line in logs]

    def said(self, event: str) -> list[dict[str, object]]:
        """Lines of the last run."""
        return [line for line in self.logs if line["event"] == event]

    async def effects(self, kind: str) -> list[Effect]:
        return [each for each in await self._ask(SqlStore.effects) if each.deed.kind == kind]

    async def cases(self) -> list[CaseRecord]:
        found = await self._ask(SqlStore.cases)
        return [await self._ask(SqlStore.case, case.case_id) for case in found]

    async def answer_reasons(self) -> list[str]:
        """What the answer gate said of each message."""

        async def read(store: SqlStore) -> list[str]:
            return [entry.answer_reason async for entry in store.entries() if entry.direction == "incoming"]

        return await self._ask(read)

    async def decide(self, effect_id: str, state: EffectState) -> None:
        """A person's decision."""
        now = self.clock.now()
        assert await self._ask(SqlStore.change_effect, effect_id, state, now=now, reason="a person wants it")

    async def is_accounted_for(self) -> bool:
        """What `inboxd audit` would say."""
        mailbox = ImapMailbox(self.settings.mailbox[0], self.clock)
        await mailbox.connect()
        try:
            audit = await self._ask(lambda store: audit_mailbox(mailbox, store, "INBOX", {"Priority", "Needs human"}))
        finally:
            await mailbox.close()
        return audit.is_clean

    async def _ask(self, what: Callable[..., object], *words: object, **more: object):
        store = SqlStore(self.settings.store)
        await store.open()
        try:
            return await what(store, *words, **more)
        finally:
            await store.close()


@pytest.fixture
def days(inboxd, small_rules) -> Callable[..., Days]:
    return lambda **changes: Days(inboxd(**{"rules": small_rules, **changes}))


class TestTheOutgoingServer:
    async def test_that_was_down_gets_the_acknowledgment_once_when_it_is_back(self, days, mail_user, smtp_sink):
        with FaultProxy(smtp_sink.port) as proxy:
            proxy.refuse()
            world = days(smtp_port=proxy.port)
            mail_user.deliver(customer_mail(ANGRY))
            await world.once()
            (line,) = world.said("acknowledgment.trylater")
            assert str(line["why"]).endswith("Connection refused")
            assert mail_user.dovecot.count(mail_user.address, "Priority") == 1
            proxy.pass_through()
            await world.once(later=timedelta(minutes=1))
            await world.once(later=timedelta(hours=1))
        assert [mail.recipients for mail in smtp_sink.accepted] == [("mira@bluehill.example",)]
        assert [each.state for each in await world.effects("acknowledgment")] == [EffectState.DONE]

    async def test_that_says_later_is_asked_later_and_gets_it_once(self, days, mail_user, smtp_sink):
        smtp_sink.misbehave(refuse(Step.RCPT, "451 4.7.1 Greylisted, come back later"), times=2)
        world = days()
        mail_user.deliver(customer_mail(ANGRY))
        # Each pause is as long as it has failed by then, give or take a fifth.
        for minutes, expected in ((0, 0), (1, 0), (2, 1), (4, 1)):
            await world.once(later=timedelta(minutes=minutes))
            assert len(smtp_sink.accepted) == expected
        assert world.said("acknowledgment.trylater") == []

    async def test_that_refuses_the_password_is_told_with_what_to_do_and_asked_again(self, days, mail_user):
        with SmtpSink(credentials={"support@ourshop.example": "correct horse"}) as sink:
            world = days(smtp_port=sink.port, smtp={"password": "wrong horse"})
            mail_user.deliver(customer_mail(ANGRY))
            await world.once()
            (line,) = world.said("acknowledgment.trylater")
            assert "refused login: 535" in str(line["why"])
            assert "Check `smtp.user` and the password" in str(line["why"])
            assert mail_user.dovecot.count(mail_user.address, "Priority") == 1
            world.program.smtp["password"] = "correct horse"
            world.settings = load_settings(world.program.config, {})
            await world.once(later=timedelta(minutes=7))
            assert len(sink.accepted) == 1

    async def test_that_refuses_the_address_for_good_is_not_asked_again(self, days, mail_user, smtp_sink):
        smtp_sink.misbehave(refuse(Step.RCPT, "550 5.1.1 No such user"))
        world = days()
        mail_user.deliver(customer_mail(ANGRY))
        await world.once()
        other = "I am locked out of my account and cannot pay my staff today. Please help me now."
        mail_user.deliver(customer_mail(other, subject="Something else"))
        await world.once()
        assert sorted(await world.answer_reasons()) == ["allowed", "undeliverable"]
        await world.once(later=timedelta(days=1))
        (letter,) = await world.effects("acknowledgment")
        assert letter.state is EffectState.FAILED
        assert "550 5.1.1 No such user" in letter.last_error
        assert smtp_sink.accepted == []


class TestALetterInDoubt:
    async def test_is_held_and_sent_again_only_by_a_persons_word(self, days, mail_user, smtp_sink):
        smtp_sink.misbehave(drop(Step.DOT, accept=True))
        world = days()
        mail_user.deliver(customer_mail(ANGRY))
        await world.once()
        assert world.said("letter.in_doubt")
        await world.once(later=timedelta(minutes=3))
        (line,) = world.said("acknowledgment.held")
        assert "look, then retry or cancel it" in str(line["why"])
        await world.once(later=timedelta(minutes=10))
        assert len(smtp_sink.accepted) == 1
        (letter,) = await world.effects("acknowledgment")
        assert letter.state is EffectState.HELD
        await world.decide(letter.effect_id, EffectState.QUEUED)
        await world.once()
        assert len(smtp_sink.accepted) == 2
        assert len({mail.message["Message-ID"] for mail in smtp_sink.accepted}) == 1

    async def test_is_proven_by_the_copy_that_came_to_the_mailbox(self, days, mail_user, smtp_sink):
        smtp_sink.forward(mail_user.dovecot, "support@ourshop.example", mail_user.address)
        smtp_sink.misbehave(drop(Step.DOT, accept=True))
        world = days(mailbox={"sent_copy": "bcc"})
        mail_user.deliver(customer_mail(ANGRY))
        await world.once()
        smtp_sink.wait_forwarded()
        await world.once(later=timedelta(seconds=10))
        assert [each.state for each in await world.effects("acknowledgment")] == [EffectState.DONE]
        assert len(smtp_sink.accepted) == 1
        (record,) = await world.cases()
        assert "acknowledged" in [event.kind for event in record.events]


class TestAMessageThatNobodyCanRead:
    async def test_is_a_case_in_the_folder_for_people(self, days, mail_user, smtp_sink):
        mail_user.deliver(*UNREADABLE, customer_mail(ANGRY))
        world = days()
        await world.once()
        assert mail_user.dovecot.count(mail_user.address, "Needs human") == len(UNREADABLE)
        assert mail_user.dovecot.count(mail_user.address, "Priority") == 1
        assert mail_user.dovecot.count(mail_user.address, "INBOX") == 0
        assert [mail.recipients for mail in smtp_sink.accepted] == [("mira@bluehill.example",)]
        assert len(await world.cases()) == len(UNREADABLE) + 1
        assert await world.is_accounted_for()

    async def test_because_of_a_mistake_of_ours_spoils_no_other(self, days, mail_user, smtp_sink, monkeypatch):
        def stumble(arrival: Arrival) -> Mail:
            if b"trip over this" in arrival.raw:
                raise ZeroDivisionError("a mistake of ours")
            return parse_mail(arrival)

        monkeypatch.setattr("inboxd.run.reading.parse_mail", stumble)
        mail_user.deliver(customer_mail("Please trip over this.", sender="noor@redfield.example"), customer_mail(ANGRY))
        world = days()
        await world.once()
        (line,) = world.said("mail.unread")
        assert (line["log_level"], line["error"], line["uid"]) == ("error", "ZeroDivisionError", 1)
        (lost,) = mail_user.messages("Needs human")
        assert b"trip over this" in lost
        assert [mail.recipients for mail in smtp_sink.accepted] == [("mira@bluehill.example",)]
        told = [event.reason for record in await world.cases() for event in record.events]
        assert any("inboxd could not read it (ZeroDivisionError)" in reason for reason in told)


class TestTheRunningService:
    def test_goes_on_when_the_disk_has_room_again(self, inboxd, small_rules, mail_user, smtp_sink):
        daemon: Inboxd = inboxd(rules=small_rules, imap=QUICK)
        daemon.start()
        assert daemon.process is not None
        resource.prlimit(daemon.process.pid, resource.RLIMIT_FSIZE, (8192, UNLIMITED))
        mail_user.deliver(customer_mail(ANGRY))
        line = daemon.wait_for("mailbox.unavailable")[0]
        assert "disk" in str(line["error"])
        assert "free space" in str(line["error"])
        assert smtp_sink.accepted == []
        resource.prlimit(daemon.process.pid, resource.RLIMIT_FSIZE, (UNLIMITED, UNLIMITED))
        smtp_sink.wait_for(1, seconds=30)
        assert daemon.stop() == 0
        assert mail_user.dovecot.count(mail_user.address, "Priority") == 1
        assert len(smtp_sink.accepted) == 1

    def test_waits_for_a_database_that_restarts(
        self, inboxd, small_rules, mail_user, smtp_sink, postgres, postgres_url
    ):
        daemon: Inboxd = inboxd(rules=small_rules, imap=QUICK, store=postgres_url)
        daemon.start()
        postgres.shut_down()
        mail_user.deliver(customer_mail(ANGRY))
        line = daemon.wait_for("mailbox.unavailable")[0]
        # By the moment of the stop, a connection is either cut by the server or refused.
        assert re.search("the database (cannot be reached|is not ready)", str(line["error"]))
        assert line["again_in_seconds"] < 5
        postgres.start()
        smtp_sink.wait_for(1, seconds=30)
        mail_user.dovecot.wait_for(mail_user.address, "Priority", 1)
        assert daemon.stop() == 0
        assert daemon.command("audit").returncode == 0
        assert len(smtp_sink.accepted) == 1

    async def test_goes_on_after_kill_9_where_it_was(self, days, mail_user, smtp_sink):
        world = days()
        world.program.start()
        chance = random.Random(7)
        customers = {f"c{number}@customer{number}.example" for number in range(8)}
        mail_user.deliver(
            *(customer_mail(f"{ANGRY} {invented_words(chance)}", sender=each, subject=each) for each in customers)
        )
        world.program.wait_for("mail.decided")
        world.program.kill()
        await world.once()
        await world.once(later=timedelta(minutes=3))
        held = {each.deed.to for each in await world.effects("acknowledgment") if each.state is EffectState.HELD}
        written = [mail.recipients[0] for mail in smtp_sink.accepted]
        assert len(written) == len(set(written))
        assert set(written) | held == customers
        assert mail_user.dovecot.count(mail_user.address, "Priority") == len(customers)
        assert mail_user.dovecot.count(mail_user.address, "INBOX") == 0
        assert await world.is_accounted_for()
