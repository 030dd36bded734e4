"""`inboxd rules test --corpus`, as a shell runs it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.core.measure.mails import line
from tests.core.rules.folders import ENGLISH, ROUTES, rules_files

MAILS = (
    line(id="en-1"),
    line(id="en-2", kind="sarcasm", text="Oh, what a wonderful day without a shop."),
    line(id="en-3", kind="money", text="My rent is stuck with you since this morning."),
    line(id="en-4", kind="quoted-urgency", route="question", text="Is it true that the old site is down for good?"),
    line(id="en-5", kind="plain-question", route="question", text="Do you open on Sunday?"),
    line(id="en-6", kind="praise", route="praise", text="You are wonderful."),
    line(id="en-7", kind="sales", route="spam", text="Buy \x1b[31mlinks\x1b]0;x\x07."),
)


def write_rules(folder: Path, **changes: str) -> Path:
    for name, raw in rules_files(**changes).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    return folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_rules(tmp_path / "rules")
    write_corpus(tmp_path, *MAILS)
    return tmp_path


def write_corpus(home: Path, *lines: str, language: str = "en") -> None:
    folder = home / "corpus" / language
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


def row(page: str, *begins: str) -> list[str]:
    rows = [line.split() for line in page.splitlines()]
    (found,) = [cells for cells in rows if cells[: len(begins)] == [*begins]]
    return found[len(begins) :]


def test_the_page_has_every_table(run: Run, home: Path):
    ended = run("rules", "test", "rules", "--corpus", "corpus")
    assert ended.code == 0
    assert ended.err == ""
    assert "7 mails, 1 languages (en), 7 kinds" in ended.lines
    assert "3 priority, 2 question, 1 praise, 1 spam" in ended.lines
    assert "these rules have no route for 'spam': all its 1 mails count as wrong" in ended.lines
    assert row(ended.out, "en") == ["7", "3", "0.500", "0.333", "0.400", "0.250", "0.429", "2", "1"]
    assert row(ended.out, "all") == row(ended.out, "en")
    assert row(ended.out, "priority", "sarcasm") == ["0", "1", "0.000", "1", "hugs"]
    assert row(ended.out, "priority", "open-anger") == ["1", "1", "1.000"]
    assert row(ended.out, "label", "hugs") == ["priority", "question"]
    assert row(ended.out, "question", "-") == ["1", "[1]"]
    assert row(ended.out, "5", "to", "6")[:2] == ["2", "0.500"]


def test_the_worst_mistakes_come_with_words_and_reasons(run: Run, home: Path):
    page = run("rules", "test", "rules", "--corpus", "corpus", "--worst", "1").out
    assert "1 of 2 overlooked: priority mails that interrupt nobody, the coldest first" in page
    assert "en-2  [corpus/en/a.jsonl:2]  sarcasm, heat 0, takes hugs\n      praise 3: “wonderful”\n" in page
    assert "en-3" not in page
    assert "1 of 1 alarmed: mails that interrupt people for nothing, the hottest first" in page
    assert (
        "en-4  [corpus/en/a.jsonl:4]  quoted-urgency, heat 5, takes priority\n"
        "      blocked 5: “is down”\n      'priority' stands above it and fits\n"
    ) in page


def test_the_small_folder_of_examples_is_a_corpus_too(run: Run, home: Path):
    for label, text in (("priority", "The site is down"), ("hugs", "You are wonderful"), ("question", "Hm?")):
        (home / "mails" / label).mkdir(parents=True)
        (home / "mails" / label / "1.eml").write_text(f"From: a@b.example\nSubject: x\n\n{text}\n")
    ended = run("rules", "test", "rules", "--corpus", "mails", "--least", "F1=1,alarms=0,routes=1")
    assert ended.code == 0
    assert "1 priority, 1 hugs, 1 question" not in ended.lines
    assert "1 priority, 1 question, 1 hugs" in ended.lines


def test_json_holds_everything_in_one_object(run: Run, home: Path):
    ended = run("rules", "test", "rules", "--corpus", "corpus", "--json", "--least", "F1=0.5")
    assert ended.code == 1
    found = json.loads(ended.out)
    assert list(found) == [
        "rules", "corpus", "figures", "languages", "kinds", "confusion", "calibration", "worst", "against", "unmet",
        "problems", "fine",
    ]  # fmt: skip
    assert found["figures"] == {
        "mails": 7, "found": 1, "overlooked": 2, "alarmed": 1,
        "precision": 0.5, "recall": 0.3333, "F1": 0.4, "alarms": 0.25, "routes": 0.4286,
    }  # fmt: skip
    assert found["confusion"]["question"] == {"priority": 1, "question": 1}
    assert {"label": "priority", "kind": "money", "right": 0, "mails": 1} in found["kinds"]
    assert [each["id"] for each in found["worst"]["overlooked"]] == ["en-2", "en-3"]
    assert found["worst"]["alarmed"][0]["words"] == [
        {"signal": "blocked", "text": "is down", "weight": 5.0, "file": "signals/en.yaml", "line": 4}
    ]
    assert found["unmet"] == ["F1 is 0.400, must be at least 0.5"]
    assert (found["against"], found["problems"], found["fine"]) == (None, [], False)


def test_a_figure_that_is_not_reached_is_said_with_exit_code_1(run: Run, home: Path):
    ended = run("rules", "test", "rules", "--corpus", "corpus", "--least", "F1=0.4,alarms=0.2")
    assert ended.code == 1
    assert ended.lines[-1] == "not reached: alarms is 0.250, must be at most 0.2"


def test_two_rule_sets_stand_side_by_side(run: Run, home: Path):
    write_rules(
        home / "new",
        **{"signals/en.yaml": ENGLISH.replace("- is down: 5", "- is stuck: 5").replace("wonderful", "are wonderful"),
           "routes.yaml": ROUTES.replace("The site is down", "My rent is stuck")},
    )  # fmt: skip
    command = ("rules", "test", "new", "--corpus", "corpus", "--against", "rules")
    page = run(*command).out
    assert "4 mails changed their route: 1 spoiled, 1 still wrong, 2 mended" in page
    lines = [" ".join(each.split()) for each in page.splitlines()]
    assert "spoiled en-1 open-anger: priority (5) → question (0)" in lines
    assert "mended en-3 money: question (0) → priority (5)" in lines
    assert any(each.startswith("en 0.500 → 1.000 (+0.500) 0.333 → 0.333 (+0.000)") for each in lines)
    found = json.loads(run(*command, "--json").out)["against"]
    assert found["rules"]["folder"] == "rules"
    assert found["differences"]["precision"] == 0.5
    assert [(each["id"], each["turn"]) for each in found["changed"]] == [
        ("en-1", "spoiled"), ("en-2", "strayed"), ("en-3", "mended"), ("en-4", "mended"),
    ]  # fmt: skip


def test_equal_rule_sets_change_nothing(run: Run, home: Path):
    ended = run("rules", "test", "rules", "--corpus", "corpus", "--against", "rules")
    assert "No mail changed its route." in ended.lines


def test_at_most_twenty_changed_mails_are_named(run: Run, home: Path):
    write_corpus(home, *(line(id=f"en-{number}") for number in range(23)))
    write_rules(home / "deaf", **{"signals/en.yaml": ENGLISH.replace("is down", "is gone")})
    page = run("rules", "test", "deaf", "--corpus", "corpus", "--against", "rules", "--worst", "0").out
    assert page.count("spoiled  ") == 20
    assert "… and 3 more; --json names them all" in page


def test_only_the_languages_that_are_wanted_are_measured(run: Run, home: Path):
    write_corpus(home, line(id="ja-1", text="助けて"), language="ja")
    german = "Kann ich die Rechnung bitte noch einmal bekommen? Vielen Dank und schöne Grüße aus der Werkstatt."
    (home / "corpus/unsaid.jsonl").write_text(line(id="x-1", route="question", text=german) + "\n", "utf-8")
    assert "9 mails, 3 languages (de, en, ja), 7 kinds" in run("rules", "test", "rules", "--corpus", "corpus").lines
    lines = run("rules", "test", "rules", "--corpus", "corpus", "--language", "ja, de").lines
    assert "2 mails, 2 languages (de, ja), 1 kinds" in lines


def test_mistakes_in_the_corpus_are_named_and_the_rest_is_measured(run: Run, home: Path):
    write_corpus(home, MAILS[0], "{", MAILS[4], line(id="en-9", route="prority"))
    ended = run("rules", "test", "rules", "--corpus", "corpus")
    assert ended.code == 1
    assert ended.lines[0].startswith("corpus/en/a.jsonl:2: is not JSON")
    assert ended.lines[1] == "corpus/en/a.jsonl:4: there is no label or route 'prority' (did you mean 'priority'?)"
    assert ended.lines[2] == "2 mistakes in the corpus; mails with a mistake are not counted"
    assert any(line.startswith("2 mails, ") for line in ended.lines)
    found = json.loads(run("rules", "test", "rules", "--corpus", "corpus", "--json").out)
    assert [(each["file"], each["line"]) for each in found["problems"]] == [
        ("corpus/en/a.jsonl", 2),
        ("corpus/en/a.jsonl", 4),
    ]


def test_a_corpus_without_a_mail_is_not_fine(run: Run, home: Path):
    write_corpus(home, "")
    assert run("rules", "test", "rules", "--corpus", "corpus").code == 1
    assert json.loads(run("rules", "test", "rules", "--corpus", "corpus", "--json").out)["fine"] is False


def test_a_chart_is_drawn_beside_the_page(run: Run, home: Path):
    ended = run("rules", "test", "rules", "--corpus", "corpus", "--against", "rules", "--plot", "chart.svg")
    assert (ended.code, ended.err) == (0, "wrote chart.svg\n")
    assert "Does heat mean trouble" not in ended.out
    assert (home / "chart.svg").read_bytes().startswith(b"<?xml")


def test_without_matplotlib_a_chart_is_refused_before_the_work(run: Run, home: Path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    ended = run("rules", "test", "rules", "--corpus", "corpus", "--plot", "chart.svg")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "inboxd: a chart needs matplotlib, which is not installed\n  → Install it: pip install 'inboxd[plots]'\n"
    )


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--corpus", "nowhere"), 2, "nowhere: there is no such file or folder"),
        (("--corpus", "corpus", "--least", "F3=1"), 2, "no figure"),
        (("--corpus", "corpus", "--language", "English"), 2, "is no language"),
        (("--corpus", "corpus", "--worst", "-1"), 2, "--worst"),
        (("--corpus", "corpus", "--against", "nowhere"), 1, "nowhere: there is no such folder"),
        (("--least", "F1=1"), 2, "need --corpus"),
        (("--against", "rules"), 2, "need --corpus"),
    ],
)
def test_wrong_wishes_are_said_clearly(run: Run, home: Path, words, code, said):
    ended = run("rules", "test", "rules", *words)
    assert ended.code == code
    assert said in " ".join(ended.err.split())


def test_mistaken_rules_are_named_with_their_folder(run: Run, home: Path):
    write_rules(home / "other", **{"routes.yaml": ROUTES.replace("why", "wyh")})
    ended = run("rules", "test", "rules", "--corpus", "corpus", "--against", "other")
    assert ended.code == 1
    assert ended.err.startswith("inboxd: other/routes.yaml:8: there is no key 'wyh' here")


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_no_character_of_the_corpus_steers_the_terminal(run: Run, home: Path, words):
    write_rules(home / "rules", **{"signals/en.yaml": ENGLISH.replace("is down", "links")})
    write_corpus(home, line(id="en-\x1b[31m\u202e1", route="question", text="l\u200bink\x1bs links\x9b31m"), "{\x1b")
    shown = run("rules", "test", "rules", "--corpus", "corpus", *words).out
    assert not any((ord(char) < 32 and char != "\n") or 0x7F <= ord(char) <= 0x9F for char in shown)
    assert "\u202e" not in shown
