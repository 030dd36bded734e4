"""Carries out due work that needs neither a mailbox nor a letter to a customer: alarms, closings, bulletins.

Each kind has one hand, which looks at the world again and tells how it ended. What fails for now is tried again later;
what was done is recorded once, under the effect's stable id.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from inboxd.core.decide.retry import decide_retry
from inboxd.core.values.effect import Effect
from inboxd.core.values.outcome import Outcome
from inboxd.edge.metrics import Metrics
from inboxd.edge.retrying import recording
from inboxd.errors import InboxdError
from inboxd.ports import Clock, Store
from inboxd.run.moving import report_outcome

_log = structlog.get_logger()
_LONGEST_NAP, _SHORTEST_NAP = timedelta(seconds=60), timedelta(milliseconds=50)
_STORE_NAP = timedelta(seconds=5)
_CLAIM = 50
_ANYTIME = frozenset({"bulletin"})
"""Kinds that no mail which nobody has seen yet could make pointless."""
_ABOUT_NONE = ""
"""The mailbox of what is about none."""

Hand = Callable[[Effect], Awaitable[Outcome]]
"""Does one effect and says how it ended. May raise `InboxdError`: it is tried again as its class says."""


class Clerk:
    """All such work of the process, one thing after the other.

    Args:
        hands: by kind of effect.
        current: names of the mailboxes that were looked through since they were connected; None means any. What comes
            due for another one waits: a human may have answered there while nobody looked.
        owner: name under which effects are claimed.
    """

    def __init__(
        self,
        store: Store,
        hands: Mapping[str, Hand],
        clock: Clock,
        metrics: Metrics,
        *,
        current: Callable[[], frozenset[str] | None],
        owner: str,
    ) -> None:
        self._store = store
        self._hands = hands
        self._clock = clock
        self._metrics = metrics
        self._current = current
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
                    nap = timedelta() if await self.work_once(stop) else await self._until_due()
                except InboxdError as error:
                    _log.error("clerk.store_unavailable", error=error)
                    nap = _STORE_NAP
                if nap:
                    await self._nap(nap, stopping)
        finally:
            stopping.cancel()

    async def work_once(self, stop: asyncio.Event | None = None) -> int:
        """Do what is due now; how many effects that was.

        Args:
            stop: once it is set nothing further is begun.
        """
        now, current = self._clock.now(), self._current()
        handed, self._handed_in = self._handed_in, []
        # What this process may not do in time is claimed anew by whoever may.
        waiting = (each for each in handed if each.due_at > now)
        self._handed_in += [each for each in waiting if not _is_looked_through(each, current)]
        taken = [each for each in handed if _is_looked_through(each, current)]
        due = {effect.effect_id: effect for effect in (*taken, *await self._claim(current, now))}
        done = 0
        for effect in due.values():
            # What has waited longer than its lease may be in another hand: it is claimed anew.
            if (stop is not None and stop.is_set()) or effect.due_at <= self._clock.now():
                continue
            await self._carry_out(effect)
            done += 1
        return done

    async def _claim(self, current: frozenset[str] | None, now: datetime) -> list[Effect]:
        claimed: list[Effect] = []
        for kinds, mailboxes in self._reach(current):
            claimed += await self._store.claim(kinds, mailbox=mailboxes, now=now, owner=self._owner, limit=_CLAIM)
        return claimed

    def _reach(self, current: frozenset[str] | None) -> list[tuple[frozenset[str], frozenset[str] | None]]:
        """Kinds of work, and for which mailboxes they may be done now."""
        kinds = frozenset(self._hands)
        if current is None:
            return [(kinds, None)] if kinds else []
        parts = [(kinds & _ANYTIME, None), (kinds - _ANYTIME, current | {_ABOUT_NONE})]
        return [(each, mailboxes) for each, mailboxes in parts if each]

    async def _carry_out(self, effect: Effect) -> None:
        outcome = await self._attempt(effect)
        # Told is told: what could not be written down would be told again.
        async for attempt in recording():
            with attempt:
                await self._store.finish([outcome], now=self._clock.now(), owner=self._owner)
        self._metrics.effect_ended(effect.mailbox, effect.deed.kind, outcome)
        report_outcome(effect, outcome)

    async def _attempt(self, effect: Effect) -> Outcome:
        try:
            return await self._hands[effect.deed.kind](effect)
        except InboxdError as error:
            return decide_retry(effect, error, self._clock.now())
        except Exception as error:  # noqa: BLE001 - our mistake: set aside after three tries, never dropped
            _log.exception("clerk.mistake", effect=effect.effect_id)
            return decide_retry(effect, error, self._clock.now())

    async def _until_due(self) -> timedelta:
        times = [await self._store.next_due(kinds, mailboxes) for kinds, mailboxes in self._reach(self._current())]
        due = min((at for at in times if at is not None), default=None)
        return _LONGEST_NAP if due is None else min(max(due - self._clock.now(), _SHORTEST_NAP), _LONGEST_NAP)

    async def _nap(self, span: timedelta, stopping: asyncio.Task[bool]) -> None:
        waking = asyncio.create_task(self.wake.wait(), name="clerk wake")
        await asyncio.wait({waking, stopping}, timeout=span.total_seconds(), return_when=asyncio.FIRST_COMPLETED)
        waking.cancel()


def _is_looked_through(effect: Effect, current: frozenset[str] | None) -> bool:
    return current is None or effect.mailbox in current | {_ABOUT_NONE} or effect.deed.kind in _ANYTIME
