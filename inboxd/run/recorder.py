"""Writes down how letters ended. What ends while a transaction is under way shares the next one."""

from __future__ import annotations

import asyncio

from inboxd.core.values.outcome import Outcome
from inboxd.edge.retrying import recording
from inboxd.ports import Clock, Store


class Recorder:
    """One for the whole process: a transaction costs much more than a row.

    Args:
        owner: name under which the effects were claimed.
    """

    def __init__(self, store: Store, clock: Clock, *, owner: str) -> None:
        self._store = store
        self._clock = clock
        self._owner = owner
        self._waiting: list[tuple[Outcome, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def finish(self, outcome: Outcome) -> None:
        """Return when the outcome is durable.

        Raises:
            InboxdError: it could not be written, though it was tried for a minute.
        """
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((outcome, written))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write(), name="recorder")
        await written

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            error = await self._store_all([outcome for outcome, _ in batch])
            for _, written in batch:
                if written.done():
                    continue  # whoever waited for it was told to stop
                if error is None:
                    written.set_result(None)
                else:
                    written.set_exception(error)

    async def _store_all(self, outcomes: list[Outcome]) -> Exception | None:
        try:
            async for attempt in recording():
                with attempt:
                    await self._store.finish(outcomes, now=self._clock.now(), owner=self._owner)
        except Exception as error:  # noqa: BLE001 - it belongs to those who wait, not to this task
            return error
        return None
