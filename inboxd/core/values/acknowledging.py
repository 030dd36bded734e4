"""What an acknowledgment may ask and say beyond that a message arrived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

UNNAMED = "number"
"""Name of a number that the customer gave without saying what it is: enough not to ask, not enough to speak of it."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question that an acknowledgment may ask.

    Attributes:
        name: its sentences are found by it.
        topics: only about one of these; empty for every message.
        routes: only on one of these; empty for every route.
        unless_given: names of identifiers of which one makes the question needless.
    """

    name: str
    topics: frozenset[str] = frozenset()
    routes: frozenset[str] = frozenset()
    unless_given: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Acknowledging:
    """What the rules say about acknowledgments.

    Attributes:
        inquiries: the first ones that fit are asked.
        page: channels that are told when nothing automatic may be said; empty means the default ones.
    """

    inquiries: tuple[Inquiry, ...] = ()
    page: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that is known to be broken for many.

    Attributes:
        trend_id: of the trend that a person declared.
        topics: names of the topics whose messages belong to it.
        texts: what acknowledgments say about it, by language; "" is the language of all others.
    """

    trend_id: str
    topics: frozenset[str]
    texts: Mapping[str, str]

    def text(self, language: str) -> str:
        """What is said in this language, else in English, else as it was written; "" when nothing is."""
        found = (self.texts.get(each, "") for each in (language.partition("-")[0], "en", ""))
        return next((text for text in found if text), "")


@dataclass(frozen=True, slots=True)
class LanguageWords:
    """The small texts of one language.

    Attributes:
        between, last: what joins the things of a list, and the last two of them.
        opens: patterns for today, tomorrow and later, with {time} and {date}; empty where there are none.
        topics: titles by topic. numbers: patterns with {number} by identifier. questions: sentences by inquiry.
    """

    between: str = ", "
    last: str = ", "
    opens: tuple[str, str, str] = ("", "", "")
    topics: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[str, str] = field(default_factory=dict)

    def join(self, things: tuple[str, ...]) -> str:
        """The things as a phrase, e.g. "a, b and c"."""
        if len(things) < 2:
            return "".join(things)
        return self.between.join(things[:-1]) + self.last + things[-1]


@dataclass(frozen=True, slots=True)
class ReplyWords:
    """The small texts of all languages."""

    by_language: Mapping[str, LanguageWords] = field(default_factory=dict)

    def of(self, language: str) -> LanguageWords:
        """Those of this language (also for a regional code); empty ones where there are none: nothing is named then."""
        return self.by_language.get(language.partition("-")[0].lower(), LanguageWords())
