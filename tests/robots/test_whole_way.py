"""The whole corpus through the real program: a true mailbox before it, a true SMTP server behind it."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from inboxd.core.parse.mail import parse_bytes
from tests.process.program import RULES, Inboxd
from tests.robots.corpus import RECEIVED, Case, automatic, humans
from tests.robots.world import AGENTS, ALIASES, AUTHSERV_ID, INTERNAL, NEVER_ANSWER
from tests.servers.process import wait_until

pytestmark = [pytest.mark.process, pytest.mark.real, pytest.mark.timeout(400)]

RAISED = {"per_hour": 100_000, "per_domain_hour": 100_000}
"""Limits that hundreds of mails in a second would reach."""


def rules_with_lists(folder: Path) -> Path:
    """The shipped rules; only the admins' lists are those of the corpus."""
    shutil.copytree(RULES, folder)
    customers = folder / "customers.yaml"
    text = customers.read_text(encoding="utf-8")
    for name, entries in (("internal", INTERNAL), ("never_answer", NEVER_ANSWER)):
        text = text.replace(f"\n{name}:\n", f"\n{name}:\n" + "".join(f'  - "{each}"\n' for each in entries))
    agents = "".join(f'  - "{each}"\n' for each in AGENTS)
    customers.write_text(f"{text}\nagents:\n{agents}", encoding="utf-8")
    return folder


def answered_at(case: Case) -> str:
    address = parse_bytes(case.raw, RECEIVED).reply_address
    assert address is not None, case.title
    return address.email


def append_all(mail_user, raws: list[bytes]) -> None:
    # By IMAP and not by LMTP, which would write a Return-Path of its own.
    with mail_user.dovecot.imap(mail_user.address) as client:
        for raw in raws:
            status, _ = client.append("INBOX", "", None, raw)
            assert status == "OK"


def test_no_machine_of_the_corpus_gets_a_letter_and_every_human_gets_one(inboxd, mail_user, smtp_sink, tmp_path):
    machines = [case for case in automatic() if not case.before]
    people = [case for case in humans() if not case.known]
    daemon: Inboxd = inboxd(
        rules=rules_with_lists(tmp_path / "listed"),
        mailbox={"aliases": list(ALIASES), "authserv_id": AUTHSERV_ID, "sent_copy": "server"},
        limits=RAISED,
    )
    append_all(mail_user, [case.raw for case in (*machines, *people)])
    done = daemon.command("run", "--once", seconds=280)
    assert done.returncode == 0, done.stderr[-3000:]
    wanted = Counter(answered_at(case) for case in people)
    wait_until(lambda: len(smtp_sink.accepted) >= len(people), 30, "every human is answered")
    got = Counter(recipient for letter in smtp_sink.accepted for recipient in letter.recipients)
    assert got == wanted
    assert set(wanted.values()) == {1}
    assert len(machines) >= 300
