"""The front door: exit codes, and errors that are one clear message and never a traceback."""

from __future__ import annotations

import pytest

from inboxd import __version__
from inboxd.cli.main import app, exit_code
from inboxd.errors import (
    Bug,
    Conflict,
    ConnectionLost,
    InboxdError,
    Misconfigured,
    OutcomeUnknown,
    Permanent,
    Problem,
    RulesRefused,
    Transient,
)
from tests.cli.conftest import Run

COMMANDS = {
    "audit",
    "cases",
    "demo",
    "digest",
    "doctor",
    "explain",
    "export",
    "forget",
    "hours",
    "init",
    "migrate",
    "outbox",
    "replies",
    "rules",
    "run",
    "trends",
    "undo",
}


def test_help_names_every_command(run: Run):
    ended = run("--help")
    assert ended.code == 0
    assert all(command in ended.out for command in COMMANDS)
    named = {each.name for each in (*app.registered_commands, *app.registered_groups)}
    assert named == COMMANDS


def test_the_version_is_told(run: Run):
    assert run("--version").out == f"inboxd {__version__}\n"


@pytest.mark.parametrize("words", [["frobnicate"], ["run", "--fast"], ["cases"], [], ["explain"]])
def test_wrong_usage_is_told_with_exit_code_2(run: Run, words):
    ended = run(*words)
    assert ended.code == 2
    assert "inboxd" in ended.err + ended.out


@pytest.mark.parametrize("words", [["run"], ["doctor"], ["migrate"], ["audit"], ["cases", "list"], ["outbox", "list"]])
def test_a_missing_configuration_is_told_with_what_to_do(run: Run, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    ended = run(*words)
    assert ended.code == 2
    assert ended.err == "inboxd: inboxd.toml: there is no such file\n  → Run `inboxd init DIR` to get one.\n"


def test_the_configuration_can_be_named_in_the_environment(run: Run, installation, monkeypatch):
    monkeypatch.setenv("INBOXD_CONFIG", str(installation.config))
    assert run("migrate").code == 0
    assert run("cases", "list").out == "No such cases.\n"


def test_every_mistake_in_the_configuration_is_told_at_once(run: Run, installation):
    installation.config.write_text("shado = true\n[stor]\n")
    ended = run("run", "--config", installation.config)
    assert ended.code == 2
    said = ended.err.replace(f"{installation.config}: ", "").splitlines()
    assert said[0].startswith("inboxd: mailbox: is missing")
    assert "shado: there is no such setting (did you mean 'shadow'?)" in said
    assert "stor: there is no such setting (did you mean 'store'?)" in said
    assert said[-1].startswith("  → ")


def test_a_store_that_is_not_there_is_told_with_what_to_do(run: Run, installation):
    ended = run("cases", "list", "--config", installation.config)
    assert ended.code == 2
    assert "there is no database yet" in ended.err
    assert "inboxd migrate" in ended.err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (RulesRefused((Problem("routes.yaml", 3, "is wrong"),)), 1),
        (Misconfigured("wrong password"), 2),
        (Transient("busy"), 3),
        (ConnectionLost("gone"), 3),
        (Conflict("somebody else"), 3),
        (Permanent("refused"), 1),
        (OutcomeUnknown("who knows"), 1),
        (Bug("cannot be"), 1),
        (InboxdError("else"), 1),
    ],
)
def test_the_exit_code_says_what_to_do_next(error, code):
    assert exit_code(error) == code
