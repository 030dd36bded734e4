"""Sent is read before the mail that came in while inboxd was away: was a human quicker, or was it only passed on?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from inboxd.core.decide.reply import is_unanswered
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


def sent_later(raw: bytes) -> Arrival:
    """Something in Sent, from after the customer's message."""
    return Arrival(Place("support", "Sent", 7, 2), identity_of(split_message(raw)[0], len(raw)), raw, len(raw), NOW)


async def test_an_answer_that_lost_its_thread_is_noticed(store):
    await handle(store, arrival(1, "The site is down since Monday."))
    raw = in_sent("mira@bluehill.example").raw.replace(b"In-Reply-To: <m1@bluehill.example>", b"X-Mailer: webmail")
    await handle(store, sent_later(raw))
    (case,) = await store.cases(limit=10)
    assert case.state is CaseState.REPLIED


async def test_a_question_to_a_colleague_explains_the_mark_of_the_message_that_it_answers(store):
    first = arrival(1, "The site is down since Monday.")
    await handle(store, first)
    (waiting,) = await store.waiting_messages("support")
    before = await store.case(waiting.case_id)
    await handle(store, sent_later(in_sent("petra@ourshop.example").raw))
    after = await store.case(waiting.case_id)
    assert after.case.state is CaseState.WAITING
    assert is_unanswered(waiting.message_key, before.events)
    assert not is_unanswered(waiting.message_key, after.events)


@pytest.mark.parametrize(("first", "state"), [("customer", CaseState.WAITING), ("agent", CaseState.REPLIED)])
async def test_what_a_courier_is_answered_ends_only_the_wait_of_the_courier(store, first, state):
    """The customer waits until they have an answer of their own."""
    await handle(store, replace(arrival(1, "Where is it?"), received_at=NOW - timedelta(minutes=9)))
    if first == "agent":
        answer = sent_later(in_sent("mira@bluehill.example").raw.replace(b"<s1@", b"<s0@"))
        await handle(store, replace(answer, received_at=NOW - timedelta(minutes=5)))
    asks = arrival(2, "To which street?", "In-Reply-To: <m1@bluehill.example>", sender="desk@courier.example")
    await handle(store, asks)
    (case,) = await store.cases(limit=10)
    assert case.state is CaseState.WAITING
    await handle(store, sent_later(in_sent("desk@courier.example").raw.replace(b"<m1@", b"<m2@")))
    (case,) = await store.cases(limit=10)
    assert case.state is state
