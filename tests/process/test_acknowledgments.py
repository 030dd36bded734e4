"""Acknowledgments on real servers: a human who is quicker gets the last word, and grief gets no machine's."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.process.program import Inboxd, customer_mail, write_english_rules
from tests.process.test_main_job import ANGRY, agent_answers
from tests.servers.process import wait_until

pytestmark = [pytest.mark.process, pytest.mark.real]

SAD = "My husband died last week. Please close his account, his customer number was 881234."


def patient_rules(tmp_path: Path, delay: str) -> Path:
    """The English rules with an acknowledgment that waits for a human to be quicker."""
    folder = write_english_rules(tmp_path / "rules")
    routes = folder / "routes.yaml"
    text = routes.read_text(encoding="utf-8")
    patient = text.replace("acknowledge: urgent,", f"acknowledge: urgent, acknowledge_after: {delay},")
    assert patient != text
    routes.write_text(patient, encoding="utf-8")
    return folder


def outbox(daemon: Inboxd, kind: str) -> list[tuple[str, dict[str, object]]]:
    """State and deed of all effects of a kind."""
    with sqlite3.connect(f"file:{daemon.folder / 'inboxd.db'}?mode=ro", uri=True) as store:
        rows = store.execute("SELECT state, deed FROM outbox WHERE kind = ? ORDER BY effect_id", (kind,)).fetchall()
    return [(state, json.loads(deed)) for state, deed in rows]


def states(daemon: Inboxd, kind: str) -> list[str]:
    return [state for state, _ in outbox(daemon, kind)]


def test_an_acknowledgment_that_waits_is_dropped_when_a_human_is_quicker(inboxd, mail_user, smtp_sink, tmp_path):
    daemon: Inboxd = inboxd(rules=patient_rules(tmp_path, "30s"))
    daemon.start()
    mail_user.deliver(customer_mail(ANGRY, message_id="<waits@bluehill.example>"))
    mail_user.dovecot.wait_for(mail_user.address, "Priority", 1)
    assert states(daemon, "acknowledgment") == ["queued"]
    agent_answers(mail_user, "<waits@bluehill.example>")
    wait_until(lambda: states(daemon, "acknowledgment") == ["cancelled"], 20, "the acknowledgment is called off")
    assert daemon.stop() == 0
    assert len(smtp_sink.accepted) == 0


def test_an_acknowledgment_that_waits_goes_out_when_nobody_is_quicker(inboxd, mail_user, smtp_sink, tmp_path):
    daemon: Inboxd = inboxd(rules=patient_rules(tmp_path, "2s"))
    daemon.start()
    mail_user.deliver(customer_mail(f"{ANGRY} Our customer number is 881234.", message_id="<alone@bluehill.example>"))
    (sent,) = smtp_sink.wait_for(1)
    assert sent.message["Auto-Submitted"] == "auto-replied"
    assert "881234" in sent.message.get_content()
    wait_until(lambda: states(daemon, "acknowledgment") == ["done"], 20, "the acknowledgment is done")
    assert daemon.stop() == 0


def test_grief_gets_no_automatic_mail_and_a_person_is_told(inboxd, mail_user, smtp_sink):
    daemon: Inboxd = inboxd()
    mail_user.deliver(customer_mail(SAD, subject="Closing an account"))
    done = daemon.once()
    assert done.returncode == 0, done.stderr
    assert len(smtp_sink.accepted) == 0
    assert outbox(daemon, "acknowledgment") == []
    (alarm,) = (deed for _, deed in outbox(daemon, "alarm") if deed["stage"] == "hands-off")
    assert alarm["text"] == "grief"
    shown = daemon.command("cases", "list")
    assert "mira@bluehill.example" in shown.stdout
