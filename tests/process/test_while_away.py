"""What happened while inboxd was away or looked elsewhere: nobody is asked too early, and no mail is passed over."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.process.program import Inboxd, customer_mail, invented_words, write_english_rules
from tests.process.test_main_job import ANGRY, agent_answers, daemon_case, quick_rules
from tests.servers.faults import Step
from tests.servers.process import wait_until
from tests.servers.smtpsink import stall

pytestmark = [pytest.mark.process, pytest.mark.real]

OTHER = "I am locked out of my account and cannot pay my staff today. Please help me now, this is urgent."
TOO_LONG = "願" * 190
"""Too long for the server's disk, not for the rules."""


def follow_ups(smtp_sink) -> int:
    return sum(mail.message["Auto-Submitted"] == "auto-generated" for mail in smtp_sink.accepted)


def mark_answered(mail_user, folder: str, number: str = "1") -> None:
    imap = mail_user.dovecot.imap(mail_user.address)
    imap.select(folder)
    imap.store(number, "+FLAGS", "\\Answered")
    imap.logout()


def test_a_customer_who_wrote_again_while_inboxd_was_down_is_not_asked_whether_it_is_solved(
    inboxd, mail_user, smtp_sink, tmp_path
):
    daemon: Inboxd = inboxd(rules=quick_rules(tmp_path, follow_up="8s"))
    daemon.start()
    mail_user.deliver(customer_mail(ANGRY, message_id="<asked@bluehill.example>"))
    smtp_sink.wait_for(1)
    agent_answers(mail_user, "<asked@bluehill.example>")
    wait_until(lambda: daemon_case(daemon)["state"] == "replied", 15, "the answer is seen")
    daemon.kill()
    mail_user.deliver(
        customer_mail("It is still broken, we cannot log in.", answers="<asked@bluehill.example>", subject="Re: Help")
    )
    wait_until(lambda: _is_due(daemon), 25, "the follow-up has come due meanwhile")
    daemon.start()
    wait_until(lambda: daemon_case(daemon)["state"] == "waiting", 15, "the second message is seen")
    assert daemon.stop() == 0
    assert follow_ups(smtp_sink) == 0


def _is_due(daemon: Inboxd) -> bool:
    listed = json.loads(daemon.command("outbox", "list", "--state", "queued", "--json").stdout)
    due = [each["due_at"] for each in listed if each["deed"]["kind"] == "follow_up"]
    return bool(due) and datetime.fromisoformat(due[0]) < datetime.now(UTC)


def test_an_answer_that_came_and_a_word_against_it_while_inboxd_was_down_start_no_follow_up(
    inboxd, mail_user, smtp_sink, tmp_path
):
    daemon: Inboxd = inboxd(rules=quick_rules(tmp_path, follow_up="1s"))
    mail_user.deliver(customer_mail(ANGRY, message_id="<asked@bluehill.example>"))
    assert daemon.once().returncode == 0
    agent_answers(mail_user, "<asked@bluehill.example>")
    mail_user.deliver(
        customer_mail("It is still broken, we cannot log in.", answers="<asked@bluehill.example>", subject="Re: Help")
    )
    daemon.start()
    wait_until(lambda: daemon_case(daemon)["messages"] == 2, 15, "the second message is seen")
    mail_user.deliver(customer_mail(OTHER, sender="noor@redfield.example"))
    smtp_sink.wait_for(2)
    assert daemon.stop() == 0
    assert follow_ups(smtp_sink) == 0


def test_a_mark_on_an_older_message_answers_no_newer_one(inboxd, mail_user, smtp_sink, tmp_path):
    daemon: Inboxd = inboxd(rules=quick_rules(tmp_path, follow_up="2s"))
    daemon.start()
    mail_user.deliver(customer_mail(ANGRY, message_id="<asked@bluehill.example>"))
    smtp_sink.wait_for(1)
    mail_user.dovecot.wait_for(mail_user.address, "Priority", 1)
    # A mail client does both: it files the answer and marks the message.
    agent_answers(mail_user, "<asked@bluehill.example>")
    mark_answered(mail_user, "Priority")
    mail_user.deliver(
        customer_mail("It is still broken, we cannot log in.", answers="<asked@bluehill.example>", subject="Re: Help")
    )
    wait_until(lambda: daemon_case(daemon)["messages"] == 2, 15, "the second message is seen")
    # Another customer's whole life passes: Sent and the marks were looked at several times by then.
    mail_user.deliver(customer_mail(OTHER, sender="noor@redfield.example", message_id="<noor@redfield.example>"))
    smtp_sink.wait_for(2)
    agent_answers(mail_user, "<noor@redfield.example>", to="noor@redfield.example")
    smtp_sink.wait_for(3, seconds=20)
    assert daemon.stop() == 0
    asked = [mail.recipients for mail in smtp_sink.accepted if mail.message["Auto-Submitted"] == "auto-generated"]
    assert asked == [("noor@redfield.example",)]


