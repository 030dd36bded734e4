"""What a message makes of its case: pure transitions of the case's state."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from inboxd.core.decide.ground import Ground, Judged
from inboxd.core.decide.hours import add_working_time
from inboxd.core.decide.life import Happening, arrow_of, state_after
from inboxd.core.values import ids
from inboxd.core.values.arrival import Arrival
from inboxd.core.values.case import Case, CaseEvent, CaseState, EventKind
from inboxd.core.values.hours import Hours
from inboxd.core.values.mail import Mail
from inboxd.core.values.plan import Cancel
from inboxd.core.values.verdict import RoutePolicy

_REFERENCES = 20
_NUMBERS = 50
AFTER_ANSWER = ("follow_up", "reminder", "silence")
"""Effects that make no sense any more once the customer has written again."""
WHILE_WAITING = ("acknowledgment",)
"""Effects that make no sense any more once a human has answered; alarms know themselves which of their clocks runs."""
PENDING = (*WHILE_WAITING, *AFTER_ANSWER, "alarm")


def keep_rank(route: RoutePolicy, before: Case, routes: tuple[RoutePolicy, ...]) -> RoutePolicy:
    """A calmer message of somebody who still waits stays with the first one: a route rises and never falls."""
    names = [each.name for each in routes]
    if before.route not in names or route.name not in names or names.index(before.route) >= names.index(route.name):
        return route
    return routes[names.index(before.route)]


def case_after(judged: Judged, route: RoutePolicy, before: Case | None, happening: Happening, ground: Ground) -> Case:
    """The case as it is once this message of the customer is part of it.

    Args:
        happening: what the message means for the case.
    """
    at, verdict = judged.arrival.received_at, judged.verdict
    if before is None:
        case = new_case(judged.arrival, judged.mail, route.name, verdict.language, ground)
        return replace(
            case,
            reply_due_at=reply_due(route, at, ground.hours),
            resolve_due_at=resolve_due(route, at, ground.hours),
            topics=verdict.topics,
            identifiers=verdict.identifiers,
            hands_off=verdict.hands_off,
        )
    known = _with_message(judged, before, happening)
    arrow = arrow_of(before.state, happening)
    if arrow is None or arrow.after is not CaseState.WAITING or happening is Happening.THANKED:
        after = before.state if arrow is None else arrow.after
        ends = after is CaseState.RESOLVED and before.state is not CaseState.RESOLVED
        return replace(
            known,
            state=after,
            resolved_at=ground.now if ends else before.resolved_at,
            resolve_due_at=None if ends else before.resolve_due_at,
        )
    due = reply_due(route, at, ground.hours, first=before.first_replied_at is None)
    waits = before.state is CaseState.WAITING
    if waits and before.reply_due_at is not None:
        due = min(due, before.reply_due_at) if due is not None else before.reply_due_at
    since = before.waiting_since if waits and before.waiting_since is not None else at
    return replace(
        known,
        route=route.name,
        state=arrow.after,
        waiting_since=since,
        reply_due_at=due,
        resolve_due_at=before.resolve_due_at if waits else resolve_due(route, at, ground.hours),
        resolved_at=None,
        escalation=before.escalation if waits else 0,
        reopened=before.reopened + arrow.reopens,
    )


def _with_message(judged: Judged, before: Case, happening: Happening) -> Case:
    """The case with what the message tells, whatever becomes of it."""
    mail, verdict = judged.mail, judged.verdict
    return replace(
        before,
        messages=before.messages + 1,
        language=_language(verdict.language, before, happening),
        last_message_id=mail.identity.message_id or before.last_message_id,
        references=thread_of(mail, before.references),
        topics=tuple(dict.fromkeys((*before.topics, *verdict.topics))),
        identifiers=tuple(dict.fromkeys((*before.identifiers, *verdict.identifiers)))[:_NUMBERS],
        hands_off=before.hands_off or verdict.hands_off,
    )


def _language(guessed: str, before: Case, happening: Happening) -> str:
    """Of what the customer writes; a word or two in answer to a question tell nothing."""
    short = happening is not Happening.WROTE and before.language != "und"
    return before.language if short or guessed == "und" else guessed


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
        references=thread_of(mail),
    )


def replied(case: Case, at: datetime, agent: str) -> Case:
    """The case once a human of ours has answered.

    Args:
        agent: who answered, an address; other words for somebody unknown are not counted.
    """
    agents = (*case.agents, agent) if "@" in agent and agent not in case.agents else case.agents
    return replace(
        case,
        state=state_after(case.state, Happening.REPLIED),
        replied_at=at,
        first_replied_at=case.first_replied_at or at,
        waiting_since=None,
        reply_due_at=None,
        agents=agents,
    )


def call_off(case: Case, why: str, kinds: tuple[str, ...]) -> tuple[Cancel, ...]:
    """Nothing of these kinds of effects happens any more in this case."""
    return tuple(Cancel(case.case_id, kind, why) for kind in kinds)


def case_event(
    case: Case, cause: str, kind: EventKind, at: datetime, reason: str = "", actor: str = "inboxd"
) -> CaseEvent:
    """One line of the case's history; the same cause writes the same line once."""
    return CaseEvent(f"{kind}:{case.case_id}:{cause[:32]}", case.case_id, at, kind, reason, actor)


def thread_of(mail: Mail, before: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Message-IDs for the References of what answers this mail, after those of the case before."""
    names = tuple(dict.fromkeys(each for each in (*before, *mail.references, mail.identity.message_id) if each))
    # The first reference is the thread's root and must survive every cut (RFC 5322 §3.6.4).
    return names if len(names) <= _REFERENCES else (names[0], *names[1 - _REFERENCES :])


def reply_due(route: RoutePolicy, at: datetime, hours: Hours, *, first: bool = True) -> datetime | None:
    """When the target for a reply to a message of this moment is over; None without one.

    Args:
        first: whether nobody of ours has ever answered in the case.
    """
    target = route.reply_within if first or route.next_reply_within is None else route.next_reply_within
    return add_working_time(at, target, hours) if target is not None else None


def resolve_due(route: RoutePolicy, at: datetime, hours: Hours) -> datetime | None:
    """When the target for the solution is over that begins at this moment; None without one."""
    return add_working_time(at, route.resolve_within, hours) if route.resolve_within is not None else None
