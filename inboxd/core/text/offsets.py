"""How offsets of a rewritten text lead back to the text that it was made from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Where the pieces of a rewritten text came from.

    Attributes:
        rewritten: where each piece starts in the rewritten text, and the text's length.
        original: the same in the original.
        untouched: for each piece, whether it was copied as it was, so that it maps character by character.
    """

    rewritten: tuple[int, ...]
    original: tuple[int, ...]
    untouched: tuple[bool, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The slice of the original for a slice of the rewritten text."""
        first = self._piece(start)
        begin = self.original[first]
        if self.untouched[first]:
            begin += start - self.rewritten[first]
        if end <= start:
            return begin, begin
        last = self._piece(end - 1)
        if self.untouched[last]:
            return begin, self.original[last] + end - self.rewritten[last]
        return begin, self.original[last + 1]

    def _piece(self, offset: int) -> int:
        return max(0, min(bisect_right(self.rewritten, offset) - 1, len(self.untouched) - 1))


@dataclass(frozen=True, slots=True)
class BlankMap:
    """Where single blanks went missing.

    Attributes:
        gaps: offsets in the rewritten text before which a blank was left out, ascending.
    """

    gaps: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The slice of the original for a slice of the rewritten text."""
        begin = start + bisect_right(self.gaps, start)
        if end <= start:
            return begin, begin
        return begin, end + bisect_right(self.gaps, end - 1)


Offsets = OffsetMap | BlankMap


def rewritten(text: str, maps: list[Offsets], pieces: Iterable[tuple[int, int, str]]) -> str:
    """Replace slices of the text, in order; a map is appended when anything changed."""
    parts: list[str] = []
    new_starts, old_starts, untouched = [0], [0], list[bool]()
    length = done = 0
    for start, end, replacement in pieces:
        if text[start:end] == replacement:
            continue
        if start > done:
            parts.append(text[done:start])
            length += start - done
            new_starts.append(length)
            old_starts.append(start)
            untouched.append(True)
        parts.append(replacement)
        length += len(replacement)
        done = end
        new_starts.append(length)
        old_starts.append(end)
        untouched.append(False)
    if not parts:
        return text
    parts.append(text[done:])
    new_starts.append(length + len(text) - done)
    old_starts.append(len(text))
    untouched.append(True)
    maps.append(OffsetMap(tuple(new_starts), tuple(old_starts), tuple(untouched)))
    return "".join(parts)
