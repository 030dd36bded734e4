"""The test mail that tries the whole path: when one is sent, what its arrival means, and when it counts as missing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from inboxd.core.decide.ground import Ground
from inboxd.core.decide.journal import journal_entry
from inboxd.core.values import ids
from inboxd.core.values.arrival import Arrival, Place, Sighting
from inboxd.core.values.canary import CANARY_FIELD, CanaryMark, read_mark
from inboxd.core.values.effect import Effect, EffectState, Move
from inboxd.core.values.mail import Mail
from inboxd.core.values.plan import Direction, Plan

OUTCOME = "canary"
"""How the journal accounts for a test mail."""

FRESH = timedelta(hours=24)
"""A test mail that is older when it arrives was played back by somebody, or nobody waits for it any more."""

_AHEAD = timedelta(minutes=5)
"""A mark that lies further in the future was made by a clock that has been set back since."""

_AGAIN = timedelta(seconds=30)
_BREAKS_EXCUSED = 3
"""How many times `within` more than `every` a test mail may take while the connection comes and goes."""


@dataclass(frozen=True, slots=True)
class CanaryPolicy:
    """How a mailbox is tried.

    Attributes:
        every: from one test mail to the next.
        within: how long one may take before it counts as missing.
    """

    every: timedelta
    within: timedelta


@dataclass(frozen=True, slots=True)
class Flight:
    """The last test mail of a mailbox, as it is remembered over restarts.

    Attributes:
        at: when it was made; None when there never was one.
        accepted_at: when the SMTP server took it; None when it did not, or when that is not known.
        refusal: why the last attempt at sending failed; "" when it did not.
        arrived_at: when it was seen in the mailbox.
        again_at: when sending is tried again; None when it is not.
        is_over: whether nobody waits for it any more.
        missing_since: when the first of those was made that did not arrive in time; None while mail flows.
    """

    at: datetime | None = None
    accepted_at: datetime | None = None
    refusal: str = ""
    arrived_at: datetime | None = None
    again_at: datetime | None = None
    is_over: bool = True
    missing_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Watching:
    """How this process has looked after a mailbox.

    Attributes:
        since: since when it is connected and looked through without a break; None while it is not.
        steady_since: since when it is so but for breaks of `within` at most; None when it never was.
        last_at: when it was found so last.
    """

    since: datetime | None = None
    steady_since: datetime | None = None
    last_at: datetime | None = None


class Step(StrEnum):
    """What is to be done about a mailbox's test mail now."""

    WAIT = "wait"
    SEND = "send"
    SEND_AGAIN = "send again"
    """The same mail once more: no server has taken it."""
    MISS = "miss"
    """It should have been here by now."""


def canary_of(mail: Mail, mailbox: str, key: bytes, now: datetime) -> CanaryMark | None:
    """The mark of a test mail that this installation sent to this mailbox lately; None for every other mail.

    Only the signature counts, never the subject. That it did not arrive before, the caller must ask the store.
    """
    for text in (*mail.headers.all(CANARY_FIELD), mail.identity.message_id):
        mark = read_mark(text, key)
        if mark is not None and mark.mailbox == mailbox and -_AHEAD <= now - mark.at <= FRESH:
            return mark
    return None


def decide_canary(arrival: Arrival, mail: Mail, mark: CanaryMark, folder: str, ground: Ground) -> Plan:
    """What follows from a test mail: it is moved out of the way, and it is nobody's message.

    Args:
        folder: where it goes.
    """
    entry = journal_entry(arrival, mail, OUTCOME, Direction.OWN)
    move = Effect(
        effect_id=mark.effect_id,
        mailbox=arrival.place.mailbox,
        deed=Move(arrival.place, mail.identity, folder, received_at=mail.received_at),
        state=EffectState.SHADOW if ground.policy.shadow else EffectState.QUEUED,
        due_at=ground.now,
        message_key=ids.message_key(arrival.place.mailbox, mail.identity),
    )
    return Plan(entry, effects=(move,))


def observe(before: Watching, policy: CanaryPolicy, now: datetime, *, is_current: bool) -> Watching:
    """How the mailbox is looked after, now that it was asked again.

    Args:
        is_current: whether it is connected and was looked through since.
    """
    if not is_current:
        return replace(before, since=None)
    was_away = before.last_at is None or now - before.last_at > policy.within
    # A clock that was set back must not leave us waiting from a moment that is still to come.
    steady_since = now if was_away else min(before.steady_since or now, now)
    return Watching(since=min(before.since or now, now), steady_since=steady_since, last_at=now)


def next_step(flight: Flight, policy: CanaryPolicy, now: datetime, watching: Watching) -> Step:
    """What is to be done now.

    A test mail from the future tells nothing: the clock was set back, and to wait for it could take days.

    Args:
        watching: time while nobody looks is nobody's fault but ours, and has an alarm of its own.
    """
    if watching.since is None or watching.steady_since is None:
        return Step.WAIT
    if flight.at is None or flight.at - now > _AHEAD:
        return Step.SEND
    if flight.is_over:
        return Step.SEND if now >= flight.at + policy.every else Step.WAIT
    unbroken = max(flight.at, watching.since) + policy.within
    # A line that breaks every few minutes is never watched for long, and must not excuse a missing mail for ever.
    in_spite_of_breaks = max(flight.at, watching.steady_since) + policy.every + _BREAKS_EXCUSED * policy.within
    if now >= min(unbroken, in_spite_of_breaks):
        return Step.MISS
    return Step.SEND_AGAIN if flight.again_at is not None and now >= flight.again_at else Step.WAIT


def depart(flight: Flight, mark: CanaryMark) -> Flight:
    """A new test mail is about to be sent."""
    # What is missing since a moment to come was made before the clock was set back.
    missing_since = min(flight.missing_since, mark.at) if flight.missing_since is not None else None
    return Flight(at=mark.at, is_over=False, missing_since=missing_since)


def accepted(flight: Flight, now: datetime) -> Flight:
    """The SMTP server took it."""
    return replace(flight, accepted_at=now, refusal="", again_at=None)


def refused(flight: Flight, why: str, now: datetime, *, is_harmless: bool) -> Flight:
    """The SMTP server did not take it.

    Args:
        is_harmless: whether it is certain that no server has it, and time may help.
    """
    return replace(flight, refusal=why, again_at=now + _AGAIN if is_harmless else None)


def arrived(flight: Flight, mark: CanaryMark, now: datetime) -> Flight:
    """One was seen in the mailbox: mail flows. An earlier one, late, says so too, but is not the one waited for."""
    if mark.at != flight.at:
        return replace(flight, missing_since=None)
    return replace(flight, arrived_at=now, refusal="", again_at=None, is_over=True, missing_since=None)


def missed(flight: Flight) -> Flight:
    """It did not come in time."""
    return replace(flight, again_at=None, is_over=True, missing_since=flight.missing_since or flight.at)


def after_restart(flight: Flight) -> Flight:
    """As it was stored by a process that has ended.

    Of one that was just being sent nobody knows whether it went out: nobody waits for it, and the next one is sent in
    its turn, so that neither a flood nor a false alarm comes of being killed.
    """
    is_known = flight.accepted_at is not None or bool(flight.refusal)
    return flight if flight.is_over or is_known else replace(flight, is_over=True)


def superfluous(sightings: Sequence[Sighting], mailbox: str, key: bytes, keep: int) -> tuple[Place, ...]:
    """Which messages of the test mails' folder may be removed: ours by signature alone, and the newest stay."""
    ours = []
    for each in sightings:
        mark = read_mark(each.identity.message_id, key)
        if mark is not None and mark.mailbox == mailbox:
            ours.append((mark.at, each.place))
    return tuple(place for _, place in sorted(ours)[: max(len(ours) - keep, 0)])


def write_flight(flight: Flight) -> str:
    """The flight as the store keeps it."""
    moments = {name: getattr(flight, name) for name in _MOMENTS}
    kept = {name: at.isoformat() if at is not None else "" for name, at in moments.items()}
    return json.dumps({**kept, "refusal": flight.refusal, "is_over": flight.is_over})


def read_flight(text: str) -> Flight:
    """What `write_flight` wrote; "" is a mailbox that was never tried."""
    if not text:
        return Flight()
    kept = json.loads(text)
    moments = {name: datetime.fromisoformat(kept[name]) if kept.get(name) else None for name in _MOMENTS}
    return Flight(**moments, refusal=str(kept.get("refusal", "")), is_over=bool(kept.get("is_over", True)))


_MOMENTS = ("at", "accepted_at", "arrived_at", "again_at", "missing_since")
