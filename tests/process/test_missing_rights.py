"""Folders beside the inbox that the account may not read: new mail and letters go their way all the same."""

from __future__ import annotations

import imaplib
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.process.program import Inboxd, customer_mail
from tests.servers.dovecot import Dovecot
from tests.servers.faults import Step
from tests.servers.smtpsink import drop, refuse

pytestmark = [pytest.mark.process, pytest.mark.real]

ACL = "mail_plugins = acl\nprotocol imap {\n mail_plugins = acl imap_acl\n}\nplugin {\n acl = vfile\n}\n"
NO_READING = "lia"
ANGRY = "Your page is down since monday and we lose our customers. This is the third time I write!"
OTHER = "Our shop is down since tuesday, and nobody at our firm can work. This is the third time I write to you!"
_numbers = count(1)


@pytest.fixture(scope="module")
def guarded() -> Iterator[Dovecot]:
    """A server on which rights can be taken away."""
    with Dovecot(extra=ACL) as dovecot:
        yield dovecot


@pytest.fixture
def user(guarded: Dovecot) -> str:
    name = f"support{next(_numbers)}@bluehill.example"
    guarded.add_user(name, "secret")
    return name


def change_rights(dovecot: Dovecot, user: str, folder: str, rights: str) -> None:
    with imaplib.IMAP4("127.0.0.1", dovecot.imap_port, timeout=30) as client:
        client.login(user, "secret")
        client.create(folder)
        assert client.setacl(folder, user, rights)[0] == "OK"


def append_old_mails(dovecot: Dovecot, user: str) -> None:
    """More than the newest that are looked at in the beginning, so that the server has no header of the first ones."""
    with imaplib.IMAP4("127.0.0.1", dovecot.imap_port, timeout=30) as client:
        client.login(user, "secret")
        for number in range(55):
            mail = f"From: o@x.example\r\nSubject: old\r\nMessage-ID: <old{number}@x.example>\r\n\r\nold\r\n"
            client.append("INBOX", None, None, mail.encode())


def test_a_sent_folder_that_may_not_be_read_stops_no_mail(inboxd, guarded, user, smtp_sink, small_rules):
    change_rights(guarded, user, "Sent", NO_READING)
    daemon: Inboxd = inboxd(imap_port=guarded.imap_port, user=user, password="secret", rules=small_rules)
    daemon.start()
    guarded.deliver(user, customer_mail(ANGRY))
    guarded.deliver(user, customer_mail(OTHER, sender="noor@redfield.example"))
    smtp_sink.wait_for(2, seconds=20)
    guarded.wait_for(user, "Priority", 2)
    daemon.wait_for("look.failed")
    assert daemon.stop() == 0
    assert daemon.lines("mailbox.unavailable") == []
    assert [line["look"] for line in daemon.lines("look.failed")] == ["Sent"]


def test_waiting_cases_in_a_folder_that_may_not_be_read_any_more_keep_no_letter_waiting(
    inboxd, guarded, user, smtp_sink, small_rules
):
    daemon: Inboxd = inboxd(imap_port=guarded.imap_port, user=user, password="secret", rules=small_rules)
    assert daemon.once().returncode == 0
    guarded.deliver(user, customer_mail(ANGRY))
    assert daemon.once().returncode == 0
    change_rights(guarded, user, "Priority", NO_READING)
    smtp_sink.misbehave(refuse(Step.RCPT, "451 4.7.1 later"), times=1)
    daemon.start()
    guarded.deliver(user, customer_mail(OTHER, sender="noor@redfield.example"))
    smtp_sink.wait_for(2, seconds=60)
    assert daemon.stop() == 0
    assert {line["look"] for line in daemon.lines("look.failed")} == {"marks in Priority"}


def test_one_old_unreadable_message_keeps_no_letter_in_doubt_for_ever(inboxd, guarded, user, smtp_sink, small_rules):
    append_old_mails(guarded, user)
    (damaged,) = [path for path in _mails(guarded, user) if b"<old2@x.example>" in path.read_bytes()]
    daemon: Inboxd = inboxd(
        imap_port=guarded.imap_port,
        user=user,
        password="secret",
        rules=small_rules,
        mailbox={"start_from": "now", "proof_within": "3s"},
    )
    damaged.chmod(0)
    daemon.start()
    daemon.wait_for("folder.first_seen", 2)
    smtp_sink.misbehave(drop(Step.DOT, accept=False))
    guarded.deliver(user, customer_mail(ANGRY))
    (held,) = daemon.wait_for("acknowledgment.held", seconds=40)
    assert "the proof could not be looked for" in str(held["why"])
    assert "SERVERBUG" in str(held["why"])
    assert daemon.stop() == 0
    assert daemon.lines("mailbox.unavailable") == []
    assert smtp_sink.accepted == []


def _mails(dovecot: Dovecot, user: str) -> list[Path]:
    folders = [path for path in Path(dovecot.home(user)).rglob("*") if path.name in {"new", "cur"}]
    return [path for folder in folders for path in folder.iterdir()]
