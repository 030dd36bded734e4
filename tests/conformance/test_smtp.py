"""SMTP servers as they are: Postfix with odd settings, and a script for what no server does on demand."""

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator, Iterator

import pytest

from inboxd.errors import Misconfigured, OutcomeUnknown, Permanent, Transient
from tests.contracts.sending import CUSTOMER, RAW, US, Make, envelope, nothing, script, senders
from tests.servers.certificates import Certificates, make_certificates
from tests.servers.faults import Step
from tests.servers.postfix import Postfix
from tests.servers.smtpsink import SmtpSink, refuse, stall

pytestmark = pytest.mark.real

ODD = """\
smtpd_discard_ehlo_keywords = pipelining, 8bitmime, smtputf8, dsn, starttls, chunking, enhancedstatuscodes
smtpd_recipient_restrictions = check_recipient_access inline:{{grey@larch.example=451 4.7.1 Greylisted, come again}, \
{gone@larch.example=550 5.1.1 No such user}, {full@larch.example=452 4.2.2 Mailbox full}}, permit_mynetworks, reject
header_checks = regexp:{{/^Subject: forbidden/ REJECT 5.7.1 Not this one}}
"""


@pytest.fixture(scope="module")
def odd() -> Iterator[tuple[Postfix, SmtpSink]]:
    if os.geteuid() != 0:
        pytest.skip("Postfix's master needs root")
    with SmtpSink() as behind, Postfix(relay_to=behind, extra=ODD, size_limit=20_000) as postfix:
        yield postfix, behind


@pytest.fixture
async def make() -> AsyncIterator[Make]:
    async with senders() as each:
        yield each


async def test_few_abilities(odd, make):
    """A server without PIPELINING, 8BITMIME, DSN, CHUNKING and enhanced codes takes our mail octet by octet"""
    raw = "Subject: Größe\r\nMessage-ID: <few@bluehill.example>\r\n\r\n.Grüße\r\n".encode()
    odd[1].reset()
    await make(odd[0].port).send(envelope(raw=raw), nothing)
    (mail,) = await asyncio.to_thread(odd[1].wait_for, 1)
    assert mail.raw.endswith("\r\n\r\n.Grüße\r\n".encode())


@pytest.mark.parametrize(
    ("who", "error"), [("grey", Transient), ("full", Transient), ("gone", Permanent)], ids=["grey", "full", "gone"]
)
async def test_recipient_refused(odd, make, who, error):
    """A recipient refused with 4xx is tried again later, one refused with 5xx never; the session goes on"""
    sender = make(odd[0].port)
    with pytest.raises(error) as raised:
        await sender.send(envelope(recipient=f"{who}@larch.example"), nothing)
    assert type(raised.value) is error
    assert "larch" not in str(raised.value)
    odd[1].reset()
    await sender.send(envelope(), nothing)
    assert len(await asyncio.to_thread(odd[1].wait_for, 1)) == 1


async def test_refused_after_data(odd, make):
    """A message refused with 5xx at the final dot is given up, and that is known"""
    with pytest.raises(Permanent, match="the message"):
        await make(odd[0].port).send(envelope(raw=b"Subject: forbidden\r\n\r\nx\r\n"), nothing)


async def test_too_large(odd, make):
    """A mail above the announced SIZE is refused before DATA"""
    with pytest.raises(Permanent, match="octets"):
        await make(odd[0].port).send(envelope(raw=RAW + b"x" * 20_000), nothing)


async def test_utf8_address(odd, postfix, make):
    """An address outside ASCII needs SMTPUTF8: used where it is offered, else refused before anything is said"""
    with pytest.raises(Permanent, match="SMTPUTF8"):
        await make(odd[0].port).send(envelope(recipient="größe@larch.example"), nothing)
    await make(postfix.port).send(envelope(recipient="größe@larch.example"), nothing)
    (mail,) = await asyncio.to_thread(postfix.sink.wait_for, 1)
    assert mail.recipients == ("größe@larch.example",)


async def test_greylisting(make):
    """Greylisting: 451 first, accepted at the next try, one mail"""
    with SmtpSink() as server:
        server.misbehave(refuse(Step.RCPT, "451 4.7.1 Greylisted"))
        sender = make(server.port)
        with pytest.raises(Transient):
            await sender.send(envelope(), nothing)
        await sender.send(envelope(), nothing)
        assert len(server.accepted) == 1


