"""What the page tells beside the cases: what many customers complain about, and praise for each complaint."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from inboxd.core.decide.digest import make_digest, quiet_routes
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.values.digest import Period, PeriodKind
from inboxd.core.values.lease import DUTIES
from inboxd.core.values.operator import ALARM_NOTES, Told, note_of, read_told
from inboxd.core.values.report import Report
from inboxd.core.values.trend import Trend, TrendState
from inboxd.errors import InboxdError
from inboxd.ports import Clock, Store

MOOD_DAYS = 30
FRESH = timedelta(minutes=10)
"""How long the mood is shown before it is read again: a month is a long way to read."""
READ_WITHIN = 2.0
"""Seconds for the mood. Who waits is shown in any case."""
_OPEN = frozenset({TrendState.OPEN, TrendState.DECLARED})
_SHOWN = 20


class Archive(Store, Protocol):
    """A store that can also tell of periods and of trends."""

    async def report(
        self, since: datetime, until: datetime, *, now: datetime, zone: ZoneInfo, quiet: Collection[str]
    ) -> Report:
        """A period as it is remembered."""

    async def notes(self, prefix: str) -> dict[str, str]:
        """Texts that are kept by name."""

    async def trends(self, *, states: frozenset[TrendState] | None = None, limit: int = 100) -> tuple[Trend, ...]:
        """Trends, those that were told last first."""


@dataclass(frozen=True, slots=True)
class Mood:
    """How people wrote to us in the last days.

    Attributes:
        praise, complaints: messages.
        ratio: praise for each complaint; None without complaints.
    """

    praise: int
    complaints: int
    ratio: float | None


@dataclass(slots=True)
class Figures:
    """Reads them for the page; the mood at most once in ten minutes, also when it could not be read.

    Attributes:
        rules: gives the live rules.
    """

    archive: Archive
    rules: Callable[[], RuleSet]
    clock: Clock
    _mood: Mood | None = field(default=None, init=False)
    _read_at: datetime | None = field(default=None, init=False)

    async def open_trends(self) -> tuple[Trend, ...]:
        """What is not over, the last told first.

        Raises:
            InboxdError: the store cannot be read.
        """
        return await self.archive.trends(states=_OPEN, limit=_SHOWN)

    async def alarms(self, mailboxes: Collection[str]) -> dict[str, Told]:
        """What is wrong with inboxd itself as people were told, by alarm, for these mailboxes and the installation.

        Raises:
            InboxdError: the store cannot be read.
        """
        kept = await self.archive.notes(ALARM_NOTES)
        told = [read_told(kept.get(note_of(subject), "")) for subject in (DUTIES, *mailboxes)]
        return {key: each for some in told for key, each in some.items() if each.since is not None}

    def title_of(self, trend: Trend) -> str:
        """What it is about, for people."""
        titles = {topic.name: topic.title for topic in self.rules().topics}
        return titles.get(trend.topic, trend.topic) or ", ".join(trend.words)

    async def mood(self) -> Mood | None:
        """Praise and complaints of the last 30 days; None when that cannot be told now."""
        now = self.clock.now()
        if self._read_at is None or now - self._read_at >= FRESH:
            # Noted first, so that a slow store is not asked by every reload of the page.
            self._read_at = now
            try:
                async with asyncio.timeout(READ_WITHIN):
                    self._mood = await self._read(now)
            except (InboxdError, TimeoutError):
                self._mood = None
        return self._mood

    async def _read(self, now: datetime) -> Mood:
        rules = self.rules()
        period = Period(PeriodKind.DAILY, now - timedelta(days=MOOD_DAYS), now)
        report = await self.archive.report(
            period.since, period.until, now=now, zone=rules.hours.zone, quiet=quiet_routes(rules)
        )
        digest = make_digest(report, period, rules, now)
        return Mood(digest.praise, digest.complaints, digest.ratio)
