"""What a statistical judge is to the others: it reads a text and says what kind of mail it is like, and by which words.

Whoever satisfies `Voter` may take the place of the shipped one, e.g. a language model of the operator's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

PRIORITY, QUESTION, WISH, PRAISE, AUTOMATIC, SPAM = KINDS = (
    "priority", "question", "wish", "praise", "automatic", "spam",
)  # fmt: skip
"""What a mail can be like, in the order of the voter's figures."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Words that moved an opinion.

    Attributes:
        start, end: character offsets into the text that was read.
        weight: how far they moved it, in the opinion's own units; negative against.
        concept: what they stand for, e.g. "waiting"; "" when it is just the words.
    """

    start: int
    end: int
    weight: float
    concept: str = ""


class Opinion(Protocol):
    """What a voter thinks of one text."""

    @property
    def likeness(self) -> Mapping[str, float]:
        """Of every kind: how much the text is like it; only differences mean something."""

    def reasons(self, kind: str, other: str) -> tuple[Reason, ...]:
        """The words that speak most for the one kind against the other, or against it, heaviest first."""


class Voter(Protocol):
    """A statistical judge. The same text always gets the same opinion."""

    @property
    def languages(self) -> frozenset[str]:
        """ISO 639-1 codes of the languages that it has learned; it is not asked about others."""

    @property
    def unit(self) -> Mapping[str, float]:
        """Of every kind that a measure stands for: how much likeness one point of the measure is worth, above 0."""

    def read(self, text: str) -> Opinion:
        """An opinion on a text of any length, in time linear in it and bounded."""
