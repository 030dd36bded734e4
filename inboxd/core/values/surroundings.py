"""What is known around a case."""

from __future__ import annotations

from dataclasses import dataclass

from inboxd.core.values.case import Case


@dataclass(frozen=True, slots=True)
class EndedCase:
    """Another case, and how it ended in words.

    Attributes:
        ended: e.g. "resolved by silence, rated 4", or "still waiting".
    """

    case: Case
    ended: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Other cases that help with one.

    Attributes:
        earlier: of the same customer, newest first.
        similar: of other customers, with the same numbers or topics.
        linked: taken for the same matter.
    """

    earlier: tuple[EndedCase, ...] = ()
    similar: tuple[EndedCase, ...] = ()
    linked: tuple[EndedCase, ...] = ()
