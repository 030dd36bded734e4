"""Whatever is kept back is counted with its kind and its reason code."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inboxd.core.decide.breaker import breaker_of
from inboxd.core.values.history import Suppression
from inboxd.core.values.policy import AnswerLimits
from tests.builders import SetClock
from tests.loops.actors import ANGRY, RECEIVED
from tests.loops.installation import Installation
from tests.loops.world import OURS, START, World, write

MIRA = "mira@bluehill.example"
MAILS = {
    "null-sender": {"headers": [("Return-Path", "<>")]},
    "own-loop-mark": {"headers": [("X-Inboxd-Loop", "x")]},
    "foreign-loop-mark": {"headers": [("X-Loop", "x")]},
    "auto-submitted": {"headers": [("Auto-Submitted", "auto-replied")]},
    "suppression-asked": {"headers": [("X-Auto-Response-Suppress", "All")]},
    "precedence-bulk": {"headers": [("Precedence", "bulk")]},
    "responder-header": {"headers": [("X-Autoreply", "yes")]},
    "mailing-list": {"headers": [("List-Id", "<a.b.example>")]},
    "unsubscribe-only": {"headers": [("List-Unsubscribe", "<mailto:a@b.example>")]},
    "campaign": {"headers": [("Feedback-ID", "x")]},
    "spam": {"headers": [("X-Spam-Flag", "YES")]},
    "robot-address": {"sender": "root@bluehill.example"},
    "no-reply-address": {"sender": "no-reply@bluehill.example"},
    "from-ourselves": {"sender": OURS},
    "several-reply-addresses": {"headers": [("Reply-To", "a@b.example, c@d.example")]},
    "not-addressed-to-us": {"to": "somebody@else.example"},
    "authentication-failed": {"headers": [("Authentication-Results", "mx.ourshop.example; dmarc=fail")]},
    "undeliverable": {"sender": "gone@bluehill.example"},
}


def count(one: Installation, kind: str, reason: str) -> float:
    page = one.metrics.render(None, START)[0].decode()
    name = f'inboxd_answers_suppressed_total{{kind="{kind}",reason="{reason}"}} '
    return sum(float(line.removeprefix(name)) for line in page.splitlines() if line.startswith(name))


def gauge(page: bytes, name: str) -> float:
    return next(float(line.split()[1]) for line in page.decode().splitlines() if line.startswith(f"{name} "))


@pytest.fixture
async def one(tmp_path):
    clock = SetClock(START)
    installation = Installation("ours", {"support": (OURS,)}, clock, tmp_path, authserv_id="mx.ourshop.example")
    async with installation.running():
        yield installation


@pytest.mark.parametrize("reason", MAILS)
async def test_each_reason_is_a_label_of_what_was_kept_back(one, reason):
    given = {"sender": MIRA, "to": OURS, "headers": [], **MAILS[reason]}
    await one.store.suppress(Suppression("gone@bluehill.example", "undeliverable", None))
    await one.receive(OURS, write(given["sender"], given["to"], "Help", ANGRY, START, headers=given["headers"]))
    assert await one.work() == []
    assert count(one, "acknowledgment", reason) == 1


async def test_what_came_before_is_a_label_too(one):
    for sender, subject, text in (
        (MIRA, "Help", ANGRY), (MIRA, "Another", f"{ANGRY} Invoice"), ("kim@hill.example", "Ticket 1", ANGRY),
    ):  # fmt: skip
        await one.receive(OURS, write(sender, OURS, subject, text, START))
    (letter,) = await one.work()
    answers = str(letter["Message-ID"])
    await one.receive(OURS, write(MIRA, OURS, "Re: Help", "Still broken!", START, answers=answers))
    assert count(one, "acknowledgment", "same-body") + count(one, "acknowledgment", "linked-case") == 1
    assert count(one, "acknowledgment", "already-this-customer") + count(one, "acknowledgment", "same-body") >= 1
    assert count(one, "acknowledgment", "already-answered") == 1


async def test_the_breaker_opens_for_all_kinds_is_counted_and_closes_by_itself(tmp_path):
    clock = SetClock(START)
    limits = AnswerLimits(per_hour=2)
    async with Installation("ours", {"support": (OURS,)}, clock, tmp_path, limits=limits).running() as one:
        for name in ("anna", "boris", "clara"):
            text = f"{RECEIVED if name == 'anna' else ANGRY} {name}"
            await one.receive(OURS, write(f"{name}@{name}.example", OURS, f"Help {name}", text, START))
        await one.work()
        assert count(one, "acknowledgment", "cap-hour") >= 1
        counts = await one.store.counts()
        assert breaker_of(counts.answered, 2, clock.now()).open_since == START
        page, _ = one.metrics.render(counts, clock.now())
        assert (gauge(page, "inboxd_breaker_open"), gauge(page, "inboxd_answers_last_hour")) == (1, 2)
        clock.moment += timedelta(hours=1)
        page, _ = one.metrics.render(counts, clock.now())
        assert (gauge(page, "inboxd_breaker_open"), gauge(page, "inboxd_answers_last_hour")) == (0, 0)


async def test_a_follow_up_that_is_kept_back_is_counted_with_its_kind(one):
    world = World(one.clock, one)
    await one.receive(OURS, write(MIRA, OURS, "Help", ANGRY, START))
    await one.work()
    one.clock.moment += timedelta(hours=2)
    await world.answer_all()
    await one.store.suppress(Suppression(MIRA, "undeliverable", None))
    one.clock.moment = await one.next_due()
    assert await one.work() == []
    assert count(one, "follow_up", "undeliverable") == 1
