"""A letter is about to be sent: does it still make sense? Asked each time, because hours or days may have passed."""

from __future__ import annotations

from datetime import datetime

from inboxd.core.decide.gate import may_follow_up
from inboxd.core.decide.recipient import Decision
from inboxd.core.values.case import Case, CaseState
from inboxd.core.values.customers import Customers
from inboxd.core.values.effect import Effect, Letter
from inboxd.core.values.history import History
from inboxd.core.values.policy import MailboxPolicy
from inboxd.core.values.reasons import Reason


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
