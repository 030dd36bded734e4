"""Sessions are reused, replaced, limited and survive cancelling; also with a real Postfix."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from inboxd.core.compose.message import SenderIdentity, compose_letter
from inboxd.core.compose.templates import compile_templates
from inboxd.core.values.effect import Effect, EffectState, Letter
from inboxd.edge.outbox import connection as connection_module
from inboxd.edge.outbox import sender as sender_module
from inboxd.edge.outbox.sender import SmtpSender
from inboxd.errors import Permanent, Transient
from tests.contracts.sending import CUSTOMER, RAW, US, Make, envelope, eventually, nothing, senders
from tests.servers.cuts import End
from tests.servers.faults import Step
from tests.servers.postfix import Postfix
from tests.servers.proxy import FaultProxy
from tests.servers.smtpsink import SmtpSink, drop, refuse, stall


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as server:
        yield server


@pytest.fixture
def proxy(sink) -> Iterator[FaultProxy]:
    with FaultProxy(sink.port) as server:
        yield server


@pytest.fixture
async def make() -> AsyncIterator[Make]:
    async with senders() as each:
        yield each


@pytest.fixture
def sender(sink, make) -> SmtpSender:
    return make(sink.port, final_timeout=timedelta(seconds=5))


class TestSessions:
    async def test_are_used_again(self, sink, sender):
        for _ in range(5):
            await sender.send(envelope(), nothing)
        assert (len(sink.accepted), sink.sessions) == (5, 1)

    async def test_are_used_again_after_a_refused_recipient(self, sink, sender):
        sink.misbehave(refuse(Step.RCPT, "550 5.1.1 no such user"))
        with pytest.raises(Permanent):
            await sender.send(envelope(), nothing)
        await sender.send(envelope(), nothing)
        assert sink.sessions == 1
        assert "RSET" in sink.commands

    async def test_that_a_server_restart_ended_are_replaced_without_an_error(self, sink, sender):
        await sender.send(envelope(), nothing)
        sink.kill()
        sink.start()
        await sender.send(envelope(), nothing)
        assert len(sink.accepted) == 2

    @pytest.mark.parametrize(
        "fault", [drop(Step.MAIL), drop(Step.MAIL, reset=True), refuse(Step.MAIL, "421 4.4.2 idle")]
    )
    async def test_that_the_server_gave_up_meanwhile_are_replaced_without_an_error(self, sink, sender, fault):
        await sender.send(envelope(), nothing)
        sink.misbehave(fault)
        await sender.send(envelope(), nothing)
        assert (len(sink.accepted), sink.sessions) == (2, 2)

    async def test_that_are_dead_without_a_word_are_found_out_soon(self, sink, proxy, make, monkeypatch):
        monkeypatch.setattr(sender_module, "PROBE_AFTER", 0)
        monkeypatch.setattr(connection_module, "QUICK", 0.2)
        sender = make(proxy.port)
        await sender.send(envelope(), nothing)
        proxy.drop(End.SILENCE)
        await sender.send(envelope(), nothing)
        assert (len(sink.accepted), proxy.connections) == (2, 2)

    async def test_end_with_quit_when_nobody_needs_them(self, sink, make):
        await make(sink.port, idle=0.05).send(envelope(), nothing)
        await eventually(lambda: "QUIT" in sink.commands, "QUIT")

    async def test_carry_a_limited_number_of_mails(self, sink, sender, monkeypatch):
        monkeypatch.setattr(sender_module, "MAILS", 2)
        for _ in range(5):
            await sender.send(envelope(), nothing)
        assert (len(sink.accepted), sink.sessions, sink.commands.count("QUIT")) == (5, 3, 2)

    async def test_are_never_more_than_allowed(self, sink, make):
        sender = make(sink.port, connections=2)
        now, most, both = 0, 0, asyncio.Event()

        async def record() -> None:
            nonlocal now, most
            now += 1
            most = max(most, now)
            if now == 2:
                both.set()
            await both.wait()
            now -= 1

        await asyncio.gather(*(sender.send(envelope(), record) for _ in range(10)))
        assert (most, sink.sessions, len(sink.accepted)) == (2, 2, 10)

    async def test_end_politely_at_close_and_never_come_back(self, sink, sender):
        await sender.send(envelope(), nothing)
        await sender.close()
        await sender.close()
        assert sink.commands[-1] == "QUIT"
        with pytest.raises(Transient, match="closed"):
            await sender.send(envelope(), nothing)

    async def test_close_does_not_fail_when_the_server_is_gone(self, sink, sender):
        await sender.send(envelope(), nothing)
        sink.kill()
        await sender.close()


class TestCancelling:
    async def test_before_the_final_dot_sends_nothing_and_spoils_nothing(self, sink, sender):
        reached = asyncio.Event()

        async def wait_for_ever() -> None:
            reached.set()
            await asyncio.Event().wait()

        task = asyncio.create_task(sender.send(envelope(), wait_for_ever))
        await reached.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await sender.send(envelope(recipient="next@larch.example"), nothing)
        assert [mail.recipients for mail in sink.accepted] == [("next@larch.example",)]
        assert sink.sessions == 2

    @pytest.mark.parametrize("step", [Step.EHLO, Step.MAIL, Step.RCPT, Step.DATA, Step.DOT])
    async def test_while_an_answer_is_awaited_does_not_make_later_answers_one_late(self, sink, make, step):
        sender = make(sink.port, connections=1)
        sink.misbehave(stall(step))
        task = asyncio.create_task(sender.send(envelope(), nothing))
        await eventually(lambda: sink.commands[-1:] != [] and not sink._faults, "the stall")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        sink.misbehave(refuse(Step.RCPT, "550 5.1.1 no such user"))
        with pytest.raises(Permanent):
            await sender.send(envelope(), nothing)
        assert (await sender.send(envelope(), nothing)).reply == "250 2.0.0 Accepted"

    @pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
    async def test_while_an_answer_is_on_its_way_does_not_leave_it_to_the_next_command(
        self, sink, proxy, make, command
    ):
        sender = make(proxy.port, connections=1)
        proxy.delay(0.05)
        task = asyncio.create_task(sender.send(envelope(), nothing))
        await eventually(lambda: sink.commands[-1:] != [] and sink.commands[-1].startswith(command), command)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        proxy.delay(0)
        await sender.send(envelope(recipient="next@larch.example"), nothing)
        assert [mail.recipients for mail in sink.accepted] == [("next@larch.example",)]
        assert proxy.connections == 2

    async def test_while_waiting_for_a_free_session_takes_none_away(self, sink, make):
        sender = make(sink.port, connections=1)
        reached, go_on = asyncio.Event(), asyncio.Event()

        async def hold() -> None:
            reached.set()
            await go_on.wait()

        first = asyncio.create_task(sender.send(envelope(), hold))
        await reached.wait()
        second = asyncio.create_task(sender.send(envelope(), nothing))
        await asyncio.sleep(0)
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second
        go_on.set()
        await first
        await sender.send(envelope(), nothing)
        assert len(sink.accepted) == 2


@pytest.fixture(scope="module")
def impatient() -> Iterator[tuple[Postfix, SmtpSink]]:
    if os.geteuid() != 0:
        pytest.skip("Postfix's master needs root")
    with SmtpSink() as behind, Postfix(relay_to=behind, extra="smtpd_timeout = 1s", size_limit=20_000) as postfix:
        yield postfix, behind


@pytest.mark.real
class TestPostfix:
    @pytest.fixture
    def behind(self, impatient) -> SmtpSink:
        impatient[0].wait_until_empty()
        impatient[1].reset()
        return impatient[1]

    @pytest.fixture
    def sender(self, impatient, behind, make) -> SmtpSender:
        return make(impatient[0].port, tls="starttls", ca_file=impatient[0].authority)

    async def test_takes_our_mail_with_everything_it_offers(self, sender, behind):
        sent = await sender.send(envelope(copy_to=US), nothing)
        assert "queued as" in sent.reply
        (mail,) = await asyncio.to_thread(behind.wait_for, 1)
        assert (mail.sender, set(mail.recipients)) == (US, {CUSTOMER, US})
        assert mail.raw.endswith(b"\r\n\r\nWe are on it.\r\n")

    async def test_passes_a_composed_letter_on_octet_by_octet(self, sender, behind):
        deed = Letter(
            kind="acknowledgment",
            template="urgent",
            language="th",
            to=CUSTOMER,
            to_name="มีรา",
            mailbox="support",
            from_address=US,
            subject="เข้าระบบไม่ได้",
            token="K7QX-2M4D",
            html=True,
        )
        now = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)
        text = "Subject: Re: {{ subject }}\n\nคุณ{{ name }} เราขอโทษ\n\n.\n..\n"
        letter = Effect("a:1", "support", deed, EffectState.QUEUED, now, message_id="inboxd.a.1@bluehill.example")
        templates = compile_templates({("urgent", "en"): text})
        raw = compose_letter(letter, templates, SenderIdentity(US), ZoneInfo("Asia/Bangkok"), now)
        await sender.send(envelope(raw=raw), nothing)
        (mail,) = await asyncio.to_thread(behind.wait_for, 1)
        assert mail.raw.endswith(raw)

    async def test_may_hang_up_an_idle_session_without_an_error_for_us(self, impatient, sender, behind):
        await sender.send(envelope(), nothing)
        before = impatient[0].log().count("timeout after END-OF-MESSAGE")
        await eventually(
            lambda: impatient[0].log().count("timeout after END-OF-MESSAGE") > before, "Postfix to hang up"
        )
        await sender.send(envelope(), nothing)
        assert len(await asyncio.to_thread(behind.wait_for, 2)) == 2

    async def test_may_be_restarted_without_an_error_for_us(self, impatient, sender, behind):
        await sender.send(envelope(), nothing)
        await asyncio.to_thread(impatient[0].restart)
        await sender.send(envelope(), nothing)
        assert len(await asyncio.to_thread(behind.wait_for, 2)) == 2

    async def test_refuses_what_is_too_large_for_good(self, sender):
        with pytest.raises(Permanent, match="octets"):
            await sender.send(envelope(raw=RAW + b"x" * 20_000), nothing)

    async def test_sends_nothing_when_the_record_fails(self, sender, behind):
        async def fail() -> None:
            raise Transient("the database is away")

        with pytest.raises(Transient, match="database"):
            await sender.send(envelope(recipient="never@larch.example"), fail)
        await sender.send(envelope(), nothing)
        (mail,) = await asyncio.to_thread(behind.wait_for, 1)
        assert mail.recipients == (CUSTOMER,)
