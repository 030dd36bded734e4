"""Each mailbox keeps its own hours: its reply clocks run by them, and its letters speak of times on its own wall."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from inboxd.core.compose.message import SenderIdentity
from inboxd.core.compose.templates import compile_templates
from inboxd.core.rules.compile import compile_rules
from inboxd.core.values.arrival import FolderPosition, Identity
from inboxd.edge.metrics import Metrics
from inboxd.ports import Envelope, Sent
from inboxd.run.pipeline import Pipeline
from inboxd.run.posting import Desk, PostOffice
from tests.builders import KEY, NOW, SetClock, make_arrival, make_mail, make_policy
from tests.core.rules.folders import rules_files

HOURS = """\
time_zone: Europe/Sofia
days: {mon: ["09:00-18:00"], tue: ["09:00-18:00"], wed: ["09:00-18:00"]}
holidays_of: BG
mailboxes:
  sales: {time_zone: America/New_York, holidays_of: US}
"""
RULES = compile_rules(
    rules_files(
        **{
            "hours.yaml": HOURS,
            "replies/urgent.en.txt": "Subject: We have it [{{ token }}]\n\nYou will hear from us {{ reply_by }}.\n",
        }
    )
)


class Server:
    def __init__(self) -> None:
        self.sent: list[Envelope] = []

    async def send(self, envelope, before_final_dot):
        await before_final_dot()
        self.sent.append(envelope)
        return Sent("250 OK")

    async def close(self) -> None:
        return


def message(mailbox: str, received_at: datetime):
    """A customer's cry for help, as it arrives in that mailbox."""
    raw = (
        f"From: Mira <mira-{mailbox}@bluehill.example>\r\nTo: support@ourshop.example\r\nSubject: Help\r\n"
        f"Message-ID: <{mailbox}@bluehill.example>\r\n\r\nThe site is down since monday\r\n"
    ).encode()
    arrival = make_arrival(make_mail(), raw=raw, size=len(raw), received_at=received_at)
    identity = Identity(f"{mailbox}@bluehill.example", mailbox.encode().hex().ljust(64, "0"))
    return replace(arrival, place=replace(arrival.place, mailbox=mailbox), identity=identity)


@pytest.mark.parametrize(
    ("mailbox", "due", "words"),
    [
        ("support", datetime(2026, 3, 2, 11, tzinfo=UTC), "today by 13:00 (EET)"),
        ("sales", datetime(2026, 3, 2, 15, tzinfo=UTC), "today by 10:00 (EST)"),
    ],
)
async def test_clocks_and_letters_go_by_the_hours_of_the_mailbox(store, mailbox, due, words):
    policy, server, clock = make_policy(name=mailbox), Server(), SetClock()
    pipeline = Pipeline(store, lambda: RULES, clock, Metrics(), key=KEY, owner="inboxd")
    position = FolderPosition(mailbox, "INBOX", 7, 1, NOW - timedelta(days=1))
    letters = await pipeline.incoming(policy, [message(mailbox, NOW)], position)
    (case,) = await store.cases()
    assert (case.mailbox, case.reply_due_at) == (mailbox, due)

    desk = Desk(policy, SenderIdentity(policy.address), server, copy_waits=lambda: None, is_current=lambda: True)
    templates = compile_templates(RULES.replies)
    office = PostOffice(store, {mailbox: desk}, lambda: (RULES, templates), clock, Metrics(), owner="inboxd")
    stop = asyncio.Event()
    task = asyncio.create_task(office.run(stop, workers=1))
    office.hand_in([each for each in letters if each.deed.kind == "acknowledgment"])
    await asyncio.wait_for(office.drain(), 5)
    stop.set()
    await asyncio.wait_for(task, 5)
    (envelope,) = server.sent
    assert f"You will hear from us {words}.".encode() in envelope.raw
