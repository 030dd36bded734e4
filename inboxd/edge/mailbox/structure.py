"""BODYSTRUCTURE (RFC 9051 §7.5.2) as a tree of parts with the sections under which they are fetched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from imapclient.response_types import BodyData

_DEEPEST = 20
_MOST_CHILDREN = 100


@dataclass(frozen=True, slots=True)
class Part:
    """One part, or a message: the whole one, or a letter inside.

    Attributes:
        number: section number for FETCH, e.g. "2.1"; "" for the whole message. A letter has its part's number.
        section: section of the content, e.g. "2.1", "TEXT" for the whole message or "2.TEXT" for a letter; unique.
        kind: media type in lower case, e.g. "text/html".
        is_attachment: marked as such by its sender.
        letters: how many letters are around it.
        children: of a multipart; of a message/rfc822 part, the letter.
    """

    number: str
    section: str
    kind: str
    is_attachment: bool = False
    letters: int = 0
    children: tuple[Part, ...] = ()

    @property
    def is_message(self) -> bool:
        """Whether this is a message with a header of its own, not a part of a multipart."""
        return self.section.endswith("TEXT")

    @property
    def is_multipart(self) -> bool:
        """Whether it consists of other parts."""
        return self.kind.startswith("multipart/")

    def walk(self) -> Iterator[Part]:
        """This part and all below it, in the order of the message."""
        yield self
        for child in self.children:
            yield from child.walk()


def read_structure(body: Sequence[Any]) -> Part:
    """The tree; what lies too deep or comes too late in an absurd message is left out.

    Args:
        body: what imapclient made of BODYSTRUCTURE: lists of children first for multiparts, else the fields in order.

    Raises:
        LookupError, TypeError, ValueError: the server's answer has no such shape.
    """
    return _read(body, "", "TEXT", 0, 0)


def _read(body: Sequence[Any], number: str, section: str, letters: int, depth: int) -> Part:
    below = f"{number}." if number else ""
    children: tuple[Part, ...] = ()
    if isinstance(body[0], list):
        if depth < _DEEPEST:
            numbers = (f"{below}{index}" for index in range(1, _MOST_CHILDREN + 1))
            pairs = zip(numbers, body[0], strict=False)
            children = tuple(_read(part, each, each, letters, depth + 1) for each, part in pairs)
        return Part(number, section, f"multipart/{_word(body[1])}", letters=letters, children=children)
    kind = f"{_word(body[0])}/{_word(body[1])}"
    if kind == "message/rfc822" and number and depth < _DEEPEST and len(body) > 8:
        letter = BodyData.create(body[8])
        children = (_read(letter, number, f"{number}.TEXT", letters + 1, depth + 1),)
    return Part(number, section, kind, _is_attachment(body), letters, children)


def _word(value: object) -> str:
    if not isinstance(value, bytes):
        raise TypeError("a media type or disposition that is no word")
    return value.decode("ascii", "replace").lower()


def _is_attachment(body: Sequence[Any]) -> bool:
    # The disposition stands among the extension data, whose position depends on the type.
    pairs = (each for each in body[7:] if isinstance(each, tuple) and len(each) == 2 and isinstance(each[0], bytes))
    return any(_word(name) == "attachment" for name, _ in pairs)
