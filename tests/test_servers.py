"""The servers that other tests rely on do what they promise."""

from __future__ import annotations

import contextlib
import imaplib
import os
import smtplib
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.conftest import MailUser, Relay
from tests.servers.dovecot import Dovecot
from tests.servers.ports import HOST, reserve_port
from tests.servers.postfix import Postfix
from tests.servers.postgres import Postgres
from tests.servers.process import ServerUnavailable, wait_until
from tests.servers.proctable import is_alive
from tests.servers.proxy import End, FaultProxy, Way
from tests.servers.smtpsink import Fault, SmtpSink, Step, drop, refuse, stall

pytestmark = pytest.mark.real

MAIL = b"From: Mira <mira@acme.example>\r\nSubject: Still locked out\r\n\r\nPlease help.\r\n.dot\r\n"
CUSTOMER = "mira@acme.example"


def subjects(raws: list[bytes]) -> list[bytes]:
    return [line for raw in raws for line in raw.split(b"\r\n") if line.startswith(b"Subject: ")]


def send(port: int, *recipients: str, timeout: float = 5) -> None:
    with smtplib.SMTP(HOST, port, timeout=timeout) as client:
        client.sendmail("support@bluehill.example", recipients or [CUSTOMER], MAIL)


# ── Dovecot ──


@pytest.mark.parametrize("tls", [False, True])
def test_mail_delivered_by_lmtp_is_seen_over_imap_and_imaps(mail_user: MailUser, tls: bool) -> None:
    mail_user.deliver(MAIL)
    with mail_user.dovecot.imap(mail_user.address, tls=tls) as client:
        assert client.select("INBOX") == ("OK", [b"1"])
        _, ((_, text), _) = client.fetch("1", "(BODY.PEEK[])")
    assert text.endswith(MAIL)


def test_wrong_passwords_cost_half_a_second_and_no_penalty(mail_user: MailUser) -> None:
    begin = time.monotonic()
    for _ in range(3):
        client = imaplib.IMAP4(HOST, mail_user.dovecot.imap_port, timeout=5)
        with client, pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
            client.login(mail_user.address, "wrong")
    mail_user.dovecot.imap(mail_user.address).logout()
    assert time.monotonic() - begin < 4


def test_mail_for_an_unknown_user_is_refused(dovecot: Dovecot) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        dovecot.deliver("nobody@elsewhere.example", MAIL)


def test_special_folders_are_there_and_say_what_they_are_for(mail_user: MailUser) -> None:
    assert mail_user.dovecot.folders(mail_user.address) == ["Drafts", "INBOX", "Junk", "Sent", "Trash"]
    with mail_user.dovecot.imap(mail_user.address) as client:
        _, rows = client.list('""', "Sent")
    assert rows[0] is not None
    assert rb"\Sent" in rows[0]


def test_folder_names_in_any_script_come_back_as_written(mail_user: MailUser) -> None:
    with mail_user.dovecot.imap(mail_user.address) as client:
        client.create('"Z&APw-rich (quoted \\"x\\")"')
    assert 'Zürich (quoted "x")' in mail_user.dovecot.folders(mail_user.address)
    mail_user.dovecot.append(mail_user.address, 'Zürich (quoted "x")', MAIL, r"\Seen $Priority")
    (stored,) = mail_user.dovecot.stored(mail_user.address, 'Zürich (quoted "x")')
    assert stored.raw == MAIL
    assert {r"\Seen", "$Priority"} <= stored.flags


def test_looking_at_a_folder_changes_no_flag(mail_user: MailUser) -> None:
    mail_user.deliver(MAIL)
    for _ in range(2):
        (stored,) = mail_user.dovecot.stored(mail_user.address)
        assert r"\Seen" not in stored.flags


def test_a_killed_dovecot_comes_back_with_its_mail_on_the_same_ports(mail_user: MailUser) -> None:
    mail_user.deliver(MAIL, MAIL)
    dovecot = mail_user.dovecot
    client = dovecot.imap(mail_user.address)
    sessions = dovecot.session_processes()
    dovecot.kill()
    assert not dovecot.running
    assert sessions
    assert not any(map(is_alive, sessions))
    with pytest.raises((imaplib.IMAP4.abort, OSError)):
        client.noop()
    client.shutdown()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((HOST, dovecot.imap_port), timeout=1)
    dovecot.start()
    assert len(mail_user.messages()) == 2


