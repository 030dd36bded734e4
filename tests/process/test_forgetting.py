"""Forgetting a customer beside the running program: gone from its files, and nobody is answered twice for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.process.program import Inboxd, customer_mail
from tests.servers.process import wait_until

pytestmark = [pytest.mark.process, pytest.mark.real]

MIRA = "mira@bluehill.example"
ANGRY = (
    "We still cannot log in. This is the third time I write and our clinic cannot open its patient files since 7 am!"
)


def files_with(folder: Path, word: str) -> list[str]:
    files = [path for path in folder.rglob("*.db*") if path.is_file()]
    assert files
    return [path.name for path in files if word.encode() in path.read_bytes()]


def test_a_customer_is_forgotten_beside_the_running_daemon(inboxd, mail_user, smtp_sink):
    daemon: Inboxd = inboxd()
    daemon.start()
    mail_user.deliver(customer_mail(ANGRY, message_id="<first@redfield.example>"))
    smtp_sink.wait_for(1)
    mail_user.dovecot.wait_for(mail_user.address, "Priority", 1)
    mail_user.dovecot.wait_for(mail_user.address, "Sent", 1)
    assert files_with(daemon.folder, MIRA) != []

    refused = daemon.command("forget", MIRA)
    assert (refused.returncode, "still waits for an answer" in refused.stderr) == (1, True)
    done = daemon.command("forget", MIRA, "--yes")
    assert done.returncode == 0, done.stderr
    assert f"{MIRA} is forgotten:" in done.stdout
    wait_until(lambda: files_with(daemon.folder, MIRA) == [], 30, "the daemon reads the log no more")
    assert mail_user.dovecot.count(mail_user.address, "Priority") == 1

    # Back within the day: sorted as anybody, and the cap on mail to one person still holds.
    mail_user.deliver(customer_mail(ANGRY + " Again.", message_id="<second@redfield.example>"))
    mail_user.dovecot.wait_for(mail_user.address, "Priority", 2)
    audit = daemon.command("audit")
    assert audit.returncode == 0, audit.stdout + audit.stderr
    assert daemon.stop() == 0
    assert len(smtp_sink.accepted) == 1
