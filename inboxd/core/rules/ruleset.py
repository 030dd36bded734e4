"""A compiled rules folder: immutable, with a version, and tested by its own examples before it goes live."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from inboxd.core.rules.conditions import Condition
from inboxd.core.rules.patterns import PatternIndex
from inboxd.core.rules.phrases import PhraseIndex
from inboxd.core.rules.understanding import Understanding
from inboxd.core.rules.vocabulary import DEFAULT_CAP
from inboxd.core.values.acknowledging import Acknowledging, ReplyWords
from inboxd.core.values.customers import Customers
from inboxd.core.values.escalation import Duty
from inboxd.core.values.hours import ROUND_THE_CLOCK, Hours
from inboxd.core.values.verdict import RoutePolicy
from inboxd.core.values.verification import Verification
from inboxd.core.vote.voter import Voter
from inboxd.errors import Problem

FOLLOW_UP_TEMPLATE = "follow_up"
"""Name of the text `replies/follow_up.<language>.txt`; an acknowledgment's is named as the route spells it."""


@dataclass(frozen=True, slots=True)
class Route:
    """One route as written.

    Attributes:
        policy: what happens to its messages.
        when: conditions that must all hold; empty for the last route.
        why: one sentence for people.
        file, line: where it stands.
    """

    policy: RoutePolicy
    when: tuple[Condition, ...]
    why: str
    file: str
    line: int

    @property
    def name(self) -> str:
        """The route's name, e.g. "priority"."""
        return self.policy.name


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that people complain about, the basis of trends.

    Attributes:
        phrases: as written, in any language.
    """

    name: str
    title: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A small message of an example, before it is composed.

    Attributes:
        sender: From, with or without a name.
        headers: further header fields.
        html: an HTML body instead of `text`; empty for plain text.
    """

    subject: str
    text: str
    sender: str
    headers: tuple[tuple[str, str], ...] = ()
    html: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A message and the route that it must take.

    Attributes:
        route: name of the expected route.
        mail: a draft, or the bytes of a whole message.
        contacts: earlier messages of this customer.
    """

    file: str
    line: int
    route: str
    mail: Draft | bytes
    contacts: int = 0


@dataclass(frozen=True, slots=True)
class HandsOff:
    """Conditions under which no automatic mail goes out.

    Attributes:
        why: as the admin put it.
        when: all of them must hold.
    """

    why: str
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Everything that the admins wrote, ready to judge with.

    Attributes:
        version: the first 12 hex digits of a SHA-256 over all files.
        routes: top to bottom; the last one takes everything.
        heat: weight of each signal in the heat.
        caps: what each signal scores at most.
        phrases: all phrases in one automaton.
        patterns: all patterns, with the words they need.
        places: every place in which some phrase or pattern looks.
        customers: whom we know by name.
        hours: when reply clocks run; see `hours_of`.
        topics: what people complain about.
        replies: template sources by (name, language).
        examples: what `core.rehearse` runs.
        warnings: what may be a mistake but does not keep the set from going live.
        voter: the statistical judge; None without one.
        vote: what it may add to a measure or take from it at most; 0 when it is not asked.
        mailbox_hours: hours of mailboxes that have their own, by name.
        tone: phrases that our own texts and answers should do without.
        answers: words by which customers say whether it is solved.
        verification: how they are asked.
        duty: who is told that a customer waits for too long.
        understanding: words by which topics and numbers are known.
        hands_off: when no automatic mail goes out; the first that holds.
        acknowledging: what acknowledgments may ask.
        words: the small texts of acknowledgments.
        broken: mistakes of reply texts instead of which English is used.
    """

    version: str
    routes: tuple[Route, ...]
    heat: Mapping[str, float]
    caps: Mapping[str, float]
    phrases: PhraseIndex
    patterns: PatternIndex
    places: frozenset[str] = frozenset()
    customers: Customers = field(default_factory=Customers)
    hours: Hours = ROUND_THE_CLOCK
    topics: tuple[Topic, ...] = ()
    replies: Mapping[tuple[str, str], str] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()
    warnings: tuple[Problem, ...] = ()
    voter: Voter | None = None
    vote: float = 0.0
    mailbox_hours: Mapping[str, Hours] = field(default_factory=dict)
    tone: PhraseIndex = field(default_factory=PhraseIndex)
    answers: PhraseIndex = field(default_factory=PhraseIndex)
    verification: Verification = field(default_factory=Verification)
    duty: Duty = field(default_factory=Duty)
    understanding: Understanding = field(default_factory=Understanding)
    hands_off: tuple[HandsOff, ...] = ()
    acknowledging: Acknowledging = field(default_factory=Acknowledging)
    words: ReplyWords = field(default_factory=ReplyWords)
    broken: tuple[Problem, ...] = ()

    def cap(self, signal: str) -> float:
        """What the signal scores at most."""
        return self.caps.get(signal, DEFAULT_CAP)

    def hours_of(self, mailbox: str) -> Hours:
        """When the reply clocks of this mailbox run."""
        return self.mailbox_hours.get(mailbox, self.hours)

    def route(self, name: str) -> Route | None:
        """The route of that name."""
        return next((route for route in self.routes if route.name == name), None)

    def template(self, name: str, language: str) -> tuple[str, str] | None:
        """The language and source of a reply text: in the customer's language, else English; None without either."""
        for each in (language, "en"):
            source = self.replies.get((name, each))
            if source is not None:
                return each, source
        return None