def test_a_changed_password_holds_soon(mail_user: MailUser) -> None:
    dovecot = mail_user.dovecot
    dovecot.imap(mail_user.address).logout()
    dovecot.add_user(mail_user.address, "another password")

    def gets_in() -> bool:
        with contextlib.suppress(imaplib.IMAP4.error):
            dovecot.imap(mail_user.address).logout()
            return True
        return False

    wait_until(gets_in, 5, "the new password to hold")


def test_an_older_server_can_be_imitated() -> None:
    with Dovecot(hide={"MOVE", "IDLE"}, prefix="INBOX.", separator=".") as dovecot:
        dovecot.add_user("mira")
        with dovecot.imap("mira") as client:
            _, (line, *_) = client.capability()
        assert {"MOVE", "IDLE"}.isdisjoint(line.decode().split())
        assert {"UIDPLUS", "IMAP4rev1"} <= set(line.decode().split())
        assert "INBOX.Sent" in dovecot.folders("mira")


# ── the sink ──


def test_the_sink_keeps_what_it_accepts_byte_by_byte(smtp_sink: SmtpSink) -> None:
    send(smtp_sink.port)
    (mail,) = smtp_sink.wait_for(1)
    assert (mail.sender, mail.recipients) == ("support@bluehill.example", (CUSTOMER,))
    assert mail.raw == MAIL
    assert mail.message["Subject"] == "Still locked out"


def test_the_null_sender_is_an_empty_one(smtp_sink: SmtpSink) -> None:
    with smtplib.SMTP(HOST, smtp_sink.port) as client:
        client.sendmail("", [CUSTOMER], MAIL)
    assert smtp_sink.accepted[0].sender == ""


@pytest.mark.parametrize("code", [421, 450, 451, 550])
@pytest.mark.parametrize("step", [Step.CONNECT, Step.MAIL, Step.RCPT, Step.DATA, Step.DOT])
def test_the_sink_refuses_where_it_is_told_to_and_only_so_often(smtp_sink: SmtpSink, step: Step, code: int) -> None:
    smtp_sink.misbehave(refuse(step, f"{code} 4.3.0 No"))
    with pytest.raises(smtplib.SMTPException) as caught:
        send(smtp_sink.port)
    error = caught.value
    refused = error.recipients[CUSTOMER][0] if isinstance(error, smtplib.SMTPRecipientsRefused) else None
    assert code == (refused or error.smtp_code)
    assert smtp_sink.accepted == []
    send(smtp_sink.port)
    assert len(smtp_sink.accepted) == 1


@pytest.mark.parametrize(
    ("fault", "accepted"),
    [
        (drop(Step.CONNECT), 0),
        (drop(Step.DATA, reset=True), 0),
        (drop(Step.DOT), 0),
        (drop(Step.DOT, accept=True), 1),
        (drop(Step.DOT, accept=True, reset=True), 1),
        (stall(Step.MAIL), 0),
        (stall(Step.DOT, accept=True), 1),
    ],
)
def test_the_client_cannot_tell_what_became_of_a_lost_session(smtp_sink: SmtpSink, fault: Fault, accepted: int) -> None:
    smtp_sink.misbehave(fault)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(smtp_sink.port, timeout=0.3)
    assert len(smtp_sink.accepted) == accepted


def test_one_recipient_of_several_can_be_refused(smtp_sink: SmtpSink) -> None:
    smtp_sink.misbehave(refuse(Step.RCPT, "550 5.1.1 Unknown", recipient="Other@acme.example"))
    send(smtp_sink.port, CUSTOMER, "other@acme.example")
    assert smtp_sink.accepted[0].recipients == (CUSTOMER,)


@pytest.mark.parametrize("starttls", [True, False])
def test_the_sink_asks_for_a_password_under_tls(starttls: bool) -> None:
    with SmtpSink(starttls=starttls, tls=not starttls, credentials={"mira": "right"}) as sink:
        context = sink.certificates.client_context()
        client = smtplib.SMTP(HOST, sink.port) if starttls else smtplib.SMTP_SSL(HOST, sink.port, context=context)
        with client:
            if starttls:
                client.starttls(context=context)
            with pytest.raises(smtplib.SMTPSenderRefused, match="530"):
                client.sendmail("", [CUSTOMER], MAIL)
            with pytest.raises(smtplib.SMTPAuthenticationError):
                client.login("mira", "wrong")
            client.login("mira", "right")
            client.sendmail("", [CUSTOMER], MAIL)
        assert [(mail.user, mail.tls) for mail in sink.accepted] == [("mira", True)]
        assert "right" not in " ".join(sink.commands)


