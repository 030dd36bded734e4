"""Lines of a message's text, each with what is already known of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Mark(IntEnum):
    """What the form of the message says about a line, before its words are read."""

    PLAIN = 0
    QUOTED = 1
    """Marked as quotation: `>`, or a container that clients use for nothing else."""
    MAYBE_QUOTED = 2
    """In a block quotation that may be the person's own."""
    SIGNATURE = 3
    """In a container for signatures."""
    HEADER = 4
    """In a client's container for the head of an earlier message; what follows is that message."""


class Label(IntEnum):
    """Whose words a line holds."""

    NEW = 0
    QUOTED = 1
    SIGNATURE = 2


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text taken apart into lines.

    Attributes:
        lines: without line ends and quotation signs.
        marks: one for each line.
        depths: how many quotation signs each line had; empty when none had any.
    """

    lines: tuple[str, ...]
    marks: tuple[Mark, ...]
    depths: tuple[int, ...] = ()

    def only(self, mark: Mark) -> str:
        """The lines that carry a mark, as text."""
        return joined(line for line, each in zip(self.lines, self.marks, strict=True) if each is mark)


_QUOTATION_SIGNS = re.compile(r"[ \t\u00a0]{0,3}(?:[>\uff1e][ \t\u00a0]?)+")
MOST_LINES = 10_000
"""What comes after so many lines is taken as one line more."""

_MANY_EMPTY = re.compile(r"\n(?:[ \t]*\n){3,}")
_SEVERAL_EMPTY = re.compile(r"\n{3,}")


def mark_plain(text: str) -> MarkedText:
    """The lines of a plain text; `>` marks quotations wherever they stand."""
    lines = _MANY_EMPTY.sub("\n\n\n", text).split("\n", MOST_LINES)
    if ">" not in text and "\uff1e" not in text:
        return MarkedText(tuple(lines), (Mark.PLAIN,) * len(lines))
    marks: list[Mark] = []
    depths: list[int] = []
    for index, line in enumerate(lines):
        signs = _QUOTATION_SIGNS.match(line)
        marks.append(Mark.QUOTED if signs else Mark.PLAIN)
        depths.append(signs[0].count(">") + signs[0].count("\uff1e") if signs else 0)
        if signs:
            lines[index] = line[signs.end() :]
    return MarkedText(tuple(lines), tuple(marks), tuple(depths))


def joined(lines: Iterable[str]) -> str:
    """Lines as text, without empty lines at the edges and never with more than one between."""
    return _SEVERAL_EMPTY.sub("\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n")


_SHORT_NOTE_WORDS = 20
_UNSPACED = ((re.compile("[\u3041-\u30ff\u3400-\u9fff]"), 2), (re.compile("[\u0e00-\u0e7f]"), 4))
"""Scripts without blanks between words, and how many characters make about one word."""

_SHORT_NOTE_CHARACTERS = 300


def is_short_note(text: str) -> bool:
    """Whether a text says no more than why another message comes with it."""
    if len(text) > _SHORT_NOTE_CHARACTERS:
        return False
    count = len(text.split())
    if not text.isascii():
        count += sum(len(script.findall(text)) // each for script, each in _UNSPACED)
    return count <= _SHORT_NOTE_WORDS
