"""What is wrong with inboxd itself wakes somebody, once, and so does its end: in the real program."""

from __future__ import annotations

import json
import shutil
import signal
import time
from itertools import pairwise

import pytest

from tests.process.program import customer_mail
from tests.process.test_canary import figures, titles
from tests.servers.process import wait_until
from tests.servers.proxy import FaultProxy
from tests.servers.smtpsink import Step, drop
from tests.servers.webhook import Webhook

pytestmark = [pytest.mark.process, pytest.mark.real]

PATIENCE = 60
"""Seconds: a busy machine takes long to start a program."""
QUICK = {"lookout.every": "1s", "lookout.calm": "1s", "lookout.rules_after": "1s"}


@pytest.fixture
def team():
    with Webhook() as webhook:
        yield webhook


def test_a_wrong_password_is_told_once_over_a_restart_and_so_is_its_end(inboxd, team, small_rules, mail_user):
    daemon = inboxd(rules=small_rules, top=QUICK, password="wrong", channel={"name": "team", "url": team.url})
    daemon.start(wait=False)
    daemon.wait_for("alarm.done", seconds=PATIENCE)
    daemon.kill()
    daemon.start(wait=False)
    wait_until(lambda: daemon.lines("mailbox.unavailable")[1:] != [], PATIENCE, "it is refused again")
    assert daemon.stop() == 0
    assert titles(team) == ["support: the IMAP server refuses inboxd [imap-refused]"]
    assert "password" in team.posts[0]["message"].lower()
    daemon.password = mail_user.password
    daemon.start()
    team.wait_for(2, PATIENCE)
    assert titles(team)[1:] == ["Over: support: the IMAP server refuses inboxd [imap-refused]"]
    assert daemon.stop() == 0


def test_rules_with_a_mistake_and_a_letter_in_doubt_are_told_with_their_end(
    inboxd, team, small_rules, mail_user, smtp_sink, tmp_path
):
    folder = tmp_path / "live"
    shutil.copytree(small_rules, folder)
    channel = {"name": "team", "url": team.url}
    daemon = inboxd(rules=folder, top=QUICK, channel=channel, mailbox={"proof_within": "1s"})
    daemon.start()
    good = (folder / "routes.yaml").read_text(encoding="utf-8")
    (folder / "routes.yaml").write_text(good.replace("folder:", "foldr:", 1), encoding="utf-8")
    team.wait_for(1, PATIENCE)
    assert titles(team) == ["inboxd: the rule files have mistakes [rules-refused]"]
    assert "routes.yaml:" in team.posts[0]["message"]
    assert figures(daemon)["inboxd_operator_alarm", "rules-refused"] == 1
    (folder / "routes.yaml").write_text(good, encoding="utf-8")
    team.wait_for(2, PATIENCE)
    assert titles(team)[1] == "Over: inboxd: the rule files have mistakes [rules-refused]"
    smtp_sink.misbehave(drop(Step.DOT))
    mail_user.deliver(customer_mail("The site is down since monday"))
    team.wait_for(3, PATIENCE)
    assert titles(team)[2] == "inboxd: effects wait for a person [letters-held]"
    held = daemon.command("outbox", "list", "--state", "held", "--json").stdout
    (effect_id,) = [line.split('"')[3] for line in held.splitlines() if '"effect_id"' in line]
    assert daemon.command("outbox", "cancel", effect_id).returncode == 0
    team.wait_for(4, PATIENCE)
    assert titles(team)[3:] == ["Over: inboxd: effects wait for a person [letters-held]"]
    assert daemon.stop() == 0


def waiting(daemon) -> list[str]:
    """Ids of the letters that wait to be sent."""
    queued = json.loads(daemon.command("outbox", "list", "--state", "queued", "--json").stdout)
    return [each["effect_id"] for each in queued if each["deed"]["kind"] == "acknowledgment"]


