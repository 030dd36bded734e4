from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from inboxd.cli.explain import explain
from inboxd.errors import Misconfigured, RulesRefused
from tests.core.rules.folders import rules_files, signals

GOLDEN = Path(__file__).parent / "golden"
WORDS = signals(
    """
    blocked:
      - phrase: is down
        weight: 5
        unless: [price is down]
      - {phrase: no answer, weight: 3, status: shadow}
    chasing:
      - {pattern: '(third|\\d+th) (time|mail)', weight: 3}
    praise:
      - wonderful: 3
    """
)
ANGRY = """\
From: "Mira \x1b[31mRed" <mira@bluehill.example>
To: support@ourshop.example
Subject: Third time I write =?utf-8?q?=1b]0;owned=07?=
Message-ID: <m1@bluehill.example>
Content-Type: text/plain; charset=utf-8

Hello,
your shop is down since Monday and I get no answer. The price is down, too.
\x9b31mRegards

On Mon, 2 Mar 2026 at 09:00, Support <support@ourshop.example> wrote:
> it is down
"""
KIND = """\
From: mira@bluehill.example
To: support@ourshop.example
Subject: Thanks
Message-ID: <m2@bluehill.example>

You are wonderful.
"""
ROBOT = """\
From: noreply@lists.example
Subject: Newsletter
Auto-Submitted: auto-generated

Everything must go.
"""

app = typer.Typer()
app.command()(explain)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    files = rules_files(**{"signals/en.yaml": WORDS})
    mails = {"mails/1.eml": ANGRY, "mails/2.eml": KIND, "mails/3.eml": ROBOT}
    for name, raw in {**files, **{name: text.encode() for name, text in mails.items()}}.items():
        path = tmp_path / ("" if name in mails else "rules") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    return tmp_path


def run(*arguments: str, standard_input: bytes = b"") -> str:
    result = CliRunner().invoke(app, list(arguments), input=standard_input, env={"COLUMNS": "100"})
    if result.exception is not None:
        raise result.exception
    return result.stdout


@pytest.mark.parametrize("name", ["1", "2", "3"])
def test_the_page_reads_as_agreed(folder: Path, name: str):
    page = "\n".join(line.rstrip() for line in run(f"mails/{name}.eml").splitlines())
    assert page == (GOLDEN / f"explain-{name}.txt").read_text("utf-8").rstrip("\n")


def test_json_is_one_object_a_line(folder: Path):
    objects = [json.loads(line) for line in run("--json", "mails").splitlines()]
    assert [(each["path"], each["route"], each["priority"]) for each in objects] == [
        ("mails/1.eml", "priority", True),
        ("mails/2.eml", "hugs", False),
        ("mails/3.eml", "question", False),
    ]
    assert objects[0]["acknowledge"] == {"send": True, "reason": "allowed", "template": "urgent", "language": "en"}
    assert objects[1]["acknowledge"] == {"send": False, "reason": "route-never", "template": "", "language": ""}
    assert objects[2]["acknowledge"]["send"] is False
    assert [list(each) for each in objects] == [
        [
            "id", "path", "language", "customer_type", "heat", "signals", "route", "priority", "folder", "acknowledge",
            "follow_up", "defects", "topics", "identifiers", "hands_off", "source",
        ]
    ] * 3  # fmt: skip


@pytest.mark.parametrize("arguments", [("mails/1.eml",), ("--json", "mails/1.eml")])
def test_no_control_character_reaches_the_terminal(folder: Path, arguments: tuple[str, ...]):
    shown = run(*arguments)
    assert not any(ord(char) < 32 and char != "\n" for char in shown)
    assert not any(0x7F <= ord(char) <= 0x9F for char in shown)


def test_mails_may_come_from_standard_input_and_an_mbox(folder: Path):
    box = b"From a\n" + KIND.encode() + b"\nFrom b\n" + ANGRY.encode()
    objects = [json.loads(line) for line in run("--json", "-", standard_input=box).splitlines()]
    assert [(each["path"], each["route"]) for each in objects] == [("-#1", "hugs"), ("-#2", "priority")]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00" * 100,
        b"\xff\xfe" * 50,
        b"From: \r\n\r\n",
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n",
        b"\n" * 9,
    ],
)
def test_broken_mails_get_a_verdict(folder: Path, raw: bytes):
    (folder / "broken.eml").write_bytes(raw)
    found = json.loads(run("--json", "broken.eml"))
    assert found["route"] == "question"
    assert "no-sender" in found["defects"]
    assert "answer" in run("broken.eml")


def test_rules_that_fail_their_own_examples_can_be_explained(folder: Path):
    path = folder / "rules/routes.yaml"
    path.write_text(path.read_text("utf-8").replace("You are wonderful", "You are terrible"), "utf-8")
    assert json.loads(run("--json", "mails/2.eml"))["route"] == "hugs"


def test_mistaken_rules_and_paths_are_said_clearly(folder: Path):
    with pytest.raises(Misconfigured, match=r"nothing\.eml: there is no such file"):
        run("nothing.eml")
    (folder / "rules/routes.yaml").write_text("heat: 1\n", "utf-8")
    with pytest.raises(RulesRefused, match="'heat' must be a mapping"):
        run("mails/1.eml")


@pytest.mark.process
def test_each_mail_is_answered_before_the_next_one_has_arrived(folder: Path):
    command = [sys.executable, "-m", "inboxd", "explain", "--json", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdin.write(b"From a\n" + KIND.encode() + b"\nFrom b\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["route"] == "hugs"
        process.stdin.write(ANGRY.encode())
        process.stdin.close()
        assert json.loads(process.stdout.readline())["route"] == "priority"
        assert process.stderr.read() == b""


def test_other_rules_may_be_named(folder: Path):
    (folder / "rules").rename(folder / "mine")
    assert json.loads(run("--json", "--rules", "mine", "mails/2.eml"))["route"] == "hugs"
