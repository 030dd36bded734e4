"""May we ask whether a case is solved, and what follows when we may not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from inboxd.core.decide.aftermath import aftermath
from inboxd.core.decide.closing import close_by_silence
from inboxd.core.decide.effects import questions
from inboxd.core.decide.letter import as_question, may_still_send, refused_letter
from inboxd.core.decide.verifying import may_follow_up, may_remind
from inboxd.core.values.case import CaseState, EventKind
from inboxd.core.values.customers import Customers
from inboxd.core.values.effect import EffectState, Silence
from inboxd.core.values.history import Answer, History
from inboxd.core.values.outcome import Cancelled, Done, TryLater
from inboxd.core.values.plan import StartClock
from inboxd.core.values.reasons import Reason
from inboxd.core.values.verification import RatingBy, RatingStyle, Verification
from tests.builders import KEY, NOW, PRIORITY, make_case, make_ground, make_judged, make_policy

REPLIED = make_case(CaseState.REPLIED)
VERIFYING = make_case(CaseState.VERIFYING)
REMINDING = Verification(remind=timedelta(days=2), silence=timedelta(days=5))
GROUND = make_ground(verification=REMINDING)
FOLLOW_UP, REMINDER = questions(make_judged(), PRIORITY, REPLIED, GROUND)


def asked(days: float, case_id: str = "another") -> History:
    at = NOW - timedelta(days=days)
    return History(asked=(Answer("a", at, REPLIED.customer, "bluehill.example", "support", case_id, "", "follow_up"),))


def may(case=REPLIED, history=None, **changes):
    return may_follow_up(case, make_policy(), Customers(), history or History(), NOW, Verification(**changes))


def test_a_customer_who_was_asked_lately_about_another_case_is_left_in_peace():
    assert may(history=asked(13)).reason is Reason.COOLDOWN
    assert may(history=asked(15)).allowed
    assert may(history=asked(2), cooldown=timedelta(days=1)).allowed


def test_whoever_waits_in_another_case_is_asked_once_that_is_answered():
    both = frozenset({REPLIED.customer, "m@home.example"})
    person = Customers(same_person=dict.fromkeys(both, both))
    for address in both:
        waiting = History(open_case_of={address: "another"})
        decision = may_follow_up(REPLIED, make_policy(), person, waiting, NOW)
        assert decision.reason is Reason.OTHER_CASE_WAITS
        again = refused_letter(FOLLOW_UP, decision, NOW)
        assert isinstance(again, TryLater)
        assert (again.due_at, again.waited) == (NOW + timedelta(hours=1), True)
    own = History(open_case_of={REPLIED.customer: REPLIED.case_id})
    assert may_follow_up(REPLIED, make_policy(), person, own, NOW).allowed


def test_the_same_case_is_asked_about_again():
    assert may(history=asked(4, REPLIED.case_id)).allowed


def test_the_sample_is_the_same_on_every_try_and_about_as_large_as_wanted():
    cases = [make_case(CaseState.REPLIED, case_id=f"{number:024x}") for number in range(400)]
    chosen = [case.case_id for case in cases if may(case, sample=0.25).allowed]
    assert chosen == [case.case_id for case in cases if may(case, sample=0.25).allowed]
    assert 70 <= len(chosen) <= 130
    assert {may(case, sample=0.0).reason for case in cases} == {Reason.SAMPLED_OUT}
    assert all(may(case, sample=1.0).allowed for case in cases)


@pytest.mark.parametrize("state", [CaseState.WAITING, CaseState.VERIFYING, CaseState.RESOLVED])
def test_only_an_answered_open_case_is_asked_about(state):
    assert may(make_case(state)).reason is Reason.HUMAN_ANSWERED


def test_where_no_machine_may_speak_nobody_is_asked():
    assert may(replace(REPLIED, hands_off="grief")).reason is Reason.HANDS_OFF
    grieving = replace(VERIFYING, hands_off="grief")
    assert may_remind(grieving, make_policy(), Customers(), History(), NOW).reason is Reason.HANDS_OFF


@pytest.mark.parametrize("state", [CaseState.WAITING, CaseState.REPLIED, CaseState.RESOLVED])
def test_a_reminder_needs_a_question_that_stands(state):
    assert not may_remind(make_case(state), make_policy(), Customers(), History(), NOW).allowed
    assert may_remind(VERIFYING, make_policy(), Customers(), History(), NOW).allowed
    assert may_still_send(REMINDER, VERIFYING, make_policy(), Customers(), History(), NOW).allowed
    assert not may_still_send(REMINDER, make_case(state), make_policy(), Customers(), History(), NOW).allowed


def test_a_refused_question_leaves_silence_to_end_the_case():
    decision = may(history=asked(1))
    end = refused_letter(FOLLOW_UP, decision, NOW)
    assert isinstance(end, Cancelled)
    (silence,) = end.then
    assert silence.deed == Silence(asked=False)
    assert (silence.due_at, silence.state) == (NOW + timedelta(days=5), EffectState.QUEUED)
    line = aftermath(FOLLOW_UP, end).event
    assert (line.kind, line.reason.split()[0]) == (EventKind.FOLLOW_UP_CANCELLED, "cooldown")


def test_a_question_that_came_too_late_leaves_nothing():
    end = refused_letter(FOLLOW_UP, may(make_case(CaseState.WAITING)), NOW)
    assert end.then == ()


def test_a_question_that_went_out_counts_starts_the_reminder_and_awaits_silence():
    after = aftermath(FOLLOW_UP, Done(FOLLOW_UP.effect_id, NOW))
    (silence,) = after.then
    assert (silence.deed, silence.due_at) == (Silence(asked=True), NOW + timedelta(days=5))
    assert after.starts == (StartClock(REPLIED.case_id, "reminder", NOW),)
    (answer,) = after.answers
    assert (answer.kind, answer.address, answer.case_id) == ("follow_up", REPLIED.customer, REPLIED.case_id)


def test_a_reminder_counts_and_starts_nothing():
    after = aftermath(REMINDER, Done(REMINDER.effect_id, NOW))
    assert (after.then, after.starts, after.turn) == ((), (), None)
    assert [each.kind for each in after.answers] == ["follow_up"]
    assert after.event.kind is EventKind.REMINDED


def test_no_reminder_is_planned_unless_one_is_wanted():
    assert [each.deed.kind for each in questions(make_judged(), PRIORITY, REPLIED, make_ground())] == ["follow_up"]
    assert (REMINDER.state, REMINDER.delay) == (EffectState.WAITING, timedelta(days=2))
    assert REMINDER.deed.in_reply_to == FOLLOW_UP.message_id


@pytest.mark.parametrize("state", [CaseState.REPLIED, CaseState.VERIFYING])
def test_silence_resolves(state):
    plan = close_by_silence(make_case(state), "silence-1", NOW)
    assert plan.case.state is CaseState.RESOLVED
    assert plan.case.resolved_at == NOW
    assert [line.kind for line in plan.events] == [EventKind.RESOLVED]


@pytest.mark.parametrize("state", [CaseState.WAITING, CaseState.RESOLVED])
def test_silence_means_nothing_while_the_customer_waits_or_after_the_end(state):
    assert close_by_silence(make_case(state), "silence-1", NOW) is None


@pytest.mark.parametrize(
    ("style", "by", "rating", "links"),
    [
        (RatingStyle.NONE, RatingBy.BOTH, "", 0),
        (RatingStyle.THREE, RatingBy.BOTH, "three", 3),
        (RatingStyle.FIVE, RatingBy.LINK, "", 5),
        (RatingStyle.FIVE, RatingBy.REPLY, "five", 0),
    ],
)
def test_a_question_asks_for_a_rating_as_the_rules_say(style, by, rating, links):
    wanted = Verification(rating=style, rating_by=by)
    letter = as_question(FOLLOW_UP, REPLIED, wanted, KEY, NOW).deed
    assert (letter.rating, len(letter.rate_links)) == (rating, links)
    assert as_question(FOLLOW_UP, REPLIED, wanted, b"", NOW).deed.rate_links == ()


@pytest.mark.parametrize("customer", ["no-reply@bluehill.example", "mailer-daemon@bluehill.example"])
def test_nobody_asks_an_address_that_no_human_reads(customer):
    assert may(replace(REPLIED, customer=customer)).reason is Reason.ROBOT_ADDRESS
    machine = replace(VERIFYING, customer=customer)
    assert may_remind(machine, make_policy(), Customers(), History(), NOW).reason is Reason.ROBOT_ADDRESS