def test_a_folder_name_that_the_server_cannot_have_stops_nobody_elses_mail(inboxd, mail_user, smtp_sink, tmp_path):
    rules = write_english_rules(tmp_path / "rules")
    routes = rules / "routes.yaml"
    routes.write_text(
        routes.read_text(encoding="utf-8").replace("folder: Wishes", f"folder: {TOO_LONG}"), encoding="utf-8"
    )
    daemon: Inboxd = inboxd(rules=rules)
    wish = "It would be nice if the list could be sorted by date. A feature request, please add it."
    mail_user.deliver(
        customer_mail(wish, sender="noor@redfield.example", subject="Feature request"), customer_mail(ANGRY)
    )
    done = daemon.once()
    assert done.returncode == 0, done.stderr
    assert mail_user.dovecot.count(mail_user.address, "Priority") == 1
    assert "folder.refused" in done.stderr
    assert {mail.recipients[0] for mail in smtp_sink.accepted} == {"mira@bluehill.example", "noor@redfield.example"}


def test_after_a_mailbox_was_put_back_from_a_backup_new_mail_is_seen(inboxd, mail_user, smtp_sink):
    daemon: Inboxd = inboxd()
    calm = "Hello, how can I change the address on my invoice? There is no hurry, next week is fine."
    mail_user.deliver(customer_mail(calm, message_id="<one@bluehill.example>"))
    assert daemon.once().returncode == 0
    home = Path(mail_user.dovecot.home(mail_user.address))
    backup = home.parent / f"{home.name}.backup"
    subprocess.run(["cp", "-a", str(home), str(backup)], check=True)
    for number in range(3):
        text = f"{invented_words(random.Random(number))}. {calm}"
        mail_user.deliver(customer_mail(text, sender=f"c{number}@customer{number}.example"))
    assert daemon.once().returncode == 0
    assert len(smtp_sink.accepted) == 4
    shutil.rmtree(home)
    backup.rename(home)
    mail_user.deliver(customer_mail(ANGRY, sender="noor@redfield.example"))
    done = daemon.once()
    assert done.returncode == 0, done.stderr
    assert "folder.put_back" in done.stderr
    assert smtp_sink.accepted[-1].recipients == ("noor@redfield.example",)
    assert len(smtp_sink.accepted) == 5
    assert mail_user.dovecot.count(mail_user.address, "Priority") == 1


def test_start_from_passes_over_no_new_mail_because_an_old_one_was_moved_in_later(inboxd, mail_user, smtp_sink):
    mail_user.deliver(customer_mail(ANGRY))
    imap = mail_user.dovecot.imap(mail_user.address)
    imap.append("INBOX", "", '"01-Jan-2020 10:00:00 +0000"', customer_mail(OTHER, sender="old@redfield.example"))
    imap.logout()
    daemon: Inboxd = inboxd(mailbox={"start_from": "7d"})
    assert daemon.once().returncode == 0
    assert [mail.recipients[0] for mail in smtp_sink.accepted] == ["mira@bluehill.example"]


def test_one_mailbox_that_cannot_be_reached_keeps_no_other_one_waiting(inboxd, mail_user, smtp_sink):
    daemon: Inboxd = inboxd()
    broken = f"""
[[mailbox]]
name = "first"
address = "first@ourshop.example"
[mailbox.imap]
host = "127.0.0.1"
tls = "none"
port = {daemon.imap_port}
user = "nobody"
password = "wrong"
[mailbox.smtp]
host = "127.0.0.1"
tls = "none"
port = {daemon.smtp_port}
"""
    path = daemon.config
    written = path.read_text(encoding="utf-8")
    before, after = written.split("[[mailbox]]", 1)
    path.write_text(f"{before}{broken}\n[[mailbox]]{after}", encoding="utf-8")
    mail_user.deliver(customer_mail(ANGRY))
    done = _run_as_written(path)
    assert done.returncode == 2
    assert [mail.recipients[0] for mail in smtp_sink.accepted] == ["mira@bluehill.example"]
    assert mail_user.dovecot.count(mail_user.address, "Priority") == 1


def _run_as_written(config: Path):
    return subprocess.run(
        [sys.executable, "-m", "inboxd", "run", "--once", "--config", str(config)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_a_single_run_stops_in_order_when_it_is_told_to(inboxd, mail_user, smtp_sink):
    smtp_sink.misbehave(stall(Step.DOT))
    daemon: Inboxd = inboxd(top={"stop_within": "2s"})
    mail_user.deliver(customer_mail(ANGRY))
    running = subprocess.Popen(
        [sys.executable, "-m", "inboxd", "run", "--once", "--config", str(daemon.config)],
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        mail_user.dovecot.wait_for(mail_user.address, "Priority", 1, seconds=60)
        wait_until(lambda: _in_doubt(daemon), 15, "the letter is at its final dot")
        running.terminate()
        running.wait(10)
    finally:
        running.kill()
    assert _in_doubt(daemon)


def _in_doubt(daemon: Inboxd) -> bool:
    return "acknowledgment:" in daemon.command("outbox", "list", "--state", "sending", "--json").stdout