@pytest.mark.parametrize("smtputf8", [True, False])
def test_smtputf8_is_announced_only_when_wanted(smtputf8: bool) -> None:
    with SmtpSink(smtputf8=smtputf8) as sink, smtplib.SMTP(HOST, sink.port) as client:
        client.ehlo()
        assert client.has_extn("smtputf8") == smtputf8
        assert not client.has_extn("starttls")
        assert not client.has_extn("auth")


def test_a_copy_to_ourselves_arrives_in_the_mailbox(smtp_sink: SmtpSink, mail_user: MailUser) -> None:
    smtp_sink.forward(mail_user.dovecot, mail_user.address)
    smtp_sink.misbehave(drop(Step.DOT, accept=True))
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(smtp_sink.port, CUSTOMER, mail_user.address)
    smtp_sink.wait_forwarded()
    assert subjects(mail_user.messages()) == [b"Subject: Still locked out"]


def test_a_killed_sink_comes_back_on_the_same_port(smtp_sink: SmtpSink) -> None:
    with smtplib.SMTP(HOST, smtp_sink.port) as client:
        smtp_sink.kill()
        with pytest.raises(smtplib.SMTPServerDisconnected):
            client.noop()
    with pytest.raises(ConnectionRefusedError):
        send(smtp_sink.port)
    smtp_sink.start()
    send(smtp_sink.port)
    assert len(smtp_sink.accepted) == 1


# ── Postfix ──


def test_mail_for_the_relay_ends_in_its_sink(relay: Relay) -> None:
    send(relay.port)
    (mail,) = relay.sink.wait_for(1)
    assert mail.raw.endswith(MAIL.partition(b"\r\n\r\n")[2])


if os.geteuid() == 0:

    def test_postfix_keeps_mail_that_the_next_server_refuses_for_now(postfix: Postfix) -> None:
        assert postfix.sink is not None
        postfix.sink.misbehave(refuse(Step.DOT, "451 4.3.0 Not yet"))
        send(postfix.port)
        assert postfix.sink.wait_for(1)[0].recipients == (CUSTOMER,)
        postfix.wait_until_empty()

    def test_postfix_shows_the_certificate_of_our_authority(postfix: Postfix) -> None:
        with smtplib.SMTP("localhost", postfix.port) as client:
            client.starttls(context=postfix.certificates.client_context())
            client.sendmail("support@bluehill.example", [CUSTOMER], MAIL)
        assert postfix.sink is not None
        postfix.sink.wait_for(1)

    def test_a_killed_postfix_comes_back_with_its_queue(postfix: Postfix) -> None:
        assert postfix.sink is not None
        postfix.sink.kill()
        send(postfix.port)
        postfix.kill()
        assert postfix.queued() == 1
        postfix.sink.start()
        postfix.start()
        postfix.sink.wait_for(1)

    def test_postfix_delivers_our_own_domain_into_the_mailbox(mail_user: MailUser) -> None:
        with Postfix(mailboxes=mail_user.dovecot, domains=["bluehill.example"]) as postfix:
            send(postfix.port, CUSTOMER, mail_user.address)
            mail_user.dovecot.wait_for(mail_user.address, "INBOX", 1)
            postfix.wait_until_empty()

else:

    def test_postfix_says_that_it_needs_root() -> None:
        with pytest.raises(ServerUnavailable, match="needs root"):
            Postfix()


# ── PostgreSQL ──


