"""What the end of an effect makes of the effect and of its case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from inboxd.core.decide.effects import silence_after
from inboxd.core.decide.life import Happening, state_after
from inboxd.core.values.arrival import Place
from inboxd.core.values.case import CaseEvent, CaseState, EventKind
from inboxd.core.values.effect import Alarm, Effect, EffectState, Letter, Stage
from inboxd.core.values.history import Answer
from inboxd.core.values.outcome import Cancelled, Done, Failed, Held, Outcome, TryLater
from inboxd.core.values.plan import StartClock

_SENT = {
    "acknowledgment": EventKind.ACKNOWLEDGED,
    "follow_up": EventKind.FOLLOW_UP_SENT,
    "reminder": EventKind.REMINDED,
    "notice": EventKind.NOTIFIED,
}
_CALLED_OFF = {"acknowledgment": EventKind.ACKNOWLEDGMENT_SUPPRESSED, "follow_up": EventKind.FOLLOW_UP_CANCELLED}
_ALARMED = {
    Stage.WARNING: EventKind.WARNED,
    Stage.BREACH: EventKind.BREACHED,
    Stage.ESCALATION: EventKind.ESCALATED,
}
"""What the case's history says when our people were told; `REPORTED` for all other stages."""


@dataclass(frozen=True, slots=True)
class CaseTurn:
    """A case goes from one state to another; in any other state it stays as it is.

    Attributes:
        escalation: steps of the escalation that were taken; a case that took more of them keeps its number.
    """

    case_id: str
    before: CaseState
    after: CaseState
    escalation: int = 0


@dataclass(frozen=True, slots=True)
class Aftermath:
    """Everything that must be written down when an effect has ended.

    Attributes:
        state: of the effect from now on.
        error: what went wrong or why it was called off, "" when it was done.
        due_at: when to try again; of what failed or is held, when it did; None when it is over.
        event: a line for the case's history, None when the history does not care.
        turn: what becomes of the case.
        then: effects that follow, whichever proof told that it was done.
        starts: clocks that run from now on.
        answers: what the caps and the cooldown count.
        waited: whether trying again is no failure, see `TryLater`.
        copy: what a move has left in its target, to be written into its deed.
    """

    state: EffectState
    error: str = ""
    due_at: datetime | None = None
    event: CaseEvent | None = None
    turn: CaseTurn | None = None
    then: tuple[Effect, ...] = ()
    starts: tuple[StartClock, ...] = ()
    answers: tuple[Answer, ...] = ()
    waited: bool = False
    copy: Place | None = None


def aftermath(effect: Effect, outcome: Outcome) -> Aftermath:
    """What follows from how an effect ended."""
    match outcome:
        case Done(at=at, note=note):
            kind = _done_as(effect)
            # A letter goes out once: whichever proof of it comes second writes no second line.
            event = _line(effect, kind, at, note, effect.effect_id)
            after = Aftermath(EffectState.DONE, event=event, turn=_turn(effect))
            return _asked(after, effect, at) if effect.case_id else after
        case TryLater(due_at=due_at, error=error, waited=waited, copy=copy):
            return Aftermath(EffectState.QUEUED, error, due_at, waited=waited, copy=copy)
        case Failed(at=at, error=error):
            return Aftermath(EffectState.FAILED, error, at, event=_trouble(effect, EventKind.FAILED, at, error))
        case Held(at=at, error=error):
            return Aftermath(EffectState.HELD, error, at, event=_trouble(effect, EventKind.HELD, at, error))
        case Cancelled(at=at, reason=reason):
            kind = _CALLED_OFF.get(effect.deed.kind)
            cause = f"{effect.effect_id}:{at.isoformat()}"
            return Aftermath(EffectState.CANCELLED, reason, event=_line(effect, kind, at, reason, cause))


def _asked(after: Aftermath, effect: Effect, at: datetime) -> Aftermath:
    """A question went out: it counts, the reminder's clock starts, and silence will be an answer."""
    letter = effect.deed
    if not isinstance(letter, Letter) or letter.kind not in {"follow_up", "reminder"}:
        return after
    domain = letter.to.rpartition("@")[2]
    answer = Answer(effect.effect_id, at, letter.to, domain, effect.mailbox, effect.case_id, "", "follow_up")
    if letter.kind == "reminder":
        return replace(after, answers=(answer,))
    return replace(
        after,
        then=(silence_after(effect, at, asked=True),),
        starts=(StartClock(effect.case_id, "reminder", at),),
        answers=(answer,),
    )


def _done_as(effect: Effect) -> EventKind | None:
    if isinstance(effect.deed, Alarm):
        is_first = effect.deed.stage is Stage.ESCALATION and effect.deed.step == 0
        return EventKind.REPORTED if is_first else _ALARMED.get(effect.deed.stage, EventKind.REPORTED)
    return _SENT.get(effect.deed.kind)


def _turn(effect: Effect) -> CaseTurn | None:
    if isinstance(effect.deed, Alarm) and effect.deed.step and effect.case_id:
        after = state_after(CaseState.WAITING, Happening.ESCALATED)
        return CaseTurn(effect.case_id, CaseState.WAITING, after, effect.deed.step)
    if effect.deed.kind != "follow_up" or not effect.case_id:
        return None
    # Only an answered case is being verified: a customer who wrote again in the meantime waits for us.
    return CaseTurn(effect.case_id, CaseState.REPLIED, CaseState.VERIFYING)


def _trouble(effect: Effect, kind: EventKind, at: datetime, error: str) -> CaseEvent | None:
    return _line(effect, kind, at, f"{effect.deed.kind}: {error}", f"{effect.effect_id}:{at.isoformat()}")


def _line(effect: Effect, kind: EventKind | None, at: datetime, reason: str, cause: str) -> CaseEvent | None:
    if kind is None or not effect.case_id:
        return None
    return CaseEvent(f"{kind}:{cause}", effect.case_id, at, kind, reason)
