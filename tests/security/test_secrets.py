"""The real program with canaries for secrets: after all that goes well and wrong, they are searched everywhere."""

from __future__ import annotations

import http.client
import os
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from inboxd.config.loading import holds_secret, load_settings
from inboxd.config.secretfiles import read_secret
from inboxd.config.secretplaces import secret_names
from inboxd.config.settings import Settings
from inboxd.errors import Misconfigured
from tests.core.rules.folders import rules_files
from tests.process.program import customer_mail
from tests.security.canaries import (
    CUSTOMER,
    WORDS,
    Canaries,
    Watched,
    leaks,
    open_files,
    sabotage,
    words_in,
)
from tests.servers.faults import Step
from tests.servers.ports import HOST, reserve_port
from tests.servers.process import wait_until
from tests.servers.smtpsink import SmtpSink, refuse

pytestmark = [pytest.mark.process, pytest.mark.real, pytest.mark.timeout(240)]

SECRETS = Canaries()
ADDRESS = "support@ourshop.example"


def mail(subject: str, text: str = "") -> bytes:
    return customer_mail(
        text or f"My {WORDS[4]} is broken since monday, says {WORDS[5]}. Our site is down!",
        sender=f"{WORDS[3]} Smith <{CUSTOMER}>",
        to=ADDRESS,
        subject=subject,
    )


@pytest.fixture
def watched(tmp_path: Path, dovecot, smtp_sink) -> Iterator[Watched]:
    """All secrets in one configuration: mailbox, sink and page work, the channel leads nowhere."""
    user = f"canary{reserve_port()}@bluehill.example"
    dovecot.add_user(user, SECRETS.imap)
    rules = tmp_path / "rules"
    for name, raw in rules_files().items():
        (rules / name).parent.mkdir(parents=True, exist_ok=True)
        (rules / name).write_bytes(raw)
    credentials = {ADDRESS: SECRETS.smtp}
    closed = reserve_port()
    with SmtpSink(starttls=True, credentials=credentials) as sink:
        installation = Watched(
            tmp_path / "inboxd",
            dovecot.imap_port,
            sink.port,
            user,
            SECRETS.imap,
            rules=rules,
            smtp={"tls": "starttls", "ca_file": str(sink.authority), "password": SECRETS.smtp, "user": ADDRESS},
            channel={"name": "team", "url": f"json://{HOST}:{closed}/{SECRETS.channel}?token={SECRETS.channel}"},
            top={"secret": SECRETS.key},
            web_lines=f'token = "{SECRETS.web}"',
            sections=(
                f'[[trends.webhook]]\nurl = "http://{HOST}:{closed}/{SECRETS.webhook}"\n'
                f'authorization = "{SECRETS.authorization}"\n'
            ),
        )
        installation.sink, installation.dovecot = sink, dovecot
        yield installation
        if installation.running:
            installation.kill()


def read_pages(daemon: Watched) -> None:
    host, _, port = daemon.web.rpartition(":")
    for path in ("/", "/metrics", "/healthz", "/readyz", "/login"):
        for headers in ({"Authorization": f"Bearer {SECRETS.web}"}, {"Authorization": f"Bearer {SECRETS.web}x"}, {}):
            connection = http.client.HTTPConnection(host, int(port), timeout=10)
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            daemon.said[f"{path} {len(headers)}{len(str(headers))}"] = f"{answer.headers}\n{answer.read().decode()}"
            connection.close()


def check_outputs(daemon: Watched) -> None:
    assert {name: found for name, text in daemon.everything().items() if (found := leaks(text, SECRETS.all()))} == {}
    assert words_in(daemon.everything()["the log"]) == []


def test_a_day_with_everything_that_goes_wrong_gives_no_secret_away_and_no_customer_s_word(
    watched, tmp_path, monkeypatch
):
    monkeypatch.setenv("PYTHONPATH", sabotage(tmp_path / "sabotage", SECRETS.imap))
    old = os.umask(0o022)
    try:
        watched.sink.misbehave(refuse(Step.RCPT, f"550 5.1.1 <{CUSTOMER}> unknown, said {SECRETS.smtp}"))
        watched.dovecot.deliver_many(
            watched.user, [mail(f"{WORDS[0]} down"), mail(f"{WORDS[1]} stumble", f"I {WORDS[5]} {SECRETS.imap}")]
        )
        watched.start()
        # One was judged and answered, which was refused; over the other the program stumbled.
        watched.wait_for("mail.unjudged")
        wait_until(lambda: "RCPT" in " ".join(watched.sink.commands), 20, "a letter was tried")
        read_pages(watched)
        for words in (
            ("doctor",),
            ("cases", "list"),
            ("outbox", "list"),
        ):
            watched.say(*words)
        token = next((word for word in watched.said["cases list"].split() if "-" in word and word.isupper()), "")
        watched.say("cases", "show", token or "K7QX-0001")
        written = tmp_path / "mail.eml"
        written.write_bytes(mail("help"))
        watched.say("explain", str(written))
        assert {each.name for each in watched.folder.glob("inboxd.db*")} >= {
            "inboxd.db",
            "inboxd.db-wal",
            "inboxd.db.lock",
        }
        # The log is the shell's, and the rest must be for the service's own eyes.
        assert set(open_files(watched.folder)) <= {"log.jsonl"}
        assert watched.stop() == 0
    finally:
        os.umask(old)
    log = watched.everything()["the log"]
    assert "ValueError" in log, "the mistake is told"
    assert "reading.py" in log, "and where it happened"
    check_outputs(watched)
    for file in watched.folder.glob("inboxd.db*"):
        # The customer's words are what the store is for (SECRETS.imap is in the mail that they wrote).
        kept = [secret for secret in SECRETS.all() if secret != SECRETS.imap]
        assert leaks(file.read_bytes(), kept) == [], file.name