@pytest.mark.parametrize("step", [Step.MAIL, Step.RCPT, Step.DATA, Step.DOT])
async def test_421(make, step):
    """421 at any step is for later, and the next mail takes a new session"""
    with SmtpSink() as server:
        server.misbehave(refuse(step, "421 4.3.2 Going down"))
        sender = make(server.port)
        try:
            await sender.send(envelope(), nothing)
        except Transient:
            await sender.send(envelope(), nothing)
        assert len(server.accepted) == 1


async def test_starttls_stripped(odd, make):
    """STARTTLS not offered though `tls = "starttls"`: refused, nothing in the clear, and it says what to do"""
    odd[1].reset()
    sender = make(odd[0].port, tls="starttls", password="correct horse")
    with pytest.raises(Misconfigured, match="STARTTLS") as raised:
        await sender.send(envelope(), nothing)
    assert "smtp.tls" in raised.value.hint
    assert odd[1].accepted == []


async def test_starttls_not_now(make):
    """STARTTLS answered with 454 is for later; no word in the clear"""
    with SmtpSink(starttls=True) as server:
        server.misbehave(refuse(Step.STARTTLS, "454 4.7.0 TLS not available"))
        with pytest.raises(Transient):
            await make(server.port, tls="starttls", ca_file=server.authority).send(envelope(), nothing)
        assert not any(command.startswith("MAIL") for command in server.commands)


def expired(folder) -> Certificates:
    """A certificate of a trusted authority whose time is over."""
    made = make_certificates(folder)
    key, request = ["-key", made.key], folder / "request.pem"
    openssl("req", "-new", *key, "-subj", "/CN=old", "-config", folder / "openssl.cnf", "-out", request)
    signer = ["-CA", made.authority, "-CAkey", folder / "authority.key", "-set_serial", "7"]
    names = ["-extfile", folder / "openssl.cnf", "-extensions", "server"]
    openssl("x509", "-req", "-in", request, *signer, *names, "-days", "-1", "-out", made.certificate)
    return made


def openssl(*words) -> None:
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


async def test_certificates(make, tmp_path):
    """A certificate that has expired, carries another name or is self-signed is refused before the password"""
    old = tmp_path / "old"
    old.mkdir()
    with SmtpSink(starttls=True, certificates=expired(old), credentials={US: "correct horse"}) as server:
        sender = make(server.port, tls="starttls", ca_file=old / "authority.pem", password="correct horse")
        with pytest.raises(Misconfigured, match="TLS with"):
            await sender.send(envelope(), nothing)
        stranger = make(server.port, tls="starttls", password="correct horse")
        with pytest.raises(Misconfigured, match="TLS with"):
            await stranger.send(envelope(), nothing)
    with SmtpSink(starttls=True, credentials={US: "correct horse"}) as server:
        other = make(server.port, host="127.1", tls="starttls", ca_file=server.authority, password="correct horse")
        with pytest.raises(Misconfigured, match="TLS with"):
            await other.send(envelope(), nothing)
        assert not any(command.startswith("AUTH") for command in server.commands)


@pytest.mark.parametrize(
    ("answer", "error"), [("535 5.7.8 wrong", Misconfigured), ("454 4.7.0 not now", Transient)], ids=["535", "454"]
)
async def test_login_refused(make, answer, error):
    """AUTH refused with 535 is for a person, with 454 for later"""
    with SmtpSink(credentials={US: "correct horse"}) as server:
        server.misbehave(refuse(Step.AUTH, answer))
        with pytest.raises(error) as raised:
            await make(server.port, password="correct horse").send(envelope(), nothing)
        assert isinstance(raised.value, Misconfigured) == (error is Misconfigured)


async def test_long_answers(make):
    """Answers of several lines, with and without enhanced codes, are read to their end"""
    hello = "250-mail.bluehill.example\r\n250-HELP me\r\n250-SIZE 20000\r\n250 ENHANCEDSTATUSCODES"
    answers = ["250-2.1.0 first\r\n250 2.1.0 second", "250-ok\r\n250-and\r\n250 more", "550-5.7.1 no\r\n550 never"]
    async with script(hello, answers) as server:
        sender = make(server.port)
        with pytest.raises(Permanent, match="never"):
            await sender.send(envelope(), nothing)
        assert (await sender.send(envelope(), nothing)).reply.startswith("250")
        assert server.connections == 1


async def test_silence_after_the_dot(make):
    """No answer to the final dot is an unknown outcome, whether the mail was taken or not"""
    for accepted in (True, False):
        with SmtpSink() as server:
            server.misbehave(stall(Step.DOT, accept=accepted))
            with pytest.raises(OutcomeUnknown):
                await make(server.port, final_timeout="1s").send(envelope(recipient=CUSTOMER), nothing)
            assert len(server.accepted) == accepted
