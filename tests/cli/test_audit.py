"""`inboxd audit`: the proof that every message is accounted for, or the place of the one that is not."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Run
from tests.process.program import customer_mail

pytestmark = [pytest.mark.process, pytest.mark.real]


def test_the_audit_names_what_nobody_has_handled(run: Run, inboxd, small_rules, mail_user):
    daemon = inboxd(rules=small_rules)
    mail_user.deliver(customer_mail("Your page is down"), customer_mail("Where is it?", sender="noor@redfield.example"))
    assert daemon.once().returncode == 0
    clean = run("audit", "--config", daemon.config)
    assert clean.code == 0
    assert clean.lines[:3] == [
        "support: 1 in the watched folder",
        "  in the journal 1, older than inboxd 0",
        "  unaccounted 0, lying in two folders 0",
    ]
    mail_user.deliver(customer_mail("Hello?", sender="tomo@redfield.example"))
    ended = run("audit", "--config", daemon.config)
    assert ended.code == 1
    assert "  unaccounted 1, lying in two folders 0" in ended.lines
    assert "    INBOX UID 3" in ended.lines
    (audit,) = json.loads(run("audit", "--json", "--config", daemon.config).out)
    assert [place["uid"] for place in audit["unaccounted"]] == [3]
    assert audit["by_outcome"]["routed"] == 2
    mail_user.dovecot.kill()
    assert run("audit", "--config", daemon.config).code == 3
