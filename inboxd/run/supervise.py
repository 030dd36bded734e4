"""Named tasks that live as long as the daemon: when one dies, all stop, loudly, and the service manager starts anew.

Stopping is a sequence with a limit: tell everybody, let them finish what they have in hand, then cut.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from datetime import timedelta
from typing import Any

import structlog

from inboxd.errors import InboxdError, in_words

_log = structlog.get_logger()


class Crew:
    """The daemon's long-lived tasks.

    Args:
        stop: set by a signal, or by the crew itself when one of its tasks ends.
        within: how long an ordered stop may take.
    """

    def __init__(self, stop: asyncio.Event, within: timedelta) -> None:
        self._stop = stop
        self._within = within
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def state(self) -> Mapping[str, str]:
        """Task name → "" while it lives, else why it ended."""
        return {name: _ending(task) for name, task in self._tasks.items()}

    async def run(self, work: Mapping[str, Coroutine[object, object, None]]) -> None:
        """Run everything until `stop` is set or one task ends.

        Raises:
            BaseException: what the task that ended first raised; the others were stopped in order before.
        """
        self._tasks = {name: asyncio.create_task(each, name=name) for name, each in work.items()}
        stopping = asyncio.create_task(self._stop.wait(), name="stop")
        ended: set[asyncio.Task[Any]] = set()
        try:
            ended, _ = await asyncio.wait({stopping, *self._tasks.values()}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            self._report_early_end()
            self._stop.set()
            await self._end()
        # What ended first is the cause; what failed while stopping may be its consequence.
        for task in sorted(self._tasks.values(), key=lambda each: each not in ended):
            if not task.cancelled() and (error := task.exception()) is not None:
                raise error

    def _report_early_end(self) -> None:
        if self._stop.is_set():
            return
        for name, task in self._tasks.items():
            if task.done():
                _log.error("task.ended", task=name, why=_ending(task))

    async def _end(self) -> None:
        running = [task for task in self._tasks.values() if not task.done()]
        if not running:
            return
        _, late = await asyncio.wait(running, timeout=self._within.total_seconds())
        for task in late:
            _log.warning("task.cut_off", task=task.get_name(), after_seconds=self._within.total_seconds())
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def _ending(task: asyncio.Task[None]) -> str:
    if not task.done():
        return ""
    if task.cancelled():
        return "it was cancelled"
    error = task.exception()
    if error is None:
        return "it came to an end"
    # Shown on the health page too: the text of a foreign exception may quote a customer.
    return f"{type(error).__name__}: {error}" if isinstance(error, InboxdError) else in_words(error)
