"""Nothing is said to a server that has not proven who it is: tried from outside, with servers that cheat."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import warnings
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import make_url

from inboxd.config.accounts import ImapSettings, SmtpSettings
from inboxd.config.store import StoreSettings
from inboxd.config.trends import WebhookSettings
from inboxd.edge.mailbox.dialing import dial, tls_context
from inboxd.edge.outbox.opening import make_context
from inboxd.edge.outbox.sender import SmtpSender
from inboxd.edge.store.encryption import demand_tls, weakness
from inboxd.edge.store.store import SqlStore
from inboxd.errors import ConnectionLost, InboxdError, Misconfigured, Transient
from tests.contracts.imapscript import mailbox_at, script
from tests.contracts.sending import US
from tests.servers.certificates import Certificates, shared_certificates
from tests.servers.ports import HOST

PASSWORD = "correct horse battery"


class Cheat:
    """A server that speaks plainly until STARTTLS, and slips words in together with its yes."""

    def __init__(self, begins: list[bytes], slipped: bytes, context: ssl.SSLContext) -> None:
        self.begins, self.slipped, self.context = begins, slipped, context
        self.plain: list[bytes] = []
        self.protected: list[bytes] = []
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.TimeoutError):
            writer.write(self.begins[0])
            for answer in self.begins[1:]:
                line = await reader.readline()
                self.plain.append(line)
                writer.write(answer.replace(b"{tag}", line.partition(b" ")[0]))
            self.plain.append(line := await reader.readline())
            # One write, so that both arrive together.
            writer.write(self.slipped.replace(b"{tag}", line.partition(b" ")[0]))
            await writer.start_tls(self.context, ssl_handshake_timeout=3)
            while line := await reader.readline():
                self.protected.append(line)
                writer.write(b"554 no\r\n" if b"EHLO" in line else line.partition(b" ")[0] + b" BAD no\r\n")
        writer.close()


@contextlib.asynccontextmanager
async def cheating(begins: list[bytes], slipped: bytes) -> AsyncIterator[Cheat]:
    cheat = Cheat(begins, slipped, shared_certificates().server_context())
    listener = await asyncio.start_server(cheat.serve, HOST, 0)
    cheat.port = listener.sockets[0].getsockname()[1]
    try:
        yield cheat
    finally:
        listener.close()


def sender_at(port: int, **changes: object) -> SmtpSender:
    given = {"host": HOST, "port": port, "password": PASSWORD, "timeout": "5s", "tls": "starttls"}
    given |= {"ca_file": shared_certificates().authority, **changes}
    return SmtpSender(SmtpSettings.model_validate(given), US)


class TestWordsSlippedInBeforeTls:
    """CVE-2011-0411: whoever sits in between answers before the handshake what is believed after it."""

    @pytest.mark.parametrize("slipped", [b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n", b"x OK", b"\r\n"])
    async def test_over_imap_end_the_connection_before_the_password(self, slipped):
        begins = [b"* OK hi\r\n", b"* CAPABILITY IMAP4rev1 STARTTLS\r\n{tag} OK done\r\n"]
        async with cheating(begins, b"{tag} OK begin\r\n" + slipped) as cheat:
            mailbox = mailbox_at(cheat.port, tls="starttls", ca_file=shared_certificates().authority)
            with pytest.raises(ConnectionLost):
                await mailbox.connect()
            await mailbox.close()
        assert cheat.protected == []
        assert not any(b"LOGIN" in line or b"AUTHENTICATE" in line for line in cheat.plain)

    async def test_over_smtp_are_forgotten_at_the_handshake(self):
        begins = [b"220 hi\r\n", b"250-hi\r\n250 STARTTLS\r\n"]
        slipped = b"220 go\r\n250-hi\r\n250 AUTH PLAIN\r\n235 welcome\r\n"
        async with cheating(begins, slipped) as cheat:
            sender = sender_at(cheat.port)
            with pytest.raises(InboxdError):
                await sender.check()
            await sender.close()
        # The true server's answer to the second EHLO was a refusal: had the slipped one been taken, AUTH would follow.
        assert [line.split()[0] for line in cheat.protected] in ([b"EHLO"], [b"EHLO", b"HELO"])
        assert not any(b"AUTH" in line for line in (*cheat.plain, *cheat.protected))


class TestStarttls:
    """Taken off the server's list, or refused: never done without."""

    @pytest.mark.parametrize("answer", ["{tag} NO not now", "{tag} BAD what?"])
    async def test_that_the_imap_server_refuses_means_no_password(self, answer):
        async with script({"STARTTLS": answer}, capabilities="IMAP4rev1 STARTTLS") as server:
            mailbox = mailbox_at(server.port, tls="starttls")
            with pytest.raises(InboxdError):
                await mailbox.connect()
            await mailbox.close()
        assert not {"LOGIN", "AUTHENTICATE"} & set(server.verbs())

    async def test_that_is_not_on_the_imap_server_s_list_means_no_password(self):
        async with script(capabilities="IMAP4rev1 AUTH=PLAIN") as server:
            mailbox = mailbox_at(server.port, tls="starttls")
            with pytest.raises(Misconfigured, match="no STARTTLS"):
                await mailbox.connect()
            await mailbox.close()
        assert not {"LOGIN", "AUTHENTICATE"} & set(server.verbs())

    async def test_is_what_both_protocols_use_unless_they_begin_with_tls(self):
        assert ImapSettings(host="x.example").tls == "implicit"
        assert SmtpSettings(host="x.example").tls == "starttls"


