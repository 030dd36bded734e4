"""What a subject's prefix says about the message."""

from __future__ import annotations

from inboxd.core.parse.quote_words import ANSWER_PREFIXES, FORWARD_PREFIXES, bare_words

_LONGEST_PREFIX = 40
_MOST_PREFIXES = 5


def says_forward(subject: str) -> bool:
    """Whether the subject begins as clients begin that of a forwarded mail."""
    return _prefix(subject) in FORWARD_PREFIXES


def says_answer(subject: str) -> bool:
    """Whether the subject begins as clients begin that of an answer."""
    return _prefix(subject) in ANSWER_PREFIXES


def bare_subject(subject: str) -> str:
    """The subject without what clients put before it when they answer, in one case; at most a few prefixes deep."""
    for _ in range(_MOST_PREFIXES):
        if not says_answer(subject):
            break
        subject = subject.replace("\uff1a", ":").partition(":")[2]
    return " ".join(subject.casefold().split())


def _prefix(subject: str) -> str:
    prefix, colon, _ = subject[:_LONGEST_PREFIX].lstrip("[( ").replace("\uff1a", ":").partition(":")
    return bare_words(prefix) if colon else ""
