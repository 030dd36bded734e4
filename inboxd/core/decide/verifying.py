"""May we ask whether a case is solved? The gate for mails that answer no message."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from inboxd.core.decide.recipient import (
    Decision,
    refuse,
    refuse_asked,
    refuse_capped,
    refuse_listed,
    refuse_machine,
    refuse_suppressed,
)
from inboxd.core.values.case import Case, CaseState
from inboxd.core.values.customers import Customers
from inboxd.core.values.history import History
from inboxd.core.values.policy import MailboxPolicy
from inboxd.core.values.reasons import Reason
from inboxd.core.values.verification import Verification

_AS_SHIPPED = Verification()
_ALLOWED = Decision(allowed=True, reason=Reason.ALLOWED)


def may_follow_up(
    case: Case,
    policy: MailboxPolicy,
    customers: Customers,
    history: History,
    now: datetime,
    verification: Verification = _AS_SHIPPED,
) -> Decision:
    """May a case get its verification now? Only one that a human has answered, and that nobody has closed."""
    if case.state is not CaseState.REPLIED or case.replied_at is None:
        return refuse(Reason.HUMAN_ANSWERED, f"no human answer stands: {case.state}")
    always = next(_refusals(case, policy, customers, history, now), None)
    return always or refuse_asked(case, history, verification, now) or _ALLOWED


def may_remind(case: Case, policy: MailboxPolicy, customers: Customers, history: History, now: datetime) -> Decision:
    """May a customer be asked once more? Only while the first question stands."""
    if case.state is not CaseState.VERIFYING:
        return refuse(Reason.HUMAN_ANSWERED, f"no question stands: {case.state}")
    return next(_refusals(case, policy, customers, history, now), None) or _ALLOWED


def _refusals(
    case: Case, policy: MailboxPolicy, customers: Customers, history: History, now: datetime
) -> Iterator[Decision]:
    found = (
        refuse(Reason.HANDS_OFF, case.hands_off) if case.hands_off else None,
        refuse_listed(case.customer, policy, customers),
        refuse_machine(case.customer),
        refuse_suppressed(case.customer, history, now),
        refuse_capped(case.customer, policy, history, now),
        refuse(Reason.SHADOW) if policy.shadow else None,
    )
    return (refusal for refusal in found if refusal is not None)
