"""The demo as a user starts it: one process, the true daemon, nothing outside."""

import json
import os
import signal
import subprocess
import sys
from subprocess import PIPE

import pytest

pytestmark = [pytest.mark.process, pytest.mark.timeout(120)]


@pytest.fixture
def start(tmp_path):
    """Start a demo with these options; none survives its test."""
    started = []

    def run(*options):
        environ = {**os.environ, "TMPDIR": str(tmp_path), "COLUMNS": "160", "LINES": "50"}
        command = [sys.executable, "-m", "inboxd", "demo", *options]
        started.append(subprocess.Popen(command, stdout=PIPE, stderr=PIPE, text=True, env=environ))
        return started[-1]

    yield run
    for demo in started:
        demo.kill()
        demo.communicate()


def test_the_demo_ends_by_itself_with_every_mail_where_it_belongs(start, tmp_path):
    demo = start("--once", "--json")
    out, err = demo.communicate(timeout=90)
    document = json.loads(out)
    assert document["problems"] == []
    assert (demo.returncode, err) == (0, "")
    assert len(document["mails"]) >= 25
    assert len(document["languages"]) >= 8
    assert document["unaccounted"] == 0
    assert document["follow_ups"] == 4
    assert document["alarms"] >= 6
    assert document["seconds"] < 30
    assert set(document["health"]) == {"address", "/healthz", "/readyz", "/metrics", "/"}
    assert list(tmp_path.iterdir()) == []


def test_machines_are_triaged_and_get_no_answer_with_the_reason_shown(start):
    out, _ = start("--once", "--json").communicate(timeout=90)
    automatic = [each for each in json.loads(out)["mails"] if each["route"] == "automatic"]
    assert len(automatic) == 5
    for mail in automatic:
        assert mail["acknowledgments"] == 0
        assert mail["acknowledgment_reason"] not in {None, "", "allowed"}


def test_customers_are_asked_and_their_word_decides(start):
    out, _ = start("--once", "--json").communicate(timeout=90)
    mails = {each["name"]: each for each in json.loads(out)["mails"]}
    for name in ("no-01-en", "no-02-de"):
        assert (mails[name]["folder"], mails[name]["case"]) == (["Priority"], "waiting")
        assert {"Reopened", "\\Flagged"} <= set(mails[name]["flags"])
        assert "Not solved" in mails[name]["told"]
    assert mails["yes-01-ja"]["case"] == "resolved"
    assert mails["thanks-01-bg"]["case"] == "verifying"


def test_where_no_machine_may_speak_a_person_is_told(start):
    out, _ = start("--once", "--json").communicate(timeout=90)
    silent = [each for each in json.loads(out)["mails"] if each["acknowledgment_reason"] == "hands-off"]
    assert len(silent) >= 3
    for mail in silent:
        assert (mail["acknowledgments"], mail["follow_ups_sent"]) == (0, 0)
        assert "A person is needed" in mail["told"]


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
    out, err = demo.communicate(timeout=30)
    assert demo.returncode == 130
    assert "Ended early" in out
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []
