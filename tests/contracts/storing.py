"""What the suites about the store share: a message with everything that follows from it."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from inboxd.core.values.arrival import FolderPosition, Identity, Place
from inboxd.core.values.case import Case, CaseEvent, CaseState, EventKind
from inboxd.core.values.effect import Effect, EffectState, Letter, Move
from inboxd.core.values.history import Answer, Question
from inboxd.core.values.plan import Direction, JournalEntry, Plan
from inboxd.edge.store.store import SqlStore

NOW = datetime(2030, 1, 31, 9, 30, 0, 123456, UTC)
LEASE = timedelta(minutes=2)
LETTERS = frozenset({"acknowledgment", "follow_up"})
ALL_KINDS = LETTERS | {"move", "file_copy"}


def place(uid=1, folder="INBOX", *, mailbox="support", uidvalidity=7):
    return Place(mailbox, folder, uidvalidity, uid)


def identity(number=1):
    return Identity(f"mail-{number}@bluehill.example", f"{number:064d}-1000")


def position(uid, *, uidvalidity=7, folder="INBOX"):
    return FolderPosition("support", folder, uidvalidity, uid, NOW - timedelta(days=1))


def make_entry(number=1, **changes):
    mailbox = changes.pop("mailbox", "support")
    entry = JournalEntry(
        message_key=f"message-{mailbox}-{number}",
        identity=identity(number),
        place=place(number, mailbox=mailbox),
        direction=Direction.INCOMING,
        received_at=NOW - timedelta(minutes=5),
        size=1000,
        sender="mira@bluehill.example",
        subject="Third time I write",
        outcome="routed",
        route="priority",
        heat=7.25,
        language="en",
        customer_type="plain",
        case_id=f"case-{number}",
        body_hash=f"body-{number}",
        verdict_json='{"heat": 7.25}',
        answer_reason="allowed",
        defects=("charset-unknown",),
        rules_version="0123456789ab",
    )
    return replace(entry, **changes)


def make_case(number=1, **changes):
    case = Case(
        case_id=f"case-{number}",
        token=f"AAAA-{number:04d}",
        mailbox="support",
        customer="mira@bluehill.example",
        customer_name="Mira",
        subject="Third time I write",
        language="en",
        route="priority",
        state=CaseState.WAITING,
        opened_at=NOW - timedelta(minutes=5),
        waiting_since=NOW - timedelta(minutes=5),
        reply_due_at=NOW + timedelta(hours=1),
        last_message_id=identity(number).message_id,
        references=(identity(number).message_id,),
    )
    return replace(case, **changes)


def make_event(number=1, kind=EventKind.OPENED, **changes):
    case_id = f"case-{number}"
    return replace(CaseEvent(f"{kind}:{case_id}", case_id, NOW, kind, "route priority"), **changes)


def make_letter(kind, **changes):
    letter = Letter(
        kind=kind,
        template="urgent",
        language="en",
        to="mira@bluehill.example",
        to_name="Mira",
        mailbox="support",
        from_address="support@ourshop.example",
        subject="Third time I write",
        token="AAAA-0001",
        in_reply_to=identity().message_id,
        references=(identity().message_id,),
        reply_by=NOW + timedelta(hours=1),
    )
    return replace(letter, **changes)


def make_move(number=1, **changes):
    effect = Effect(
        effect_id=f"move:{number}",
        mailbox="support",
        deed=Move(place(number), identity(number), "Priority", ("\\Flagged",)),
        state=EffectState.QUEUED,
        due_at=NOW,
        case_id=f"case-{number}",
        message_key=f"message-support-{number}",
    )
    return replace(effect, **changes)


def make_acknowledgment(number=1, **changes):
    effect = Effect(
        effect_id=f"acknowledgment:{number}",
        mailbox="support",
        deed=make_letter("acknowledgment"),
        state=EffectState.QUEUED,
        due_at=NOW,
        case_id=f"case-{number}",
        message_key=f"message-support-{number}",
        message_id=f"ours-{number}@ourshop.example",
    )
    return replace(effect, **changes)


def make_follow_up(number=1, **changes):
    effect = Effect(
        effect_id=f"follow_up:{number}",
        mailbox="support",
        deed=make_letter("follow_up"),
        state=EffectState.WAITING,
        due_at=NOW,
        case_id=f"case-{number}",
        message_key=f"message-support-{number}",
        message_id=f"ours-later-{number}@ourshop.example",
        delay=timedelta(days=3),
    )
    return replace(effect, **changes)


def make_answer(number=1, **changes):
    answer = Answer(
        answer_key=f"acknowledgment:mail-{number}",
        at=NOW,
        address="mira@bluehill.example",
        domain="bluehill.example",
        mailbox="support",
        case_id=f"case-{number}",
        body_hash=f"body-{number}",
    )
    return replace(answer, **changes)


def make_plan(number=1, **changes):
    """A customer's first message: its case, its move, its acknowledgment, and a follow-up that waits for our reply."""
    plan = Plan(
        entry=make_entry(number),
        case=make_case(number),
        events=(make_event(number), make_event(number, EventKind.ACKNOWLEDGMENT_PLANNED)),
        effects=(make_move(number), make_acknowledgment(number), make_follow_up(number)),
        answers=(make_answer(number),),
    )
    return replace(plan, **changes)


def ask(**changes):
    return replace(Question("support"), **changes)


async def record(store, *plans, at=None, now=NOW, owner="worker"):
    return await store.record(plans, at, now=now, owner=owner)


async def state_of(store, effect_id):
    effect = await store.effect(effect_id)
    return effect.state if effect else None


async def kinds_of_events(store, case_id):
    return [event.kind for event in (await store.case(case_id)).events]


@contextlib.asynccontextmanager
async def opened(settings):
    """A store with its schema, closed again."""
    store = SqlStore(settings)
    await store.migrate()
    await store.open()
    try:
        yield store
    finally:
        await store.close()
