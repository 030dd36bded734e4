"""A word to our own people, ready for any channel."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told.

    Attributes:
        key: the same on every try, so that a repeated mail can be recognised.
        mailbox: the account that it is about; "" when about none.
        title: one line.
        text: plain text, lines end with "\\n".
    """

    key: str
    mailbox: str
    title: str
    text: str
