"""What a message makes of its case: pure transitions of the case's state."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from inboxd.core.decide.ground import Ground, Judged
from inboxd.core.decide.hours import add_working_time
from inboxd.core.values import ids
from inboxd.core.values.arrival import Arrival
from inboxd.core.values.case import Case, CaseEvent, CaseState, EventKind
from inboxd.core.values.mail import Mail
from inboxd.core.values.verdict import RoutePolicy

_REFERENCES = 20
ANSWERED = frozenset({CaseState.REPLIED, CaseState.VERIFYING})
"""A human has written last."""


def keep_rank(route: RoutePolicy, before: Case, routes: tuple[RoutePolicy, ...]) -> RoutePolicy:
    """A calmer message of somebody who still waits stays with the first one: a route rises and never falls."""
    names = [each.name for each in routes]
    if before.route not in names or route.name not in names or names.index(before.route) >= names.index(route.name):
        return route
    return routes[names.index(before.route)]


def case_after(judged: Judged, route: RoutePolicy, before: Case | None, ground: Ground) -> Case:
    """The case as it is once this message of the customer is part of it.

    A message of a route that opens no case (praise) never reopens: it closes what was answered, nothing else.
    """
    mail, at = judged.mail, judged.arrival.received_at
    if before is None:
        case = new_case(judged.arrival, mail, route.name, judged.verdict.language, ground)
        return replace(case, reply_due_at=_reply_due(route, at, ground))
    known = replace(
        before,
        messages=before.messages + 1,
        language=judged.verdict.language if judged.verdict.language != "und" else before.language,
        last_message_id=mail.identity.message_id or before.last_message_id,
        references=_thread(before.references, mail),
    )
    if not route.opens_case:
        ended = before.state in ANSWERED
        return replace(known, state=CaseState.RESOLVED, resolved_at=ground.now) if ended else known
    due = _reply_due(route, at, ground)
    waits = before.state is CaseState.WAITING
    if waits and before.reply_due_at is not None:
        due = min(due, before.reply_due_at) if due is not None else before.reply_due_at
    since = before.waiting_since if waits and before.waiting_since is not None else at
    return replace(
        known, route=route.name, state=CaseState.WAITING, waiting_since=since, reply_due_at=due, resolved_at=None
    )


def new_case(arrival: Arrival, mail: Mail, route: str, language: str, ground: Ground) -> Case:
    """The case that a first message opens, without a reply clock."""
    case_id = ids.case_id(ids.message_key(arrival.place.mailbox, mail.identity))
    address = mail.reply_address
    return Case(
        case_id=case_id,
        token=ids.case_token(case_id),
        mailbox=ground.policy.name,
        customer=address.email if address else "",
        customer_name=address.name if address else "",
        subject=mail.subject,
        language=language,
        route=route,
        state=CaseState.WAITING,
        opened_at=arrival.received_at,
        waiting_since=arrival.received_at,
        last_message_id=mail.identity.message_id,
        references=_thread((), mail),
    )


def replied(case: Case, at: datetime) -> Case:
    """The case once a human of ours has answered."""
    return replace(
        case, state=CaseState.REPLIED, replied_at=at, waiting_since=None, reply_due_at=None, resolved_at=None
    )


def case_event(
    case: Case, cause: str, kind: EventKind, at: datetime, reason: str = "", actor: str = "inboxd"
) -> CaseEvent:
    """One line of the case's history; the same cause writes the same line once."""
    return CaseEvent(f"{kind}:{case.case_id}:{cause[:32]}", case.case_id, at, kind, reason, actor)


def _thread(before: tuple[str, ...], mail: Mail) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(each for each in (*before, *mail.references, mail.identity.message_id) if each))
    # The first reference is the thread's root and must survive every cut (RFC 5322 §3.6.4).
    return names if len(names) <= _REFERENCES else (names[0], *names[1 - _REFERENCES :])


def _reply_due(route: RoutePolicy, at: datetime, ground: Ground) -> datetime | None:
    return add_working_time(at, route.reply_within, ground.hours) if route.reply_within is not None else None
