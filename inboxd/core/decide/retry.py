"""When an effect that did not happen is tried again, and when it is not.

This is the slow scale: minutes to days, kept in the store. Seconds within one call belong to the edge.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from inboxd.core.values.effect import Effect
from inboxd.core.values.outcome import Failed, Held, TryLater
from inboxd.errors import InboxdError, Misconfigured, OutcomeUnknown, Permanent, StoreUnavailable, Transient

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
MISCONFIGURED_PAUSE = timedelta(minutes=5)
"""A person mends a password or a right; steady tries notice it soon and do not hammer."""

GIVE_UP_AFTER = timedelta(days=3)
UNTRIED_AFTER = 2 * LONGEST_PAUSE
"""What nobody touched for this long was not tried meanwhile: we were off, asleep, or the clock was set."""
UNKNOWN_TRIES = 3

_JITTER = 0.2


def decide_retry(effect: Effect, error: Exception, now: datetime) -> TryLater | Failed | Held:
    """What becomes of a claimed effect whose attempt ended with this error.

    Transient: again after as long as it has failed by now, 30 s at least and an hour at most, for three days. Our own
    database: after 30 s, however often and however long, for it works again when this is written down. Misconfigured:
    every five minutes, for three days. Permanent: never. Anything else is our own mistake: set aside after three tries.
    An attempt in the middle of which the machine slept, or its clock was set ahead, says nothing of these three days.
    An unknown outcome is never tried again from here; it is for a person once the proof has failed.
    """
    effect_id, attempts, what = effect.effect_id, effect.attempts, _describe(error)
    if isinstance(error, OutcomeUnknown):
        return Held(effect_id, now, what)
    if isinstance(error, Permanent):
        return Failed(effect_id, now, what)
    if isinstance(error, StoreUnavailable):
        return TryLater(effect_id, now, now + _jittered(FIRST_PAUSE, effect_id, attempts), what, waited=True)
    # How often it was taken says little: kills, hand-overs and our own database are no fault of the server's.
    # A claim pushes the due time to where the attempt must be over.
    has_slept = now - effect.due_at > UNTRIED_AFTER
    failing_for = now - (effect.trying_since or now) if not has_slept else timedelta()
    if isinstance(error, Transient | Misconfigured):
        if failing_for >= GIVE_UP_AFTER:
            return Failed(effect_id, now, f"gave up after {GIVE_UP_AFTER.days} days: {what}")
    elif attempts >= UNKNOWN_TRIES:
        return Failed(effect_id, now, f"set aside after {attempts} tries: {what}")
    pause = MISCONFIGURED_PAUSE if isinstance(error, Misconfigured) else _growing_pause(failing_for)
    return TryLater(effect_id, now, now + _jittered(pause, effect_id, attempts), what, waited=has_slept)


def _growing_pause(failing_for: timedelta) -> timedelta:
    return min(max(failing_for, FIRST_PAUSE), LONGEST_PAUSE)


def _jittered(pause: timedelta, effect_id: str, attempts: int) -> timedelta:
    # A server that comes back must not meet all that waited for it in the same second.
    digest = hashlib.sha256(f"{effect_id}\0{attempts}".encode("utf-8", "surrogatepass")).digest()
    share = int.from_bytes(digest[:4], "big") / 0xFFFFFFFF
    return pause * (1 + _JITTER * (2 * share - 1))


def _describe(error: Exception) -> str:
    # Only our own errors promise a text that is free of customer data.
    if not isinstance(error, InboxdError):
        return type(error).__name__
    hint = error.hint if isinstance(error, Misconfigured) else ""
    return f"{error} ({hint})" if hint else str(error)
