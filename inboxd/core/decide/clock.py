"""The clocks of a case, and who is told when one of them runs out.

Of each clock one alarm at a time lies in the outbox: warning → breach → the word that it is over → the steps of the
escalation. Each plans the next when it has ended, with the rules of that moment, and asks before it speaks whether the
case still waits about that very clock. So nothing is told twice, and nothing about a customer who has got an answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from inboxd.core.decide.ground import Ground
from inboxd.core.decide.hours import add_working_time, next_opening, working_time_between
from inboxd.core.values.case import Case, CaseState
from inboxd.core.values.effect import Alarm, Effect, EffectState, Stage
from inboxd.core.values.escalation import Duty, Escalation
from inboxd.core.values.hours import Hours
from inboxd.core.values.plan import Cancel, Plan

REPLY, RESOLUTION = "reply", "resolution"
"""The two targets of a case; the first runs while the customer waits, the second until all is solved."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What alarms are planned with.

    Attributes:
        hours: of the case's mailbox.
        now: aware UTC.
        shadow: whether everything is only written down.
    """

    duty: Duty
    hours: Hours
    now: datetime
    shadow: bool = False


def terms_of(ground: Ground) -> Terms:
    """The same for a whole batch."""
    return Terms(ground.duty, ground.hours, ground.now, ground.policy.shadow)


def with_alarms(plan: Plan, before: Case | None, terms: Terms) -> Plan:
    """The plan with what its case's new standing calls off and sets in motion; a clock that runs on is left alone.

    Args:
        before: the case as it was; None when the plan opens it.
    """
    case = plan.case
    if case is None:
        return plan
    cancels, effects = list(plan.cancels), list(plan.effects)
    for target in (REPLY, RESOLUTION):
        old, new = _clock_key(before, target), _clock_key(case, target)
        if old != new:
            cancels += _cancel(case, target) if old else ()
            effects += (_first_alarm(case, target, terms),) if new else ()
    if before is not None and _is_over(before) != _is_over(case):
        cancels += _cancel(case, "age")
    effects += _old_age(before, case, terms)
    effects += _passed_around(before, case, terms)
    return replace(plan, cancels=tuple(cancels), effects=tuple(effects))


def next_alarm(effect: Effect, escalation: Escalation, terms: Terms) -> Effect | None:
    """What follows an alarm of a clock, whether it was told or not; None after the last step, and for all others.

    Args:
        escalation: of the case's route, as the rules are now.
    """
    alarm = effect.deed
    if not isinstance(alarm, Alarm) or alarm.due_at is None:
        return None
    if alarm.stage is Stage.WARNING:
        return _row(effect, replace(_about(alarm), stage=Stage.BREACH), alarm.due_at, terms)
    if alarm.stage is Stage.BREACH:
        first = replace(_about(alarm), stage=Stage.ESCALATION, channels=escalation.breach, quiet=escalation.quiet)
        return _row(effect, first, alarm.due_at, terms)
    if alarm.stage is not Stage.ESCALATION or alarm.target != REPLY or alarm.step >= len(escalation.steps):
        return None
    step = escalation.steps[alarm.step]
    told = replace(_about(alarm), stage=Stage.ESCALATION, step=alarm.step + 1, channels=step.channels, quiet=step.quiet)
    return _row(effect, told, alarm.due_at + step.after, terms)


def may_still_alarm(effect: Effect, case: Case | None) -> bool:
    """Whether the alarm still makes sense: its case waits about that very clock, or is open at least.

    What is about no case always does.
    """
    alarm = effect.deed
    if not effect.case_id or not isinstance(alarm, Alarm):
        return True
    if case is None:
        return False
    if alarm.target:
        key = _clock_key(case, alarm.target)
        return key is not None and effect.effect_id.startswith(key)
    return alarm.stage not in {Stage.OLD, Stage.PASSED_AROUND} or not _is_over(case)


def _clock_key(case: Case | None, target: str) -> str | None:
    """Names one run of a clock; None when it does not run. A case that is reopened on a weekend may get the same due
    time again: it is another run all the same."""
    if case is None:
        return None
    due = case.reply_due_at if target == REPLY else case.resolve_due_at
    runs = case.state is CaseState.WAITING if target == REPLY else not _is_over(case)
    if due is None or not runs:
        return None
    return f"alarm:{case.case_id}:{target}:{case.reopened}.{int(due.timestamp())}:"


def _first_alarm(case: Case, target: str, terms: Terms) -> Effect:
    due = case.reply_due_at if target == REPLY else case.resolve_due_at
    since = case.waiting_since or case.opened_at
    assert due is not None  # noqa: S101 - the clock runs
    seed = _seed(case, f"{_clock_key(case, target)}{Stage.BREACH}0", terms)
    breach = Alarm(Stage.BREACH, target=target, due_at=due)
    target_time = working_time_between(since, due, terms.hours)
    if terms.duty.warn_at and target_time:
        warn_at = add_working_time(since, target_time * terms.duty.warn_at, terms.hours)
        # Nobody could hurry before the next opening.
        if _in_working_time(warn_at, terms) < due:
            warning = replace(breach, stage=Stage.WARNING, channels=terms.duty.warn, quiet=True)
            return _row(seed, warning, warn_at, terms)
    return _row(seed, breach, due, terms)


def _old_age(before: Case | None, case: Case, terms: Terms) -> Iterator[Effect]:
    report = terms.duty.report
    begins = _is_over(before) and not _is_over(case)
    if report.older_than is None or not begins:
        return
    at = (case.opened_at if before is None else terms.now) + report.older_than
    alarm = Alarm(Stage.OLD, report.channels, quiet=report.quiet)
    yield _row(_seed(case, f"alarm:{case.case_id}:age:{int(at.timestamp())}:{Stage.OLD}0", terms), alarm, at, terms)


def _passed_around(before: Case | None, case: Case, terms: Terms) -> Iterator[Effect]:
    report, had = terms.duty.report, len(before.agents) if before else 0
    if report.agents and had < report.agents <= len(case.agents):
        alarm = Alarm(Stage.PASSED_AROUND, report.channels, quiet=report.quiet)
        key = f"alarm:{case.case_id}:agents:{report.agents}:{Stage.PASSED_AROUND}0"
        yield _row(_seed(case, key, terms), alarm, terms.now, terms)


def _is_over(case: Case | None) -> bool:
    return case is None or case.state is CaseState.RESOLVED


def _cancel(case: Case, clock: str) -> tuple[Cancel, ...]:
    return (Cancel(case.case_id, "alarm", f"the {clock} clock was stopped", f"alarm:{case.case_id}:{clock}:"),)


def _about(alarm: Alarm) -> Alarm:
    return Alarm(alarm.stage, target=alarm.target, due_at=alarm.due_at)


def _seed(case: Case, effect_id: str, terms: Terms) -> Effect:
    state = EffectState.SHADOW if terms.shadow else EffectState.QUEUED
    return Effect(effect_id, case.mailbox, Alarm(Stage.BREACH), state, terms.now, case_id=case.case_id)


def _row(like: Effect, alarm: Alarm, at: datetime, terms: Terms) -> Effect:
    """A row of the same run of the same clock."""
    run = like.effect_id.rpartition(":")[0]
    state = EffectState.SHADOW if terms.shadow else EffectState.QUEUED
    due_at = _in_working_time(at, terms) if alarm.quiet else at
    effect_id = f"{run}:{alarm.stage}{alarm.step}"
    return Effect(effect_id, like.mailbox, alarm, state, due_at, case_id=like.case_id)


def _in_working_time(at: datetime, terms: Terms) -> datetime:
    return next_opening(max(at, terms.now), terms.hours)
