"""Nothing secret is said to a stranger; what a person must mend is told as such."""

from collections.abc import AsyncIterator, Iterator

import pytest

from inboxd.config.accounts import SmtpSettings
from inboxd.edge.outbox import opening
from inboxd.errors import ConnectionLost, Misconfigured, Transient
from tests.contracts.sending import CUSTOMER, US, Make, encoded, envelope, nothing, script, senders
from tests.servers.certificates import make_certificates
from tests.servers.faults import Step
from tests.servers.smtpsink import SmtpSink, refuse

CREDENTIALS = {US: "correct horse"}


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as server:
        yield server


@pytest.fixture
async def make() -> AsyncIterator[Make]:
    async with senders() as each:
        yield each


class TestTls:
    @pytest.mark.parametrize("way", ["starttls", "implicit"])
    async def test_secures_the_session_and_the_password(self, make, way):
        with SmtpSink(starttls=way == "starttls", tls=way == "implicit", credentials=CREDENTIALS) as server:
            sender = make(server.port, tls=way, ca_file=server.authority, password="correct horse")
            await sender.send(envelope(), nothing)
            (mail,) = server.accepted
            assert (mail.tls, mail.user) == (True, US)

    async def test_that_was_stripped_on_the_way_is_not_done_without(self, make):
        with SmtpSink(credentials=CREDENTIALS) as server:
            sender = make(server.port, tls="starttls", password="correct horse")
            with pytest.raises(Misconfigured, match="STARTTLS") as caught:
                await sender.send(envelope(), nothing)
            assert caught.value.hint
            assert all(command.startswith(("EHLO", "QUIT")) for command in server.commands)

    @pytest.mark.parametrize("way", ["starttls", "implicit"])
    async def test_with_a_stranger_is_refused(self, make, way, tmp_path):
        other = make_certificates(tmp_path)
        with SmtpSink(starttls=way == "starttls", tls=way == "implicit", credentials=CREDENTIALS) as server:
            sender = make(server.port, tls=way, ca_file=other.authority, password="correct horse")
            with pytest.raises(Misconfigured, match="TLS with"):
                await sender.send(envelope(), nothing)
            assert "AUTH" not in server.commands

    @pytest.mark.parametrize("way", ["starttls", "implicit"])
    async def test_with_another_name_is_refused(self, make, way):
        with SmtpSink(starttls=way == "starttls", tls=way == "implicit") as server:
            # Another spelling of 127.0.0.1, which the certificate does not carry.
            sender = make(server.port, host="127.1", tls=way, ca_file=server.authority)
            with pytest.raises(Misconfigured, match="TLS with"):
                await sender.send(envelope(), nothing)

    async def test_from_the_first_byte_with_a_server_that_speaks_plainly_is_a_wrong_setting(self, sink, make):
        with pytest.raises(Misconfigured, match="TLS with"):
            await make(sink.port, tls="implicit").send(envelope(), nothing)

    async def test_that_is_not_available_now_is_transient(self, make):
        with SmtpSink(starttls=True) as server:
            server.misbehave(refuse(Step.STARTTLS, "454 4.7.0 TLS not available"))
            with pytest.raises(Transient):
                await make(server.port, tls="starttls", ca_file=server.authority).send(envelope(), nothing)

    async def test_needs_an_authority_that_can_be_read(self, sink, make, tmp_path):
        with pytest.raises(Misconfigured, match=r"nowhere\.pem"):
            await make(sink.port, tls="starttls", ca_file=tmp_path / "nowhere.pem").send(envelope(), nothing)

    def test_is_not_left_out_towards_another_machine(self):
        class Elsewhere:
            def get_transport_info(self, key: str) -> tuple[str, int]:
                return ("192.0.2.25", 25)

        settings = SmtpSettings(host="mail.bluehill.example", tls="none")
        with pytest.raises(Misconfigured, match="not on this machine"):
            opening._refuse_strangers(Elsewhere(), settings)


