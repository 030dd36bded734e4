"""Which replies of our people a colleague should look at."""

from __future__ import annotations

from dataclasses import replace

from inboxd.core.values.plan import Plan
from inboxd.core.values.tone import Review, ToneFinding


def with_review(plan: Plan, findings: tuple[ToneFinding, ...]) -> Plan:
    """The plan of a sent mail, with a review when it answers a customer's case and its tone has findings."""
    entry = plan.entry
    if entry is None or entry.outcome != "reply" or not findings:
        return plan
    review = Review(entry.case_id, entry.message_key, entry.sender, entry.received_at, findings)
    return replace(plan, review=review)
