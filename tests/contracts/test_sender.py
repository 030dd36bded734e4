"""What every `Sender` owes its callers: one mail, its copy, refusals, breaks. On real SMTP that misbehaves."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest

from inboxd.edge.outbox.sender import SmtpSender
from inboxd.errors import ConnectionLost, InboxdError, Misconfigured, NotLetIn, OutcomeUnknown, Permanent, Transient
from tests.contracts.sending import CUSTOMER, RAW, US, Make, envelope, eventually, nothing, senders
from tests.servers.cuts import End, Way
from tests.servers.faults import Fault, Step
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


class TestAMail:
    async def test_arrives_as_it_was_given(self, sink, sender):
        raw = b"Subject: x\r\n\r\n.\r\n..two\r\n.one\r\n\r\nFrom here\r\n.\r\n"
        sent = await sender.send(envelope(raw=raw), nothing)
        (mail,) = sink.accepted
        assert (mail.sender, mail.recipients, mail.raw) == (US, (CUSTOMER,), raw)
        assert sent.reply.startswith("250 ")
        assert not sent.copied

    async def test_with_bare_line_ends_cannot_smuggle_an_end_of_its_own(self, sink, sender):
        await sender.send(envelope(raw=b"Subject: x\n\nbody\n.\nMAIL FROM:<a@b.example>\r.\r\nend"), nothing)
        (mail,) = sink.accepted
        assert mail.raw == b"Subject: x\r\n\r\nbody\r\n.\r\nMAIL FROM:<a@b.example>\r\n.\r\nend\r\n"

    async def test_is_recorded_after_data_was_taken_and_before_it_can_be_accepted(self, sink, sender):
        seen = []

        async def record() -> None:
            seen.append((sink.commands[-1], len(sink.accepted)))

        await sender.send(envelope(), record)
        assert seen == [("DATA", 0)]

    async def test_goes_out_with_the_null_sender(self, sink, sender):
        await sender.send(envelope(sender=""), nothing)
        assert sink.accepted[0].sender == ""

    async def test_to_a_non_ascii_address_uses_smtputf8(self, sink, sender):
        await sender.send(envelope(recipient="мира@larch.example"), nothing)
        assert sink.accepted[0].recipients == ("мира@larch.example",)

    async def test_to_a_non_ascii_address_is_impossible_without_smtputf8(self, make):
        with SmtpSink(smtputf8=False) as server:
            with pytest.raises(Permanent, match="SMTPUTF8"):
                await make(server.port).send(envelope(recipient="мира@larch.example"), nothing)
            assert "DATA" not in server.commands

    async def test_that_is_too_large_is_not_even_begun(self, make):
        with SmtpSink(size_limit=1000) as server:
            with pytest.raises(Permanent, match="octets"):
                await make(server.port).send(envelope(raw=RAW + b"x" * 1000), nothing)
            assert not any(command.startswith("MAIL") for command in server.commands)

    @pytest.mark.parametrize(
        "address",
        [
            "",
            "mira",
            "@larch.example",
            "mira@",
            "mira@larch.example>\r\nRCPT TO:<eve@larch.example",
            "mira@larch.example> SIZE=1",
            "Mira <mira@larch.example>",
            "mira@larch.example,eve@larch.example ",
            '"a b"@larch.example',
            "mira\udcff@larch.example",
        ],
    )
    async def test_to_an_unusable_address_is_refused_before_anything_is_said(self, sink, sender, address):
        with pytest.raises(Permanent, match="cannot be used"):
            await sender.send(envelope(recipient=address), nothing)
        assert sink.commands == []


class TestTheCopy:
    async def test_goes_along_in_the_same_transaction(self, sink, sender):
        sent = await sender.send(envelope(copy_to=US), nothing)
        assert sent.copied
        assert [mail.recipients for mail in sink.accepted] == [(CUSTOMER, US)]

    async def test_may_be_refused_without_harm_to_the_customer(self, sink, sender):
        sink.misbehave(refuse(Step.RCPT, "550 5.1.1 no such user", recipient=US))
        sent = await sender.send(envelope(copy_to=US), nothing)
        assert not sent.copied
        assert [mail.recipients for mail in sink.accepted] == [(CUSTOMER,)]

    @pytest.mark.parametrize("fault", [refuse(Step.RCPT, "421 4.3.2 going down", recipient=US), drop(Step.RCPT)])
    async def test_that_ends_the_session_makes_the_mail_wait(self, sink, sender, fault):
        sink.misbehave(refuse(Step.RCPT, "250 fine", recipient=CUSTOMER))
        sink.misbehave(fault)
        with pytest.raises(Transient):
            await sender.send(envelope(copy_to=US), nothing)
        assert sink.accepted == []


REFUSALS = [
    (refuse(Step.CONNECT, "421 4.3.2 too many"), Transient),
    (refuse(Step.CONNECT, "554 5.3.2 no service for you"), NotLetIn),
    (refuse(Step.EHLO, "421 4.3.2 not now"), Transient),
    (refuse(Step.EHLO, "554 5.5.0 not you"), NotLetIn),
    (refuse(Step.MAIL, "451 4.3.0 not now"), Transient),
    (refuse(Step.MAIL, "421 4.3.2 going down"), Transient),
    (refuse(Step.MAIL, "553 5.7.1 that is not your address"), Misconfigured),
    (refuse(Step.MAIL, "530 5.7.0 authentication required"), Misconfigured),
    (refuse(Step.MAIL, "552 5.3.4 too big"), Permanent),
    (refuse(Step.RCPT, "450 4.2.0 greylisted"), Transient),
    (refuse(Step.RCPT, "421 4.7.0 slow down"), Transient),
    (refuse(Step.RCPT, "550 5.1.1 no such user"), Permanent),
    (refuse(Step.RCPT, f"554 5.7.1 <{CUSTOMER}>: Relay access denied"), Misconfigured),
    (refuse(Step.RCPT, f"553 5.7.1 <{US}>: Sender address rejected: not owned by user support"), Misconfigured),
    (refuse(Step.DATA, "451 4.3.0 not now"), Transient),
    (refuse(Step.DATA, "554 5.5.1 no valid recipients"), Permanent),
    (refuse(Step.DOT, "451 4.7.1 content not scanned"), Transient),
    (refuse(Step.DOT, "421 4.3.2 going down"), Transient),
    (refuse(Step.DOT, "550 5.7.1 looks like spam"), Permanent),
    (refuse(Step.DOT, "554 5.2.252 SendAsDenied; support not allowed to send as sales"), Misconfigured),
]


class TestARefusal:
    @pytest.mark.parametrize(("fault", "kind"), REFUSALS, ids=[f"{each.at}-{each.reply[:3]}" for each, _ in REFUSALS])
    async def test_says_what_to_do_next_and_nothing_was_sent(self, sink, sender, fault, kind):
        sink.misbehave(fault)
        with pytest.raises(InboxdError) as caught:
            await sender.send(envelope(), nothing)
        assert type(caught.value) in {kind, ConnectionLost} if kind is Transient else type(caught.value) is kind
        assert sink.accepted == []

    @pytest.mark.parametrize("fault", [each for each, _ in REFUSALS if each.at not in {Step.CONNECT, Step.EHLO}])
    async def test_of_one_mail_does_not_spoil_the_next(self, sink, sender, fault):
        sink.misbehave(fault)
        with pytest.raises(InboxdError):
            await sender.send(envelope(), nothing)
        await sender.send(envelope(recipient="next@larch.example"), nothing)
        assert [mail.recipients for mail in sink.accepted] == [("next@larch.example",)]

    async def test_names_no_address_of_the_customer(self, sink, sender):
        sink.misbehave(refuse(Step.RCPT, f"550 5.1.1 <{CUSTOMER}>: {CUSTOMER} unknown (mira@larch.example)"))
        with pytest.raises(Permanent) as caught:
            await sender.send(envelope(), nothing)
        assert "larch" not in str(caught.value)
        assert "550 5.1.1" in str(caught.value)

    async def test_before_the_final_dot_leaves_no_record(self, sink, sender):
        recorded = []

        async def record() -> None:
            recorded.append(True)

        for step in (Step.MAIL, Step.RCPT, Step.DATA):
            sink.misbehave(refuse(step))
            with pytest.raises(Transient):
                await sender.send(envelope(), record)
        assert recorded == []


class TestABreak:
    @pytest.mark.parametrize("step", [Step.CONNECT, Step.EHLO, Step.RCPT, Step.DATA])
    @pytest.mark.parametrize("reset", [False, True], ids=["fin", "rst"])
    async def test_before_the_final_dot_is_safe_to_try_again(self, sink, sender, step, reset):
        sink.misbehave(drop(step, reset=reset))
        with pytest.raises(Transient):
            await sender.send(envelope(), nothing)
        assert sink.accepted == []
        await sender.send(envelope(), nothing)
        assert len(sink.accepted) == 1

    @pytest.mark.parametrize("step", [Step.CONNECT, Step.EHLO, Step.MAIL, Step.RCPT, Step.DATA])
    async def test_by_silence_ends_in_time(self, sink, make, step):
        sink.misbehave(stall(step))
        with pytest.raises(Transient):
            await make(sink.port, timeout=timedelta(milliseconds=200)).send(envelope(), nothing)
        assert sink.accepted == []

    @pytest.mark.parametrize(
        ("fault", "accepted"),
        [
            (drop(Step.DOT), 0),
            (drop(Step.DOT, accept=True), 1),
            (drop(Step.DOT, accept=True, reset=True), 1),
            (stall(Step.DOT), 0),
            (stall(Step.DOT, accept=True), 1),
            (Fault(Step.DOT, reply="gibberish"), 0),
            (Fault(Step.DOT, reply="354 go on"), 0),
        ],
    )
    async def test_after_the_final_dot_is_an_unknown_outcome_whatever_happened(self, sink, make, fault, accepted):
        sender = make(sink.port, final_timeout=timedelta(milliseconds=300))
        sink.misbehave(fault)
        with pytest.raises(OutcomeUnknown):
            await sender.send(envelope(), nothing)
        assert len(sink.accepted) == accepted
        await sender.send(envelope(), nothing)
        assert len(sink.accepted) == accepted + 1

    @pytest.mark.parametrize("end", [End.FIN, End.RST])
    async def test_that_swallows_the_answer_is_an_unknown_outcome_and_one_mail(self, sink, proxy, make, end):
        proxy.cut_at(b"\r\n.\r\n", Way.TO_SERVER, forward=True, end=end)
        with pytest.raises(OutcomeUnknown):
            await make(proxy.port).send(envelope(), nothing)
        assert len(await asyncio.to_thread(sink.wait_for, 1)) == 1

    @pytest.mark.parametrize("end", [End.FIN, End.RST])
    async def test_within_the_text_is_safe_to_try_again(self, sink, proxy, make, end):
        proxy.cut_at(b"on it", Way.TO_SERVER, forward=False, end=end)

        async def record() -> None:
            await eventually(lambda: proxy.cuts == 1 and proxy.open == 0, "the cut")
            for _ in range(10):
                await asyncio.sleep(0)

        with pytest.raises(ConnectionLost):
            await make(proxy.port).send(envelope(), record)
        assert sink.accepted == []

    async def test_of_the_record_sends_nothing(self, sink, proxy, make):
        sender = make(proxy.port)

        async def fail() -> None:
            raise Transient("the database is away")

        with pytest.raises(Transient, match="the database is away"):
            await sender.send(envelope(), fail)
        await eventually(lambda: proxy.open == 0, "the session to be closed at once")
        await eventually(lambda: proxy.open == 0, "the session to be closed at once")
        await eventually(lambda: proxy.open == 0, "the session to be closed at once")
        await sender.send(envelope(recipient="next@larch.example"), nothing)
        assert [mail.recipients for mail in sink.accepted] == [("next@larch.example",)]

    async def test_of_the_record_passes_the_very_error_through(self, sender):
        class Strange(Exception):
            pass

        async def fail() -> None:
            raise Strange

        with pytest.raises(Strange):
            await sender.send(envelope(), fail)

    async def test_for_want_of_a_server_is_transient(self, sink, sender):
        sink.kill()
        with pytest.raises(Transient, match="no SMTP session"):
            await sender.send(envelope(), nothing)
