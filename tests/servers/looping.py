"""An event loop in a thread of its own, for servers that live inside the test process."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class LoopThread:
    """Runs coroutines for callers in other threads; can be stopped and started again."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        """Whether the loop takes work."""
        return self._thread is not None

    def start(self) -> None:
        """Start the thread; does nothing when it runs."""
        if self._thread is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=self._loop.run_forever, name=self.name, daemon=True)
            self._thread.start()

    def run(self, work: Coroutine[Any, Any, T], seconds: float = 10) -> T:
        """Run one coroutine in the loop and wait for its result."""
        if self._loop is None:
            work.close()
            message = f"{self.name} is not running"
            raise RuntimeError(message)
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def stop(self) -> None:
        """Cancel what runs, end the thread and close the loop."""
        if self._loop is None or self._thread is None:
            return
        self.run(_cancel_others())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._loop = self._thread = None


async def _cancel_others() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
