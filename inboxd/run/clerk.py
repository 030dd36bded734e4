"""Carries out due work that needs neither a mailbox nor a letter to a customer: alarms, closings, bulletins.

Each kind has one hand, which looks at the world again and tells how it ended. What fails for now is tried again later;
what was done is recorded once, under the effect's stable id.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta

import structlog

from inboxd.core.decide.retry import decide_retry
from inboxd.core.values.effect import Effect
from inboxd.core.values.outcome import Outcome
from inboxd.edge.metrics import Metrics
from inboxd.errors import InboxdError
from inboxd.ports import Clock, Store
from inboxd.run.moving import report_outcome

_log = structlog.get_logger()
_LONGEST_NAP, _SHORTEST_NAP = timedelta(seconds=60), timedelta(milliseconds=50)
_CURRENT_NAP = timedelta(seconds=2)
"""Nobody rings when the last mailbox was looked through."""
_STORE_NAP = timedelta(seconds=5)
_CLAIM = 50

Hand = Callable[[Effect], Awaitable[Outcome]]
"""Does one effect and says how it ended. May raise `InboxdError`: it is tried again as its class says."""


class Clerk:
    """All such work of the process, one thing after the other.

    Args:
        hands: by kind of effect.
        is_current: whether every mailbox was looked through since it was connected. Until then what comes due waits:
            a human may have answered while nobody looked.
        owner: name under which effects are claimed.
    """

    def __init__(
        self,
        store: Store,
        hands: Mapping[str, Hand],
        clock: Clock,
        metrics: Metrics,
        *,
        is_current: Callable[[], bool],
        owner: str,
    ) -> None:
        self._store = store
        self._hands = hands
        self._clock = clock
        self._metrics = metrics
        self._is_current = is_current
        self._owner = owner
        self.wake = asyncio.Event()
        self._handed_in: list[Effect] = []

    def hand_in(self, effects: Sequence[Effect]) -> None:
        """Work that was recorded and claimed just now: it is done without waiting for the next look.

        Also without any the next look comes at once: what was recorded beside may be due before the present nap ends.
        """
        self._handed_in += [effect for effect in effects if effect.deed.kind in self._hands]
        self.wake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`; what is begun is finished."""
        stopping = asyncio.create_task(stop.wait(), name="clerk stop")
        try:
            while not stop.is_set():
                self.wake.clear()
                try:
                    nap = timedelta() if await self.work_once() else await self._until_due()
                except InboxdError as error:
                    _log.error("clerk.store_unavailable", error=error)
                    nap = _STORE_NAP
                if nap:
                    await self._nap(nap, stopping)
        finally:
            stopping.cancel()

    async def work_once(self) -> int:
        """Do what is due now; how many effects that was."""
        if not self._is_current():
            return 0
        now = self._clock.now()
        kinds = frozenset(self._hands)
        handed, self._handed_in = self._handed_in, []
        claimed = await self._store.claim(kinds, mailbox=None, now=now, owner=self._owner, limit=_CLAIM)
        # What was handed in may have waited longer than its lease.
        due = {effect.effect_id: effect for effect in (*handed, *claimed)}
        for effect in due.values():
            outcome = await self._attempt(effect)
            await self._store.finish([outcome], now=self._clock.now(), owner=self._owner)
            self._metrics.effect_ended(effect.mailbox, effect.deed.kind, outcome)
            report_outcome(effect, outcome)
        return len(due)

    async def _attempt(self, effect: Effect) -> Outcome:
        try:
            return await self._hands[effect.deed.kind](effect)
        except InboxdError as error:
            return decide_retry(effect.effect_id, effect.attempts, error, self._clock.now())
        except Exception as error:  # noqa: BLE001 - our mistake: set aside after three tries, never dropped
            _log.exception("clerk.mistake", effect=effect.effect_id)
            return decide_retry(effect.effect_id, effect.attempts, error, self._clock.now())

    async def _until_due(self) -> timedelta:
        if not self._is_current():
            return _CURRENT_NAP
        due = await self._store.next_due(frozenset(self._hands))
        return _LONGEST_NAP if due is None else min(max(due - self._clock.now(), _SHORTEST_NAP), _LONGEST_NAP)

    async def _nap(self, span: timedelta, stopping: asyncio.Task[bool]) -> None:
        waking = asyncio.create_task(self.wake.wait(), name="clerk wake")
        await asyncio.wait({waking, stopping}, timeout=span.total_seconds(), return_when=asyncio.FIRST_COMPLETED)
        waking.cancel()
