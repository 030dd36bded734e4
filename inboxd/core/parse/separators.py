"""Lines that divide what was written now from what came before: rulers, framed words, help desks' marks."""

from __future__ import annotations

import re

from inboxd.core.parse.quote_words import ABOVE_THE_LINE, REPLY_ABOVE

LONGEST_SEPARATOR = 160
"""Characters; a longer line is prose."""

_RULER = re.compile(r"[\s\-_=*~\u2013\u2014\u2500\u2501]{5,200}")
_FRAME_SIGNS = "-_=*~\u2013\u2014\u2500"
_REPLY_ABOVE_FRAME = _FRAME_SIGNS + "#"
_ANY_REPLY_ABOVE = REPLY_ABOVE + ABOVE_THE_LINE
_NOTES_LINE = re.compile(
    r"\S[^\n]{1,120}?---\s?\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?[AP]\.?M\.?)?\s?---",
    re.IGNORECASE,
)


def is_ruler(line: str) -> bool:
    """Whether the line is drawn."""
    return _RULER.fullmatch(line) is not None


def is_notes_line(line: str) -> bool:
    """Whether the line is how Notes folds a message away: "Mira Hill ---12/03/2024 10:15:23---its first words"."""
    return "---" in line and _NOTES_LINE.match(line) is not None


def may_say_reply_above(text: str) -> bool:
    """A cheap look at a whole text in lower case, before its lines are read by `says_reply_above`."""
    return "##-" in text or any(phrase in text for phrase in _ANY_REPLY_ABOVE)


def says_reply_above(line: str) -> bool:
    """Whether a help desk asks here to write above. What it says is free when a frame shows that no person wrote it."""
    text = line.strip(" \t>*").lower()
    if len(text) > LONGEST_SEPARATOR:
        return False
    if text.startswith("##-") and text.endswith("-##"):
        return True
    is_framed = not text[:2].strip(_REPLY_ABOVE_FRAME)
    return any(phrase in text for phrase in (_ANY_REPLY_ABOVE if is_framed else REPLY_ABOVE))


def is_torn(line: str) -> bool:
    """Whether the line begins inside an address that a client broke off the line above."""
    return line.find(">") >= 0 and not 0 <= line.find("<") < line.find(">")


def unframed(line: str) -> str | None:
    """The words of a line like "-----Original Message-----"; None when it is no such line."""
    text = line.strip(" \t>").rstrip(":\uff1a ")
    if text[:2].strip(_FRAME_SIGNS) or text[-2:].strip(_FRAME_SIGNS) or len(text) < 5:
        return None
    words = text.strip(_FRAME_SIGNS + " \t<>")
    return words or None
