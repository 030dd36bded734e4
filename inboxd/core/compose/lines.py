"""Foreign text made fit for one line: what customers wrote is never trusted in a header or a template."""

from __future__ import annotations

import re
import unicodedata

from inboxd.core.text.subjects import without_reply_marks

LONGEST_NAME = 60
LONGEST_SUBJECT = 120

_KEPT_INVISIBLES = "\u200c\u200d"
"""Persian spelling and emoji need the joiners."""

_LINK = re.compile(r"://|www\.|@", re.IGNORECASE)


def one_line(text: str, longest: int) -> str:
    """One line of at most `longest` characters, without control, direction and invisible characters."""
    line = " ".join("".join(_visible(char) for char in text[: longest * 10]).split())
    if len(line) <= longest:
        return line
    end = longest - 1
    while end > 1 and unicodedata.combining(line[end]):
        end -= 1
    return line[:end].rstrip() + "…"


def presentable_name(name: str) -> str:
    """A customer's name for the greeting and the To field; "" when it is none.

    A name with an address or a link in it is somebody who wants us to carry it to a stranger.
    """
    return "" if _LINK.search(name) else one_line(name, LONGEST_NAME)


def bare_subject(subject: str, token: str) -> str:
    """The customer's own words of a subject: without reply marks and our token."""
    start = subject[: LONGEST_SUBJECT * 10]
    line = one_line(start.replace(f"[{token}]", " ") if token else start, len(start) + 1)
    return one_line(without_reply_marks(line), LONGEST_SUBJECT)


def _visible(char: str) -> str:
    kind = unicodedata.category(char)
    if kind in {"Cc", "Zl", "Zp"}:
        return " "
    if kind == "Cf":
        return char if char in _KEPT_INVISIBLES else ""
    return "\ufffd" if kind == "Cs" else char
