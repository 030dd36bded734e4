"""Which moves are taken back, and which are left alone: the inverse of `decide.effects.move_to`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from inboxd.core.values.arrival import Place
from inboxd.core.values.difference import Trace
from inboxd.core.values.effect import Effect, EffectState, Move
from inboxd.core.values.plan import Direction, JournalEntry
from inboxd.core.values.undo import Fate, Step

_SUFFIX = "/undo"


def undo_id(move_id: str) -> str:
    """Id of the effect that takes this move back: there is one, however often it is asked for."""
    return f"{move_id}{_SUFFIX}"


def is_undo(effect_id: str) -> bool:
    """Whether an effect takes another one back."""
    return effect_id.endswith(_SUFFIX)


def undone_id(effect_id: str) -> str:
    """Id of the move that this effect takes back."""
    return effect_id.removesuffix(_SUFFIX)


def is_wanted(trace: Trace, entry: JournalEntry | None, before: Effect | None, route: str) -> bool:
    """Whether a done move is one that somebody wants back.

    Args:
        entry: the message's row of the journal; None when it is forgotten.
        before: the move back that an earlier undo planned, if there was one.
        route: only messages of this route; "" for all.
    """
    if trace.move is None or is_undo(trace.effect_id):
        return False
    if before is not None and before.state is EffectState.DONE:
        return False
    if entry is not None and entry.direction is not Direction.INCOMING:
        return False  # the proof of a letter that went out belongs into Sent
    return not route or (entry is not None and entry.route == route)


def decide_undo(
    trace: Trace, move: Move, before: Effect | None, lies: Place | None, now: datetime, *, is_known: bool
) -> Step:
    """What becomes of one wanted message.

    Args:
        trace: the move that was done.
        before: the move back that an earlier undo planned, if there was one.
        lies: where the message lies now in the folder that inboxd moved it to; None when it does not.
        is_known: whether the journal still has it: else it would be handled as new once it is back.
    """
    step = Step(
        move_id=trace.effect_id,
        mailbox=move.place.mailbox,
        message_key=trace.message_key,
        fate=Fate.LEFT,
        source=move.folder,
        target=move.place.folder,
        case_id=trace.case_id,
    )
    if before is not None:
        return _repeated(step, before)
    if not is_known:
        return replace(step, why="the journal does not know it any more, and would take it for new")
    if lies is None:
        return replace(step, why=f"it does not lie in {move.folder} any more: a person moved or deleted it")
    return replace(step, fate=Fate.BACK, effect=_move_back(trace, move, lies, now))


def _repeated(step: Step, before: Effect) -> Step:
    if before.state is EffectState.QUEUED:
        return replace(step, fate=Fate.FINISHING, effect=before)
    why = f"moving it back is {before.state} ({before.last_error}): `inboxd outbox retry {before.effect_id}`"
    return replace(step, why=why)


def _move_back(trace: Trace, move: Move, lies: Place, now: datetime) -> Effect:
    return Effect(
        effect_id=undo_id(trace.effect_id),
        mailbox=move.place.mailbox,
        deed=Move(lies, move.identity, move.place.folder, received_at=move.received_at, unset=move.flags),
        state=EffectState.QUEUED,
        due_at=now,
        case_id=trace.case_id,
        message_key=trace.message_key,
    )
