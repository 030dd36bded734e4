"""What the operator sees when something is wrong, and that everything goes on once it is mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.process.program import Inboxd, customer_mail, write_english_rules
from tests.servers.dovecot import Dovecot
from tests.servers.process import wait_until
from tests.servers.proxy import FaultProxy

pytestmark = [pytest.mark.process, pytest.mark.real]

ANGRY = (
    "We still cannot log in. This is the third time I write and our clinic cannot open its patient files since 7 am!"
)
QUICK = {"idle_renew": "2s", "poll": "1s", "timeout": "3s", "keepalive": "1s"}


def test_a_wrong_password_is_told_once_with_what_to_do_and_not_hammered(inboxd):
    daemon: Inboxd = inboxd(password="wrong")
    daemon.start(wait=False)
    (line,) = daemon.wait_for("mailbox.unavailable")
    assert "password" in f"{line['error']} {line.get('hint')}".lower()
    assert line["again_in_seconds"] >= 300
    assert daemon.stop() == 0
    assert len(daemon.lines("mailbox.unavailable")) == 1


def test_a_server_that_is_down_is_asked_again_until_it_is_back(inboxd, mail_user, smtp_sink):
    with FaultProxy(mail_user.dovecot.imap_port) as proxy:
        proxy.refuse()
        daemon: Inboxd = inboxd(imap_port=proxy.port, imap=QUICK)
        daemon.start(wait=False)
        daemon.wait_for("mailbox.unavailable")
        mail_user.deliver(customer_mail(ANGRY))
        proxy.pass_through()
        smtp_sink.wait_for(1, seconds=30)
        assert daemon.stop() == 0


def test_a_connection_that_goes_silent_is_noticed_and_replaced(inboxd, mail_user, smtp_sink):
    with FaultProxy(mail_user.dovecot.imap_port) as proxy:
        daemon: Inboxd = inboxd(imap_port=proxy.port, imap=QUICK)
        daemon.start()
        proxy.blackhole()
        mail_user.deliver(customer_mail(ANGRY))
        daemon.wait_for("mailbox.unavailable", seconds=30)
        proxy.pass_through()
        smtp_sink.wait_for(1, seconds=30)
        mail_user.dovecot.wait_for(mail_user.address, "Priority", 1)
        assert daemon.stop() == 0


def test_a_broken_rule_file_never_stops_the_service(inboxd, mail_user, smtp_sink, tmp_path):
    rules = write_english_rules(tmp_path / "rules")
    daemon: Inboxd = inboxd(rules=rules)
    daemon.start()
    good = (rules / "routes.yaml").read_text(encoding="utf-8")
    (rules / "routes.yaml").write_text(good.replace("folder: Priority", "foldr: Priority"), encoding="utf-8")
    (line,) = daemon.wait_for("rules.refused")
    assert "routes.yaml:" in str(line["first"])
    assert "folder" in str(line["first"])
    mail_user.deliver(customer_mail(ANGRY))
    smtp_sink.wait_for(1)
    mail_user.dovecot.wait_for(mail_user.address, "Priority", 1)
    (rules / "routes.yaml").write_text(good.replace("folder: Priority", "folder: Urgent"), encoding="utf-8")
    daemon.wait_for("rules.loaded", 2)
    other = "I am locked out of my account and cannot pay my staff today. Please help me now, this is urgent."
    mail_user.deliver(customer_mail(other, sender="noor@redfield.example"))
    mail_user.dovecot.wait_for(mail_user.address, "Urgent", 1, seconds=20)
    assert daemon.stop() == 0


def test_rules_that_are_broken_at_the_start_are_told_with_file_and_line(inboxd, tmp_path):
    rules = write_english_rules(tmp_path / "rules")
    (rules / "routes.yaml").write_text("routes: [}\n", encoding="utf-8")
    failed = inboxd(rules=rules).once()
    assert failed.returncode == 1
    assert "routes.yaml:1" in failed.stderr


def test_rules_that_break_while_it_is_down_do_not_keep_it_from_starting(inboxd, mail_user, smtp_sink, tmp_path):
    rules = write_english_rules(tmp_path / "rules")
    daemon: Inboxd = inboxd(rules=rules)
    assert daemon.once().returncode == 0
    (rules / "routes.yaml").write_text("routes: [}\n", encoding="utf-8")
    mail_user.deliver(customer_mail(ANGRY))
    again = daemon.once()
    assert again.returncode == 0, again.stderr
    assert "rules.refused" in again.stderr
    assert "routes.yaml:1" in again.stderr
    assert len(smtp_sink.accepted) == 1


def test_after_a_new_uidvalidity_nothing_is_lost_and_nobody_is_answered_again(inboxd, mail_user, smtp_sink):
    daemon: Inboxd = inboxd()
    calm = "Hello, how can I change the address on my invoice? There is no hurry, next week is fine."
    mail_user.deliver(customer_mail(calm, message_id="<known@bluehill.example>"))
    assert daemon.once().returncode == 0
    assert len(smtp_sink.accepted) == 1
    _renumber(mail_user, [*mail_user.messages("INBOX")])
    mail_user.deliver(customer_mail(ANGRY, sender="noor@redfield.example"))
    assert daemon.once().returncode == 0
    assert [mail.recipients[0] for mail in smtp_sink.accepted] == ["mira@bluehill.example", "noor@redfield.example"]
    audit = daemon.command("audit")
    assert "unaccounted 0" in audit.stdout, audit.stdout


def _renumber(mail_user, messages: list[bytes]) -> None:
    """The mailbox as a restored backup leaves it: the same messages, a new UIDVALIDITY."""
    home = mail_user.dovecot.home(mail_user.address)
    for name in ("dovecot-uidlist", "dovecot.index.cache", "dovecot.index.log", "dovecot.index"):
        for path in Path(home).rglob(name):
            if path.parent.name == "Maildir" or path.parent == Path(home):
                path.unlink()
    assert len(mail_user.messages("INBOX")) == len(messages)


def test_a_full_disk_is_told_and_survived(inboxd, mail_user, smtp_sink, tmp_path):
    daemon: Inboxd = inboxd()
    assert daemon.once().returncode == 0
    mail_user.deliver(customer_mail(ANGRY))
    failed = daemon.once(largest_file=8192)
    assert failed.returncode == 2, failed.stderr
    assert "disk" in failed.stderr
    assert smtp_sink.accepted == []
    assert mail_user.dovecot.count(mail_user.address, "INBOX") == 1
    assert daemon.once().returncode == 0
    assert len(smtp_sink.accepted) == 1
    assert mail_user.dovecot.count(mail_user.address, "Priority") == 1


@pytest.mark.parametrize("hidden", [{"MOVE"}, {"IDLE"}, {"MOVE", "IDLE"}])
def test_a_server_without_move_or_idle_works_too(hidden, inboxd, smtp_sink):
    with Dovecot(hide=hidden) as dovecot:
        dovecot.add_user("plain", "secret")
        daemon: Inboxd = inboxd(imap_port=dovecot.imap_port, user="plain", password="secret", imap=QUICK)
        daemon.start()
        dovecot.deliver("plain", customer_mail(ANGRY))
        smtp_sink.wait_for(1, seconds=20)
        dovecot.wait_for("plain", "Priority", 1)
        wait_until(lambda: dovecot.count("plain", "INBOX") == 0, 10, "the copy in INBOX is gone")
        assert daemon.stop() == 0


def test_sigterm_stops_within_ten_seconds_with_nothing_half_done(inboxd, mail_user, smtp_sink):
    daemon: Inboxd = inboxd()
    daemon.start()
    for number in range(20):
        mail_user.deliver(customer_mail(f"{ANGRY} {number}", sender=f"c{number}@customer{number}.example"))
    smtp_sink.wait_for(1)
    assert daemon.stop(seconds=10) == 0
    assert daemon.once().returncode == 0
    audit = daemon.command("audit", "--json")
    assert audit.returncode == 0, audit.stdout
    assert mail_user.dovecot.count(mail_user.address, "INBOX") == 0
