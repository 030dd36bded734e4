"""Two rule sets on the same mails: which figures moved, and which mails."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from inboxd.core.measure.figures import FIGURES, Tally
from inboxd.core.measure.outcome import Outcome


class Turn(IntEnum):
    """What a change of route means, the worst first."""

    SPOILED = 0
    """It was right, and is wrong."""
    STRAYED = 1
    """It was wrong, and is wrong otherwise."""
    MENDED = 2
    """It was wrong, and is right."""
    EQUAL = 3
    """Both routes are right."""


@dataclass(frozen=True, slots=True)
class Change:
    """A mail that takes another route under the new rules."""

    before: Outcome
    after: Outcome

    @property
    def turn(self) -> Turn:
        """For better or worse."""
        if self.before.right:
            return Turn.EQUAL if self.after.right else Turn.SPOILED
        return Turn.MENDED if self.after.right else Turn.STRAYED


def changes(before: Iterable[Outcome], after: Iterable[Outcome]) -> tuple[Change, ...]:
    """The mails that changed their route, what was spoiled first. Both sides hold the same mails in the same order."""
    pairs = (Change(old, new) for old, new in zip(before, after, strict=True) if old.route != new.route)
    return tuple(sorted(pairs, key=lambda each: (each.turn, each.after.labelled.id)))


def differences(before: Tally, after: Tally) -> dict[str, float | None]:
    """Each figure's change from old to new; None where one side has none."""
    found: dict[str, float | None] = {}
    for figure in FIGURES:
        old, new = figure.read(before), figure.read(after)
        found[figure.name] = None if old is None or new is None else new - old
    return found
