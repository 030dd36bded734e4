"""A person closes or reopens a case by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from inboxd.core.decide.casework import AFTER_ANSWER, PENDING, call_off, case_event
from inboxd.core.decide.life import Happening, state_after
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


def reopen_case(case: Case, why: str, now: datetime) -> Plan:
    """The customer waits for us again, from now on; the reply clock is for the team to set."""
    after = replace(
        case,
        state=state_after(case.state, Happening.REOPENED),
        resolved_at=None,
        waiting_since=now,
        reopened=case.reopened + 1,
        escalation=0,
    )
    line = case_event(after, now.isoformat(), EventKind.REOPENED, now, why, "a person")
    return Plan(None, after, (line,), cancels=call_off(case, why, AFTER_ANSWER))
