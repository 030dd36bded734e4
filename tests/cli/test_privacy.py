"""`inboxd forget` and `inboxd export`: what is held about a person, handed over or given up."""

from __future__ import annotations

import json
import stat

import pytest

from inboxd.core.values.effect import EffectState
from tests.cli.conftest import Installation, Run
from tests.contracts.storing import NOW, make_case, make_entry, make_plan, record, state_of

MIRA = "mira@bluehill.example"


@pytest.fixture
def waiting(installation: Installation) -> Installation:
    """Mira waits; Noor does too."""
    noor = {"customer": "noor@redfield.example", "customer_name": "Noor"}
    other = make_plan(
        2,
        entry=make_entry(2, sender=noor["customer"]),
        case=make_case(2, **noor),
        effects=(),
        answers=(),
    )
    first = make_plan(1, entry=make_entry(1, subject="Third \x1b[31mtime"))
    installation.with_store(lambda store: record(store, first, other))
    return installation


def held(installation: Installation, address: str = MIRA):
    return installation.with_store(lambda store: store.personal.held(address))


def test_what_would_be_forgotten_is_told_and_nothing_happens(run: Run, waiting):
    before = held(waiting)
    ended = run("forget", MIRA, "--dry-run", "--config", waiting.config)
    assert ended.code == 0
    assert ended.lines[0] == f"{MIRA} would be forgotten:"
    assert "  messages: 1 row" in ended.lines
    assert "  outbox: 3 rows" in ended.lines
    assert "  support, INBOX: 1 message when inboxd last saw them" in ended.lines
    assert held(waiting) == before


def test_somebody_who_waits_is_not_forgotten_by_mistake(run: Run, waiting):
    ended = run("forget", MIRA, "--config", waiting.config)
    assert ended.code == 1
    assert "still waits for an answer (AAAA-0001); answer, or add --yes" in ended.err
    assert held(waiting).waiting == ("AAAA-0001",)


def test_a_person_is_forgotten_in_whatever_case_the_address_is_typed(run: Run, waiting):
    ended = run("forget", f"<{MIRA.upper()}>", "--yes", "--config", waiting.config)
    assert (ended.code, ended.err) == (0, "")
    assert ended.lines[0] == f"{MIRA} is forgotten:"
    assert any("UID SEARCH OR FROM" in line for line in ended.lines)
    assert not any("traces" in line for line in ended.lines)
    assert set(held(waiting).counts) == {"answers"}
    assert held(waiting, "noor@redfield.example").waiting == ("AAAA-0002",)

    async def ask(store):
        return await state_of(store, "acknowledgment:1")

    assert waiting.with_store(ask) is EffectState.CANCELLED


def test_a_letter_that_is_going_out_just_now_is_waited_for(run: Run, waiting):
    waiting.with_store(lambda store: store.mark_sending("acknowledgment:1", now=NOW, owner="worker"))
    ended = run("forget", MIRA, "--yes", "--config", waiting.config)
    assert ended.code == 1
    assert "going out just now; try again in a few minutes" in ended.err
    assert held(waiting).waiting == ("AAAA-0001",)


def test_forgetting_a_stranger_is_no_mistake(run: Run, waiting):
    ended = run("forget", "tomo@larch.example", "--config", waiting.config)
    assert (ended.code, ended.lines) == (0, ["Nothing is held about this person."])


@pytest.mark.parametrize("command", ["forget", "export"])
@pytest.mark.parametrize("address", ["mira", "@bluehill.example", "mira @bluehill.example", "SUPPORT@ourshop.example"])
def test_what_is_no_customers_address_is_refused(run: Run, waiting, command, address):
    ended = run(command, address, "--config", waiting.config)
    assert ended.code == 2
    assert "mailboxes" in ended.err or "no mail address" in ended.err


def test_an_export_can_be_read_by_programs(run: Run, waiting):
    tree = json.loads(run("export", MIRA, "--json", "--config", waiting.config).out)
    assert tree["address"] == MIRA
    assert set(tree["held"]) == {"answers", "case_events", "cases", "messages", "outbox"}
    (case,) = tree["held"]["cases"]
    assert (case["customer_name"], case["opened_at"]) == ("Mira", "2030-01-31T09:25:00.123456+00:00")
    assert {row["deed"]["kind"] for row in tree["held"]["outbox"]} == {"move", "acknowledgment", "follow_up"}
    assert tree["held"]["messages"][0]["verdict_json"] == {"heat": 7.25}
    assert "noor" not in json.dumps(tree)


def test_an_export_can_be_read_by_people_and_steers_no_terminal(run: Run, waiting):
    ended = run("export", MIRA, "--config", waiting.config)
    assert ended.code == 0
    assert ended.lines[0] == f"Everything that inboxd holds about {MIRA}."
    assert "cases (1)" in ended.lines
    assert "    subject: Third \ufffd[31mtime" in ended.lines
    assert "\x1b" not in ended.out


def test_an_export_into_a_folder_can_be_read_by_its_owner_only(run: Run, waiting, tmp_path):
    out = tmp_path / "exports" / "mira"
    out.mkdir(parents=True)
    (out / "export.json").write_text("old")
    (out / "export.json").chmod(0o644)
    ended = run("export", MIRA, "--out", out, "--config", waiting.config)
    assert ended.code == 0
    assert json.loads((out / "export.json").read_text())["address"] == MIRA
    assert (out / "export.txt").read_text().startswith("Everything that inboxd holds about")
    assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()} == {0o600}


def test_an_export_about_a_stranger_is_empty(run: Run, waiting):
    assert run("export", "tomo@larch.example", "-c", waiting.config).lines == ["Nothing is held about this person."]
    tree = json.loads(run("export", "tomo@larch.example", "--json", "-c", waiting.config).out)
    assert tree == {"address": "tomo@larch.example", "held": {}, "mentioned_in": {}}