def test_a_mailbox_that_refuses_us_in_every_way_is_told_without_a_secret(watched):
    watched.password = watched.password + "x"
    watched.smtp = {**watched.smtp, "password": SECRETS.smtp + "x"}
    watched.channel = {"name": "team", "url": f"slak://{SECRETS.channel}"}
    watched.run_once()
    watched.say("doctor")
    check_outputs(watched)
    said = watched.said["doctor"]
    assert said.count("✗") == 3, said
    assert "AUTHENTICATIONFAILED" in watched.said["run --once"]
    assert "Traceback" not in "".join(watched.said.values())


def test_a_login_by_token_that_is_refused_is_told_without_the_token(watched, tmp_path):
    token = tmp_path / "token"
    token.write_text(SECRETS.oauth2)
    token.chmod(0o600)
    watched.imap = {"oauth2_token_file": str(token)}
    watched.say("doctor")
    check_outputs(watched)
    assert "✗ support: IMAP" in watched.said["doctor"]


def test_a_letter_that_is_refused_at_the_login_is_told_without_a_secret_or_a_customer_s_word(watched):
    watched.smtp = {**watched.smtp, "password": SECRETS.smtp + "x"}
    watched.dovecot.deliver(watched.user, mail(f"{WORDS[0]} down"))
    watched.run_once()
    check_outputs(watched)
    assert words_in(watched.said["run --once"]) == []
    assert "535" in watched.said["run --once"]


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://inboxd:{SECRETS.store}@{HOST}:1/inboxd",
        f"postgresql://inboxd:{SECRETS.store}@x@{HOST}:1/inboxd",
        f"postgresql://inboxd:{SECRETS.store}?@[{HOST}:x/inboxd",
        f"postgresql://{HOST}:1/inboxd?password={SECRETS.store}",
        f"mysql://inboxd:{SECRETS.store}@{HOST}:1/inboxd",
    ],
)
def test_a_store_that_cannot_be_opened_is_told_without_its_password(watched, url):
    watched.store = url
    watched.say("outbox", "list")
    check_outputs(watched)
    assert "inboxd:" in watched.said["outbox list"]


WRONG = {
    "a channel that is two things": {
        "channel": {"name": "team", "url": f"json://{SECRETS.channel}", "mail": ["a@b.c"]}
    },
    "a webhook that is none": {"sections": f'[[trends.webhook]]\nurl = "htp://{SECRETS.webhook}"\n'},
    "a webhook in the clear": {"sections": f'[[trends.webhook]]\nurl = "http://a.example/{SECRETS.webhook}"\n'},
    "a web token in the wrong place": {"web_lines": f'tokn = "{SECRETS.web}"'},
    "a list where a secret is due": {"top": {"secret": [SECRETS.key]}},
    "a page for everybody": {"web": "0.0.0.0:8025", "web_lines": ""},
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_setting_is_told_without_the_secret_in_it(watched, what):
    for name, value in WRONG[what].items():
        setattr(watched, name, value)
    watched.say("outbox", "list")
    check_outputs(watched)
    assert "inboxd:" in watched.said["outbox list"]
    assert "→" in watched.said["outbox list"]


def test_every_secret_may_stand_in_a_file_of_its_own_and_none_in_one_that_others_can_read(tmp_path):
    without = [
        f"{section.__name__}.{name}"
        for section in every_section(Settings)
        for name in secret_names(section)
        if f"{name}_file" not in section.model_fields
    ]
    assert without == []
    with_files = {section: names for section in every_section(Settings) if (names := secret_names(section))}
    assert len(with_files) >= 7
    file = tmp_path / "secret"
    file.write_text("something")
    file.chmod(0o644)
    with pytest.raises(Misconfigured, match="other users"):
        read_secret(file)


def every_section(section):
    yield section
    for field in section.model_fields.values():
        for each in (field.annotation, *get_args(field.annotation)):
            if isinstance(each, type) and issubclass(each, BaseModel):
                yield from every_section(each)


def test_the_configuration_knows_all_of_its_secrets(watched):
    settings = load_settings(watched.config, {})
    unused = {SECRETS.store, SECRETS.oauth2}
    assert [secret for secret in SECRETS.all()[:-1] if secret not in unused and not _known(secret, settings)] == []
    assert holds_secret(watched.config)


def _known(secret: str, settings: Settings) -> bool:
    return any(secret in each for each in settings.secrets())