class TestWithoutTls:
    """`tls = "none"` is for this machine."""

    ELSEWHERE = ("192.0.2.25", "::ffff:192.0.2.25", "2001:db8::25", "0.0.0.0", "fe80::1%lo")

    @pytest.mark.parametrize("address", ELSEWHERE)
    async def test_no_imap_server_elsewhere_is_even_connected_to(self, monkeypatch, address):
        # By what the name means, not by how it looks: "localhost" can be made to mean anything.
        async def found(*_args, **_names):
            return [(2, 1, 6, "", ("127.0.0.1", 1)), (10, 1, 6, "", (address, 1))]

        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", found)
        with pytest.raises(Misconfigured, match="in the clear"):
            await dial(ImapSettings(host="localhost", port=1, tls="none"))

    @pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
    async def test_a_server_on_this_machine_may_be_plain(self, host):
        with pytest.raises(OSError, match=r"refused|Connect call failed|Cannot assign|unreachable"):
            await dial(ImapSettings(host=host, port=1, tls="none"))


def old_server(certificates: Certificates) -> ssl.SSLContext:
    context = certificates.server_context()
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


class TestVersions:
    def test_before_1_2_are_refused_and_every_certificate_and_name_is_checked(self):
        for context in (
            tls_context(ImapSettings(host="x.example")),
            make_context(SmtpSettings(host="x.example")),
        ):
            assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
            assert context.verify_mode is ssl.CERT_REQUIRED
            assert context.check_hostname

    async def test_a_server_that_speaks_only_an_old_one_gets_no_password(self):
        heard = bytearray()

        async def listen(reader, _writer):
            heard.extend(await reader.read())

        server = await asyncio.start_server(listen, HOST, 0, ssl=old_server(shared_certificates()))
        port = server.sockets[0].getsockname()[1]
        sender = sender_at(port, tls="implicit")
        mailbox = mailbox_at(port, tls="implicit", ca_file=shared_certificates().authority)
        for attempt in (sender.check(), mailbox.connect()):
            with pytest.raises((Misconfigured, Transient)):
                await attempt
        await sender.close()
        await mailbox.close()
        server.close()
        assert bytes(heard) == b""


REMOTE = "postgresql://inboxd@db.bluehill.example/inboxd"


