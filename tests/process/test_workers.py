"""Several processes share the mailboxes of one database: each has one owner, and nobody is answered twice."""

import os
import signal
import time
from collections import Counter

import pytest

from tests.core.rules.folders import rules_files
from tests.process.program import Inboxd, customer_mail
from tests.servers.process import wait_until

pytestmark = [pytest.mark.real, pytest.mark.process]

ANGRY = "The site is down since monday"
LEASE = 3


@pytest.fixture
def small_rules(tmp_path):
    folder = tmp_path / "rules"
    for name, raw in rules_files().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    return folder


@pytest.fixture
def team(inboxd, postgres_url, small_rules):
    """Makes further workers of one installation."""

    def make(**more) -> Inboxd:
        return inboxd(store=postgres_url, rules=small_rules, store_settings={"mailbox_lease": f"{LEASE}s"}, **more)

    return make


def write(mail_user, number):
    text = f"{ANGRY}, says number {number}"
    mail_user.deliver(customer_mail(text, sender=f"c{number}@customer{number}.example"))


def answered(sink):
    return Counter(mail.recipients[0] for mail in sink.accepted)


def taken_by(worker):
    return [line["mailbox"] for line in worker.lines("mailbox.taken")]


def test_the_work_of_a_killed_process_goes_on_in_another_one(team, mail_user, smtp_sink):
    first, second = team(), team()
    first.start()
    second.start(wait=False)
    second.wait_for("inboxd.started", seconds=60)
    write(mail_user, 1)
    smtp_sink.wait_for(1, 40)
    first.kill()
    killed = time.monotonic()
    write(mail_user, 2)
    smtp_sink.wait_for(2, 40)
    assert time.monotonic() - killed < 15
    assert "support" in taken_by(second)
    assert answered(smtp_sink) == {"c1@customer1.example": 1, "c2@customer2.example": 1}


def test_a_process_that_was_suspended_longer_than_its_lease_does_nothing_more(team, mail_user, smtp_sink):
    zombie, heir = team(), team()
    zombie.start()
    heir.start(wait=False)
    heir.wait_for("inboxd.started", seconds=60)
    os.kill(zombie.process.pid, signal.SIGSTOP)
    write(mail_user, 1)
    try:
        smtp_sink.wait_for(1, 40)
    finally:
        os.kill(zombie.process.pid, signal.SIGCONT)
    wait_until(lambda: zombie.lines("mailbox.lost") or zombie.lines("mailbox.overtaken"), 15, "the zombie notices")
    write(mail_user, 2)
    smtp_sink.wait_for(2, 40)
    assert answered(smtp_sink) == {"c1@customer1.example": 1, "c2@customer2.example": 1}
    assert heir.stop() == 0
    write(mail_user, 3)
    smtp_sink.wait_for(3, 40)  # the one that slept takes over again
    assert zombie.stop() == 0
    assert zombie.command("audit").returncode == 0


def test_an_ordered_stop_hands_the_mailbox_over_at_once(team, mail_user, smtp_sink):
    first, second = team(), team()
    first.start()
    second.start(wait=False)
    second.wait_for("inboxd.started", seconds=60)
    assert first.stop() == 0
    second.wait_for("mailbox.connected")
    write(mail_user, 1)
    smtp_sink.wait_for(1, 40)


def test_on_sqlite_a_second_process_is_refused_with_a_clear_line(inboxd, small_rules):
    first = inboxd(rules=small_rules)
    first.start()
    second = inboxd(rules=small_rules, folder=first.folder)
    done = second.command("run")
    assert done.returncode == 2
    assert f"in use by another inboxd (process {first.process.pid})" in done.stderr
    assert "PostgreSQL" in done.stderr
