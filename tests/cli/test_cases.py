"""`inboxd cases`: who waits, a case's history, and a person's word about it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Thread

import pytest

from inboxd.core.decide.closing import close_case
from inboxd.core.values.case import CaseState, EventKind
from inboxd.core.values.effect import EffectState
from inboxd.core.values.plan import Plan
from tests.cli.conftest import Installation, Run
from tests.contracts.storing import NOW, make_case, make_entry, make_event, make_plan, record, state_of


@pytest.fixture
def cases(installation: Installation) -> Installation:
    """Mira waits since a while, Noor since less, and Tomo's case is closed."""
    plans = (
        make_plan(1),
        make_plan(
            2,
            entry=make_entry(2, sender="noor@redfield.example"),
            case=make_case(
                2,
                customer="noor@redfield.example",
                customer_name="Noor \x1b[31mRed",
                subject="[bold]A very long subject[/bold] " * 8,
                waiting_since=NOW,
                reply_due_at=None,
            ),
        ),
        make_plan(3, case=make_case(3, state=CaseState.RESOLVED, waiting_since=None, reply_due_at=None)),
    )
    installation.with_store(lambda store: record(store, *plans))
    return installation


def states(installation: Installation, *effects: str) -> list[EffectState]:
    async def ask(store):
        return [await state_of(store, each) for each in effects]

    return installation.with_store(ask)  # type: ignore[return-value]


def test_the_list_shows_who_waits_longest_first_and_cuts_nothing(run: Run, cases):
    shown = run("cases", "list", "--config", cases.config)
    assert shown.code == 0
    assert [line[:9] for line in shown.lines[::2]] == ["AAAA-0001", "AAAA-0002"]
    assert "waiting since" in shown.lines[0]
    assert "reply due" in shown.lines[0]
    assert "reply due" not in shown.lines[2]
    assert "mira@bluehill.example: Third time I write" in shown.lines[1]
    assert "[bold]A very long subject[/bold] " * 8 in f"{shown.lines[3]} "


def test_nothing_of_a_customer_steers_the_terminal(run: Run, cases):
    shown = run("cases", "show", "AAAA-0002", "--config", cases.config)
    assert "\x1b" not in shown.out
    assert "Noor" in shown.out


def test_the_list_can_be_narrowed_and_read_by_scripts(run: Run, cases):
    def tokens(*more):
        return [case["token"] for case in json.loads(run("cases", "list", "--json", *more, "-c", cases.config).out)]

    assert tokens() == ["AAAA-0001", "AAAA-0002"]
    assert tokens("--limit", 1) == ["AAAA-0001"]
    assert "the first 1 are shown" in run("cases", "list", "--limit", 1, "-c", cases.config).err
    assert run("cases", "list", "--limit", 2, "-c", cases.config).err == ""
    assert tokens("--state", "resolved") == ["AAAA-0003"]
    assert sorted(tokens("--state", "all")) == ["AAAA-0001", "AAAA-0002", "AAAA-0003"]
    assert tokens("--state", "verifying") == []
    first = json.loads(run("cases", "list", "--json", "-c", cases.config).out)[0]
    assert datetime.fromisoformat(first["reply_due_at"]) == NOW + timedelta(hours=1)
    assert run("cases", "list", "--state", "verifying", "-c", cases.config).out == "No such cases.\n"


def test_a_case_is_shown_by_its_token_however_it_is_typed(run: Run, cases):
    shown = run("cases", "show", "aaaa-0001", "--config", cases.config)
    assert shown.code == 0
    assert "acknowledgment-planned" in shown.out
    assert "waiting, follow-up to mira@bluehill.example, goes out some time after your team has answered" in shown.out
    record = json.loads(run("cases", "show", "case-1", "--json", "--config", cases.config).out)
    assert record["case"]["token"] == "AAAA-0001"
    assert {effect["deed"]["kind"] for effect in record["effects"]} == {"move", "acknowledgment", "follow_up"}
    assert [effect["delay"] for effect in record["effects"] if effect["delay"]] == [timedelta(days=3).total_seconds()]


def test_why_a_mail_was_not_answered_is_told_in_a_sentence(run: Run, cases):
    why = make_event(2, EventKind.ACKNOWLEDGMENT_SUPPRESSED, reason="already-this-customer")
    cases.with_store(lambda store: record(store, Plan(None, events=(why,))))
    shown = run("cases", "show", "AAAA-0002", "--config", cases.config)
    (line,) = [line for line in shown.lines if "acknowledgment-suppressed" in line]
    assert line.endswith(": already-this-customer (The customer got an acknowledgment a short while ago.)")
    (opened,) = [line for line in shown.lines if "opened " in line]
    assert opened.endswith(": route priority")


