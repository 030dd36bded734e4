"""What an audit needs to know, and what it has found so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from inboxd.core.decide.difference import strength_of
from inboxd.core.values.arrival import Place
from inboxd.core.values.difference import Code, Difference, Strength, Trace
from inboxd.core.values.effect import Effect
from inboxd.ports import Store


class Memory(Protocol):
    """What was done and how it stands, page by page."""

    def traces(self, mailbox: str) -> AsyncIterator[tuple[Trace, ...]]:
        """Outbox rows of a mailbox; "" for those about none."""

    async def effects(self, effect_ids: Sequence[str]) -> Mapping[str, Effect]:
        """Outbox rows by id."""


class Archive(Store, Protocol):
    """A store that also tells what was done."""

    @property
    def past(self) -> Memory:
        """Its memory of what was done."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What else an audit must know.

    Attributes:
        now: without it nobody asks how long anything has waited.
        sent: the configured folder of sent mail, or "auto".
        sent_copy: "server", "append" or "bcc": how a copy of each letter comes into Sent.
        lease: how long claimed work stays untouched.
        shadow: whether inboxd may touch nothing.
    """

    now: datetime | None = None
    sent: str = "auto"
    sent_copy: str = "append"
    lease: timedelta = timedelta(minutes=2)
    shadow: bool = False


@dataclass(slots=True)
class Audit:
    """What an audit of one mailbox found.

    Attributes:
        in_mailbox: messages seen in the watched folder.
        accounted: of these, in the journal.
        predating: of these, older than inboxd.
        unaccounted: where messages lie that nobody can account for; must be empty.
        doubled: messages that lie in the mailbox twice.
        by_outcome: the journal's entries by outcome.
        open_effects: outbox rows that are not finished, by "kind/state".
        counts: differences by code.
        tell: hears of each difference once it is certain.
    """

    mailbox: str
    in_mailbox: int = 0
    accounted: int = 0
    predating: int = 0
    unaccounted: list[Place] = field(default_factory=list)
    doubled: list[Place] = field(default_factory=list)
    by_outcome: dict[str, int] = field(default_factory=dict)
    open_effects: dict[str, int] = field(default_factory=dict)
    counts: Counter[Code] = field(default_factory=Counter)
    tell: Callable[[Difference], None] | None = None

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.of(Strength.WRONG)

    def of(self, strength: Strength) -> int:
        """How many differences of this strength there are."""
        return sum(count for code, count in self.counts.items() if strength_of(code) is strength)

    def note(self, found: Difference | None, place: Place | None = None) -> None:
        """Count a difference and tell it; None is none.

        Args:
            place: of the message that it is about.
        """
        if found is None:
            return
        self.counts[found.code] += 1
        if place is not None and found.code is Code.UNACCOUNTED:
            self.unaccounted.append(place)
        elif place is not None and found.code in {Code.TWICE, Code.LEFT_BEHIND}:
            self.doubled.append(place)
        if self.tell is not None:
            self.tell(found)
