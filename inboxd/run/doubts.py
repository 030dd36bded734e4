"""Settles letters of which nobody can tell whether they went out.

The deterministic Message-ID is looked for where a sent copy must be: in Sent, or in the watched folder where the
provable copy arrives. What cannot be proven after a time of grace is held and shown to a person. It is never sent again
by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import structlog

from inboxd.core.values.effect import Effect
from inboxd.core.values.outcome import Done, Held, Outcome
from inboxd.core.values.policy import MailboxPolicy
from inboxd.edge.metrics import Metrics
from inboxd.errors import Permanent
from inboxd.ports import Clock, Mailbox, Store
from inboxd.run.moving import report_outcome

_log = structlog.get_logger()


async def settle_doubts(
    mailbox: Mailbox,
    policy: MailboxPolicy,
    store: Store,
    clock: Clock,
    metrics: Metrics,
    *,
    in_flight: Callable[[], frozenset[str]],
    proof_within: timedelta,
) -> None:
    """Look for the proof of every letter of this mailbox whose outcome is unknown.

    Args:
        proof_within: a copy may still be on its way; a look that comes too early would conclude too much.

    Raises:
        ConnectionLost: while looking; nothing is concluded then.
    """
    busy = in_flight()
    for effect in await store.in_doubt(policy.name):
        # Asked before and after: a letter that has ended while we read is no doubt either.
        if effect.effect_id in busy | in_flight():
            continue
        outcome = await _settle(effect, mailbox, policy, clock, proof_within)
        if outcome is not None:
            await store.finish([outcome], now=clock.now())
            metrics.effect_ended(effect.mailbox, effect.deed.kind, outcome)
            report_outcome(effect, outcome)


async def _settle(
    effect: Effect, mailbox: Mailbox, policy: MailboxPolicy, clock: Clock, proof_within: timedelta
) -> Outcome | None:
    for folder in (policy.sent, policy.inbox):
        if await _is_there(mailbox, folder, effect.message_id):
            return Done(effect.effect_id, clock.now(), note=f"proven by the copy in {folder}")
    if effect.started_at is not None and clock.now() - effect.started_at < proof_within:
        return None
    why = "the connection broke at the final dot and no copy proves that it went out; look, then retry or cancel it"
    return Held(effect.effect_id, clock.now(), why)


async def _is_there(mailbox: Mailbox, folder: str, message_id: str) -> bool:
    try:
        return bool(await mailbox.find_message_id(folder, message_id))
    except Permanent:
        return False  # a folder that is missing holds no proof
