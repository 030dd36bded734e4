"""What the gate would say about a file, and the letter that would go out: for a stranger without history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from inboxd.core.decide.casework import case_after
from inboxd.core.decide.effects import acknowledgment
from inboxd.core.decide.gate import AnswerFacts, may_acknowledge_stranger
from inboxd.core.decide.ground import Ground, Judged
from inboxd.core.decide.life import Happening
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.values.arrival import Arrival, Place
from inboxd.core.values.effect import Effect, Letter
from inboxd.core.values.history import History
from inboxd.core.values.mail import Mail
from inboxd.core.values.policy import MailboxPolicy
from inboxd.core.values.verdict import RoutePolicy, Verdict

_Kind = Literal["acknowledgment", "follow_up", "reminder", "notice"]
_KINDS: Mapping[str, _Kind] = {"follow_up": "follow_up", "reminder": "reminder", "fixed": "notice"}
_KEY = b"preview"


def preview_answer(mail: Mail, verdict: Verdict, rules: RuleSet) -> tuple[bool, str]:
    """Whether the message itself allows an acknowledgment, and the reason code with its detail."""
    facts = AnswerFacts(mail, verdict, _policy_for(mail), rules.customers, History(), None, mail.received_at)
    decision = may_acknowledge_stranger(facts)
    return decision.allowed, f"{decision.reason}: {decision.detail}" if decision.detail else decision.reason


def preview_letter(
    mail: Mail, verdict: Verdict, rules: RuleSet, template: str, language: str, at: datetime, mailbox: str = ""
) -> Effect:
    """The letter of this text as it would go out about this message, whether or not it may.

    Args:
        template: name of the text.
        language: wanted language; "" for the message's own.
        at: when the message arrives, aware.
        mailbox: name of the mailbox whose hours count.
    """
    now = at.astimezone(UTC)
    policy = _policy_for(mail)
    route = _route_for(template, verdict.route, rules)
    arrival = Arrival(Place(policy.name, policy.inbox, 1, 1), mail.identity, b"", mail.size, now)
    judged = Judged(arrival, mail, replace(verdict, route=route, language=language or verdict.language))
    ground = Ground(
        policy=policy,
        customers=rules.customers,
        hours=rules.hours_of(mailbox),
        routes=tuple(each.policy for each in rules.routes),
        key=_KEY,
        since=now,
        now=now,
        acknowledging=rules.acknowledging,
    )
    case = case_after(judged, route, None, Happening.WROTE, ground)
    effect, _ = acknowledgment(judged, route, case, ground)
    letter = effect.deed
    assert isinstance(letter, Letter)  # noqa: S101 - `acknowledgment` makes nothing else
    kind: _Kind = _KINDS.get(template, "acknowledgment")
    asked = kind in {"follow_up", "reminder"}
    shown = replace(letter, kind=kind, template=template, sent_on=now - timedelta(days=3) if asked else None)
    return replace(effect, deed=shown)


def _route_for(template: str, route: RoutePolicy, rules: RuleSet) -> RoutePolicy:
    """The message's own route where it asks for this text, else the first that does: its promise is shown."""
    fitting = (each.policy for each in rules.routes if each.policy.acknowledge.value == template)
    return route if route.acknowledge.value == template else next(fitting, route)


def _policy_for(mail: Mail) -> MailboxPolicy:
    """A file does not tell which mailbox it came to, so the first address in To is taken for ours."""
    own = mail.to[0].email if mail.to else next(iter(mail.recipients), "")
    addresses = frozenset({own}) if own else frozenset()
    return MailboxPolicy("preview", own, addresses, addresses)
