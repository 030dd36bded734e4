"""A case ends without a word of the customer, by silence or by hand; or a person takes it up again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from inboxd.core.decide.casework import AFTER_ANSWER, PENDING, call_off, case_event, reply_due, resolve_due
from inboxd.core.decide.clock import terms_of, with_alarms
from inboxd.core.decide.effects import questions_again
from inboxd.core.decide.ground import Ground
from inboxd.core.decide.life import Happening, arrow_of, state_after
from inboxd.core.values.case import Case, CaseState, EventKind
from inboxd.core.values.effect import Effect, EffectState
from inboxd.core.values.plan import Plan
from inboxd.core.values.verdict import RoutePolicy

ON_ITS_WAY = frozenset({EffectState.WAITING, EffectState.QUEUED, EffectState.SENDING, EffectState.HELD})
"""States of a question that may still reach the customer."""


def close_case(case: Case, why: str, now: datetime) -> Plan:
    """The case is resolved; letters that wait for it are called off."""
    after = replace(
        case,
        state=state_after(case.state, Happening.CLOSED),
        resolved_at=now,
        waiting_since=None,
        reply_due_at=None,
        resolve_due_at=None,
    )
    line = case_event(after, now.isoformat(), EventKind.RESOLVED, now, why, "a person")
    return Plan(None, after, (line,), cancels=call_off(case, why, PENDING))


def close_by_silence(case: Case, cause: str, now: datetime) -> Plan | None:
    """The customer was asked, or left in peace, and said nothing; None in a state in which silence says nothing.

    Args:
        cause: what the line in the case's history is known by: the same cause closes once.
    """
    arrow = arrow_of(case.state, Happening.SILENCE)
    if arrow is None:
        return None
    after = replace(case, state=arrow.after, resolved_at=now, resolve_due_at=None)
    line = case_event(after, cause, EventKind.RESOLVED, now, arrow.why)
    # What ends the case is not called off by its own doing; another silence finds the case closed.
    kinds = tuple(kind for kind in PENDING if kind != "silence")
    return Plan(None, after, (line,), cancels=call_off(case, arrow.why, kinds))


def is_silence_an_answer(case: Case, effects: Iterable[Effect]) -> bool:
    """Whether nothing is about to be asked in an answered case: the new question has a silence of its own.

    A question whose going out was proven late starts a clock that its case has left behind.

    Args:
        effects: of the case.
    """
    asks = any(each.deed.kind == "follow_up" and each.state in ON_ITS_WAY for each in effects)
    return case.state is not CaseState.REPLIED or not asks


def reopen_case(case: Case, why: str, ground: Ground) -> Plan:
    """A person takes the case up again.

    Without a route of its name in the rules no clock runs, and nobody is asked afterwards.
    """
    now, route = ground.now, _route_of(case, ground)
    after = wait_again(case, Happening.REOPENED, ground)
    line = case_event(after, now.isoformat(), EventKind.REOPENED, now, why, "a person")
    asks = route is not None and route.follow_up is not None
    questions = questions_again(after, route, f"again-{after.reopened}", ground) if route and asks else ()
    plan = Plan(None, after, (line,), effects=questions, cancels=call_off(case, why, AFTER_ANSWER))
    return with_alarms(plan, case, terms_of(ground))


def wait_again(case: Case, happening: Happening, ground: Ground) -> Case:
    """The case whose customer waits for us again: the clocks of its route begin anew, from now on."""
    now, hours, route = ground.now, ground.hours, _route_of(case, ground)
    return replace(
        case,
        state=state_after(case.state, happening),
        resolved_at=None,
        waiting_since=now,
        reply_due_at=reply_due(route, now, hours, first=case.first_replied_at is None) if route else None,
        resolve_due_at=resolve_due(route, now, hours) if route else None,
        reopened=case.reopened + 1,
        escalation=0,
    )


def _route_of(case: Case, ground: Ground) -> RoutePolicy | None:
    return next((route for route in ground.routes if route.name == case.route), None)
