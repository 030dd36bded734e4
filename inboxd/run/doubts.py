"""Settles letters of which nobody can tell whether they went out.

The deterministic Message-ID is looked for where a sent copy must be: in Sent, or in the watched folder where the
provable copy arrives. What cannot be proven after a time of grace is held and shown to a person, and so is what cannot
be looked for. It is never sent again by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from inboxd.core.values.effect import Effect
from inboxd.core.values.outcome import Done, Held, Outcome
from inboxd.core.values.policy import MailboxPolicy
from inboxd.edge.metrics import Metrics
from inboxd.errors import InboxdError, Permanent
from inboxd.ports import Clock, Mailbox, Store
from inboxd.run.looks import is_elsewhere
from inboxd.run.moving import report_outcome

_DEED = "look, then retry or cancel it"


async def settle_doubts(
    mailbox: Mailbox | None,
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
        mailbox: None while the search breaks the connection: what is past its grace is held then.
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
    effect: Effect, mailbox: Mailbox | None, policy: MailboxPolicy, clock: Clock, proof_within: timedelta
) -> Outcome | None:
    folder, unseen = await _find_copy(effect, mailbox, policy)
    if folder:
        return Done(effect.effect_id, clock.now(), note=f"proven by the copy in {folder}")
    # Begun long from now it was by a clock that was ahead: that is over, too.
    if effect.started_at is not None and abs(clock.now() - effect.started_at) < proof_within:
        return None
    why = f"the proof could not be looked for: {unseen}" if unseen else "no copy proves that it went out"
    return Held(effect.effect_id, clock.now(), f"the connection broke at the final dot and {why}; {_DEED}")


async def _find_copy(effect: Effect, mailbox: Mailbox | None, policy: MailboxPolicy) -> tuple[str, str]:
    """The folder in which the copy lies, "" when none is seen; and what kept us from seeing, "" when nothing did."""
    if mailbox is None:
        return "", "the search breaks the connection"
    unseen = ""
    for folder in (policy.sent, policy.inbox):
        try:
            if await mailbox.find_message_id(folder, effect.message_id):
                return folder, ""
        except Permanent:
            continue  # a folder that is missing holds no proof
        except InboxdError as error:
            if is_elsewhere(error):
                raise
            unseen = str(error)
    return "", unseen
