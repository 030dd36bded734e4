"""A mail of ours comes back: a person is told, the customer is left in peace, and nobody can make us believe it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from inboxd.core.decide.arrival import decide_arrival
from inboxd.core.values import ids
from inboxd.core.values.bounce import Bounce
from inboxd.core.values.case import CaseState, EventKind
from inboxd.core.values.effect import Alarm, EffectState, Move, Stage
from inboxd.core.values.history import Answer, History, Suppression
from inboxd.core.values.verdict import Sign
from tests.builders import AUTOMATIC, KEY, NOW, PRIORITY, make_case, make_ground, make_judged, make_mail, make_policy

OURS = ids.letter_message_id("acknowledgment:1", "acknowledgment", "ourshop.example", KEY)
HARD = (Sign("report", "multipart/report", hard=True),)


def came_back(*, route=AUTOMATIC, original=OURS, case=None, ground=None, known=True, **said):
    case = case or make_case()
    history = History(
        cases={case.case_id: case},
        own_message_ids={original: "acknowledgment:1"} if known else {},
        case_of_message={original: case.case_id},
    )
    said = {"recipient": case.customer, "permanent": True, "status": "5.1.1", **said}
    mail = make_mail("It could not be delivered.", sender="mailer-daemon@bluehill.example", number=7, return_path="")
    judged = make_judged(mail, route, signs=HARD)
    judged = type(judged)(judged.arrival, mail, judged.verdict, bounce=Bounce(original_message_ids=(original,), **said))
    return decide_arrival(judged, history, ground or make_ground())


def alarms(plan):
    return [effect for effect in plan.effects if isinstance(effect.deed, Alarm)]


def test_a_person_is_told_once_a_case_and_the_address_is_left_in_peace_for_sixty_days():
    plan, again = came_back(), came_back()
    (alarm,) = alarms(plan)
    assert alarm.deed.stage is Stage.UNREACHABLE
    assert [each.effect_id for each in alarms(again)] == [alarm.effect_id]
    assert plan.suppressions == (Suppression("mira@bluehill.example", "undeliverable", NOW + timedelta(days=60)),)
    assert [event.kind for event in plan.events] == [EventKind.UNREACHABLE]
    assert "5.1.1" in plan.events[0].reason


def test_whoever_cannot_be_reached_is_not_asked_and_their_silence_is_no_consent():
    plan = came_back(case=make_case(CaseState.REPLIED))
    assert {each.kind for each in plan.cancels} == {"follow_up", "reminder", "silence"}
    assert plan.case.state is CaseState.REPLIED


@pytest.mark.parametrize("route", [AUTOMATIC, PRIORITY])
def test_the_bounce_itself_goes_to_automatic_mail_whatever_it_brings_back(route):
    plan = came_back(route=route)
    (move,) = [effect.deed for effect in plan.effects if isinstance(effect.deed, Move)]
    assert move.folder == "Automatic"
    assert (plan.entry.route, plan.entry.case_id) == ("automatic", "")
    assert plan.case.messages == 1


def test_a_letter_that_is_only_late_is_a_line_and_nothing_else():
    plan = came_back(permanent=False, given_up=False, status="4.4.1")
    assert (alarms(plan), plan.cancels, plan.suppressions) == ([], (), ())
    assert "late" in plan.events[0].reason


def test_a_server_that_gave_up_alarms_but_blames_no_address():
    plan = came_back(permanent=False, status="4.4.7")
    assert len(alarms(plan)) == 1
    assert plan.suppressions == ()


@pytest.mark.parametrize(
    ("original", "known"),
    [
        ("inboxd.acknowledgment.0123456789abcdef0123.0123456789abcdef@ourshop.example", True),
        ("mail-0@bluehill.example", True),
        (OURS, False),
    ],
)
def test_a_bounce_that_names_no_real_letter_of_ours_changes_nothing(original: str, known: bool):
    plan = came_back(original=original, known=known)
    assert (plan.case, plan.events, plan.suppressions, alarms(plan)) == (None, (), (), [])


def test_a_bounce_that_says_another_recipient_suppresses_the_one_that_we_wrote_to():
    plan = came_back(recipient="forwarded@elsewhere.example")
    assert [each.address for each in plan.suppressions] == ["mira@bluehill.example"]


def test_in_shadow_nobody_is_told():
    plan = came_back(ground=make_ground(policy=make_policy(shadow=True)))
    assert [each.state for each in alarms(plan)] == [EffectState.SHADOW]


ANSWER = "agents-answer@ourshop.example"


def answer_came_back(*, case=None, signs=HARD, writer_of=(), original=ANSWER, **said):
    """An answer of a human of ours came back."""
    case = case or make_case(CaseState.REPLIED)
    history = History(cases={case.case_id: case}, case_of_message={original: case.case_id}, writer_of=dict(writer_of))
    said = {"recipient": case.customer, "permanent": True, "status": "5.2.2", **said}
    mail = make_mail("It could not be delivered.", sender="mailer-daemon@mx.example", number=7, return_path="")
    judged = replace(make_judged(mail, AUTOMATIC, signs=signs), bounce=Bounce(original_message_ids=(original,), **said))
    return decide_arrival(judged, history, make_ground())


@pytest.mark.parametrize("state", [CaseState.REPLIED, CaseState.VERIFYING])
def test_a_humans_answer_that_comes_back_is_told_and_silence_is_no_consent_but_no_address_is_blamed(state):
    plan = answer_came_back(case=make_case(state))
    assert [event.kind for event in plan.events] == [EventKind.UNREACHABLE, EventKind.REOPENED]
    assert [alarm.deed.stage for alarm in alarms(plan)][:1] == [Stage.UNREACHABLE]
    assert {"follow_up", "reminder", "silence"} <= {each.kind for each in plan.cancels}
    assert (plan.suppressions, plan.entry.route) == ((), "automatic")


@pytest.mark.parametrize("state", [CaseState.REPLIED, CaseState.VERIFYING])
def test_whose_answer_came_back_waits_again_with_a_fresh_clock_and_an_alarm_of_its_own(state):
    case = make_case(state)
    plan = answer_came_back(case=case)
    assert (plan.case.state, plan.case.waiting_since, plan.case.reopened) == (CaseState.WAITING, NOW, 1)
    assert plan.case.reply_due_at > NOW
    assert {alarm.deed.target for alarm in alarms(plan)} >= {"reply"}
    assert "follow_up" not in {effect.deed.kind for effect in plan.effects}
    assert came_back(case=case).case.state is state  # a letter of ours that came back takes no answer away


@pytest.mark.parametrize(
    "changes",
    [
        {"recipient": "dispatch@courier.example"},
        {"recipient": ""},
        {"given_up": False, "permanent": False},
        {"signs": (Sign("bounce", "subject of a delivery failure", hard=True),)},
        {"writer_of": {ANSWER: "mira@bluehill.example"}},
        {"case": make_case()},
        {"case": make_case(CaseState.RESOLVED)},
        {"original": "inboxd.follow_up.0123456789abcdef0123.0123456789abcdef@ourshop.example"},
    ],
)
def test_a_bounce_that_is_not_surely_of_an_answer_to_the_customer_changes_nothing(changes):
    plan = answer_came_back(**changes)
    assert (plan.case, plan.events, plan.cancels, alarms(plan)) == (None, (), (), [])


NOOR = "noor@bluehill.example"


def second_acknowledgment_came_back(*readers, recipient=NOOR, letter=OURS):
    """Of a case in which we acknowledged to these."""
    case = make_case(CaseState.REPLIED)
    answers = tuple(
        Answer(
            f"acknowledgment:{each}:1", NOW - timedelta(hours=1), each, "bluehill.example", "support", case.case_id, ""
        )
        for each in readers
    )
    history = History(
        cases={case.case_id: case},
        own_message_ids={letter: "some:1"},
        case_of_message={letter: case.case_id},
        answers=answers,
    )
    mail = make_mail("It could not be delivered.", sender="mailer-daemon@mx.example", number=7, return_path="")
    bounce = Bounce(recipient, True, "5.1.1", original_message_ids=(letter,))
    return decide_arrival(replace(make_judged(mail, AUTOMATIC, signs=HARD), bounce=bounce), history, make_ground())


@pytest.mark.parametrize("readers", [(NOOR,), ("mira@bluehill.example", NOOR)])
def test_an_acknowledgment_to_somebody_else_in_the_case_that_comes_back_blames_them_and_not_the_customer(readers):
    plan = second_acknowledgment_came_back(*readers)
    assert [each.address for each in plan.suppressions] == [NOOR]
    assert plan.cancels == ()
    assert len(alarms(plan)) == 1


@pytest.mark.parametrize("readers", [(), ("mira@bluehill.example",), (NOOR, "mira@bluehill.example"), ("forgotten:1",)])
def test_when_nobody_else_is_known_to_have_got_it_the_customer_is_meant(readers):
    plan = second_acknowledgment_came_back(*readers, recipient="forwarded@elsewhere.example")
    assert [each.address for each in plan.suppressions] == ["mira@bluehill.example"]
    assert plan.cancels != ()


def test_a_question_that_comes_back_went_to_the_customer_whoever_else_was_acknowledged():
    question = ids.letter_message_id("follow_up:1", "follow_up", "ourshop.example", KEY)
    plan = second_acknowledgment_came_back(NOOR, letter=question)
    assert [each.address for each in plan.suppressions] == ["mira@bluehill.example"]
