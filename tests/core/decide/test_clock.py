"""Who is told when a customer waits for too long: one alarm of each clock at a time, each planning the next."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from inboxd.core.decide.aftermath import CaseTurn, aftermath
from inboxd.core.decide.arrival import decide_arrival, decide_unreadable
from inboxd.core.decide.clock import REPLY, Terms, may_still_alarm, next_alarm, with_alarms
from inboxd.core.decide.closing import close_case, reopen_case
from inboxd.core.decide.reply import decide_answered, decide_sent
from inboxd.core.values.case import CaseState, EventKind
from inboxd.core.values.effect import Alarm, Effect, EffectState, Stage
from inboxd.core.values.escalation import Duty, Escalation, Report, Step
from inboxd.core.values.history import History
from inboxd.core.values.hours import Hours, Span
from inboxd.core.values.mail import Address
from inboxd.core.values.outcome import Done
from inboxd.core.values.plan import Plan
from tests.builders import (
    HUGS,
    NOW,
    PRIORITY,
    QUESTIONS,
    make_arrival,
    make_case,
    make_ground,
    make_judged,
    make_mail,
    make_policy,
)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
OFFICE = Hours("UTC", ((Span(9 * 60, 18 * 60),),) * 5 + ((), ()))
CHAIN = Escalation(
    ("team",), (Step(30 * MINUTE, ("team",)), Step(2 * HOUR, ("lead",)), Step(DAY, ("head",), quiet=False))
)
DUTY = Duty(0.75, ("team",), {"default": CHAIN}, Report(3, 14 * DAY, ("lead",)))
FRIDAY, SATURDAY, MONDAY = (datetime(2026, 3, day, tzinfo=UTC) for day in (6, 7, 9))


def waiting(since=NOW, within=HOUR, **changes):
    return make_case(**{"opened_at": since, "waiting_since": since, "reply_due_at": since + within, **changes})


def alarms(case, before=None, *, duty=DUTY, hours=OFFICE, now=NOW, shadow=False):
    plan = with_alarms(Plan(None, case), before, Terms(duty, hours, now, shadow))
    return [effect for effect in plan.effects if effect.deed.target]


def follow(effect, *, escalation=CHAIN, hours=OFFICE, now=NOW):
    return next_alarm(effect, escalation, Terms(DUTY, hours, now))


def whole_chain(first, **changes):
    chain = [first]
    while (following := follow(chain[-1], **changes)) is not None:
        chain.append(following)
    return chain


def test_a_warning_goes_out_after_its_share_of_the_targets_working_time():
    (warning,) = alarms(waiting())
    assert (warning.deed.stage, warning.deed.channels, warning.due_at) == (Stage.WARNING, ("team",), NOW + 45 * MINUTE)
    assert (warning.state, warning.deed.due_at) == (EffectState.QUEUED, NOW + HOUR)


def test_a_warnings_share_counts_working_time_over_the_weekend():
    since, due = FRIDAY + 16 * HOUR, MONDAY + 11 * HOUR  # four working hours; three of them are over at 10:00
    (warning,) = alarms(waiting(since, due - since), now=since)
    assert warning.due_at == MONDAY + 10 * HOUR


@pytest.mark.parametrize("share", [0.0, 0.75])
def test_without_a_share_or_when_the_target_is_over_already_the_breach_comes_first(share):
    now = NOW + 2 * HOUR if share else NOW
    (breach,) = alarms(waiting(), duty=replace(DUTY, warn_at=share), now=now)
    assert (breach.deed.stage, breach.due_at) == (Stage.BREACH, NOW + HOUR)


def test_the_chain_goes_from_the_warning_over_the_breach_up_the_chain_of_command():
    (warning,) = alarms(waiting())
    told = [(each.deed.stage, each.deed.step, each.deed.channels, each.due_at) for each in whole_chain(warning)]
    due = NOW + HOUR
    assert told == [
        (Stage.WARNING, 0, ("team",), NOW + 45 * MINUTE),
        (Stage.BREACH, 0, (), due),
        (Stage.ESCALATION, 0, ("team",), due),
        (Stage.ESCALATION, 1, ("team",), due + 30 * MINUTE),
        (Stage.ESCALATION, 2, ("lead",), due + 2 * HOUR),
        (Stage.ESCALATION, 3, ("head",), due + DAY),
    ]


def test_each_link_of_a_chain_has_a_name_of_its_own_that_stays_the_same():
    chain = whole_chain(alarms(waiting())[0])
    names = [each.effect_id for each in chain]
    assert len(set(names)) == len(names)
    assert names == [each.effect_id for each in whole_chain(alarms(waiting())[0])]
    assert len({name.rpartition(":")[0] for name in names}) == 1


def test_the_breach_is_written_down_at_once_and_told_at_the_next_opening():
    since = FRIDAY + 17 * HOUR + 30 * MINUTE
    case = waiting(since, HOUR)  # over at 18:30, when nobody is there
    chain = whole_chain(alarms(case, duty=replace(DUTY, warn_at=0), now=since)[0], now=since)
    assert [(each.deed.stage, each.deed.step, each.due_at) for each in chain] == [
        (Stage.BREACH, 0, FRIDAY + 18 * HOUR + 30 * MINUTE),
        (Stage.ESCALATION, 0, MONDAY + 9 * HOUR),
        (Stage.ESCALATION, 1, MONDAY + 9 * HOUR),
        (Stage.ESCALATION, 2, MONDAY + 9 * HOUR),
        (Stage.ESCALATION, 3, SATURDAY + 18 * HOUR + 30 * MINUTE),  # this step is not quiet
    ]


def test_what_comes_late_in_the_night_waits_for_the_morning():
    (warning,) = alarms(waiting())
    breach = follow(warning)
    assert follow(breach, now=NOW + 12 * HOUR).due_at == datetime(2026, 3, 3, 9, tzinfo=UTC)


def test_a_resolution_clock_has_a_warning_and_a_breach_and_no_steps():
    case = waiting(reply_due_at=None, resolve_due_at=NOW + 8 * HOUR)
    (warning,) = alarms(case)
    assert [each.deed.stage for each in whole_chain(warning)] == [Stage.WARNING, Stage.BREACH, Stage.ESCALATION]
    assert warning.deed.target == "resolution"


def test_a_further_message_changes_nothing_while_the_due_time_stays():
    case = waiting()
    assert alarms(replace(case, messages=2), case) == []


def test_an_earlier_due_time_calls_the_old_chain_off_and_begins_a_new_one():
    case = waiting(within=8 * HOUR)
    plan = with_alarms(Plan(None, replace(case, reply_due_at=NOW + HOUR)), case, Terms(DUTY, OFFICE, NOW))
    (old,), (new,) = alarms(case), plan.effects
    assert [cancel.kind for cancel in plan.cancels] == ["alarm"]
    assert old.effect_id.startswith(plan.cancels[0].only)
    assert new.effect_id != old.effect_id


def test_an_answer_calls_off_the_reply_clock_only():
    case = waiting(resolve_due_at=NOW + 8 * HOUR)
    plan = decide_answered(case, "m" * 32, make_ground(duty=DUTY, hours=OFFICE))
    (cancel,) = [each for each in plan.cancels if each.kind == "alarm"]
    reply, resolution = alarms(case)
    assert reply.effect_id.startswith(cancel.only)
    assert not resolution.effect_id.startswith(cancel.only)
    assert plan.effects == ()
    assert not may_still_alarm(reply, plan.case)
    assert may_still_alarm(resolution, plan.case)


def test_a_case_that_waits_again_until_the_same_time_gets_a_new_chain():
    # Written and answered twice on one weekend: both times the reply is due on Monday at ten.
    case = waiting(SATURDAY + 10 * HOUR, reply_due_at=MONDAY + 10 * HOUR)
    answered = replace(case, state=CaseState.REPLIED, waiting_since=None, reply_due_at=None)
    again = replace(case, reopened=1, waiting_since=SATURDAY + 12 * HOUR)
    (first,), (second,) = alarms(case), alarms(again, answered)
    assert first.deed.due_at == second.deed.due_at
    assert first.effect_id != second.effect_id
    assert not may_still_alarm(first, again)
    assert may_still_alarm(second, again)


def test_an_alarm_of_a_case_that_is_gone_is_not_told_and_one_about_no_case_is():
    (warning,) = alarms(waiting())
    assert not may_still_alarm(warning, None)
    free = Effect("alarm:trend:7", "support", Alarm(Stage.TREND, title="Exports"), EffectState.QUEUED, NOW)
    assert may_still_alarm(free, None)


def test_a_new_case_gets_its_clock_and_an_alarm_for_its_old_age():
    plan = decide_arrival(make_judged(route=PRIORITY), History(), make_ground(duty=DUTY))
    warning, old = [each for each in plan.effects if isinstance(each.deed, Alarm)]
    assert (warning.deed.stage, warning.case_id) == (Stage.WARNING, plan.case.case_id)
    assert (old.deed.stage, old.due_at) == (Stage.OLD, plan.case.opened_at + 14 * DAY)


def test_what_opens_no_case_wakes_nobody():
    judged = make_judged(route=HUGS)
    plan = decide_arrival(judged, History(), make_ground(duty=DUTY))
    assert [each for each in plan.effects if isinstance(each.deed, Alarm)] == []


def test_a_message_that_cannot_be_read_is_not_forgotten_either():
    mail = make_mail()
    plan = decide_unreadable(make_arrival(mail), mail, "no text", make_ground(duty=DUTY))
    assert [each.deed.stage for each in plan.effects if isinstance(each.deed, Alarm)] == [Stage.OLD]


def test_shadow_only_writes_down():
    plan = decide_arrival(make_judged(), History(), make_ground(duty=DUTY, policy=make_policy(shadow=True)))
    assert {each.state for each in plan.effects if isinstance(each.deed, Alarm)} == {EffectState.SHADOW}


def test_a_message_that_a_human_answered_before_we_saw_it_starts_no_clock():
    mail = make_mail()
    judged = make_judged(mail, arrival=make_arrival(mail, flags=frozenset({"\\Answered"})))
    plan = decide_arrival(judged, History(), make_ground(duty=DUTY))
    assert [each.deed.stage for each in plan.effects if isinstance(each.deed, Alarm)] == [Stage.OLD]


def answer_of(case, agent, **changes):
    mail = make_mail(
        "Fixed.", sender=agent, to=(Address(case.customer),), in_reply_to=(case.last_message_id,), **changes
    )
    history = History(cases={case.case_id: case}, case_of_message=dict.fromkeys(case.references, case.case_id))
    ground = make_ground(duty=DUTY, hours=OFFICE)
    return decide_sent(make_arrival(mail, folder="Sent"), mail, history, ground)


def test_the_third_of_our_people_who_answers_makes_it_known_that_a_case_is_passed_around():
    case = make_case(agents=("anna@ourshop.example",))
    second = answer_of(case, "ben@ourshop.example", number=2)
    third = answer_of(replace(second.case, state=CaseState.WAITING), "cleo@ourshop.example", number=3)
    fourth = answer_of(replace(third.case, state=CaseState.WAITING), "dora@ourshop.example", number=4)
    assert second.effects == fourth.effects == ()
    (alarm,) = third.effects
    assert (alarm.deed.stage, alarm.deed.channels) == (Stage.PASSED_AROUND, ("lead",))


def test_the_same_person_answering_three_times_is_no_passing_around():
    case = make_case(agents=("anna@ourshop.example", "ben@ourshop.example"))
    assert answer_of(case, "ben@ourshop.example").effects == ()


def test_closing_calls_off_every_alarm():
    plan = close_case(waiting(), "by hand", NOW)
    (cancel,) = [each for each in plan.cancels if each.kind == "alarm"]
    assert cancel.only == ""


def test_reopening_by_hand_starts_the_clocks_anew():
    closed = make_case(CaseState.RESOLVED, first_replied_at=NOW - DAY, resolved_at=NOW - HOUR)
    route = replace(QUESTIONS, next_reply_within=2 * HOUR, resolve_within=16 * HOUR)
    plan = reopen_case(
        replace(closed, route=route.name), "by hand", make_ground(duty=DUTY, hours=OFFICE, routes=(route,))
    )
    assert (plan.case.waiting_since, plan.case.reply_due_at) == (NOW, NOW + 2 * HOUR)
    assert plan.case.resolve_due_at == datetime(2026, 3, 3, 17, tzinfo=UTC)  # sixteen working hours later
    alarms = [each for each in plan.effects if isinstance(each.deed, Alarm)]
    stages = [(each.deed.stage, each.deed.target) for each in alarms]
    assert stages == [(Stage.WARNING, "reply"), (Stage.WARNING, "resolution"), (Stage.OLD, "")]
    assert plan.effects[-1].due_at == NOW + 14 * DAY


def test_a_case_that_a_person_took_up_again_is_asked_about_again():
    closed = make_case(CaseState.RESOLVED, first_replied_at=NOW - DAY, route=QUESTIONS.name)
    plan = reopen_case(closed, "by hand", make_ground())
    (asked,) = [each for each in plan.effects if each.deed.kind == "follow_up"]
    assert (asked.state, asked.delay) == (EffectState.WAITING, QUESTIONS.follow_up)
    assert asked.deed.to == closed.customer
    again = reopen_case(replace(plan.case, state=CaseState.RESOLVED), "by hand", make_ground())
    assert asked.effect_id not in {each.effect_id for each in again.effects}


def test_a_case_of_a_route_that_is_gone_is_reopened_without_a_clock():
    plan = reopen_case(make_case(CaseState.RESOLVED), "by hand", make_ground(hours=OFFICE, routes=()))
    assert (plan.case.state, plan.case.reply_due_at, plan.effects) == (CaseState.WAITING, None, ())


def test_every_step_is_counted_in_the_case_and_named_in_its_history():
    chain = whole_chain(alarms(waiting())[0])
    ends = [aftermath(each, Done(each.effect_id, NOW)) for each in chain]
    assert [end.event.kind for end in ends] == [
        EventKind.WARNED,
        EventKind.BREACHED,
        EventKind.REPORTED,
        EventKind.ESCALATED,
        EventKind.ESCALATED,
        EventKind.ESCALATED,
    ]
    turn = CaseTurn("c" * 24, CaseState.WAITING, CaseState.WAITING)
    assert [end.turn for end in ends] == [None, None, None, *(replace(turn, escalation=step) for step in (1, 2, 3))]


def test_a_route_without_an_escalation_of_its_own_takes_the_default_one():
    night = Escalation(("pager",))
    duty = replace(DUTY, escalations={"default": CHAIN, "night": night})
    assert duty.escalation("night") is night
    assert duty.escalation() is duty.escalation("gone") is CHAIN
    assert Duty().escalation() == Escalation()
    assert duty.channels == {"team", "lead", "head", "pager"}
    assert REPLY == "reply"
