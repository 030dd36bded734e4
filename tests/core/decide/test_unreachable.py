"""A mail of ours comes back: a person is told, the customer is left in peace, and nobody can make us believe it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inboxd.core.decide.arrival import decide_arrival
from inboxd.core.values import ids
from inboxd.core.values.bounce import Bounce
from inboxd.core.values.case import CaseState, EventKind
from inboxd.core.values.effect import Alarm, EffectState, Move, Stage
from inboxd.core.values.history import History, Suppression
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
