from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxd.core.decide.retry import GIVE_UP_AFTER, LONGEST_PAUSE, decide_retry
from inboxd.core.values.effect import Effect, EffectState, Silence
from inboxd.core.values.outcome import Failed, Held, TryLater
from inboxd.errors import Bug, ConnectionLost, Misconfigured, OutcomeUnknown, Permanent, StoreUnavailable, Transient

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
EFFECT = "acknowledgment:4f2a:1"


def pause(outcome: object) -> timedelta:
    assert isinstance(outcome, TryLater)
    return outcome.due_at - NOW


def decide(effect_id, attempts, error, now, first_tried_at=NOW):
    deed = Silence(asked=True)
    effect = Effect(effect_id, "support", deed, EffectState.QUEUED, now, attempts=attempts, trying_since=first_tried_at)
    return decide_retry(effect, error, now)


def near(pause: timedelta, expected: timedelta) -> bool:
    return expected * 0.8 <= pause <= expected * 1.2


@pytest.mark.parametrize("attempts", [1, 2, 25])
@pytest.mark.parametrize(
    ("failing_for", "expected"),
    [
        (timedelta(), timedelta(seconds=30)),
        (timedelta(seconds=31), timedelta(seconds=31)),
        (timedelta(minutes=2), timedelta(minutes=2)),
        (timedelta(minutes=16), timedelta(minutes=16)),
        (timedelta(days=2), timedelta(hours=1)),
        (timedelta(hours=-3), timedelta(seconds=30)),  # the clock was set back
    ],
)
def test_a_busy_world_is_asked_again_after_as_long_as_it_was_busy(failing_for, expected, attempts):
    outcome = decide(EFFECT, attempts, Transient("451 busy"), NOW, first_tried_at=NOW - failing_for)
    assert near(pause(outcome), expected)


@pytest.mark.parametrize("attempts", [1, 7, 100])
def test_our_own_database_lengthens_no_pause_and_uses_up_no_patience(attempts):
    long_ago = NOW - GIVE_UP_AFTER
    outcome = decide(EFFECT, attempts, StoreUnavailable("restarting"), NOW, first_tried_at=long_ago)
    assert near(pause(outcome), timedelta(seconds=30))


def test_a_lost_connection_is_as_good_as_a_busy_world():
    assert near(pause(decide(EFFECT, 1, ConnectionLost("gone"), NOW)), timedelta(seconds=30))


def test_a_refusal_for_good_ends_it_with_the_reason():
    assert decide(EFFECT, 1, Permanent("550 no such user"), NOW) == Failed(EFFECT, NOW, "550 no such user")


def test_what_a_person_must_mend_is_looked_at_every_five_minutes():
    wrong = Misconfigured("535 wrong password", hint="Check smtp.password.")
    for attempts in (1, 2, 50, 800):
        outcome = decide(EFFECT, attempts, wrong, NOW)
        assert near(pause(outcome), timedelta(minutes=5))
        assert isinstance(outcome, TryLater)
        assert outcome.error == "535 wrong password (Check smtp.password.)"


@pytest.mark.parametrize("error", [Transient("451 busy"), Misconfigured("535 wrong password")])
def test_after_three_days_of_trying_it_gives_up_and_says_so(error):
    begun = NOW - GIVE_UP_AFTER
    assert decide(EFFECT, 5, error, NOW, first_tried_at=begun) == Failed(EFFECT, NOW, f"gave up after 3 days: {error}")
    assert isinstance(decide(EFFECT, 5, error, NOW, first_tried_at=begun + timedelta(seconds=1)), TryLater)


@pytest.mark.parametrize("error", [Transient("451 busy"), Misconfigured("535 wrong password")])
def test_a_weekend_asleep_in_the_middle_of_an_attempt_is_not_three_days_of_trying(error):
    claimed = Effect(EFFECT, "support", Silence(asked=True), EffectState.QUEUED, NOW, attempts=1, trying_since=NOW)
    woken = decide_retry(claimed, error, NOW + GIVE_UP_AFTER)
    assert isinstance(woken, TryLater)
    assert woken.waited  # the patience begins anew
    assert woken.due_at - woken.at < timedelta(minutes=10)


def test_a_night_of_wrong_passwords_does_not_use_up_the_patience_with_a_busy_server():
    begun = NOW - timedelta(hours=12)
    assert isinstance(decide(EFFECT, 145, Transient("451 busy"), NOW, first_tried_at=begun), TryLater)


@pytest.mark.parametrize("error", [Bug("cannot be"), KeyError("mira@bluehill.example")])
def test_what_nobody_understands_is_set_aside_after_three_tries(error):
    assert isinstance(decide(EFFECT, 1, error, NOW), TryLater)
    assert isinstance(decide(EFFECT, 2, error, NOW), TryLater)
    last = decide(EFFECT, 3, error, NOW)
    assert isinstance(last, Failed)
    assert last.error.startswith("set aside after 3 tries")


def test_the_text_of_a_foreign_error_is_not_kept_because_it_may_quote_a_customer():
    outcome = decide(EFFECT, 1, KeyError("mira@bluehill.example"), NOW)
    assert isinstance(outcome, TryLater)
    assert outcome.error == "KeyError"


def test_an_unknown_outcome_is_never_tried_again():
    assert decide(EFFECT, 1, OutcomeUnknown("lost after the final dot"), NOW) == Held(
        EFFECT, NOW, "lost after the final dot"
    )


def test_effects_that_failed_together_do_not_come_back_together():
    pauses = {pause(decide(f"acknowledgment:{each}:1", 1, Transient("421"), NOW)) for each in range(50)}
    assert len(pauses) == 50


@given(st.text(), st.integers(1, 10**9))
def test_the_same_question_always_has_the_same_answer_and_no_pause_is_long(effect_id, attempts):
    outcome = decide(effect_id, attempts, Transient("busy"), NOW, first_tried_at=NOW)
    assert outcome == decide(effect_id, attempts, Transient("busy"), NOW, first_tried_at=NOW)
    assert timedelta(seconds=24) <= pause(outcome) <= LONGEST_PAUSE * 1.2