def test_closing_a_case_calls_its_letters_off_and_reopening_lets_the_customer_wait_again(run: Run, cases):
    closed = run("cases", "resolve", "AAAA-0002", "--why", "sold to another team", "--config", cases.config)
    assert (closed.code, closed.out) == (0, "AAAA-0002 is resolved now.\n")
    assert states(cases, "follow_up:2", "follow_up:1") == [EffectState.CANCELLED, EffectState.WAITING]
    assert run("cases", "resolve", "AAAA-0002", "--config", cases.config).out == "AAAA-0002 is resolved already.\n"
    assert run("cases", "reopen", "AAAA-0002", "--config", cases.config).out == "AAAA-0002 is waiting now.\n"
    assert run("cases", "reopen", "AAAA-0002", "--config", cases.config).out == "AAAA-0002 is waiting already.\n"
    history = json.loads(run("cases", "show", "AAAA-0002", "--json", "--config", cases.config).out)["events"]
    by_hand = [(event["kind"], event["actor"], event["reason"]) for event in history if event["actor"] == "a person"]
    assert by_hand == [("resolved", "a person", "sold to another team"), ("reopened", "a person", "reopened by hand")]


def test_a_case_that_changes_meanwhile_is_read_again(run: Run, cases, monkeypatch):
    calls = []

    def close_after_the_customer_wrote(case, why, now):
        calls.append(case)
        if len(calls) == 1:
            wrote = Plan(None, replace(case, messages=2))
            # A daemon beside us: another thread with a loop and a connection of its own.
            daemon = Thread(target=lambda: cases.with_store(lambda store: record(store, wrote)))
            daemon.start()
            daemon.join()
        return close_case(case, why, now)

    monkeypatch.setattr("inboxd.core.decide.closing.close_case", close_after_the_customer_wrote)
    assert run("cases", "resolve", "AAAA-0001", "--config", cases.config).out == "AAAA-0001 is resolved now.\n"
    assert [case.messages for case in calls] == [1, 2]
    shown = json.loads(run("cases", "show", "AAAA-0001", "--json", "--config", cases.config).out)
    assert (shown["case"]["state"], shown["case"]["messages"]) == ("resolved", 2)


@pytest.mark.parametrize("verb", ["show", "resolve", "reopen"])
def test_a_case_that_is_not_there_is_told(run: Run, cases, verb):
    ended = run("cases", verb, "ZZZZ-9999", "--config", cases.config)
    assert ended.code == 1
    assert "there is no case ZZZZ-9999" in ended.err
    assert "inboxd cases list --state all" in ended.err


@pytest.mark.parametrize(
    "words", [["list", "--state", "angry"], ["list", "--limit", "0"], ["show"], ["close", "AAAA-0001"]]
)
def test_wrong_usage_is_told_with_exit_code_2(run: Run, cases, words):
    ended = run("cases", *words)
    assert ended.code == 2
    assert "Usage: inboxd cases" in ended.err


def test_a_case_that_is_reopened_has_a_reply_clock_again_and_somebody_who_watches_it(run: Run, cases, small_rules):
    assert small_rules == cases.config.parent / "rules"
    assert run("cases", "resolve", "AAAA-0002", "--config", cases.config).code == 0
    assert run("cases", "reopen", "AAAA-0002", "--config", cases.config).code == 0
    record = json.loads(run("cases", "show", "AAAA-0002", "--json", "--config", cases.config).out)
    assert record["case"]["reply_due_at"]
    assert [effect["state"] for effect in record["effects"] if effect["deed"]["kind"] == "alarm"] == ["queued"]


def test_a_case_is_shown_with_the_customers_earlier_ones_and_how_they_ended(run: Run, cases):
    earlier = make_case(
        4,
        state=CaseState.RESOLVED,
        opened_at=NOW - timedelta(days=20),
        waiting_since=None,
        reply_due_at=None,
        rating=2,
        agents=("anna@ourshop.example",),
    )
    cases.with_store(lambda store: record(store, make_plan(4, case=earlier)))
    page = run("cases", "show", "AAAA-0001", "--config", cases.config).out
    assert "Earlier cases of this customer:" in page
    assert "AAAA-0004" in page
    assert "(resolved, rated 2; answered by anna@ourshop.example)" in page
    shown = json.loads(run("cases", "show", "AAAA-0001", "--json", "--config", cases.config).out)
    assert shown.keys() == {"case", "events", "effects", "earlier", "similar", "linked"}
    assert [each["case"]["token"] for each in shown["earlier"]] == ["AAAA-0004"]
