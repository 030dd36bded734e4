"""A case ends without a word of the customer, by silence or by hand; or a person takes it up again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from inboxd.core.decide.casework import AFTER_ANSWER, PENDING, call_off, case_event, reply_due, resolve_due
from inboxd.core.decide.clock import terms_of, with_alarms
from inboxd.core.decide.effects import questions_again
from inboxd.core.decide.ground import Ground
from inboxd.core.decide.life import Happening, arrow_of, state_after
from inboxd.core.values.case import Case, EventKind
from inboxd.core.values.plan import Plan


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
    return Plan(None, after, (line,), cancels=call_off(case, arrow.why, PENDING))


def reopen_case(case: Case, why: str, ground: Ground) -> Plan:
    """The customer waits for us again: the clocks of its route begin anew, from now on.

    Without a route of its name in the rules no clock runs, and nobody is asked afterwards.
    """
    now, hours = ground.now, ground.hours
    route = next((route for route in ground.routes if route.name == case.route), None)
    is_first = case.first_replied_at is None
    after = replace(
        case,
        state=state_after(case.state, Happening.REOPENED),
        resolved_at=None,
        waiting_since=now,
        reply_due_at=reply_due(route, now, hours, first=is_first) if route else None,
        resolve_due_at=resolve_due(route, now, hours) if route else None,
        reopened=case.reopened + 1,
        escalation=0,
    )
    line = case_event(after, now.isoformat(), EventKind.REOPENED, now, why, "a person")
    asks = route is not None and route.follow_up is not None
    questions = questions_again(after, route, f"again-{after.reopened}", ground) if route and asks else ()
    plan = Plan(None, after, (line,), effects=questions, cancels=call_off(case, why, AFTER_ANSWER))
    return with_alarms(plan, case, terms_of(ground))
