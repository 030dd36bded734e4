"""A subject with too many customers, from the alert until it is calm again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from inboxd.core.trend.counting import WINDOWS, Recent
from inboxd.core.trend.groups import Group
from inboxd.core.values.trend import Alert, AlertKind, Complaint

_SAMPLES = 5
_MOST_MEMBERS = 5_000
_GROWN = 3
_CALM_HOURS = 12
_SAME = 0.4


@dataclass(slots=True, eq=False)
class Subject:
    """Something that is counted: a topic, or an unknown group.

    Attributes:
        key: see `Alert.subject`.
        topic: name of the topic, "" for a group.
        group: the unknown group.
        recents: one for each of `WINDOWS`.
        surge: the one that it is part of now.
    """

    key: str
    topic: str
    recents: tuple[Recent, ...]
    group: Group | None = None
    surge: Surge | None = None


@dataclass(slots=True, eq=False)
class Surge:
    """Attributes:
    first: what the alert came from.
    index: number of the window in which it was too many.
    expected, seen: in that window, when the alert came.
    members: of every customer since it began the first complaint.
    subjects: everything that is part of it.
    """

    first: Subject
    index: int
    expected: float
    seen: int
    members: dict[str, Complaint]
    subjects: list[Subject] = field(default_factory=list)
    _told: int = 0
    _calm: int = 0

    def join(self, complaint: Complaint) -> None:
        """Another complaint about it."""
        if len(self.members) < _MOST_MEMBERS:
            self.members.setdefault(complaint.customer, complaint)

    def include(self, subject: Subject, complaints: Sequence[Complaint]) -> None:
        """Another subject turns out to be the same."""
        subject.surge = self
        self.subjects.append(subject)
        for complaint in complaints:
            self.join(complaint)

    def is_same(self, complaints: Sequence[Complaint]) -> bool:
        """Whether two fifths of these customers belong to it already."""
        known = sum(complaint.customer in self.members for complaint in complaints)
        return known >= _SAME * len(complaints)

    def has_grown(self) -> bool:
        """Whether it is three times as big as when it was last told."""
        return len(self.members) >= _GROWN * self._told

    def rest(self, *, is_calm: bool) -> bool:
        """An hour is over; whether it has been calm for long enough to be over."""
        self._calm = self._calm + 1 if is_calm else 0
        return self._calm >= _CALM_HOURS

    def end(self) -> None:
        """Who was counted is not counted again."""
        for subject in self.subjects:
            subject.surge = None
            for recent in subject.recents:
                recent.spend()

    def tell(self, kind: AlertKind, at: datetime, words: tuple[str, ...]) -> Alert:
        """The alert, as of now; growth is measured from it."""
        self._told = len(self.members)
        return self.look(kind, at, words)

    def look(self, kind: AlertKind, at: datetime, words: tuple[str, ...]) -> Alert:
        """How it stands, as an alert that is not told."""
        members = sorted(self.members.values(), key=lambda each: (each.at, each.message_key))
        return Alert(
            kind=kind,
            subject=self.first.key,
            topic=self.first.topic,
            words=words,
            at=at,
            since=members[0].at,
            window=timedelta(hours=WINDOWS[self.index]),
            expected=self.expected,
            seen=self.seen,
            customers=len(members),
            domains=len({each.domain for each in members}),
            cases=_samples(members),
            complaints=tuple(members),
        )


def onset(recent: Recent, now: float, expected: float, length: int) -> list[Complaint]:
    """The complaints since it began: from where on their number is least likely, had nothing changed.

    At least half of those in the window: two that came within a minute are no beginning.
    """
    found = list(recent.complaints())
    found = [(at, complaint) for at, complaint in found if at > now - length]
    best, begin = -math.inf, 0
    for index, (at, _) in enumerate(found[: len(found) // 2 + 1]):
        count = len(found) - index
        usual = max(1e-6, expected * max(now - at, 0.05) / length)
        gain = count * math.log(count / usual) - count + usual if count > usual else 0.0
        if gain > best:
            best, begin = gain, index
    return [complaint for _, complaint in found[begin:]]


def _samples(members: Sequence[Complaint]) -> tuple[str, ...]:
    by_domain = {each.domain: each.case_id for each in reversed(members) if each.case_id}
    cases = [*by_domain.values(), *(each.case_id for each in members if each.case_id)]
    return tuple(dict.fromkeys(cases))[:_SAMPLES]
