"""Word lists as people read them, in as many lines as they need."""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """The words of `one | two | three`, in order and each once."""
    return tuple(dict.fromkeys(word.strip() for word in text.split("|") if word.strip()))


def plain_words(text: str) -> tuple[str, ...]:
    """The words of `one two three`, in order and each once: for lists without phrases."""
    return tuple(dict.fromkeys(text.split()))
