"""How an effect ended, as a value that is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inboxd.core.values.arrival import Place
from inboxd.core.values.effect import Effect


@dataclass(frozen=True, slots=True)
class Done:
    """It happened.

    Attributes:
        place: where the message lies now, when the server told.
        note: e.g. "already there", "moved by somebody else".
        then: effects that follow from it, e.g. filing the sent copy.
    """

    effect_id: str
    at: datetime
    place: Place | None = None
    note: str = ""
    then: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class TryLater:
    """It did not happen and will be tried again.

    Attributes:
        waited: it only waits for its turn, or for our own database: the patience with what fails begins anew.
        copy: what a move has left in its target, see `Move`; None when nothing new is known about that.
    """

    effect_id: str
    at: datetime
    due_at: datetime
    error: str
    waited: bool = False
    copy: Place | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """It did not happen and will not be tried again by itself.

    Attributes:
        then: effects that follow all the same.
    """

    effect_id: str
    at: datetime
    error: str
    then: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """It may have happened and cannot be proven; a person decides."""

    effect_id: str
    at: datetime
    error: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """It was called off before it began.

    Attributes:
        then: effects that follow all the same.
    """

    effect_id: str
    at: datetime
    reason: str
    then: tuple[Effect, ...] = ()


Outcome = Done | TryLater | Failed | Held | Cancelled
