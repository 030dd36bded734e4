"""What the store tells of itself: cases with all that belongs to them, messages to look after, figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from inboxd.core.values.arrival import Identity, Place
from inboxd.core.values.case import Case, CaseEvent
from inboxd.core.values.effect import Effect


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """A case with its history and its effects, for people."""

    case: Case
    events: tuple[CaseEvent, ...] = ()
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class WaitingMessage:
    """A customer's message in a case that waits for us: where to look for `\\Answered`."""

    case_id: str
    message_key: str
    place: Place
    identity: Identity


@dataclass(frozen=True, slots=True)
class StoreCounts:
    """Figures for the metrics: entries by outcome, effects by "kind/state", cases by state, the most overdue effect.

    Attributes:
        answered: when the latest automatic mails were planned, newest first: those of two hours, 5,000 at most.
    """

    messages: Mapping[str, int] = field(default_factory=dict)
    effects: Mapping[str, int] = field(default_factory=dict)
    cases: Mapping[str, int] = field(default_factory=dict)
    oldest_due: datetime | None = None
    answered: tuple[datetime, ...] = ()
