"""Sent is read before the mail that came in while inboxd was away: was a human quicker, or was it only passed on?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from inboxd.core.parse.identity import identity_of, split_message
from inboxd.core.values.arrival import Arrival, Place
from inboxd.core.values.case import CaseState
from inboxd.edge.store.store import SqlStore
from tests.builders import NOW
from tests.run.test_nothing_kept import arrival, handle


def in_sent(to: str, *headers: str, subject: str = "Re: Help") -> Arrival:
    """What lies in Sent in the thread of the customer's message."""
    head = ["From: support@ourshop.example", f"To: {to}", f"Subject: {subject}", "Message-ID: <s1@ourshop.example>"]
    text = "\r\n".join((*head, "In-Reply-To: <m1@bluehill.example>", *headers)) + "\r\n\r\nCan you take this one?"
    raw = text.encode()
    identity = identity_of(split_message(raw)[0], len(raw))
    return Arrival(Place("support", "Sent", 7, 1), identity, raw, len(raw), NOW - timedelta(seconds=30))


async def state_after(store: SqlStore, sent: Arrival) -> CaseState:
    await handle(store, sent)
    await handle(store, arrival(1, "The site is down since Monday."))
    (case,) = await store.cases(limit=10)
    return case.state


@pytest.mark.parametrize(
    "sent",
    [
        in_sent("info@ourshop.example, help@ourshop.example"),
        in_sent("dispatch@courier.example", subject="Fwd: Help"),
        in_sent("mira@bluehill.example", "Auto-Submitted: auto-replied", subject="Automatic reply: Help"),
    ],
)
async def test_a_customer_whose_mail_was_only_passed_on_or_answered_by_a_machine_waits_for_us(store, sent):
    assert await state_after(store, sent) is CaseState.WAITING


async def test_a_customer_whom_a_human_has_answered_does_not_wait(store):
    assert await state_after(store, in_sent("mira@bluehill.example")) is CaseState.REPLIED
