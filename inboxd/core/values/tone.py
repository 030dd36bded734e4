"""What is wrong with the tone of something that we wrote: a hint for the team, never a refusal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ToneKind(StrEnum):
    """What a phrase of ours does to the one who reads it."""

    BLAME = "blame"
    """It says that the customer is at fault."""
    ARGUE = "argue"
    """It contradicts, doubts, belittles or lectures."""
    STOCK = "stock"
    """It was read a hundred times, promises nothing, or hides behind a rule."""


@dataclass(frozen=True, slots=True)
class ToneFinding:
    """A phrase that should not have been written.

    Attributes:
        quote: the very words, on one line, at most 80 characters.
        say: what to write instead; may be empty.
        file, line: the rule that found it.
        start: character offset of the quote into the text that was read.
    """

    kind: ToneKind
    quote: str
    say: str
    file: str
    line: int
    start: int = 0


@dataclass(frozen=True, slots=True)
class Review:
    """A reply of an agent that a colleague should look at.

    Attributes:
        message_key: of the reply in the journal.
        agent: lower-case address of who wrote it.
        at: when it was sent, aware UTC.
        findings: in order of appearance; never empty.
    """

    case_id: str
    message_key: str
    agent: str
    at: datetime
    findings: tuple[ToneFinding, ...]
