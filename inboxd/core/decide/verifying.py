"""May we ask whether a case is solved? The gate for mails that answer no message."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from inboxd.core.decide.ground import Ground, Judged
from inboxd.core.decide.recipient import (
    Decision,
    refuse,
    refuse_asked,
    refuse_capped,
    refuse_listed,
    refuse_machine,
    refuse_suppressed,
)
from inboxd.core.decide.word import speaks_for_customer
from inboxd.core.parse.automatic.signs import is_automatic
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


def may_plan_question(judged: Judged, before: Case | None, reason: str, ground: Ground) -> bool:
    """Whether the question that follows an answer is planned anew with this message.

    What somebody else writes in the thread plans none where one is planned, or was asked, already.

    Args:
        reason: of the gate for acknowledgments.
    """
    is_planned = before is not None and before.state is not CaseState.REPLIED
    if before is not None and is_planned and not speaks_for_customer(judged.mail, before, ground):
        return False
    return is_to_be_asked(judged.verdict, reason)


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
        _while_another_waits(case, customers, history),
    )
    return (refusal for refusal in found if refusal is not None)


def _while_another_waits(case: Case, customers: Customers, history: History) -> Decision | None:
    """Whoever waits for our answer is not asked how the last one was."""
    others = (history.open_case_of.get(each, case.case_id) for each in customers.addresses_of(case.customer))
    waiting = next((other for other in others if other != case.case_id), None)
    return refuse(Reason.OTHER_CASE_WAITS) if waiting is not None else None
