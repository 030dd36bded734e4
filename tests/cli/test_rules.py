from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from inboxd.cli.rules import app
from inboxd.core.rules.publish import json_schemas
from tests.core.rules.folders import ENGLISH, ROUTES, rules_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fill(tmp_path / "rules")


def fill(path: Path, **changes: str) -> Path:
    for name, raw in rules_files(**changes).items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(raw)
    return path


def run(*arguments: object) -> tuple[int, list[str]]:
    result = CliRunner().invoke(app, [str(each) for each in arguments], env={"COLUMNS": "120"})
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output.splitlines()


def test_check_of_good_rules_says_what_is_there(folder: Path):
    code, lines = run("check", folder)
    assert code == 0
    assert lines[-1].startswith(
        f"{folder}: 3 routes, 3 phrases and 0 patterns in 1 languages, 3 reply texts, 3 examples;"
    )
    assert all("warning: " in line for line in lines[:-2])


def test_check_names_every_mistake_with_file_and_line(folder: Path):
    fill(folder, **{"signals/en.yaml": ENGLISH.replace("5", "50"), "routes.yaml": ROUTES.replace("why", "wyh")})
    code, lines = run("check", folder)
    assert code == 1
    assert lines[0] == f"{folder}/routes.yaml:8: there is no key 'wyh' here (did you mean 'why'?)"
    assert lines[1].startswith(f"{folder}/signals/en.yaml:4: 'weight'")
    assert lines[2] == "2 problems, 0 warnings"


def test_check_runs_the_examples_too(folder: Path):
    fill(folder, **{"routes.yaml": ROUTES.replace("wonderful", "terrible")})
    code, lines = run("check", folder)
    assert code == 1
    assert any("must take the route 'hugs' but takes 'question'" in line for line in lines)


def test_check_speaks_json(folder: Path):
    fill(folder, **{"routes.yaml": ROUTES.replace("why", "wyh")})
    code, lines = run("check", "--json", folder)
    (problem,) = [problem for problem in json.loads("".join(lines)) if not problem["warning"]]
    assert code == 1
    assert (problem["file"], problem["line"]) == ("routes.yaml", 8)
    assert (problem["what"], problem["meant"]) == ("there is no key 'wyh' here", "did you mean 'why'?")


def test_check_of_a_missing_folder_is_one_clear_line(tmp_path: Path):
    code, lines = run("check", tmp_path / "nowhere")
    assert code == 1
    assert "there is no such folder" in lines[0]


def test_test_counts_examples_by_route(folder: Path):
    assert run("test", folder) == (
        0,
        ["hugs: 1 examples", "priority: 1 examples", "question: 1 examples", "3 examples, 0 failed"],
    )


def test_test_fails_with_the_reason(folder: Path):
    fill(folder, **{"routes.yaml": ROUTES.replace("wonderful", "terrible")})
    code, lines = run("test", folder)
    assert code == 1
    assert lines[0].startswith(f"{folder}/routes.yaml:6: the example 'You are terrible' must take the route 'hugs'")
    assert lines[-1] == "3 examples, 1 failed"
    code, lines = run("test", "--json", folder)
    assert (code, json.loads(lines[0])["failed"]) == (1, 1)


def test_coverage_counts_words_by_signal_and_language(folder: Path):
    fill(folder, **{"signals/ja.yaml": "language: ja\nsignals: {blocked: [ログインできない: 3]}\n"})
    code, lines = run("coverage", folder)
    assert code == 0
    (row,) = [line for line in lines if "blocked" in line]
    assert row.replace("│", " ").split() == ["blocked", "1", "1", "2"]
    code, lines = run("coverage", "--json", folder)
    assert json.loads(lines[0]) == {"en": {"blocked": 1, "praise": 1, "wish": 1}, "ja": {"blocked": 1}}


def test_coverage_of_many_languages_is_whole_in_a_narrow_window(folder: Path):
    languages = [f"x{each}" for each in "abcdefghijklmnopqrst"]
    fill(
        folder,
        **{f"signals/{each}.yaml": f"language: {each}\nsignals: {{blocked: [zzz{each}: 3]}}\n" for each in languages},
    )
    code, lines = run("coverage", folder)
    assert code == 0
    (row,) = [line for line in lines if "blocked" in line]
    assert row.replace("│", " ").split() == ["blocked", *["1"] * 21, "21"]
    assert {"en", *languages} < set("".join(lines[:4]).replace("┃", " ").split())


def test_coverage_of_broken_rules_names_the_mistakes(folder: Path):
    fill(folder, **{"routes.yaml": ROUTES.replace("why", "wyh")})
    code, lines = run("coverage", folder)
    assert code == 1
    assert "did you mean 'why'" in lines[0]


def test_schema_writes_one_file_for_each_kind(tmp_path: Path):
    code, lines = run("schema", tmp_path / "schema")
    assert code == 0
    names = sorted(path.name for path in (tmp_path / "schema").iterdir())
    assert names == sorted(json_schemas())
    assert {"acknowledgment.json", "routes.json", "signals.json", "words.json"} <= set(names)
    assert len(lines) == len(names)


def test_control_characters_of_a_rule_file_do_not_reach_the_terminal(folder: Path):
    fill(folder, **{"signals/en.yaml": 'language: en\nsignals: {"\\e[2J": []}\n'})
    code, lines = run("check", folder)
    assert code == 1
    assert "\x1b" not in "".join(lines)