def rows(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_every_test_has_an_empty_database(postgres_url: str) -> None:
    assert rows(postgres_url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == []
    assert rows(postgres_url, "SHOW server_encoding") == [("UTF8",)]


@pytest.mark.parametrize("way", [Postgres.restart, Postgres.kill])
def test_commits_outlive_a_restart_and_a_kill(postgres: Postgres, postgres_url: str, way: object) -> None:
    rows(postgres_url, "CREATE TABLE cases (id int)")
    rows(postgres_url, "INSERT INTO cases VALUES (7)")
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as open_connection:
        way(postgres)
        with pytest.raises(psycopg.OperationalError):
            open_connection.execute("SELECT 1")
    postgres.start()
    assert rows(postgres_url, "SELECT id FROM cases") == [(7,)]


# ── the proxy ──


@pytest.fixture
def wire(smtp_sink: SmtpSink) -> Iterator[FaultProxy]:
    with FaultProxy(smtp_sink.port) as proxy:
        yield proxy


def test_the_proxy_passes_on_what_it_gets(wire: FaultProxy, smtp_sink: SmtpSink) -> None:
    wire.segment(7)
    send(wire.port)
    assert smtp_sink.accepted[0].raw == MAIL
    assert wire.connections == 1


def test_the_proxy_refuses_and_opens_again(wire: FaultProxy) -> None:
    wire.refuse()
    with pytest.raises(ConnectionRefusedError):
        send(wire.port)
    wire.pass_through()
    send(wire.port)


def test_a_blackhole_keeps_connections_open_and_silent(wire: FaultProxy) -> None:
    with smtplib.SMTP(HOST, wire.port, timeout=0.3) as client:
        wire.blackhole()
        for port_or_client in (lambda: client.docmd("NOOP"), lambda: send(wire.port, timeout=0.3)):
            with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
                port_or_client()
    wire.pass_through()
    send(wire.port)


@pytest.mark.parametrize(("end", "text"), [(End.FIN, "unexpectedly closed$"), (End.RST, "reset by peer")])
def test_dropping_ends_open_connections_now(wire: FaultProxy, end: End, text: str) -> None:
    with smtplib.SMTP(HOST, wire.port, timeout=5) as client:
        assert wire.drop(end) == 1
        with pytest.raises(smtplib.SMTPServerDisconnected, match=text):
            client.getreply()


def test_delay_is_added_each_way(wire: FaultProxy) -> None:
    with smtplib.SMTP(HOST, wire.port) as client:
        wire.delay(0.05)
        begin = time.monotonic()
        client.docmd("NOOP")
        assert time.monotonic() - begin >= 0.1
        wire.delay(0)


@pytest.mark.parametrize("count", [0, 1, 500])
def test_a_cut_lets_exactly_so_many_bytes_through(wire: FaultProxy, smtp_sink: SmtpSink, count: int) -> None:
    wire.cut_after(count, Way.TO_CLIENT, End.FIN)
    received = b""
    with socket.create_connection((HOST, wire.port), timeout=5) as client:
        client.sendall(b"EHLO here\r\n" + b"NOOP\r\n" * 100)
        with contextlib.suppress(ConnectionResetError):
            while piece := client.recv(4096):
                received += piece
    assert len(received) == count
    send(wire.port)


@pytest.mark.parametrize("end", list(End))
@pytest.mark.parametrize(("forward", "accepted"), [(True, 1), (False, 0)])
def test_a_cut_at_the_final_dot_comes_after_or_before_the_server_knows(
    wire: FaultProxy, smtp_sink: SmtpSink, end: End, forward: bool, accepted: int
) -> None:
    wire.segment(3)
    wire.cut_at(b"\r\n.\r\n", Way.TO_SERVER, forward=forward, end=end)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(wire.port, timeout=1)
    wire.wait_for_cuts(1)
    assert len(smtp_sink.accepted) == accepted
    send(wire.port)
    assert len(smtp_sink.accepted) == accepted + 1


def test_a_cut_answer_leaves_the_message_accepted(wire: FaultProxy, smtp_sink: SmtpSink) -> None:
    wire.cut_at(b"250 2.0.0 Accepted", Way.TO_CLIENT, forward=False)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(wire.port)
    assert len(smtp_sink.accepted) == 1


def test_a_move_is_carried_out_although_its_answer_is_lost(mail_user: MailUser) -> None:
    mail_user.deliver(MAIL, MAIL)
    with FaultProxy(mail_user.dovecot.imap_port) as wire:
        client = imaplib.IMAP4(HOST, wire.port, timeout=5)
        client.login(mail_user.address, mail_user.password)
        client.select("INBOX")
        # The line comes in two pieces, as some clients send it; the cut waits for its end.
        wire.cut_at(b"UID MOVE", Way.TO_SERVER, forward=True)
        client.send(b"X1 UID MOVE 1:2")
        client.send(b" Junk\r\n")
        with pytest.raises(OSError, match="reset"):
            client.readline()
        wire.wait_for_cuts(1)
        client.shutdown()
    assert len(mail_user.messages("Junk")) == 2


# ── nothing is left behind ──


@pytest.mark.process
def test_servers_end_when_the_test_process_is_killed() -> None:
    program = textwrap.dedent("""
        import os
        from tests.servers.dovecot import Dovecot
        server = Dovecot()
        server.start()
        print(server.program.pid, server.directory, flush=True)
        os.kill(os.getpid(), 9)
    """)
    root = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, timeout=30, check=False
    )
    pid, directory = done.stdout.split()
    wait_until(lambda: not is_alive(int(pid)), 5, "the server to end")
    wait_until(lambda: not Path(directory).exists(), 5, "its data to go")


def test_no_port_is_given_away_twice() -> None:
    ports = [reserve_port() for _ in range(50)]
    assert len(set(ports)) == 50
