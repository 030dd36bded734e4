"""Watches complaints for what many customers share: reads what was recorded, counts, remembers trends, tells people."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

import structlog

from inboxd.core.trend.detector import Detector, TrendPolicy
from inboxd.core.trend.record import Decided, Remembered, decide_alert, declared_incidents, headline
from inboxd.core.values.acknowledging import Incident
from inboxd.core.values.trend import Alert, Complaint, Trend, TrendMember, TrendState
from inboxd.edge.webhook import Webhook
from inboxd.errors import InboxdError
from inboxd.ports import Clock

_log = structlog.get_logger()

LEARNED_FROM = timedelta(days=42)
"""How far back a start reads."""

_STALE = timedelta(hours=24)
_OVERLAP = timedelta(minutes=2)
_NAP = timedelta(seconds=30)
_REMEMBERED = 200
_CHUNK = 500
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_CONFLICTS = 3

Announce = Callable[[str, Trend], Awaitable[None]]
"""Queues the word to our people. The key is the same when the same news comes again: it must be told once only."""


class TrendStore(Protocol):
    """What the store knows of trends. Each method is one transaction and raises as `inboxd.ports.Store` does."""

    async def complaints_by_receipt(self, after: tuple[datetime, str]) -> tuple[Complaint, ...]:
        """The next complaints in the order in which they were received; empty at the end."""

    async def complaints_by_record(
        self, after: tuple[datetime, str]
    ) -> tuple[tuple[Complaint, ...], tuple[datetime, str]]:
        """The next complaints in the order in which they were recorded, and where the page after them begins."""

    async def trends(self, *, states: frozenset[TrendState] | None = None, limit: int = 100) -> tuple[Trend, ...]:
        """Trends, those that were told last first."""

    async def trend_members(self, trend_id: str) -> tuple[TrendMember, ...]:
        """Who complained about it."""

    async def save_trend(self, trend: Trend, was: TrendState | None, members: Sequence[TrendMember] = ()) -> bool:
        """Write a trend that was read in this state, None for a new one; False when it was turned meanwhile."""


class Trends:
    """One for all processes that share a store, and a reader of incidents in each.

    Its memory is rebuilt from stored complaints at the start, so nothing of it needs to be kept. What it says again
    after a restart finds its trend in the store and is no news.

    Attributes:
        incidents: what a person has declared to be broken for many, as of the last look.

    Args:
        announce: asked for every trend that is news, before it is stored, so that no stop in between keeps it quiet.
        hooks: told of the same once it is stored; one that fails is logged and not asked again.
        is_ours: whether this process is the one that looks for trends; the others only learn what was declared.
    """

    def __init__(
        self,
        store: TrendStore,
        clock: Clock,
        policy: TrendPolicy,
        announce: Announce,
        hooks: Sequence[Webhook] = (),
        *,
        is_ours: Callable[[], bool] = lambda: True,
    ) -> None:
        self._hooks = hooks
        self._is_ours = is_ours
        self._store = store
        self._clock = clock
        self._policy = policy
        self._announce = announce
        self._detector = Detector(policy)
        self._position = (_BEGINNING, "")
        self._seen: dict[str, datetime] = {}
        self._written: dict[str, int] = {}
        self._pending: list[Alert] = []
        self.incidents: tuple[Incident, ...] = ()
        self.wake = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Learn what is stored, then follow what is recorded until `stop`."""
        learned = False
        stopping = asyncio.create_task(stop.wait(), name="trends stop")
        try:
            while not stop.is_set():
                self.wake.clear()
                try:
                    ours = self._is_ours()
                    if ours and not learned:
                        await self.learn()
                    learned = ours
                    if ours:
                        await self.follow()
                    await self.read_incidents()
                except InboxdError as error:
                    _log.error("trends.delayed", error=error)
                waking = asyncio.create_task(self.wake.wait(), name="trends wake")
                await asyncio.wait(
                    {waking, stopping}, timeout=_NAP.total_seconds(), return_when=asyncio.FIRST_COMPLETED
                )
                waking.cancel()
        finally:
            stopping.cancel()

    async def learn(self) -> None:
        """Rebuild everything from the stored complaints of the last six weeks, in the order of their receipt."""
        now = self._clock.now()
        detector, alerts = Detector(self._policy), list[Alert]()
        after = (now - LEARNED_FROM, "")
        seen: dict[str, datetime] = {}
        while page := await self._store.complaints_by_receipt(after):
            after = (page[-1].at, page[-1].message_key)
            seen.update({each.message_key: each.at for each in page})
            alerts.extend(await asyncio.to_thread(_feed, detector, page))
        alerts.extend(detector.advance(now))
        self._detector, self._seen = detector, seen
        # What was recorded while this was read comes again, and is known by its key.
        self._position = (now - _OVERLAP, "")
        self._pending = [alert for alert in alerts if alert.at >= now - _STALE]
        await self._handle()

    async def follow(self) -> None:
        """Count what was recorded since, and write down what it amounts to."""
        while True:
            page, self._position = await self._store.complaints_by_record(self._position)
            if not page:
                break
            new = [each for each in page if each.message_key not in self._seen]
            self._seen.update({each.message_key: each.at for each in new})
            # Messages of one moment may be recorded in any order.
            new.sort(key=lambda each: (each.at, each.message_key))
            for begin in range(0, len(new), _CHUNK):
                self._pending.extend(await asyncio.to_thread(_feed, self._detector, new[begin : begin + _CHUNK]))
        now = self._clock.now()
        self._pending.extend(self._detector.advance(now))
        self._position = min(self._position, (now - _OVERLAP, ""))
        self._seen = {key: at for key, at in self._seen.items() if at > now - LEARNED_FROM}
        self._pending.extend(self._changed(self._detector.open_surges(now)))
        await self._handle()

    async def read_incidents(self) -> None:
        """Learn what a person has declared to be broken for many."""
        self.incidents = declared_incidents(await self._store.trends(states=frozenset({TrendState.DECLARED})))

    def _changed(self, incidents: Sequence[Alert]) -> list[Alert]:
        """Those that have more members than when they were written last."""
        changed = [each for each in incidents if self._written.get(each.subject) != each.customers]
        self._written = {each.subject: each.customers for each in incidents}
        return changed

    async def _handle(self) -> None:
        while self._pending:
            for _ in range(_CONFLICTS):
                decided = decide_alert(self._pending[0], await self._remembered())
                if decided is None or await self._write(decided):
                    break
            # Only now: what could not be told or written is tried at the next look.
            del self._pending[0]

    async def _write(self, decided: Decided) -> bool:
        trend = decided.trend
        if decided.is_told:
            await self._announce(f"{trend.trend_id}:{trend.customers}", trend)
        written = await self._store.save_trend(trend, decided.was, decided.members)
        if written and decided.is_told:
            _log.warning("trend.noticed", trend=trend.trend_id, topic=trend.topic, customers=trend.customers)
            await self._report(trend)
        return written

    async def _report(self, trend: Trend) -> None:
        for hook in self._hooks:
            try:
                await hook.tell("alert", headline(trend), trend)
            except InboxdError as error:
                _log.error("trends.webhook_failed", trend=trend.trend_id, error=error)

    async def _remembered(self) -> list[Remembered]:
        found = await self._store.trends(limit=_REMEMBERED)
        recent = self._clock.now() - LEARNED_FROM
        return [
            Remembered(trend, {each.customer for each in await self._store.trend_members(trend.trend_id)})
            for trend in found
            if trend.alerted_at >= recent
        ]


def _feed(detector: Detector, complaints: Sequence[Complaint]) -> list[Alert]:
    return [alert for complaint in complaints for alert in detector.see(complaint)]
