"""`inboxd outbox`: what is queued, held or failed, and a person's decisions about it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from inboxd.core.values.effect import EffectState
from inboxd.core.values.outcome import Failed, Held
from tests.cli.conftest import Installation, Run
from tests.contracts.storing import LETTERS, NOW, make_acknowledgment, make_plan, record, state_of

SENT_LATER = make_acknowledgment(1, due_at=NOW + timedelta(hours=1))
WHY = "the server refused the recipient: 550 no such user"


@pytest.fixture
def outbox(installation: Installation) -> Installation:
    """A follow-up that waits, a letter that is queued, one that failed, one that is held, and one underway."""

    async def fill(store):
        letters = (make_plan(1, effects=(SENT_LATER, *make_plan(1).effects[2:])),)
        letters += tuple(make_plan(number, effects=(make_acknowledgment(number),)) for number in (2, 3, 4))
        await record(store, *letters, owner="inboxd")
        await store.claim(LETTERS, mailbox=None, now=NOW, owner="inboxd", limit=10)
        await store.mark_sending("acknowledgment:3", now=NOW, owner="inboxd")
        outcomes = [Failed("acknowledgment:2", NOW, WHY), Held("acknowledgment:3", NOW, "no copy proves it")]
        await store.finish(outcomes, now=NOW, owner="inboxd")

    installation.with_store(fill)
    return installation


def state(installation: Installation, effect: str) -> EffectState:
    return installation.with_store(lambda store: state_of(store, effect))  # type: ignore[return-value]


def test_the_list_says_what_each_is_and_how_it_stands(run: Run, outbox):
    shown = run("outbox", "list", "--config", outbox.config)
    assert shown.code == 0
    told = dict(zip(shown.lines[::2], shown.lines[1::2], strict=True))
    assert set(told) == {"follow_up:1", *(f"acknowledgment:{number}" for number in (1, 2, 3, 4))}
    assert "waiting, follow-up to mira@bluehill.example, goes out some time after" in told["follow_up:1"]
    assert "queued, acknowledgment to mira@bluehill.example, due 20" in told["acknowledgment:1"]
    assert told["acknowledgment:2"].endswith(f"failed, acknowledgment to mira@bluehill.example, tried 1 time: {WHY}")
    assert "held, acknowledgment to mira@bluehill.example, begun 20" in told["acknowledgment:3"]


def test_the_list_can_be_narrowed_and_read_by_scripts(run: Run, outbox):
    def ids(*more):
        return {
            each["effect_id"] for each in json.loads(run("outbox", "list", "--json", *more, "-c", outbox.config).out)
        }

    assert ids("--state", "held") == {"acknowledgment:3"}
    assert ids("--state", "done") == set()
    assert len(ids("--state", "all")) == len(ids()) == 5
    assert len(ids("--limit", 2)) == 2
    assert run("outbox", "list", "--state", "done", "-c", outbox.config).out == "Nothing there.\n"


def test_a_person_can_retry_send_and_call_off(run: Run, outbox):
    for verb, effect in (("retry", "acknowledgment:2"), ("send", "acknowledgment:3"), ("send", "acknowledgment:1")):
        ended = run("outbox", verb, effect, "--config", outbox.config)
        assert (ended.code, ended.out) == (0, f"{effect} is queued; a running inboxd takes it within a minute.\n")
        assert state(outbox, effect) is EffectState.QUEUED
    for effect in ("acknowledgment:2", "follow_up:1"):
        assert run("outbox", "cancel", effect, "--config", outbox.config).out == f"{effect} is cancelled.\n"
        assert state(outbox, effect) is EffectState.CANCELLED


def test_what_is_held_stands_first_and_a_list_that_was_cut_says_so(run: Run, outbox):
    whole = run("outbox", "list", "-c", outbox.config)
    assert (whole.lines[0], whole.err) == ("acknowledgment:3", "")
    for more in ((), ("--json",)):
        cut = run("outbox", "list", "--limit", 1, *more, "-c", outbox.config)
        assert cut.err == "inboxd: the first 1 are shown, there are more; --limit shows them\n"
        assert "acknowledgment:3" in cut.out
        assert "acknowledgment:2" not in cut.out
    assert run("outbox", "list", "--limit", len(whole.lines) // 2, "-c", outbox.config).err == ""


def test_a_held_letter_that_went_out_is_not_put_away_as_one_that_was_never_sent(run: Run, outbox):
    for effect in ("acknowledgment:1", "acknowledgment:3"):
        assert run("outbox", "cancel", effect, "-c", outbox.config).code == 0

    async def why(store):
        return [(await store.effect(f"acknowledgment:{number}")).last_error for number in (1, 3)]

    words = "nobody could tell whether it went out; a person says that it needs no sending"
    assert outbox.with_store(why) == ["a person called it off", words]


@pytest.mark.parametrize(
    ("verb", "effect", "why"),
    [
        ("retry", "acknowledgment:1", "it is queued; that can be done only with what is failed or held"),
        ("send", "acknowledgment:2", "it is failed; that can be done only with what is held or queued"),
        ("send", "follow_up:1", "it waits for your team's answer to the customer"),
        ("retry", "follow_up:1", "it waits for your team's answer to the customer"),
        ("send", "acknowledgment:4", "inboxd is at it just now; look again in a few minutes"),
        ("cancel", "acknowledgment:9", "there is no such effect; `inboxd outbox list --state all` shows them"),
        ("send", "acknowledgment:9", "there is no such effect"),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(run: Run, outbox, verb, effect, why):
    before = run("outbox", "list", "--state", "all", "--json", "-c", outbox.config).out
    ended = run("outbox", verb, effect, "--config", outbox.config)
    assert ended.code == 1
    assert ended.err.startswith(f"inboxd: {effect}: {why}")
    assert run("outbox", "list", "--state", "all", "--json", "-c", outbox.config).out == before


@pytest.mark.parametrize("words", [["list", "--state", "lost"], ["send"], ["list", "--limit", "none"], []])
def test_wrong_usage_is_told_with_exit_code_2(run: Run, words):
    ended = run("outbox", *words)
    assert ended.code == 2
    assert "Usage: inboxd outbox" in ended.err + ended.out