class TestDatabase:
    @pytest.mark.parametrize(
        "host",
        [
            "db.bluehill.example",
            "192.0.2.5",
            "[2001:db8::5]",
            "localhost,db.bluehill.example",
            "localhost.evil.example",
        ],
    )
    def test_elsewhere_must_prove_itself(self, host):
        query = demand_tls(make_url("postgresql://x@x/x").set(host=host.strip("[]")), {}).query
        assert query == {"sslmode": "verify-full", "sslrootcert": "system"}

    @pytest.mark.parametrize("host", ["", "localhost", "127.0.0.1", "[::1]"])
    def test_on_this_machine_may_be_plain(self, host):
        url = make_url(f"postgresql://inboxd@{host}/inboxd")
        assert demand_tls(url, {}) == url

    @pytest.mark.parametrize("place", ["/var/run/postgresql", "@inboxd"])
    def test_over_a_unix_socket_may_be_plain(self, place):
        url = make_url(f"postgresql:///inboxd?host={place}")
        assert demand_tls(url, {}) == url

    def test_named_in_the_query_counts_as_named(self):
        url = make_url("postgresql:///inboxd?host=db.bluehill.example")
        assert demand_tls(url, {}).query["sslmode"] == "verify-full"

    def test_with_an_authority_of_its_own_is_proven_by_that(self):
        query = demand_tls(make_url(f"{REMOTE}?sslrootcert=own.pem"), {}).query
        assert query == {"sslmode": "verify-full", "sslrootcert": "own.pem"}
        assert demand_tls(make_url(REMOTE), {"PGSSLROOTCERT": "own.pem"}).query == {"sslmode": "verify-full"}

    @pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "require", "verify-ca"])
    def test_unproven_is_somebody_s_own_choice_and_told_by_doctor(self, mode):
        url = f"{REMOTE}?sslmode={mode}"
        assert demand_tls(make_url(url), {}).query["sslmode"] == mode
        assert f"sslmode={mode}" in weakness(url, {})

    @pytest.mark.parametrize(
        ("address", "environ"),
        [
            ("postgresql://localhost/x?hostaddr=192.0.2.7", {}),
            ("postgresql:///x", {"PGHOST": "db.ourshop.example"}),
            ("postgresql:///x", {"PGHOSTADDR": "192.0.2.7"}),
        ],
    )
    def test_elsewhere_by_an_address_or_by_the_environment_must_prove_itself_too(self, address, environ):
        assert demand_tls(make_url(address), environ).query["sslmode"] == "verify-full"

    def test_unproven_by_the_environment_is_told_by_doctor_too(self):
        assert "sslmode=disable" in weakness(REMOTE, {"PGSSLMODE": "disable"})

    @pytest.mark.parametrize("url", [REMOTE, f"{REMOTE}?sslmode=verify-full", "sqlite:///x.db", "no url"])
    def test_that_is_proven_is_no_advice(self, url):
        assert weakness(url, {}) == ""

    @pytest.mark.real
    async def test_that_cannot_do_tls_gets_no_password(self, postgres, tmp_path):
        # A name elsewhere, and an address that leads to the server of this test, which has no TLS.
        url = f"postgresql://inboxd:{PASSWORD}@db.bluehill.example:{postgres.port}/postgres?hostaddr=127.0.0.1"
        store = SqlStore(StoreSettings(url=url))
        with pytest.raises(Misconfigured, match="TLS") as caught:
            await store.open()
        await store.close()
        assert "sslmode" in caught.value.hint
        assert PASSWORD not in str(caught.value)


class TestPages:
    """The web hooks for trends; channels are the library's business, which verifies unless its URL says no."""

    @pytest.mark.parametrize(
        "url",
        ["http://hooks.bluehill.example/x", "http://192.0.2.1/x", "ftp://127.0.0.1/x", "https:///x", "//x", "x"],
    )
    def test_are_told_nothing_in_the_clear(self, url):
        with pytest.raises(ValueError, match="https") as caught:
            WebhookSettings(url=url)
        assert "bluehill" not in str(caught.value)

    @pytest.mark.parametrize("url", ["https://hooks.bluehill.example/x", "http://127.0.0.1:8/x", "http://[::1]/x"])
    def test_with_tls_or_on_this_machine_are_told(self, url):
        assert WebhookSettings(url=url).address() == url
