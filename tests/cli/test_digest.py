"""`inboxd digest`: on the terminal, for scripts, as a page, and by mail."""

from __future__ import annotations

import email
import email.policy
import imaplib
import json
import time
from datetime import timedelta

import pytest

from inboxd.edge.clock import SystemClock
from tests.cli.conftest import Installation, Run
from tests.contracts.storing import make_case, make_entry, make_plan, record
from tests.process.program import customer_mail
from tests.servers.ports import HOST

HUG = json.dumps({"signals": {"praise": {"score": 5, "evidence": [["you saved my day", "new", "signals/en.yaml", 1]]}}})
JUST_NOW = timedelta(hours=2)


@pytest.fixture
def busy(installation: Installation, small_rules) -> Installation:
    """Somebody waits, and somebody said thanks, two hours ago."""
    at = SystemClock().now() - JUST_NOW
    case = make_case(1, opened_at=at, waiting_since=at, reply_due_at=at + timedelta(hours=1))
    waiting = make_plan(1, entry=make_entry(1, received_at=at), case=case, effects=(), answers=())
    hug = make_entry(2, route="hugs", case_id="", received_at=at, verdict_json=HUG)
    thanks = make_plan(2, entry=hug, case=None, events=(), effects=(), answers=())
    installation.with_store(lambda store: record(store, waiting, thanks, owner=""))
    return installation


def with_readers(installation: Installation, port: int) -> Installation:
    text = installation.config.read_text().replace(
        'host = "smtp.ourshop.example"', f'host = "{HOST}"\nport = {port}\ntls = "none"'
    )
    installation.config.write_text(f'{text}\n[digest]\nto = ["ana@ourshop.example"]\n')
    return installation


def test_the_day_is_told_on_the_terminal(run: Run, busy):
    shown = run("digest", "--config", busy.config)
    assert shown.code == 0
    assert shown.lines[0] == "The day in support"
    assert "1 customer waiting for us now, 1 of them later than promised." in shown.lines
    assert "AAAA-0001  1h late" in shown.out
    assert "“you saved my day”" in shown.out


def test_a_period_can_be_chosen_in_the_time_of_the_team(run: Run, busy):
    shown = run("digest", "weekly", "--since", "2026-03-02", "--until", "2026-03-03T12:00Z", "-c", busy.config)
    assert "Mon 2 Mar 00:00 to Tue 3 Mar 12:00 (UTC)" in shown.out
    assert "#hugs" not in shown.out


def test_scripts_get_every_figure(run: Run, busy):
    told = json.loads(run("digest", "--json", "-c", busy.config).out)
    assert (told["waiting_count"], told["late_count"], told["praise"], told["unaccounted"]) == (1, 1, 1, None)
    assert told["waiting"][0]["token"] == "AAAA-0001"


def test_the_page_is_one_file_with_its_pictures_inside(run: Run, busy, tmp_path):
    page = tmp_path / "digest.html"
    shown = run("digest", "--html", page, "-c", busy.config)
    assert (shown.code, shown.out) == (0, "")
    text = page.read_text()
    assert "AAAA-0001" in text
    assert 'src="data:image/png;base64,' in text
    assert run("digest", "--html", tmp_path / "none" / "x.html", "-c", busy.config).code == 2


def test_the_happy_file_of_a_month(run: Run, busy):
    shown = run("digest", "hugs", "-c", busy.config)
    month = f"{SystemClock().now() - JUST_NOW:%Y-%m}"
    assert run("digest", "hugs", "--month", month, "-c", busy.config).out.count("> you saved my day") == 1
    assert shown.out.startswith("# What people thanked us for in ")
    assert "says nothing about the work" in run("digest", "hugs", "--month", "2026-01", "-c", busy.config).out
    assert json.loads(run("digest", "hugs", "--month", month, "--json", "-c", busy.config).out)[0]["score"] == 5


def test_it_is_sent_once_to_every_reader(run: Run, busy, smtp_sink):
    with_readers(busy, smtp_sink.port)
    words = ("digest", "--since", "2026-03-02", "--until", "2026-03-03", "--send", "-c", busy.config)
    first, second = run(*words), run(*words)
    assert (first.code, second.code) == (0, 0)
    assert "done, daily digest to ana@ourshop.example" in first.err
    (sent,) = smtp_sink.accepted
    mail = email.message_from_bytes(sent.raw, policy=email.policy.default)
    assert mail["To"] == "ana@ourshop.example"
    assert "AAAA-0001" in mail.get_body(("plain",)).get_content()


def test_what_cannot_be_sent_is_told_and_kept(run: Run, busy, smtp_sink):
    with_readers(busy, smtp_sink.port)
    smtp_sink.kill()
    ended = run("digest", "--since", "2026-03-02", "--until", "2026-03-03", "--send", "-c", busy.config)
    assert ended.code == 1
    assert "queued, daily digest to ana@ourshop.example" in ended.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("monthly",), "is no digest"),
        (("--since", "yesterday"), "is no time"),
        (("--until", "2150-01-01"), "nobody knows what will be"),
        (("--since", "2026-03-03", "--until", "2026-03-02"), "must be before --until"),
        (("--month", "2026-03"), "only the happy file"),
        (("hugs", "--month", "March"), "is no month"),
        (("hugs", "--send"), "--month and --json only"),
        (("--send",), "nobody is to get the digest"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_word_why(run: Run, busy, words, says):
    ended = run("digest", *words, "-c", busy.config)
    assert ended.code == 2
    assert says in " ".join(ended.err.replace("│", " ").split())


@pytest.mark.real
@pytest.mark.process
def test_the_command_counts_what_nobody_has_handled(run: Run, inboxd, small_rules, mail_user):
    daemon = inboxd(rules=small_rules)
    assert daemon.once().returncode == 0

    def unaccounted():
        return json.loads(run("digest", "--audit", "--json", "--config", daemon.config).out)["unaccounted"]

    assert unaccounted() == 0
    mail_user.deliver(customer_mail("Hello?", sender="tomo@redfield.example"))
    assert unaccounted() == 0  # it has only just come in
    with mail_user.dovecot.imap(mail_user.address) as client:
        an_hour_ago = imaplib.Time2Internaldate(time.time() - 3600)
        client.append("INBOX", "", an_hour_ago, customer_mail("Hello?", sender="noor@redfield.example"))
    assert unaccounted() == 1
    mail_user.dovecot.kill()
    assert unaccounted() is None
