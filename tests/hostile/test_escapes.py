"""What strangers write never steers the terminal of whoever looks at it, nor the lines of a log."""

from __future__ import annotations

import io
import json
import logging
import re
import sys

import pytest
import structlog

from inboxd.cli.main import main
from inboxd.cli.printable import json_line, printable
from inboxd.config.settings import LogSettings
from inboxd.edge.logs import configure_logs
from tests.cli.conftest import run  # noqa: F401 - a fixture
from tests.process.program import Inboxd

ESCAPES = {
    "clear": "\x1b[2J",
    "link": "\x1b]8;;http://evil.example\x1b\\x\x1b]8;;\x1b\\",
    "clipboard": "\x1b]52;c;ZXZpbA==\x07",
    "title": "\x1b]0;owned\x07",
    "bell": "\x07",
    "csi": "\x9b2J",
    "osc": "\x9d52;c;ZXZpbA==\x9c",
    "backspace": "good\x08\x08\x08\x08evil",
    "overwrite": "evil\rgood",
    "delete": "\x7f",
    "override": "\u202egpj.exe\u202c",
    "isolate": "\u2066a\u2069",
    "mark": "\u200e\u200f\u061c",
    "separator": "a\u2028b\u2029c\x85d",
    "tags": "\U000e0001\U000e0041\U000e007f",
    "feeds": "a\x0bb\x0cc",
}
ALL = "Help " + " ".join(ESCAPES.values())
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\U000e0000-\U000e007f]")


def is_quiet(text: str) -> bool:
    return STEERING.search(text) is None


@pytest.mark.parametrize("name", ESCAPES)
def test_no_character_that_steers_is_printable(name):
    assert is_quiet(printable(ESCAPES[name]))
    line = json_line({"text": ESCAPES[name]})
    assert is_quiet(line)
    assert json.loads(line) == {"text": ESCAPES[name]}


@pytest.fixture
def written():
    root = logging.getLogger()
    before = root.handlers[:], root.level, logging.getLogger("inboxd").level
    yield io.StringIO()
    root.handlers[:], level, ours = before
    root.setLevel(level)
    logging.getLogger("inboxd").setLevel(ours)
    structlog.reset_defaults()


@pytest.mark.parametrize("style", ["json", "console"])
@pytest.mark.parametrize("customer_text", [True, False])
def test_no_word_of_a_stranger_steers_a_log(written, style, customer_text):
    configure_logs(LogSettings(format=style, customer_text=customer_text), stream=written)
    structlog.get_logger("inboxd.x").info("mail.seen", subject=ALL, folder=ALL, error=ValueError(ALL), many=[ALL])
    logging.getLogger("library").warning("it said %s", ALL)
    lines = written.getvalue().split("\n")
    assert len([line for line in lines if line]) == 2
    assert all(map(is_quiet, lines))


def test_an_error_with_a_hostile_path_is_told_quietly(capsys, monkeypatch, tmp_path, small_rules):
    path = tmp_path / "x\x1b]52;c;ZXZpbA==\x07\x9b2J.eml"
    for words in (["explain", "--rules", small_rules, path], ["doctor", "--config", path], ["rules", "check", path]):
        monkeypatch.setattr(sys, "argv", ["inboxd", *map(str, words)])
        with pytest.raises(SystemExit):
            main()
        said = capsys.readouterr()
        assert is_quiet(said.out + said.err), words


def hostile_mail() -> bytes:
    head = (
        f'From: "{ALL}" <mira@bluehill.example>\r\nTo: support@ourshop.example\r\n'
        f"Subject: {ALL}\r\nMessage-ID: <m\x1b[2J@bluehill.example>\r\n".replace("evil\rgood", "evil good")
    )
    kind = f'Content-Type: text/plain; charset=utf-8; name="{ESCAPES["clear"]}"\r\n'
    text = f"The site is down since monday {ALL}\r\nYou are wonderful {ESCAPES['clipboard']}\r\n"
    return (head + kind + "\r\n" + text).encode()


@pytest.mark.process
@pytest.mark.real
def test_no_command_lets_a_stranger_steer_the_terminal(run, inboxd, mail_user, small_rules, tmp_path):  # noqa: F811
    with mail_user.dovecot.imap(mail_user.address) as client:
        client.create('"Odd &IC4gDw-"')  # with U+202E and U+200F
    mail_user.deliver(hostile_mail())
    daemon: Inboxd = inboxd(rules=small_rules)
    done = daemon.once()
    assert done.returncode == 0, done.stderr[-2000:]
    assert is_quiet(done.stdout + done.stderr)
    mail = tmp_path / "odd\x1b[2J\u202e.eml"
    mail.write_bytes(hostile_mail())
    config = ("--config", daemon.config)
    listed = run("cases", "list", "--json", *config)
    (case,) = json.loads(listed.out)
    assert "Help" in case["subject"]
    commands = [
        ["cases", "list", *config],
        ["cases", "show", case["token"], *config],
        ["cases", "show", case["token"], "--json", *config],
        ["outbox", "list", *config],
        ["outbox", "list", "--json", *config],
        ["audit", *config],
        ["audit", "--json", *config],
        ["trends", "list", *config],
        ["digest", *config],
        ["digest", "--json", *config],
        ["digest", "hugs", *config],
        ["undo", "--since", "1h", "--dry-run", *config],
        ["undo", "--since", "1h", "--dry-run", "--json", *config],
        ["export", "mira@bluehill.example", *config],
        ["export", "mira@bluehill.example", "--json", *config],
        ["explain", "--rules", small_rules, mail],
        ["explain", "--rules", small_rules, "--json", mail],
        ["doctor", *config],
    ]
    for words in commands:
        ended = run(*words)
        assert ended.out.strip(), words
        assert is_quiet(ended.out + ended.err), (words, ended.out)
    assert is_quiet(listed.out)
