"""A letter is about to be sent: does it still make sense? Asked each time, because hours or days may have passed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from inboxd.core.decide.gate import may_follow_up
from inboxd.core.decide.recipient import Decision
from inboxd.core.values.case import Case, CaseState
from inboxd.core.values.customers import Customers
from inboxd.core.values.effect import Effect, Letter
from inboxd.core.values.history import History
from inboxd.core.values.outcome import Cancelled, TryLater
from inboxd.core.values.policy import MailboxPolicy
from inboxd.core.values.reasons import Reason

_OVER_IN_AN_HOUR = frozenset({Reason.CAP_HOUR, Reason.CAP_DOMAIN})


def may_still_send(
    effect: Effect, case: Case | None, policy: MailboxPolicy, customers: Customers, history: History, now: datetime
) -> Decision:
    """Whether a letter that came due, or is tried again, still goes out.

    An acknowledgment is worth nothing once a human has answered or the time that it promises is over.
    """
    if not isinstance(effect.deed, Letter) or case is None:
        return Decision(allowed=False, reason=Reason.NEEDS_HUMAN, detail="the letter has no case")
    if effect.deed.kind == "follow_up":
        return may_follow_up(case, policy, customers, history, now)
    if case.state is not CaseState.WAITING:
        return Decision(allowed=False, reason=Reason.HUMAN_ANSWERED)
    if effect.deed.reply_by is not None and effect.deed.reply_by <= now:
        return Decision(allowed=False, reason=Reason.TOO_OLD, detail="the promised time is over")
    if effect.deed.to in customers.never_answer:
        return Decision(allowed=False, reason=Reason.NEVER_ANSWER)
    return Decision(allowed=True, reason=Reason.ALLOWED)


def refused_letter(effect: Effect, decision: Decision, now: datetime) -> Cancelled | TryLater:
    """How a letter ends that may not go out: called off, unless only too many went out in this hour."""
    why = f"{decision.reason} {decision.detail}".strip()
    if decision.reason in _OVER_IN_AN_HOUR:
        return TryLater(effect.effect_id, now, now + timedelta(hours=1), why)
    return Cancelled(effect.effect_id, now, why)


def with_time_of_answer(effect: Effect, case: Case | None) -> Effect:
    """A follow-up names the day on which our human answered, which was not known when it was planned."""
    if case is None or not isinstance(effect.deed, Letter) or effect.deed.kind != "follow_up":
        return effect
    return replace(effect, deed=replace(effect.deed, sent_on=case.replied_at))
