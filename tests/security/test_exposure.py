"""What lies more open than it must is told by `inboxd doctor`."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from inboxd.cli.exposure import find_exposure
from inboxd.cli.private_file import write_private
from inboxd.config.loading import holds_secret, load_settings
from inboxd.config.store import StoreSettings
from inboxd.edge.notify import find_weakness

FILE = """\
[[mailbox]]
name = "support"
address = "support@ourshop.example"
imap = {host = "imap.ourshop.example", password = "secret"}
smtp = {host = "smtp.ourshop.example"}
"""


def exposed(folder: Path, more: str = "", mode: int = 0o600) -> list[str]:
    config = folder / "inboxd.toml"
    config.write_text(f"{FILE}\n{more}")
    config.chmod(mode)
    return [what for what, do in find_exposure(config, load_settings(config, {})) if do]


def test_a_careful_configuration_is_no_advice(tmp_path):
    assert exposed(tmp_path) == []


def test_a_configuration_with_a_secret_that_all_can_read_is_told(tmp_path):
    (what,) = exposed(tmp_path, mode=0o644)
    assert "holds a secret" in what


@pytest.mark.parametrize(
    "more",
    [
        '[web]\ntoken_file = "open"\n',
        'secret_file = "open"\n',
        '[store]\npassword_file = "open"\n',
        '[[channel]]\nname = "team"\nurl_file = "open"\n',
        '[[trends.webhook]]\nurl_file = "open"\n',
        '[[trends.webhook]]\nurl = "https://a.example"\nauthorization_file = "open"\n',
    ],
)
def test_every_file_of_a_secret_that_all_can_read_is_told(tmp_path, monkeypatch, more):
    file = tmp_path / "open"
    file.write_text("https://a.example/0123456789abcdef")
    file.chmod(0o644)
    # Somebody else's file: it is used as its owner wants it, and told.
    monkeypatch.setattr(os, "geteuid", lambda: file.stat().st_uid + 1)
    if more.startswith("secret_file"):
        config = tmp_path / "inboxd.toml"
        config.write_text(f"{more}\n{FILE}")
        config.chmod(0o600)
        told = [what for what, _ in find_exposure(config, load_settings(config, {}))]
    else:
        told = exposed(tmp_path, more)
    assert [what for what in told if str(file) in what]


def test_a_page_whose_token_goes_over_the_wire_in_the_clear_is_told(tmp_path):
    token = '[web]\nlisten = "0.0.0.0:8025"\ntoken = "0123456789abcdefgh"\n'
    (what,) = exposed(tmp_path, token)
    assert "without TLS" in what
    assert exposed(tmp_path, token + 'trusted_proxies = ["10.0.0.5"]\n') == []


def test_a_database_that_need_not_prove_itself_is_told(tmp_path):
    (what,) = exposed(tmp_path, '[store]\nurl = "postgresql://inboxd@db.ourshop.example/inboxd?sslmode=require"\n')
    assert "sslmode=require" in what


@pytest.mark.parametrize(
    "line",
    [
        '[web]\ntoken = "x"',
        '[[trends.webhook]]\nurl = "https://a.example"',
        '[[trends.webhook]]\nauthorization = "x"\nurl_file = "x"',
    ],
)
def test_every_secret_in_the_file_makes_it_one(tmp_path, line):
    config = tmp_path / "inboxd.toml"
    config.write_text(line)
    assert holds_secret(config)


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("json://hooks.bluehill.example/x", "in the clear"),
        ("gotify://push.bluehill.example/token123", "in the clear"),
        ("jsons://hooks.bluehill.example/x?verify=no", "prove"),
        ("jsons://hooks.bluehill.example/x", ""),
        ("json://127.0.0.1/x", ""),
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#c", ""),
        ("ntfy://topic", ""),
    ],
)
def test_a_channel_that_gives_words_away_on_the_wire_is_told(url, what):
    weakness = find_weakness(url)
    assert what in weakness
    assert bool(weakness) == bool(what)


@pytest.mark.parametrize(
    ("url", "shown", "password"),
    [
        ("postgresql://u:a/b@h/d", "postgresql://u@h/d", "a/b"),
        ("postgresql://u:a@b@h/d", "postgresql://u@h/d", "a@b"),
        ("postgresql://u:a%40b@h/d", "postgresql://u@h/d", "a@b"),
        ("postgresql://u:p@h/d?options=a@b", "postgresql://u@h/d?options=a@b", "p"),
        ("postgresql://u:a?b@h/d", "postgresql://u@h/d", "a?b"),
        ("postgresql://u@h/d?application_name=x:y", "postgresql://u@h/d?application_name=x:y", ""),
        ("sqlite:///a.db", "sqlite:///a.db", ""),
    ],
)
def test_a_password_in_the_store_s_address_is_taken_out_whole(url, shown, password):
    settings = StoreSettings(url=url)
    assert (settings.url, settings.password.get_secret_value()) == (shown, password)


def test_a_digest_s_page_is_for_its_owner_s_eyes(tmp_path):
    path = tmp_path / "week.html"
    old = os.umask(0o022)
    try:
        write_private(path, "<!doctype html>")
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
