"""One line of a signals file, whether phrase or pattern, and its occurrences in a text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

HITS_PER_RULE = 5
"""Occurrences of one phrase or pattern that are looked at in one text."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a phrase or pattern is evidence of, and where it counts.

    Attributes:
        signal: what it is evidence of; of a rule about our own tone, what is wrong with it.
        written: the phrase or pattern as the admin wrote it.
        weight: what it is worth.
        places: where it looks; "all" is spelled out, header names are lower case.
        only_in: languages in which alone it counts; empty for every language.
        shadow: it scores and is reported, and changes nothing.
        language: of the file it stands in.
        file, line: where it stands.
        say: of a rule about our own tone, what to write instead; may be empty.
        name: of a word of a topic or number, which one.
    """

    signal: StrEnum
    written: str
    weight: float
    places: frozenset[str]
    only_in: frozenset[str] = frozenset()
    shadow: bool = False
    language: str = "en"
    file: str = ""
    line: int = 0
    say: str = ""
    name: str = ""

    def counts_in(self, place: str, language: str) -> bool:
        """Whether it looks there, in a message of that language."""
        return place in self.places and (not self.only_in or language in self.only_in)


@dataclass(frozen=True, slots=True)
class Hit:
    """An occurrence.

    Attributes:
        start, end: character offsets into the original text.
        shielded: it stands inside a longer, harmless phrase.
    """

    rule: Rule
    start: int
    end: int
    shielded: bool = False