class TestLogin:
    async def test_with_a_wrong_password_is_for_a_person_to_mend(self, make):
        with SmtpSink(starttls=True, credentials=CREDENTIALS) as server:
            sender = make(server.port, tls="starttls", ca_file=server.authority, password="wrong")
            with pytest.raises(Misconfigured, match="535") as caught:
                await sender.send(envelope(), nothing)
            assert "password" in caught.value.hint
            assert "wrong" not in str(caught.value)

    async def test_that_was_refused_is_not_hammered_by_the_mails_that_wait(self, make):
        with SmtpSink(starttls=True, credentials=CREDENTIALS) as server:
            sender = make(server.port, tls="starttls", ca_file=server.authority, password="wrong")
            for _ in range(20):
                with pytest.raises(Misconfigured, match="535"):
                    await sender.send(envelope(), nothing)
            assert server.commands.count("AUTH") == 1

    async def test_uses_the_name_and_the_password_file_that_are_set(self, make, tmp_path):
        secret = tmp_path / "password"
        secret.write_text("correct horse\n")
        secret.chmod(0o600)
        with SmtpSink(starttls=True, credentials={"robot": "correct horse"}) as server:
            sender = make(server.port, tls="starttls", ca_file=server.authority, user="robot", password_file=secret)
            await sender.send(envelope(), nothing)
            assert server.accepted[0].user == "robot"

    async def test_that_is_missing_where_the_server_wants_one_is_a_wrong_setting(self, make):
        with SmtpSink(starttls=True, credentials=CREDENTIALS) as server, pytest.raises(Misconfigured, match="530"):
            await make(server.port, tls="starttls", ca_file=server.authority).send(envelope(), nothing)

    async def test_that_the_server_does_not_offer_is_a_wrong_setting(self, sink, make):
        with pytest.raises(Misconfigured, match="no login that fits"):
            await make(sink.port, password="correct horse").send(envelope(), nothing)

    async def test_uses_login_where_plain_is_missing(self, make):
        async with script("250-hi\r\n250 AUTH LOGIN CRAM-MD5", ["334 UGFzc3dvcmQ6", "235 ok"]) as server:
            await make(server.port, password="correct horse").send(envelope(), nothing)
        assert server.lines[1:3] == [f"AUTH LOGIN {encoded(US)}", encoded("correct horse")]

    async def test_uses_the_token_of_the_moment(self, make, tmp_path):
        token = tmp_path / "token"
        token.write_text("first")
        token.chmod(0o600)
        async with script("250-hi\r\n250 AUTH PLAIN XOAUTH2", ["235 ok"]) as server:
            sender = make(server.port, password="unused", oauth2_token_file=token)
            await sender.send(envelope(), nothing)
            words = f"user={US}\x01auth=Bearer first\x01\x01"
            assert server.lines[1] == f"AUTH XOAUTH2 {encoded(words)}"

    async def test_with_a_token_that_has_run_out_is_for_a_person_to_mend(self, make, tmp_path):
        token = tmp_path / "token"
        token.write_text("old")
        token.chmod(0o600)
        answers = ["334 eyJzdGF0dXMiOiI0MDEifQ==", "535 5.7.8 token expired"]
        async with script("250-hi\r\n250 AUTH XOAUTH2", answers) as server:
            with pytest.raises(Misconfigured, match="535"):
                await make(server.port, oauth2_token_file=token).send(envelope(), nothing)
        assert server.lines[2] == ""

    async def test_with_a_secret_that_cannot_be_read_says_which_file(self, sink, make, tmp_path):
        with pytest.raises(Misconfigured, match="nowhere"):
            await make(sink.port, password_file=tmp_path / "nowhere").send(envelope(), nothing)


class TestStrangeServers:
    async def test_that_greet_with_gibberish_are_not_trusted(self, make):
        async with script("250 hi", [], greeting="HTTP/1.1 400 Bad Request") as server:
            with pytest.raises(Transient):
                await make(server.port).send(envelope(), nothing)

    async def test_that_answer_with_gibberish_are_left(self, make):
        async with script("250 hi", ["what?"]) as server:
            sender = make(server.port)
            with pytest.raises(ConnectionLost):
                await sender.send(envelope(), nothing)
            await sender.send(envelope(), nothing)
        assert server.connections == 2

    async def test_that_offer_dsn_are_told_never_to_report(self, make):
        async with script("250-hi\r\n250 DSN", []) as server:
            await make(server.port).send(envelope(copy_to=US), nothing)
        assert f"RCPT TO:<{CUSTOMER}> NOTIFY=NEVER" in server.lines
        assert f"RCPT TO:<{US}> NOTIFY=NEVER" in server.lines
