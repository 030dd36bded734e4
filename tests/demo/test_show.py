"""The demo as a user starts it: one process, the true daemon, nothing outside."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from subprocess import PIPE

import pytest

pytestmark = [pytest.mark.process, pytest.mark.timeout(120)]


def _begin(temporary, *options):
    environ = {**os.environ, "TMPDIR": str(temporary), "COLUMNS": "160", "LINES": "50"}
    command = [sys.executable, "-m", "inboxd", "demo", *options]
    return subprocess.Popen(command, stdout=PIPE, stderr=PIPE, text=True, env=environ)


@pytest.fixture
def start(tmp_path):
    """Start a demo with these options; none survives its test."""
    started = []

    def run(*options):
        started.append(_begin(tmp_path, *options))
        return started[-1]

    yield run
    for demo in started:
        demo.kill()
        demo.communicate()


@dataclass(frozen=True)
class _Ended:
    code: int
    err: str
    document: dict
    left_behind: list

    def mails(self, **wanted):
        return [each for each in self.document["mails"] if wanted.items() <= each.items()]


@pytest.fixture(scope="module")
def ended(tmp_path_factory):
    """One whole demo, told as JSON."""
    temporary = tmp_path_factory.mktemp("demo")
    demo = _begin(temporary, "--once", "--json")
    try:
        out, err = demo.communicate(timeout=90)
    finally:
        demo.kill()
    return _Ended(demo.returncode, err, json.loads(out), list(temporary.iterdir()))


def test_the_demo_ends_by_itself_with_every_mail_where_it_belongs(ended):
    document = ended.document
    assert document["problems"] == []
    assert (ended.code, ended.err) == (0, "")
    assert len(document["mails"]) >= 30
    assert len(document["languages"]) >= 8
    assert document["unaccounted"] == 0
    assert document["follow_ups"] == 4
    assert document["log"] == []
    assert document["seconds"] < 40
    assert set(document["health"]) == {"address", "/healthz", "/readyz", "/metrics", "/"}
    assert ended.left_behind == []


def test_machines_are_triaged_and_get_no_answer_with_the_reason_shown(ended):
    automatic = ended.mails(route="automatic")
    assert len(automatic) == 5
    for mail in automatic:
        assert mail["acknowledgments"] == 0
        assert mail["acknowledgment_reason"] not in {None, "", "allowed"}


@pytest.mark.parametrize("name", ["no-01-en", "no-02-de"])
def test_a_no_brings_the_case_back_on_top_and_the_team_is_told(ended, name):
    (mail,) = ended.mails(name=name)
    assert (mail["folder"], mail["case"]) == (["Priority"], "waiting")
    assert {"Reopened", "\\Flagged"} <= set(mail["flags"])
    assert "Not solved" in mail["told"]


@pytest.mark.parametrize(("name", "state"), [("yes-01-ja", "resolved"), ("thanks-01-bg", "verifying")])
def test_a_yes_ends_the_case_and_thanks_do_not(ended, name, state):
    assert [mail["case"] for mail in ended.mails(name=name)] == [state]


def test_where_no_machine_may_speak_a_person_is_told(ended):
    silent = ended.mails(acknowledgment_reason="hands-off")
    assert len(silent) >= 3
    for mail in silent:
        assert (mail["acknowledgments"], mail["follow_ups_sent"]) == (0, 0)
        assert "A person is needed" in mail["told"]


def test_the_same_matter_from_another_address_gets_no_second_acknowledgment(ended):
    (mail,) = ended.mails(acknowledgment_reason="linked-case")
    assert mail["acknowledgments"] == 0
    assert "Linked" in mail["flags"]


def test_the_summary_for_people_ticks_every_mail(start):
    demo = start("--once")
    out, _ = demo.communicate(timeout=90)
    assert demo.returncode == 0
    assert "All arrived where they should." in out
    assert "✗" not in out
    assert "Is it solved?" in out


def test_ctrl_c_in_the_middle_ends_it_cleanly(start, tmp_path):
    demo = start()
    # The directory appears when the servers come up; the play lasts far longer.
    while not list(tmp_path.glob("inboxd-demo-*/inboxd.db")):
        with pytest.raises(subprocess.TimeoutExpired):
            demo.wait(timeout=0.05)
    demo.send_signal(signal.SIGINT)
    out, err = demo.communicate(timeout=90)
    assert demo.returncode == 130
    assert "Ended early" in out
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []
