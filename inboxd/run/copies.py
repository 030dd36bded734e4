"""What a move has left in its target when only the first half of it was done, and whether that can be proven.

A server without MOVE copies first and removes then. Most copies are found again by search. One that no search finds is
proven by its place, where the server told that; else nobody can tell, and a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from inboxd.core.values.arrival import Place
from inboxd.core.values.effect import Effect, Move
from inboxd.core.values.outcome import Outcome, TryLater
from inboxd.ports import Mailbox

_DAY = timedelta(days=1)


def noted(effects: Sequence[Effect], copies: Mapping[Place, Place]) -> list[Effect]:
    """The effects with what is known by now of their copies, by old place."""
    return [_noted(effect, copies) for effect in effects]


def _noted(effect: Effect, copies: Mapping[Place, Place]) -> Effect:
    if not isinstance(effect.deed, Move) or effect.deed.place not in copies:
        return effect
    return replace(effect, deed=replace(effect.deed, copy=copies[effect.deed.place]))


def remember(effect: Effect, outcome: Outcome) -> Outcome:
    """The outcome; where it is tried again, with what is known of the copy."""
    if isinstance(outcome, TryLater) and isinstance(effect.deed, Move):
        return replace(outcome, copy=effect.deed.copy)
    return outcome


async def find(mailbox: Mailbox, folder: str, move: Move) -> tuple[Place, ...]:
    """Where the message lies in this folder, as far as a search finds it."""
    # Without a Message-ID the headers of all messages since then are read, and not the whole folder's.
    since = move.received_at - _DAY if move.received_at else None
    return await mailbox.find(folder, move.identity, since=since)


async def find_copy(mailbox: Mailbox, move: Move) -> Place | None:
    """Where the message lies in its target: at the place that the server told once, or where a search finds it."""
    if move.copy is not None and move.copy.uid and await _is_taken(mailbox, move, move.copy):
        return move.copy
    return next(iter(await find(mailbox, move.folder, move)), None)


async def is_beyond_search(mailbox: Mailbox, move: Move) -> bool:
    """Whether the original is not found where it lies: then it proves nothing that no copy is found either."""
    if not await _is_taken(mailbox, move, move.place):
        return False
    return move.place not in await find(mailbox, move.place.folder, move)


async def _is_taken(mailbox: Mailbox, move: Move, place: Place) -> bool:
    """Whether a message lies there now, whatever can be read of it: a move to where it is changes nothing."""
    await mailbox.look(place.folder)
    return place in await mailbox.move([replace(move, place=place, folder=place.folder, flags=(), unset=())])
