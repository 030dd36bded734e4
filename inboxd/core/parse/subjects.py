"""What a subject's prefix says about the message."""

from __future__ import annotations

from inboxd.core.parse.quote_words import ANSWER_PREFIXES, FORWARD_PREFIXES, bare_words

_LONGEST_PREFIX = 40


def says_forward(subject: str) -> bool:
    """Whether the subject begins as clients begin that of a forwarded mail."""
    return _prefix(subject) in FORWARD_PREFIXES


def says_answer(subject: str) -> bool:
    """Whether the subject begins as clients begin that of an answer."""
    return _prefix(subject) in ANSWER_PREFIXES


def _prefix(subject: str) -> str:
    prefix, colon, _ = subject[:_LONGEST_PREFIX].lstrip("[( ").replace("\uff1a", ":").partition(":")
    return bare_words(prefix) if colon else ""
