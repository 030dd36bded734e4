"""What a message was judged to be, and the words that caused it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from inboxd.core.values.case import Identifier


class Acknowledge(StrEnum):
    """Which acknowledgment a route asks for. Whether it may go out is decided elsewhere."""

    URGENT = "urgent"
    STANDARD = "standard"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words in the message that counted.

    Attributes:
        text: the very words, as written.
        where: "subject", "new", "quoted", "signature", "disclaimer", "attachments" or "header.<name>".
        start, end: character offsets into that text.
        rule: the phrase or pattern as the admin wrote it.
        file, line: where it stands in the rules folder.
        weight: what it was worth before the signal's cap; 0 for a shadow rule.
    """

    text: str
    where: str
    start: int
    end: int
    rule: str
    file: str
    line: int
    weight: float


@dataclass(frozen=True, slots=True)
class Signal:
    """One kind of evidence, summed and capped.

    Attributes:
        name: e.g. "blocked" or "anger".
        score: sum of the weights, at most the signal's cap.
        evidence: what counted, in order of appearance.
        shielded: words that would have counted but stood inside a longer, harmless phrase.
        shadow: what rules on trial would have added.
    """

    name: str
    score: float
    evidence: tuple[Evidence, ...] = ()
    shielded: tuple[Evidence, ...] = ()
    shadow: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Vote:
    """What the statistical judge added to the words of the rules, within the bound that the admins set.

    Attributes:
        added: by measure ("heat", "wish", …) what it added; negative where it took away. Nothing when it was not asked.
        kind: what the message is most like, the words of the rules included, e.g. "priority".
        rival: what it is like next.
        reasons: for the heat, and for the measure of the kind that it is most like, the words that moved it, heaviest
            first; weights in points of the measure, before the bound. The rule of each is the concept that the words
            stand for; "" when it is just the words.
    """

    added: Mapping[str, float] = field(default_factory=dict)
    kind: str = ""
    rival: str = ""
    reasons: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sign:
    """A mark by which a machine, a list or a loop gives itself away.

    Attributes:
        code: a reason code of `decide.reasons`, e.g. "auto-submitted".
        detail: the header and the word, without customer text.
        hard: True when it proves a machine; False when a human may stand behind it (FIELD C.4).
    """

    code: str
    detail: str
    hard: bool


@dataclass(frozen=True, slots=True)
class RoutePolicy:
    """What happens to messages of a route.

    Attributes:
        name: the route's name, e.g. "priority".
        folder: target folder with "/" between levels; "" leaves the message where it is.
        flag: whether to set `\\Flagged`.
        keyword: IMAP keyword to set; "" for none.
        acknowledge: which acknowledgment is wanted.
        reply_within: target for the first reply in working time; None means no reply clock.
        follow_up: how long after our reply to verify; None means never.
        opens_case: whether a message of this route needs a human's answer.
        next_reply_within: target for further replies in working time; None means that of the first.
        resolve_within: target for the solution in working time; None means no such clock.
        acknowledge_after: how long the acknowledgment waits for a human to be quicker.
        escalation: name of the escalation in `hours.yaml`; "" for the one named "default".
    """

    name: str
    folder: str = ""
    flag: bool = False
    keyword: str = ""
    acknowledge: Acknowledge = Acknowledge.NEVER
    reply_within: timedelta | None = None
    follow_up: timedelta | None = None
    opens_case: bool = True
    next_reply_within: timedelta | None = None
    resolve_within: timedelta | None = None
    acknowledge_after: timedelta = timedelta()
    escalation: str = ""


@dataclass(frozen=True, slots=True)
class RouteMiss:
    """Why a route further up was not taken.

    Attributes:
        route: its name.
        unmet: each condition that failed, as a sentence, e.g. "heat is 3.2, needs >= 5".
    """

    route: str
    unmet: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judgement; the same mail and rules always give the same one.

    Attributes:
        route: what happens to it.
        heat: weighted sum of the signals and the vote; the admins' thresholds compare with it.
        signals: every signal that has evidence, in order of score.
        language: ISO 639-1 code, "und" when it cannot be told.
        customer_type: "vip", "internal", "aggressive", "chronic", "meek" or "plain".
        signs: marks of automatic mail, hard ones first.
        misses: routes above the chosen one and why they were not taken.
        rules_version: which rule set judged.
        shadow_route: the route that rules on trial would have chosen, "" when the same.
        vote: what the statistical judge added.
        topics: names of the topics it is about, in the order of `topics.yaml`.
        identifiers: numbers that the customer gave, each once.
        hands_off: why no automatic mail may go out, as the admins put it; "" when nothing forbids it.
        forgiven: marks of automatic mail that do not count, because a trusted source brought the message.
    """

    route: RoutePolicy
    heat: float
    signals: tuple[Signal, ...]
    language: str
    customer_type: str
    signs: tuple[Sign, ...]
    misses: tuple[RouteMiss, ...]
    rules_version: str
    shadow_route: str = ""
    vote: Vote = Vote()
    topics: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    hands_off: str = ""
    forgiven: tuple[Sign, ...] = ()

    def score(self, signal: str) -> float:
        """The signal's score, 0 without evidence."""
        return next((each.score for each in self.signals if each.name == signal), 0.0)
