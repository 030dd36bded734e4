"""Is it solved? What a customer's reply says about it, and how the admins want it asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from inboxd.core.values.verdict import Evidence


class WordKind(StrEnum):
    """What words of an answer stand for; the lists of `answers/<language>.yaml`."""

    YES = "yes"
    NO = "no"
    SOLVED = "solved"
    UNSOLVED = "unsolved"
    NOT = "not"
    THANKS = "thanks"
    RESERVE = "reserve"
    IGNORE = "ignore"
    SCORE = "score"
    GOOD = "good"
    OKAY = "okay"
    BAD = "bad"


class Word(StrEnum):
    """What a reply says to "Is it solved?"."""

    YES = "yes"
    NO = "no"
    THANKS = "thanks"
    """Gratitude, and nothing about the matter."""
    UNCLEAR = "unclear"
    """A human must read it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in a reply.

    Attributes:
        rating: 1 to 5 when the customer rates; None otherwise.
        evidence: the words that told it, in order of appearance.
        explicit: whether words about the matter told it, not only a yes or no to whatever was asked last.
    """

    answer: Word = Word.UNCLEAR
    rating: int | None = None
    evidence: tuple[Evidence, ...] = ()
    explicit: bool = False


class RatingStyle(StrEnum):
    """How a customer is asked to rate."""

    NONE = "none"
    THREE = "three"
    """Good, okay or bad: 5, 3 and 1."""
    FIVE = "five"


class RatingBy(StrEnum):
    """Which way a rating may come."""

    REPLY = "reply"
    LINK = "link"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Rating:
    """What a customer gave us.

    Attributes:
        rating_key: unique; a link counts once.
        at: when it was received, aware UTC.
        value: 1 to 5.
        source: "reply" or "link".
    """

    rating_key: str
    case_id: str
    at: datetime
    value: int
    source: str


WORST_GOOD_ENOUGH = 3
"""A rating below this one means that the case is not over."""


@dataclass(frozen=True, slots=True)
class Verification:
    """How it is asked whether a case is solved.

    Attributes:
        reopen_as: name of the route that a denied case takes, unless its own stands higher.
        silence: how long the customer's word is awaited; then silence is consent.
        remind: how long after the question to ask once more; None for never.
        cooldown: how long a customer whom we asked is not asked again.
        sample: share of cases that are asked, 0 to 1.
        rating: whether and how a rating is asked for.
        rating_by: which way it may come.
        link_valid: how long a rating link counts.
    """

    reopen_as: str = "priority"
    silence: timedelta = timedelta(days=5)
    remind: timedelta | None = None
    cooldown: timedelta = timedelta(days=14)
    sample: float = 1.0
    rating: RatingStyle = RatingStyle.NONE
    rating_by: RatingBy = RatingBy.BOTH
    link_valid: timedelta = timedelta(days=14)

    @property
    def takes_replies(self) -> bool:
        """Whether a rating in the text of a reply counts."""
        return self.rating is not RatingStyle.NONE and self.rating_by is not RatingBy.LINK

    @property
    def takes_links(self) -> bool:
        """Whether a rating by a link of ours counts."""
        return self.rating is not RatingStyle.NONE and self.rating_by is not RatingBy.REPLY
