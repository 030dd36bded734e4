"""Does mail still flow? A test mail through the real path, and what people hear when it does not arrive."""

from __future__ import annotations

import json
import urllib.request
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime

import pytest
from prometheus_client.parser import text_string_to_metric_families

from inboxd.core.values.canary import CANARY_FIELD, CanaryMark, sign_mark
from tests.process.program import Inboxd, customer_mail
from tests.servers.process import wait_until
from tests.servers.webhook import Webhook

pytestmark = [pytest.mark.process, pytest.mark.real]

OURS = "support@ourshop.example"
KEY = "a key of the tests that nobody else has"
FOLDER = "inboxd canary"
PATIENCE = 60
"""Seconds: a busy machine takes long to start a program."""
QUICK = {
    "secret": KEY,
    "canary.every": "2s",
    "canary.within": "50s",
    "canary.keep": 2,
    "lookout.every": "1s",
    "lookout.calm": "1s",
}


@pytest.fixture
def team():
    with Webhook() as webhook:
        yield webhook


@pytest.fixture
def trying(inboxd, team, small_rules, smtp_sink, mail_user):
    """An installation that tries its mailbox every other second; what goes to the mailbox arrives there."""
    smtp_sink.forward(mail_user.dovecot, OURS, mail_user.address)
    return inboxd(rules=small_rules, top=QUICK, channel={"name": "team", "url": team.url})


def figures(daemon: Inboxd) -> dict[tuple[str, str], float]:
    """Every figure of /metrics, by its name and the value of its last label."""
    with urllib.request.urlopen(f"http://{daemon.web}/metrics") as answer:
        text = answer.read().decode()
    return {
        (sample.name, ",".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def titles(team: Webhook) -> list[str]:
    return [post["title"] for post in team.posts]


def canaries(mail_user, folder: str = FOLDER) -> int:
    stored = [message_from_bytes(raw, policy=policy.default) for raw in mail_user.messages(folder)]
    return sum(1 for each in stored if each[CANARY_FIELD])


def test_a_test_mail_comes_back_is_measured_and_is_nobodys_message(trying, mail_user, smtp_sink, team):
    trying.start()
    trying.wait_for("canary.seen", 4, seconds=PATIENCE)
    wait_until(lambda: ("inboxd_canary_seconds", "support,moved") in figures(trying), PATIENCE, "the move is measured")
    found = figures(trying)
    assert (
        0 < found["inboxd_canary_seconds", "support,seen"] <= found["inboxd_canary_seconds", "support,moved"] < PATIENCE
    )
    assert found["inboxd_canary_last_success_timestamp_seconds", "support"] > 1.7e9
    assert not [name for name, _ in found if name == "inboxd_messages_total"]
    assert ("inboxd_last_mail_timestamp_seconds", "support") not in found
    wait_until(lambda: canaries(mail_user) == 2, PATIENCE, "the old ones are removed, and the newest stay")
    assert trying.stop() == 0
    assert canaries(mail_user, "INBOX") <= 1, "the last one may have been on its way"
    assert json.loads(trying.command("cases", "list", "--state", "all", "--json").stdout) == []
    assert {mail.recipients[0] for mail in smtp_sink.accepted} == {OURS}
    assert titles(team) == []


def test_what_does_not_arrive_is_told_once_also_over_a_kill_and_so_is_its_end(trying, mail_user, smtp_sink, team):
    smtp_sink.reset()
    trying.top = {**QUICK, "canary.within": "3s"}
    trying.start()
    team.wait_for(1, PATIENCE)
    trying.wait_for("alarm.done", seconds=PATIENCE)
    trying.kill()
    sent = len(smtp_sink.accepted)
    trying.start()
    trying.kill()
    trying.top = {**QUICK, "canary.within": "10s"}
    trying.start()
    # Every run may send one at its start, when the time for it has come.
    assert len(smtp_sink.accepted) - sent <= 2
    missing = ("inboxd_operator_alarm", "canary-missing")
    wait_until(lambda: figures(trying).get(missing) == 1, PATIENCE, "it is known to last")
    assert titles(team) == ["support: mail does not flow [canary-missing]"]
    assert "The SMTP server took it at" in team.posts[0]["message"]
    smtp_sink.forward(mail_user.dovecot, OURS, mail_user.address)
    team.wait_for(2, PATIENCE)
    assert titles(team)[1:] == ["Over: support: mail does not flow [canary-missing]"]
    assert figures(trying)[missing] == 0
    assert trying.stop() == 0


def test_forged_and_replayed_test_mails_go_the_way_of_every_mail_and_get_no_answer(trying, mail_user, smtp_sink):
    trying.start()
    trying.wait_for("canary.seen", seconds=PATIENCE)
    wait_until(lambda: canaries(mail_user) >= 1, PATIENCE, "one lies in its folder")
    assert trying.stop() == 0
    seen = len(trying.lines("canary.seen"))
    genuine = mail_user.messages(FOLDER)[0]
    mark = message_from_bytes(genuine)[CANARY_FIELD].strip()
    others = sign_mark(CanaryMark("support", message_time(genuine)), b"another key")
    replayed = genuine.replace(b"Subject: ", b"Subject: Fwd: ", 1)
    unsigned = customer_mail("It is down!", sender=OURS, subject="inboxd canary 2026-03-02")
    forged = customer_mail("It is down!", sender=OURS, subject="inboxd canary", headers={CANARY_FIELD: others})
    broken = customer_mail("It is down!", sender=OURS, headers={CANARY_FIELD: f"{mark[:-1]}x"})
    mail_user.deliver(replayed, unsigned, forged, broken)
    quiet = {name: value for name, value in QUICK.items() if name != "canary.every"}
    trying.top = quiet
    assert trying.once().returncode == 0
    assert len(trying.lines("canary.seen")) == seen
    decided = json.loads(trying.command("cases", "list", "--state", "all", "--json").stdout)
    assert {each["customer"] for each in decided} <= {OURS}
    assert all(CANARY_FIELD in mail.message for mail in smtp_sink.accepted), "nobody was answered"


def message_time(raw: bytes):
    return parsedate_to_datetime(message_from_bytes(raw)["Date"])
