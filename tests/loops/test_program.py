"""The whole program on real servers: two installations that write to each other, and one that meets a naive machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.loops.actors import ANGRY, AWAY
from tests.process.program import Inboxd, customer_mail

pytestmark = [pytest.mark.process, pytest.mark.real]

OURS, THEIRS = "support@ourshop.example", "desk@otherhelp.example"
ROUNDS = 3


def test_two_installations_that_write_to_each_other_stop_after_one_letter(tmp_path: Path, dovecot, smtp_sink):
    both = []
    for address in (OURS, THEIRS):
        user = f"loop-{tmp_path.name}-{address}"
        dovecot.add_user(user, "secret")
        smtp_sink.forward(dovecot, address, user)
        folder = tmp_path / address.partition("@")[0]
        daemon = Inboxd(folder, dovecot.imap_port, smtp_sink.port, user, address=address, top={"instance": folder.name})
        both.append((daemon, user))
    dovecot.deliver(both[0][1], customer_mail(ANGRY, sender=THEIRS, to=OURS))
    dovecot.deliver(both[1][1], customer_mail(f"{ANGRY} Really!", sender=OURS, to=THEIRS))
    for _ in range(ROUNDS):
        for daemon, _ in both:
            done = daemon.once()
            assert done.returncode == 0, done.stderr
        smtp_sink.wait_forwarded()
    assert sorted(each.recipients[0] for each in smtp_sink.accepted) in ([THEIRS], [THEIRS, OURS], [OURS, THEIRS])


def test_a_machine_that_answers_everything_gets_one_letter(inboxd, mail_user, smtp_sink):
    daemon: Inboxd = inboxd()
    mail_user.deliver(customer_mail(ANGRY, sender="kim@tickets.example"))
    answered = 0
    for number in range(ROUNDS):
        assert daemon.once().returncode == 0
        letters = smtp_sink.accepted
        for letter in letters[answered:]:
            text = f"{AWAY} Ticket {number}.\n\n> {letter.message['Subject']}"
            sender = f"ticket-{number}@tickets.example"
            mail_user.deliver(customer_mail(text, sender=sender, subject=f"Ticket {number}"))
        answered = len(letters)
    assert len(smtp_sink.accepted) == 1
