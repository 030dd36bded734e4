"""Where the letters of one mailbox wait for a hand."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from inboxd.core.values.effect import Effect


class Tray:
    """The letters of one mailbox that wait for a hand or are in one.

    Attributes:
        taken: their effect ids. A lease can end while its letter still waits here; the letter must not lie here twice,
            for two hands would then be at it.
    """

    def __init__(self) -> None:
        self.queue: asyncio.Queue[Effect] = asyncio.Queue()
        self.wake = asyncio.Event()
        self.taken: set[str] = set()

    def put(self, effect: Effect) -> None:
        """Lay a letter in, unless it lies here or is in a hand already."""
        if effect.effect_id not in self.taken:
            self.taken.add(effect.effect_id)
            self.queue.put_nowait(effect)

    async def nap(self, span: timedelta) -> None:
        """Wait until `wake` is set, at most so long."""
        try:
            async with asyncio.timeout(span.total_seconds()):
                await self.wake.wait()
        except TimeoutError:
            return
