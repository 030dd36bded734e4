"""One damaged message on the server: all others are handled, and a human is shown the damaged one."""

from __future__ import annotations

from pathlib import Path

from tests.process.program import customer_mail
from tests.process.test_main_job import ANGRY
from tests.servers.process import wait_until


def damage_first(mail_user) -> None:
    """Make a message's file shorter than its name says: Dovecot hangs up in the middle of FETCH."""
    home = Path(mail_user.dovecot.home(mail_user.address))
    (found,) = [each for each in home.rglob("*") if each.is_file() and b"Where is the menu?" in each.read_bytes()]
    found.write_bytes(found.read_bytes()[:100])


def deliver(mail_user) -> None:
    damaged = customer_mail("Where is the menu?" * 50, sender="ola@larch.example")
    mail_user.deliver(damaged, customer_mail(ANGRY))
    damage_first(mail_user)


def is_handled(mail_user, smtp_sink) -> bool:
    count = mail_user.dovecot.count
    folders = {folder: count(mail_user.address, folder) for folder in ("INBOX", "Priority", "Needs human")}
    return folders == {"INBOX": 0, "Priority": 1, "Needs human": 1} and len(smtp_sink.accepted) == 1


def test_a_one_off_run_gets_past_a_damaged_message(inboxd, mail_user, smtp_sink):
    daemon = inboxd()
    deliver(mail_user)
    done = daemon.once()
    assert done.returncode == 0, done.stderr[-3000:]
    assert is_handled(mail_user, smtp_sink)
    assert '"mail.damaged"' in done.stderr


def test_the_service_gets_past_a_damaged_message(inboxd, mail_user, smtp_sink):
    daemon = inboxd()
    deliver(mail_user)
    daemon.start()
    wait_until(lambda: is_handled(mail_user, smtp_sink), 40, "both messages are handled")
    mail_user.deliver(customer_mail(ANGRY, sender="tove@juniper.example"))
    wait_until(lambda: mail_user.dovecot.count(mail_user.address, "Priority") == 2, 20, "a later message is handled")
    assert daemon.stop() == 0