@pytest.mark.timeout(300)
def test_each_thing_that_it_needs_and_that_goes_away_is_told_with_its_end(
    inboxd, team, small_rules, mail_user, smtp_sink, postgres, postgres_url
):
    limits = {"lookout.disconnected_after": "1s", "lookout.store_after": "1s", "lookout.tries": 2}
    daemon = inboxd(
        rules=small_rules, top={**QUICK, **limits}, store=postgres_url, channel={"name": "team", "url": team.url}
    )
    daemon.start()
    smtp_sink.kill()
    mail_user.deliver(customer_mail("The site is down since monday"))
    wait_for(team, "outbox-stuck")
    smtp_sink.start()
    (effect_id,) = waiting(daemon)
    assert daemon.command("outbox", "send", effect_id).returncode == 0
    wait_for(team, "outbox-stuck", over=True)
    mail_user.dovecot.kill()
    wait_for(team, "disconnected")
    mail_user.dovecot.start()
    wait_for(team, "disconnected", over=True)
    postgres.shut_down()
    wait_for(team, "store-unavailable")
    postgres.start()
    wait_for(team, "store-unavailable", over=True)
    assert len(smtp_sink.accepted) == 1
    assert daemon.stop() == 0


def test_a_database_file_that_is_moved_away_is_told_and_takes_no_mail_in(
    inboxd, team, small_rules, mail_user, smtp_sink
):
    top = {**QUICK, "lookout.store_after": "1s"}
    daemon = inboxd(rules=small_rules, top=top, channel={"name": "team", "url": team.url})
    daemon.start()
    (made,) = daemon.lines("store.made")
    assert made["level"] == "warning"
    file = daemon.folder / "inboxd.db"
    away = file.rename(daemon.folder / "away.db")
    mail_user.deliver(customer_mail("The site is down since monday"))
    wait_for(team, "store-unavailable")
    assert "its file was moved or deleted" in team.posts[-1]["message"]
    migrated = daemon.command("migrate")
    assert (migrated.returncode, "is in use by another inboxd" in migrated.stderr) == (2, True)
    assert "restore the last backup" in daemon.command("cases", "list").stderr
    assert (file.exists(), smtp_sink.accepted, len(mail_user.messages("INBOX"))) == (False, [], 1)
    away.rename(file)
    wait_for(team, "store-unavailable", over=True)
    smtp_sink.wait_for(1, seconds=PATIENCE)
    assert daemon.stop() == 0


def wait_for(team, code, *, over=False):
    """Until one such alarm was told, and with `over` its end; each begins and ends in turn."""

    def told():
        return [title.startswith("Over: ") for title in titles(team) if f"[{code}]" in title]

    wait_until(lambda: told()[-1:] == [over], PATIENCE, f"{'the end of ' if over else ''}{code} is told")
    assert told() == [False, True][: 1 + over] or code == "disconnected"
    assert all(was != now for was, now in pairwise(told()))


def test_mail_that_is_not_worked_through_a_jump_of_the_clock_and_a_flood_of_letters_are_told(
    inboxd, team, small_rules, mail_user
):
    top = {**QUICK, "lookout.behind_after": "1s", "lookout.jump": "2s"}
    channel = {"name": "team", "url": team.url}
    with FaultProxy(mail_user.dovecot.imap_port) as proxy:
        daemon = inboxd(rules=small_rules, top=top, channel=channel, limits={"per_hour": 1})
        daemon.imap_port = proxy.port
        daemon.start()
        proxy.delay(1.5)
        mail_user.deliver(customer_mail("The site is down since monday"))
        wait_for(team, "behind")
        proxy.delay(0)
        wait_for(team, "behind", over=True)
        wait_for(team, "breaker-open")
        daemon.process.send_signal(signal.SIGSTOP)
        time.sleep(4)  # what is tried is that this much time is missing
        daemon.process.send_signal(signal.SIGCONT)
        wait_for(team, "clock-jumped")
        wait_for(team, "clock-jumped", over=True)
        assert figures(daemon)["inboxd_operator_alarm", "breaker-open"] == 1
        assert daemon.stop() == 0
