"""A person closes or reopens a case by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from inboxd.core.decide.casework import case_event
from inboxd.core.values.case import Case, CaseState, EventKind
from inboxd.core.values.plan import Cancel, Plan


def close_case(case: Case, why: str, now: datetime) -> Plan:
    """The case is resolved; letters that wait for it are called off."""
    after = replace(case, state=CaseState.RESOLVED, resolved_at=now, waiting_since=None, reply_due_at=None)
    line = case_event(after, now.isoformat(), EventKind.RESOLVED, now, why, "a person")
    kinds = ("acknowledgment", "follow_up")
    return Plan(None, after, (line,), cancels=tuple(Cancel(case.case_id, kind, why) for kind in kinds))


def reopen_case(case: Case, why: str, now: datetime) -> Plan:
    """The customer waits for us again, from now on; the reply clock is for the team to set."""
    after = replace(case, state=CaseState.WAITING, resolved_at=None, waiting_since=now)
    line = case_event(after, now.isoformat(), EventKind.REOPENED, now, why, "a person")
    return Plan(None, after, (line,), cancels=(Cancel(case.case_id, "follow_up", why),))
