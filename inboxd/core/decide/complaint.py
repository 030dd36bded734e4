"""What trends count of a message: every one that opens a case or goes on with one, and nothing of its sentences."""

from __future__ import annotations

from dataclasses import replace

from inboxd.core.decide.ground import Judged
from inboxd.core.parse.automatic.signs import is_automatic
from inboxd.core.text.subjects import without_reply_marks
from inboxd.core.trend.features import features
from inboxd.core.values.plan import Direction, Plan
from inboxd.core.values.trend import Complaint
from inboxd.core.values.verdict import Verdict


def with_complaint(plan: Plan, judged: Judged) -> Plan:
    """The plan with the message as a complaint, when a customer wrote it and its route opens cases."""
    entry, mail = plan.entry, judged.mail
    writer = mail.reply_address
    if entry is None or plan.case is None or writer is None or not judged.verdict.route.opens_case:
        return plan
    if _is_of_machine(judged.verdict, entry.answer_reason):
        return plan
    if entry.direction is not Direction.INCOMING or entry.outcome != "routed":
        return plan
    complaint = Complaint(
        message_key=entry.message_key,
        at=entry.received_at,
        mailbox=entry.place.mailbox,
        customer=writer.email,
        domain=writer.domain,
        case_id=plan.case.case_id,
        language=judged.verdict.language,
        topics=judged.verdict.topics,
        words=features(without_reply_marks(mail.subject), mail.text.new),
    )
    return replace(plan, complaint=complaint)


def _is_of_machine(verdict: Verdict, reason: str) -> bool:
    """Whether a machine wrote the message, and got no acknowledgment for that; one soft sign alone is too little.

    Args:
        reason: of the gate.
    """
    return is_automatic(verdict.signs) and any(sign.code == reason for sign in verdict.signs)
