"""The whole sentence, on real servers: watch, sort, acknowledge, and verify only after a human has answered."""

from __future__ import annotations

import json
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.process.program import Inboxd, customer_mail, write_english_rules
from tests.servers.process import wait_until

pytestmark = [pytest.mark.process, pytest.mark.real]

ANGRY = (
    "We still cannot log in. This is the third time I write and our clinic cannot open its patient files since 7 am!"
)
TOKEN = "["


def quick_rules(tmp_path: Path, follow_up: str = "2s") -> Path:
    """The English rules with a follow-up that comes due within the test."""
    folder = write_english_rules(tmp_path / "rules")
    routes = folder / "routes.yaml"
    text = routes.read_text(encoding="utf-8")
    for days in ("2d", "3d", "4d"):
        text = text.replace(f"follow_up: {days}", f"follow_up: {follow_up}")
    routes.write_text(text, encoding="utf-8")
    return folder


def headers_of(raw: bytes) -> dict[str, str]:
    return dict(message_from_bytes(raw).items())


def test_an_angry_mail_is_moved_flagged_and_acknowledged_once(inboxd, mail_user, smtp_sink):
    daemon: Inboxd = inboxd()
    daemon.start()
    mail_user.deliver(customer_mail(ANGRY, message_id="<first@bluehill.example>"))
    (sent,) = smtp_sink.wait_for(1)
    mail_user.dovecot.wait_for(mail_user.address, "Priority", 1)
    (stored,) = mail_user.dovecot.stored(mail_user.address, "Priority")
    assert "\\Flagged" in stored.flags
    assert "\\Seen" not in stored.flags
    assert sent.recipients == ("mira@bluehill.example",)
    answer = sent.message
    assert answer["Auto-Submitted"] == "auto-replied"
    assert answer["X-Auto-Response-Suppress"] == "All"
    assert answer["In-Reply-To"] == "<first@bluehill.example>"
    assert answer["From"].addresses[0].addr_spec == "support@ourshop.example"
    mail_user.dovecot.wait_for(mail_user.address, "Sent", 1)
    assert daemon.stop() == 0
    assert len(smtp_sink.accepted) == 1


def test_mail_that_arrived_while_inboxd_was_down_is_handled(inboxd, mail_user, smtp_sink):
    daemon: Inboxd = inboxd()
    daemon.start()
    assert daemon.stop() == 0
    mail_user.deliver(customer_mail(ANGRY))
    done = daemon.once()
    assert done.returncode == 0, done.stderr
    assert len(smtp_sink.accepted) == 1
    assert mail_user.dovecot.count(mail_user.address, "Priority") == 1
    assert mail_user.dovecot.count(mail_user.address, "INBOX") == 0


def test_mail_from_before_the_first_start_is_left_alone(inboxd, mail_user, smtp_sink):
    mail_user.deliver(customer_mail(ANGRY))
    daemon: Inboxd = inboxd(mailbox={"start_from": "now"})
    assert daemon.once().returncode == 0
    mail_user.deliver(customer_mail(ANGRY + " Again.", sender="noor@redfield.example"))
    assert daemon.once().returncode == 0
    assert mail_user.dovecot.count(mail_user.address, "INBOX") == 1
    assert [mail.recipients for mail in smtp_sink.accepted] == [("noor@redfield.example",)]
    audit = daemon.command("audit")
    assert audit.returncode == 0, audit.stdout + audit.stderr
    assert "unaccounted 0" in audit.stdout


def test_reading_a_message_first_changes_nothing(inboxd, mail_user, smtp_sink):
    daemon: Inboxd = inboxd()
    mail_user.deliver(customer_mail(ANGRY))
    imap = mail_user.dovecot.imap(mail_user.address)
    imap.select("INBOX")
    imap.store("1", "+FLAGS", "\\Seen")
    imap.logout()
    assert daemon.once().returncode == 0
    (stored,) = mail_user.dovecot.stored(mail_user.address, "Priority")
    assert "\\Seen" in stored.flags
    assert len(smtp_sink.accepted) == 1


def agent_answers(mail_user, customer_message_id: str, *, to: str = "mira@bluehill.example") -> None:
    """What a mail client does: it files the answer in Sent and marks the message."""
    answer = customer_mail(
        "We restored your access.",
        sender="support@ourshop.example",
        to=to,
        subject="Re: Help",
        answers=customer_message_id,
    )
    mail_user.dovecot.append(mail_user.address, "Sent", answer, "\\Seen")


