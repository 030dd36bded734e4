"""Notices what many customers complain about at once, with a stated number of false alarms.

Every complaint is one look at each window of each subject. The budget of false alarms a week is shared out evenly: half
to topics, half to unknown groups; then over the windows; then over the looks of a week, less carefully than if they
were independent. So, as far as subjects come up as `chance` says, false alarms are at most that many a week on average.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime

from inboxd.core.trend.chance import WEEK, tail
from inboxd.core.trend.counting import WINDOWS, Background, Recent, hours
from inboxd.core.trend.groups import Group, Groups
from inboxd.core.trend.providers import is_public_domain
from inboxd.core.trend.surge import Subject, Surge, onset
from inboxd.core.values.trend import Alert, AlertKind, Complaint

_LATE = 1.0
_CALM = 0.05
_SILENT_HOURS = 24  # nothing is usual before one day was seen
_CLUMPED = 8.0  # looks that would alarm come in clumps: measured, 15 to 20 of them are one false alarm
_WORDS = 6
_GROUP_COUNTS_FROM = 3
_CLEANED_EVERY = 24


@dataclass(frozen=True, slots=True)
class TrendPolicy:
    """What an operator settles.

    Attributes:
        false_alarms: how many false alarms a week are acceptable, over all topics and groups together.
        least: fewest customers that are ever an alert.
        public_domains: further domains where strangers share a provider.
    """

    false_alarms: float = 1.0
    least: int = 5
    public_domains: AbstractSet[str] = frozenset()


class Detector:
    """Takes complaints in the order of their time and says what they amount to.

    It holds no clock: the complaints bring the time. The same complaints always give the same alerts, so that a restart
    rebuilds it from stored ones.
    """

    def __init__(self, policy: TrendPolicy) -> None:
        self._policy = policy
        self._groups = Groups()
        self._topics: dict[str, Subject] = {}
        self._of_group: dict[str, Subject] = {}
        self._open: list[Surge] = []
        self._background = Background()
        self._hour, self._now = -1, 0.0
        self._customers: set[str] = set()

    def see(self, complaint: Complaint) -> tuple[Alert, ...]:
        """Count one complaint. One that comes an hour after later ones, as from a backlog, counts no more."""
        at = hours(complaint.at)
        if at < self._now - _LATE:
            return ()
        alerts = list(self.advance(complaint.at))
        self._now = max(self._now, at)
        self._customers.add(complaint.customer)
        for subject in self._subjects(complaint):
            alerts.extend(self._count(subject, complaint))
        return tuple(alerts)

    def advance(self, now: datetime) -> tuple[Alert, ...]:
        """Time has passed: what has subsided. Without complaints nothing else can happen."""
        hour, alerts = int(hours(now)), list[Alert]()
        if self._hour < 0:
            self._hour = hour
        while self._hour < hour:
            self._background.close(self._hour, len(self._customers))
            self._customers.clear()
            self._hour += 1
            if self._hour % _CLEANED_EVERY == 0:
                self._drop_empty_groups()
            self._now = max(self._now, float(self._hour))
            alerts.extend(self._subsided())
        return tuple(alerts)

    def open_surges(self, now: datetime) -> tuple[Alert, ...]:
        """How everything stands that has not subsided, each as an alert that is no news."""
        return tuple(each.look(AlertKind.NEW, now, ()) for each in self._open)

    def _subjects(self, complaint: Complaint) -> list[Subject]:
        found = []
        for topic in complaint.topics:
            if topic not in self._topics:
                self._topics[topic] = self._new_subject(f"topic:{topic}", topic)
            found.append(self._topics[topic])
        if complaint.words:
            group = self._groups.place(self._now, complaint)
            found.extend(self._counted(group))
        return found

    def _counted(self, group: Group) -> list[Subject]:
        """The group as a subject, once a few customers are in it."""
        if group.key in self._of_group:
            return [self._of_group[group.key]]
        if len(group.customers) < _GROUP_COUNTS_FROM:
            return []
        subject = self._of_group[group.key] = self._new_subject(f"group:{group.key}", "", group)
        for at, complaint in list(group.members)[:-1]:
            self._add(subject, complaint, at)
        return [subject]

    def _new_subject(self, key: str, topic: str, group: Group | None = None) -> Subject:
        return Subject(key, topic, tuple(Recent(index, self._hour) for index in range(len(WINDOWS))), group)

    def _add(self, subject: Subject, complaint: Complaint, at: float) -> list[int]:
        """The windows in which it is one customer more."""
        is_public = is_public_domain(complaint.domain, self._policy.public_domains)
        return [
            index
            for index, recent in enumerate(subject.recents)
            if recent.add(at, complaint, is_public=is_public, background=self._background)
        ]

    def _count(self, subject: Subject, complaint: Complaint) -> list[Alert]:
        grown = self._add(subject, complaint, self._now)
        surge = subject.surge
        if surge is not None:
            surge.join(complaint)
            return [self._tell(surge, AlertKind.GROWN, complaint.at)] if surge.has_grown() else []
        for index in grown:
            if self._is_too_many(subject, index):
                return self._raise(subject, index, complaint)
        return []

    def _is_too_many(self, subject: Subject, index: int) -> bool:
        recent = subject.recents[index]
        if recent.seen < self._policy.least or self._background.season.hours < _SILENT_HOURS:
            return False
        # The one who is looked at now came for certain; the others would have to be there by chance.
        return tail(recent.seen - 1, *self._belief(subject, index)) <= self._bound(subject, recent)

    def _belief(self, subject: Subject, index: int) -> tuple[float, float]:
        """How many customers are usual, and how many are known of: for a group at least as many as used its words."""
        counted = subject.recents[index].belief(self._now, self._background)
        if subject.group is None:
            return counted
        memory, season = self._groups.memory, self._background.season
        times, ago = memory.before(subject.group.core(), WINDOWS[index])
        watched = max(1.0, season.exposure(memory.oldest(), max(memory.oldest(), self._now - ago)))
        usual = (times + 0.5) / watched * season.exposure(self._now - WINDOWS[index], self._now) * season.caution
        return max(counted, (usual, times + 0.5))

    def _bound(self, subject: Subject, recent: Recent) -> float:
        """The probability that one look may have by chance."""
        if subject.topic:
            looks = len(self._topics) * max(1.0, recent.weekly(self._now, self._background))
        else:
            looks = max(1.0, self._background.season.mean * WEEK)
        return self._policy.false_alarms * _CLUMPED / 2 / len(WINDOWS) / looks

    def _raise(self, subject: Subject, index: int, complaint: Complaint) -> list[Alert]:
        recent = subject.recents[index]
        expected, _ = self._belief(subject, index)
        complaints = onset(recent, self._now, expected, WINDOWS[index])
        for surge in self._open:
            if surge.is_same(complaints):
                surge.include(subject, complaints)
                return []
        members = {each.customer: each for each in reversed(complaints)}
        surge = Surge(subject, index, expected, recent.seen, members)
        surge.include(subject, complaints)
        self._open.append(surge)
        return [self._tell(surge, AlertKind.NEW, complaint.at)]

    def _tell(self, surge: Surge, kind: AlertKind, at: datetime) -> Alert:
        return surge.tell(kind, at, self._groups.memory.shared(list(surge.members.values()), _WORDS))

    def _subsided(self) -> list[Alert]:
        alerts = []
        for surge in list(self._open):
            if surge.rest(is_calm=all(self._is_calm(each, surge.index) for each in surge.subjects)):
                self._open.remove(surge)
                surge.end()
                alerts.append(self._tell(surge, AlertKind.SUBSIDED, datetime.fromtimestamp(self._hour * 3600, UTC)))
        return alerts

    def _is_calm(self, subject: Subject, index: int) -> bool:
        recent = subject.recents[index]
        recent.expire(self._now, self._background)
        if recent.seen < self._policy.least:
            return True
        return tail(recent.seen, *self._belief(subject, index)) > _CALM

    def _drop_empty_groups(self) -> None:
        self._of_group = {key: kept for key, kept in self._of_group.items() if kept.group and kept.group.members}
