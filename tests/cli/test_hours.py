"""`inboxd hours next`: what admins see of their hours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.core.rules.folders import rules_files

HOURS = """\
time_zone: Europe/Sofia
days:
  mon: ["09:00-12:30", "13:00-18:00"]
  tue: ["09:00-18:00"]
  wed: ["09:00-18:00"]
  thu: ["09:00-18:00"]
  fri: ["22:00-06:00"]
  sat: []
  sun: ["20:00-24:00"]
holidays_of: BG
holidays: [2026-12-23]
mailboxes:
  sales: {time_zone: America/New_York, holidays_of: US, holidays: []}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, raw in rules_files(**{"hours.yaml": HOURS}).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(raw)
    return tmp_path


def test_the_page_names_spans_holidays_and_promises(run: Run, folder: Path):
    ended = run("hours", "next", 5, "--from", "2026-12-22T16:30", "--rules", folder)
    assert ended.code == 0
    assert ended.lines == [
        "Working time of all mailboxes without hours of their own, Europe/Sofia, from Tue 2026-12-22 16:30",
        "  Tue 2026-12-22 16:30–18:00 +02:00  1h30m",
        "  Wed 2026-12-23  closed: closed day of ours",
        "  Thu 2026-12-24  closed: Christmas Eve",
        "  Fri 2026-12-25  closed: Christmas Day",
        "  Sun 2026-12-27 20:00–24:00 +02:00  4h",
        "  Mon 2026-12-28  closed: Christmas Day (observed)",
        "  Tue 2026-12-29 09:00–18:00 +02:00  9h",
        "  Wed 2026-12-30 09:00–18:00 +02:00  9h",
        "  Thu 2026-12-31 09:00–18:00 +02:00  9h",
        "A message that arrives then would be promised an answer:",
        "  priority (within 1h): today by 17:30 (EET)",
        "  question (within 1d): by Thursday, 31 December, 09:30 (EET)",
    ]


def test_a_change_of_the_clocks_is_marked(run: Run, folder: Path):
    ended = run("hours", "next", 2, "--from", "2027-03-27T12:00", "--rules", folder)
    assert ended.lines[1:3] == ["  clocks go forward by 1h", "  Sun 2027-03-28 20:00–24:00 +03:00  4h"]
    ended = run("hours", "next", 1, "--from", "2026-10-30T22:00-04:00", "--mailbox", "sales", "--rules", folder)
    assert ended.lines[:2] == [
        "Working time of the mailbox sales, America/New_York, from Fri 2026-10-30 22:00",
        "  Fri 2026-10-30 22:00–Sat 06:00 -04:00  8h",
    ]


def test_scripts_get_json(run: Run, folder: Path):
    ended = run(
        "hours", "next", 2, "--from", "2026-12-24T21:00+02:00", "--mailbox", "sales", "--json", "--rules", folder
    )
    found = json.loads(ended.out)
    assert (found["mailbox"], found["time_zone"]) == ("sales", "America/New_York")
    assert found["from"] == "2026-12-24T14:00:00-05:00"
    assert found["spans"][1] == {
        "opens": "2026-12-27T20:00:00-05:00",
        "closes": "2026-12-28T00:00:00-05:00",
        "length": 14400.0,
        "clocks_changed_before": 0.0,
        "clocks_changed_within": 0.0,
        "holidays_before": [{"date": "2026-12-25", "name": "Christmas Day"}],
    }
    assert found["promises"][0] == {
        "route": "priority",
        "reply_within": 3600.0,
        "due": "2026-12-24T15:00:00-05:00",
        "words": "today by 15:00 (EST)",
    }


def test_without_a_number_there_are_twenty_spans_from_now(run: Run, folder: Path):
    found = json.loads(run("hours", "next", "--json", "--rules", folder).out)
    assert len(found["spans"]) == 20
    assert found["mailbox"] == ""


@pytest.mark.parametrize("since", ["tomorrow", "0001-01-01T00:00", "9999-12-31"])
def test_a_time_that_is_none_is_wrong_usage(run: Run, folder: Path, since):
    ended = run("hours", "next", "--from", since, "--rules", folder)
    assert ended.code == 2
    assert "--from" in ended.err


def test_mistakes_in_the_rules_are_told(run: Run, folder: Path):
    (folder / "hours.yaml").write_text(HOURS.replace("BG", "XX"))
    ended = run("hours", "next", "--rules", folder)
    assert ended.code == 1
    assert "no public holidays are known of 'XX'" in ended.err