def test_a_follow_up_goes_out_after_a_humans_answer_in_sent(inboxd, mail_user, smtp_sink, tmp_path):
    daemon: Inboxd = inboxd(rules=quick_rules(tmp_path))
    daemon.start()
    mail_user.deliver(customer_mail(ANGRY, message_id="<asked@bluehill.example>"))
    smtp_sink.wait_for(1)
    agent_answers(mail_user, "<asked@bluehill.example>")
    acknowledgment, follow_up = smtp_sink.wait_for(2, seconds=20)
    assert acknowledgment.message["Auto-Submitted"] == "auto-replied"
    assert follow_up.message["Auto-Submitted"] == "auto-generated"
    assert follow_up.message["Message-ID"] != acknowledgment.message["Message-ID"]
    assert daemon.stop() == 0
    assert len(smtp_sink.accepted) == 2


def test_a_follow_up_goes_out_after_a_mail_client_marked_the_message_as_answered(
    inboxd, mail_user, smtp_sink, tmp_path
):
    daemon: Inboxd = inboxd(rules=quick_rules(tmp_path))
    daemon.start()
    mail_user.deliver(customer_mail(ANGRY))
    smtp_sink.wait_for(1)
    mail_user.dovecot.wait_for(mail_user.address, "Priority", 1)
    imap = mail_user.dovecot.imap(mail_user.address)
    imap.select("Priority")
    imap.store("1", "+FLAGS", "\\Answered")
    imap.logout()
    smtp_sink.wait_for(2, seconds=20)
    assert smtp_sink.accepted[1].message["Auto-Submitted"] == "auto-generated"


def test_nobody_is_asked_whether_it_is_solved_while_nobody_answered(inboxd, mail_user, smtp_sink, tmp_path):
    daemon: Inboxd = inboxd(rules=quick_rules(tmp_path, follow_up="1s"))
    daemon.start()
    mail_user.deliver(customer_mail(ANGRY))
    smtp_sink.wait_for(1)
    # A second customer's whole life passes meanwhile: by then the first one's follow-up would long have gone out.
    other = "I am locked out of my account and cannot pay my staff today. Please help me now, this is urgent."
    mail_user.deliver(customer_mail(other, sender="noor@redfield.example", message_id="<noor@redfield.example>"))
    smtp_sink.wait_for(2)
    agent_answers(mail_user, "<noor@redfield.example>", to="noor@redfield.example")
    smtp_sink.wait_for(3, seconds=20)
    assert daemon.stop() == 0
    assert [mail.recipients[0] for mail in smtp_sink.accepted].count("mira@bluehill.example") == 1


def test_a_customer_who_writes_again_is_not_asked_whether_it_is_solved(inboxd, mail_user, smtp_sink, tmp_path):
    daemon: Inboxd = inboxd(rules=quick_rules(tmp_path, follow_up="6s"))
    daemon.start()
    mail_user.deliver(customer_mail(ANGRY, message_id="<asked@bluehill.example>"))
    smtp_sink.wait_for(1)
    agent_answers(mail_user, "<asked@bluehill.example>")
    wait_until(lambda: daemon_case(daemon)["state"] == "replied", 15, "the answer is seen")
    mail_user.deliver(
        customer_mail("It is still broken, we cannot log in.", answers="<asked@bluehill.example>", subject="Re: Help")
    )
    wait_until(lambda: daemon_case(daemon)["state"] == "waiting", 15, "the second message is seen")
    record = daemon.command("cases", "show", str(daemon_case(daemon)["token"]), "--json").stdout
    assert '"cancelled"' in record
    assert daemon.stop() == 0
    assert len([mail for mail in smtp_sink.accepted if mail.message["Auto-Submitted"] == "auto-generated"]) == 0


def daemon_case(daemon: Inboxd) -> dict[str, object]:
    (case,) = json.loads(daemon.command("cases", "list", "--state", "all", "--json").stdout)
    return case


def test_a_machine_is_filed_and_never_answered(inboxd, mail_user, smtp_sink):
    daemon: Inboxd = inboxd()
    mail_user.deliver(customer_mail("I am away until Monday.", headers={"Auto-Submitted": "auto-replied"}))
    assert daemon.once().returncode == 0
    assert mail_user.dovecot.count(mail_user.address, "Automatic") == 1
    assert smtp_sink.accepted == []


def test_shadow_touches_nothing(inboxd, mail_user, smtp_sink):
    daemon: Inboxd = inboxd()
    mail_user.deliver(customer_mail(ANGRY))
    assert daemon.once("--shadow").returncode == 0
    assert mail_user.dovecot.count(mail_user.address, "INBOX") == 1
    assert mail_user.dovecot.folders(mail_user.address) == sorted(mail_user.dovecot.folders(mail_user.address))
    assert "Priority" not in mail_user.dovecot.folders(mail_user.address)
    assert smtp_sink.accepted == []
