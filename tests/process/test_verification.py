"""Is it solved? On real servers: asked by mail, answered by plain reply, and the case goes where it must."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.process.program import Inboxd, customer_mail
from tests.process.test_main_job import ANGRY, agent_answers, daemon_case, quick_rules
from tests.servers.process import wait_until

pytestmark = [pytest.mark.process, pytest.mark.real]


def rules_with(tmp_path: Path, **keys: str) -> Path:
    """The shipped rules with a quick question."""
    folder = quick_rules(tmp_path)
    (folder / "verification.yaml").write_text("".join(f"{key}: {value}\n" for key, value in keys.items()))
    return folder


def asked(daemon: Inboxd, mail_user, smtp_sink) -> str:
    """A customer was answered and asked; the Message-ID of the question."""
    daemon.start()
    mail_user.deliver(customer_mail(ANGRY, message_id="<asked@bluehill.example>"))
    smtp_sink.wait_for(1)
    agent_answers(mail_user, "<asked@bluehill.example>")
    question = smtp_sink.wait_for(2, seconds=20)[1].message
    assert question["Auto-Submitted"] == "auto-generated"
    reach(daemon, "verifying")
    return str(question["Message-ID"])


def reach(daemon: Inboxd, state: str) -> None:
    wait_until(lambda: daemon_case(daemon)["state"] == state, 20, f"the case is {state}")


def record_of(daemon: Inboxd) -> dict[str, object]:
    return json.loads(daemon.command("cases", "show", str(daemon_case(daemon)["token"]), "--json").stdout)


def test_a_plain_no_lands_on_top_of_priority_and_alarms_the_team(inboxd, mail_user, smtp_sink, tmp_path):
    daemon: Inboxd = inboxd(rules=rules_with(tmp_path, silence="1d"))
    question = asked(daemon, mail_user, smtp_sink)
    mail_user.deliver(customer_mail("No.\n", answers=question, subject="Re: Help", message_id="<no@bluehill.example>"))
    reach(daemon, "waiting")
    mail_user.dovecot.wait_for(mail_user.address, "Priority", 2)
    newest = mail_user.dovecot.stored(mail_user.address, "Priority")[-1]
    assert {"\\Flagged", "Reopened"} <= set(newest.flags)
    assert "\\Seen" not in newest.flags
    record = json.dumps(record_of(daemon))
    assert '"denied"' in record
    assert "unsolved" in record
    assert daemon.stop() == 0
    assert len(smtp_sink.accepted) == 2


def test_a_plain_yes_resolves_and_an_absence_notice_before_it_changes_nothing(inboxd, mail_user, smtp_sink, tmp_path):
    daemon: Inboxd = inboxd(rules=rules_with(tmp_path, silence="1d"))
    question = asked(daemon, mail_user, smtp_sink)
    away = {"Auto-Submitted": "auto-replied"}
    notice = customer_mail("No, I am away.", answers=question, headers=away, message_id="<away@bluehill.example>")
    mail_user.deliver(notice)
    mail_user.dovecot.wait_for(mail_user.address, "Automatic", 1)
    assert daemon_case(daemon)["state"] == "verifying"
    thanks = customer_mail(
        "Thanks for asking!", answers=question, subject="Re: Help", message_id="<thanks@bluehill.example>"
    )
    mail_user.deliver(thanks)
    mail_user.deliver(customer_mail("Yes\n", answers=question, subject="Re: Help", message_id="<yes@bluehill.example>"))
    reach(daemon, "resolved")
    kinds = [event["kind"] for event in record_of(daemon)["events"]]
    assert kinds.count("confirmed") == 1
    assert "reopened" not in kinds
    assert daemon.stop() == 0
    assert len(smtp_sink.accepted) == 2


def test_silence_resolves_a_case_without_another_mail(inboxd, mail_user, smtp_sink, tmp_path):
    daemon: Inboxd = inboxd(rules=rules_with(tmp_path, silence="2s"))
    daemon.start()
    mail_user.deliver(customer_mail(ANGRY, message_id="<asked@bluehill.example>"))
    smtp_sink.wait_for(1)
    agent_answers(mail_user, "<asked@bluehill.example>")
    smtp_sink.wait_for(2, seconds=20)
    reach(daemon, "resolved")
    assert daemon.stop() == 0
    assert len(smtp_sink.accepted) == 2
