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
from inboxd.core.parse.automatic import is_automatic
from inboxd.core.values.case import Case, CaseState
from inboxd.core.values.customers import Customers
from inboxd.core.values.history import History
from inboxd.core.values.policy import MailboxPolicy
from inboxd.core.values.reasons import Reason
from inboxd.core.values.verdict import Verdict
from inboxd.core.values.verification import Verification

_AS_SHIPPED = Verification()
_NEVER_ASKED = frozenset(
    {
        Reason.ANSWERS_OUR_NOTICE,
        Reason.AUTHENTICATION_FAILED,
        Reason.FROM_OURSELVES,
        Reason.INTERNAL_SENDER,
        Reason.NEVER_ANSWER,
        Reason.NO_USABLE_SENDER,
        Reason.OWN_LOOP_MARK,
        Reason.SEVERAL_REPLY_ADDRESSES,
    }
)
"""Why no automatic mail goes to whoever wrote, however late: what the acknowledgment may not, the question may not."""
_ALLOWED = Decision(allowed=True, reason=Reason.ALLOWED)


def is_to_be_asked(verdict: Verdict, reason: str) -> bool:
    """Whether a message is one whose writer may be asked later, once a human has answered.

    Args:
        reason: of the gate for acknowledgments.
    """
    return reason not in _NEVER_ASKED and not is_automatic(verdict.signs)


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
